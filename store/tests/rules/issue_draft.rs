//! RULES §6: a batch on its way from the browser: kept, mended, issued behind the page, followed, cancelled.

use crate::harness::{House, refusal_of};
use domain::identity::DraftId;
use domain::refusal::Refusal;
use domain::set_up::Required;
use store::StoreError;
use store::command::issue::NewOrder;
use store::command::issue_draft::{NewDraft, Totals};
use store::fixture::{Goods, ISSUER};
use store::query::issue_draft::{DraftState, Failure, IssueDraft};

on_both_engines!(
    the_same_file_is_the_same_draft,
    two_who_mend_one_are_told,
    it_is_issued_once_in_the_name_of_whoever_confirmed,
    a_number_that_was_taken_meanwhile_leaves_it_open,
    what_is_missing_in_the_set_up_is_kept,
    what_is_cancelled_leaves_nothing,
    what_is_cancelled_at_its_very_beginning_is_never_shown,
    a_dead_server_leaves_it_open,
    only_who_may_issues,
);

fn new(hash: &str) -> NewDraft {
    NewDraft {
        file_hash: hash.to_owned(),
        file_name: "a.xlsx".to_owned(),
        form: domain::print::TicketForm::Electronic,
        sheet: "[1]".to_owned(),
        serial_start: None,
    }
}

async fn open(house: &House, hash: &str) -> DraftId {
    house.store.open_issue_draft(&house.world.owner.session, new(hash)).await.expect("a draft")
}

async fn now(house: &House, id: &DraftId) -> IssueDraft {
    let owner = house.actor(&house.world.owner).await;
    house.store.issue_draft_of(&owner, id).await.expect("a draft")
}

fn orders(house: &House, count: u32) -> (Vec<NewOrder>, Totals) {
    let order = || house.world.order(vec![house.world.line(Goods::Paid, 2, 1)]).expect("an order");
    let totals =
        Totals { orders: count.into(), tickets: u64::from(count) * 2, amount: i64::from(count) * 400 };
    ((0..count).map(|_| order()).collect(), totals)
}

/// Waits for the task behind the page.
async fn ended(house: &House, id: &DraftId) -> IssueDraft {
    for _ in 0..500 {
        let draft = now(house, id).await;
        if draft.state != DraftState::Issuing {
            return draft;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is issued for ever");
}

async fn the_same_file_is_the_same_draft(house: House) {
    let first = open(&house, "aa").await;
    assert_eq!(open(&house, "aa").await, first);
    assert_ne!(open(&house, "bb").await, first);
    let session = &house.world.owner.session;
    house.store.cancel_issue_draft(session, &first).await.expect("dropped");
    let dropped = now(&house, &first).await;
    assert_eq!((dropped.state, dropped.sheet.as_str()), (DraftState::Dropped, ""));
    assert_ne!(open(&house, "aa").await, first, "what was dropped may be sent again");
    let owner = house.actor(&house.world.owner).await;
    assert_eq!(house.store.issue_drafts(&owner).await.expect("read").len(), 2);
    let partner = house.actor(&house.world.partner_owner).await;
    let foreign = house.store.issue_draft_of(&partner, &first).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)));
}

async fn two_who_mend_one_are_told(house: House) {
    let id = open(&house, "aa").await;
    let session = &house.world.owner.session;
    house.store.mend_issue_draft(session, &id, 1, "[2]".to_owned()).await.expect("mended");
    let stale = house.store.mend_issue_draft(session, &id, 1, "[3]".to_owned()).await;
    assert_eq!(refusal_of(stale.expect_err("refused")), Refusal::ChangedMeanwhile);
    assert_eq!(now(&house, &id).await.sheet, "[2]");
}

async fn it_is_issued_once_in_the_name_of_whoever_confirmed(house: House) {
    let id = open(&house, "aa").await;
    let session = &house.world.owner.session;
    house.store.issue_draft(session, &id, 1, orders(&house, 3)).await.expect("begun");
    let twice = house.store.issue_draft(session, &id, 1, orders(&house, 3)).await;
    assert_eq!(refusal_of(twice.expect_err("refused")), Refusal::ChangedMeanwhile);
    let draft = ended(&house, &id).await;
    assert_eq!((draft.state, draft.failure.clone()), (DraftState::Issued, None));
    assert_eq!((draft.orders, draft.tickets, draft.amount), (3, 6, 1200));
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 6);
    let by_owner = format!(
        "SELECT COUNT(*) FROM event WHERE kind = 'issued' AND account = '{}'",
        house.world.owner.account
    );
    assert_eq!(house.number(&by_owner).await, 3);
    assert_eq!(house.number("SELECT COUNT(*) FROM product WHERE issued_at IS NOT NULL").await, 1);
    assert_eq!(open(&house, "aa").await, id, "the same file is known, and not issued again");
    assert_eq!(house.number("SELECT COUNT(*) FROM issue_draft WHERE sheet <> ''").await, 0);
}

