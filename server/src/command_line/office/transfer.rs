//! 轉贈紀錄: what the merchant sees of transfers, and their cancelling (RULES §5).

use super::Desk;
use crate::command_line::parsed;
use clap::Args;
use domain::identity::TransferId;
use store::query::transfer::TransferSearch;
use store::{StoreError, attempt_id};

/// Which transfers.
#[derive(Debug, Args)]
pub struct Transfers {
    /// 轉贈單號
    #[arg(long, default_value = "")]
    number: String,
    /// Name of the giver, exactly.
    #[arg(long, default_value = "")]
    giver: String,
    /// Name of the recipient, exactly.
    #[arg(long, default_value = "")]
    recipient: String,
    /// The history of this one instead.
    #[arg(long, value_parser = parsed(TransferId::parse))]
    history: Option<TransferId>,
}

/// Which transfer.
#[derive(Debug, Args)]
pub struct CancelTransfer {
    /// The transfer, as `piaojia transfers` names it.
    #[arg(value_parser = parsed(TransferId::parse))]
    transfer: TransferId,
}

pub(super) async fn list(desk: &Desk<'_>, asked: &Transfers) -> Result<(), StoreError> {
    let actor = &desk.signed_in.actor;
    if let Some(transfer) = &asked.history {
        for event in desk.store.transfer_history(actor, transfer).await? {
            let who = event.account_name.as_deref().unwrap_or("-");
            println!("{}\t{}\t{}\t{who}", event.at.taipei_text(), event.kind.as_str(), event.tickets);
        }
        return Ok(());
    }
    let search = TransferSearch {
        number: asked.number.clone(),
        giver: asked.giver.clone(),
        recipient: asked.recipient.clone(),
        ..TransferSearch::default()
    };
    for one in desk.store.transfers(actor, &search).await? {
        let states: Vec<_> =
            one.states.iter().map(|(state, tickets)| format!("{tickets} {}", state.as_str())).collect();
        println!(
            "{}\t{}\t{} → {}\t{}\tuntil {}\t{}",
            one.transfer,
            one.number,
            one.giver_name,
            one.recipient_name,
            one.offered_at.taipei_text(),
            one.last_day,
            states.join(", ")
        );
    }
    Ok(())
}

pub(super) async fn cancel(desk: &Desk<'_>, asked: &CancelTransfer) -> Result<(), StoreError> {
    let attempt = attempt_id(desk.store.now())?;
    let done = desk.store.cancel_transfer(desk.session, &asked.transfer, &attempt).await?;
    println!("{}\t{} ticket(s) are the giver's again", done.number, done.tickets);
    Ok(())
}
