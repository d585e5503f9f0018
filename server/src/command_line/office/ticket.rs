//! One ticket: its history, its return, new codes.

use super::Desk;
use clap::Args;
use domain::cancel::Reason;
use domain::give_back::FeeRule;
use domain::identity::GiveBackId;
use domain::money::{Dollars, Percent};
use domain::refusal::Refusal;
use store::command::give_back::Returning;
use store::{StoreError, attempt_id};

/// Which ticket.
#[derive(Debug, Args)]
pub struct Show {
    /// 票券序號
    serial: String,
}

/// What is returned.
#[derive(Debug, Args)]
pub struct Return {
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
    #[arg(long, default_value = "")]
    reason: String,
}

/// Which return.
#[derive(Debug, Args)]
pub struct CancelReturn {
    /// The return, as `piaojia return` and `piaojia ticket` name it.
    id: String,
}

/// Which ticket.
#[derive(Debug, Args)]
pub struct RenewCode {
    /// 票券序號
    serial: String,
}

pub(super) async fn show(desk: &Desk<'_>, asked: &Show) -> Result<(), StoreError> {
    let ticket = desk.store.ticket_history(desk.session, &asked.serial).await?;
    println!("{}\t{}\t{}", ticket.serial, ticket.kind.as_str(), ticket.product_name);
    println!("order {}\tNT$ {} a unit", ticket.order_number, ticket.face_value.grouped());
    let offered = if ticket.offered { ", offered to somebody" } else { "" };
    println!("{} of {} unit(s) left{offered}", ticket.remaining, ticket.quantity);
    for one in &ticket.uses {
        println!("use\t{}\t{}\t{}\t{}", one.id, one.quantity, one.state.as_str(), one.at.taipei_text());
    }
    for one in &ticket.give_backs {
        let state = one.state.as_str();
        let overdue = if one.overdue { "\tafter the guarantee: refunded by hand" } else { "" };
        println!(
            "return\t{}\t{}\t{}\t{state}\tfee {}\t{}{overdue}",
            one.id, one.number, one.quantity, one.fee.0, one.business_day
        );
    }
    for record in &ticket.records {
        let operator = record.operator.as_deref().unwrap_or("system or holder");
        let branch = record.branch.as_deref().unwrap_or("-");
        let more = [record.partner.as_deref(), record.reason.as_deref()].into_iter().flatten();
        let more: String = more.map(|words| format!("\t{words}")).collect();
        println!("{}\t{}\t{operator}\t{branch}{more}", record.at.taipei_text(), record.kind);
    }
    Ok(())
}

pub(super) async fn give_back(desk: &Desk<'_>, asked: &Return) -> Result<(), StoreError> {
    let fee = match (asked.fee_percent, asked.fee) {
        (Some(percent), _) => FeeRule::Percent(percent),
        (None, Some(amount)) => FeeRule::Amount(Dollars(amount)),
        (None, None) => FeeRule::None,
    };
    let reason = Reason::parse(&asked.reason).map_err(StoreError::Refused)?;
    let mut returning = Vec::with_capacity(asked.serials.len());
    for serial in &asked.serials {
        let ticket = desk.store.ticket_history(desk.session, serial).await?;
        returning.push(Returning { ticket: ticket.id, units: asked.units });
    }
    let attempt = attempt_id(desk.store.now())?;
    for done in desk.store.give_back(desk.session, &returning, fee, reason.as_ref(), &attempt).await? {
        let state = done.state.as_str();
        println!("{}\t{}\t{}\tfee {}\t{state}", done.number, done.id, done.quantity, done.fee.0);
    }
    Ok(())
}

pub(super) async fn cancel_return(desk: &Desk<'_>, asked: &CancelReturn) -> Result<(), StoreError> {
    let id = GiveBackId::parse(&asked.id).map_err(|_| StoreError::Refused(Refusal::ReturnUnknown))?;
    let attempt = attempt_id(desk.store.now())?;
    let done = desk.store.cancel_give_back(desk.session, &id, None, &attempt).await?;
    println!("{id}\t{} unit(s) are unused again", done.quantity);
    Ok(())
}

pub(super) async fn renew_code(desk: &Desk<'_>, asked: &RenewCode) -> Result<(), StoreError> {
    let attempt = attempt_id(desk.store.now())?;
    let done = desk.store.renew_code_by_merchant(desk.session, &asked.serial, &attempt).await?;
    println!("{}\tgeneration {}", asked.serial, done.generation);
    Ok(())
}

fn percent(text: &str) -> Result<Percent, String> {
    Percent::parse(text).ok_or_else(|| format!("{text} is no percentage such as 3 or 2.5"))
}
