//! Transfers as the giver, the recipient and the merchant see them (RULES §5, §9 電子票券轉贈紀錄). Pieces that a recipient
//! split off later are the recipient's business: only what was offered is shown.

use super::issuer::{IssuerData, issuer_data};
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::identity::{MerchantNumber, TicketId, TransferId};
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use domain::transfer::{self, TransferState};
use sqlx::any::AnyRow;

/// Transfers that the merchant's list shows at once.
const MOST_LISTED: i64 = 200;

/// What a holder offered to one person.
#[derive(Debug, Clone)]
pub struct GivenTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// 轉贈單號
    pub number: String,
    /// To whom.
    pub recipient_name: String,
    /// What the giver wrote.
    pub message: String,
    /// When.
    pub offered_at: Instant,
    /// The last day on which the recipient may answer.
    pub last_day: Day,
    /// Its tickets.
    pub tickets: Vec<GivenTicket>,
}

/// One ticket that was offered.
#[derive(Debug, Clone)]
pub struct GivenTicket {
    /// The ticket.
    pub id: TicketId,
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// Units that went with it.
    pub units: u32,
    /// What became of it.
    pub state: TransferState,
    /// When that was.
    pub changed_at: Instant,
}

/// What a recipient's link shows before it is a wallet.
#[derive(Debug, Clone)]
pub struct Gift {
    /// 轉贈單號
    pub number: String,
    /// Who gives.
    pub giver_name: String,
    /// To whom.
    pub recipient_name: String,
    /// What the giver wrote.
    pub message: String,
    /// The issuer.
    pub issuer: IssuerData,
    /// When it was offered.
    pub offered_at: Instant,
    /// The last day on which it may be answered.
    pub last_day: Day,
    /// What became of it; [`TransferState::Lapsed`] from the day after the last one on.
    pub state: TransferState,
    /// What is in it; nothing once the offer ended.
    pub tickets: Vec<GiftTicket>,
}

