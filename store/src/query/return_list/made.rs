//! What was returned, by whom, and what of it can still be cancelled. An account of a branch sees what that branch returned.

use super::{Found, Last, ListedSums, ReturnPage, ReturnSearch, direction, may_see};
use crate::query::window::Window;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::cancel_give_back;
use domain::identity::GiveBackId;
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::ticket::{GiveBackState, TicketKind};
use sqlx::any::AnyRow;

const TABLE: &str = "give_back";
const AT: &str = "recorded_at";
const SUMS: &str = "CASE WHEN r.state = 'cancelled' THEN 0 ELSE r.quantity END AS units,
    CASE WHEN r.state = 'cancelled' THEN 0 ELSE r.quantity * t.face_value END AS face,
    CASE WHEN r.state = 'cancelled' THEN 0 ELSE r.fee END AS fee";

/// A return in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeReturn {
    /// The return.
    pub id: GiveBackId,
    /// 退貨單號
    pub number: String,
    /// 申請退貨單號, where it was asked for.
    pub request_number: Option<String>,
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// ECT訂單編號
    pub order_number: String,
    /// 廠商訂單編號 or 贈品單號
    pub own_order_number: Option<String>,
    /// Units returned.
    pub quantity: u32,
    /// Their face value.
    pub face: Dollars,
    /// What was kept.
    pub fee: Dollars,
    /// What the holder gets back.
    pub refund: Dollars,
    /// The merchant refunds it by hand.
    pub by_hand: bool,
    /// Its state.
    pub state: GiveBackState,
    /// This account can still take it back (RULES §4).
    pub is_cancellable: bool,
    /// The day it counts for.
    pub business_day: Day,
    /// When it was returned.
    pub returned_at: Instant,
    /// When the bank confirmed it.
    pub answered_at: Option<Instant>,
    /// Who returned it; `None` = the command line.
    pub operator: Option<String>,
    /// For which branch; `None` = 總店.
    pub branch: Option<String>,
    /// Why, for the merchant's own people.
    pub reason: Option<String>,
    /// Why it was taken back, for them, too.
    pub cancel_reason: Option<String>,
}

impl Store {
    /// A page of the list.
    pub async fn made_returns(
        &self,
        actor: &Actor,
        search: &ReturnSearch<GiveBackState>,
        window: Window,
    ) -> Result<ReturnPage<MadeReturn>, StoreError> {
        may_see(actor)?;
        let mut found = found(actor, search);
        let (counted, sums) = found.count(self, TABLE, AT, SUMS).await?;
        let limit = found.page(window);
        let rows = self.returns_of(actor, &found, window.is_descending, &limit).await?;
        Ok(ReturnPage::of(rows, counted, sums))
    }

    /// How many returns the whole list has, and what they come to: reads each of them, so it is asked for.
    pub async fn sums_of_made_returns(
        &self,
        actor: &Actor,
        search: &ReturnSearch<GiveBackState>,
    ) -> Result<(u64, ListedSums), StoreError> {
        may_see(actor)?;
        found(actor, search).count_all(self, TABLE, SUMS).await
    }

    /// The next rows of the same list after `last`, however many there are: for a file of all of them.
    pub async fn made_returns_after(
        &self,
        actor: &Actor,
        search: &ReturnSearch<GiveBackState>,
        is_descending: bool,
        last: Option<Last<'_>>,
        size: u32,
    ) -> Result<Vec<MadeReturn>, StoreError> {
        may_see(actor)?;
        let mut found = found(actor, search);
        found.and_after(AT, last, is_descending);
        let limit = found.first(size);
        self.returns_of(actor, &found, is_descending, &limit).await
    }

    async fn returns_of(
        &self,
        actor: &Actor,
        found: &Found,
        is_descending: bool,
        limit: &str,
    ) -> Result<Vec<MadeReturn>, StoreError> {
        let direction = direction(is_descending);
        let text = format!(
            "SELECT f.*, a.name AS operator, q.number AS request_number
             FROM (SELECT r.id, r.number, r.request, r.quantity, r.quantity * t.face_value AS face, r.fee, r.by_hand,
                          r.state, r.business_day, r.recorded_at, r.answered_at, r.account, r.branch, r.reason,
                          r.cancel_reason, t.serial, t.kind, p.name AS product_name, o.number AS order_number,
                          COALESCE(o.merchant_order_no, o.gift_order_no) AS own_order_number
                   {} ORDER BY r.recorded_at {direction}, r.id {direction} {limit}) f
             LEFT JOIN account a ON a.merchant = $1 AND a.id = f.account
             LEFT JOIN return_request q ON q.merchant = $1 AND q.id = f.request
             ORDER BY f.recorded_at {direction}, f.id {direction}",
            found.text(TABLE)
        );
        let rows = found.parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        let may_cancel = actor.allows(Function::CancelGiveBack, Access::Change);
        let today = self.now().day();
        rows.iter().map(|row| made(row, may_cancel, today)).collect()
    }
}

fn found(actor: &Actor, search: &ReturnSearch<GiveBackState>) -> Found {
    let mut found = Found::new(actor, search, TABLE, AT);
    found.and_in(search.state.map(|state| state.as_str()));
    if let Some(branch) = actor.branch() {
        let branch = found.parameters.text(branch.as_str());
        found.and(&format!("r.branch = {branch}"));
    }
    found
}

fn made(row: &AnyRow, may_cancel: bool, today: Day) -> Result<MadeReturn, StoreError> {
    let columns = Columns(row);
    let kind = columns.stated("kind", TicketKind::parse)?;
    let state = columns.stated("state", GiveBackState::parse)?;
    let (by_hand, business_day) = (columns.flag("by_hand")?, columns.day("business_day")?);
    let (face, fee) = (Dollars(columns.number("face")?), Dollars(columns.number("fee")?));
    let open = cancel_give_back::open(kind, state, by_hand, business_day, today);
    Ok(MadeReturn {
        id: GiveBackId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("return"))?,
        number: columns.maybe_text("number")?.unwrap_or_default(),
        request_number: columns.maybe_text("request_number")?,
        serial: columns.text("serial")?,
        product_name: columns.text("product_name")?,
        order_number: columns.text("order_number")?,
        own_order_number: columns.maybe_text("own_order_number")?,
        quantity: columns.count("quantity")?,
        face,
        fee,
        refund: face.minus(fee).ok_or(StoreError::Corrupt("a refund"))?,
        by_hand,
        state,
        is_cancellable: may_cancel && open.is_ok(),
        business_day,
        returned_at: columns.instant("recorded_at")?,
        answered_at: columns.maybe_instant("answered_at")?,
        operator: columns.maybe_text("operator")?,
        branch: columns.maybe_text("branch")?,
        reason: columns.maybe_text("reason")?,
        cancel_reason: columns.maybe_text("cancel_reason")?,
    })
}