async fn a_number_that_was_taken_meanwhile_leaves_it_open(house: House) {
    let id = open(&house, "aa").await;
    let (mut wanted, totals) = orders(&house, 2);
    wanted[1].merchant_order_no = Some("TAKEN1".to_owned());
    let other = NewOrder { merchant_order_no: Some("TAKEN1".to_owned()), ..wanted[0].clone() };
    house.store.issue(ISSUER, "test", vec![other]).await.expect("issued");
    house.store.issue_draft(&house.world.owner.session, &id, 1, (wanted, totals)).await.expect("begun");
    let draft = ended(&house, &id).await;
    assert_eq!(draft.state, DraftState::Open);
    assert_eq!(draft.failure, Some(Failure::Taken("TAKEN1".to_owned())));
    assert_eq!(draft.sheet, "[1]", "nothing is lost");
    assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 2);
}

async fn what_is_missing_in_the_set_up_is_kept(house: House) {
    house.change("UPDATE merchant SET return_rights = '', service_phone = ''").await.expect("changed");
    let id = open(&house, "aa").await;
    let session = &house.world.owner.session;
    house.store.issue_draft(session, &id, 1, orders(&house, 1)).await.expect("begun");
    let after = ended(&house, &id).await;
    let missing = vec![Required::ServicePhone, Required::ReturnRights];
    assert_eq!((after.state, after.failure), (DraftState::Open, Some(Failure::SetUp(missing))));
}

async fn what_is_cancelled_leaves_nothing(house: House) {
    let id = open(&house, "aa").await;
    let session = &house.world.owner.session;
    house.store.issue_draft(session, &id, 1, orders(&house, 1500)).await.expect("begun");
    house.store.cancel_issue_draft(session, &id).await.expect("cancelled");
    let draft = ended(&house, &id).await;
    // Whoever was faster: all of it, or nothing.
    if draft.state == DraftState::Issued {
        assert_eq!(house.number("SELECT COUNT(*) FROM ticket").await, 3000);
        return;
    }
    assert_eq!((draft.state, draft.failure), (DraftState::Open, Some(Failure::Cancelled)));
    let visible = "SELECT COUNT(*) FROM batch WHERE state = 'visible'";
    assert_eq!(house.number(visible).await, 0);
    // What was on its way to the disk is taken away by the task itself.
    for _ in 0..6_000 {
        if house.number("SELECT COUNT(*) FROM ticket_order").await == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("rows of a cancelled batch stay");
}

/// Whoever cancels may be faster than the task is with its first row.
async fn what_is_cancelled_at_its_very_beginning_is_never_shown(house: House) {
    const DRAFTS: i64 = 30;
    let session = &house.world.owner.session;
    for number in 0..DRAFTS {
        let id = open(&house, &format!("{number:02x}")).await;
        house.store.issue_draft(session, &id, 1, orders(&house, 1)).await.expect("begun");
        house.store.cancel_issue_draft(session, &id).await.expect("cancelled");
    }
    let begun = "SELECT COUNT(*) FROM batch WHERE state <> 'staging'";
    let mut looks = 0;
    while house.number(begun).await < DRAFTS {
        looks += 1;
        assert!(looks < 6_000, "a task does not end");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let at_odds =
        "SELECT COUNT(*) FROM issue_draft d JOIN batch b ON b.merchant = d.merchant AND b.id = d.batch
                   WHERE (d.state = 'open') = (b.state = 'visible')";
    assert_eq!(house.number(at_odds).await, 0, "shown although it was cancelled");
    let other_reason = "SELECT COUNT(*) FROM issue_draft WHERE state = 'open' AND failure <> 'cancelled'";
    assert_eq!(house.number(other_reason).await, 0, "the reason is the person who cancelled it");
}

async fn a_dead_server_leaves_it_open(house: House) {
    let id = open(&house, "aa").await;
    let begun = "INSERT INTO batch (merchant, id, state, source, created_at)
                 SELECT 1000001, 'b-dead', 'staging', 'x', made_at FROM issue_draft";
    house.change(begun).await.expect("a batch");
    let dead = "UPDATE issue_draft SET state = 'issuing', batch = 'b-dead', beat_at = made_at";
    house.change(dead).await.expect("begun");
    assert_eq!(now(&house, &id).await.state, DraftState::Issuing);
    house.clock.set(house.store.now().plus_seconds(61));
    let draft = now(&house, &id).await;
    assert_eq!((draft.state, draft.failure), (DraftState::Open, Some(Failure::Interrupted)));
    let (orders, totals) = orders(&house, 1);
    let session = house.world.sign_in(&house.world.owner).await.expect("signed in");
    house.store.issue_draft(&session, &id, draft.version, (orders, totals)).await.expect("begun");
    assert_eq!(ended(&house, &id).await.state, DraftState::Issued);
    assert_eq!(house.number("SELECT COUNT(*) FROM batch WHERE state = 'abandoned'").await, 1);
}

async fn only_who_may_issues(house: House) {
    for who in [&house.world.clerk_001, &house.world.accountant] {
        let made = house.store.open_issue_draft(&who.session, new("aa")).await;
        assert_eq!(refusal_of(made.expect_err("refused")), Refusal::PermissionMissing);
        let actor = house.actor(who).await;
        let looked = house.store.issue_drafts(&actor).await;
        assert_eq!(refusal_of(looked.expect_err("refused")), Refusal::PermissionMissing);
    }
}
