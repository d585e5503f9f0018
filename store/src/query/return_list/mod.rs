//! 票券退貨 (RULES §4) as lists: what holders ask for, and what was returned. A page is two queries, however long the list is.

mod asked;
mod made;

pub use made::MadeReturn;

use crate::command::give_back::sheet::may_return;
use crate::query::parameters::Parameters;
use crate::query::window::{Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::money::Dollars;

/// How many rows are counted and paged through at most, as in the list of orders.
pub const MOST_COUNTED: u32 = 5_000;

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnSearch<State> {
    /// Number of the request or the return, of the order, or the ticket's serial.
    pub words: String,
    /// 商品編號, 廠商貨號, or part of the name.
    pub product: String,
    /// First day of asking or returning.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// In this state alone.
    pub state: Option<State>,
}

impl<State> Default for ReturnSearch<State> {
    fn default() -> Self {
        Self { words: String::new(), product: String::new(), from: None, until: None, state: None }
    }
}

/// Who sees the lists: who returns (票券退貨 is not split into looking and changing), at any hour, and who looks on.
fn may_see(actor: &Actor) -> Result<(), StoreError> {
    if actor.is_onlooker() { Ok(()) } else { may_return(actor) }
}

/// What the rows that were counted come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct ListedSums {
    pub units: i64,
    pub face: Dollars,
    pub fee: Dollars,
    pub refund: Dollars,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPage<Row> {
    /// Of this page.
    pub rows: Vec<Row>,
    /// How many were found, at most [`MOST_COUNTED`].
    pub counted: u64,
    /// There are more than were counted.
    pub has_more: bool,
    /// What those that were counted come to; of what was returned, without what was cancelled.
    pub sums: ListedSums,
}

impl<Row> ReturnPage<Row> {
    fn of(rows: Vec<Row>, counted: u32, sums: ListedSums) -> Self {
        let has_more = counted > MOST_COUNTED;
        Self { rows, counted: u64::from(counted.min(MOST_COUNTED)), has_more, sums }
    }
}

/// A row of a list, after which the next ones are read.
#[derive(Debug, Clone, Copy)]
pub struct Last<'r> {
    /// When it was asked or returned.
    pub at: Instant,
    /// Its id.
    pub id: &'r str,
}

/// From where rows come, and which of them.
#[derive(Clone)]
struct Found {
    parameters: Parameters,
    /// Finds ids, where words were typed.
    source: Option<String>,
    conditions: String,
}

impl Found {
    /// Of the list `r` whose rows stand in `table` with their time in `at`.
    fn new<State>(actor: &Actor, search: &ReturnSearch<State>, table: &str, at: &str) -> Self {
        let parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let mut found = Self { parameters, source: None, conditions: String::new() };
        let first = search.from.map_or(0, |day| day.start().0);
        let after = search.until.map_or(i64::MAX, |day| day.plus_days(1).start().0);
        let (first, after) = (found.parameters.number(first), found.parameters.number(after));
        found.conditions.push_str(&format!(" AND r.{at} >= {first} AND r.{at} < {after}"));
        let words = search.words.trim();
        if !words.is_empty() {
            found.source = Some(source(&mut found.parameters, table, words));
        }
        let product = search.product.trim();
        if !product.is_empty() {
            let code = found.parameters.text(product.to_uppercase());
            let name = found.parameters.text(part(product));
            found.conditions.push_str(&format!(
                " AND (p.code = {code} OR UPPER(p.own_number) = {code} OR LOWER(p.name) LIKE {name} ESCAPE '!')"
            ));
        }
        found
    }

