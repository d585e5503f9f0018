//! What can go wrong below the rules.

use domain::refusal::Refusal;

/// Why a use case gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule said no.
    #[error("refused: {}", .0.code().as_str())]
    Refused(Refusal),
    /// There is no such thing, or it belongs to somebody else: the two look the same.
    #[error("not found")]
    NotFound,
    /// The same thing is there already (`what` names it, e.g. `merchant_order_no`).
    #[error("already there: {what}")]
    AlreadyThere {
        /// What is taken.
        what: String,
    },
    /// Somebody was faster: what was decided on has changed. Never leaves the store; the use case reads and decides again.
    #[error("somebody was faster")]
    RaceLost,
    /// The batch was given up while it was issued: by a person, or by whoever took its server for dead.
    #[error("the batch was given up")]
    GivenUp,
    /// The database did not answer; the same call may be tried again.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row that no version of this program writes, or a secret that does not open under this key.
    #[error("corrupt: {0}")]
    Corrupt(&'static str),
    /// The server is stopping.
    #[error("the store is closing")]
    Closing,
}

impl StoreError {
    /// What the person at the desk is told.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal.clone(),
            Self::NotFound => Refusal::TicketUnknown,
            Self::AlreadyThere { .. }
            | Self::RaceLost
            | Self::GivenUp
            | Self::Database(_)
            | Self::Migration(_)
            | Self::Corrupt(_)
            | Self::Closing => Refusal::Unavailable,
        }
    }
}

/// Whether the statement broke a key: the caller knows which one can.
pub(crate) fn breaks_a_key(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
