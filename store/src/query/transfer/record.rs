//! 電子票券轉贈紀錄 (RULES §9): what the merchant sees of transfers, and their history.

use super::given::transfer_id;
use super::last_day;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::identity::TransferId;
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use sqlx::any::AnyRow;

/// Transfers that the list shows at once.
const MOST_LISTED: i64 = 200;

/// What the merchant looks for; what is left empty does not matter.
#[derive(Debug, Clone, Default)]
pub struct TransferSearch {
    /// First day of the offer.
    pub from: Option<Day>,
    /// Last day of the offer.
    pub until: Option<Day>,
    /// 轉贈單號
    pub number: String,
    /// Name of the giver, exactly.
    pub giver: String,
    /// Name of the recipient, exactly.
    pub recipient: String,
}

/// One transfer in the merchant's list.
#[derive(Debug, Clone)]
pub struct ListedTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// 轉贈單號
    pub number: String,
    /// Who gave.
    pub giver_name: String,
    /// To whom.
    pub recipient_name: String,
    /// The recipient's phone.
    pub recipient_phone: String,
    /// The recipient's mail.
    pub recipient_email: String,
    /// When.
    pub offered_at: Instant,
    /// The last day on which it may be answered.
    pub last_day: Day,
    /// How many of its tickets are in which state.
    pub states: Vec<(TransferState, u32)>,
}

/// One entry of a transfer's history (歷程).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferEvent {
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Instant,
    /// Number of tickets.
    pub tickets: u32,
    /// Who, where it was an account; else the giver, the recipient or the system, as the kind says.
    pub account_name: Option<String>,
}

impl Store {
    /// 電子票券轉贈紀錄: the newest transfers of the merchant's tickets that fit; for an account of a branch, of tickets that
    /// its branch issued.
    pub async fn transfers(
        &self,
        actor: &Actor,
        search: &TransferSearch,
    ) -> Result<Vec<ListedTransfer>, StoreError> {
        may_look(actor)?;
        let rows = sqlx::query(
            "SELECT f.id, f.number, f.giver_name, f.recipient_name, f.recipient_phone, f.recipient_email, f.offered_at,
                    f.offered_on, f.days, l.state, COUNT(*) AS tickets
             FROM (SELECT tr.merchant, tr.id, tr.number, g.holder_name AS giver_name, tr.recipient_name,
                          tr.recipient_phone, tr.recipient_email, tr.offered_at, tr.offered_on, tr.days
                   FROM transfer tr JOIN wallet g ON g.merchant = tr.merchant AND g.id = tr.giver
                   WHERE tr.merchant = $1 AND tr.offered_on >= $2 AND tr.offered_on <= $3
                     AND ($4 = '' OR tr.number = $4) AND ($5 = '' OR g.holder_name = $5)
                     AND ($6 = '' OR tr.recipient_name = $6)
                     AND ($8 = '' OR EXISTS (SELECT 1 FROM transfer_line tl
                          JOIN ticket t ON t.merchant = tl.merchant AND t.id = tl.ticket
                          JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
                          WHERE tl.merchant = tr.merchant AND tl.transfer = tr.id AND o.issued_branch = $8))
                   ORDER BY tr.offered_at DESC, tr.id LIMIT $7) AS f
             JOIN transfer_line l ON l.merchant = f.merchant AND l.transfer = f.id AND l.piece_of IS NULL
             GROUP BY f.id, f.number, f.giver_name, f.recipient_name, f.recipient_phone, f.recipient_email,
                      f.offered_at, f.offered_on, f.days, l.state
             ORDER BY f.offered_at DESC, f.id, l.state",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(search.from.map(|day| day.to_string()).unwrap_or_default())
        .bind(search.until.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string()))
        .bind(search.number.trim())
        .bind(search.giver.trim())
        .bind(search.recipient.trim())
        .bind(MOST_LISTED)
        .bind(actor.branch().map(|branch| branch.as_str().to_owned()).unwrap_or_default())
        .fetch_all(self.engine.reader())
        .await?;
        let mut listed: Vec<ListedTransfer> = Vec::new();
        for row in &rows {
            let columns = Columns(row);
            let state = (columns.stated("state", TransferState::parse)?, columns.count("tickets")?);
            let transfer = transfer_id(&columns)?;
            match listed.last_mut().filter(|last| last.transfer == transfer) {
                Some(last) => last.states.push(state),
                None => listed.push(listed_transfer(&columns, transfer, state)?),
            }
        }
        Ok(listed)
    }

    /// 歷程 of one transfer, oldest first: what happened at one moment to several tickets is one entry.
    pub async fn transfer_history(
        &self,
        actor: &Actor,
        transfer: &TransferId,
    ) -> Result<Vec<TransferEvent>, StoreError> {
        may_look(actor)?;
        let rows = sqlx::query(
            "SELECT e.kind, e.at, a.name AS account_name, COUNT(*) AS tickets
             FROM transfer_line l
             JOIN event e ON e.merchant = l.merchant AND e.ticket = l.ticket AND e.line = l.transfer
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
             LEFT JOIN account a ON a.merchant = e.actor_merchant AND a.id = e.account
             WHERE l.merchant = $1 AND l.transfer = $2 AND ($3 = '' OR o.issued_branch = $3)
             GROUP BY e.kind, e.at, a.name ORDER BY e.at, e.kind",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(transfer.as_str())
        .bind(actor.branch().map(|branch| branch.as_str().to_owned()).unwrap_or_default())
        .fetch_all(self.engine.reader())
        .await?;
        if rows.is_empty() {
            return Err(StoreError::Refused(Refusal::TransferUnknown));
        }
        let entry = |row: &AnyRow| {
            let columns = Columns(row);
            Ok(TransferEvent {
                kind: columns.stated("kind", EventKind::parse)?,
                at: columns.instant("at")?,
                tickets: columns.count("tickets")?,
                account_name: columns.maybe_text("account_name")?,
            })
        };
        rows.iter().map(entry).collect()
    }
}

/// Looking needs the permission, and no more.
pub(super) fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.allows(Function::Transfers, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn listed_transfer(
    columns: &Columns<'_>,
    transfer: TransferId,
    state: (TransferState, u32),
) -> Result<ListedTransfer, StoreError> {
    Ok(ListedTransfer {
        transfer,
        number: columns.text("number")?,
        giver_name: columns.text("giver_name")?,
        recipient_name: columns.text("recipient_name")?,
        recipient_phone: columns.text("recipient_phone")?,
        recipient_email: columns.text("recipient_email")?,
        offered_at: columns.instant("offered_at")?,
        last_day: last_day(columns)?,
        states: vec![state],
    })
}
