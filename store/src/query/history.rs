//! A ticket as its issuer's people see it, with everything that ever happened to it (RULES §9, 票券歷程).

use crate::query::issued_order::ShownPerson;
use crate::query::issued_order::page::NoteOfOrder;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::cancel_give_back;
use domain::identity::{GiveBackId, MerchantNumber, TicketId, UseId};
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use domain::ticket::{GiveBackState, TicketKind, UseState};
use sqlx::AssertSqlSafe;

/// One ticket and its past.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of RULES §9
pub struct TicketHistory {
    pub id: TicketId,
    pub serial: String,
    pub product_name: String,
    /// 商品編號
    pub product_code: String,
    pub kind: TicketKind,
    pub face_value: Dollars,
    pub quantity: u32,
    pub remaining: u32,
    pub offered: bool,
    pub guarantee_until: Option<Day>,
    pub usable_until: Option<Day>,
    pub order_number: String,
    pub order_id: String,
    /// Whose it is now, masked.
    pub holder: ShownPerson,
    /// Of the order's purchaser: another one after each change.
    pub purchaser_version: i64,
    /// The account may do something about its order.
    pub may_change_order: bool,
    pub uses: Vec<UseOfTicket>,
    pub give_backs: Vec<GiveBackOfTicket>,
    pub notes: Vec<NoteOfOrder>,
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
    /// Who redeemed, where it was not the issuer.
    pub partner: Option<String>,
    /// The redeemer's; `None` = head office.
    pub branch: Option<String>,
    /// Of a cancelled one.
    pub reason: Option<String>,
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
    pub reason: Option<String>,
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
    /// Whose account it was, where it was not the issuer's.
    pub partner: Option<String>,
    /// What was written down with it, for the issuer's own people.
    pub reason: Option<String>,
    /// Of the ticket, where the history is of several.
    pub serial: Option<String>,
}

/// What [`Record::read`] reads of an event `e` of the merchant `$1`.
pub(crate) const RECORD: &str = "e.at, e.kind, e.quantity, e.branch, a.name AS operator, m.name AS partner,
    CASE e.kind
        WHEN 'redemption_cancelled' THEN (SELECT c.cancel_reason FROM use_line c WHERE c.merchant = e.merchant
            AND c.ticket = e.ticket AND c.state = 'cancelled' AND c.changed_at = e.at ORDER BY c.id LIMIT 1)
        WHEN 'given_back' THEN (SELECT g.reason FROM give_back g WHERE g.merchant = e.merchant AND g.id = e.line)
        WHEN 'give_back_cancelled' THEN (SELECT g.cancel_reason FROM give_back g
            WHERE g.merchant = e.merchant AND g.id = e.line)
        WHEN 'ticket_printed' THEN (SELECT tp.reason FROM ticket_print tp
            WHERE tp.merchant = e.merchant AND tp.id = e.id)
    END AS reason";
/// Beside it.
pub(crate) const BESIDE_RECORD: &str =
    "LEFT JOIN account a ON a.merchant = e.actor_merchant AND a.id = e.account
     LEFT JOIN merchant m ON m.number = e.actor_merchant AND m.number <> $1";

impl Record {
    pub(crate) fn read(columns: &Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            at: columns.instant("at")?,
            kind: columns.text("kind")?,
            quantity: columns.maybe_number("quantity")?,
            operator: columns.maybe_text("operator")?,
            branch: columns.maybe_text("branch")?,
            partner: columns.maybe_text("partner")?,
            reason: columns.maybe_text("reason")?,
            serial: None,
        })
    }
}

impl Store {
    /// [`Self::ticket_history_for`] whoever this session is of.
    pub async fn ticket_history(
        &self,
        session: &SessionToken,
        serial: &str,
    ) -> Result<TicketHistory, StoreError> {
        let signed_in = self.signed_in(session).await?.ok_or(StoreError::Refused(Refusal::SignedOut))?;
        self.ticket_history_for(&signed_in.actor, serial).await
    }

