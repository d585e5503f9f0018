//! RULES §7: products are made, changed, locked by the first issue, and looked at before they go on the shelf.

use crate::desk_phone::DeskPhone;
use crate::harness::{House, refusal_of};
use domain::desk_note::DeskNote;
use domain::identity::ProductNumber;
use domain::money::Dollars;
use domain::offline::judge::{OfflineVerdict, Wish};
use domain::offline::limits::OfflineLimits;
use domain::permission::Role;
use domain::picture::{Plate, Size};
use domain::product::counter::Counter;
use domain::product::policy::Rule;
use domain::product::{ProductFacts, ProductField};
use domain::proof::ProofPolicies;
use domain::refusal::{Refusal, RefusalCode};
use domain::ticket::TicketKind;
use store::StoreError;
use store::command::change_picture::NewPicture;
use store::command::product::ProductLists;
use store::command::redeem::{RedeemAnswer, RedeemRequest};
use store::fixture::{Goods, PARTNER, STRANGER, branch};
use store::query::product::{ListedProduct, Product, ProductFilter, ProductSort};
use store::query::window::Window;

on_both_engines!(
    a_product_is_made_once_and_off_the_shelf,
    two_who_change_one_are_told,
    the_first_issue_locks_it,
    what_stands_at_the_counter_changes_after_the_issue,
    lists_choose_among_the_merchants_own,
    what_may_not_be_published_stays_off_the_shelf,
    a_change_that_may_not_be_published_goes_off_the_shelf,
    the_list_is_filtered,
    the_list_is_ordered_and_paged_without_losing_a_row,
    a_picture_stands_on_its_tickets,
    a_copy_takes_over_counter_and_picture,
    only_who_may_changes_products,
);

const FIRST_PAGE: Window = Window { is_descending: true, offset: 0, size: 25 };

fn facts() -> ProductFacts {
    let terms = vec!["限門市現場兌換".to_owned()];
    ProductFacts {
        kind: TicketKind::Paid,
        name: "經典珍珠奶茶".to_owned(),
        own_number: "TEA09".to_owned(),
        face_value: Dollars(75),
        terms: terms.clone(),
        paper_terms: terms.clone(),
        store_terms: terms,
        proof: ProofPolicies::DEFAULT,
    }
}

async fn make(house: &House, facts: &ProductFacts) -> ProductNumber {
    let (session, lists) = (&house.world.owner.session, ProductLists::default());
    house.store.make_product(session, facts, &lists, &house.attempt()).await.expect("made")
}

async fn now(house: &House, number: ProductNumber) -> Product {
    house.store.product(&house.actor(&house.world.owner).await, number).await.expect("a product")
}

async fn change(
    house: &House,
    read: &Product,
    facts: Option<&ProductFacts>,
    lists: &ProductLists,
) -> Result<(), StoreError> {
    let session = &house.world.owner.session;
    // A later moment: what happens within one millisecond has no order.
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.change_product(session, (read.number, read.version), facts, lists, &house.attempt()).await
}

async fn a_product_is_made_once_and_off_the_shelf(house: House) {
    let (session, lists, attempt) = (&house.world.owner.session, ProductLists::default(), house.attempt());
    let number = house.store.make_product(session, &facts(), &lists, &attempt).await.expect("made");
    let again = house.store.make_product(session, &facts(), &lists, &attempt).await.expect("the same");
    assert_eq!((number, again), (ProductNumber(5), ProductNumber(5)));
    let other = ProductFacts { face_value: Dollars(80), ..facts() };
    let reused = house.store.make_product(session, &other, &lists, &attempt).await;
    assert_eq!(refusal_of(reused.expect_err("refused")), Refusal::AttemptReused);
    let product = now(&house, number).await;
    assert_eq!((product.code.as_str(), product.facts.clone()), ("VAA00005", facts()));
    assert_eq!((product.on_shelf, product.issued, product.version), (false, false, 1));
    let records = house.store.product_records(&house.actor(&house.world.owner).await, number).await;
    let records = records.expect("read");
    assert_eq!(records.len(), 1);
    assert_eq!((records[0].kind.as_str(), records[0].operator.as_deref()), ("product_made", Some("owner")));
}

