//! What a step of an enquiry writes: its row, its message if there is one, and its event.

use super::{OPEN_OF_WALLET, Subject};
use crate::StoreError;
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::table::holder::Holder;
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::enquiry::{Author, EnquiryState, Thread};
use domain::event::EventKind;
use domain::identity::{EnquiryId, MerchantNumber, TicketId};
use sqlx::AnyConnection;

/// A row of `enquiry_message`, but for its number.
pub(super) struct NewMessage {
    pub merchant: MerchantNumber,
    pub enquiry: EnquiryId,
    pub id: String,
    pub author: Author,
    pub account: Option<String>,
    pub text: String,
    pub at: Instant,
}

/// From one state of a thread to the next.
pub(super) struct Step {
    before: Thread,
    state: EnquiryState,
    message: Option<NewMessage>,
    event: Entry,
}

impl Step {
    /// Somebody writes.
    pub(super) fn said(before: Thread, state: EnquiryState, ticket: &TicketId, message: NewMessage) -> Self {
        let kind = match message.author {
            Author::Holder => EventKind::EnquiryContinued,
            Author::Merchant => EventKind::EnquiryAnswered,
        };
        let event = about(kind, message.merchant, &message.enquiry, ticket, message.at);
        Self { before, state, message: Some(message), event }
    }

    /// The issuer closes it.
    pub(super) fn closed(
        before: Thread,
        enquiry: &EnquiryId,
        ticket: &TicketId,
        merchant: MerchantNumber,
        now: Instant,
    ) -> Self {
        let event = about(EventKind::EnquiryClosed, merchant, enquiry, ticket, now);
        Self { before, state: EnquiryState::Closed, message: None, event }
    }

    /// The same, by an account of the issuer.
    pub(super) fn by(self, actor: &Actor, attempt: Attempt) -> Self {
        let event =
            Entry { attempt: Some(attempt.id), content: Some(attempt.content), ..self.event.by(actor) };
        Self { event, ..self }
    }
}

fn about(
    kind: EventKind,
    merchant: MerchantNumber,
    enquiry: &EnquiryId,
    ticket: &TicketId,
    at: Instant,
) -> Entry {
    Entry {
        ticket: Some(ticket.to_string()),
        line: Some(enquiry.to_string()),
        ..Entry::new(i64::from(merchant.0), kind, at)
    }
}

/// Nobody opened or closed one of the wallet's since it was counted. Asked while the wallet is held.
pub(super) async fn count_is(
    connection: &mut AnyConnection,
    holder: &Holder,
    open: u32,
) -> Result<(), StoreError> {
    let row = sqlx::query(OPEN_OF_WALLET)
        .bind(i64::from(holder.merchant.0))
        .bind(holder.wallet.as_str())
        .fetch_one(connection)
        .await?;
    if Columns(&row).count("open")? == open { Ok(()) } else { Err(StoreError::RaceLost) }
}

/// The enquiry with its first message.
pub(super) async fn write_first(
    connection: &mut AnyConnection,
    holder: &Holder,
    open: u32,
    subject: &Subject,
    message: &NewMessage,
) -> Result<(), StoreError> {
    holder.hold(connection).await?;
    count_is(connection, holder, open).await?;
    sqlx::query(
        "INSERT INTO enquiry (merchant, id, wallet, generation, ticket, use_id, state, messages, opened_at, changed_at)
         SELECT w.merchant, $2, w.id, w.generation, $4, $5, 'open', 1, $6, $6
         FROM wallet w WHERE w.merchant = $1 AND w.id = $3",
    )
    .bind(i64::from(message.merchant.0))
    .bind(message.enquiry.as_str())
    .bind(holder.wallet.as_str())
    .bind(subject.ticket.as_str())
    .bind(subject.redemption.as_ref().map(|of| of.as_str().to_owned()))
    .bind(message.at.0)
    .execute(&mut *connection)
    .await?;
    insert(connection, message, 1).await?;
    let kind = EventKind::EnquiryOpened;
    let event = about(kind, message.merchant, &message.enquiry, &subject.ticket, message.at);
    entry::insert(connection, &event).await
}

/// The next step of a thread that is as it was read; else `RaceLost`.
pub(super) async fn write_step(connection: &mut AnyConnection, step: &Step) -> Result<(), StoreError> {
    let messages = step.before.messages + u32::from(step.message.is_some());
    let done = sqlx::query(
        "UPDATE enquiry SET state = $3, messages = $4, changed_at = $5
         WHERE merchant = $1 AND id = $2 AND state = $6 AND messages = $7",
    )
    .bind(step.event.merchant)
    .bind(step.event.line.as_deref())
    .bind(step.state.as_str())
    .bind(i64::from(messages))
    .bind(step.event.at)
    .bind(step.before.state.as_str())
    .bind(i64::from(step.before.messages))
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    if let Some(message) = &step.message {
        insert(connection, message, messages).await?;
    }
    entry::insert(connection, &step.event).await
}

async fn insert(connection: &mut AnyConnection, message: &NewMessage, number: u32) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO enquiry_message (merchant, enquiry, id, number, at, author, account, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(i64::from(message.merchant.0))
    .bind(message.enquiry.as_str())
    .bind(message.id.as_str())
    .bind(i64::from(number))
    .bind(message.at.0)
    .bind(message.author.as_str())
    .bind(message.account.as_deref())
    .bind(message.text.as_str())
    .execute(connection)
    .await?;
    Ok(())
}
