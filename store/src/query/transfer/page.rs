//! One transfer as its issuer's people see it: whose it was, its tickets, what was told, and everything that happened to it
//! (歷程). People are masked; they are shown inside the order, where somebody asks to.

use super::given::transfer_id;
use super::last_day;
use super::record::may_look;
use crate::query::history::Record;
use crate::query::issued_order::ShownPerson;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::identity::TransferId;
use domain::notice::{Channel, NoticeState};
use domain::transfer::TransferState;
use sqlx::any::AnyRow;

pub(super) const GIVER: [&str; 3] = ["holder_name", "holder_phone", "holder_email"];
pub(super) const RECIPIENT: [&str; 3] = ["recipient_name", "recipient_phone", "recipient_email"];

/// What the page shows.
#[derive(Debug, Clone)]
pub struct TransferPage {
    /// The transfer.
    pub transfer: TransferId,
    /// 轉贈單號
    pub number: String,
    /// Who gives, masked.
    pub giver: ShownPerson,
    /// To whom, masked.
    pub recipient: ShownPerson,
    /// When it was offered.
    pub offered_at: Instant,
    /// The day on which it is sent, or was.
    pub sent_on: Day,
    /// When it was sent; `None` while its day has not come.
    pub sent_at: Option<Instant>,
    /// When the recipient looked at it first.
    pub opened_at: Option<Instant>,
    /// The last day on which it may be answered.
    pub last_day: Day,
    /// Its tickets, pieces that were split off later among them.
    pub tickets: Vec<TicketOfTransfer>,
    /// What was told of it.
    pub notices: Vec<NoticeOfTransfer>,
    /// What happened to it, oldest first.
    pub records: Vec<Record>,
}

/// One ticket of it.
#[derive(Debug, Clone)]
pub struct TicketOfTransfer {
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// ECT訂單編號
    pub order_number: String,
    /// Units that went with it.
    pub units: u32,
    /// Units that are left now.
    pub remaining: u32,
    /// What became of it.
    pub state: TransferState,
    /// When that was.
    pub changed_at: Instant,
    /// Split off after it was accepted.
    pub is_piece: bool,
}

/// One message about it.
#[derive(Debug, Clone)]
pub struct NoticeOfTransfer {
    /// What it told of.
    pub event: String,
    /// Whether the recipient is told by it; else the giver.
    pub is_recipients: bool,
    /// Which way it took.
    pub channel: Channel,
    /// What became of it.
    pub state: NoticeState,
    /// When that was.
    pub at: Instant,
}

/// Of the lines `l` what happened to them: `$1` the merchant, `$2` the transfer, `$3` a branch or nothing.
macro_rules! happened {
    ($columns:literal, $beside:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM transfer_line l
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
             JOIN event e ON e.merchant = l.merchant AND e.ticket = l.ticket AND e.line = l.transfer ",
            $beside,
            " WHERE l.merchant = $1 AND l.transfer = $2 AND ($3 = '' OR o.issued_branch = $3) "
        )
    };
}

