//! RULES §3, look-up: few, masked, the own branch's, and noted without what was searched for.

use crate::harness::{House, moment, refusal_of};
use crate::transfer::offered;
use domain::calendar::Day;
use domain::look_up::{LookUpKey, LookUpKind};
use domain::proof::ProofLevel;
use domain::refusal::Refusal;
use sqlx::Row;
use store::command::issue::{NewLine, NewOrder};
use store::command::look_up::{FoundTicket, LookUpAnswer};
use store::command::redeem::{Brought, RedeemAnswer, RedeemRequest};
use store::fixture::{Goods, ISSUER, Person};

on_both_engines!(
    a_holder_is_found_by_phone_name_and_order,
    little_is_shown_and_what_is_alike_is_one_line,
    only_what_this_branch_could_redeem_now,
    many_holders_are_nobody,
    nobody_looks_up_another_merchants_holders,
    what_was_found_is_opened_and_redeemed_by_hand,
    what_a_product_refuses_is_refused_when_it_is_opened,
    a_partner_redeems_nothing_that_was_looked_up,
    a_gift_is_found_by_who_accepted_it,
    each_search_is_noted_without_its_words,
);

fn key(kind: LookUpKind, words: &str) -> LookUpKey {
    LookUpKey::parse(kind, words).expect("long enough")
}

async fn answer(house: &House, who: &Person, kind: LookUpKind, words: &str) -> LookUpAnswer {
    house.store.look_up(&who.session, &key(kind, words)).await.expect("an answer")
}

async fn found(house: &House, who: &Person, kind: LookUpKind, words: &str) -> Vec<FoundTicket> {
    match answer(house, who, kind, words).await {
        LookUpAnswer::Found(found) => found,
        LookUpAnswer::TooMany => panic!("too many for {words}"),
    }
}

async fn issue(house: &House, number: &str, name: &str, phone: &str, lines: Vec<NewLine>) {
    let order = NewOrder {
        merchant_order_no: Some(number.to_owned()),
        purchaser_name: name.to_owned(),
        purchaser_phone: phone.to_owned(),
        ..house.world.order(lines).expect("an order")
    };
    house.store.issue(ISSUER, "test", vec![order]).await.expect("issued");
}

/// 林小芳 with two alike, Anna Schmidt with one.
async fn two_people(house: &House) {
    let line = |count| vec![house.world.line(Goods::Paid, count, 1)];
    issue(house, "SHOP0001", "林小芳", "0912345678", line(2)).await;
    issue(house, "SHOP0002", "Anna Schmidt", "0987654999", line(1)).await;
}

async fn a_holder_is_found_by_phone_name_and_order(house: House) {
    use LookUpKind::{Name, Order, Phone};
    two_people(&house).await;
    let ect = house.rows("SELECT number FROM ticket_order WHERE merchant_order_no = 'SHOP0001'", |row| {
        row.get::<String, _>(0)
    });
    let ect = ect.await.remove(0);
    for (kind, words, expected) in [
        (Phone, "678", "林○芳"),
        (Phone, "0912345678", "林○芳"),
        (Phone, "4999", "A••• S•••"),
        (Name, "林小芳", "林○芳"),
        (Name, "anna", "A••• S•••"),
        (Name, "Anna Schmidt", "A••• S•••"),
        (Order, "SHOP0001", "林○芳"),
        (Order, "shop0002", "A••• S•••"),
        (Order, &ect, "林○芳"),
    ] {
        let lines = found(&house, &house.world.clerk_001, kind, words).await;
        assert_eq!(lines.len(), 1, "{words}");
        assert_eq!(lines[0].masked_name, expected, "{words}");
    }
    for (kind, words) in [
        (Phone, "912"), // the middle of a number is not its end
        (Phone, "1234567890"),
        (Name, "林小"), // two characters are a whole name
        (Name, "小芳"),
        (Name, "%%%"),
        (Order, "SHOP"),
        (Order, &ect[..8]),
    ] {
        assert!(found(&house, &house.world.clerk_001, kind, words).await.is_empty(), "{words}");
    }
}

async fn little_is_shown_and_what_is_alike_is_one_line(house: House) {
    two_people(&house).await;
    let lines = found(&house, &house.world.clerk_001, LookUpKind::Phone, "678").await;
    let [line] = lines.as_slice() else { panic!("one line for two that are alike: {lines:?}") };
    assert_eq!((line.alike, line.quantity, line.remaining, line.face_value), (2, 1, 1, 200));
    assert_eq!((line.masked_phone.as_str(), line.product_name.as_str()), ("09••••5678", "水果茶一杯"));
    assert_eq!(line.issued_on, house.today());
    let told = format!("{lines:?}");
    assert!(!told.contains("林小芳") && !told.contains("0912345678") && !told.contains("example.com"));
}

