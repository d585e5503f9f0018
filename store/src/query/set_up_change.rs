//! 歷程 of contract, settings, branches and relations.

use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::change::{FieldChange, Subject};
use domain::identity::MerchantNumber;
use sqlx::any::AnyRow;

/// The newest so many stand on the thing's own page; all of them have a list.
pub const MOST: usize = 100;

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

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Whose data they are: of a relation, the issuer's.
    pub merchant: MerchantNumber,
    /// Which kind of thing.
    pub subject: Subject,
    /// Which of them; empty where there is one.
    pub key: String,
}

const COLUMNS: &str =
    "SELECT c.at, a.name AS account_name, m.name AS merchant_name, o.name AS operator_name, c.fields, c.note";

impl Store {
    /// What was changed about one thing of a merchant, the newest first.
    pub async fn changes_of(
        &self,
        merchant: MerchantNumber,
        subject: Subject,
        key: &str,
    ) -> Result<Vec<PastChange>, StoreError> {
        let changed = Changed { merchant, subject, key: key.to_owned() };
        let (mut parameters, found) = found(&changed, [None, None]);
        let most = parameters.number(i64::try_from(MOST).unwrap_or(i64::MAX));
        let text = format!("{COLUMNS} {found} ORDER BY c.at DESC, c.id DESC LIMIT {most}");
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        rows.iter().map(change).collect()
    }

    /// A page of all that was changed about it, between two days where they are named.
    pub async fn listed_changes(
        &self,
        changed: &Changed,
        days: [Option<Day>; 2],
        window: Window,
    ) -> Result<Rows<PastChange>, StoreError> {
        let (mut parameters, found) = found(changed, days);
        let counted = format!("SELECT COUNT(*) AS total {found}");
        let total = parameters.ask(&counted).fetch_one(self.engine.reader()).await?;
        let (size, offset) = (parameters.number(window.size.into()), parameters.number(window.offset.into()));
        let direction = window.direction();
        let text = format!(
            "{COLUMNS} {found} ORDER BY c.at {direction}, c.id {direction} LIMIT {size} OFFSET {offset}"
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        Ok(Rows {
            rows: rows.iter().map(change).collect::<Result<_, _>>()?,
            total: u64::from(Columns(&total).count("total")?),
        })
    }
}

/// `FROM … WHERE …`, with who did it.
fn found(changed: &Changed, [from, until]: [Option<Day>; 2]) -> (Parameters, String) {
    let mut parameters = Parameters::beginning_with(i64::from(changed.merchant.0));
    let (subject, key) = (parameters.text(changed.subject.as_str()), parameters.text(changed.key.as_str()));
    let mut conditions = format!("c.merchant = $1 AND c.subject = {subject} AND c.subject_key = {key}");
    if let Some(from) = from {
        conditions.push_str(&format!(" AND c.at >= {}", parameters.number(from.start().0)));
    }
    if let Some(until) = until {
        conditions.push_str(&format!(" AND c.at < {}", parameters.number(until.plus_days(1).start().0)));
    }
    let text = format!(
        "FROM set_up_change c
         LEFT JOIN account a ON a.merchant = c.actor_merchant AND a.id = c.account
         LEFT JOIN merchant m ON m.number = c.actor_merchant
         LEFT JOIN operator_account o ON o.id = c.operator
         WHERE {conditions}"
    );
    (parameters, text)
}

fn change(row: &AnyRow) -> Result<PastChange, StoreError> {
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
}
