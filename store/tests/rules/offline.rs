//! RULES §3, offline: what a phone took by itself is redeemed as of its scan, or kept with both facts for somebody to
//! decide; nothing is forced, nothing is lost.

use crate::desk_phone::DeskPhone;
use crate::harness::{House, moment, receipt_of, refusal_of};
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::identity::UseId;
use domain::offline::conflict::ConflictDecision;
use domain::offline::gap::GapNote;
use domain::offline::judge::{OfflineVerdict, Wish};
use domain::refusal::{Refusal, RefusalCode};
use sqlx::Row;
use store::StoreError;
use store::command::issue::NewLine;
use store::command::offline_scan::ScanOutcome;
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, Person, TestTicket};
use store::query::offline_conflict::Conflict;

on_both_engines!(
    a_scan_counts_for_its_day_until_the_file_is_cut,
    a_gift_scanned_on_its_last_day_arrives_the_next,
    the_same_scan_gets_the_same_answer,
    the_same_attempt_redeems_once_by_both_ways,
    more_units_than_the_attempt_redeemed_are_a_conflict,
    two_phones_with_one_ticket_are_a_conflict,
    a_conflict_is_settled_once,
    a_branch_settles_what_its_own_phones_took,
    a_scan_that_is_not_the_phones_is_not_taken,
    a_revoked_phone_is_told_nothing_and_decides_nothing,
    paper_from_before_the_phone_is_a_conflict,
    a_gap_in_the_numbers_shows,
    a_gap_is_looked_into_once_and_a_new_one_counts_again,
);

pub async fn phone(house: &House, who: &Person) -> DeskPhone {
    DeskPhone::joins(house, who, 9).await
}

async fn conflicts(house: &House) -> Vec<Conflict> {
    let owner = house.actor(&house.world.owner).await;
    house.store.conflicts(&owner).await.expect("conflicts")
}

pub fn use_of(outcome: &ScanOutcome) -> UseId {
    let ScanOutcome::Redeemed { use_id, .. } = outcome else { panic!("not redeemed: {outcome:?}") };
    use_id.clone()
}

fn refused(outcome: &ScanOutcome) -> RefusalCode {
    match outcome {
        ScanOutcome::Conflict { refusal, .. } | ScanOutcome::NotTaken(refusal) => refusal.code(),
        ScanOutcome::Redeemed { .. } => panic!("redeemed"),
    }
}

/// When it was scanned, when it arrived, the day it counts for.
async fn line(house: &House, use_id: &UseId) -> (Instant, Instant, String, String) {
    let sql =
        format!("SELECT scanned_at, recorded_at, business_day, state FROM use_line WHERE id = '{use_id}'");
    let take = |row: &sqlx::any::AnyRow| (Instant(row.get(0)), Instant(row.get(1)), row.get(2), row.get(3));
    house.rows(&sql, take).await.remove(0)
}

/// Scanned on 6 November at 23:58, sent at `arrived`.
async fn scanned_at_two_to_midnight(house: &House, arrived: Instant) -> UseId {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let scanned = moment("2026-11-06", 23, 58, 0);
    let clerk = house.at(scanned, &house.world.clerk_001).await;
    let mut phone = phone(house, &clerk).await;
    phone.takes(house, &house.world.moment_link(&ticket), scanned);
    house.clock.set(arrived);
    let use_id = use_of(&phone.syncs(house).await[0]);
    let (at, recorded, ..) = line(house, &use_id).await;
    assert_eq!((at, recorded), (scanned, arrived));
    use_id
}

async fn a_scan_counts_for_its_day_until_the_file_is_cut(house: House) {
    let early = scanned_at_two_to_midnight(&house, moment("2026-11-07", 0, 30, 0)).await;
    assert_eq!(line(&house, &early).await.2, "2026-11-06");
    let owner = house.at(moment("2026-11-07", 0, 31, 0), &house.world.owner).await;
    assert_eq!(house.cancel(&owner, &early).await, Err(Refusal::CancelTooLate), "yesterday's");
    let late = scanned_at_two_to_midnight(&house, moment("2026-11-07", 2, 10, 0)).await;
    assert_eq!(line(&house, &late).await.2, "2026-11-07");
    let tonight = house.at(moment("2026-11-07", 23, 59, 0), &house.world.owner).await;
    house.cancel(&tonight, &late).await.expect("cancellable until tonight");
}

