//! 未發行訂單 (RULES §6) as a list: orders that were paid and are not issued. They belong to no branch: the head office has
//! them. Whoever paid is masked here.

use crate::command::paid_order::{Payment, WAITING_COLUMNS, WaitingOrder, waiting};
use crate::query::issued_order::ShownPerson;
use crate::query::parameters::Parameters;
use crate::query::window::{Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Day;
use domain::money::Dollars;
use domain::order::{GIVE_UP_DAYS, ISSUE_DAYS, PaidOrderState};
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use sqlx::any::AnyRow;

domain::stated_enum! {
    /// What the list can be ordered by.
    pub enum UnissuedSort {
        /// When it was paid, and so the last day of its issue.
        Paid = "paid",
        /// 廠商訂單編號
        Number = "number",
        /// What was paid.
        Amount = "amount",
    }
}

impl UnissuedSort {
    const fn column(self) -> &'static str {
        match self {
            Self::Paid => "p.paid_at",
            Self::Number => "p.merchant_order_no",
            Self::Amount => "p.amount",
        }
    }
}

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnissuedSearch {
    /// One of the order's numbers, phone or e-mail, or part of the purchaser's name or of what was bought.
    pub words: String,
    /// In this state alone.
    pub state: Option<PaidOrderState>,
    /// First day of payment.
    pub paid_from: Option<Day>,
    /// Last day of payment.
    pub paid_until: Option<Day>,
    /// The last day of issue is not before this one.
    pub issue_from: Option<Day>,
    /// The last day of issue is not after this one.
    pub issue_until: Option<Day>,
}

/// A page of the list, and what all that was found comes to.
#[derive(Debug, Clone)]
pub struct UnissuedOrders {
    /// Of this page, masked.
    pub rows: Vec<WaitingOrder>,
    /// Of the whole list.
    pub total: u64,
    /// Sum of the whole list.
    pub amount: Dollars,
    /// How much of it is in which state, in the order of [`UNISSUED_STATES`].
    pub states: Vec<StateSum>,
}

/// What an order of the list can be.
pub const UNISSUED_STATES: [PaidOrderState; 4] =
    [PaidOrderState::Issuable, PaidOrderState::Overdue, PaidOrderState::GivenUp, PaidOrderState::Cancelled];

/// What is in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateSum {
    /// Which.
    pub state: PaidOrderState,
    /// How many orders.
    pub orders: u64,
    /// What was paid for them.
    pub amount: Dollars,
}

/// From where the next rows are read.
#[derive(Debug, Clone, Copy)]
pub struct UnissuedAfter<'l> {
    /// In which order the list is.
    pub sort: UnissuedSort,
    /// The largest first.
    pub is_descending: bool,
    /// The row before them; `None`: the first ones.
    pub last: Option<&'l WaitingOrder>,
    /// So many at most.
    pub size: u32,
}

impl Store {
    /// A page of the list.
    pub async fn unissued_orders(
        &self,
        actor: &Actor,
        search: &UnissuedSearch,
        sort: UnissuedSort,
        window: Window,
    ) -> Result<UnissuedOrders, StoreError> {
        may_look(actor)?;
        let today = self.now().day();
        let mut found = Found::new(actor, search, today);
        let (states, total, amount) = found.sums(self, today).await?;
        let size = found.parameters.number(window.size.into());
        let offset = found.parameters.number(window.offset.into());
        let limit = format!("LIMIT {size} OFFSET {offset}");
        let rows = found.rows(self, sort, window.is_descending, &limit).await?;
        let masked = |row| waiting(row, today).map(masked);
        Ok(UnissuedOrders { rows: rows.iter().map(masked).collect::<Result<_, _>>()?, total, amount, states })
    }

    /// The next rows of the same list, however many there are: for a file of all of them.
    pub async fn unissued_orders_after(
        &self,
        actor: &Actor,
        search: &UnissuedSearch,
        after: UnissuedAfter<'_>,
    ) -> Result<Vec<WaitingOrder>, StoreError> {
        may_look(actor)?;
        let today = self.now().day();
        let rows = self.unissued_rows_after(actor, search, after).await?;
        rows.iter().map(|row| waiting(row, today).map(masked)).collect()
    }

    /// The same rows as they are kept.
    pub(crate) async fn unissued_rows_after(
        &self,
        actor: &Actor,
        search: &UnissuedSearch,
        after: UnissuedAfter<'_>,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let UnissuedAfter { sort, is_descending, last, size } = after;
        let mut found = Found::new(actor, search, self.now().day());
        if let Some(last) = last {
            found.and_after(sort, is_descending, last);
        }
        let limit = format!("LIMIT {}", found.parameters.number(size.into()));
        found.rows(self, sort, is_descending, &limit).await
    }
}

