//! What came of a job's run. It is kept as one lasting text, which the command line prints as it is; pages read it again
//! and say it in their language. A text of another version, or of somebody's hand, is no result: it is shown as it is.

use crate::calendar::Day;
use crate::identity::MerchantNumber;
use crate::job::Job;
use crate::money::Dollars;
use std::fmt;

/// One for each job, and two for what went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobResult {
    /// Of [`Job::Bank`].
    Bank {
        /// Lines that went to the bank.
        lines: u64,
        /// In so many files.
        files: u64,
        /// Lines that it confirmed.
        confirmed: u64,
        /// Lines that it refused.
        refused: u64,
        /// Answers that cannot be.
        strange: u64,
    },
    /// Of [`Job::Overdue`]: tickets whose money went to its issuer.
    Overdue(u64),
    /// Of [`Job::Lapse`]: tickets that went back.
    Lapse(u64),
    /// Of [`Job::Gifts`].
    Gifts {
        /// Gifts that were sent.
        sent: u64,
        /// Recipients who were reminded.
        reminded: u64,
    },
    /// Of [`Job::Reminders`].
    Reminders {
        /// Reminders to issue.
        reminders: u64,
        /// Orders that nobody issued in time.
        cancelled: u64,
    },
    /// Of [`Job::Endings`]: wallets that were told.
    Endings(u64),
    /// Of [`Job::Reprints`]: merchants that were told.
    Reprints(u64),
    /// Of [`Job::Seal`].
    Seal {
        /// Events that got a seal.
        events: u64,
        /// Heads that go to their merchants.
        heads: u64,
    },
    /// Of [`Job::Proof`]: every merchant's proof holds.
    Proof {
        /// So many.
        proofs: u64,
        /// The books of this later day were proven: the run was missed.
        as_of: Option<Day>,
        /// Guarantees that ended and whose money was not released: whose, how much, since when.
        not_released: Vec<(MerchantNumber, Dollars, Day)>,
    },
    /// Of [`Job::Proof`], too: one does not hold.
    Broken {
        /// The first of those.
        merchant: MerchantNumber,
        /// Its accounts, for whoever reads the log.
        accounts: String,
    },
    /// Of [`Job::Payout`]: who got how much.
    Payout(Vec<(MerchantNumber, Dollars)>),
    /// Of [`Job::Retention`]: wallets whose people were erased.
    Retention(u64),
    /// Of [`Job::Notices`]: how many were made.
    Notices(u64),
    /// Of [`Job::Pushes`], which goes on all day.
    Pushes,
    /// Of any job: it did not get to its end, and is tried again.
    Failed(String),
}

const BANK: [&str; 5] = [" line(s) in ", " file(s), ", " confirmed, ", " refused, ", " strange"];
const OVERDUE: [&str; 1] = [" ticket(s) released"];
const LAPSE: [&str; 1] = [" ticket(s) went back to their givers"];
const GIFTS: [&str; 2] = [" gift(s) sent, ", " recipient(s) reminded"];
const REMINDERS: [&str; 2] = [" reminder(s), ", " order(s) cancelled"];
const ENDINGS: [&str; 1] = [" wallet(s) told of what ends"];
const REPRINTS: [&str; 1] = [" merchant(s) told of reprints"];
const SEAL: [&str; 2] = [" event(s) sealed, ", " head(s) to be mailed"];
const PROOF: [&str; 1] = [" proof(s) hold"];
const AS_OF: &str = ", as the books are on ";
const NOT_RELEASED: &str = "; NOT RELEASED: ";
const SINCE: &str = " since ";
const THE_PROOF_OF: &str = "THE PROOF OF ";
const DOES_NOT_HOLD: &str = " DOES NOT HOLD: ";
const PAID_OUT: &str = "paid out ";
const DATA_OF: &str = "data of ";
const RETENTION: [&str; 1] = [" wallet(s) erased"];
const NOTICES: [&str; 1] = [" notice(s) made"];
const PUSHES: &str = "phones are told all day";
const FAILED: &str = "failed: ";