async fn a_gift_scanned_on_its_last_day_arrives_the_next(house: House) {
    let ends = NewLine { usable_until: Day::parse("2026-11-06"), ..house.world.line(Goods::Gift, 1, 1) };
    let gift = house.world.issue_lines(vec![ends]).await.expect("a gift").remove(0);
    let scanned = moment("2026-11-06", 23, 50, 0);
    let clerk = house.at(scanned, &house.world.clerk_001).await;
    let mut phone = phone(&house, &clerk).await;
    let code = house.world.moment_link(&gift);
    phone.takes(&house, &code, scanned);
    house.clock.set(moment("2026-11-07", 9, 0, 0));
    let use_id = use_of(&phone.syncs(&house).await[0]);
    let (at, _, day, state) = line(&house, &use_id).await;
    assert_eq!((at, day.as_str(), state.as_str()), (scanned, "2026-11-07", "settled"));
    let again = phone.judges(&house, &code, Wish::default(), moment("2026-11-07", 0, 0, 0));
    assert!(matches!(again, OfflineVerdict::Refuse(_)));
}

async fn the_same_scan_gets_the_same_answer(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let mut phone = phone(&house, &house.world.clerk_001).await;
    phone.takes(&house, &house.world.moment_link(&ticket), house.store.now());
    let first = phone.sends(&house, 1).await;
    house.clock.set(house.store.now().plus_seconds(7_200));
    assert_eq!(phone.sends(&house, 1).await, first, "the answer was lost");
    assert_eq!(house.written(&ticket).await, (0, 1, 1));
    // The same number with other content is another queue: an edited one.
    let mut scan = phone.queue[0].signed.scan.clone();
    scan.units = 2;
    let other = [phone.signs(scan)];
    let answer = house.store.receive_scans(phone.merchant(), &phone.id, &other).await.expect("an answer");
    assert_eq!(refused(&answer[0]), RefusalCode::AttemptReused);
    assert_eq!(house.number("SELECT COUNT(*) FROM offline_scan").await, 1);
}

async fn the_same_attempt_redeems_once_by_both_ways(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 2, 1).await.expect("tickets");
    let clerk = &house.world.clerk_001;
    let mut phone = phone(&house, clerk).await;
    // Sent first, its answer lost: then taken without network, under the same attempt.
    let request = RedeemRequest { quantity: None, ..house.world.scan(&tickets[0]).expect("a scan") };
    let receipt = house.redeemed(clerk, &request).await;
    let code = house.world.moment_link(&tickets[0]);
    let wish = Wish::default();
    let OfflineVerdict::Take(taken) = phone.judges(&house, &code, wish, house.store.now()) else {
        panic!("the list is older")
    };
    phone.stores(&code, request.attempt.as_ref().expect("an attempt"), taken, house.store.now());
    assert_eq!(use_of(&phone.syncs(&house).await[0]), receipt.use_id);
    // The other way round: taken and sent, and the first request arrives after all.
    let request = RedeemRequest { quantity: None, ..house.world.scan(&tickets[1]).expect("a scan") };
    let code = house.world.moment_link(&tickets[1]);
    let OfflineVerdict::Take(taken) = phone.judges(&house, &code, wish, house.store.now()) else {
        panic!("unused")
    };
    phone.stores(&code, request.attempt.as_ref().expect("an attempt"), taken, house.store.now());
    let use_id = use_of(&phone.syncs(&house).await[0]);
    let (again, _) = receipt_of(house.redeem(clerk, &request).await.expect("answered"));
    assert_eq!((again.use_id, again.repeated), (use_id, true));
}

async fn more_units_than_the_attempt_redeemed_are_a_conflict(house: House) {
    let ticket = house.world.issue_tickets(Goods::Paid, 1, 3).await.expect("tickets").remove(0);
    let clerk = &house.world.clerk_001;
    let mut phone = phone(&house, clerk).await;
    let request =
        RedeemRequest { quantity: Some(1), confirmed: true, ..house.world.scan(&ticket).expect("a scan") };
    house.redeemed(clerk, &request).await;
    // The answer was lost; by its older list the phone asked, and two were handed over.
    let code = house.world.moment_link(&ticket);
    let wish = Wish { quantity: Some(2), confirmed: true };
    let OfflineVerdict::Take(taken) = phone.judges(&house, &code, wish, house.store.now()) else {
        panic!("the list is older")
    };
    phone.stores(&code, request.attempt.as_ref().expect("an attempt"), taken, house.store.now());
    assert_eq!(refused(&phone.syncs(&house).await[0]), RefusalCode::AttemptReused);
    assert_eq!(house.written(&ticket).await.0, 2, "one is redeemed, and somebody decides about the rest");
    assert_eq!(conflicts(&house).await.len(), 1);
}

