//! Sub-accounts (RULES §8): who makes, changes, resets and deletes them, and what their powers do at the counter.

use crate::harness::{House, all_at_once, moment, refusal_of};
use domain::hours::Hours;
use domain::identity::{AccountId, BranchNumber};
use domain::people::{AccountChange, AccountName, AccountNote};
use domain::permission::{Access, Function, Grants, Role};
use domain::powers::{Powers, Products};
use domain::refusal::Refusal;
use sqlx::Row;
use store::StoreError;
use store::command::people::SubAccountDraft;
use store::fixture::{Goods, ISSUER, Person, TestTicket, branch};
use store::query::people::{AccountSearch, AccountSort, Bound};
use store::query::window::Window;

on_both_engines!(
    an_account_may_what_it_was_given,
    beyond_its_hours_an_account_changes_nothing,
    an_account_handles_its_own_products_only,
    nobody_gives_more_than_he_has,
    two_who_change_one_account_get_a_conflict,
    many_are_bound_to_a_branch_or_to_none_at_once,
    a_reset_ends_every_other_way_in,
    a_deleted_account_stays_in_a_list,
    one_owner_is_left_whoever_is_faster,
    a_branch_sees_its_own_people,
    accounts_are_found_by_words_role_branch_and_sign_in,
    accounts_are_ordered_and_paged_without_losing_one,
);

const FIRST_PAGE: Window = Window { is_descending: false, offset: 0, size: 25 };

fn name(text: &str) -> AccountName {
    AccountName::parse(text).expect("a name")
}

fn draft(powers: Powers, of: Option<&str>) -> SubAccountDraft {
    let note = AccountNote::parse("早班").expect("a note");
    let branch = of.map(|number| branch(number).expect("a branch"));
    SubAccountDraft { note, branch, powers }
}

async fn ticket(house: &House, goods: Goods) -> TestTicket {
    house.world.issue_tickets(goods, 1, 1).await.expect("issued").pop().expect("a ticket")
}

async fn hired(house: &House, text: &str, draft: SubAccountDraft) -> Person {
    let by = &house.world.owner.session;
    let account = house.store.create_sub_account(by, &name(text), draft, None).await.expect("made");
    let session = house.store.start_session(ISSUER, &account).await.expect("signed in");
    Person { merchant: ISSUER, account, session }
}

fn no<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> Refusal {
    refusal_of(answer.expect_err("a refusal"))
}

/// The product of a ticket of these goods, as a limit names it.
async fn product_of(house: &House, goods: Goods) -> String {
    let ticket = ticket(house, goods).await;
    let sql = format!("SELECT product FROM ticket WHERE id = '{}'", ticket.id);
    let found = house.rows(&sql, |row| row.get::<i64, _>(0)).await;
    format!("{ISSUER}-{}", found[0])
}

async fn an_account_may_what_it_was_given(house: House) {
    let rows = Grants::NONE.with(Function::Redeem, Some(Access::Change));
    let powers = Powers { role: Role::Custom, grants: rows, ..Powers::of(Role::Custom) };
    let who = hired(&house, "counter1", draft(powers.clone(), Some("001"))).await;
    assert_eq!(house.actor(&who).await.powers, powers);
    let ticket = ticket(&house, Goods::Paid).await;
    let receipt = house.scanned(&who, &ticket).await;
    assert_eq!(house.cancel(&who, &receipt.use_id).await, Err(Refusal::PermissionMissing));
    let page =
        house.store.sub_account(&house.actor(&house.world.owner).await, &who.account).await.expect("rows");
    assert_eq!((page.account.name.as_str(), page.account.note.as_str()), ("counter1", "早班"));
    let made = page.changes.first().expect("a line");
    assert_eq!((made.kind, made.by.as_deref()), (AccountChange::Created, Some("owner")));
    assert_eq!(made.changed.as_ref().expect("facts").is.grants(), rows);
    let again = house
        .store
        .create_sub_account(&house.world.owner.session, &name("counter1"), draft(powers, None), None)
        .await;
    assert_eq!(no(again), Refusal::AccountNameTaken);
}

