//! 申請退貨: what holders ask for, and the answers (RULES §4).

use super::Desk;
use crate::command_line::parsed;
use clap::Args;
use domain::cancel::Reason;
use domain::identity::RequestId;
use domain::return_request::RequestState;
use store::{StoreError, attempt_id};

/// Which requests.
#[derive(Debug, Args)]
pub struct ReturnRequests {
    /// asked, approved, declined or withdrawn; without it all.
    #[arg(long, value_parser = state)]
    state: Option<RequestState>,
}

/// Which request.
#[derive(Debug, Args)]
pub struct ApproveReturn {
    /// The request, as `piaojia return-requests` names it.
    #[arg(value_parser = parsed(RequestId::parse))]
    request: RequestId,
}

/// Which request, and why.
#[derive(Debug, Args)]
pub struct DeclineReturn {
    /// The request, as `piaojia return-requests` names it.
    #[arg(value_parser = parsed(RequestId::parse))]
    request: RequestId,
    /// What the holder is told, at most 50 characters.
    #[arg(long, default_value = "")]
    answer: String,
}

pub(super) async fn list(desk: &Desk<'_>, asked: &ReturnRequests) -> Result<(), StoreError> {
    for one in desk.store.asked_returns(&desk.signed_in.actor, asked.state).await? {
        println!(
            "{}\t{}\t{}\t{}\t{} unit(s)\tfee {}\trefund {}\t{}\t{}\t{}",
            one.request,
            one.number,
            one.serial,
            one.state.as_str(),
            one.quote.quantity,
            one.quote.fee.0,
            one.quote.refund.0,
            one.asked_at.taipei_text(),
            one.holder_name,
            one.reason.as_deref().unwrap_or("-")
        );
    }
    Ok(())
}

pub(super) async fn approve(desk: &Desk<'_>, asked: &ApproveReturn) -> Result<(), StoreError> {
    let attempt = attempt_id(desk.store.now())?;
    let done = desk.store.approve_return(desk.session, &asked.request, &attempt).await?;
    println!("{}\t{}\t{}\tfee {}\t{}", done.number, done.id, done.quantity, done.fee.0, done.state.as_str());
    Ok(())
}

pub(super) async fn decline(desk: &Desk<'_>, asked: &DeclineReturn) -> Result<(), StoreError> {
    let answer = Reason::parse(&asked.answer).map_err(StoreError::Refused)?;
    let attempt = attempt_id(desk.store.now())?;
    let done = desk.store.decline_return(desk.session, &asked.request, answer.as_ref(), &attempt).await?;
    println!("{}\t{}", done.number, done.state.as_str());
    Ok(())
}

fn state(text: &str) -> Result<RequestState, String> {
    RequestState::parse(text).ok_or_else(|| format!("{text} is none of asked, approved, declined, withdrawn"))
}
