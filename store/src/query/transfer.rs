//! Transfers as the giver and the recipient see them (RULES §5). Pieces that a recipient split off later are the recipient's
//! business: only what was offered is shown. What the merchant sees stands in `list`, `page` and `record`.

mod given;
mod list;
mod page;
mod record;

use super::issuer::{IssuerData, issuer_data};
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::card::Card;
use domain::refusal::Refusal;
use domain::transfer::{self, TransferState};
use sqlx::any::AnyRow;

pub use given::{GivenTicket, GivenTransfer, UsedSoFar};
pub use list::{MOST_COUNTED, TransferInList, TransferListSearch, TransferSums, Transfers};
pub use page::{NoticeOfTransfer, TicketOfTransfer, TransferPage};
pub use record::{ListedTransfer, TransferEvent, TransferSearch};

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
    /// By the link that the giver passed on, which says nothing about who opens it.
    pub shared: bool,
    /// What it is wrapped in.
    pub card: Card,
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
    /// What a recipient's link opens until it is accepted, refused before its day. From then on the mailed link is a
    /// wallet's, and this is `NotFound`; the one that the giver passed on says only that it was accepted.
    pub async fn gift(&self, link: &LinkToken) -> Result<Gift, StoreError> {
        let rows = sqlx::query(
            "SELECT tr.merchant, tr.number, tr.recipient_name, tr.message, tr.offered_at, tr.offered_on, tr.days, tr.card, tr.share_hash,
                    g.holder_name AS giver_name, l.units, l.state, t.face_value, t.usable_from, t.guarantee_until,
                    p.name AS product_name, p.terms, m.name, m.responsible_person, m.tax_id, m.address,
                    m.service_phone, m.service_email, m.return_rights, m.guarantee_bank,
                    m.contract_until, m.contract_ended_on, m.shop_site, m.shows_shop_site, m.line_link, m.facebook_link, m.twitter_link,
                    m.instagram_link,
                    lg.name AS logo, lg.width AS logo_width, lg.height AS logo_height,
                    lg.plate AS logo_plate
             FROM transfer tr
             JOIN wallet g ON g.merchant = tr.merchant AND g.id = tr.giver
             JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id AND l.piece_of IS NULL
             JOIN ticket t ON t.merchant = l.merchant AND t.id = l.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN merchant m ON m.number = tr.merchant
             LEFT JOIN merchant_picture lg ON lg.merchant = m.number AND lg.kind = 'logo'
             WHERE (tr.token_hash = $1 AND (tr.recipient IS NULL OR tr.accepted_by IS NOT NULL)) OR tr.share_hash = $1
             ORDER BY t.serial",
        )
        .bind(link.hash())
        .fetch_all(self.engine.look_ups())
        .await?;
        let first = rows.first().map(Columns).ok_or(StoreError::NotFound)?;
        let (today, last_day) = (self.now().day(), last_day(&first)?);
        let state = first.stated("state", TransferState::parse)?;
        let is_over = state == TransferState::Offered && today > last_day;
        if state == TransferState::Offered && today < first.day("offered_on")? {
            return Err(StoreError::Refused(Refusal::TransferNotYet));
        }
        let state = if is_over { TransferState::Lapsed } else { state };
        let shown = if state == TransferState::Offered { rows.as_slice() } else { &[] };
        Ok(Gift {
            number: first.text("number")?,
            giver_name: first.text("giver_name")?,
            recipient_name: first.text("recipient_name")?,
            message: first.text("message")?,
            issuer: issuer_data(&first, today)?,
            offered_at: first.instant("offered_at")?,
            shared: first.maybe_text("share_hash")?.as_deref() == Some(link.hash().as_str()),
            card: first.stated("card", Card::parse)?,
            last_day,
            state,
            tickets: shown.iter().map(gift_ticket).collect::<Result<_, _>>()?,
        })
    }
}

fn last_day(columns: &Columns<'_>) -> Result<Day, StoreError> {
    Ok(transfer::last_day(columns.day("offered_on")?, columns.count("days")?))
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