async fn beyond_its_hours_an_account_changes_nothing(house: House) {
    // 2026/11/06 is a Friday.
    let powers = Powers { hours: Hours::parse("5 09:00-22:00").expect("hours"), ..Powers::of(Role::Clerk) };
    let who = hired(&house, "counter1", draft(powers, Some("001"))).await;
    let (first, second) = (ticket(&house, Goods::Paid).await, ticket(&house, Goods::Paid).await);
    house.clock.set(moment("2026-11-06", 21, 59, 59));
    let receipt = house.scanned(&who, &first).await;
    house.clock.set(moment("2026-11-06", 22, 0, 0));
    let opens = Some(moment("2026-11-13", 9, 0, 0));
    let scan = house.world.scan(&second).expect("a scan");
    assert_eq!(house.refused(&who, &scan).await, Refusal::OutsideHours { opens });
    assert_eq!(house.cancel(&who, &receipt.use_id).await, Err(Refusal::OutsideHours { opens }));
    let shift = house.store.shift(&house.actor(&who).await, store::query::shift::ShiftOf::Myself).await;
    assert_eq!(shift.expect("looking has no hours").uses.len(), 1);
}

async fn an_account_handles_its_own_products_only(house: House) {
    let products = Products::parse(&product_of(&house, Goods::Paid).await).expect("a list");
    let who = hired(&house, "counter1", draft(Powers { products, ..Powers::of(Role::Manager) }, None)).await;
    let (own, other) = (ticket(&house, Goods::Paid).await, ticket(&house, Goods::Gift).await);
    let receipt = house.scanned(&who, &own).await;
    assert!(house.cancel(&who, &receipt.use_id).await.is_ok());
    let scan = house.world.scan(&other).expect("a scan");
    assert_eq!(house.refused(&who, &scan).await, Refusal::ProductNotYours);
    let attempt = store::attempt_id(house.store.now()).expect("an attempt");
    let renewed = house.store.renew_code_by_merchant(&who.session, &other.serial, &attempt).await;
    assert_eq!(no(renewed), Refusal::ProductNotYours);
    let nothing = Products::parse("1000001-999").expect("a list");
    let unknown = draft(Powers { products: nothing, ..Powers::of(Role::Clerk) }, None);
    let made =
        house.store.create_sub_account(&house.world.owner.session, &name("counter2"), unknown, None).await;
    assert_eq!(no(made), Refusal::ProductsWrong);
}

async fn nobody_gives_more_than_he_has(house: House) {
    let manager = hired(&house, "manager1", draft(Powers::of(Role::Manager), None)).await;
    let owner = draft(Powers::of(Role::Owner), None);
    let made = house.store.create_sub_account(&manager.session, &name("owner22"), owner, None).await;
    assert_eq!(no(made), Refusal::PowersTooGreat);
    let owner = &house.world.owner.account;
    assert_eq!(no(house.store.delete_sub_account(&manager.session, owner).await), Refusal::PowersTooGreat);
    let reset = house.store.reset_sub_account(&manager.session, owner, "hash".to_owned()).await;
    assert_eq!(no(reset), Refusal::PowersTooGreat);
    assert_eq!(
        no(house.store.offer_enrolment(&manager.session, owner).await.map(|_| ())),
        Refusal::PowersTooGreat
    );
    let own = house.store.delete_sub_account(&manager.session, &manager.account).await;
    assert_eq!(no(own), Refusal::OwnAccount);
    let clerk = &house.world.clerk_001;
    let by_clerk = house.store.delete_sub_account(&clerk.session, &manager.account).await;
    assert_eq!(no(by_clerk), Refusal::PermissionMissing);
    let stranger = &house.world.stranger_owner.session;
    let of_others = house.store.delete_sub_account(stranger, &clerk.account).await;
    assert!(matches!(of_others, Err(StoreError::NotFound)), "{of_others:?}");
    let nowhere =
        SubAccountDraft { branch: BranchNumber::parse("999").ok(), ..draft(Powers::of(Role::Clerk), None) };
    let made = house.store.create_sub_account(&manager.session, &name("clerk22"), nowhere, None).await;
    assert_eq!(no(made), Refusal::BranchUnknown);
}

