//! The bank's run against those who cancel. Each line is a round.

use super::seen::{Seen, events, money, seen};
use super::{IN_FULL, ROUNDS, WON_AT_LEAST};
use crate::dice::Dice;
use crate::harness::{House, TestBank, all_at_once, end_of, keyring};
use domain::bank::BankFile;
use domain::calendar::Day;
use domain::identity::UseId;
use domain::refusal::Refusal;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use store::Store;
use store::bank::{BankRun, FileBank};
use store::command::redeem::RedeemRequest;
use store::fixture::{Goods, ISSUER, Person, TestTicket};

on_both_engines!(a_line_is_cancelled_or_in_the_file_and_never_both);

/// Lines of the days: so many that the run takes them in several transactions, and so few that it may find all of them
/// cancelled the moment after it saw them.
const LINES: [usize; 4] = [94, 1, 2, 3];
/// People who cancel beside each other.
const HANDS: usize = 4;

/// A redemption of all units of its ticket.
pub struct Redeemed {
    ticket: TestTicket,
    use_id: UseId,
    units: u32,
}

/// Redeems all units of new tickets, at once.
pub async fn redeem_all(house: &House, who: &Person, count: usize, units: u8) -> Vec<Redeemed> {
    let count = u32::try_from(count).expect("small");
    let tickets = house.world.issue_tickets(Goods::Paid, count, units).await.expect("tickets");
    let redeeming = tickets.into_iter().map(|ticket| {
        let (house, who, units) = (house.clone(), who.clone(), u32::from(units));
        let scan = house.world.scan(&ticket).expect("a scan");
        let request = RedeemRequest { quantity: Some(units), ..scan };
        async move { Redeemed { use_id: house.redeemed(&who, &request).await.use_id, ticket, units } }
    });
    all_at_once(redeeming.collect()).await
}

/// What the bank was sent: NT$ by line, over all files. A line that was sent twice is found here.
pub fn sent(bank: &TestBank) -> BTreeMap<String, i64> {
    let mut lines = BTreeMap::new();
    for entry in std::fs::read_dir(bank.files.to_bank()).expect("a folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        for line in BankFile::parse(&bytes).expect("a sound file").entries() {
            let earlier = lines.insert(line.line.to_string(), line.amount.0);
            assert_eq!(earlier, None, "{} was sent twice", line.line);
        }
    }
    lines
}

/// Looks at the database so many times, then runs the night.
pub async fn run_late(store: Store, bank: FileBank, day: Day, looks: usize) -> BankRun {
    look(&store, looks).await;
    store.bank_night(&bank, day).await.expect("a run")
}

async fn look(store: &Store, times: usize) {
    for _ in 0..times {
        store.ping().await.expect("an answer");
    }
}

type Job = Pin<Box<dyn Future<Output = Came> + Send>>;

/// What one of several at once came to.
enum Came {
    Run(BankRun),
    /// What those who cancelled were told, by line.
    Told(Vec<(usize, Result<(), Refusal>)>),
}

/// The last millisecond of a day, while the run of the next one has begun elsewhere: clocks differ. Of two units one is
/// cancelled, of one unit all.
async fn a_line_is_cancelled_or_in_the_file_and_never_both(house: House) {
    let other = house.reopen(keyring()).await.expect("a second server");
    // Looks that the run takes before it starts; below zero, those who cancel.
    let (mut dice, mut lead, mut cancelled, mut mixed) = (Dice(5), 0_i32, 0, 0);
    let (mut day, mut lines_before) = (house.today(), 0);
    for count in LINES.repeat(ROUNDS / LINES.iter().sum::<usize>()) {
        day = day.plus_days(1);
        let clerk = house.at(end_of(&day.to_string()), &house.world.clerk_001).await;
        let bank = house.bank();
        let mut lines = redeem_all(&house, &clerk, count - count / 2, 1).await;
        if count > 1 {
            lines.extend(redeem_all(&house, &clerk, count / 2, 2).await);
        }
        dice.shuffle(&mut lines);
        let mut jobs = cancelling(&house, &other, &clerk, &lines, -lead);
        let run = run_late(house.store.clone(), bank.files.clone(), day.plus_days(1), looks(lead));
        jobs.insert(dice.below(jobs.len() + 1), Box::pin(async move { Came::Run(run.await) }));
        let (mut told, mut run) = (BTreeMap::new(), BankRun::default());
        for came in all_at_once(jobs).await {
            match came {
                Came::Run(done) => run = done,
                Came::Told(some) => told.extend(some),
            }
        }
        assert_eq!(run.sent, 1, "a run ends with its file: {run:?}");
        judge(&house, &lines, &told, &bank).await;
        let won = told.values().filter(|told| told.is_ok()).count();
        mixed += usize::from(won > 0 && won < count);
        if count == LINES[0] {
            lead += (i32::try_from(count).expect("small") - 2 * i32::try_from(won).expect("small")) / 12;
        }
        cancelled += won;
        lines_before += count;
        if lines_before % IN_FULL < count {
            house.is_sound().await;
        }
    }
    let won = [cancelled, ROUNDS - cancelled];
    assert!(won.iter().all(|won| *won >= WON_AT_LEAST) && mixed > 0, "no race: {won:?}, {mixed} days mixed");
    other.close().await;
}

