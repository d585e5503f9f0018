//! 歷程 of contract, settings, branches and relations.

use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::change::{FieldChange, Subject};
use domain::identity::MerchantNumber;

/// The newest so many are shown.
const MOST: i64 = 100;

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastChange {
    /// When.
    pub at: Instant,
    /// Sign-in name of the account; `None` = the platform.
    pub account_name: Option<String>,
    /// Its merchant.
    pub merchant_name: Option<String>,
    /// One of the platform's own people.
    pub operator_name: Option<String>,
    /// What changed.
    pub fields: Vec<FieldChange>,
    /// What was noted beside it.
    pub note: String,
}

impl Store {
    /// What was changed about one thing of a merchant, the newest first.
    pub async fn changes_of(
        &self,
        merchant: MerchantNumber,
        subject: Subject,
        key: &str,
    ) -> Result<Vec<PastChange>, StoreError> {
        let rows = sqlx::query(
            "SELECT c.at, a.name AS account_name, m.name AS merchant_name, o.name AS operator_name, c.fields, c.note
             FROM set_up_change c
             LEFT JOIN account a ON a.merchant = c.actor_merchant AND a.id = c.account
             LEFT JOIN merchant m ON m.number = c.actor_merchant
             LEFT JOIN operator_account o ON o.id = c.operator
             WHERE c.merchant = $1 AND c.subject = $2 AND c.subject_key = $3
             ORDER BY c.at DESC, c.id DESC LIMIT $4",
        )
        .bind(i64::from(merchant.0))
        .bind(subject.as_str())
        .bind(key.to_owned())
        .bind(MOST)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(PastChange {
                    at: columns.instant("at")?,
                    account_name: columns.maybe_text("account_name")?,
                    merchant_name: columns.maybe_text("merchant_name")?,
                    operator_name: columns.maybe_text("operator_name")?,
                    fields: serde_json::from_str(&columns.text("fields")?)
                        .map_err(|_| StoreError::Corrupt("fields of a change"))?,
                    note: columns.text("note")?,
                })
            })
            .collect()
    }
}