async fn only_what_this_branch_could_redeem_now(house: House) {
    let world = &house.world;
    let early = NewLine { usable_from: Day::parse("2026-11-07"), ..world.line(Goods::Paid, 1, 1) };
    let ends = NewLine { usable_until: Day::parse("2026-11-06"), ..world.line(Goods::Gift, 1, 1) };
    let branch_only = world.line(Goods::BranchOnly, 1, 1);
    issue(&house, "SHOP0003", "林小芳", "0912345678", vec![early, ends, branch_only]).await;
    let names = async |who: &Person| {
        let lines = found(&house, who, LookUpKind::Order, "SHOP0003").await;
        let mut names: Vec<_> = lines.into_iter().map(|line| line.product_name).collect();
        names.sort();
        names
    };
    assert_eq!(names(&world.clerk_001).await, ["信義店限定茶", "小杯紅茶贈品"]);
    assert_eq!(names(&world.owner).await, ["信義店限定茶", "小杯紅茶贈品"]);
    assert_eq!(names(&world.clerk_002).await, ["小杯紅茶贈品"]);
    let tomorrow = house.at(moment("2026-11-07", 9, 0, 0), &world.clerk_002).await;
    assert_eq!(names(&tomorrow).await, ["水果茶一杯"], "the gift has ended, the other has begun");
    let used = world.issue_one(Goods::Paid).await.expect("a ticket");
    house.scanned(&tomorrow, &used).await;
    assert!(found(&house, &tomorrow, LookUpKind::Name, "王小明").await.is_empty(), "nothing is left");
}

async fn many_holders_are_nobody(house: House) {
    for number in 0..10 {
        let line = vec![house.world.line(Goods::Paid, 1, 1)];
        issue(&house, &format!("MANY{number}"), "林小芳", &format!("091234{number}678"), line).await;
    }
    let clerk = &house.world.clerk_001;
    assert_eq!(found(&house, clerk, LookUpKind::Name, "林小芳").await.len(), 10);
    let line = vec![house.world.line(Goods::Paid, 1, 1)];
    issue(&house, "MANY10", "林小芳", "0999999678", line).await;
    assert_eq!(answer(&house, clerk, LookUpKind::Name, "林小芳").await, LookUpAnswer::TooMany);
    assert_eq!(answer(&house, clerk, LookUpKind::Phone, "678").await, LookUpAnswer::TooMany);
    assert_eq!(found(&house, clerk, LookUpKind::Phone, "9678").await.len(), 2);
}

async fn nobody_looks_up_another_merchants_holders(house: House) {
    issue(&house, "SHOP0004", "林小芳", "0912345678", vec![house.world.line(Goods::Shared, 1, 1)]).await;
    for who in [&house.world.partner_owner, &house.world.partner_clerk, &house.world.stranger_owner] {
        for (kind, words) in
            [(LookUpKind::Phone, "678"), (LookUpKind::Name, "林小芳"), (LookUpKind::Order, "SHOP0004")]
        {
            assert!(found(&house, who, kind, words).await.is_empty(), "{words}");
        }
    }
    for (who, refusal) in [
        (&house.world.accountant, Refusal::PermissionMissing),
        (&house.world.clerk_003, Refusal::BranchDisabled),
    ] {
        let asked = house.store.look_up(&who.session, &key(LookUpKind::Phone, "678")).await;
        assert_eq!(refusal_of(asked.expect_err("refused")), refusal);
    }
    assert_eq!(house.number("SELECT COUNT(*) FROM look_up").await, 9, "who may not, searched nothing");
}

/// A request to redeem one unit of what the issuer's branch 001 found.
async fn opened(house: &House, confirmed: bool) -> RedeemRequest {
    let mut lines = found(house, &house.world.clerk_001, LookUpKind::Order, "SHOP0005").await;
    let presentation = Brought::Presentation(lines.remove(0).presentation);
    house.world.request(presentation, confirmed).expect("a request")
}

