//! The jobs of the night and the day (RULES §2, §5, §6, §15): each once a day by whoever holds its lease, missed ones first.

use crate::config::{BankConfig, DataConfig};
use domain::calendar::Day;
use domain::identity::MerchantNumber;
use domain::job::{CAUGHT_UP_DAYS, Job, due};
use domain::job_result::JobResult;
use domain::money::Dollars;
use std::time::Duration;
use store::bank::{BankRun, FileBank, Mood, Seen};
use store::books::EscrowProof;
use store::guarded::guarded;
use store::job::{JobRun, NightsLeftOut};
use store::{Store, StoreError};

/// How often the clock is looked at.
const PAUSE: Duration = Duration::from_secs(30);

/// The bank of the night.
#[derive(Debug, Clone)]
pub struct NightBank {
    files: FileBank,
    simulated: Option<Mood>,
}

impl NightBank {
    /// As configured; a demo's bank answers by itself.
    pub fn new(config: &BankConfig, data: &DataConfig, demo: bool) -> Self {
        Self { files: config.files(data), simulated: config.simulated(demo) }
    }
}

/// Looks at the clock until the server stops.
pub fn watch(store: Store, bank: NightBank) {
    let owner = format!("{}-{}", std::process::id(), store.now().0);
    if let Some(mood) = bank.simulated {
        tracing::warn!(mood = mood.as_str(), "the bank is simulated: its answers mean nothing");
    }
    tokio::spawn(async move {
        let mut seen = Seen::default();
        loop {
            for job in Job::ALL {
                // These two run all day, as events come.
                if matches!(job, Job::Notices | Job::Pushes) {
                    continue;
                }
                if let Err(error) = guarded(catch_up(&store, &bank, *job, &owner)).await {
                    tracing::error!(job = job.as_str(), %error, "a job failed; it is tried again");
                }
            }
            if let Err(error) = guarded(late_answers(&store, &bank, &mut seen)).await {
                tracing::error!(%error, "the bank's answers were not taken; they are tried again");
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}

/// Takes answers that came between two runs. Each is taken once, whichever server is first, so this needs no lease.
pub async fn late_answers(store: &Store, bank: &NightBank, seen: &mut Seen) -> Result<(), StoreError> {
    let lying = bank.files.seen().map_err(|error| StoreError::Database(error.into()))?;
    if lying == *seen {
        return Ok(());
    }
    let mut run = BankRun::default();
    store.take_answers(&bank.files, &mut run).await?;
    name_strange(&run);
    if run.accepted + run.refused > 0 {
        tracing::info!(accepted = run.accepted, refused = run.refused, "answers of the bank were taken");
    }
    *seen = lying;
    Ok(())
}

fn name_strange(run: &BankRun) {
    for strange in &run.strange {
        tracing::error!(strange, "an answer of the bank is not believed");
    }
}

async fn catch_up(store: &Store, bank: &NightBank, job: Job, owner: &str) -> Result<(), StoreError> {
    let Some(today) = due(job, store.now()) else {
        return Ok(());
    };
    let Some(founded_on) = store.founded_on().await? else {
        return Ok(());
    };
    let from = today.minus_days(CAUGHT_UP_DAYS).max(founded_on);
    let missed = store.missed(job, from, today).await?;
    if job == Job::Bank && missed.first() == Some(&from) {
        name_gap(store, from).await?;
    }
    for day in missed {
        run(store, bank, job, day, owner).await?;
    }
    Ok(())
}

/// Nights before those that are caught up with make no file of their own: their lines go with the file of `from`. Nobody
/// should learn that from the bank; the platform's people read it on the page of the jobs, too.
async fn name_gap(store: &Store, from: Day) -> Result<(), StoreError> {
    if let Some(NightsLeftOut { first, last, nights }) = store.nights_left_out().await? {
        tracing::error!(%first, %last, nights, file = %from,
            "nights without a run of the bank: their lines go with the file of a later night");
    }
    Ok(())
}

/// Whether the run of that day may be made now: the lines of a day that is not over must not go to the bank.
pub fn may_run(store: &Store, job: Job, day: Day) -> bool {
    due(job, store.now()).is_some_and(|latest| day <= latest) || day < store.now().day()
}

/// Runs one job of one day, unless it was done or somebody else is at it.
pub async fn run(
    store: &Store,
    bank: &NightBank,
    job: Job,
    day: Day,
    owner: &str,
) -> Result<JobRun, StoreError> {
    let kept = || async { Ok::<_, StoreError>(work(store, bank, job, day).await?.to_string()) };
    let run = store.run_job(job, day, owner, kept).await?;
    if let JobRun::Done { result } = &run {
        tracing::info!(job = job.as_str(), %day, result, "done");
    }
    Ok(run)
}

async fn work(store: &Store, bank: &NightBank, job: Job, day: Day) -> Result<JobResult, StoreError> {
    Ok(match job {
        Job::Bank => bank_night(store, bank, day).await?,
        Job::Overdue => JobResult::Overdue(store.release_trust(day).await?.into()),
        Job::Payout => JobResult::Payout(store.pay_out(day).await?),
        Job::Lapse => JobResult::Lapse(store.lapse_transfers(day).await?),
        Job::Gifts => JobResult::Gifts {
            sent: store.send_gifts(day).await?,
            reminded: store.remind_of_gifts(day).await?,
        },
        Job::Endings => JobResult::Endings(store.tell_of_endings(day).await?),
        Job::Reprints => JobResult::Reprints(store.tell_of_reprints(day).await?.into()),
        Job::Reminders => JobResult::Reminders {
            reminders: count(store.remind_of_orders(day).await?.len()),
            cancelled: store.cancel_unissued_orders(day).await?.into(),
        },
        Job::Seal => JobResult::Seal {
            events: store.seal_every_log(store.now()).await?,
            heads: store.make_head_notices(day).await?,
        },
        Job::Proof => {
            let proofs = store.prove(day).await?;
            match proofs.iter().find(|proof| !proof.holds()) {
                None => JobResult::Proof {
                    proofs: count(proofs.len()),
                    as_of: made_later(store, day),
                    not_released: not_released(&proofs),
                },
                Some(broken) => JobResult::Broken {
                    merchant: broken.merchant,
                    accounts: format!("{:?}", broken.accounts),
                },
            }
        }
        Job::Retention => JobResult::Retention(store.erase_ended(day).await?),
        Job::Notices => JobResult::Notices(store.make_notices().await?),
        Job::Pushes => JobResult::Pushes,
    })
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}

/// Books are proven as they are now: of a night that was missed, whoever reads the result is told so.
fn made_later(store: &Store, day: Day) -> Option<Day> {
    let today = store.now().day();
    (day != today).then_some(today)
}

/// At the hour of the proof the job of ended guarantees should have run.
fn not_released(proofs: &[EscrowProof]) -> Vec<(MerchantNumber, Dollars, Day)> {
    let waiting: Vec<_> = proofs
        .iter()
        .filter_map(|proof| Some((proof.merchant, proof.to_release?)))
        .map(|(merchant, waits)| (merchant, waits.amount, waits.ended_on))
        .collect();
    if !waiting.is_empty() {
        tracing::error!(?waiting, "guarantees ended and their money was not released");
    }
    waiting
}

/// The file, whatever answers there are, and what they say.
async fn bank_night(store: &Store, bank: &NightBank, day: Day) -> Result<JobResult, StoreError> {
    let mut run = store.bank_night(&bank.files, day).await?;
    if let Some(mood) = bank.simulated {
        store.simulate_bank_in(&bank.files, mood, day).await?;
        let mut answers = BankRun::default();
        store.take_answers(&bank.files, &mut answers).await?;
        run.accepted += answers.accepted;
        run.refused += answers.refused;
        run.strange.extend(answers.strange);
        run.strange.dedup();
    }
    name_strange(&run);
    Ok(JobResult::Bank {
        lines: run.taken.into(),
        files: run.sent.into(),
        confirmed: run.accepted.into(),
        refused: run.refused.into(),
        strange: count(run.strange.len()),
    })
}
