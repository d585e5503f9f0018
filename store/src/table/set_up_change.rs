//! The history of what is set up: one row a change, with its event. Inside the change's transaction.

use crate::StoreError;
use crate::random::new_identity;
use crate::secret::sha256_hex;
use crate::table::entry::{self, Entry};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::change::{FieldChange, Subject};
use domain::event::EventKind;
use sqlx::AnyConnection;

/// Who changed it.
#[derive(Debug, Clone)]
pub(crate) enum Author {
    /// An account of a merchant.
    Account(Actor),
    /// One of the platform's own people, by id.
    Operator(String),
}

/// A change, ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct SetUpChange {
    /// Whose data.
    pub merchant: i64,
    pub subject: Subject,
    /// Branch number, redeemer's number, or empty.
    pub key: String,
    pub author: Author,
    pub fields: Vec<FieldChange>,
    pub note: String,
}

/// Writes the change and its event.
pub(crate) async fn insert(
    connection: &mut AnyConnection,
    change: &SetUpChange,
    now: Instant,
) -> Result<(), StoreError> {
    let id = new_identity(now);
    let fields =
        serde_json::to_string(&change.fields).map_err(|_| StoreError::Corrupt("fields of a change"))?;
    let event = Entry {
        line: Some(id.clone()),
        content: Some(sha256_hex(format!("{}\n{}", change.note, fields).as_bytes())),
        ..Entry::new(change.merchant, EventKind::SetUpChanged, now)
    };
    let (event, operator) = match &change.author {
        Author::Account(actor) => (event.by(actor), None),
        Author::Operator(operator) => (event, Some(operator.clone())),
    };
    sqlx::query(
        "INSERT INTO set_up_change (merchant, id, subject, subject_key, at, actor_merchant, account, operator, fields, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(change.merchant)
    .bind(id)
    .bind(change.subject.as_str())
    .bind(change.key.clone())
    .bind(now.0)
    .bind(event.actor_merchant)
    .bind(event.account.clone())
    .bind(operator)
    .bind(fields)
    .bind(change.note.clone())
    .execute(&mut *connection)
    .await?;
    entry::insert(connection, &event).await
}