    /// The ticket with this serial, if it is of the actor's merchant and the account may look at orders or return. An
    /// account of a branch looks at what its branch issued, and at what it may return.
    pub async fn ticket_history_for(&self, actor: &Actor, serial: &str) -> Result<TicketHistory, StoreError> {
        let looks = actor.allows(Function::IssuedOrders, Access::Look)
            || actor.allows(Function::Reports, Access::Look);
        let returns = actor.allows(Function::GiveBack, Access::Change);
        if !looks && !returns {
            return Err(StoreError::Refused(Refusal::PermissionMissing));
        }
        let row = sqlx::query(
            "SELECT t.id, t.serial, t.kind, t.face_value, t.quantity, t.remaining, t.offered, t.guarantee_until,
                    t.usable_until, p.name AS product_name, p.code AS product_code, o.number AS order_number, o.id AS order_id,
                    w.holder_name, w.holder_phone, w.holder_email, owner.generation AS purchaser_version,
                    CASE WHEN $3 = '' OR o.issued_branch = $3 THEN 1 ELSE 0 END AS is_issued_here,
                    CASE WHEN $3 = '' OR p.names_return_branches = 0 OR EXISTS (SELECT 1 FROM product_branch pb
                        WHERE pb.merchant = t.merchant AND pb.product = t.product AND pb.purpose = 'give_back'
                          AND pb.branch = $3) THEN 1 ELSE 0 END AS is_returned_here
             FROM ticket t
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
             JOIN wallet w ON w.merchant = t.merchant AND w.id = t.wallet
             JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
             JOIN wallet owner ON owner.merchant = o.merchant AND owner.id = o.wallet
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
            product_code: columns.text("product_code")?,
            kind: columns.stated("kind", TicketKind::parse)?,
            face_value: Dollars(columns.number("face_value")?),
            quantity: columns.count("quantity")?,
            remaining: columns.count("remaining")?,
            offered: columns.flag("offered")?,
            guarantee_until: columns.maybe_day("guarantee_until")?,
            usable_until: columns.maybe_day("usable_until")?,
            order_number: columns.text("order_number")?,
            order_id: columns.text("order_id")?,
            holder: ShownPerson::read(&columns, ["holder_name", "holder_phone", "holder_email"], false)?,
            purchaser_version: columns.number("purchaser_version")?,
            may_change_order: is_issued_here && actor.allows(Function::IssuedOrders, Access::Change),
            uses: self.uses_of(actor.merchant, &id).await?,
            give_backs: self.give_backs_of(actor.merchant, &id).await?,
            notes: self.notes_of_ticket(actor.merchant, &id).await?,
            records: self.records_of(actor.merchant, &id).await?,
            id,
        })
    }

    async fn uses_of(&self, merchant: MerchantNumber, id: &TicketId) -> Result<Vec<UseOfTicket>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.id, u.quantity, u.state, u.scanned_at, u.answered_at, u.branch, u.cancel_reason, m.name AS partner
             FROM use_line u LEFT JOIN merchant m ON m.number = u.redeemer AND m.number <> u.merchant
             WHERE u.merchant = $1 AND u.ticket = $2 ORDER BY u.recorded_at, u.id",
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
                partner: columns.maybe_text("partner")?,
                branch: columns.maybe_text("branch")?,
                reason: columns.maybe_text("cancel_reason")?,
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
            "SELECT g.id, g.number, g.quantity, g.state, g.fee, g.business_day, g.answered_at, g.by_hand, g.reason,
                    g.cancel_reason, t.kind
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
                reason: columns.maybe_text("reason")?,
                business_day,
                answered_at: columns.maybe_instant("answered_at")?,
                cancel_reason: columns.maybe_text("cancel_reason")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn records_of(&self, merchant: MerchantNumber, id: &TicketId) -> Result<Vec<Record>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(format!(
            "SELECT {RECORD} FROM event e {BESIDE_RECORD}
             WHERE e.merchant = $1 AND e.ticket = $2 ORDER BY e.at, e.id"
        )))
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(|row| Record::read(&Columns(row))).collect()
    }

    /// Oldest first.
    async fn notes_of_ticket(
        &self,
        merchant: MerchantNumber,
        id: &TicketId,
    ) -> Result<Vec<NoteOfOrder>, StoreError> {
        let rows = sqlx::query(
            "SELECT n.at, n.note, a.name AS account_name FROM ticket t
             JOIN order_note n ON n.merchant = t.merchant AND n.ticket_order = t.ticket_order AND n.ticket = t.id
             JOIN account a ON a.merchant = n.merchant AND a.id = n.account
             WHERE t.merchant = $1 AND t.id = $2 ORDER BY n.at, n.id",
        )
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(|row| NoteOfOrder::read(&Columns(row))).collect()
    }
}
