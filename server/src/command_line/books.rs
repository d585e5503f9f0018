//! `piaojia postings`, `correct`: the books, as whoever runs the house reads and corrects them (RULES §15).

use super::answered;
use crate::config::DataConfig;
use crate::serve::open_store;
use clap::{Args, Subcommand};
use domain::calendar::Day;
use domain::cancel::Reason;
use domain::identity::MerchantNumber;
use domain::ledger::LedgerAccount;
use std::process::ExitCode;
use store::books::PostingFilter;
use store::{Store, StoreError};

/// What is done with the books.
#[derive(Debug, Subcommand)]
pub enum Books {
    /// List the postings of a merchant, newest first.
    Postings {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        which: Which,
    },
    /// Write the counter-entry of a wrong posting. Nothing is changed, and the books never come away from the tickets.
    Correct {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        wrong: Wrong,
    },
}

/// Which postings.
#[derive(Debug, Args)]
pub struct Which {
    /// 商店代號
    #[arg(long)]
    merchant: u32,
    /// From or to this account only: trust, settling, refunding, fee, payable, issuer, card or buyer.
    #[arg(long, value_parser = account)]
    account: Option<LedgerAccount>,
    /// In the books of this day only: YYYY-MM-DD.
    #[arg(long, value_parser = day)]
    day: Option<Day>,
    /// At most so many.
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

/// Which posting, and why.
#[derive(Debug, Args)]
pub struct Wrong {
    /// 商店代號
    #[arg(long)]
    merchant: u32,
    /// The posting, as `piaojia postings` names it.
    posting: String,
    /// Why it is wrong, at most 50 characters.
    #[arg(long, value_parser = reason)]
    reason: Reason,
    /// Sign-in name of the platform's account that corrects it.
    #[arg(long = "as", default_value = "operator")]
    operator: String,
}

/// Exit code 0 = done, and the proof holds; 1 = refused, or it still does not.
pub async fn run(books: &Books) -> Result<ExitCode, String> {
    match books {
        Books::Postings { data, which } => {
            let store = open_store(data).await?;
            let listed = list(&store, which).await;
            store.close().await;
            answered(listed)
        }
        Books::Correct { data, wrong } => {
            let store = open_store(data).await?;
            let corrected = correct(&store, wrong).await;
            store.close().await;
            corrected
        }
    }
}

async fn list(store: &Store, which: &Which) -> Result<(), StoreError> {
    let filter = PostingFilter { account: which.account, day: which.day, limit: which.limit };
    for one in store.postings(MerchantNumber(which.merchant), &filter).await? {
        println!(
            "{}\t{}\t{}\t{} → {}\t{}\t{}\t{}{}",
            one.id,
            one.at.taipei_text(),
            one.movement.as_str(),
            one.from.as_str(),
            one.to.as_str(),
            one.amount.grouped(),
            one.day,
            one.serial.as_deref().unwrap_or("-"),
            if one.corrected { "\tcorrected" } else { "" }
        );
    }
    Ok(())
}

async fn correct(store: &Store, wrong: &Wrong) -> Result<ExitCode, String> {
    let account = store.operator_for_sign_in(&wrong.operator).await.map_err(|error| error.to_string())?;
    let operator = account.ok_or_else(|| format!("the platform has no account {}", wrong.operator))?.operator;
    let merchant = MerchantNumber(wrong.merchant);
    let done = match store.correct_posting(&operator, merchant, &wrong.posting, &wrong.reason).await {
        Ok(done) => done,
        Err(StoreError::NotFound) => {
            return Err(format!("merchant {merchant} has no posting {}", wrong.posting));
        }
        Err(error) => return answered(Err(error)),
    };
    let (from, to, amount) = (done.from.as_str(), done.to.as_str(), done.amount.grouped());
    println!("{}\t{from} → {to}\t{amount}", wrong.posting);
    if done.holds {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("the proof of {merchant} still does not hold: see `piaojia prove`");
    Ok(ExitCode::FAILURE)
}

fn account(text: &str) -> Result<LedgerAccount, String> {
    LedgerAccount::parse(text).ok_or_else(|| format!("there is no account {text}"))
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text} is not YYYY-MM-DD"))
}

fn reason(text: &str) -> Result<Reason, String> {
    match Reason::parse(text) {
        Ok(Some(reason)) => Ok(reason),
        Ok(None) => Err("a correction needs a reason".to_owned()),
        Err(_) => Err(format!("more than {} characters", Reason::LONGEST)),
    }
}
