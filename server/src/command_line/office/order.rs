//! Orders: their purchaser, telling again, and those that were paid and not issued yet (RULES §6).

use super::Desk;
use crate::command_line::{Person, instant};
use clap::Args;
use domain::calendar::Instant;
use domain::money::Dollars;
use domain::permission::Function;
use domain::refusal::Refusal;
use store::command::paid_order::Payment;
use store::{StoreError, attempt_id};

/// Which order, and whose it is from now on.
#[derive(Debug, Args)]
pub struct ChangePurchaser {
    /// ECT訂單編號
    order: String,
    #[command(flatten)]
    purchaser: Person,
}

/// Which order.
#[derive(Debug, Args)]
pub struct Resend {
    /// ECT訂單編號
    order: String,
}

/// All of them.
#[derive(Debug, Args)]
pub struct WaitingOrders {}

/// What the payment side tells.
#[derive(Debug, Args)]
pub struct NotePayment {
    /// 廠商訂單編號
    order: String,
    /// NT$
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..))]
    amount: i64,
    /// 綠界訂單編號
    #[arg(long, default_value = "")]
    ecpay_order: String,
    /// 授權單號
    #[arg(long, default_value = "")]
    authorisation: String,
    /// RFC 3339, e.g. 2026-07-01T12:00:00+08:00; without it now.
    #[arg(long, value_parser = instant)]
    paid_at: Option<Instant>,
    /// What was bought.
    #[arg(long, default_value = "")]
    description: String,
    #[command(flatten)]
    purchaser: Person,
}

/// Which order.
#[derive(Debug, Args)]
pub struct GiveUpOrder {
    /// 廠商訂單編號
    order: String,
}

pub(super) async fn change_purchaser(desk: &Desk<'_>, asked: &ChangePurchaser) -> Result<(), StoreError> {
    let attempt = attempt_id(desk.store.now())?;
    let purchaser = asked.purchaser.contact()?;
    let done = desk.store.change_purchaser(desk.session, &asked.order, &purchaser, &attempt).await?;
    println!("{}\tis {}'s; the mail goes to {}", done.number, done.purchaser.name(), done.purchaser.email());
    Ok(())
}

pub(super) async fn resend(desk: &Desk<'_>, asked: &Resend) -> Result<(), StoreError> {
    let attempt = attempt_id(desk.store.now())?;
    let done = desk.store.resend(desk.session, &asked.order, &attempt).await?;
    println!("{}\tthe mail goes to {}", done.number, done.purchaser.email());
    Ok(())
}

pub(super) async fn waiting_orders(desk: &Desk<'_>, _: &WaitingOrders) -> Result<(), StoreError> {
    for order in desk.store.waiting_orders(desk.session).await? {
        let Payment { merchant_order_no, amount, paid_at, holder_name, .. } = &order.payment;
        let left = order.countdown.map_or_else(|| "-".to_owned(), |days| format!("{days} day(s) left"));
        let (state, paid) = (order.state.as_str(), paid_at.taipei_text());
        println!("{merchant_order_no}\t{}\t{state}\t{left}\tpaid {paid}\t{holder_name}", amount.grouped());
    }
    Ok(())
}

pub(super) async fn note_payment(desk: &Desk<'_>, asked: &NotePayment) -> Result<(), StoreError> {
    let actor = &desk.signed_in.actor;
    actor.may_change(Function::Issue).map_err(StoreError::Refused)?;
    // They belong to no branch: the head office has them.
    if actor.branch().is_some() {
        return Err(StoreError::Refused(Refusal::PermissionMissing));
    }
    let purchaser = asked.purchaser.contact()?;
    let payment = Payment {
        merchant_order_no: asked.order.clone(),
        ecpay_order_no: asked.ecpay_order.clone(),
        authorisation_no: asked.authorisation.clone(),
        amount: Dollars(asked.amount),
        paid_at: asked.paid_at.unwrap_or_else(|| desk.store.now()),
        holder_name: purchaser.name().to_owned(),
        holder_phone: purchaser.phone().to_owned(),
        holder_email: purchaser.email().to_owned(),
        description: asked.description.clone(),
    };
    let new = desk.store.note_payment(actor.merchant, payment).await?;
    println!("{}\t{}", asked.order, if new { "noted" } else { "was noted before; nothing changed" });
    Ok(())
}

pub(super) async fn give_up(desk: &Desk<'_>, asked: &GiveUpOrder) -> Result<(), StoreError> {
    desk.store.give_up_order(desk.session, &asked.order).await?;
    println!("{}\tgiven up", asked.order);
    Ok(())
}