impl JobResult {
    /// The result that was kept of a run of this job.
    pub fn parse(job: Job, text: &str) -> Option<Self> {
        if let Some(reason) = text.strip_prefix(FAILED) {
            return Some(Self::Failed(reason.to_owned()));
        }
        match job {
            Job::Bank => counts(text, BANK).map(|[lines, files, confirmed, refused, strange]| Self::Bank {
                lines,
                files,
                confirmed,
                refused,
                strange,
            }),
            Job::Overdue => counts(text, OVERDUE).map(|[tickets]| Self::Overdue(tickets)),
            Job::Lapse => counts(text, LAPSE).map(|[tickets]| Self::Lapse(tickets)),
            Job::Gifts => counts(text, GIFTS).map(|[sent, reminded]| Self::Gifts { sent, reminded }),
            Job::Reminders => {
                counts(text, REMINDERS).map(|[reminders, cancelled]| Self::Reminders { reminders, cancelled })
            }
            Job::Endings => counts(text, ENDINGS).map(|[wallets]| Self::Endings(wallets)),
            Job::Reprints => counts(text, REPRINTS).map(|[merchants]| Self::Reprints(merchants)),
            Job::Seal => counts(text, SEAL).map(|[events, heads]| Self::Seal { events, heads }),
            Job::Proof => proof(text),
            Job::Payout => {
                let paid = list(text.strip_prefix(PAID_OUT)?, |one| {
                    let (merchant, amount) = one.split_once(": ")?;
                    Some((merchant_of(merchant)?, amount_of(amount)?))
                })?;
                Some(Self::Payout(paid))
            }
            Job::Retention => {
                counts(text.strip_prefix(DATA_OF)?, RETENTION).map(|[wallets]| Self::Retention(wallets))
            }
            Job::Notices => counts(text, NOTICES).map(|[notices]| Self::Notices(notices)),
            Job::Pushes => (text == PUSHES).then_some(Self::Pushes),
        }
    }
}

impl fmt::Display for JobResult {
    /// The lasting text: [`JobResult::parse`] reads it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Bank { lines, files, confirmed, refused, strange } => {
                counted([*lines, *files, *confirmed, *refused, *strange], BANK)
            }
            Self::Overdue(tickets) => counted([*tickets], OVERDUE),
            Self::Lapse(tickets) => counted([*tickets], LAPSE),
            Self::Gifts { sent, reminded } => counted([*sent, *reminded], GIFTS),
            Self::Reminders { reminders, cancelled } => counted([*reminders, *cancelled], REMINDERS),
            Self::Endings(wallets) => counted([*wallets], ENDINGS),
            Self::Reprints(merchants) => counted([*merchants], REPRINTS),
            Self::Seal { events, heads } => counted([*events, *heads], SEAL),
            Self::Proof { proofs, as_of, not_released } => {
                let as_of = as_of.map(|day| format!("{AS_OF}{day}")).unwrap_or_default();
                let waits = listed(not_released, |(merchant, amount, since)| {
                    format!("{merchant}: {}{SINCE}{since}", amount.grouped())
                });
                let waits = if waits.is_empty() { waits } else { format!("{NOT_RELEASED}{waits}") };
                format!("{}{as_of}{waits}", counted([*proofs], PROOF))
            }
            Self::Broken { merchant, accounts } => {
                format!("{THE_PROOF_OF}{merchant}{DOES_NOT_HOLD}{accounts}")
            }
            Self::Payout(paid) => {
                let paid = listed(paid, |(merchant, amount)| format!("{merchant}: {}", amount.grouped()));
                format!("{PAID_OUT}{paid}")
            }
            Self::Retention(wallets) => format!("{DATA_OF}{}", counted([*wallets], RETENTION)),
            Self::Notices(notices) => counted([*notices], NOTICES),
            Self::Pushes => PUSHES.to_owned(),
            Self::Failed(reason) => format!("{FAILED}{reason}"),
        };
        formatter.write_str(&text)
    }
}

fn proof(text: &str) -> Option<JobResult> {
    if let Some(broken) = text.strip_prefix(THE_PROOF_OF) {
        let (merchant, accounts) = broken.split_once(DOES_NOT_HOLD)?;
        return Some(JobResult::Broken { merchant: merchant_of(merchant)?, accounts: accounts.to_owned() });
    }
    let (text, waits) = text.split_once(NOT_RELEASED).unwrap_or((text, ""));
    let (text, as_of) = match text.split_once(AS_OF) {
        Some((text, day)) => (text, Some(Day::parse(day)?)),
        None => (text, None),
    };
    let not_released = list(waits, |one| {
        let (merchant, waits) = one.split_once(": ")?;
        let (amount, since) = waits.split_once(SINCE)?;
        Some((merchant_of(merchant)?, amount_of(amount)?, Day::parse(since)?))
    })?;
    counts(text, PROOF).map(|[proofs]| JobResult::Proof { proofs, as_of, not_released })
}

/// Each number before its words.
fn counted<const N: usize>(numbers: [u64; N], words: [&str; N]) -> String {
    numbers.iter().zip(words).map(|(number, words)| format!("{number}{words}")).collect()
}