async fn two_who_change_one_account_get_a_conflict(house: House) {
    let who = hired(&house, "counter1", draft(Powers::of(Role::Clerk), Some("001"))).await;
    let by = &house.world.owner.session;
    let change = async |version, role| {
        house.store.change_sub_account(by, &who.account, version, draft(Powers::of(role), Some("002"))).await
    };
    // A later moment: what happens within one millisecond has no order.
    house.clock.set(house.store.now().plus_seconds(1));
    change(0, Role::Manager).await.expect("changed");
    assert_eq!(no(change(0, Role::Clerk).await), Refusal::ChangedMeanwhile);
    let page =
        house.store.sub_account(&house.actor(&house.world.owner).await, &who.account).await.expect("rows");
    assert_eq!((page.account.version, page.account.powers.role), (1, Role::Manager));
    let facts = page.changes[0].changed.clone().expect("facts");
    let branches = (facts.was.expect("before").branch, facts.is.branch);
    assert_eq!(branches, (Some("001".to_owned()), Some("002".to_owned())));
}

async fn many_are_bound_to_a_branch_or_to_none_at_once(house: House) {
    let clerk = Powers::of(Role::Clerk);
    let first = hired(&house, "counter1", draft(clerk.clone(), Some("001"))).await;
    let second = hired(&house, "counter2", draft(clerk, None)).await;
    let manager = hired(&house, "manager2", draft(Powers::of(Role::Manager), None)).await;
    let owner = &house.world.owner;
    let two = branch("002").expect("a branch");
    let nobody = AccountId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").expect("an identity");
    let all = [first.account.clone(), second.account.clone(), owner.account.clone(), nobody];
    house.clock.set(house.store.now().plus_seconds(1));
    let left = house.store.bind_sub_accounts(&manager.session, &all, Some(&two)).await.expect("bound");
    let why: Vec<_> = left.iter().map(|one| (&one.account, &one.refusal)).collect();
    assert_eq!(why, [(&owner.account, &Refusal::PowersTooGreat)], "nobody manages who may more");
    let stands = async |who: &Person| {
        let page = house.store.sub_account(&house.actor(owner).await, &who.account).await.expect("rows");
        (page.account.branch, page.changes.len())
    };
    assert_eq!(stands(&first).await, (Some(two.clone()), 2));
    assert_eq!(stands(&second).await, (Some(two.clone()), 2));
    let both = [first.account.clone(), second.account.clone()];
    house.store.bind_sub_accounts(&manager.session, &both, Some(&two)).await.expect("there already");
    assert_eq!(stands(&first).await.1, 2, "nothing changed, so nothing is noted");
    house.store.bind_sub_accounts(&owner.session, &both, None).await.expect("unbound");
    assert_eq!(stands(&second).await, (None, 3));
    let unknown = branch("999").expect("a number");
    let nowhere = house.store.bind_sub_accounts(&owner.session, &both, Some(&unknown)).await;
    assert_eq!(no(nowhere), Refusal::BranchUnknown);
    // A branch gives its own people away to nobody.
    let local = hired(&house, "manager3", draft(Powers::of(Role::Manager), Some("001"))).await;
    house
        .store
        .bind_sub_accounts(&owner.session, &both, Some(&branch("001").expect("a branch")))
        .await
        .expect("bound");
    let left = house.store.bind_sub_accounts(&local.session, &both, None).await.expect("answered");
    assert_eq!(left.len(), 2);
    assert_eq!(stands(&first).await.0, branch("001").ok());
    let clerks = house.store.bind_sub_accounts(&house.world.clerk_001.session, &both, None).await;
    assert_eq!(no(clerks), Refusal::PermissionMissing);
    let theirs = house.store.bind_sub_accounts(&house.world.stranger_owner.session, &both, None).await;
    assert_eq!(theirs.expect("answered"), [], "of another merchant: nobody");
    assert_eq!(stands(&first).await.0, branch("001").ok());
}

async fn a_reset_ends_every_other_way_in(house: House) {
    let who = hired(&house, "counter1", draft(Powers::of(Role::Clerk), Some("001"))).await;
    house.store.add_passkey(&who.session, "id-1", "{}".to_owned(), "iPhone").await.expect("kept");
    let by = &house.world.owner.session;
    house.store.reset_sub_account(by, &who.account, "new hash".to_owned()).await.expect("reset");
    assert_eq!(house.store.signed_in(&who.session).await.expect("rows"), None);
    assert!(house.store.known_passkey("id-1").await.expect("rows").is_none());
    let account = house.store.account_for_sign_in(ISSUER, "counter1").await.expect("rows").expect("there");
    assert_eq!((account.password_hash.as_str(), account.has_code), ("new hash", false));
    let session = house.store.start_session(ISSUER, &who.account).await.expect("signed in");
    house.store.sign_out_sub_account(by, &who.account).await.expect("signed out");
    assert_eq!(house.store.signed_in(&session).await.expect("rows"), None);
}