async fn both_take(house: &House) -> (TestTicket, DeskPhone, ScanOutcome) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let mut one = DeskPhone::joins(house, &house.world.clerk_001, 11).await;
    let mut other = DeskPhone::joins(house, &house.world.clerk_002, 12).await;
    let code = house.world.moment_link(&ticket);
    let now = house.store.now();
    one.takes(house, &code, now);
    other.takes(house, &code, now.plus_seconds(20));
    house.clock.set(now.plus_seconds(600));
    use_of(&one.syncs(house).await[0]);
    let outcome = other.syncs(house).await.remove(0);
    (ticket, other, outcome)
}

async fn two_phones_with_one_ticket_are_a_conflict(house: House) {
    let (ticket, _, outcome) = both_take(&house).await;
    assert_eq!(refused(&outcome), RefusalCode::AlreadyRedeemed);
    assert_eq!(house.written(&ticket).await, (0, 1, 2), "one use; a redemption and a conflict");
    let found = conflicts(&house).await;
    let [conflict] = found.as_slice() else { panic!("one conflict: {found:?}") };
    assert_eq!(conflict.serial.as_deref(), Some(ticket.serial.as_str()));
    assert_eq!((conflict.units, conflict.amount), (1, Some(200)));
    assert_eq!(
        conflict.received_at.0 - conflict.scanned_at.0,
        580_000,
        "what the phone saw, and when it arrived"
    );
    let Refusal::AlreadyRedeemed { earlier: Some(earlier) } = &conflict.refusal else {
        panic!("who, when and where: {:?}", conflict.refusal)
    };
    assert!(earlier.branch_name.is_some() && earlier.at < conflict.scanned_at);
    for who in [&house.world.clerk_001, &house.world.partner_clerk] {
        let actor = house.actor(who).await;
        assert!(matches!(house.store.conflicts(&actor).await, Err(StoreError::NotFound)));
    }
    let partner = house.actor(&house.world.partner_owner).await;
    assert!(house.store.conflicts(&partner).await.expect("its own").is_empty());
}

async fn a_conflict_is_settled_once(house: House) {
    let (_, _, outcome) = both_take(&house).await;
    let ScanOutcome::Conflict { scan, .. } = outcome else { panic!("a conflict") };
    let settle =
        async |who: &Person, decision| house.store.settle_conflict(&who.session, &scan, decision).await;
    let world = &house.world;
    for who in [&world.clerk_001, &world.accountant] {
        let refused = settle(who, ConflictDecision::MerchantBears).await.expect_err("not theirs");
        assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
    }
    let stranger = settle(&world.stranger_owner, ConflictDecision::MerchantBears).await;
    assert_eq!(refusal_of(stranger.expect_err("not theirs")), Refusal::ConflictUnknown);
    let forced = settle(&world.owner, ConflictDecision::Redeemed).await.expect_err("nothing is left");
    assert!(matches!(refusal_of(forced), Refusal::AlreadyRedeemed { .. }));
    settle(&world.owner, ConflictDecision::BranchBears).await.expect("settled");
    settle(&world.owner, ConflictDecision::BranchBears).await.expect("the same again");
    let other = settle(&world.owner, ConflictDecision::NothingGiven).await.expect_err("settled");
    assert_eq!(refusal_of(other), Refusal::ConflictClosed);
    let decided = conflicts(&house).await.remove(0).decision.expect("decided");
    assert_eq!(decided.0, ConflictDecision::BranchBears);
    let open = house.store.open_offline(&house.actor(&world.owner).await).await.expect("a count");
    assert_eq!((open.conflicts, open.missing), (0, 0));
    let settled = EventKind::OfflineConflictSettled.as_str();
    assert_eq!(house.number(&format!("SELECT COUNT(*) FROM event WHERE kind = '{settled}'")).await, 1);
}

