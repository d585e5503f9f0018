//! `piaojia holder LINK …`: what a holder does behind a link, for whoever has the link and no browser.

use super::{Person, answered, parsed};
use crate::config::DataConfig;
use crate::serve::open_store;
use clap::{Args, Subcommand};
use domain::calendar::Day;
use domain::cancel::Reason;
use domain::card::Card;
use domain::identity::{RequestId, TicketId, TransferId};
use domain::refusal::Refusal;
use std::process::ExitCode;
use store::command::contact::Message;
use store::command::transfer::{Acceptance, OfferRequest};
use store::query::wallet::Wallet;
use store::secret::LinkToken;
use store::{Store, StoreError, attempt_id};

/// Behind which link, and what.
#[derive(Debug, Args)]
pub struct HolderArguments {
    /// The wallet's or the gift's link, or its last part.
    #[arg(value_parser = link)]
    link: LinkToken,
    #[command(subcommand)]
    act: Holder,
}

/// What a holder does.
#[derive(Debug, Subcommand)]
enum Holder {
    /// Show the tickets, or the gift that was not accepted yet.
    Show,
    /// Offer tickets to somebody (轉贈).
    Give {
        /// 票券序號 of each ticket.
        #[arg(required = true)]
        serials: Vec<String>,
        #[command(flatten)]
        recipient: Person,
        /// What the recipient reads, at most 100 characters.
        #[arg(long, default_value = "")]
        message: String,
        /// What it is wrapped in: plain, birthday, thanks, congratulations, festival.
        #[arg(long, default_value = "plain", value_parser = card)]
        card: Card,
        /// The day on which it is sent, e.g. 2026-12-25; at once without one.
        #[arg(long, value_parser = day)]
        on: Option<Day>,
    },
    /// Take an offer back.
    TakeBack {
        /// The transfer, as `show` names it.
        #[arg(value_parser = parsed(TransferId::parse))]
        transfer: TransferId,
    },
    /// Have the recipient told again.
    Remind {
        /// The transfer, as `show` names it.
        #[arg(value_parser = parsed(TransferId::parse))]
        transfer: TransferId,
    },
    /// Accept a gift.
    Accept,
    /// Decline a gift.
    Decline,
    /// Ask for a return (申請退貨).
    AskReturn {
        /// 票券序號
        serial: String,
        /// Units; without it all that are left.
        #[arg(long)]
        units: Option<u32>,
        /// At most 50 characters.
        #[arg(long, default_value = "")]
        reason: String,
        /// Only say what would be refunded.
        #[arg(long)]
        quote: bool,
    },
    /// Withdraw a request.
    WithdrawReturn {
        /// The request, as `show` names it.
        #[arg(value_parser = parsed(RequestId::parse))]
        request: RequestId,
    },
    /// Split units off, each a ticket of its own (分票).
    Split {
        /// 票券序號
        serial: String,
        /// How many.
        units: u32,
    },
    /// Merge unused singles into a ticket of the same origin.
    Merge {
        /// 票券序號 of the ticket that grows.
        into: String,
        /// 票券序號 of the singles.
        #[arg(required = true)]
        singles: Vec<String>,
    },
    /// Get new codes for a ticket that somebody else has seen.
    RenewCode {
        /// 票券序號
        serial: String,
    },
}

/// Exit code 0 = done, 1 = refused.
pub async fn run(data: &DataConfig, arguments: &HolderArguments) -> Result<ExitCode, String> {
    let store = open_store(data).await?;
    let outcome = act(&store, &arguments.link, &arguments.act).await;
    store.close().await;
    answered(outcome)
}

