//! RULES §8, 跨店核銷: relations, products that are open to them, and what becomes of issued tickets.

use crate::harness::{House, refusal_of};
use domain::change::Subject;
use domain::identity::MerchantNumber;
use domain::redeem::RelationState;
use domain::refusal::Refusal;
use std::collections::BTreeSet;
use store::command::product::ProductLists;
use store::fixture::{Goods, ISSUER, PARTNER, STRANGER};
use store::query::partner::{RelationSearch, RelationSort, Side};
use store::query::window::Window;

on_both_engines!(
    an_ended_relation_closes_its_products_for_issued_tickets_too,
    whoever_left_is_brought_back_by_the_platform_only,
    a_partner_is_found_by_its_tax_id,
    products_are_opened_one_by_one,
    a_form_that_was_opened_before_reopens_nothing,
    relations_are_found_and_ordered_by_whom_they_are_with,
);

async fn version(house: &House, other: MerchantNumber) -> i64 {
    house.store.relation_with(ISSUER, Side::Issuer, other).await.expect("a relation").version
}

/// Tickets that the end of the relation would concern, as both sides are told: by the other one's number.
async fn concerned(house: &House) -> Vec<(MerchantNumber, u32)> {
    let of = async |merchant, side| {
        house.store.tickets_of_relations(merchant, side).await.expect("counted").into_iter()
    };
    of(PARTNER, Side::Redeemer).await.chain(of(ISSUER, Side::Issuer).await).collect()
}

async fn an_ended_relation_closes_its_products_for_issued_tickets_too(house: House) {
    let (owner, partner) = (&house.world.owner.session, &house.world.partner_clerk);
    let ticket = house.world.issue_one(Goods::Shared).await.expect("issued");
    assert_eq!(concerned(&house).await, [(ISSUER, 1), (PARTNER, 1)]);
    let products = house.store.products_for(ISSUER, PARTNER).await.expect("products");
    let counted: Vec<_> =
        products.iter().filter(|one| one.tickets > 0).map(|one| (one.number, one.tickets)).collect();
    assert_eq!(counted, [(Goods::Shared.number(), 1)]);
    house.store.end_relation(owner, PARTNER, 1, "合作結束".into()).await.expect("ended");
    house.store.end_relation(owner, PARTNER, 1, "合作結束".into()).await.expect("the same form twice");
    assert!(concerned(&house).await.is_empty(), "its products are closed");
    let scan = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(partner, &scan).await, Refusal::RelationEnded);
    let next = version(&house, PARTNER).await;
    let refused = house.store.end_relation(owner, PARTNER, 1, "別的".into()).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::ChangedMeanwhile);
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.open_relation(owner, PARTNER, Some(next), String::new()).await.expect("opened again");
    let scan = house.world.scan(&ticket).expect("a scan");
    assert_eq!(house.refused(partner, &scan).await, Refusal::ProductNotOpen, "the products do not come back");
    let wanted = BTreeSet::from([Goods::Shared.number()]);
    let next = version(&house, PARTNER).await;
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.open_products(owner, PARTNER, next, wanted).await.expect("opened");
    house.scanned(partner, &ticket).await;
    let changes =
        house.store.changes_of(ISSUER, Subject::Relation, &PARTNER.to_string()).await.expect("history");
    assert_eq!(changes.len(), 3);
    assert_eq!(changes[2].note, "合作結束");
    let closed: Vec<_> =
        changes[2].fields.iter().map(|field| (field.field.as_str(), field.before.as_str())).collect();
    assert_eq!(closed, [("state", "open"), ("products", "VAA00004")]);
}