/// Looking needs the permission and the head office, and no more.
fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.branch().is_none() && actor.allows(Function::Issue, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn masked(order: WaitingOrder) -> WaitingOrder {
    let payment = order.payment;
    let person =
        ShownPerson { name: payment.holder_name, phone: payment.holder_phone, email: payment.holder_email };
    let ShownPerson { name: holder_name, phone: holder_phone, email: holder_email } = person.masked();
    let payment = Payment { holder_name, holder_phone, holder_email, ..payment };
    WaitingOrder { payment, ..order }
}

/// Which orders: `$1` is the merchant; nothing but numbers of parameters is put into the text.
struct Found {
    parameters: Parameters,
    text: String,
}

impl Found {
    fn new(actor: &Actor, search: &UnissuedSearch, today: Day) -> Self {
        let parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        // As the index `paid_order_unissued` has it.
        let text = "FROM paid_order p WHERE p.merchant = $1 AND (p.outcome IS NULL OR p.outcome <> 'issued')";
        let mut found = Self { parameters, text: text.to_owned() };
        found.and_words(search.words.trim());
        if let Some(state) = search.state {
            found.and_state(state, today);
        }
        let to_payment = |last_issue: Day| last_issue.minus_days(u64::from(ISSUE_DAYS) - 1);
        found.and_day(">=", search.paid_from);
        found.and_day("<=", search.paid_until);
        found.and_day(">=", search.issue_from.map(to_payment));
        found.and_day("<=", search.issue_until.map(to_payment));
        found
    }

    fn and(&mut self, condition: &str) {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
    }

    fn and_day(&mut self, is: &str, day: Option<Day>) {
        if let Some(day) = day {
            let day = self.parameters.text(day.to_string());
            self.and(&format!("p.paid_on {is} {day}"));
        }
    }

    fn and_words(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let exact = self.parameters.text(words);
        let (capital, small) =
            (self.parameters.text(words.to_uppercase()), self.parameters.text(words.to_lowercase()));
        let part = self.parameters.text(part(words));
        self.and(&format!(
            "(p.merchant_order_no IN ({exact}, {capital}) OR p.ecpay_order_no = {exact}
              OR p.authorisation_no = {exact} OR p.holder_phone = {exact} OR LOWER(p.holder_email) = {small}
              OR LOWER(p.holder_name) LIKE {part} ESCAPE '!' OR LOWER(p.description) LIKE {part} ESCAPE '!')"
        ));
    }

    fn and_state(&mut self, state: PaidOrderState, today: Day) {
        let is = is_in(&mut self.parameters, state, today);
        self.and(&is);
    }

    /// How much of all that was found is in which state, and what it comes to.
    async fn sums(&self, store: &Store, today: Day) -> Result<(Vec<StateSum>, u64, Dollars), StoreError> {
        // The rows are asked for with parameters of their own.
        let mut parameters = self.parameters.clone();
        let mut columns = String::new();
        for state in UNISSUED_STATES {
            let (is, name) = (is_in(&mut parameters, state, today), state.as_str());
            columns.push_str(&format!(
                ", CAST(COALESCE(SUM(CASE WHEN {is} THEN 1 ELSE 0 END), 0) AS BIGINT) AS {name}_orders,
                 CAST(COALESCE(SUM(CASE WHEN {is} THEN p.amount ELSE 0 END), 0) AS BIGINT) AS {name}_amount"
            ));
        }
        let text = format!(
            "SELECT COUNT(*) AS total, CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) AS amount {columns} {}",
            self.text
        );
        let row = parameters.ask(&text).fetch_one(store.engine.reader()).await?;
        let columns = Columns(&row);
        let sum = |state: PaidOrderState| {
            let name = state.as_str();
            let orders = u64::from(columns.count(&format!("{name}_orders"))?);
            Ok::<_, StoreError>(StateSum {
                state,
                orders,
                amount: Dollars(columns.number(&format!("{name}_amount"))?),
            })
        };
        let states = UNISSUED_STATES.into_iter().map(sum).collect::<Result<_, StoreError>>()?;
        Ok((states, u64::from(columns.count("total")?), Dollars(columns.number("amount")?)))
    }

    /// Only what comes after this row.
    fn and_after(&mut self, sort: UnissuedSort, is_descending: bool, last: &WaitingOrder) {
        let is = if is_descending { "<" } else { ">" };
        let column = sort.column();
        let number = self.parameters.text(last.payment.merchant_order_no.clone());
        let value = match sort {
            UnissuedSort::Number => {
                self.and(&format!("{column} {is} {number}"));
                return;
            }
            UnissuedSort::Paid => self.parameters.number(last.payment.paid_at.0),
            UnissuedSort::Amount => self.parameters.number(last.payment.amount.0),
        };
        self.and(&format!(
            "({column} {is} {value} OR ({column} = {value} AND p.merchant_order_no {is} {number}))"
        ));
    }

    async fn rows(
        &self,
        store: &Store,
        sort: UnissuedSort,
        is_descending: bool,
        limit: &str,
    ) -> Result<Vec<AnyRow>, StoreError> {
        let direction = if is_descending { "DESC" } else { "ASC" };
        let text = format!(
            "SELECT p.id, {WAITING_COLUMNS} {} ORDER BY {} {direction}, p.merchant_order_no {direction} {limit}",
            self.text,
            sort.column()
        );
        Ok(self.parameters.ask(&text).fetch_all(store.engine.reader()).await?)
    }
}

/// Whether the order `p` is in this state. What neither happened nor was given up is known by its days (RULES §6).
fn is_in(parameters: &mut Parameters, state: PaidOrderState, today: Day) -> String {
    let first = |days: u32| today.minus_days(u64::from(days) - 1).to_string();
    match state {
        PaidOrderState::Issuable => {
            let issuable = parameters.text(first(ISSUE_DAYS));
            format!("(p.outcome IS NULL AND p.paid_on >= {issuable})")
        }
        PaidOrderState::Overdue => {
            let (issuable, open) = (parameters.text(first(ISSUE_DAYS)), parameters.text(first(GIVE_UP_DAYS)));
            format!("(p.outcome IS NULL AND p.paid_on < {issuable} AND p.paid_on >= {open})")
        }
        PaidOrderState::GivenUp => "(p.outcome = 'given_up')".to_owned(),
        PaidOrderState::Cancelled => {
            let open = parameters.text(first(GIVE_UP_DAYS));
            format!("(p.outcome = 'cancelled' OR (p.outcome IS NULL AND p.paid_on < {open}))")
        }
        // Nothing of this list is.
        PaidOrderState::Issued => "(p.outcome = 'issued')".to_owned(),
    }
}