/// The numbers before these words, where the text is nothing else.
fn counts<const N: usize>(text: &str, words: [&str; N]) -> Option<[u64; N]> {
    let (mut rest, mut numbers) = (text, [0; N]);
    for (number, words) in numbers.iter_mut().zip(words) {
        let digits = rest.find(|symbol: char| !symbol.is_ascii_digit())?;
        let (digits, behind) = rest.split_at(digits);
        *number = digits.parse().ok()?;
        rest = behind.strip_prefix(words)?;
    }
    rest.is_empty().then_some(numbers)
}

fn listed<T>(all: &[T], text: impl Fn(&T) -> String) -> String {
    all.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    if text.is_empty() { Some(Vec::new()) } else { text.split(", ").map(read).collect() }
}

fn merchant_of(text: &str) -> Option<MerchantNumber> {
    text.parse().ok().map(MerchantNumber)
}

fn amount_of(text: &str) -> Option<Dollars> {
    text.replace(',', "").parse().ok().map(Dollars)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    /// As they stand in `job_run`: these texts last.
    fn kept() -> Vec<(Job, JobResult, &'static str)> {
        let (one, two) = (MerchantNumber(1_000_001), MerchantNumber(1_000_002));
        let bank = JobResult::Bank { lines: 12, files: 2, confirmed: 10, refused: 1, strange: 0 };
        let holds = |as_of, not_released| JobResult::Proof { proofs: 3, as_of, not_released };
        let waits = vec![(one, Dollars(12_345), day("2026-11-05")), (two, Dollars(-7), day("2026-11-06"))];
        let broken = JobResult::Broken { merchant: two, accounts: "[Trust: 1, 2]".to_owned() };
        let failed = JobResult::Failed("corrupt: a line".to_owned());
        vec![
            (Job::Bank, bank, "12 line(s) in 2 file(s), 10 confirmed, 1 refused, 0 strange"),
            (Job::Overdue, JobResult::Overdue(4), "4 ticket(s) released"),
            (Job::Lapse, JobResult::Lapse(5), "5 ticket(s) went back to their givers"),
            (
                Job::Gifts,
                JobResult::Gifts { sent: 1, reminded: 2 },
                "1 gift(s) sent, 2 recipient(s) reminded",
            ),
            (
                Job::Reminders,
                JobResult::Reminders { reminders: 6, cancelled: 7 },
                "6 reminder(s), 7 order(s) cancelled",
            ),
            (Job::Endings, JobResult::Endings(8), "8 wallet(s) told of what ends"),
            (Job::Reprints, JobResult::Reprints(9), "9 merchant(s) told of reprints"),
            (Job::Seal, JobResult::Seal { events: 0, heads: 3 }, "0 event(s) sealed, 3 head(s) to be mailed"),
            (Job::Proof, holds(None, Vec::new()), "3 proof(s) hold"),
            (
                Job::Proof,
                holds(Some(day("2026-11-09")), waits),
                "3 proof(s) hold, as the books are on 2026-11-09; NOT RELEASED: 1000001: 12,345 since 2026-11-05, \
                 1000002: -7 since 2026-11-06",
            ),
            (Job::Proof, broken, "THE PROOF OF 1000002 DOES NOT HOLD: [Trust: 1, 2]"),
            (Job::Payout, JobResult::Payout(Vec::new()), "paid out "),
            (
                Job::Payout,
                JobResult::Payout(vec![(one, Dollars(1_234_567)), (two, Dollars(200))]),
                "paid out 1000001: 1,234,567, 1000002: 200",
            ),
            (Job::Retention, JobResult::Retention(2), "data of 2 wallet(s) erased"),
            (Job::Notices, JobResult::Notices(1), "1 notice(s) made"),
            (Job::Pushes, JobResult::Pushes, "phones are told all day"),
            (Job::Bank, failed, "failed: corrupt: a line"),
        ]
    }

    #[test]
    fn what_is_kept_is_read_again() {
        for (job, result, text) in kept() {
            assert_eq!(result.to_string(), text);
            assert_eq!(JobResult::parse(job, text), Some(result), "{text}");
        }
        for job in Job::ALL {
            assert!(kept().iter().any(|(of, ..)| of == job), "{}", job.as_str());
        }
    }

    #[test]
    fn other_texts_are_no_results() {
        for (job, text) in [
            (Job::Bank, "0 line(s)"),
            (Job::Bank, ""),
            (Job::Overdue, "4 ticket(s) released and more"),
            (Job::Overdue, "-4 ticket(s) released"),
            (Job::Overdue, "99999999999999999999999 ticket(s) released"),
            (Job::Lapse, "4 ticket(s) released"),
            (Job::Payout, "paid out somebody: 5"),
            (Job::Proof, "3 proof(s) hold; NOT RELEASED: 1000001"),
            (Job::Proof, "3 proof(s) hold, as the books are on some day"),
        ] {
            assert_eq!(JobResult::parse(job, text), None, "{text}");
        }
    }
}
