//! A ticket as its issuer's people see it, with everything that ever happened to it (RULES §9, 票券歷程).

use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::cancel_give_back;
use domain::identity::{GiveBackId, MerchantNumber, TicketId, UseId};
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use domain::ticket::{GiveBackState, TicketKind, UseState};

/// One ticket and its past.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of RULES §9
pub struct TicketHistory {
    pub id: TicketId,
    pub serial: String,
    pub product_name: String,
    pub kind: TicketKind,
    pub face_value: Dollars,
    pub quantity: u32,
    pub remaining: u32,
    pub offered: bool,
    pub guarantee_until: Option<Day>,
    pub usable_until: Option<Day>,
    pub order_number: String,
    /// Of the order's purchaser: another one after each change.
    pub purchaser_version: i64,
    /// The account may do something about its order.
    pub may_change_order: bool,
    pub uses: Vec<UseOfTicket>,
    pub give_backs: Vec<GiveBackOfTicket>,
    pub records: Vec<Record>,
}

/// One redemption.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct UseOfTicket {
    pub id: UseId,
    pub quantity: u32,
    pub state: UseState,
    pub at: Instant,
    pub business_day: Day,
    pub answered_at: Option<Instant>,
}

/// One return.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct GiveBackOfTicket {
    pub id: GiveBackId,
    pub kind: TicketKind,
    /// Made after the guarantee: the merchant refunds by hand.
    pub overdue: bool,
    /// It can still be taken back now (RULES §4).
    pub cancellable: bool,
    pub number: String,
    pub quantity: u32,
    pub state: GiveBackState,
    pub fee: Dollars,
    pub business_day: Day,
    pub answered_at: Option<Instant>,
    /// Why it was taken back.
    pub cancel_reason: Option<String>,
}

/// One line of the history.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Record {
    pub at: Instant,
    pub kind: String,
    pub quantity: Option<i64>,
    /// Sign-in name; `None` = the system or the holder.
    pub operator: Option<String>,
    pub branch: Option<String>,
    /// Of the ticket, where the history is of several.
    pub serial: Option<String>,
}

