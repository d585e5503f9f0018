//! What every act writes beside its own rows: its events, and the postings of its money. Inside the act's transaction.

use crate::StoreError;
use crate::random::new_identity;
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::ledger::{Posting, Unbookable};
use sqlx::AnyConnection;

/// A row of `event`. What does not apply is left at its default.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    /// 發行單位
    pub merchant: i64,
    pub id: String,
    pub kind: &'static str,
    pub at: i64,
    pub actor_merchant: Option<i64>,
    /// `None` = system or holder.
    pub account: Option<String>,
    pub branch: Option<String>,
    pub ticket_order: Option<String>,
    pub ticket: Option<String>,
    /// The redemption, return, request or transfer.
    pub line: Option<String>,
    pub quantity: Option<i64>,
    /// Of the ticket, afterwards.
    pub remaining: Option<i64>,
    /// Money, where any is part of it.
    pub amount: Option<i64>,
    pub proof: Option<&'static str>,
    pub business_day: Option<String>,
    pub attempt: Option<String>,
    pub content: Option<String>,
}

impl Entry {
    /// A new event of `merchant`, by the system or a holder.
    pub(crate) fn new(merchant: i64, kind: EventKind, now: Instant) -> Self {
        Self {
            merchant,
            id: new_identity(now),
            kind: kind.as_str(),
            at: now.0,
            business_day: Some(now.day().to_string()),
            ..Self::default()
        }
    }

    /// The same, by an account.
    pub(crate) fn by(mut self, actor: &Actor) -> Self {
        self.actor_merchant = Some(i64::from(actor.merchant.0));
        self.account = Some(actor.account.to_string());
        self.branch = actor.branch().map(|branch| branch.as_str().to_owned());
        self
    }
}

/// Writes the event. Breaks a key where this attempt was written before.
pub(crate) async fn insert(connection: &mut AnyConnection, entry: &Entry) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket_order, ticket, line,
                            quantity, remaining, amount, proof, business_day, attempt, content)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(entry.merchant)
    .bind(entry.id.as_str())
    .bind(entry.kind)
    .bind(entry.at)
    .bind(entry.actor_merchant)
    .bind(entry.account.as_deref())
    .bind(entry.branch.as_deref())
    .bind(entry.ticket_order.as_deref())
    .bind(entry.ticket.as_deref())
    .bind(entry.line.as_deref())
    .bind(entry.quantity)
    .bind(entry.remaining)
    .bind(entry.amount)
    .bind(entry.proof)
    .bind(entry.business_day.as_deref())
    .bind(entry.attempt.as_deref())
    .bind(entry.content.as_deref())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes the postings of the event `event`, for the books of `day`.
pub(crate) async fn post(
    connection: &mut AnyConnection,
    merchant: i64,
    event: Option<&str>,
    postings: &[Posting],
    day: Day,
    now: Instant,
) -> Result<(), StoreError> {
    for posting in postings {
        sqlx::query(
            "INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(merchant)
        .bind(new_identity(now))
        .bind(event)
        .bind(posting.movement().as_str())
        .bind(posting.from().as_str())
        .bind(posting.to().as_str())
        .bind(posting.amount().0)
        .bind(now.0)
        .bind(day.to_string())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The posting of an act that has at most one.
pub(crate) fn only(postings: Vec<Posting>) -> Result<Option<Posting>, StoreError> {
    let mut postings = postings.into_iter();
    match (postings.next(), postings.next()) {
        (first, None) => Ok(first),
        (_, Some(_)) => Err(StoreError::Corrupt("more postings than this act has")),
    }
}

/// Amounts in the tables that do not fit are no amounts.
pub(crate) fn unbookable(_: Unbookable) -> StoreError {
    StoreError::Corrupt("an amount that cannot be booked")
}