async fn a_deleted_account_stays_in_a_list(house: House) {
    let who = hired(&house, "counter1", draft(Powers::of(Role::Clerk), Some("001"))).await;
    let ticket = ticket(&house, Goods::Paid).await;
    house.scanned(&who, &ticket).await;
    let by = &house.world.owner;
    house.store.delete_sub_account(&by.session, &who.account).await.expect("deleted");
    assert_eq!(house.store.signed_in(&who.session).await.expect("rows"), None);
    assert!(house.store.account_for_sign_in(ISSUER, "counter1").await.expect("rows").is_none());
    let actor = house.actor(by).await;
    let list = async |is_deleted| {
        let search = AccountSearch { is_deleted, ..AccountSearch::default() };
        let list = house.store.sub_accounts(&actor, &search, AccountSort::Deleted, FIRST_PAGE).await;
        list.expect("rows").found.rows
    };
    let standing = list(false).await;
    assert!(standing.iter().all(|one| one.id != who.account) && standing.len() == 5, "{standing:?}");
    let deleted = list(true).await;
    assert_eq!(deleted.len(), 1);
    assert_eq!((deleted[0].name.as_str(), deleted[0].note.as_str()), ("counter1", "早班"));
    assert_eq!(deleted[0].deleted_at, Some(house.store.now()));
    let history = house.store.ticket_history(&by.session, &ticket.serial).await.expect("a history");
    assert!(history.records.iter().any(|record| record.operator.as_deref() == Some("counter1")));
    assert!(matches!(
        house.store.delete_sub_account(&by.session, &who.account).await,
        Err(StoreError::NotFound)
    ));
}

async fn one_owner_is_left_whoever_is_faster(house: House) {
    let first = house.world.owner.clone();
    let second = hired(&house, "owner22", draft(Powers::of(Role::Owner), None)).await;
    let deletes = |by: &Person, whom: &Person| {
        let (store, session, whom) = (house.store.clone(), by.session.clone(), whom.account.clone());
        async move { store.delete_sub_account(&session, &whom).await.is_ok() }
    };
    let pair = [deletes(&first, &second), deletes(&second, &first)];
    let done = all_at_once(pair.into_iter().map(Box::pin).collect()).await;
    let left = house.rows(
        "SELECT COUNT(*) FROM account WHERE merchant = 1000001 AND role = 'owner' AND disabled = 0",
        |row| row.get::<i64, _>(0),
    );
    assert_eq!((left.await, done.iter().filter(|done| **done).count()), (vec![1], 1), "{done:?}");
    let all = Powers { role: Role::Custom, ..Powers::of(Role::Owner) };
    let remaining = if done[0] { first } else { second };
    let made =
        house.store.create_sub_account(&remaining.session, &name("custom1"), draft(all, None), None).await;
    let custom = house.store.start_session(ISSUER, &made.expect("made")).await.expect("signed in");
    let last = house.store.delete_sub_account(&custom, &remaining.account).await;
    assert_eq!(no(last), Refusal::LastOwner);
}

async fn a_branch_sees_its_own_people(house: House) {
    let chief = hired(&house, "manager1", draft(Powers::of(Role::Manager), Some("001"))).await;
    let actor = house.actor(&chief).await;
    let all = AccountSearch::default();
    let seen = house.store.sub_accounts(&actor, &all, AccountSort::Name, FIRST_PAGE).await.expect("rows");
    let names: Vec<_> = seen.found.rows.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["clerk001", "manager1"]);
    assert_eq!((seen.found.total, seen.bound), (2, 2), "what is not seen is not counted");
    let other: &AccountId = &house.world.clerk_002.account;
    assert!(matches!(house.store.sub_account(&actor, other).await, Err(StoreError::NotFound)));
    assert_eq!(no(house.store.delete_sub_account(&chief.session, other).await), Refusal::PowersTooGreat);
    assert_eq!(house.store.branches_of(&actor).await.expect("rows").len(), 1);
}

/// An account that nobody has signed in to yet.
async fn waiting(house: &House, role: Role, branch: &str) {
    let (by, draft) = (&house.world.owner.session, draft(Powers::of(role), Some(branch)));
    house.store.create_sub_account(by, &name("counter1"), draft, None).await.expect("made");
}

