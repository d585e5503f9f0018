//! Phones that a manager enrols (RULES §16): the code is taken once, and a phone that is revoked gets in no more.

use crate::harness::{House, all_at_once, refusal_of};
use domain::people::AccountChange;
use domain::refusal::Refusal;
use sqlx::Row;
use store::command::passkey::KnownPasskey;
use store::fixture::{Goods, Person, TestTicket};
use store::secret::SessionToken;
use store::visitor::Visitor;

on_both_engines!(
    a_phone_takes_a_code_and_is_signed_in,
    a_code_is_taken_once,
    a_code_ends_after_minutes_or_with_the_next_one,
    a_revoked_phone_gets_in_no_more,
);

fn phone() -> Visitor {
    Visitor { browser: "iPhone · Safari".to_owned(), address: "192.0.2.7".to_owned(), token: None }
}

async fn ticket(house: &House, goods: Goods) -> TestTicket {
    house.world.issue_tickets(goods, 1, 1).await.expect("issued").pop().expect("a ticket")
}

async fn code(house: &House, whom: &Person) -> SessionToken {
    let offered = house.store.offer_enrolment(&house.world.owner.session, &whom.account).await;
    // What happens within one millisecond has no order.
    house.clock.set(house.store.now().plus_seconds(1));
    offered.expect("a code").token
}

async fn enrolled(house: &House, token: &SessionToken, id: &str) -> Result<SessionToken, Refusal> {
    house.store.enrol(token, id, "{}".to_owned(), &phone()).await.map_err(refusal_of)
}

async fn a_phone_takes_a_code_and_is_signed_in(house: House) {
    let clerk = house.world.clerk_001.clone();
    let token = code(&house, &clerk).await;
    for _ in 0..2 {
        let told = house.store.enrolment(&token).await.expect("looking takes nothing");
        assert_eq!((told.account_name.as_str(), told.account), ("clerk001", clerk.account.clone()));
    }
    let session = enrolled(&house, &token, "id-1").await.expect("enrolled");
    let signed_in = house.store.signed_in(&session).await.expect("rows").expect("signed in");
    assert_eq!(signed_in.actor.account, clerk.account);
    let known = house.store.known_passkey("id-1").await.expect("rows").expect("kept");
    assert_eq!(known.account, clerk.account);
    let page =
        house.store.sub_account(&house.actor(&house.world.owner).await, &clerk.account).await.expect("rows");
    assert_eq!(page.phones.len(), 1);
    assert_eq!(
        (page.changes[0].kind, page.changes[0].phone.as_deref()),
        (AccountChange::PhoneEnrolled, Some("iPhone · Safari"))
    );
    assert_eq!(page.changes[1].kind, AccountChange::EnrolmentOffered);
}

async fn a_code_is_taken_once(house: House) {
    let token = code(&house, &house.world.clerk_001).await;
    let phones = (0..8).map(|n| {
        let (house, token) = (house.clone(), token.clone());
        async move { enrolled(&house, &token, &format!("id-{n}")).await }
    });
    let answers = all_at_once(phones.map(Box::pin).collect()).await;
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(taken, 1);
    assert!(answers.into_iter().filter_map(Result::err).all(|refusal| refusal == Refusal::EnrolmentOver));
    let known: Vec<i64> = house.rows("SELECT COUNT(*) FROM passkey", |row| row.get(0)).await;
    assert_eq!(known, [1]);
}

async fn a_code_ends_after_minutes_or_with_the_next_one(house: House) {
    let old = code(&house, &house.world.clerk_001).await;
    let new = code(&house, &house.world.clerk_001).await;
    assert_eq!(enrolled(&house, &old, "id-1").await.err(), Some(Refusal::EnrolmentOver));
    house.clock.set(house.store.now().plus_seconds(600));
    assert_eq!(enrolled(&house, &new, "id-1").await.err(), Some(Refusal::EnrolmentOver));
    let last = code(&house, &house.world.clerk_001).await;
    house
        .store
        .delete_sub_account(&house.world.owner.session, &house.world.clerk_001.account)
        .await
        .expect("deleted");
    assert_eq!(enrolled(&house, &last, "id-1").await.err(), Some(Refusal::EnrolmentOver));
}

async fn a_revoked_phone_gets_in_no_more(house: House) {
    let clerk = house.world.clerk_001.clone();
    let token = code(&house, &clerk).await;
    let session = enrolled(&house, &token, "id-1").await.expect("enrolled");
    let known: KnownPasskey = house.store.known_passkey("id-1").await.expect("rows").expect("kept");
    let later = house.store.sign_in_by_passkey(&known, &phone()).await.expect("signed in");
    house
        .store
        .add_passkey(&later, "id-2", "{}".to_owned(), "Mac")
        .await
        .expect("a second one, made on the phone");
    let second = house.store.known_passkey("id-2").await.expect("rows").expect("kept");
    let elsewhere = house.store.sign_in_by_passkey(&second, &phone()).await.expect("signed in");
    let used = ticket(&house, Goods::Paid).await;
    let by_phone = Person { session: later.clone(), ..clerk.clone() };
    house.scanned(&by_phone, &used).await;
    let actor = house.actor(&house.world.owner).await;
    let enrolment = house.store.sub_account(&actor, &clerk.account).await.expect("rows").phones[0].id.clone();
    for _ in 0..2 {
        let owner = &house.world.owner.session;
        house.store.revoke_phone(owner, &clerk.account, &enrolment).await.expect("revoked");
    }
    for over in [&session, &later, &elsewhere] {
        assert_eq!(house.store.signed_in(over).await.expect("rows"), None);
    }
    for id in ["id-1", "id-2"] {
        assert!(house.store.known_passkey(id).await.expect("rows").is_none(), "{id}");
    }
    assert!(
        house.store.signed_in(&clerk.session).await.expect("rows").is_some(),
        "another browser of the same account"
    );
    let scan = house.world.scan(&ticket(&house, Goods::Paid).await).expect("a scan");
    assert_eq!(house.refused(&by_phone, &scan).await, Refusal::SignedOut);
    let page = house.store.sub_account(&actor, &clerk.account).await.expect("rows");
    assert_eq!(page.phones[0].revoked_at, Some(house.store.now()));
    assert_eq!(page.changes.iter().filter(|line| line.kind == AccountChange::PhoneRevoked).count(), 1);
    let history =
        house.store.ticket_history(&house.world.owner.session, &used.serial).await.expect("a history");
    assert!(
        history.records.iter().any(|record| record.operator.as_deref() == Some("clerk001")),
        "it stays whose it was"
    );
}