fn looks(lead: i32) -> usize {
    usize::try_from(lead).unwrap_or(0)
}

/// Several people cancel one unit of each line, at two servers.
fn cancelling(house: &House, other: &Store, clerk: &Person, lines: &[Redeemed], lead: i32) -> Vec<Job> {
    let all: Vec<_> = lines.iter().map(|line| line.use_id.clone()).enumerate().collect();
    let parts = all.chunks(lines.len().div_ceil(HANDS));
    let jobs = parts.enumerate().map(|(number, part)| {
        let (house, clerk, part) = (house.clone(), clerk.clone(), part.to_vec());
        let store = if number % 2 == 0 { house.store.clone() } else { other.clone() };
        let job: Job = Box::pin(async move {
            look(&store, looks(lead)).await;
            let mut told = Vec::with_capacity(part.len());
            for (at, line) in part {
                let attempt = house.attempt();
                let done =
                    store.cancel_redemption(&clerk.session, ISSUER, &line, Some(1), &attempt, None).await;
                told.push((at, done.map(|_| ()).map_err(|error| error.refusal())));
            }
            Came::Told(told)
        });
        job
    });
    jobs.collect()
}

/// Each line was cancelled, or it is in the file; the rows, the money and the file say the same. Then the bank answers.
async fn judge(
    house: &House,
    lines: &[Redeemed],
    told: &BTreeMap<usize, Result<(), Refusal>>,
    bank: &TestBank,
) {
    let file = sent(bank);
    let tickets: Vec<_> = lines.iter().map(|line| line.ticket.clone()).collect();
    for (at, written) in seen(house, &tickets).await.into_iter().enumerate() {
        let line = &lines[at];
        let expected = match &told[&at] {
            Ok(()) => taken_back(line.units),
            Err(refusal) => {
                assert_eq!(*refusal, Refusal::CancelTooLate);
                at_the_bank(line.units)
            }
        };
        assert_eq!(written, expected);
        assert_eq!(file.get(line.use_id.as_str()), expected.at_the_bank.first());
    }
    let night = house.today().plus_days(1);
    house.store.simulate_bank(&bank.files, night).await.expect("answered");
    let run = house.store.bank_night(&bank.files, night).await.expect("taken");
    assert_eq!((run.accepted, run.sent), (u32::try_from(file.len()).expect("small"), 0));
}

/// One unit was cancelled; of two the other is at the bank.
fn taken_back(units: u32) -> Seen {
    let units = i64::from(units);
    let mut kinds = vec!["redeemed", "redemption_cancelled"];
    kinds.extend((units > 1).then_some("sent_to_bank"));
    Seen {
        left: 1,
        redeemed: units - 1,
        events: events(&kinds),
        money: money(&[("settling", "trust", 200), ("trust", "settling", 200 * units)]),
        at_the_bank: vec![200; usize::from(units > 1)],
        ..Seen::default()
    }
}

fn at_the_bank(units: u32) -> Seen {
    let units = i64::from(units);
    Seen {
        redeemed: units,
        events: events(&["redeemed", "sent_to_bank"]),
        money: money(&[("trust", "settling", 200 * units)]),
        at_the_bank: vec![200 * units],
        ..Seen::default()
    }
}
