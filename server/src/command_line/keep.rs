//! `piaojia job`, `prove`, `verify`, `backup`, `restore`, `operator`: what whoever runs the house does by hand.

use super::parsed;
use crate::config::{BankConfig, DataConfig};
use crate::password;
use crate::serve::open_store;
use crate::{jobs, master_key};
use clap::{Args, Subcommand};
use domain::calendar::Day;
use domain::identity::MerchantNumber;
use domain::job::Job;
use domain::people::AccountName;
use domain::seal::SignedHead;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use store::books::{EscrowProof, ToRelease};
use store::command::operator::OperatorAccess;
use store::job::JobRun;
use store::{StoreError, SystemClock};

/// What is done by hand.
#[derive(Debug, Subcommand)]
pub enum Keep {
    /// Run a job for a day: bank, overdue, payout, seal, proof, lapse, gifts, endings, reminders, notices.
    Job {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        bank: BankConfig,
        /// Which.
        #[arg(value_parser = job)]
        job: Job,
        /// YYYY-MM-DD; without it today in Taipei.
        #[arg(long, value_parser = day)]
        date: Option<Day>,
    },
    /// Compare the books with tickets and lines, to the dollar, for each merchant.
    Prove {
        #[command(flatten)]
        data: DataConfig,
    },
    /// Walk the sealed event log and name whatever was altered, taken away, put in or moved.
    Verify {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        verify: VerifyArguments,
    },
    /// Write everything into one file; it is never overwritten.
    Backup {
        #[command(flatten)]
        data: DataConfig,
        /// Where to.
        file: PathBuf,
    },
    /// Make an account for one of the platform's own people. Its password is printed once and kept nowhere.
    Operator {
        #[command(flatten)]
        data: DataConfig,
        /// Sign-in name: 6 to 20 letters and digits, both of them.
        #[arg(value_parser = parsed(AccountName::parse))]
        name: AccountName,
        /// The account exists: end its access and its sessions.
        #[arg(long, conflicts_with = "reset")]
        end: bool,
        /// The account exists: give it another password and end its sessions.
        #[arg(long)]
        reset: bool,
    },
    /// Bring a backup back: into a database that is not there yet, or an empty one.
    Restore {
        #[command(flatten)]
        data: DataConfig,
        /// Where from.
        file: PathBuf,
    },
}

/// Which log, against what.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// 商店代號
    #[arg(long)]
    merchant: u32,
    /// A signed head that was given out earlier: its text, in quotes.
    #[arg(long)]
    against: Option<String>,
}

/// Exit code 0 = done and sound, 1 = something is wrong, and it is named.
pub async fn run(keep: &Keep) -> Result<ExitCode, String> {
    match keep {
        Keep::Job { data, bank, job, date } => by_hand(data, bank, *job, *date).await,
        Keep::Prove { data } => prove(data).await,
        Keep::Verify { data, verify: arguments } => verify(data, arguments).await,
        Keep::Backup { data, file } => {
            store::backup::backup(&data.database(), file).await.map_err(|error| error.to_string())?;
            println!("{}", file.display());
            Ok(ExitCode::SUCCESS)
        }
        Keep::Operator { data, name, end: true, .. } => end_operator(data, name).await,
        Keep::Operator { data, name, reset, .. } => operator(data, name, *reset).await,
        Keep::Restore { data, file } => restore(data, file).await,
    }
}

async fn by_hand(
    data: &DataConfig,
    bank: &BankConfig,
    job: Job,
    date: Option<Day>,
) -> Result<ExitCode, String> {
    let store = open_store(data).await?;
    let day = date.unwrap_or_else(|| store.now().day());
    if !jobs::may_run(&store, job, day) {
        store.close().await;
        return Err(format!(
            "{} of {day} is not due yet: from {:02}:00 of that day in Taipei",
            job.as_str(),
            job.hour()
        ));
    }
    let owner = format!("command-line-{}", std::process::id());
    let bank = jobs::NightBank::new(bank, data, false);
    let run = jobs::run(&store, &bank, job, day, &owner).await.map_err(|error| error.to_string())?;
    let holds = job != Job::Proof || store.kept_proof_holds(day).await.map_err(|error| error.to_string())?;
    store.close().await;
    let done = if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    Ok(match run {
        JobRun::Done { result } => {
            println!("{} {day}: {result}", job.as_str());
            done
        }
        JobRun::DoneBefore { result } => {
            println!("{} {day}: was done before: {result}", job.as_str());
            done
        }
        JobRun::Elsewhere { .. } | JobRun::Lost => {
            eprintln!("{} {day}: another server is at it", job.as_str());
            ExitCode::FAILURE
        }
    })
}