async fn two_who_change_one_are_told(house: House) {
    let number = make(&house, &facts()).await;
    let read = now(&house, number).await;
    let lists = read.lists.clone();
    let first = ProductFacts { name: "經典鮮奶茶".to_owned(), ..facts() };
    change(&house, &read, Some(&first), &lists).await.expect("changed");
    let second = ProductFacts { face_value: Dollars(80), ..facts() };
    let refused = change(&house, &read, Some(&second), &lists).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::ChangedMeanwhile);
    let after = now(&house, number).await;
    assert_eq!((after.facts.clone(), after.version), (first.clone(), 2));
    change(&house, &after, Some(&first), &lists).await.expect("nothing to change");
    assert_eq!(now(&house, number).await.version, 2, "the same again is no change");
    // Sent twice, written once.
    let (session, attempt) = (&house.world.owner.session, house.attempt());
    for _ in 0..2 {
        let done = house.store.change_product(session, (number, 2), Some(&second), &lists, &attempt).await;
        done.expect("changed");
    }
    assert_eq!(now(&house, number).await.version, 3);
}

async fn the_first_issue_locks_it(house: House) {
    let number = Goods::Paid.number();
    let before = now(&house, number).await;
    assert!(!before.issued);
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let locked = now(&house, number).await;
    assert!(locked.issued);
    let other = ProductFacts { face_value: Dollars(1), ..locked.facts.clone() };
    let refused = change(&house, &locked, Some(&other), &locked.lists).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::ProductLocked);
    let session = &house.world.owner.session;
    let refused =
        house.store.change_product_picture(session, (number, locked.version), Some(picture())).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::ProductLocked);
    // A list, for tickets that are out, too.
    let lists =
        ProductLists { redeeming: Some(vec![branch("002").expect("a branch")]), ..locked.lists.clone() };
    change(&house, &locked, None, &lists).await.expect("changed");
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let scan = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(&house.world.clerk_001, &scan).await, Refusal::BranchNotListed);
    let shelved = house.store.shelve_products(session, &[number], false, false).await.expect("off");
    assert_eq!((shelved, now(&house, number).await.on_shelf), (vec![], false));
}

async fn what_stands_at_the_counter_changes_after_the_issue(house: House) {
    let number = Goods::Paid.number();
    house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let (session, read) = (&house.world.owner.session, now(&house, number).await);
    assert!(read.issued);
    assert_eq!((read.counter.note.as_str(), read.counter.limits), ("", OfflineLimits::DEFAULT));
    let counter = Counter {
        note: DeskNote::parse("18 歲以上").expect("short"),
        limits: OfflineLimits { units: 0, ..OfflineLimits::DEFAULT },
    };
    house.clock.set(house.store.now().plus_seconds(1));
    for _ in 0..2 {
        // Sent twice, written once.
        house.store.change_product_counter(session, (number, read.version), &counter).await.expect("changed");
    }
    let after = now(&house, number).await;
    assert_eq!((after.counter.clone(), after.version), (counter.clone(), read.version + 1));
    let other = Counter { note: DeskNote::parse("").expect("nothing"), ..counter };
    let refused = house.store.change_product_counter(session, (number, read.version), &other).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::ChangedMeanwhile);
    let records = house.store.product_records(&house.actor(&house.world.owner).await, number).await;
    assert_eq!(records.expect("read")[0].fields, [ProductField::DeskNote, ProductField::OfflineLimits]);
    // The desk says it; its phone takes nothing of this product by itself.
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let clerk = &house.world.clerk_001;
    let phone = DeskPhone::joins(&house, clerk, 9).await;
    let code = house.world.moment_link(&ticket);
    let verdict = phone.judges(&house, &code, Wish::default(), house.store.now());
    assert_eq!(verdict, OfflineVerdict::Refuse(RefusalCode::NeedsNetwork));
    let look = RedeemRequest { attempt: None, ..house.world.scan(&ticket).expect("a scan") };
    let answer = house.redeem(clerk, &look).await.expect("no refusal");
    assert!(matches!(answer, RedeemAnswer::Confirm { face, .. } if face.desk_note == "18 歲以上"));
    let refused = house.store.change_product_counter(&clerk.session, (number, 1), &other).await;
    assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::PermissionMissing);
}

