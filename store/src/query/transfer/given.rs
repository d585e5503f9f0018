//! What a giver sees of the own gifts (RULES §5): what became of them and when, and nothing else about the recipient.

use super::last_day;
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::card::Card;
use domain::identity::{MerchantNumber, TicketId, TransferId};
use domain::notice::{Channel, NoticeState};
use domain::transfer::TransferState;

/// Standing uses of what was given, since it was accepted.
const USES: &str = "
SELECT l.transfer, CAST(SUM(u.quantity) AS BIGINT) AS units, MIN(u.scanned_at) AS first_at
FROM transfer tr
JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id AND l.state = 'accepted'
JOIN use_line u ON u.merchant = l.merchant AND u.ticket = l.ticket AND u.scanned_at >= l.changed_at
     AND u.state <> 'cancelled'
WHERE tr.merchant = $1 AND tr.giver = $2 GROUP BY l.transfer";

/// Notices about what is still offered, oldest first.
const NOTICES: &str = "
SELECT tr.id AS transfer, n.channel, n.state
FROM transfer tr
CROSS JOIN transfer_line l
CROSS JOIN event e
CROSS JOIN notice n
WHERE tr.merchant = $1 AND tr.giver = $2
  AND l.merchant = tr.merchant AND l.transfer = tr.id AND l.piece_of IS NULL AND l.state = 'offered'
  AND e.merchant = l.merchant AND e.ticket = l.ticket AND e.line = tr.id
  AND n.merchant = e.merchant AND n.event = e.id AND n.subject = tr.id
  AND n.kind IN ('transfer_offered', 'transfer_reminded')
ORDER BY n.made_at, n.id";

/// What a holder offered to one person.
#[derive(Debug, Clone)]
pub struct GivenTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// 轉贈單號
    pub number: String,
    /// To whom.
    pub recipient_name: String,
    /// Phone or e-mail was named: notices reach the recipient.
    pub is_told: bool,
    /// The ways whose last notice never arrived; empty once nothing of it is offered any more.
    pub unreached: Vec<Channel>,
    /// What the giver wrote.
    pub message: String,
    /// What it is wrapped in.
    pub card: Card,
    /// When it was offered.
    pub offered_at: Instant,
    /// The day on which it is sent, or was.
    pub sent_on: Day,
    /// When it was sent; `None` while its day has not come.
    pub sent_at: Option<Instant>,
    /// When the recipient looked at it first.
    pub opened_at: Option<Instant>,
    /// The last day on which the recipient may answer.
    pub last_day: Day,
    /// Its tickets.
    pub tickets: Vec<GivenTicket>,
    /// What was used of it since it was accepted: when, and never where.
    pub used: Option<UsedSoFar>,
}

/// Uses of a gift, as its giver may see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedSoFar {
    /// Units.
    pub units: u32,
    /// When the first one was used.
    pub first_at: Instant,
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

impl Store {
    /// What the holder of a wallet offered and gave away, newest first.
    pub async fn given_transfers(&self, giver: &LinkToken) -> Result<Vec<GivenTransfer>, StoreError> {
        let holder = Holder::by_link(&self.engine, giver).await?;
        self.given_by(holder.merchant, holder.wallet.as_str()).await
    }

    /// One transfer of this giver, with the link to pass on: until it is answered, if it has one.
    pub async fn given_transfer(
        &self,
        giver: &LinkToken,
        transfer: &TransferId,
    ) -> Result<(GivenTransfer, Option<LinkToken>), StoreError> {
        let given = self.given_transfers(giver).await?;
        let given = given.into_iter().find(|given| given.transfer == *transfer);
        let given = given.ok_or(StoreError::NotFound)?;
        let share = self.share_link(transfer)?;
        let row = sqlx::query("SELECT COUNT(*) AS known FROM transfer WHERE share_hash = $1")
            .bind(share.hash())
            .fetch_one(self.engine.look_ups())
            .await?;
        let is_known = Columns(&row).number("known")? == 1;
        let is_open = given.tickets.iter().any(|ticket| ticket.state == TransferState::Offered);
        Ok((given, (is_known && is_open).then_some(share)))
    }

    pub(in crate::query) async fn given_by(
        &self,
        merchant: MerchantNumber,
        wallet: &str,
    ) -> Result<Vec<GivenTransfer>, StoreError> {
        let rows = sqlx::query(
            "SELECT tr.id, tr.number, tr.recipient_name, tr.message, tr.offered_at, tr.offered_on, tr.days,
                    tr.recipient_phone, tr.recipient_email, tr.card, tr.sent_at, tr.opened_at,
                    l.ticket, l.units, l.state, l.changed_at, t.serial, p.name AS product_name
             FROM transfer tr
             JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id AND l.piece_of IS NULL
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             WHERE tr.merchant = $1 AND tr.giver = $2 ORDER BY tr.offered_at DESC, tr.id, t.serial",
        )
        .bind(i64::from(merchant.0))
        .bind(wallet)
        .fetch_all(self.engine.look_ups())
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
        if given.is_empty() {
            return Ok(given);
        }
        let uses = sqlx::query(USES)
            .bind(i64::from(merchant.0))
            .bind(wallet)
            .fetch_all(self.engine.look_ups())
            .await?;
        for row in &uses {
            let columns = Columns(row);
            let id = columns.text("transfer")?;
            let used = UsedSoFar { units: columns.count("units")?, first_at: columns.instant("first_at")? };
            for one in given.iter_mut().filter(|one| one.transfer.as_str() == id) {
                one.used = Some(used);
            }
        }
        self.add_unreached(merchant, wallet, &mut given).await?;
        Ok(given)
    }

    /// Of each way the newest notice counts: one that was sent again and taken makes the earlier one good.
    async fn add_unreached(
        &self,
        merchant: MerchantNumber,
        wallet: &str,
        given: &mut [GivenTransfer],
    ) -> Result<(), StoreError> {
        let notices = sqlx::query(NOTICES)
            .bind(i64::from(merchant.0))
            .bind(wallet)
            .fetch_all(self.engine.look_ups())
            .await?;
        for row in &notices {
            let columns = Columns(row);
            let id = columns.text("transfer")?;
            let channel = columns.stated("channel", Channel::parse)?;
            let came_back = match columns.stated("state", NoticeState::parse)? {
                NoticeState::Failed | NoticeState::Bounced => true,
                NoticeState::Waiting | NoticeState::Sent => false,
            };
            for one in given.iter_mut().filter(|one| one.transfer.as_str() == id) {
                one.unreached.retain(|other| *other != channel);
                one.unreached.extend(came_back.then_some(channel));
            }
        }
        Ok(())
    }
}

pub(super) fn transfer_id(columns: &Columns<'_>) -> Result<TransferId, StoreError> {
    TransferId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("transfer"))
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
        is_told: !columns.text("recipient_phone")?.is_empty() || !columns.text("recipient_email")?.is_empty(),
        unreached: Vec::new(),
        message: columns.text("message")?,
        card: columns.stated("card", Card::parse)?,
        offered_at: columns.instant("offered_at")?,
        sent_on: columns.day("offered_on")?,
        sent_at: columns.maybe_instant("sent_at")?,
        opened_at: columns.maybe_instant("opened_at")?,
        last_day: last_day(columns)?,
        tickets: vec![ticket],
        used: None,
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