async fn act(store: &Store, link: &LinkToken, holder: &Holder) -> Result<(), StoreError> {
    let attempt = attempt_id(store.now())?;
    match holder {
        Holder::Show => return show(store, link).await,
        Holder::Give { serials, recipient, message, card, on } => {
            let wallet = store.wallet(link).await?;
            let tickets = serials.iter().map(|serial| ticket(&wallet, serial)).collect::<Result<_, _>>()?;
            let message = Message::parse(message).ok_or(StoreError::Refused(Refusal::MessageTooLong))?;
            let recipient = recipient.contact()?;
            let request = OfferRequest { tickets, recipient, message, card: *card, sent_on: *on };
            let done = store.offer_transfer(link, &request, &attempt).await?;
            println!(
                "{}\t{}\t{} ticket(s) until {}",
                done.transfer, done.number, done.tickets, done.last_day
            );
        }
        Holder::TakeBack { transfer } => {
            let done = store.take_back_transfer(link, transfer).await?;
            println!("{}\t{} ticket(s) are yours again", done.number, done.tickets);
        }
        Holder::Remind { transfer } => {
            println!(
                "{}\tthe recipient is told again",
                store.resend_transfer(link, transfer, &attempt).await?.number
            );
        }
        Holder::Accept => {
            let acceptance = Acceptance { attempt, email: None, language: None };
            let done = store.accept_gift(link, &acceptance).await?;
            println!("{}\t{} ticket(s) are yours", done.answer.number, done.answer.tickets);
            if done.wallet != *link {
                println!("wallet\t{}", done.wallet.as_str());
            }
        }
        Holder::Decline => {
            let done = store.decline_transfer(link).await?;
            println!("{}\t{} ticket(s) went back to the giver", done.number, done.tickets);
        }
        Holder::AskReturn { serial, units, reason, quote } => {
            let ticket = ticket(&store.wallet(link).await?, serial)?;
            if *quote {
                let quote = store.return_quote(link, &ticket, *units).await?;
                println!("{} unit(s)\tfee {}\trefund {}", quote.quantity, quote.fee.0, quote.refund.0);
                return Ok(());
            }
            let reason = Reason::parse(reason).map_err(StoreError::Refused)?;
            let done = store.ask_return(link, &ticket, *units, reason.as_ref(), &attempt).await?;
            let quote = done.quote;
            println!("{}\t{}\tfee {}\trefund {}", done.request, done.number, quote.fee.0, quote.refund.0);
        }
        Holder::WithdrawReturn { request } => {
            let done = store.withdraw_return(link, request).await?;
            println!("{}\t{}", done.number, done.state.as_str());
        }
        Holder::Split { serial, units } => {
            let ticket = ticket(&store.wallet(link).await?, serial)?;
            let pieces = store.split(link, &ticket, *units, &attempt).await?.tickets;
            for one in store.wallet(link).await?.tickets.iter().filter(|one| pieces.contains(&one.id)) {
                println!("{}", one.serial);
            }
        }
        Holder::Merge { into, singles } => {
            let wallet = store.wallet(link).await?;
            let into = ticket(&wallet, into)?;
            let singles = singles.iter().map(|one| ticket(&wallet, one)).collect::<Result<Vec<_>, _>>()?;
            let merged = store.merge(link, &into, &singles, &attempt).await?.tickets.len();
            println!("{merged} ticket(s) were merged");
        }
        Holder::RenewCode { serial } => {
            let ticket = ticket(&store.wallet(link).await?, serial)?;
            println!("{serial}\tgeneration {}", store.renew_code(link, &ticket, &attempt).await?.generation);
        }
    }
    Ok(())
}

async fn show(store: &Store, link: &LinkToken) -> Result<(), StoreError> {
    let wallet = match store.wallet(link).await {
        Ok(wallet) => wallet,
        Err(StoreError::NotFound) => return show_gift(store, link).await,
        Err(error) => return Err(error),
    };
    println!("{}\t{}", wallet.order_number, wallet.holder_name);
    for one in &wallet.tickets {
        let (left, all) = (one.ticket.remaining, one.ticket.quantity);
        println!("{}\t{}\t{left}/{all}\t{}", one.serial, one.state.as_str(), one.product_name);
    }
    for given in &wallet.given {
        for one in &given.tickets {
            let (state, to) = (one.state.as_str(), &given.recipient_name);
            println!("transfer\t{}\t{}\t{}\t{state}\tto {to}", given.transfer, given.number, one.serial);
        }
    }
    for one in store.return_requests(link).await? {
        let state = one.state.as_str();
        println!(
            "request\t{}\t{}\t{}\t{state}\trefund {}",
            one.request, one.number, one.serial, one.quote.refund.0
        );
    }
    Ok(())
}

async fn show_gift(store: &Store, link: &LinkToken) -> Result<(), StoreError> {
    let gift = store.gift(link).await?;
    let (state, from) = (gift.state.as_str(), &gift.giver_name);
    println!("gift\t{}\tfrom {from}\t{state}\tuntil {}\t{}", gift.number, gift.last_day, gift.message);
    for one in &gift.tickets {
        println!("{}\t{} unit(s)", one.product_name, one.units);
    }
    Ok(())
}

fn ticket(wallet: &Wallet, serial: &str) -> Result<TicketId, StoreError> {
    let found = wallet.tickets.iter().find(|ticket| ticket.serial == serial);
    found.map(|ticket| ticket.id.clone()).ok_or(StoreError::Refused(Refusal::TicketUnknown))
}

fn card(text: &str) -> Result<Card, String> {
    Card::parse(text).ok_or_else(|| format!("{text} is no card"))
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| format!("{text} is no day"))
}

fn link(text: &str) -> Result<LinkToken, String> {
    let last = text.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').rsplit('/').next();
    last.and_then(LinkToken::parse).ok_or_else(|| "this is no wallet link".to_owned())
}