async fn lists_choose_among_the_merchants_own(house: House) {
    let number = make(&house, &facts()).await;
    let read = now(&house, number).await;
    let named = |number| branch(number).expect("a branch");
    let lists = ProductLists {
        redeeming: Some(vec![named("001"), named("999")]),
        returning: Some(vec![named("002")]),
        partners: vec![PARTNER, STRANGER],
    };
    change(&house, &read, None, &lists).await.expect("changed");
    let expected = ProductLists {
        redeeming: Some(vec![named("001")]),
        returning: Some(vec![named("002")]),
        partners: vec![PARTNER],
    };
    assert_eq!(now(&house, number).await.lists, expected);
    let records = house.store.product_records(&house.actor(&house.world.owner).await, number).await;
    assert_eq!(
        records.expect("read")[0].fields,
        [ProductField::RedeemingBranches, ProductField::ReturnBranches, ProductField::Partners]
    );
}

async fn what_may_not_be_published_stays_off_the_shelf(house: House) {
    let line = |text: &str| ProductFacts { terms: vec![text.to_owned()], ..facts() };
    let good = make(&house, &facts()).await;
    let expires = make(&house, &line("使用期限至年底為止")).await;
    let harsh = make(&house, &line("售出後恕不退換")).await;
    let session = &house.world.owner.session;
    let all = [good, expires, harsh, ProductNumber(999)];
    let refused = house.store.shelve_products(session, &all, true, false).await.expect("answered");
    let rules: Vec<_> = refused.iter().map(|one| (one.number, one.findings[0].rule())).collect();
    assert_eq!(rules, [(expires, Rule::NoExpiry), (harsh, Rule::ForbiddenClause)]);
    let read = house.store.shelve_products(session, &all, true, true).await.expect("answered");
    assert_eq!(read.iter().map(|one| one.number).collect::<Vec<_>>(), [expires], "read, and published");
    assert!(now(&house, good).await.on_shelf && now(&house, harsh).await.on_shelf);
    house
        .change("UPDATE merchant SET guarantee_days = 180, fee_cap = 500 WHERE number = 1000001")
        .await
        .expect("changed");
    house.store.shelve_products(session, &[good], false, false).await.expect("off");
    let refused = house.store.shelve_products(session, &[good], true, true).await.expect("answered");
    let rules: Vec<_> = refused[0].findings.iter().map(|found| found.rule()).collect();
    assert_eq!(rules, [Rule::GuaranteeOfAYear, Rule::FeeCap]);
}

async fn a_change_that_may_not_be_published_goes_off_the_shelf(house: House) {
    let number = make(&house, &facts()).await;
    let session = &house.world.owner.session;
    house.store.shelve_products(session, &[number], true, false).await.expect("on");
    let read = now(&house, number).await;
    let renamed = ProductFacts { name: "經典鮮奶茶".to_owned(), ..facts() };
    change(&house, &read, Some(&renamed), &read.lists).await.expect("changed");
    let read = now(&house, number).await;
    assert!(read.on_shelf);
    let expires = ProductFacts { terms: vec!["逾期作廢不得異議".to_owned()], ..renamed };
    change(&house, &read, Some(&expires), &read.lists).await.expect("changed");
    assert!(!now(&house, number).await.on_shelf);
}

