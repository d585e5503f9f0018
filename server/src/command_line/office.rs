//! `piaojia ticket`, `return`, `cancel-return`: what an office does with one ticket. Whoever may run this on the server
//! acts as one of the merchant's accounts, and every event says so.

use crate::config::DataConfig;
use crate::serve::open_store;
use clap::{Args, Subcommand};
use domain::cancel::Reason;
use domain::give_back::FeeRule;
use domain::identity::{GiveBackId, MerchantNumber};
use domain::money::{Dollars, Percent};
use std::process::ExitCode;
use store::command::give_back::Returning;
use store::secret::SessionToken;
use store::{Store, StoreError, attempt_id};

/// As whom.
#[derive(Debug, Args)]
pub struct Acting {
    #[command(flatten)]
    pub(super) data: DataConfig,
    /// 商店代號
    #[arg(long)]
    pub(super) merchant: u32,
    /// Sign-in name of the account that acts.
    #[arg(long = "as", default_value = "owner")]
    account: String,
}

/// What the office does.
#[derive(Debug, Subcommand)]
pub enum Office {
    /// Show a ticket with its history.
    Ticket {
        #[command(flatten)]
        acting: Acting,
        /// 票券序號
        serial: String,
    },
    /// Return tickets (退貨), all of them or none.
    Return {
        #[command(flatten)]
        acting: Acting,
        /// 票券序號 of each ticket.
        #[arg(required = true)]
        serials: Vec<String>,
        /// Units of each; without it all that are left.
        #[arg(long)]
        units: Option<u32>,
        /// 退貨手續費 in percent, e.g. 3 or 2.5.
        #[arg(long, conflicts_with = "fee", value_parser = percent)]
        fee_percent: Option<Percent>,
        /// 退貨手續費 in NT$ for each ticket.
        #[arg(long)]
        fee: Option<i64>,
        /// For the history only, at most 50 characters.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Take a return back (取消退貨).
    CancelReturn {
        #[command(flatten)]
        acting: Acting,
        /// The return, as `piaojia return` and `piaojia ticket` name it.
        id: String,
    },
}

/// Exit code 0 = done, 1 = refused, with the refusal's code.
pub async fn run(office: &Office) -> Result<ExitCode, String> {
    let acting = match office {
        Office::Ticket { acting, .. }
        | Office::Return { acting, .. }
        | Office::CancelReturn { acting, .. } => acting,
    };
    let store = open_store(&acting.data).await?;
    let session = act_as(&store, acting).await?;
    let outcome = act(&store, &session, office).await;
    store.end_session(&session).await.map_err(|error| error.to_string())?;
    store.close().await;
    match outcome {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(StoreError::Refused(refusal)) => {
            let language = app::language::Language::English;
            let words = app::text::refusal::of(refusal.code());
            let facts = app::text::refusal::facts(&refusal, language).unwrap_or_default();
            eprintln!("refused ({}): {} {facts}", refusal.code().as_str(), words.reason.of(language));
            eprintln!("{}", words.next.of(language));
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.to_string()),
    }
}

/// A session of the account, ended when the command is.
pub(super) async fn act_as(store: &Store, acting: &Acting) -> Result<SessionToken, String> {
    let merchant = MerchantNumber(acting.merchant);
    let account =
        store.account_for_sign_in(merchant, &acting.account).await.map_err(|error| error.to_string())?;
    let account = account.ok_or_else(|| format!("merchant {merchant} has no account {}", acting.account))?;
    store.start_session(merchant, &account.id).await.map_err(|error| error.to_string())
}

async fn act(store: &Store, session: &SessionToken, office: &Office) -> Result<(), StoreError> {
    match office {
        Office::Ticket { serial, .. } => show(store, session, serial).await,
        Office::Return { serials, units, fee_percent, fee, reason, .. } => {
            let fee = match (fee_percent, fee) {
                (Some(percent), _) => FeeRule::Percent(*percent),
                (None, Some(amount)) => FeeRule::Amount(Dollars(*amount)),
                (None, None) => FeeRule::None,
            };
            let reason = Reason::parse(reason.as_deref().unwrap_or_default()).map_err(StoreError::Refused)?;
            let mut returning = Vec::with_capacity(serials.len());
            for serial in serials {
                let ticket = store.ticket_history(session, serial).await?;
                returning.push(Returning { ticket: ticket.id, units: *units });
            }
            let attempt = attempt_id(store.now())?;
            for done in store.give_back(session, &returning, fee, reason.as_ref(), &attempt).await? {
                println!(
                    "{}\t{}\t{}\tfee {}\t{}",
                    done.number,
                    done.id,
                    done.quantity,
                    done.fee.0,
                    done.state.as_str()
                );
            }
            Ok(())
        }
        Office::CancelReturn { id, .. } => {
            let id = GiveBackId::parse(id).map_err(|_| StoreError::NotFound)?;
            let done = store.cancel_give_back(session, &id, &attempt_id(store.now())?).await?;
            println!("{id}\t{} unit(s) are unused again", done.quantity);
            Ok(())
        }
    }
}

async fn show(store: &Store, session: &SessionToken, serial: &str) -> Result<(), StoreError> {
    let ticket = store.ticket_history(session, serial).await?;
    println!("{}\t{}\t{}", ticket.serial, ticket.kind.as_str(), ticket.product_name);
    println!("order {}\tNT$ {} a unit", ticket.order_number, ticket.face_value.grouped());
    let offered = if ticket.offered { ", offered to somebody" } else { "" };
    println!("{} of {} unit(s) left{offered}", ticket.remaining, ticket.quantity);
    for one in &ticket.uses {
        println!("use\t{}\t{}\t{}\t{}", one.id, one.quantity, one.state.as_str(), one.at.taipei_text());
    }
    for one in &ticket.give_backs {
        let state = one.state.as_str();
        println!(
            "return\t{}\t{}\t{}\t{state}\tfee {}\t{}",
            one.id, one.number, one.quantity, one.fee.0, one.business_day
        );
    }
    for record in &ticket.records {
        let operator = record.operator.as_deref().unwrap_or("system");
        let branch = record.branch.as_deref().unwrap_or("head office");
        println!("{}\t{}\t{operator}\t{branch}", record.at.taipei_text(), record.kind);
    }
    Ok(())
}

fn percent(text: &str) -> Result<Percent, String> {
    Percent::parse(text).ok_or_else(|| format!("{text} is no percentage such as 3 or 2.5"))
}
