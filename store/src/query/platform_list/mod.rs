//! What the house keeps, as lists for the platform's own people: runs of jobs, deliveries, escrow proofs. Deliveries and proofs
//! are read in the order of their time by an index each, and counted no further than a page needs.

mod deliveries;
mod jobs;
mod proofs;

pub use deliveries::Delivery;
pub use jobs::{JobRow, JobSearch, JobSort};
pub use proofs::StoredProof;

use crate::query::parameters::Parameters;
use crate::query::window::{Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Day;
use sqlx::any::AnyRow;

/// How many rows are counted and paged through at most, as in the list of orders.
pub const MOST_COUNTED: u32 = 5_000;

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptSearch {
    /// Part of the merchant's name, number or 統一編號.
    pub words: String,
    /// First day on which it was made.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPage<Row> {
    /// Of this page.
    pub rows: Vec<Row>,
    /// How many were found, at most [`MOST_COUNTED`].
    pub counted: u64,
    /// There are more than were counted.
    pub has_more: bool,
}

/// Rows `r` of a table, each with its merchant `m`.
#[derive(Clone)]
struct Found {
    parameters: Parameters,
    table: &'static str,
    /// The columns of its order: the time, then what tells rows of one moment apart.
    key: &'static [&'static str],
    conditions: String,
}

impl Found {
    fn new(table: &'static str, key: &'static [&'static str], search: &KeptSearch) -> Self {
        let mut found = Self { parameters: Parameters::none(), table, key, conditions: String::new() };
        let at = key.first().copied().unwrap_or_default();
        if let Some(day) = search.from {
            let first = found.parameters.number(day.start().0);
            found.and(&format!("{at} >= {first}"));
        }
        if let Some(day) = search.until {
            let after = found.parameters.number(day.plus_days(1).start().0);
            found.and(&format!("{at} < {after}"));
        }
        let words = search.words.trim();
        if !words.is_empty() {
            let words = found.parameters.text(part(words));
            found.and(&format!(
                "(LOWER(m.name) LIKE {words} ESCAPE '!' OR m.tax_id LIKE {words} ESCAPE '!'
                  OR CAST(m.number AS TEXT) LIKE {words} ESCAPE '!')"
            ));
        }
        found
    }

    fn and(&mut self, condition: &str) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
    }

    /// Only what comes after the row whose key these parameters are.
    fn and_after(&mut self, last: &[String], is_descending: bool) {
        let is = if is_descending { "<" } else { ">" };
        self.and(&format!("({}) {is} ({})", self.key.join(", "), last.join(", ")));
    }

    /// `FROM … WHERE … ORDER BY …`
    fn text(&self, is_descending: bool) -> String {
        let direction = if is_descending { "DESC" } else { "ASC" };
        let order: Vec<_> = self.key.iter().map(|column| format!("{column} {direction}")).collect();
        format!(
            "FROM {} r CROSS JOIN merchant m WHERE m.number = r.merchant {} ORDER BY {}",
            self.table,
            self.conditions,
            order.join(", ")
        )
    }

    async fn page<Row>(
        &self,
        store: &Store,
        columns: &str,
        window: Window,
        read: fn(&AnyRow) -> Result<Row, StoreError>,
    ) -> Result<KeptPage<Row>, StoreError> {
        let counted = format!(
            "SELECT COUNT(*) AS found FROM (SELECT r.merchant {} LIMIT {MOST_COUNTED} + 1) f",
            self.text(window.is_descending)
        );
        let counted =
            self.parameters.ask(&counted).persistent(false).fetch_one(store.engine.reader()).await?;
        let counted = Columns(&counted).count("found")?;
        let mut page = self.clone();
        let size = window.size.min(MOST_COUNTED.saturating_sub(window.offset));
        let (size, offset) =
            (page.parameters.number(size.into()), page.parameters.number(window.offset.into()));
        let limit = format!("LIMIT {size} OFFSET {offset}");
        Ok(KeptPage {
            rows: page.rows(store, columns, window.is_descending, &limit, read).await?,
            counted: u64::from(counted.min(MOST_COUNTED)),
            has_more: counted > MOST_COUNTED,
        })
    }

    /// How many there are in all: each row is read.
    async fn count_all(&self, store: &Store) -> Result<u64, StoreError> {
        let text = format!(
            "SELECT COUNT(*) AS found FROM {} r CROSS JOIN merchant m WHERE m.number = r.merchant {}",
            self.table, self.conditions
        );
        let row = self.parameters.ask(&text).persistent(false).fetch_one(store.engine.reader()).await?;
        Ok(u64::from(Columns(&row).count("found")?))
    }

    async fn first<Row>(
        mut self,
        store: &Store,
        columns: &str,
        is_descending: bool,
        size: u32,
        read: fn(&AnyRow) -> Result<Row, StoreError>,
    ) -> Result<Vec<Row>, StoreError> {
        let limit = format!("LIMIT {}", self.parameters.number(size.into()));
        self.rows(store, columns, is_descending, &limit, read).await
    }

    async fn rows<Row>(
        &self,
        store: &Store,
        columns: &str,
        is_descending: bool,
        limit: &str,
        read: fn(&AnyRow) -> Result<Row, StoreError>,
    ) -> Result<Vec<Row>, StoreError> {
        let text = format!("SELECT {columns} {} {limit}", self.text(is_descending));
        // Planned anew for this place in the list: a plan for any of them sorts all that is left.
        let rows = self.parameters.ask(&text).persistent(false).fetch_all(store.engine.reader()).await?;
        rows.iter().map(read).collect()
    }
}