async fn the_list_is_filtered(house: House) {
    make(&house, &ProductFacts { name: "100%_鮮奶茶".to_owned(), ..facts() }).await;
    let owner = house.actor(&house.world.owner).await;
    let found = async |filter: ProductFilter| {
        let page =
            house.store.products(&owner, &filter, ProductSort::Number, FIRST_PAGE).await.expect("read");
        assert_eq!(page.found.total as usize, page.found.rows.len());
        let on_shelf = page.found.rows.iter().filter(|row| row.on_shelf).count();
        assert_eq!(page.on_shelf as usize, on_shelf);
        page.found.rows.into_iter().map(|row| row.number.0).collect::<Vec<_>>()
    };
    let all = ProductFilter::default();
    assert_eq!(found(all.clone()).await, [5, 4, 3, 2, 1]);
    assert_eq!(found(ProductFilter { code: "VAA00003".to_owned(), ..all.clone() }).await, [3]);
    for code in ["TEA04", "tea04"] {
        assert_eq!(found(ProductFilter { code: code.to_owned(), ..all.clone() }).await, [4]);
    }
    assert_eq!(found(ProductFilter { name: "100%_".to_owned(), ..all.clone() }).await, [5]);
    assert_eq!(found(ProductFilter { name: "____".to_owned(), ..all.clone() }).await, [0_u32; 0]);
    assert_eq!(found(ProductFilter { on_shelf: Some(false), ..all.clone() }).await, [5]);
    assert_eq!(found(ProductFilter { kind: Some(TicketKind::Gift), ..all.clone() }).await, [2]);
    let today = house.store.now().day();
    assert_eq!(found(ProductFilter { from: Some(today), to: Some(today), ..all.clone() }).await.len(), 5);
    let before = ProductFilter { to: Some(today.minus_days(1)), ..all.clone() };
    assert_eq!(found(before).await, [0_u32; 0]);
    // The fourth may be redeemed by a partner, too, the third by branch 001 alone.
    assert_eq!(found(ProductFilter { is_opened: Some(true), ..all.clone() }).await, [4]);
    assert_eq!(found(ProductFilter { is_opened: Some(false), ..all.clone() }).await, [5, 3, 2, 1]);
    assert_eq!(found(ProductFilter { opened_to: Some(PARTNER), ..all.clone() }).await, [4]);
    assert_eq!(found(ProductFilter { opened_to: Some(STRANGER), ..all.clone() }).await, [0_u32; 0]);
    assert_eq!(found(ProductFilter { names_redeeming: Some(true), ..all.clone() }).await, [3]);
    assert_eq!(found(ProductFilter { names_redeeming: Some(false), ..all.clone() }).await, [5, 4, 2, 1]);
    assert_eq!(found(ProductFilter { names_returning: Some(true), ..all.clone() }).await, [0_u32; 0]);
    let names = "UPDATE product SET names_return_branches = 1 WHERE merchant = 1000001 AND number = 2";
    house.change(names).await.expect("it names branches");
    let named = "INSERT INTO product_branch (merchant, product, purpose, branch) VALUES (1000001, 2, 'give_back', '002')";
    house.change(named).await.expect("the second one");
    assert_eq!(found(ProductFilter { names_returning: Some(true), ..all.clone() }).await, [2]);
    for (number, redeemed, returned) in
        [("001", vec![5, 4, 3, 2, 1], vec![5, 4, 3, 1]), ("002", vec![5, 4, 2, 1], vec![5, 4, 3, 2, 1])]
    {
        let at = Some(branch(number).expect("a number"));
        assert_eq!(
            found(ProductFilter { redeemed_at: at.clone(), ..all.clone() }).await,
            redeemed,
            "{number}"
        );
        assert_eq!(found(ProductFilter { returned_at: at, ..all.clone() }).await, returned, "{number}");
    }
    let page = house.store.products(&owner, &all, ProductSort::Number, FIRST_PAGE).await.expect("read");
    let places = |row: &ListedProduct| (row.partners, row.redeeming, row.returning);
    let places: Vec<_> = page.found.rows.iter().map(places).collect();
    let open = (0, None, None);
    assert_eq!(places, [open, (1, None, None), (0, Some(1), None), (0, None, Some(1)), open]);
    let partner = house.actor(&house.world.partner_owner).await;
    let theirs = house.store.products(&partner, &all, ProductSort::Number, FIRST_PAGE).await.expect("read");
    assert_eq!(theirs.found.total, 0);
    let foreign = house.store.product(&partner, ProductNumber(1)).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)));
}

/// The numbers of a page of all five products, three of which are on the shelf.
async fn ordered(house: &House, sort: ProductSort, window: Window) -> Vec<u32> {
    let owner = house.actor(&house.world.owner).await;
    let page = house.store.products(&owner, &ProductFilter::default(), sort, window).await.expect("read");
    assert_eq!((page.found.total, page.on_shelf), (5, 3));
    page.found.rows.into_iter().map(|row| row.number.0).collect()
}

