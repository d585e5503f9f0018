//! Transfers as the giver and the recipient see them (RULES §5); the merchant's list stands in `record.rs`. Pieces that a
//! recipient split off later are the recipient's business: only what was offered is shown.

mod record;

use super::issuer::{IssuerData, issuer_data};
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::identity::{MerchantNumber, TicketId, TransferId};
use domain::transfer::{self, TransferState};
use sqlx::any::AnyRow;

pub use record::{ListedTransfer, TransferEvent, TransferSearch};

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
        let state = first.stated("state", TransferState::parse)?;
        let is_over = state == TransferState::Offered && self.now().day() > last_day;
        let state = if is_over { TransferState::Lapsed } else { state };
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
