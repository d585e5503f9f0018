//! The commands of `piaojia`.

mod issue;
mod keep;
mod office;
mod receipt;

use crate::config::{DataConfig, ServeConfig};
use crate::{master_key, serve};
use clap::{Parser, Subcommand};
use domain::hexadecimal::hex;
use std::process::ExitCode;

/// Piaojia (票夾): e-vouchers for Taiwan.
#[derive(Debug, Parser)]
#[command(name = "piaojia", version)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the product.
    Serve {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        serve: ServeConfig,
    },
    /// Issue electronic tickets from a batch file (xlsx), or write the template of one.
    Issue {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        issue: issue::IssueArguments,
    },
    #[command(flatten)]
    Office(office::Office),
    #[command(flatten)]
    Receipts(receipt::Receipts),
    #[command(flatten)]
    Keep(keep::Keep),
    /// The master key.
    Key {
        #[command(flatten)]
        data: DataConfig,
        #[command(subcommand)]
        key: KeyCommand,
    },
    /// Print docs/REFUSALS.md.
    Refusals,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a new master key; never overwrites one.
    Make,
    /// Print the public key that receipts and signed heads are checked with.
    Public,
}

/// Runs one command.
pub async fn run(line: CommandLine) -> Result<ExitCode, String> {
    match line.command {
        Command::Serve { data, serve: config } => serve::serve(data, config).await?,
        Command::Issue { data, issue } => return issue::run(&data, &issue).await,
        Command::Office(office) => return office::run(&office).await,
        Command::Receipts(receipts) => return receipt::run(&receipts).await,
        Command::Keep(keep) => return keep::run(&keep).await,
        Command::Key { data, key: KeyCommand::Make } => {
            let path = data.master_key();
            master_key::make(&path)?;
            println!("{}", path.display());
        }
        Command::Key { data, key: KeyCommand::Public } => {
            println!("{}", hex(&master_key::read(&data.master_key())?.head_public_key()));
        }
        Command::Refusals => print!("{}", app::text::refusal::document()),
    }
    Ok(ExitCode::SUCCESS)
}