async fn the_list_is_ordered_and_paged_without_losing_a_row(house: House) {
    house.clock.set(house.store.now().plus_seconds(60));
    make(&house, &ProductFacts { face_value: Dollars(999), own_number: "ZZZ".to_owned(), ..facts() }).await;
    house.clock.set(house.store.now().plus_seconds(60));
    let session = &house.world.owner.session;
    house.store.shelve_products(session, &[ProductNumber(2)], false, false).await.expect("off");
    for (sort, is_descending, numbers) in [
        (ProductSort::Number, false, [1, 2, 3, 4, 5]),
        (ProductSort::OwnNumber, false, [2, 1, 3, 4, 5]),
        (ProductSort::Kind, false, [2, 5, 4, 3, 1]),
        (ProductSort::Face, true, [5, 4, 3, 1, 2]),
        (ProductSort::Shelf, false, [5, 2, 4, 3, 1]),
        (ProductSort::Created, true, [5, 4, 3, 2, 1]),
        (ProductSort::Changed, true, [2, 5, 4, 3, 1]),
    ] {
        let window = Window { is_descending, ..FIRST_PAGE };
        assert_eq!(ordered(&house, sort, window).await, numbers, "{sort:?}");
    }
    for sort in ProductSort::ALL {
        for is_descending in [true, false] {
            let whole = ordered(&house, *sort, Window { is_descending, ..FIRST_PAGE }).await;
            let mut pieces = Vec::new();
            for offset in [0, 2, 4] {
                pieces.extend(ordered(&house, *sort, Window { is_descending, offset, size: 2 }).await);
            }
            assert_eq!(pieces, whole, "{sort:?}");
        }
    }
}

fn picture() -> NewPicture {
    let size = Size { width: 800, height: 800 };
    NewPicture { media_type: "image/png", size, plate: Plate::Light, bytes: vec![3; 9] }
}

async fn a_picture_stands_on_its_tickets(house: House) {
    let (session, number) = (&house.world.owner.session, Goods::Paid.number());
    let version = now(&house, number).await.version;
    house.store.change_product_picture(session, (number, version), Some(picture())).await.expect("changed");
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let other = house.world.issue_one(Goods::Shared).await.expect("a ticket");
    let shown = async |link| house.store.wallet(link).await.expect("a wallet").tickets[0].picture.clone();
    assert_eq!(shown(&ticket.link).await, Some(picture().picture()));
    assert_eq!(shown(&other.link).await, None);
    let file = house.store.picture_file(&picture().picture().name).await.expect("a file");
    assert_eq!(file.bytes, vec![3; 9]);
    let stale = house.store.change_product_picture(session, (number, version), None).await;
    assert_eq!(refusal_of(stale.expect_err("refused")), Refusal::ChangedMeanwhile);
}

async fn a_copy_takes_over_counter_and_picture(house: House) {
    let (session, first) = (&house.world.owner.session, make(&house, &facts()).await);
    let counter = Counter {
        note: DeskNote::parse("18 歲以上").expect("short"),
        limits: OfflineLimits { units: 7, ..OfflineLimits::DEFAULT },
    };
    let version = now(&house, first).await.version;
    house.store.change_product_counter(session, (first, version), &counter).await.expect("changed");
    let version = now(&house, first).await.version;
    house.store.change_product_picture(session, (first, version), Some(picture())).await.expect("changed");
    let (lists, attempt) = (ProductLists::default(), house.attempt());
    let copy = async |like| house.store.make_product_like(session, &facts(), &lists, &attempt, like).await;
    let copied = copy(Some(first)).await.expect("made");
    assert_eq!(copy(Some(first)).await.expect("the same"), copied, "sent twice, made once");
    let read = now(&house, copied).await;
    assert_eq!((read.counter, read.picture), (counter, Some(picture().picture())));
    assert!(!read.on_shelf && copied != first);
    let none = house
        .store
        .make_product_like(session, &facts(), &lists, &house.attempt(), Some(ProductNumber(999)))
        .await;
    assert!(matches!(none, Err(StoreError::NotFound)));
}

async fn only_who_may_changes_products(house: House) {
    let lists = ProductLists::default();
    for who in [&house.world.clerk_001, &house.world.accountant] {
        let made = house.store.make_product(&who.session, &facts(), &lists, &house.attempt()).await;
        assert_eq!(refusal_of(made.expect_err("refused")), Refusal::PermissionMissing);
        let shelved = house.store.shelve_products(&who.session, &[ProductNumber(1)], false, false).await;
        assert_eq!(refusal_of(shelved.expect_err("refused")), Refusal::PermissionMissing);
    }
    let clerk = house.actor(&house.world.clerk_001).await;
    assert_eq!(clerk.powers.role, Role::Clerk);
    let looked =
        house.store.products(&clerk, &ProductFilter::default(), ProductSort::Number, FIRST_PAGE).await;
    assert_eq!(refusal_of(looked.expect_err("refused")), Refusal::PermissionMissing);
}
