//! What was done about an account: one line an act, written with it.

use crate::StoreError;
use crate::random::new_identity;
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::BranchNumber;
use domain::people::AccountChange;
use domain::permission::{Grants, Role};
use domain::powers::Powers;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

/// An account as it was or became, in the texts of its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// 備註
    pub note: String,
    /// Its branch; `None` = 總店.
    pub branch: Option<String>,
    /// The preset.
    pub role: Role,
    /// The rows of the permission table, [`Grants::to_text`].
    pub grants: String,
    /// Its products; `None` = all.
    pub products: Option<String>,
    /// Its hours; empty = always.
    pub hours: String,
}

impl Snapshot {
    pub(super) fn of(note: &str, branch: Option<&BranchNumber>, powers: &Powers) -> Self {
        Self {
            note: note.to_owned(),
            branch: branch.map(|branch| branch.as_str().to_owned()),
            role: powers.role,
            grants: powers.grants.to_text(),
            products: powers.products.to_text(),
            hours: powers.hours.to_text(),
        }
    }

    /// The rows, as they were then.
    pub fn grants(&self) -> Grants {
        Grants::parse(&self.grants).unwrap_or_default()
    }
}

/// What a change was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Before; `None` = it was made.
    pub was: Option<Snapshot>,
    /// After.
    pub is: Snapshot,
}

/// One line.
pub(crate) struct Note<'a> {
    merchant: i64,
    id: String,
    account: &'a str,
    by: Option<String>,
    kind: AccountChange,
    facts: Option<String>,
    at: Instant,
}

impl<'a> Note<'a> {
    pub fn by(actor: &Actor, account: &'a str, kind: AccountChange, at: Instant) -> Self {
        let by = Some(actor.account.to_string());
        let id = new_identity(at);
        Self { merchant: i64::from(actor.merchant.0), id, account, by, kind, facts: None, at }
    }

    /// By whoever holds the code of an enrolment.
    pub fn by_phone(merchant: i64, account: &'a str, kind: AccountChange, at: Instant) -> Self {
        Self { merchant, id: new_identity(at), account, by: None, kind, facts: None, at }
    }

    /// Under a name of its own, by which it is found again.
    pub fn named(self, id: String) -> Self {
        Self { id, ..self }
    }

    pub fn with(self, facts: &impl Serialize) -> Result<Self, StoreError> {
        let facts = serde_json::to_string(facts).map_err(|_| StoreError::Corrupt("a change"))?;
        Ok(Self { facts: Some(facts), ..self })
    }
}

pub(crate) async fn note(connection: &mut AnyConnection, line: Note<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO account_change (merchant, id, account, at, by_account, kind, facts)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(line.merchant)
    .bind(line.id)
    .bind(line.account.to_owned())
    .bind(line.at.0)
    .bind(line.by)
    .bind(line.kind.as_str())
    .bind(line.facts)
    .execute(connection)
    .await?;
    Ok(())
}
