//! `piaojia receipt` and `piaojia check-receipt`: a receipt as a file, and checking one without asking anybody.

use super::office::{Acting, act_as};
use crate::config::DataConfig;
use crate::master_key;
use crate::serve::open_store;
use app::language::Language;
use app::text::receipt as text;
use clap::Subcommand;
use domain::hexadecimal::unhex;
use domain::identity::{MerchantNumber, UseId};
use domain::receipt::{UseReceipt, check};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::StoreError;

/// What is done with receipts.
#[derive(Debug, Subcommand)]
pub enum Receipts {
    /// Write the receipt of a redemption: to the terminal, or into a file that is not there yet.
    Receipt {
        #[command(flatten)]
        acting: Acting,
        /// The redemption, as `piaojia ticket` names it.
        redemption: String,
        /// 商店代號 of the 發行單位, where it is another merchant's ticket.
        #[arg(long)]
        issuer: Option<u32>,
        /// Where to.
        #[arg(long)]
        file: Option<PathBuf>,
    },
    /// Check a receipt, offline: with the key that is given, or with the one of this house.
    CheckReceipt {
        #[command(flatten)]
        data: DataConfig,
        /// The receipt.
        file: PathBuf,
        /// The public key in hexadecimal digits, as the house publishes it.
        #[arg(long, value_parser = key)]
        key: Option<[u8; 32]>,
    },
}

/// Exit code 0 = written, or it holds; 1 = not, and why.
pub async fn run(receipts: &Receipts) -> Result<ExitCode, String> {
    match receipts {
        Receipts::Receipt { acting, redemption, issuer, file } => {
            write(acting, redemption, *issuer, file.as_deref()).await
        }
        Receipts::CheckReceipt { data, file, key } => check_file(data, file, *key),
    }
}

async fn write(
    acting: &Acting,
    redemption: &str,
    issuer: Option<u32>,
    file: Option<&Path>,
) -> Result<ExitCode, String> {
    let issuer = MerchantNumber(issuer.unwrap_or(acting.merchant));
    let use_id = UseId::parse(redemption).map_err(|_| format!("{redemption} names no redemption"))?;
    let store = open_store(&acting.data).await?;
    let (session, signed_in) = act_as(&store, acting).await?;
    let outcome = async { store.receipt_for_desk(&signed_in.actor, issuer, &use_id).await };
    let outcome = outcome.await;
    store.end_session(&session).await.map_err(|error| error.to_string())?;
    let written = match outcome {
        Ok(receipt) => {
            let receipt = UseReceipt { key_address: acting.data.key_address(), ..receipt };
            store
                .receipt_text(&receipt)
                .ok_or_else(|| "it waits for its seal; try again in a moment".to_owned())
        }
        Err(StoreError::NotFound) => Err(format!("merchant {} sees no such redemption", acting.merchant)),
        Err(error) => Err(error.to_string()),
    };
    store.close().await;
    match (written, file) {
        (Err(why), _) => {
            eprintln!("{why}");
            return Ok(ExitCode::FAILURE);
        }
        (Ok(text), None) => print!("{text}"),
        (Ok(text), Some(path)) => {
            put(path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
            println!("{}", path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Never over something else.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    std::fs::File::create_new(path)?.write_all(text.as_bytes())
}

fn check_file(data: &DataConfig, file: &Path, key: Option<[u8; 32]>) -> Result<ExitCode, String> {
    let key = match key {
        Some(key) => key,
        None => master_key::read(&data.master_key())?.head_public_key(),
    };
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    match check(&text, &key) {
        Ok(receipt) => {
            tell(&receipt);
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            let why = text::problem(fault.problem).of(Language::English);
            eprintln!(
                "{} ({}), line {}: {why}",
                text::BROKEN_TITLE.of(Language::English),
                fault.problem.as_str(),
                fault.line
            );
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What is sealed, then what is only stated.
fn tell(receipt: &UseReceipt) {
    let (facts, stated) = (&receipt.facts, &receipt.stated);
    let branch = facts.branch.as_ref().map_or("head office", |branch| branch.as_str());
    println!("{}", text::HOLDS_TITLE.of(Language::English));
    println!("sealed\tredemption {} of ticket {}", facts.use_id, facts.ticket);
    println!("sealed\t{} unit(s), {} left, {}", facts.quantity, facts.remaining, facts.at.taipei_text());
    println!("sealed\tissuer {}, redeemer {}, {branch}", facts.merchant, facts.redeemer);
    println!("sealed\tshown as {}, counts for {}", facts.proof.as_str(), facts.business_day);
    println!("stated\t{}\t{}\t{}", stated.serial, stated.product, stated.redeemer);
    println!(
        "stated\t{}, {} unit(s) stand, {}",
        stated.state.as_str(),
        stated.standing,
        stated.at.taipei_text()
    );
    if let Some(proof) = &receipt.proof {
        println!("head\t{}", proof.head.text());
    }
}

fn key(text: &str) -> Result<[u8; 32], String> {
    unhex(text).ok_or_else(|| "a public key has 64 hexadecimal digits".to_owned())
}
