//! Three phones and a server, a thousand stories: networks that are cut and come back, answers that are lost, pages that are
//! killed, scans that are sent twice, clocks that are wrong by up to two minutes. No scan that got a yes is lost, no ticket
//! is silently redeemed twice, every conflict is seen, and the same seed tells the same story.

use crate::desk_phone::DeskPhone;
use crate::dice::Dice;
use crate::harness::{Database, House, moment, run_in_turn};
use domain::calendar::Instant;
use domain::identity::AttemptId;
use domain::offline::judge::{OfflineVerdict, Wish};
use std::collections::BTreeMap;
use store::command::offline_scan::ScanOutcome;
use store::command::redeem::{Brought, RedeemAnswer, RedeemRequest};
use store::fixture::{Goods, Person, TestTicket};

const STORIES: u64 = 1_000;
const STEPS: usize = 14;
const TICKETS: usize = 3;
const UNITS: u32 = 2;
/// Stories that are told a second time.
const AGAIN: u64 = 20;

struct Counter {
    phone: DeskPhone,
    cut: bool,
    /// Seconds by which its clock is wrong since it was last heard.
    skew: i64,
}

/// A yes that somebody at the counter saw.
struct Yes {
    attempt: AttemptId,
    ticket: usize,
}

#[test]
fn a_thousand_stories_lose_nothing_and_double_nothing() {
    run_in_turn(Database::Sqlite, async |house: House| {
        let world = house.world.clone();
        let people = [&world.clerk_001, &world.clerk_002, &world.owner];
        let mut counters = Vec::new();
        for (number, who) in (21..).zip(people) {
            counters.push(Counter {
                phone: DeskPhone::joins(&house, who, number).await,
                cut: false,
                skew: 0,
            });
        }
        let mut told = BTreeMap::new();
        let mut conflicts = 0;
        for seed in 0..STORIES + AGAIN {
            let begins =
                moment("2026-11-06", 15, 0, 0).plus_seconds(i64::try_from(seed).expect("small") * 1_800);
            for (counter, who) in counters.iter_mut().zip(people) {
                counter.phone.who = house.at(begins, who).await;
                counter.phone.hears(&house).await.expect("news");
                (counter.cut, counter.skew) = (false, 0);
            }
            let (story, found) = story(&house, &mut counters, seed % STORIES, begins).await;
            conflicts += found;
            if let Some(before) = told.insert(seed % STORIES, story.clone()) {
                assert_eq!(before, story, "seed {seed} tells another story");
            }
        }
        assert!(conflicts > 100, "only {conflicts} conflicts: the stories are too tame");
        let owner = house.actor(&counters[2].phone.who).await;
        let phones = house.store.desk_phones(&owner).await.expect("phones");
        assert!(phones.iter().all(|phone| phone.missing == 0), "numbers are whole");
        assert!(phones.iter().all(|phone| phone.arrived > 100));
    });
}

/// One story: what was said at the counters, and how many conflicts it left.
async fn story(house: &House, counters: &mut [Counter], seed: u64, begins: Instant) -> (String, u32) {
    let mut dice = Dice(seed.wrapping_mul(0x5851_F42D_4C95_7F2D));
    let tickets = house.world.issue_tickets(Goods::Paid, 3, 2).await.expect("tickets");
    let before = open(house, &counters[2].phone.who).await;
    let mut said: Vec<Yes> = Vec::new();
    let mut story = String::new();
    let mut now = begins;
    for _ in 0..STEPS {
        now = now.plus_seconds(20 + dice.below(70) as i64);
        house.clock.set(now);
        let at = dice.below(counters.len());
        let counter = &mut counters[at];
        match dice.below(10) {
            0 | 1 => {
                counter.cut = true;
                counter.skew = dice.below(241) as i64 - 120;
                story.push_str(&format!("{at}:cut "));
            }
            2 => {
                send(house, counter, &mut dice).await;
                story.push_str(&format!("{at}:sent "));
            }
            _ => {
                let ticket = dice.below(TICKETS);
                let answer = serve(house, counter, &tickets[ticket], &mut dice, now).await;
                story.push_str(&format!("{at}:{ticket}:{} ", answer.1));
                said.extend(answer.0.map(|attempt| Yes { attempt, ticket }));
            }
        }
    }
    house.clock.set(now.plus_seconds(30));
    for counter in counters.iter_mut() {
        counter.cut = false;
        counter.phone.syncs(house).await;
    }
    let after = open(house, &counters[2].phone.who).await;
    check(house, &tickets, &said, after - before).await;
    story.push_str(&format!("conflicts:{}", after - before));
    (story, after - before)
}

async fn open(house: &House, owner: &Person) -> u32 {
    let owner = house.actor(owner).await;
    house.store.open_offline(&owner).await.expect("a count").conflicts
}