async fn what_was_found_is_opened_and_redeemed_by_hand(house: House) {
    issue(&house, "SHOP0005", "林小芳", "0912345678", vec![house.world.line(Goods::Shared, 2, 1)]).await;
    let clerk = &house.world.clerk_001;
    let first = opened(&house, false).await;
    match house.redeem(clerk, &first).await.expect("no refusal") {
        RedeemAnswer::Confirm { proof, .. } => assert_eq!(proof, ProofLevel::LookUp),
        RedeemAnswer::Redeemed { .. } => panic!("redeemed unasked"),
    }
    house.redeemed(clerk, &RedeemRequest { confirmed: true, ..first.clone() }).await;
    let proofs = "SELECT COUNT(*) FROM use_line u JOIN event e ON e.line = u.id
                  WHERE u.proof = 'look_up' AND e.proof = 'look_up'";
    assert_eq!(house.number(proofs).await, 1);
    let again = RedeemRequest { attempt: Some(house.attempt()), confirmed: true, ..first };
    assert!(matches!(house.refused(clerk, &again).await, Refusal::AlreadyRedeemed { .. }));
    let second = opened(&house, true).await;
    let late = house.at(house.store.now().plus_seconds(601), clerk).await;
    assert_eq!(house.refused(&late, &second).await, Refusal::CodeTooOld, "it opens for ten minutes");
    let second = opened(&house, true).await;
    house.redeemed(clerk, &second).await;
    assert!(found(&house, clerk, LookUpKind::Order, "SHOP0005").await.is_empty());
}

async fn what_a_product_refuses_is_refused_when_it_is_opened(house: House) {
    issue(&house, "SHOP0005", "林小芳", "0912345678", vec![house.world.line(Goods::Paid, 1, 1)]).await;
    for (policy, refusal) in
        [("refuse", Refusal::ProofRefused), ("head_office_only", Refusal::HeadOfficeOnly)]
    {
        house.change(&format!("UPDATE product SET proof_look_up = '{policy}'")).await.expect("set");
        let request = opened(&house, true).await;
        assert_eq!(house.refused(&house.world.clerk_001, &request).await, refusal);
    }
    let request = opened(&house, true).await;
    house.redeemed(&house.world.owner, &request).await;
}

async fn a_partner_redeems_nothing_that_was_looked_up(house: House) {
    issue(&house, "SHOP0005", "林小芳", "0912345678", vec![house.world.line(Goods::Shared, 1, 1)]).await;
    let request = opened(&house, true).await;
    assert_eq!(house.refused(&house.world.partner_clerk, &request).await, Refusal::ProofRefused);
}

async fn a_gift_is_found_by_who_accepted_it(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let number = "SELECT number FROM ticket_order";
    let number = house.rows(number, |row| row.get::<String, _>(0)).await.remove(0);
    let clerk = &house.world.clerk_001;
    let finds = async |kind, words: &str| found(&house, clerk, kind, words).await.len();
    assert_eq!((finds(LookUpKind::Name, "王小明").await, finds(LookUpKind::Order, &number).await), (1, 1));
    let gift = offered(&house, &[&ticket]).await;
    assert_eq!(finds(LookUpKind::Name, "王小明").await, 0, "it waits for an answer");
    house.store.accept_transfer(&gift.link).await.expect("accepted");
    assert_eq!((finds(LookUpKind::Name, "陳小華").await, finds(LookUpKind::Phone, "4321").await), (1, 1));
    // Whoever bought it knows the number, and holds it no longer.
    assert_eq!((finds(LookUpKind::Name, "王小明").await, finds(LookUpKind::Order, &number).await), (0, 0));
}

async fn each_search_is_noted_without_its_words(house: House) {
    two_people(&house).await;
    let (clerk, owner) = (&house.world.clerk_001, &house.world.owner);
    found(&house, clerk, LookUpKind::Phone, "678").await;
    found(&house, owner, LookUpKind::Name, "沒有這個人").await;
    let noted = "SELECT kind, COALESCE(branch, '-'), account, holders FROM look_up ORDER BY holders DESC";
    let notes = house.rows(noted, |row| {
        (row.get::<String, _>(0), row.get::<String, _>(1), row.get::<String, _>(2), row.get::<i64, _>(3))
    });
    let note = |kind: &str, branch: &str, who: &Person, holders| {
        (kind.to_owned(), branch.to_owned(), who.account.to_string(), holders)
    };
    assert_eq!(notes.await, [note("phone", "001", clerk, 1), note("name", "-", owner, 0)]);
    let later = house.at(house.store.now().plus_seconds(366 * 86_400), owner).await;
    found(&house, &later, LookUpKind::Phone, "678").await;
    assert_eq!(house.number("SELECT COUNT(*) FROM look_up").await, 1, "after a year nobody knows");
}