/// The managers of two branches; the conflict is the second one's.
async fn a_branch_settles_what_its_own_phones_took(house: House) {
    let (_, late, outcome) = both_take(&house).await;
    let ScanOutcome::Conflict { scan, .. } = outcome else { panic!("a conflict") };
    let managers = "UPDATE account SET role = 'manager' WHERE name IN ('clerk001', 'clerk002')";
    house.change(managers).await.expect("promoted");
    let (own, other) = (&house.world.clerk_002, &house.world.clerk_001);
    for (who, sees) in [(own, 1), (other, 0)] {
        let actor = house.actor(who).await;
        assert_eq!(house.store.conflicts(&actor).await.expect("conflicts").len(), sees);
        assert_eq!(house.store.open_offline(&actor).await.expect("a count").conflicts, sees as u32);
        let phones = house.store.desk_phones(&actor).await.expect("phones");
        assert_eq!((phones.len(), phones[0].id == late.id), (1, sees == 1));
    }
    let settle =
        async |who: &Person, decision| house.store.settle_conflict(&who.session, &scan, decision).await;
    for (who, decision) in [(other, ConflictDecision::BranchBears), (own, ConflictDecision::MerchantBears)] {
        let refused = settle(who, decision).await.expect_err("not theirs");
        assert_eq!(refusal_of(refused), Refusal::ConflictUnknown);
    }
    settle(own, ConflictDecision::BranchBears).await.expect("settled");
    house.store.revoke_desk_phone(&other.session, &late.id).await.expect("nothing of theirs");
    assert!(house.store.desk_phones(&house.actor(own).await).await.expect("phones")[0].revoked_at.is_none());
    house.store.revoke_desk_phone(&own.session, &late.id).await.expect("revoked");
    assert!(house.store.desk_phones(&house.actor(own).await).await.expect("phones")[0].revoked_at.is_some());
}

async fn a_scan_that_is_not_the_phones_is_not_taken(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let mut phone = phone(&house, &house.world.clerk_001).await;
    phone.takes(&house, &house.world.moment_link(&ticket), house.store.now());
    let mut edited = phone.queue[0].signed.clone();
    edited.scan.units = 2;
    let answer = house.store.receive_scans(phone.merchant(), &phone.id, &[edited]).await.expect("an answer");
    assert_eq!(refused(&answer[0]), RefusalCode::Forged);
    let nobody = house.store.receive_scans(house.world.stranger_owner.merchant, &phone.id, &[]).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)));
    assert_eq!(house.number("SELECT COUNT(*) FROM offline_scan").await, 0);
}

async fn a_revoked_phone_is_told_nothing_and_decides_nothing(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 1).await.expect("tickets");
    let mut phone = phone(&house, &house.world.clerk_001).await;
    let before = house.store.now();
    phone.takes(&house, &house.world.moment_link(&tickets[0]), before);
    phone.takes(&house, &house.world.printed_link(&tickets[1]), before);
    house.clock.set(before.plus_seconds(60));
    house.store.revoke_desk_phone(&house.world.owner.session, &phone.id).await.expect("revoked");
    house.clock.set(before.plus_seconds(120));
    phone.takes(&house, &house.world.moment_link(&tickets[2]), house.store.now());
    let refused_news = phone.hears(&house).await.expect_err("revoked");
    assert_eq!(refusal_of(refused_news), Refusal::DeskPhoneRevoked);
    let outcomes = phone.syncs(&house).await;
    use_of(&outcomes[0]);
    assert_eq!(refused(&outcomes[1]), RefusalCode::DeskPhoneRevoked, "paper cannot be dated");
    assert_eq!(refused(&outcomes[2]), RefusalCode::DeskPhoneRevoked, "scanned afterwards");
    let ScanOutcome::Conflict { scan, .. } = &outcomes[2] else { panic!("a conflict") };
    let found = conflicts(&house).await;
    assert!(found.iter().all(|conflict| conflict.account_name == found[0].account_name), "attributable");
    let owner = &house.world.owner.session;
    house.store.settle_conflict(owner, scan, ConflictDecision::Redeemed).await.expect("recognised");
    assert_eq!(house.written(&tickets[2]).await.0, 0);
}

/// A code on paper has no time of its own: nobody says with a new key that an expired gift was shown in time.
async fn paper_from_before_the_phone_is_a_conflict(house: House) {
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.clock.set(house.store.now().plus_seconds(86_400));
    let mut phone = phone(&house, &house.at(house.store.now(), &house.world.clerk_001).await).await;
    phone.hears(&house).await.expect("news");
    let (code, now) = (house.world.printed_link(&ticket), house.store.now());
    let OfflineVerdict::Ask { taken, .. } = phone.judges(&house, &code, Wish::default(), now) else {
        panic!("confirmed by hand")
    };
    phone.stores(&code, &house.attempt(), taken, now);
    let mut scan = phone.queue[0].signed.scan.clone();
    scan.scanned_at = house.store.now().plus_seconds(-3_600);
    let backdated = [phone.signs(scan)];
    let answer = house.store.receive_scans(phone.merchant(), &phone.id, &backdated).await.expect("an answer");
    assert_eq!(refused(&answer[0]), RefusalCode::ClockWrong);
    let kept = house.number("SELECT COUNT(*) FROM offline_scan WHERE outcome = 'conflict'").await;
    assert_eq!(kept, 1, "somebody looks into it");
    assert_eq!(house.written(&ticket).await.0, 1, "nothing was redeemed");
}

