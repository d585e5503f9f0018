//! The jobs of the night and the day (RULES §2, §5, §6, §15): each once a day by whoever holds its lease, missed ones first.

use crate::config::DataConfig;
use domain::calendar::Day;
use domain::job::{Job, due};
use std::time::Duration;
use store::bank::{BankRun, FileBank};
use store::job::JobRun;
use store::{Store, StoreError};

/// How far back missed runs are caught up with.
const LOOK_BACK_DAYS: u64 = 7;
/// How often the clock is looked at.
const PAUSE: Duration = Duration::from_secs(30);

/// Where the files for the bank lie.
pub fn bank(data: &DataConfig) -> FileBank {
    FileBank::new(&data.data.join("bank"))
}

/// Looks at the clock until the server stops.
pub fn watch(store: Store, data: DataConfig) {
    let owner = format!("{}-{}", std::process::id(), store.now().0);
    tokio::spawn(async move {
        loop {
            for job in Job::ALL {
                // These two run all day, as events come.
                if matches!(job, Job::Notices | Job::Pushes) {
                    continue;
                }
                if let Err(error) = catch_up(&store, &data, *job, &owner).await {
                    tracing::error!(job = job.as_str(), %error, "a job failed; it is tried again");
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}

async fn catch_up(store: &Store, data: &DataConfig, job: Job, owner: &str) -> Result<(), StoreError> {
    let Some(today) = due(job, store.now()) else {
        return Ok(());
    };
    let Some(founded_on) = store.founded_on().await? else {
        return Ok(());
    };
    let from = today.minus_days(LOOK_BACK_DAYS).max(founded_on);
    for day in store.missed(job, from, today).await? {
        run(store, data, job, day, owner).await?;
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
    data: &DataConfig,
    job: Job,
    day: Day,
    owner: &str,
) -> Result<JobRun, StoreError> {
    let run = store.run_job(job, day, owner, || work(store, data, job, day)).await?;
    if let JobRun::Done { result } = &run {
        tracing::info!(job = job.as_str(), %day, result, "done");
    }
    Ok(run)
}

async fn work(store: &Store, data: &DataConfig, job: Job, day: Day) -> Result<String, StoreError> {
    Ok(match job {
        Job::Bank => bank_night(store, data, day).await?,
        Job::Overdue => format!("{} ticket(s) released", store.release_trust(day).await?),
        Job::Payout => {
            let paid = store.pay_out(day).await?;
            let lines = paid.iter().map(|(merchant, amount)| format!("{merchant}: {}", amount.grouped()));
            format!("paid out {}", lines.collect::<Vec<_>>().join(", "))
        }
        Job::Lapse => format!("{} ticket(s) went back to their givers", store.lapse_transfers(day).await?),
        Job::Gifts => format!(
            "{} gift(s) sent, {} recipient(s) reminded",
            store.send_gifts(day).await?,
            store.remind_of_gifts(day).await?
        ),
        Job::Endings => format!("{} wallet(s) told of what ends", store.tell_of_endings(day).await?),
        Job::Reminders => {
            let reminders = store.remind_of_orders(day).await?.len();
            format!(
                "{reminders} reminder(s), {} order(s) cancelled",
                store.cancel_unissued_orders(day).await?
            )
        }
        Job::Seal => format!(
            "{} event(s) sealed, {} head(s) to be mailed",
            store.seal_every_log(store.now()).await?,
            store.make_head_notices(day).await?
        ),
        Job::Proof => {
            let proofs = store.prove(day).await?;
            match proofs.iter().find(|proof| !proof.holds()) {
                None => format!("{} proof(s) hold", proofs.len()),
                Some(broken) => {
                    format!("THE PROOF OF {} DOES NOT HOLD: {:?}", broken.merchant, broken.accounts)
                }
            }
        }
        Job::Notices => format!("{} notice(s) made", store.make_notices().await?),
        Job::Pushes => "phones are told all day".to_owned(),
    })
}

/// The file, the bank's answers of this night, and what they say.
async fn bank_night(store: &Store, data: &DataConfig, day: Day) -> Result<String, StoreError> {
    let bank = bank(data);
    let mut run = store.bank_night(&bank, day).await?;
    store.simulate_bank(&bank, day).await?;
    let mut answers = BankRun::default();
    store.take_answers(&bank, &mut answers).await?;
    run.accepted += answers.accepted;
    run.refused += answers.refused;
    run.strange.extend(answers.strange);
    run.strange.dedup();
    for strange in &run.strange {
        tracing::error!(strange, "an answer of the bank is not believed");
    }
    Ok(format!(
        "{} line(s) in {} file(s), {} confirmed, {} refused, {} strange",
        run.taken,
        run.sent,
        run.accepted,
        run.refused,
        run.strange.len()
    ))
}
