//! The bank's night (RULES §2, §12): what goes when, what the answers do, and that a run may die anywhere.

use crate::harness::{House, TestBank, moment};
use domain::bank::{Answer, AnswerFile, BankFile, Verdict};
use domain::calendar::Day;
use domain::give_back::FeeRule;
use domain::ledger::LedgerAccount;
use domain::money::Dollars;
use sqlx::Row;
use store::StoreError;
use store::bank::{Bank, BankRun, Content, Mood};
use store::fixture::Goods;

on_both_engines!(
    a_redemption_is_settled_in_the_run_of_the_next_night,
    worked_example_3_issued_and_returned_on_one_day,
    an_ordinary_return_is_answered_in_the_same_run,
    what_was_cancelled_or_overdue_or_a_gift_never_goes,
    a_second_run_of_the_same_night_adds_nothing,
    a_run_that_dies_at_any_step_loses_and_doubles_nothing,
    a_missed_night_is_caught_up,
    answers_may_be_partial_late_and_repeated,
    a_refused_line_goes_again_the_next_night,
    a_strange_answer_is_named_and_not_believed,
    a_prompt_bank_answers_in_the_same_night,
    a_late_bank_answers_a_night_later,
    a_partial_bank_answers_the_rest_a_night_later,
    a_bank_that_repeats_itself_changes_nothing_more,
    a_bank_that_refuses_gets_each_line_once_more,
    without_an_answer_nothing_is_accepted,
);

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// One redemption a ticket, all on 2026-11-06.
async fn redeemed(house: &House, count: u32) {
    for ticket in house.world.issue_tickets(Goods::Paid, count, 1).await.expect("tickets") {
        house.scanned(&house.world.clerk_001, &ticket).await;
    }
}

/// The run of 01:00 with answers of the same night, as the job does it.
pub async fn night(house: &House, bank: &TestBank, of: &str) -> BankRun {
    house.clock.set(moment(of, 1, 0, 0));
    house.store.bank_night(&bank.files, day(of)).await.expect("sent");
    house.store.simulate_bank(&bank.files, day(of)).await.expect("answered");
    let mut run = BankRun::default();
    house.store.take_answers(&bank.files, &mut run).await.expect("taken");
    run
}

async fn states(house: &House, table: &str) -> Vec<String> {
    house.rows(&format!("SELECT state FROM {table} ORDER BY id"), |row| row.get::<String, _>(0)).await
}

fn sent(bank: &TestBank) -> Vec<BankFile> {
    let mut names: Vec<_> = std::fs::read_dir(bank.files.to_bank())
        .map(|entries| entries.map(|entry| entry.expect("an entry").path()).collect())
        .unwrap_or_default();
    names.sort();
    let read = |path| BankFile::parse(&std::fs::read(path).expect("a file")).expect("a sound file");
    names.into_iter().map(read).collect()
}

async fn a_redemption_is_settled_in_the_run_of_the_next_night(house: House) {
    let bank = house.bank();
    redeemed(&house, 2).await;
    house.store.bank_night(&bank.files, day("2026-11-06")).await.expect("nothing of today");
    assert_eq!(states(&house, "use_line").await, ["used", "used"]);
    let run = night(&house, &bank, "2026-11-07").await;
    assert_eq!(run.accepted, 2);
    assert_eq!(states(&house, "use_line").await, ["settled", "settled"]);
    assert_eq!(
        house.number("SELECT answered_at FROM use_line LIMIT 1").await,
        moment("2026-11-07", 1, 0, 0).0
    );
    let files = sent(&bank);
    assert_eq!(files.iter().map(|file| file.entries().len()).collect::<Vec<_>>(), [0, 2]);
}

async fn worked_example_3_issued_and_returned_on_one_day(house: House) {
    let bank = house.bank();
    let owner = house.at(moment("2026-07-01", 10, 0, 0), &house.world.owner).await;
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    house.give_back(&owner, &ticket, None, FeeRule::None).await.expect("returned");
    night(&house, &bank, "2026-07-02").await;
    assert_eq!(states(&house, "give_back").await, ["settling"]);
    night(&house, &bank, "2026-07-03").await;
    assert_eq!(states(&house, "give_back").await, ["returned"]);
    assert_eq!(house.number("SELECT answered_at FROM give_back").await, moment("2026-07-03", 1, 0, 0).0);
}

async fn an_ordinary_return_is_answered_in_the_same_run(house: House) {
    let bank = house.bank();
    let ticket = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let owner = house.at(moment("2026-11-10", 10, 0, 0), &house.world.owner).await;
    house.give_back(&owner, &ticket, None, FeeRule::None).await.expect("returned");
    night(&house, &bank, "2026-11-11").await;
    assert_eq!(states(&house, "give_back").await, ["returned"]);
}