/// One ticket of a gift: no serial and no code before it is accepted.
#[derive(Debug, Clone)]
pub struct GiftTicket {
    /// Product name.
    pub product_name: String,
    /// Terms, one line each.
    pub terms: Vec<String>,
    /// NT$ a unit.
    pub face_value: i64,
    /// Units that go with it.
    pub units: u32,
    /// 可使用日期
    pub usable_from: Option<Day>,
    /// Last day of 價金保管
    pub guarantee_until: Option<Day>,
}

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
    /// What the holder of a wallet offered and gave away, newest first.
    pub async fn given_transfers(&self, giver: &LinkToken) -> Result<Vec<GivenTransfer>, StoreError> {
        let holder = Holder::by_link(&self.engine, giver).await?;
        self.given_by(holder.merchant, holder.wallet.as_str()).await
    }

    pub(super) async fn given_by(
        &self,
        merchant: MerchantNumber,
        wallet: &str,
    ) -> Result<Vec<GivenTransfer>, StoreError> {
        let rows = sqlx::query(
            "SELECT tr.id, tr.number, tr.recipient_name, tr.message, tr.offered_at, tr.offered_on, tr.days,
                    l.ticket, l.units, l.state, l.changed_at, t.serial, p.name AS product_name
             FROM transfer tr
             JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id AND l.piece_of IS NULL
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             WHERE tr.merchant = $1 AND tr.giver = $2 ORDER BY tr.offered_at DESC, tr.id, t.serial",
        )
        .bind(i64::from(merchant.0))
        .bind(wallet)
        .fetch_all(self.engine.reader())
        .await?;
        let mut given: Vec<GivenTransfer> = Vec::new();
        for row in &rows {
            let columns = Columns(row);
            let transfer = transfer_id(&columns)?;
            let ticket = given_ticket(&columns)?;
            match given.last_mut().filter(|last| last.transfer == transfer) {
                Some(last) => last.tickets.push(ticket),
                None => given.push(given_transfer(&columns, transfer, ticket)?),
            }
        }
        Ok(given)
    }

    /// What a recipient's link opens until it is accepted; from then on it is a wallet's, and this is `NotFound`.
    pub async fn gift(&self, link: &LinkToken) -> Result<Gift, StoreError> {
        let rows = sqlx::query(
            "SELECT tr.merchant, tr.number, tr.recipient_name, tr.message, tr.offered_at, tr.offered_on, tr.days,
                    g.holder_name AS giver_name, l.units, l.state, t.face_value, t.usable_from, t.guarantee_until,
                    p.name AS product_name, p.terms, m.name, m.responsible_person, m.tax_id, m.address,
                    m.service_phone, m.service_email, m.return_rights, m.guarantee_bank
             FROM transfer tr
             JOIN wallet g ON g.merchant = tr.merchant AND g.id = tr.giver
             JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id AND l.piece_of IS NULL
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN merchant m ON m.number = tr.merchant
             WHERE tr.token_hash = $1 AND tr.recipient IS NULL ORDER BY t.serial",
        )
        .bind(link.hash())
        .fetch_all(self.engine.reader())
        .await?;
        let first = rows.first().map(Columns).ok_or(StoreError::NotFound)?;
        let last_day = last_day(&first)?;
        let state = match first.stated("state", TransferState::parse)? {
            TransferState::Offered if self.now().day() > last_day => TransferState::Lapsed,
            state => state,
        };
        let shown = if state == TransferState::Offered { rows.as_slice() } else { &[] };
        Ok(Gift {
            number: first.text("number")?,
            giver_name: first.text("giver_name")?,
            recipient_name: first.text("recipient_name")?,
            message: first.text("message")?,
            issuer: issuer_data(&first)?,
            offered_at: first.instant("offered_at")?,
            last_day,
            state,
            tickets: shown.iter().map(gift_ticket).collect::<Result<_, _>>()?,
        })
    }

    /// 電子票券轉贈紀錄: the newest transfers of the merchant's tickets that fit.
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
             LEFT JOIN account a ON a.merchant = e.actor_merchant AND a.id = e.account
             WHERE l.merchant = $1 AND l.transfer = $2
             GROUP BY e.kind, e.at, a.name ORDER BY e.at, e.kind",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(transfer.as_str())
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
fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.role.allows(Function::Transfers, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn transfer_id(columns: &Columns<'_>) -> Result<TransferId, StoreError> {
    TransferId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("transfer"))
}

fn last_day(columns: &Columns<'_>) -> Result<Day, StoreError> {
    Ok(transfer::last_day(columns.day("offered_on")?, columns.count("days")?))
}

fn given_transfer(
    columns: &Columns<'_>,
    transfer: TransferId,
    ticket: GivenTicket,
) -> Result<GivenTransfer, StoreError> {
    Ok(GivenTransfer {
        transfer,
        number: columns.text("number")?,
        recipient_name: columns.text("recipient_name")?,
        message: columns.text("message")?,
        offered_at: columns.instant("offered_at")?,
        last_day: last_day(columns)?,
        tickets: vec![ticket],
    })
}

fn given_ticket(columns: &Columns<'_>) -> Result<GivenTicket, StoreError> {
    Ok(GivenTicket {
        id: TicketId::parse(&columns.text("ticket")?).map_err(|_| StoreError::Corrupt("ticket"))?,
        serial: columns.text("serial")?,
        product_name: columns.text("product_name")?,
        units: columns.count("units")?,
        state: columns.stated("state", TransferState::parse)?,
        changed_at: columns.instant("changed_at")?,
    })
}

fn gift_ticket(row: &AnyRow) -> Result<GiftTicket, StoreError> {
    let columns = Columns(row);
    Ok(GiftTicket {
        product_name: columns.text("product_name")?,
        terms: columns.text("terms")?.lines().map(str::to_owned).collect(),
        face_value: columns.number("face_value")?,
        units: columns.count("units")?,
        usable_from: columns.maybe_day("usable_from")?,
        guarantee_until: columns.maybe_day("guarantee_until")?,
    })
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
