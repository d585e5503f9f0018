//! Looks of the platform at a merchant's console (RULES §15): who looks now, and what was looked at. An onlooker has no
//! session of the merchant's, so that no use case of an account can be called in its name.

use crate::command::operator::LOOK_SECONDS;
use crate::query::session::SignedIn;
use crate::query::window::{Rows, Window};
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::contract::{Standing, standing};
use domain::identity::{AccountId, MerchantNumber};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

/// A look that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Its name.
    pub id: String,
    /// When it is over.
    pub ends_at: Instant,
    /// Why.
    pub reason: String,
}

/// A look at a merchant's console, over or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLook {
    /// Its name.
    pub id: String,
    /// Who of the platform.
    pub operator_name: String,
    /// When.
    pub at: Instant,
    /// When it ended, or will.
    pub ends_at: Instant,
    /// Why.
    pub reason: String,
    /// How many pages were looked at.
    pub pages: u32,
}

/// One page that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAt {
    /// When.
    pub at: Instant,
    /// Which: the route's pattern.
    pub page: String,
    /// Number of what it was about; empty where it is about many.
    pub subject: String,
}

/// The newest so many are shown.
const MOST: i64 = 100;

const LOOKS: &str = "
    SELECT l.id, o.name, l.at, l.reason, l.ended_at,
           (SELECT COUNT(*) FROM operator_look_page p WHERE p.merchant = l.merchant AND p.look = l.id) AS pages
    FROM operator_look l JOIN operator_account o ON o.id = l.operator
    WHERE l.merchant = $1";

impl Store {
    /// Who looks on in this session of the platform's, by the look of this name: nobody, where the session or the look is
    /// over, or the look was begun in another session.
    pub async fn onlooker(&self, session: &SessionToken, look: &str) -> Result<Option<SignedIn>, StoreError> {
        // PostgreSQL refuses texts with NUL: no look has such a name.
        if look.contains('\0') {
            return Ok(None);
        }
        let now = self.now();
        let row = sqlx::query(
            "SELECT l.id, l.merchant, l.at, l.reason, o.id AS operator, o.name AS operator_name, m.name AS merchant_name,
                    m.contract_from, m.contract_until, m.contract_ended_on
             FROM operator_session s
             JOIN operator_account o ON o.id = s.operator AND o.disabled = 0
             JOIN operator_look l ON l.session = s.token_hash AND l.operator = s.operator
             JOIN merchant m ON m.number = l.merchant
             WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2
               AND l.id = $3 AND l.ended_at IS NULL AND l.at > $4",
        )
        .bind(session.hash())
        .bind(now.0)
        .bind(look.to_owned())
        .bind(now.plus_seconds(-LOOK_SECONDS).0)
        .fetch_optional(self.engine.reader())
        .await?;
        row.map(|row| onlooker(&row, now)).transpose()
    }

    /// The looks of the platform at a merchant, the newest first.
    pub async fn looks_at(&self, merchant: MerchantNumber) -> Result<Vec<PastLook>, StoreError> {
        let text = format!("{LOOKS} ORDER BY l.at DESC, l.id DESC LIMIT $2");
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(i64::from(merchant.0))
            .bind(MOST)
            .fetch_all(self.engine.reader())
            .await?;
        rows.iter().map(past).collect()
    }

    /// One look at this merchant, and a page of what was looked at.
    pub async fn look_at(
        &self,
        merchant: MerchantNumber,
        look: &str,
        window: Window,
    ) -> Result<(PastLook, Rows<LookedAt>), StoreError> {
        if look.contains('\0') {
            return Err(StoreError::NotFound);
        }
        let row = sqlx::query(AssertSqlSafe(format!("{LOOKS} AND l.id = $2")))
            .bind(i64::from(merchant.0))
            .bind(look.to_owned())
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        let look = past(&row)?;
        let text = format!(
            "SELECT at, page, subject FROM operator_look_page WHERE merchant = $1 AND look = $2
             ORDER BY at {direction}, id {direction} LIMIT $3 OFFSET $4",
            direction = window.direction()
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(i64::from(merchant.0))
            .bind(look.id.clone())
            .bind(i64::from(window.size))
            .bind(i64::from(window.offset))
            .fetch_all(self.engine.reader())
            .await?;
        let read = |row| {
            let columns = Columns(row);
            Ok(LookedAt {
                at: columns.instant("at")?,
                page: columns.text("page")?,
                subject: columns.text("subject")?,
            })
        };
        let rows = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        let total = u64::from(look.pages);
        Ok((look, Rows { rows, total }))
    }
}

fn onlooker(row: &AnyRow, now: Instant) -> Result<SignedIn, StoreError> {
    let columns = Columns(row);
    let operator =
        AccountId::parse(&columns.text("operator")?).map_err(|_| StoreError::Corrupt("operator"))?;
    let day = |name| columns.maybe_day(name);
    let standing =
        standing(day("contract_from")?, day("contract_until")?, day("contract_ended_on")?, now.day());
    Ok(SignedIn {
        actor: Actor::onlooker(operator, columns.merchant("merchant")?, now),
        account_name: columns.text("operator_name")?,
        merchant_name: columns.text("merchant_name")?,
        branch_name: None,
        contract_over: match standing {
            Standing::Over(last_day) => Some(last_day),
            Standing::NotBegun(_) | Standing::Formal => None,
        },
        look: Some(Look {
            id: columns.text("id")?,
            ends_at: columns.instant("at")?.plus_seconds(LOOK_SECONDS),
            reason: columns.text("reason")?,
        }),
    })
}

fn past(row: &AnyRow) -> Result<PastLook, StoreError> {
    let columns = Columns(row);
    let at = columns.instant("at")?;
    Ok(PastLook {
        id: columns.text("id")?,
        operator_name: columns.text("name")?,
        at,
        ends_at: columns.maybe_instant("ended_at")?.unwrap_or(at.plus_seconds(LOOK_SECONDS)),
        reason: columns.text("reason")?,
        pages: columns.count("pages")?,
    })
}