async fn whoever_left_is_brought_back_by_the_platform_only(house: House) {
    let (owner, partner) = (&house.world.owner.session, &house.world.partner_owner.session);
    house.store.leave_relation(partner, ISSUER, 1, "不再合作".into()).await.expect("left");
    let next = version(&house, PARTNER).await;
    for refused in [
        house.store.open_relation(owner, PARTNER, Some(next), String::new()).await,
        house.store.end_relation(owner, PARTNER, next, String::new()).await,
    ] {
        assert_eq!(refusal_of(refused.expect_err("refused")), Refusal::RelationBlocked);
    }
    let operator = house.store.create_operator("operator", "hash").await.expect("made");
    let session = house.store.operator_sign_in(&operator, "password", &Default::default()).await.expect("in");
    let pair = store::command::partner::Pair { issuer: ISSUER, redeemer: PARTNER };
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.unblock_relation(&session, pair, next, "雙方同意".into()).await.expect("unblocked");
    let next = version(&house, PARTNER).await;
    house.clock.set(house.store.now().plus_seconds(1));
    house.store.open_relation(owner, PARTNER, Some(next), String::new()).await.expect("opened by the issuer");
    let changes =
        house.store.changes_of(ISSUER, Subject::Relation, &PARTNER.to_string()).await.expect("history");
    assert_eq!(changes[1].operator_name.as_deref(), Some("operator"));
    assert_eq!(changes[2].merchant_name.as_deref(), Some("山海書店"));
}

async fn a_partner_is_found_by_its_tax_id(house: House) {
    let owner = &house.world.owner.session;
    let find = async |tax_id: &str| house.store.merchant_by_tax_id(ISSUER, tax_id).await.expect("read");
    assert_eq!(find("24536806").await, None, "not itself");
    assert_eq!(find("97025978").await, None);
    let found = find("12345675").await.expect("the partner");
    assert_eq!((found.number, found.state), (PARTNER, Some(RelationState::Open)));
    let found = find("04595257").await.expect("the stranger");
    assert_eq!((found.number, found.state), (STRANGER, None));
    house.store.open_relation(owner, STRANGER, None, "新夥伴".into()).await.expect("opened");
    house.store.open_relation(owner, STRANGER, None, "新夥伴".into()).await.expect("the same form twice");
    let refused = house.store.open_relation(owner, ISSUER, None, String::new()).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::MerchantUnknown, "nobody is its own partner");
    let window = Window { is_descending: true, offset: 0, size: 25 };
    let all = RelationSearch::default();
    let ours = house
        .store
        .relations(ISSUER, Side::Issuer, &all, RelationSort::Changed, window)
        .await
        .expect("a list");
    let newest: Vec<_> = ours.found.rows.iter().map(|one| one.merchant).collect();
    assert_eq!((newest, ours.open, ours.found.total), (vec![STRANGER, PARTNER], 2, 2));
    let theirs = house
        .store
        .relations(STRANGER, Side::Redeemer, &all, RelationSort::Changed, window)
        .await
        .expect("a list");
    assert_eq!(theirs.found.rows[0].name, "幸福果茶");
    house
        .change("UPDATE merchant SET redemption_mode = 'instalments' WHERE number = 1000003")
        .await
        .expect("changed");
    house.change("DELETE FROM relation WHERE redeemer = 1000003").await.expect("changed");
    let refused = house.store.open_relation(owner, STRANGER, None, String::new()).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::NotAfterUse);
}

async fn products_are_opened_one_by_one(house: House) {
    let owner = &house.world.owner.session;
    let wanted = BTreeSet::from([Goods::Paid.number(), Goods::Gift.number()]);
    house.store.open_products(owner, PARTNER, 1, wanted.clone()).await.expect("opened");
    let open: Vec<_> = house
        .store
        .products_for(ISSUER, PARTNER)
        .await
        .expect("products")
        .into_iter()
        .filter(|product| product.is_open)
        .map(|product| product.number)
        .collect();
    assert_eq!(open, [Goods::Paid.number(), Goods::Gift.number()]);
    house.store.open_products(owner, PARTNER, 1, wanted).await.expect("the same form twice");
    let refused = house.store.open_products(owner, PARTNER, 1, BTreeSet::new()).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::ChangedMeanwhile);
    let refused = house.store.open_products(owner, STRANGER, 1, BTreeSet::new()).await.expect_err("refused");
    assert_eq!(refusal_of(refused), Refusal::MerchantUnknown);
}