async fn what_was_cancelled_or_overdue_or_a_gift_never_goes(house: House) {
    let bank = house.bank();
    let gift = house.world.issue_one(Goods::Gift).await.expect("a gift");
    house.scanned(&house.world.clerk_001, &gift).await;
    let cancelled = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let receipt = house.scanned(&house.world.clerk_001, &cancelled).await;
    house.cancel(&house.world.clerk_001, &receipt.use_id).await.expect("cancelled");
    night(&house, &bank, "2026-11-07").await;
    let overdue = house.world.issue_one(Goods::Paid).await.expect("a ticket");
    let clerk = house.at(moment("2028-01-01", 10, 0, 0), &house.world.clerk_001).await;
    house.scanned(&clerk, &overdue).await;
    night(&house, &bank, "2028-01-02").await;
    assert!(sent(&bank).iter().all(|file| file.entries().is_empty()));
}

async fn a_second_run_of_the_same_night_adds_nothing(house: House) {
    let bank = house.bank();
    redeemed(&house, 3).await;
    night(&house, &bank, "2026-11-07").await;
    let before = sent(&bank);
    let again = night(&house, &bank, "2026-11-07").await;
    assert_eq!((again.taken, again.sent, again.accepted, again.repeated), (0, 0, 0, 3));
    assert_eq!(sent(&bank), before);
}

/// A bank that cannot be reached so many times.
struct Unreachable<'a>(&'a TestBank);

impl Bank for Unreachable<'_> {
    fn send(&self, _: &str, _: &str) -> std::io::Result<()> {
        Err(std::io::Error::other("the line is dead"))
    }

    fn answers(&self) -> std::io::Result<Vec<(String, Content)>> {
        self.0.files.answers()
    }
}

async fn a_run_that_dies_at_any_step_loses_and_doubles_nothing(house: House) {
    let bank = house.bank();
    redeemed(&house, 90).await;
    house.clock.set(moment("2026-11-07", 1, 0, 0));
    // Dies after the lines were taken, before anything was sent.
    let dead = house.store.bank_night(&Unreachable(&bank), day("2026-11-07")).await;
    assert!(matches!(dead, Err(StoreError::Database(_))));
    assert_eq!(house.number("SELECT COUNT(*) FROM use_line WHERE state = 'settling'").await, 90);
    // Dies after the file was sent, before that was written down: the same file is sent again.
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("sent");
    let first = sent(&bank);
    house.change("UPDATE bank_file SET sent_at = NULL").await.expect("forgotten");
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("sent again");
    assert_eq!(sent(&bank), first);
    assert_eq!(first[0].entries().len(), 90);
    // Dies in the middle of taking lines: some are in the file, the file is open.
    redeemed(&house, 45).await;
    house.clock.set(moment("2026-11-08", 1, 0, 0));
    house
        .change("INSERT INTO bank_file (day, sequence, made_at) VALUES ('2026-11-08', 1, 0)")
        .await
        .expect("open");
    let run = house.store.bank_night(&bank.files, day("2026-11-08")).await.expect("goes on");
    assert_eq!((run.taken, run.sent), (45, 1));
    night(&house, &bank, "2026-11-08").await;
    assert_eq!(house.number("SELECT COUNT(*) FROM use_line WHERE state = 'settled'").await, 135);
    assert_eq!(house.number("SELECT COUNT(*) FROM posting WHERE movement = 'settle'").await, 135);
}

async fn a_missed_night_is_caught_up(house: House) {
    let bank = house.bank();
    redeemed(&house, 2).await;
    let run = night(&house, &bank, "2026-11-11").await;
    assert_eq!(run.accepted, 2);
}

/// An answer file of `verdicts`, by entry.
fn answer(file: &BankFile, at: i64, verdicts: &[(u32, Verdict)]) -> String {
    let answers = verdicts.iter().map(|(entry, verdict)| Answer {
        entry: *entry,
        line: file.entries()[*entry as usize - 1].line.clone(),
        verdict: *verdict,
        reason: (*verdict == Verdict::Refused).then(|| "NO_FUNDS".to_owned()),
        at: domain::calendar::Instant(at),
    });
    AnswerFile::new(file.day(), file.sequence(), answers.collect()).expect("a sound answer").text()
}

async fn take(house: &House, bank: &TestBank) -> BankRun {
    let mut run = BankRun::default();
    house.store.take_answers(&bank.files, &mut run).await.expect("taken");
    run
}