impl Store {
    /// The ticket with this serial, if it is of the session's merchant and the account may look at orders or return. An
    /// account of a branch looks at what its branch issued, and at what it may return.
    pub async fn ticket_history(
        &self,
        session: &SessionToken,
        serial: &str,
    ) -> Result<TicketHistory, StoreError> {
        let actor = crate::query::session::by_hash(&self.engine, &session.hash(), self.now())
            .await?
            .ok_or(StoreError::Refused(Refusal::SignedOut))?
            .actor;
        let looks = actor.allows(Function::IssuedOrders, Access::Look)
            || actor.allows(Function::Reports, Access::Look);
        let returns = actor.allows(Function::GiveBack, Access::Change);
        if !looks && !returns {
            return Err(StoreError::Refused(Refusal::PermissionMissing));
        }
        let row = sqlx::query(
            "SELECT t.id, t.serial, t.kind, t.face_value, t.quantity, t.remaining, t.offered, t.guarantee_until,
                    t.usable_until, p.name AS product_name, o.number AS order_number, w.generation AS purchaser_version,
                    CASE WHEN $3 = '' OR o.issued_branch = $3 THEN 1 ELSE 0 END AS is_issued_here,
                    CASE WHEN $3 = '' OR p.names_return_branches = 0 OR EXISTS (SELECT 1 FROM product_branch pb
                        WHERE pb.merchant = t.merchant AND pb.product = t.product AND pb.purpose = 'give_back'
                          AND pb.branch = $3) THEN 1 ELSE 0 END AS is_returned_here
             FROM ticket t
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
             JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
             JOIN wallet w ON w.merchant = o.merchant AND w.id = o.wallet
             WHERE t.merchant = $1 AND t.serial = $2",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(serial)
        .bind(actor.branch().map_or("", |branch| branch.as_str()))
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::Refused(Refusal::TicketUnknown))?;
        let columns = Columns(&row);
        let is_issued_here = columns.flag("is_issued_here")?;
        let is_seen = (looks && is_issued_here) || (returns && columns.flag("is_returned_here")?);
        if !is_seen {
            return Err(StoreError::Refused(Refusal::TicketUnknown));
        }
        let id = TicketId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("ticket"))?;
        Ok(TicketHistory {
            serial: columns.text("serial")?,
            product_name: columns.text("product_name")?,
            kind: columns.stated("kind", TicketKind::parse)?,
            face_value: Dollars(columns.number("face_value")?),
            quantity: columns.count("quantity")?,
            remaining: columns.count("remaining")?,
            offered: columns.flag("offered")?,
            guarantee_until: columns.maybe_day("guarantee_until")?,
            usable_until: columns.maybe_day("usable_until")?,
            order_number: columns.text("order_number")?,
            purchaser_version: columns.number("purchaser_version")?,
            may_change_order: is_issued_here && actor.allows(Function::IssuedOrders, Access::Change),
            uses: self.uses_of(actor.merchant, &id).await?,
            give_backs: self.give_backs_of(actor.merchant, &id).await?,
            records: self.records_of(actor.merchant, &id).await?,
            id,
        })
    }

    async fn uses_of(&self, merchant: MerchantNumber, id: &TicketId) -> Result<Vec<UseOfTicket>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, quantity, state, scanned_at, business_day, answered_at FROM use_line
             WHERE merchant = $1 AND ticket = $2 ORDER BY recorded_at, id",
        )
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row| {
            let columns = Columns(row);
            Ok(UseOfTicket {
                id: UseId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("use"))?,
                quantity: columns.count("quantity")?,
                state: columns.stated("state", UseState::parse)?,
                at: columns.instant("scanned_at")?,
                business_day: columns.day("business_day")?,
                answered_at: columns.maybe_instant("answered_at")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn give_backs_of(
        &self,
        merchant: MerchantNumber,
        id: &TicketId,
    ) -> Result<Vec<GiveBackOfTicket>, StoreError> {
        let rows = sqlx::query(
            "SELECT g.id, g.number, g.quantity, g.state, g.fee, g.business_day, g.answered_at, g.by_hand, g.cancel_reason,
                    t.kind
             FROM give_back g JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
             WHERE g.merchant = $1 AND g.ticket = $2 ORDER BY g.recorded_at, g.id",
        )
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        let today = self.now().day();
        let read = |row| {
            let columns = Columns(row);
            let kind = columns.stated("kind", TicketKind::parse)?;
            let state = columns.stated("state", GiveBackState::parse)?;
            let (overdue, business_day) = (columns.flag("by_hand")?, columns.day("business_day")?);
            Ok(GiveBackOfTicket {
                kind,
                overdue,
                cancellable: cancel_give_back::open(kind, state, overdue, business_day, today).is_ok(),
                id: GiveBackId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("return"))?,
                number: columns.maybe_text("number")?.unwrap_or_default(),
                quantity: columns.count("quantity")?,
                state,
                fee: Dollars(columns.number("fee")?),
                business_day,
                answered_at: columns.maybe_instant("answered_at")?,
                cancel_reason: columns.maybe_text("cancel_reason")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn records_of(&self, merchant: MerchantNumber, id: &TicketId) -> Result<Vec<Record>, StoreError> {
        let rows = sqlx::query(
            "SELECT e.at, e.kind, e.quantity, a.name AS operator, e.branch FROM event e
             LEFT JOIN account a ON a.merchant = e.actor_merchant AND a.id = e.account
             WHERE e.merchant = $1 AND e.ticket = $2 ORDER BY e.at, e.id",
        )
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row| {
            let columns = Columns(row);
            Ok(Record {
                at: columns.instant("at")?,
                kind: columns.text("kind")?,
                quantity: columns.maybe_number("quantity")?,
                operator: columns.maybe_text("operator")?,
                branch: columns.maybe_text("branch")?,
                serial: None,
            })
        };
        rows.iter().map(read).collect()
    }
}