    fn and(&mut self, condition: &str) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
    }

    /// `FROM … WHERE …`, ticket, product and order beside each row.
    fn text(&self, table: &str) -> String {
        let (from, these) = match &self.source {
            None => (format!("{table} r"), ""),
            Some(source) => (format!("({source}) k CROSS JOIN {table} r"), "AND r.id = k.id"),
        };
        format!(
            "FROM {from} CROSS JOIN ticket t CROSS JOIN product p CROSS JOIN ticket_order o
             WHERE r.merchant = $1 {these} AND t.merchant = $1 AND t.id = r.ticket AND p.merchant = $1
               AND p.number = t.product AND o.merchant = $1 AND o.id = t.ticket_order {}",
            self.conditions
        )
    }

    /// Only what comes after this row.
    fn and_after(&mut self, at: &str, last: Option<Last<'_>>, is_descending: bool) {
        let Some(last) = last else { return };
        let is = if is_descending { "<" } else { ">" };
        let (moment, id) = (self.parameters.number(last.at.0), self.parameters.text(last.id));
        self.and(&format!("(r.{at} {is} {moment} OR (r.{at} = {moment} AND r.id {is} {id}))"));
    }

    /// In this state alone, where one is named.
    fn and_in(&mut self, state: Option<&str>) {
        if let Some(state) = state {
            let state = self.parameters.text(state);
            self.and(&format!("r.state = {state}"));
        }
    }

    /// The rows of a page, of those that are counted.
    fn page(&mut self, window: Window) -> String {
        let size = window.size.min(MOST_COUNTED.saturating_sub(window.offset));
        let (size, offset) =
            (self.parameters.number(size.into()), self.parameters.number(window.offset.into()));
        format!("LIMIT {size} OFFSET {offset}")
    }

    /// So many rows.
    fn first(&mut self, size: u32) -> String {
        format!("LIMIT {}", self.parameters.number(size.into()))
    }

    /// How many there are and what they come to, as far as they are paged through. `sums` are three amounts of a row.
    async fn count(
        &self,
        store: &Store,
        table: &str,
        at: &str,
        sums: &str,
    ) -> Result<(u32, ListedSums), StoreError> {
        let limit = format!("ORDER BY r.{at} DESC, r.id DESC LIMIT {MOST_COUNTED} + 1");
        self.sums(store, table, sums, &limit).await
    }

    /// The same of the whole list: each row of it is read.
    async fn count_all(
        &self,
        store: &Store,
        table: &str,
        sums: &str,
    ) -> Result<(u64, ListedSums), StoreError> {
        let (counted, sums) = self.sums(store, table, sums, "").await?;
        Ok((u64::from(counted), sums))
    }

    async fn sums(
        &self,
        store: &Store,
        table: &str,
        sums: &str,
        limit: &str,
    ) -> Result<(u32, ListedSums), StoreError> {
        let text = format!(
            "SELECT COUNT(*) AS found, CAST(COALESCE(SUM(f.units), 0) AS BIGINT) AS units,
                    CAST(COALESCE(SUM(f.face), 0) AS BIGINT) AS face, CAST(COALESCE(SUM(f.fee), 0) AS BIGINT) AS fee
             FROM (SELECT {sums} {} {limit}) f",
            self.text(table)
        );
        let row = self.parameters.ask(&text).fetch_one(store.engine.reader()).await?;
        let columns = Columns(&row);
        let (face, fee) = (Dollars(columns.number("face")?), Dollars(columns.number("fee")?));
        let refund = face.minus(fee).ok_or(StoreError::Corrupt("a refund"))?;
        Ok((columns.count("found")?, ListedSums { units: columns.number("units")?, face, fee, refund }))
    }
}

/// Each by an index of its own.
fn source(parameters: &mut Parameters, table: &str, words: &str) -> String {
    let (number, capital) = (parameters.text(words), parameters.text(words.to_uppercase()));
    let of_order = |which: String| {
        format!(
            "SELECT r.id FROM ticket_order o CROSS JOIN ticket t CROSS JOIN {table} r
             WHERE o.merchant = $1 AND {which} AND t.merchant = $1 AND t.ticket_order = o.id AND r.merchant = $1
               AND r.ticket = t.id"
        )
    };
    format!(
        "SELECT r.id FROM {table} r WHERE r.merchant = $1 AND r.number = {capital}
         UNION SELECT r.id FROM ticket t CROSS JOIN {table} r
         WHERE t.merchant = $1 AND t.serial = {capital} AND r.merchant = $1 AND r.ticket = t.id
         UNION {} UNION {} UNION {}",
        of_order(format!("o.number = {number}")),
        of_order(format!("o.merchant_order_no IN ({number}, {capital})")),
        of_order(format!("o.gift_order_no IN ({number}, {capital})"))
    )
}

fn direction(is_descending: bool) -> &'static str {
    if is_descending { "DESC" } else { "ASC" }
}