/// A product's form and the list of a partner's products show the same thing: whoever was overtaken in the other one is told.
async fn a_form_that_was_opened_before_reopens_nothing(house: House) {
    let owner = &house.world.owner.session;
    let actor = house.actor(&house.world.owner).await;
    let number = Goods::Shared.number();
    let form = house.store.product(&actor, number).await.expect("a product");
    assert_eq!(form.lists.partners, [PARTNER]);
    let list = version(&house, PARTNER).await;
    house.store.open_products(owner, PARTNER, list, BTreeSet::new()).await.expect("closed");
    let stale = ProductLists { returning: Some(Vec::new()), ..form.lists.clone() };
    let (of_form, attempt) = ((number, form.version), house.attempt());
    let saved = house.store.change_product(owner, of_form, None, &stale, &attempt).await;
    assert_eq!(refusal_of(saved.expect_err("overtaken")), Refusal::ChangedMeanwhile);
    let form = house.store.product(&actor, number).await.expect("a product");
    assert!(form.lists.partners.is_empty(), "still closed");
    // The other way round: the product's form opens it, and a list from before does not close it.
    let list = version(&house, PARTNER).await;
    let opens = ProductLists { partners: vec![PARTNER], ..form.lists.clone() };
    let of_form = (number, form.version);
    house.store.change_product(owner, of_form, None, &opens, &house.attempt()).await.expect("opened");
    let wanted = BTreeSet::from([Goods::Paid.number()]);
    let saved = house.store.open_products(owner, PARTNER, list, wanted).await;
    assert_eq!(refusal_of(saved.expect_err("overtaken")), Refusal::ChangedMeanwhile);
    // What leaves the partners alone raises nothing for them.
    let form = house.store.product(&actor, number).await.expect("a product");
    let list = version(&house, PARTNER).await;
    let other = ProductLists { returning: Some(Vec::new()), ..form.lists.clone() };
    let of_form = (number, form.version);
    house.store.change_product(owner, of_form, None, &other, &house.attempt()).await.expect("changed");
    assert_eq!(version(&house, PARTNER).await, list);
    let ending = house.store.product(&actor, number).await.expect("a product");
    house.store.end_relation(owner, PARTNER, list, String::new()).await.expect("ended");
    let of_form = (number, ending.version);
    let saved = house.store.change_product(owner, of_form, None, &form.lists, &house.attempt()).await;
    assert_eq!(refusal_of(saved.expect_err("overtaken")), Refusal::ChangedMeanwhile);
}

async fn relations_are_found_and_ordered_by_whom_they_are_with(house: House) {
    let owner = &house.world.owner.session;
    house.store.open_relation(owner, STRANGER, None, "新夥伴".into()).await.expect("opened");
    let list = async |words: &str, state, sort, is_descending| {
        let search = RelationSearch { words: words.to_owned(), state };
        let window = Window { is_descending, offset: 0, size: 25 };
        house.store.relations(ISSUER, Side::Issuer, &search, sort, window).await.expect("a list")
    };
    let merchants = async |words: &str, sort, is_descending| {
        let found = list(words, None, sort, is_descending).await;
        assert_eq!(found.found.total as usize, found.found.rows.len());
        found.found.rows.iter().map(|one| one.merchant).collect::<Vec<_>>()
    };
    for (sort, is_descending, expected) in [
        (RelationSort::Changed, true, [STRANGER, PARTNER]),
        (RelationSort::Number, false, [PARTNER, STRANGER]),
        (RelationSort::Number, true, [STRANGER, PARTNER]),
        // 04595257 and 12345675.
        (RelationSort::TaxId, false, [STRANGER, PARTNER]),
    ] {
        assert_eq!(merchants("", sort, is_descending).await, expected, "{sort:?}");
    }
    for words in ["山海", "12345675", "1000002", " 345675 "] {
        assert_eq!(merchants(words, RelationSort::Name, false).await, [PARTNER], "{words}");
    }
    for words in ["%", "沒有這家"] {
        assert!(merchants(words, RelationSort::Name, false).await.is_empty(), "{words}");
    }
    house.store.end_relation(owner, PARTNER, 1, String::new()).await.expect("ended");
    let ended = list("山海", Some(RelationState::Ended), RelationSort::Changed, true).await;
    assert_eq!((ended.found.total, ended.open, ended.ended), (1, 0, 1));
    let open = list("山海", Some(RelationState::Open), RelationSort::Changed, true).await;
    assert_eq!((open.found.total, open.ended), (0, 1), "of what the words find");
}
