//! The commands of `piaojia`.

mod books;
mod holder;
mod issue;
mod keep;
mod office;
mod receipt;

use crate::config::{DataConfig, ServeConfig};
use crate::person::contact;
use crate::{master_key, serve, workers};
use clap::{Args, Parser, Subcommand};
use domain::calendar::Instant;
use domain::hexadecimal::hex;
use domain::refusal::Refusal;
use std::process::ExitCode;
use store::StoreError;
use store::command::contact::Contact;
use tokio::runtime::Runtime;

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
    /// Act as the holder of a wallet or the recipient of a gift.
    Holder {
        #[command(flatten)]
        data: DataConfig,
        #[command(flatten)]
        holder: holder::HolderArguments,
    },
    #[command(flatten)]
    Receipts(receipt::Receipts),
    #[command(flatten)]
    Books(books::Books),
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

impl CommandLine {
    /// What the command runs on.
    ///
    /// # Errors
    /// What the system says when it gives no threads.
    pub fn runtime(&self) -> std::io::Result<Runtime> {
        match &self.command {
            Command::Serve { data, serve } => workers::runtime(serve.bind_workers, data.engine()),
            Command::Issue { .. }
            | Command::Office(_)
            | Command::Holder { .. }
            | Command::Receipts(_)
            | Command::Books(_)
            | Command::Keep(_)
            | Command::Key { .. }
            | Command::Refusals => Runtime::new(),
        }
    }
}

/// Runs one command.
pub async fn run(line: CommandLine) -> Result<ExitCode, String> {
    match line.command {
        Command::Serve { data, serve: config } => serve::serve(data, config).await?,
        Command::Issue { data, issue } => return issue::run(&data, &issue).await,
        Command::Office(office) => return office::run(&office).await,
        Command::Holder { data, holder } => return holder::run(&data, &holder).await,
        Command::Receipts(receipts) => return receipt::run(&receipts).await,
        Command::Books(books) => return books::run(&books).await,
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

/// A person on the command line.
#[derive(Debug, Args)]
struct Person {
    /// Name.
    #[arg(long)]
    name: String,
    /// Mobile phone.
    #[arg(long)]
    phone: String,
    /// Where the mail goes.
    #[arg(long)]
    email: String,
    /// Which language the mail speaks.
    #[arg(long, default_value = "zh-TW")]
    language: String,
}

impl Person {
    fn contact(&self) -> Result<Contact, StoreError> {
        contact(&self.name, &self.phone, &self.email, &self.language)
    }
}

/// Reads an argument by the parser of its type.
fn parsed<T: Clone + Send + Sync + 'static, Fault>(
    parse: fn(&str) -> Result<T, Fault>,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static
where
    Fault: 'static,
{
    move |text| parse(text).map_err(|_| format!("{text} is none"))
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::from_rfc3339(text).ok_or_else(|| format!("{text} is no time such as 2026-07-01T12:00:00+08:00"))
}

/// A refusal is exit code 1, with its code and what to do next.
fn answered(outcome: Result<(), StoreError>) -> Result<ExitCode, String> {
    match outcome {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(StoreError::Refused(refusal)) => {
            eprintln!("{}", refused(&refusal));
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.to_string()),
    }
}

fn refused(refusal: &Refusal) -> String {
    let language = app::language::Language::English;
    let words = app::text::refusal::of(refusal.code());
    let facts = app::text::refusal::facts(refusal, language).unwrap_or_default();
    let (code, reason, next) = (refusal.code().as_str(), words.reason.of(language), words.next.of(language));
    format!("refused ({code}): {reason} {facts}\n{next}")
}