/// The network is back: what waits is sent, perhaps twice, perhaps with the answer lost, perhaps cut off in the middle.
async fn send(house: &House, counter: &mut Counter, dice: &mut Dice) {
    counter.cut = false;
    let count = counter.phone.queue.len();
    let part = if count > 0 { dice.below(count + 1) } else { 0 };
    let first = counter.phone.sends(house, part).await;
    if dice.below(3) == 0 {
        // The answer never came: the whole queue goes again.
        let again = counter.phone.sends(house, part).await;
        assert_eq!(names(&again), names(&first), "the same scans, the same answers");
    }
    counter.phone.syncs(house).await;
    counter.phone.hears(house).await.expect("news");
    counter.skew = 0;
}

/// The redemptions and conflicts that the answers name. What is left of a ticket is told as it is now.
fn names(outcomes: &[ScanOutcome]) -> Vec<String> {
    let name = |outcome: &ScanOutcome| match outcome {
        ScanOutcome::Redeemed { use_id, .. } => use_id.to_string(),
        ScanOutcome::Conflict { scan, .. } => scan.to_string(),
        ScanOutcome::NotTaken(refusal) => refusal.code().as_str().to_owned(),
    };
    outcomes.iter().map(name).collect()
}

/// A customer holds out a code. The attempt that was answered with yes, and what was said.
async fn serve(
    house: &House,
    counter: &mut Counter,
    ticket: &TestTicket,
    dice: &mut Dice,
    now: Instant,
) -> (Option<AttemptId>, &'static str) {
    let code =
        if dice.below(5) == 0 { house.world.printed_link(ticket) } else { house.world.moment_link(ticket) };
    let attempt = house.attempt();
    let lost = dice.below(6);
    if !counter.cut {
        // 0: the request is lost; 1: it arrives, its answer is lost.
        if lost != 0 {
            let brought = Brought::Scanned(code.clone());
            let request = RedeemRequest {
                brought,
                attempt: Some(attempt.clone()),
                quantity: Some(1),
                confirmed: true,
                phone_end: None,
            };
            let answer = counter.phone.who.session.clone();
            let answer = house.store.redeem(&answer, &request).await;
            if lost != 1 {
                return match answer {
                    Ok(RedeemAnswer::Redeemed { .. }) => (Some(attempt), "yes"),
                    Ok(RedeemAnswer::Confirm { .. }) => (None, "asked"),
                    Err(_) => (None, "no"),
                };
            }
        }
        counter.cut = true;
    }
    let reckoned = now.plus_seconds(counter.skew);
    let wish = Wish { quantity: Some(1), confirmed: true };
    match counter.phone.judges(house, &code, wish, reckoned) {
        OfflineVerdict::Take(taken) => {
            let amber = !taken.unchecked.is_empty();
            counter.phone.stores(&code, &attempt, taken, reckoned);
            if dice.below(8) == 0 {
                // Killed between the storing and the yes; opened again, the page finds the scan and says it.
                let found = counter.phone.queue.iter().any(|queued| queued.signed.scan.attempt == attempt);
                assert!(found);
            }
            (Some(attempt), if amber { "amber" } else { "green" })
        }
        OfflineVerdict::Ask { .. } => (None, "asked"),
        // With `lost == 1` the server has redeemed under an attempt that nobody saw a yes for: the customer is told so at
        // the next scan, and the line stands in the desk's list.
        OfflineVerdict::Refuse(code) => (None, code.as_str()),
    }
}

/// Every yes stands as a redemption or as an open conflict, and no unit is redeemed that was not there.
async fn check(house: &House, tickets: &[TestTicket], said: &[Yes], conflicts: u32) {
    let mut unredeemed = 0;
    for yes in said {
        let ticket = &tickets[yes.ticket].id;
        let redeemed = format!(
            "SELECT COUNT(*) FROM event WHERE kind = 'redeemed' AND ticket = '{ticket}' AND attempt = '{}'",
            yes.attempt
        );
        let kept = format!(
            "SELECT COUNT(*) FROM offline_scan WHERE outcome = 'conflict' AND decision IS NULL AND attempt = '{}'",
            yes.attempt
        );
        let (redeemed, kept) = (house.number(&redeemed).await, house.number(&kept).await);
        assert_eq!(redeemed + kept, 1, "a yes is a redemption or a conflict, never both, never neither");
        unredeemed += u32::try_from(kept).expect("small");
    }
    assert_eq!(unredeemed, conflicts, "every conflict is seen");
    for ticket in tickets {
        let used = format!(
            "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM use_line WHERE ticket = '{}'",
            ticket.id
        );
        assert!(house.number(&used).await <= i64::from(UNITS));
    }
}