async fn answers_may_be_partial_late_and_repeated(house: House) {
    let bank = house.bank();
    redeemed(&house, 3).await;
    house.clock.set(moment("2026-11-07", 1, 0, 0));
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("sent");
    let file = sent(&bank).remove(0);
    let at = moment("2026-11-07", 1, 5, 0).0;
    bank.files.answer("a.txt", &answer(&file, at, &[(2, Verdict::Accepted)])).expect("written");
    assert_eq!(take(&house, &bank).await.accepted, 1);
    assert_eq!(states(&house, "use_line").await.iter().filter(|state| *state == "settling").count(), 2);
    let late = moment("2026-11-09", 9, 0, 0);
    house.clock.set(late);
    let all = [(1, Verdict::Accepted), (2, Verdict::Accepted), (3, Verdict::Accepted)];
    bank.files.answer("b.txt", &answer(&file, late.0, &all)).expect("written");
    let run = take(&house, &bank).await;
    assert_eq!((run.accepted, run.repeated), (2, 2), "a.txt again, and its line once more in b.txt");
    assert_eq!(states(&house, "use_line").await, ["settled", "settled", "settled"]);
}

async fn a_refused_line_goes_again_the_next_night(house: House) {
    let bank = house.bank();
    redeemed(&house, 2).await;
    house.clock.set(moment("2026-11-07", 1, 0, 0));
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("sent");
    let file = sent(&bank).remove(0);
    let at = moment("2026-11-07", 1, 5, 0).0;
    let verdicts = [(1, Verdict::Refused), (2, Verdict::Accepted)];
    bank.files.answer("a.txt", &answer(&file, at, &verdicts)).expect("written");
    assert_eq!(take(&house, &bank).await.refused, 1);
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("not tonight");
    night(&house, &bank, "2026-11-08").await;
    let again = sent(&bank).remove(1);
    assert_eq!(again.entries().len(), 1);
    assert_eq!(again.entries()[0].line, file.entries()[0].line);
    assert_eq!(states(&house, "use_line").await, ["settled", "settled"]);
    night(&house, &bank, "2026-11-09").await;
    assert!(sent(&bank)[2].entries().is_empty(), "settled now: it goes no more");
}

async fn a_strange_answer_is_named_and_not_believed(house: House) {
    let bank = house.bank();
    redeemed(&house, 1).await;
    house.clock.set(moment("2026-11-07", 1, 0, 0));
    house.store.bank_night(&bank.files, day("2026-11-07")).await.expect("sent");
    let file = sent(&bank).remove(0);
    let at = moment("2026-11-07", 1, 5, 0).0;
    let good = answer(&file, at, &[(1, Verdict::Accepted)]);
    bank.files.answer("1-broken.txt", &good.replace("accepted", "accepteD")).expect("written");
    let other = BankFile::new(day("2026-11-05"), 1, file.entries().to_vec()).expect("a file");
    bank.files.answer("2-other.txt", &answer(&other, at, &[(1, Verdict::Accepted)])).expect("written");
    let run = take(&house, &bank).await;
    assert_eq!((run.accepted, run.strange.len()), (0, 2), "{:?}", run.strange);
    let endless = bank.files.from_bank().join("0-endless.txt");
    std::fs::File::create(&endless).and_then(|file| file.set_len(65 * 1024 * 1024)).expect("a long file");
    let run = take(&house, &bank).await;
    assert_eq!(run.strange.len(), 3, "it is named, too: {:?}", run.strange);
    std::fs::remove_file(endless).expect("the file goes");
    bank.files.answer("3-good.txt", &good).expect("written");
    assert_eq!(take(&house, &bank).await.accepted, 1);
    bank.files.answer("4-contrary.txt", &answer(&file, at, &[(1, Verdict::Refused)])).expect("written");
    let run = take(&house, &bank).await;
    assert_eq!((run.repeated, run.strange.len()), (1, 3), "{:?}", run.strange);
    assert_eq!(states(&house, "use_line").await, ["settled"]);
}

/// Tickets of each line, all redeemed or returned on 2026-11-10: four uses and three returns with a fee of a dollar.
async fn a_day(house: &House) {
    let tickets = house.world.issue_tickets(Goods::Paid, 7, 1).await.expect("tickets");
    let clerk = house.at(moment("2026-11-10", 10, 0, 0), &house.world.clerk_001).await;
    for ticket in &tickets[..4] {
        house.scanned(&clerk, ticket).await;
    }
    let owner = house.at(moment("2026-11-10", 11, 0, 0), &house.world.owner).await;
    for ticket in &tickets[4..] {
        house.give_back(&owner, ticket, None, FeeRule::Amount(Dollars(1))).await.expect("returned");
    }
}