impl Store {
    /// The transfer, if the account may look at it: a branch's account at what of it its branch issued.
    pub async fn transfer_page(
        &self,
        actor: &Actor,
        transfer: &TransferId,
    ) -> Result<TransferPage, StoreError> {
        may_look(actor)?;
        let row = sqlx::query(
            "SELECT tr.id, tr.number, tr.recipient_name, tr.recipient_phone, tr.recipient_email, tr.offered_at,
                    tr.offered_on, tr.days, tr.sent_at, tr.opened_at, w.holder_name, w.holder_phone, w.holder_email
             FROM transfer tr JOIN wallet w ON w.merchant = tr.merchant AND w.id = tr.giver
             WHERE tr.merchant = $1 AND tr.id = $2",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(transfer.as_str())
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let tickets = self.tickets_of_transfer(actor, transfer).await?;
        if tickets.is_empty() {
            return Err(StoreError::NotFound);
        }
        Ok(TransferPage {
            transfer: transfer_id(&columns)?,
            number: columns.text("number")?,
            giver: ShownPerson::read(&columns, GIVER, false)?,
            recipient: ShownPerson::read(&columns, RECIPIENT, false)?,
            offered_at: columns.instant("offered_at")?,
            sent_on: columns.day("offered_on")?,
            sent_at: columns.maybe_instant("sent_at")?,
            opened_at: columns.maybe_instant("opened_at")?,
            last_day: last_day(&columns)?,
            tickets,
            notices: self.notices_of_transfer(actor, transfer).await?,
            records: self.records_of_transfer(actor, transfer).await?,
        })
    }

    async fn tickets_of_transfer(
        &self,
        actor: &Actor,
        transfer: &TransferId,
    ) -> Result<Vec<TicketOfTransfer>, StoreError> {
        let rows = sqlx::query(
            "SELECT t.serial, t.remaining, p.name AS product_name, o.number AS order_number, l.units, l.state,
                    l.changed_at, CASE WHEN l.piece_of IS NULL THEN 0 ELSE 1 END AS is_piece
             FROM transfer_line l
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
             WHERE l.merchant = $1 AND l.transfer = $2 AND ($3 = '' OR o.issued_branch = $3)
             ORDER BY t.serial",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(transfer.as_str())
        .bind(branch_of(actor))
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            Ok(TicketOfTransfer {
                serial: columns.text("serial")?,
                product_name: columns.text("product_name")?,
                order_number: columns.text("order_number")?,
                units: columns.count("units")?,
                remaining: columns.count("remaining")?,
                state: columns.stated("state", TransferState::parse)?,
                changed_at: columns.instant("changed_at")?,
                is_piece: columns.flag("is_piece")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Of the tickets of one act the first makes the notices: each stands here once.
    async fn notices_of_transfer(
        &self,
        actor: &Actor,
        transfer: &TransferId,
    ) -> Result<Vec<NoticeOfTransfer>, StoreError> {
        let rows = sqlx::query(concat!(
            happened!(
                "e.kind AS event, n.subject, n.channel, n.state, n.changed_at",
                "JOIN notice n ON n.merchant = e.merchant AND n.event = e.id"
            ),
            "ORDER BY n.made_at, n.id"
        ))
        .bind(i64::from(actor.merchant.0))
        .bind(transfer.as_str())
        .bind(branch_of(actor))
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            Ok(NoticeOfTransfer {
                event: columns.text("event")?,
                is_recipients: columns.text("subject")? == transfer.as_str(),
                channel: columns.stated("channel", Channel::parse)?,
                state: columns.stated("state", NoticeState::parse)?,
                at: columns.instant("changed_at")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn records_of_transfer(
        &self,
        actor: &Actor,
        transfer: &TransferId,
    ) -> Result<Vec<Record>, StoreError> {
        let rows = sqlx::query(concat!(
            happened!(
                "e.at, e.kind, e.quantity, e.branch, t.serial, a.name AS operator",
                "LEFT JOIN account a ON a.merchant = e.actor_merchant AND a.id = e.account"
            ),
            "ORDER BY e.at, e.id"
        ))
        .bind(i64::from(actor.merchant.0))
        .bind(transfer.as_str())
        .bind(branch_of(actor))
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row: &AnyRow| {
            let columns = Columns(row);
            Ok(Record {
                at: columns.instant("at")?,
                kind: columns.text("kind")?,
                quantity: columns.maybe_number("quantity")?,
                operator: columns.maybe_text("operator")?,
                branch: columns.maybe_text("branch")?,
                // What happens to a transfer happens at its issuer's, and nobody writes a reason down.
                partner: None,
                reason: None,
                serial: columns.maybe_text("serial")?,
            })
        };
        rows.iter().map(read).collect()
    }
}

fn branch_of(actor: &Actor) -> String {
    actor.branch().map(|branch| branch.as_str().to_owned()).unwrap_or_default()
}