async fn accounts_are_found_by_words_role_branch_and_sign_in(house: House) {
    waiting(&house, Role::Clerk, "002").await;
    let actor = house.actor(&house.world.owner).await;
    let found = async |search: AccountSearch| {
        let page = house.store.sub_accounts(&actor, &search, AccountSort::Name, FIRST_PAGE).await;
        let page = page.expect("rows");
        assert_eq!(page.found.total as usize, page.found.rows.len());
        page.found.rows.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    let all = AccountSearch::default();
    let everybody = ["accountant", "clerk001", "clerk002", "clerk003", "counter1", "owner"];
    assert_eq!(found(all.clone()).await, everybody);
    let words = |words: &str| AccountSearch { words: words.to_owned(), ..AccountSearch::default() };
    for (typed, names) in [
        ("COUNTER", vec!["counter1"]),
        ("早班", vec!["counter1"]),
        ("公館", vec!["clerk002", "counter1"]),
        ("003", vec!["clerk003"]),
        ("%", vec![]),
        ("' OR 1=1 --", vec![]),
    ] {
        assert_eq!(found(words(typed)).await, names, "{typed}");
    }
    let role = AccountSearch { role: Some(Role::Accountant), ..all.clone() };
    assert_eq!(found(role).await, ["accountant"]);
    let head = AccountSearch { bound: Some(Bound::HeadOffice), ..all.clone() };
    assert_eq!(found(head).await, ["accountant", "owner"]);
    let branches = AccountSearch { bound: Some(Bound::Branch), ..all.clone() };
    assert_eq!(found(branches).await, ["clerk001", "clerk002", "clerk003", "counter1"]);
    let never = AccountSearch { has_signed_in: Some(false), ..all.clone() };
    assert_eq!(found(never).await, ["counter1"]);
    let once = AccountSearch { has_signed_in: Some(true), ..all.clone() };
    assert_eq!(found(once).await, ["accountant", "clerk001", "clerk002", "clerk003", "owner"]);
    let deleted = AccountSearch { is_deleted: true, ..all.clone() };
    assert_eq!(found(deleted).await, [""; 0]);
    let stranger = house.actor(&house.world.stranger_owner).await;
    let theirs =
        house.store.sub_accounts(&stranger, &all, AccountSort::Name, FIRST_PAGE).await.expect("rows");
    assert_eq!(theirs.found.total, 1, "the own one");
    let clerk = house.actor(&house.world.clerk_001).await;
    assert_eq!(
        no(house.store.sub_accounts(&clerk, &all, AccountSort::Name, FIRST_PAGE).await),
        Refusal::PermissionMissing
    );
}

/// The names of a page of all six accounts: four of branches, five that signed in.
async fn ordered(house: &House, sort: AccountSort, window: Window) -> Vec<String> {
    let (actor, all) = (house.actor(&house.world.owner).await, AccountSearch::default());
    let page = house.store.sub_accounts(&actor, &all, sort, window).await.expect("rows");
    assert_eq!((page.found.total, page.bound, page.signed_in), (6, 4, 5));
    page.found.rows.into_iter().map(|one| one.name).collect()
}

async fn accounts_are_ordered_and_paged_without_losing_one(house: House) {
    house.clock.set(house.store.now().plus_seconds(60));
    waiting(&house, Role::Manager, "001").await;
    let turned = Window { is_descending: true, ..FIRST_PAGE };
    let by_branch = ["accountant", "owner", "clerk001", "counter1", "clerk002", "clerk003"];
    assert_eq!(ordered(&house, AccountSort::Branch, FIRST_PAGE).await, by_branch);
    let by_role = ["owner", "counter1", "clerk001", "clerk002", "clerk003", "accountant"];
    assert_eq!(ordered(&house, AccountSort::Role, FIRST_PAGE).await, by_role);
    assert_eq!(ordered(&house, AccountSort::Created, turned).await[0], "counter1");
    for sort in [AccountSort::SignedIn, AccountSort::Sessions] {
        let names = ordered(&house, sort, FIRST_PAGE).await;
        assert_eq!(names[0], "counter1", "never is before everybody: {sort:?}");
        assert_eq!(ordered(&house, sort, turned).await[5], "counter1", "{sort:?}");
    }
    for sort in AccountSort::ALL {
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