/// How many lines wait at the bank, and how many are final, after the run of this night.
async fn mood_night(house: &House, bank: &TestBank, mood: Mood, of: &str) -> (usize, usize) {
    house.clock.set(moment(of, 1, 0, 0));
    house.store.bank_night(&bank.files, day(of)).await.expect("sent");
    house.store.simulate_bank_in(&bank.files, mood, day(of)).await.expect("answered");
    let mut run = BankRun::default();
    house.store.take_answers(&bank.files, &mut run).await.expect("taken");
    assert!(run.strange.is_empty(), "{mood:?} {of}: {:?}", run.strange);
    let mut states = states(house, "use_line").await;
    states.extend(self::states(house, "give_back").await);
    assert_eq!(states.len(), 7, "{mood:?} {of}: {states:?}");
    let waiting = states.iter().filter(|state| *state == "settling").count();
    let last = states.iter().filter(|state| ["settled", "returned"].contains(&state.as_str())).count();
    books(house, mood, of).await;
    (waiting, last)
}

/// The proof holds, and each final line has moved its money once.
async fn books(house: &House, mood: Mood, of: &str) {
    let proofs = house.store.prove(day(of)).await.expect("a proof");
    assert!(proofs.iter().all(store::books::EscrowProof::holds), "{mood:?} {of}: {proofs:?}");
    let face = Goods::Paid.face_value();
    let settled = house.number("SELECT COUNT(*) FROM use_line WHERE state = 'settled'").await;
    let returned = house.number("SELECT COUNT(*) FROM give_back WHERE state = 'returned'").await;
    for (account, balance) in [
        (LedgerAccount::Payable, settled * face + returned),
        (LedgerAccount::Card, returned * (face - 1)),
        (LedgerAccount::Trust, 0),
    ] {
        let name = account.as_str();
        let sum = format!(
            "SELECT CAST(COALESCE(SUM(CASE WHEN to_account = '{name}' THEN amount ELSE 0 END)
                 - SUM(CASE WHEN from_account = '{name}' THEN amount ELSE 0 END), 0) AS BIGINT) FROM posting"
        );
        assert_eq!(house.number(&sum).await, balance, "{mood:?} {of}: {name}");
    }
}

/// Three nights in this mood: what waits and what is final after each. Every line is confirmed once, refused `refusals`
/// times, and the books hold all the while.
async fn three_nights(house: &House, mood: Mood, nights: [(usize, usize); 3], refusals: i64) {
    let bank = house.bank();
    a_day(house).await;
    let days = ["2026-11-11", "2026-11-12", "2026-11-13"];
    for (of, expected) in days.into_iter().zip(nights) {
        assert_eq!(mood_night(house, &bank, mood, of).await, expected, "{mood:?} {of}");
        // Died after the answers were taken, and started again.
        assert_eq!(mood_night(house, &bank, mood, of).await, expected, "{mood:?} {of} again");
    }
    let count = async |what: &str| house.number(&format!("SELECT COUNT(*) FROM {what}")).await;
    assert_eq!(count("bank_entry").await, 7 + refusals, "each line goes once, a refused one once more");
    assert_eq!(count("bank_entry WHERE verdict IS NULL").await, 0);
    assert_eq!(count("event WHERE kind = 'bank_accepted'").await, 7);
    assert_eq!(count("event WHERE kind = 'bank_refused'").await, refusals);
}

async fn a_prompt_bank_answers_in_the_same_night(house: House) {
    three_nights(&house, Mood::Prompt, [(0, 7), (0, 7), (0, 7)], 0).await;
}

async fn a_late_bank_answers_a_night_later(house: House) {
    three_nights(&house, Mood::Late, [(7, 0), (0, 7), (0, 7)], 0).await;
}

async fn a_partial_bank_answers_the_rest_a_night_later(house: House) {
    three_nights(&house, Mood::Partial, [(3, 4), (0, 7), (0, 7)], 0).await;
}

async fn a_bank_that_repeats_itself_changes_nothing_more(house: House) {
    three_nights(&house, Mood::Repeated, [(0, 7), (0, 7), (0, 7)], 0).await;
}

async fn a_bank_that_refuses_gets_each_line_once_more(house: House) {
    three_nights(&house, Mood::Refused, [(7, 0), (0, 7), (0, 7)], 7).await;
}

async fn without_an_answer_nothing_is_accepted(house: House) {
    let bank = house.bank();
    a_day(&house).await;
    for of in ["2026-11-11", "2026-11-12", "2026-11-20"] {
        house.clock.set(moment(of, 1, 0, 0));
        let run = house.store.bank_night(&bank.files, day(of)).await.expect("sent");
        assert_eq!((run.accepted, run.refused), (0, 0));
        assert!(states(&house, "use_line").await.iter().all(|state| state == "settling"));
    }
    // An answer that comes between two runs is seen because something else lies there.
    let (nothing, file) = (bank.files.seen().expect("seen"), sent(&bank).remove(0));
    let at = moment("2026-11-20", 9, 0, 0).0;
    bank.files.answer("a.txt", &answer(&file, at, &[(1, Verdict::Accepted)])).expect("written");
    assert_ne!(bank.files.seen().expect("seen"), nothing);
    assert_eq!(take(&house, &bank).await.accepted, 1);
}