async fn prove(data: &DataConfig) -> Result<ExitCode, String> {
    let store = open_store(data).await?;
    let proofs = store.prove(store.now().day()).await.map_err(|error| error.to_string())?;
    store.close().await;
    print_proofs(&proofs);
    let holds = proofs.iter().all(EscrowProof::holds);
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_proofs(proofs: &[EscrowProof]) {
    for proof in proofs {
        for account in &proof.accounts {
            let (books, counted) = (account.books, account.counted);
            let verdict = if books == counted { "ok" } else { "DIFFERS" };
            let (name, merchant) = (account.account.as_str(), proof.merchant);
            println!(
                "{merchant}\t{name}\tbooks {}\tcounted {}\t{verdict}",
                books.grouped(),
                counted.grouped()
            );
        }
        if let Some(ToRelease { amount, ended_on }) = proof.to_release {
            let (amount, merchant) = (amount.grouped(), proof.merchant);
            println!("{merchant}\tto release\t{amount}\tof guarantees that ended, the first on {ended_on}");
        }
    }
}

async fn verify(data: &DataConfig, arguments: &VerifyArguments) -> Result<ExitCode, String> {
    let against = match &arguments.against {
        Some(text) => Some(SignedHead::parse(text).ok_or("--against is not the text of a signed head")?),
        None => None,
    };
    let store = open_store(data).await?;
    let merchant = MerchantNumber(arguments.merchant);
    let found = store.verify(merchant, against).await.map_err(|error| error.to_string())?;
    store.close().await;
    println!("{} event(s) sealed, {} waiting for a seal", found.sealed, found.unsealed_count);
    for event in &found.unsealed {
        println!("unsealed\t{event}");
    }
    if let Some(head) = &found.head {
        println!("head\t{}", head.text());
    }
    for fault in &found.faults {
        let number = fault.number.map(|number| number.to_string()).unwrap_or_default();
        println!("{}\t{number}\t{}", fault.kind.as_str(), fault.event.as_deref().unwrap_or_default());
    }
    Ok(if found.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn end_operator(data: &DataConfig, name: &AccountName) -> Result<ExitCode, String> {
    let store = open_store(data).await?;
    let ended = store.renew_operator(name.as_str(), OperatorAccess::Ended).await;
    store.close().await;
    match ended {
        Ok(()) => {
            println!("{}\tended", name.as_str());
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => no_operator(name, &error),
    }
}

fn no_operator(name: &AccountName, error: &StoreError) -> Result<ExitCode, String> {
    if !matches!(error, StoreError::NotFound) {
        return Err(error.to_string());
    }
    eprintln!("there is no account {}; nothing was changed", name.as_str());
    Ok(ExitCode::FAILURE)
}

async fn operator(data: &DataConfig, name: &AccountName, reset: bool) -> Result<ExitCode, String> {
    let store = open_store(data).await?;
    let made = async {
        let password = password::one_time().await?;
        if reset {
            store.renew_operator(name.as_str(), OperatorAccess::Password(password.hash)).await?;
        } else {
            store.create_operator(name.as_str(), &password.hash).await?;
        }
        Ok::<_, StoreError>(password.plain)
    };
    let made = made.await;
    store.close().await;
    match made {
        Ok(password) => {
            println!("{}\t{password}", name.as_str());
            Ok(ExitCode::SUCCESS)
        }
        Err(StoreError::AlreadyThere { .. }) => {
            eprintln!("there is an account {} already; nothing was changed", name.as_str());
            Ok(ExitCode::FAILURE)
        }
        Err(error) => no_operator(name, &error),
    }
}

async fn restore(data: &DataConfig, file: &std::path::Path) -> Result<ExitCode, String> {
    let keyring = master_key::read(&data.master_key())?;
    master_key::private_folder(&data.data).map_err(|error| error.to_string())?;
    let restored = store::backup::restore(file, &data.database(), keyring, Arc::new(SystemClock))
        .await
        .map_err(|error| error.to_string())?;
    for (table, rows) in &restored.rows {
        println!("{table}\t{rows}");
    }
    for (merchant, log) in &restored.logs {
        println!("{merchant}\t{} sealed\t{} fault(s)", log.sealed, log.fault_count);
    }
    print_proofs(&restored.proofs);
    if restored.holds() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "DO NOT SERVE FROM THIS DATABASE: its event log or its books are not what they were. \
         `piaojia verify` and `piaojia prove` say where."
    );
    Ok(ExitCode::FAILURE)
}

fn job(text: &str) -> Result<Job, String> {
    Job::parse(text).ok_or_else(|| format!("there is no job {text}"))
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text} is not YYYY-MM-DD"))
}