async fn a_gap_in_the_numbers_shows(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 4, 1).await.expect("tickets");
    let mut phone = phone(&house, &house.world.clerk_001).await;
    for ticket in &tickets {
        phone.takes(&house, &house.world.moment_link(ticket), house.store.now());
    }
    phone.queue.drain(..3);
    phone.syncs(&house).await;
    let owner = house.actor(&house.world.owner).await;
    let phones = house.store.desk_phones(&owner).await.expect("phones");
    assert_eq!((phones[0].arrived, phones[0].missing), (1, 3));
    assert_eq!(house.store.open_offline(&owner).await.expect("a count").missing, 3);
}

async fn a_gap_is_looked_into_once_and_a_new_one_counts_again(house: House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 6, 1).await.expect("tickets");
    let mut phone = phone(&house, &house.world.clerk_001).await;
    let takes = async |phone: &mut DeskPhone, from: usize, until: usize, lost: usize| {
        for ticket in &tickets[from..until] {
            phone.takes(&house, &house.world.moment_link(ticket), house.store.now());
        }
        phone.queue.drain(..lost);
        phone.syncs(&house).await;
    };
    takes(&mut phone, 0, 3, 2).await;
    let (world, id) = (&house.world, phone.id.clone());
    let note = |text: &str| GapNote::parse(text).expect("a note");
    let lost = note("手機摔壞，已向店員確認");
    let looks = async |who: &Person, to: u32, note: &GapNote| {
        house.store.look_into_gap(&who.session, &id, to, note).await
    };
    for who in [&world.clerk_001, &world.accountant] {
        let refused = looks(who, 3, &lost).await.expect_err("not theirs");
        assert_eq!(refusal_of(refused), Refusal::PermissionMissing);
    }
    let stranger = looks(&world.stranger_owner, 3, &lost).await.expect_err("not theirs");
    assert_eq!(refusal_of(stranger), Refusal::ConflictUnknown);
    house.change("UPDATE account SET role = 'manager' WHERE name = 'clerk002'").await.expect("promoted");
    let other_branch = looks(&world.clerk_002, 3, &lost).await.expect_err("not theirs");
    assert_eq!(refusal_of(other_branch), Refusal::ConflictUnknown);
    let nobodys = looks(&world.owner, 4, &lost).await.expect_err("nothing of this number arrived");
    assert_eq!(refusal_of(nobodys), Refusal::ConflictUnknown);
    for _ in 0..2 {
        looks(&world.owner, 3, &lost).await.expect("looked into, and the same form again");
    }
    let late = looks(&world.owner, 3, &note("別的原因")).await.expect_err("looked into");
    assert_eq!(refusal_of(late), Refusal::ConflictClosed);
    let owner = house.actor(&world.owner).await;
    let missing = async || house.store.open_offline(&owner).await.expect("a count").missing;
    assert_eq!(missing().await, 0);
    let shown = house.store.desk_phones(&owner).await.expect("phones").remove(0);
    assert_eq!((shown.arrived, shown.missing, shown.highest), (1, 0, 3));
    let looked: Vec<_> = shown.looked_into.iter().map(|one| (one.missing, one.note.as_str())).collect();
    assert_eq!(looked, [(2, lost.as_str())]);
    assert_eq!(shown.looked_into[0].account_name, "owner");
    let kind = EventKind::OfflineGapLookedInto.as_str();
    assert_eq!(house.number(&format!("SELECT COUNT(*) FROM event WHERE kind = '{kind}'")).await, 1);

    takes(&mut phone, 3, 5, 1).await;
    assert_eq!(missing().await, 1, "another one");
    let shown = house.store.desk_phones(&owner).await.expect("phones").remove(0);
    assert_eq!((shown.missing, shown.highest, shown.looked_into.len()), (1, 5, 1));
    looks(&world.owner, 5, &lost).await.expect("this one, too");
    takes(&mut phone, 5, 6, 0).await;
    assert_eq!(missing().await, 0, "the next number arrived");
}
