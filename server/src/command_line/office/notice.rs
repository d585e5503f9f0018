//! What people were told, and what did not reach them (RULES §14).

use super::Desk;
use clap::Args;
use domain::notice::NoticeState;
use store::StoreError;
use store::notice::{NoticeFilter, NoticeRow};

/// Which notices.
#[derive(Debug, Args)]
pub struct Notices {
    /// waiting, sent, failed or bounced; without it all.
    #[arg(long, value_parser = state)]
    state: Option<NoticeState>,
    /// Of this ticket only: its 票券序號.
    #[arg(long)]
    ticket: Option<String>,
    /// At most so many, newest first.
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

/// Which notice.
#[derive(Debug, Args)]
pub struct RetryNotice {
    /// The notice, as `piaojia notices` names it: one that failed or bounced.
    notice: String,
}

/// Which notice came back.
#[derive(Debug, Args)]
pub struct BounceNotice {
    /// The notice, as `piaojia notices` names it: one that was sent.
    notice: String,
    /// What the bounce says, e.g. 550 no such mailbox; addresses in it are not kept.
    #[arg(long, default_value = "")]
    result: String,
}

pub(super) async fn list(desk: &Desk<'_>, asked: &Notices) -> Result<(), StoreError> {
    let ticket = match &asked.ticket {
        Some(serial) => Some(desk.store.ticket_history(desk.session, serial).await?.id),
        None => None,
    };
    let filter = NoticeFilter { state: asked.state, ticket, limit: asked.limit };
    for one in desk.store.list_notices(&desk.signed_in.actor, &filter).await? {
        println!(
            "{}\t{}\t{}\t{}\t{} tries\tmade {}\tnext {}\t{}\t{}",
            one.notice.id,
            one.kind.as_str(),
            one.channel.as_str(),
            one.state.as_str(),
            one.attempts,
            one.made_at.taipei_text(),
            next(&one),
            one.serial.as_deref().unwrap_or("-"),
            one.result.as_deref().unwrap_or("-")
        );
    }
    Ok(())
}

pub(super) async fn retry(desk: &Desk<'_>, asked: &RetryNotice) -> Result<(), StoreError> {
    let done = desk.store.retry_notice(&desk.signed_in.actor, &asked.notice).await;
    done.inspect_err(|error| explain(error, &asked.notice, "failed or bounced"))?;
    println!("{}\tgoes again", asked.notice);
    Ok(())
}

pub(super) async fn bounce(desk: &Desk<'_>, asked: &BounceNotice) -> Result<(), StoreError> {
    let done = desk.store.notice_bounced(&desk.signed_in.actor, &asked.notice, &asked.result).await;
    done.inspect_err(|error| explain(error, &asked.notice, "was sent"))?;
    println!("{}\tbounced", asked.notice);
    Ok(())
}

/// When it is tried next, if it is.
fn next(one: &NoticeRow) -> String {
    match one.state {
        NoticeState::Waiting => one.due_at.taipei_text(),
        NoticeState::Sent | NoticeState::Failed | NoticeState::Bounced => "-".to_owned(),
    }
}

fn explain(error: &StoreError, notice: &str, wanted: &str) {
    if matches!(error, StoreError::NotFound) {
        eprintln!("this merchant has no notice {notice} that {wanted}");
    }
}

fn state(text: &str) -> Result<NoticeState, String> {
    NoticeState::parse(text).ok_or_else(|| format!("{text} is none of waiting, sent, failed, bounced"))
}
