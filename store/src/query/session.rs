//! Who is signed in.

use crate::engine::Engine;
use crate::query::look::Look;
use crate::secret::SessionToken;
use crate::table::account;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::contract::{Standing, standing};

/// A signed-in account with the names its pages show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who acts.
    pub actor: Actor,
    /// Sign-in name.
    pub account_name: String,
    /// Merchant's name.
    pub merchant_name: String,
    /// Branch's name; `None` = head office.
    pub branch_name: Option<String>,
    /// The last day of the merchant's contract with the platform, once it is over. The desk goes on (RULES §15).
    pub contract_over: Option<Day>,
    /// Nobody of the merchant: the platform looks (RULES §15), and this is its look.
    pub look: Option<Look>,
}

impl Store {
    /// The account of a session that is neither over nor revoked.
    pub async fn signed_in(&self, session: &SessionToken) -> Result<Option<SignedIn>, StoreError> {
        by_hash(&self.engine, &session.hash(), self.now()).await
    }
}

pub(crate) async fn by_hash(
    engine: &Engine,
    session_hash: &str,
    now: Instant,
) -> Result<Option<SignedIn>, StoreError> {
    let row = sqlx::query(
        "SELECT a.id AS account, a.merchant, a.name, a.role, a.grants, a.products, a.hours, a.branch,
                m.name AS merchant_name, m.contract_from, m.contract_until, m.contract_ended_on,
                b.name AS branch_name, b.enabled AS branch_enabled
         FROM session s
         JOIN account a ON a.merchant = s.merchant AND a.id = s.account AND a.disabled = 0
         JOIN merchant m ON m.number = a.merchant
         LEFT JOIN branch b ON b.merchant = a.merchant AND b.number = a.branch
         WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2",
    )
    .bind(session_hash.to_owned())
    .bind(now.0)
    .fetch_optional(engine.counter())
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let columns = Columns(&row);
    let day = |name| columns.maybe_day(name);
    let standing =
        standing(day("contract_from")?, day("contract_until")?, day("contract_ended_on")?, now.day());
    Ok(Some(SignedIn {
        actor: account::actor(&columns, columns.merchant("merchant")?, now)?,
        account_name: columns.text("name")?,
        merchant_name: columns.text("merchant_name")?,
        branch_name: columns.maybe_text("branch_name")?,
        contract_over: match standing {
            Standing::Over(last_day) => Some(last_day),
            Standing::NotBegun(_) | Standing::Formal => None,
        },
        look: None,
    }))
}
