//! One ticket as decisions need it, and the one way to change it: a compare-and-set on its version.

use super::columns::Columns;
use crate::StoreError;
use domain::identity::{MerchantNumber, ProductNumber, TicketId, WalletId};
use domain::ledger::Money;
use domain::money::Dollars;
use domain::ticket::{Ticket, TicketKind};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// The columns that [`TicketRow::read`] needs, of the table alias `t`.
pub(crate) const COLUMNS: &str = "t.merchant, t.id, t.serial, t.product, t.ticket_order, t.wallet, t.kind, t.face_value,
    t.quantity, t.remaining, t.version, t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.generation,
    t.trust_released, t.origin, t.transfer, t.issued_at";

/// A ticket with what surrounds it.
#[derive(Debug, Clone)]
pub(crate) struct TicketRow {
    pub merchant: MerchantNumber,
    pub id: TicketId,
    pub product: ProductNumber,
    /// Whose it is.
    pub wallet: WalletId,
    pub face_value: Dollars,
    pub state: Ticket,
    pub trust_released: bool,
    /// The ticket it was split off.
    pub origin: Option<TicketId>,
    /// The standing transfer by which its holder has it.
    pub transfer: Option<String>,
}

impl TicketRow {
    /// From a row that selected [`COLUMNS`].
    pub(crate) fn read(row: &AnyRow) -> Result<Self, StoreError> {
        let columns = Columns(row);
        let ticket = |text: &str| TicketId::parse(text).map_err(|_| StoreError::Corrupt("ticket"));
        Ok(Self {
            merchant: columns.merchant("merchant")?,
            id: ticket(&columns.text("id")?)?,
            product: columns.product("product")?,
            wallet: WalletId::parse(&columns.text("wallet")?).map_err(|_| StoreError::Corrupt("wallet"))?,
            face_value: Dollars(columns.number("face_value")?),
            state: Ticket {
                kind: columns.stated("kind", TicketKind::parse)?,
                quantity: columns.count("quantity")?,
                remaining: columns.count("remaining")?,
                version: columns.number("version")?,
                generation: u8::try_from(columns.number("generation")?)
                    .map_err(|_| StoreError::Corrupt("generation"))?,
                usable_from: columns.maybe_day("usable_from")?,
                usable_until: columns.maybe_day("usable_until")?,
                guarantee_until: columns.maybe_day("guarantee_until")?,
                offered: columns.flag("offered")?,
            },
            trust_released: columns.flag("trust_released")?,
            origin: columns.maybe_text("origin")?.as_deref().map(ticket).transpose()?,
            transfer: columns.maybe_text("transfer")?,
        })
    }

    /// As the ledger sees it.
    pub(crate) fn money(&self) -> Money {
        Money { kind: self.state.kind, face_value: self.face_value, trust_released: self.trust_released }
    }
}

/// New codes of a ticket: the old ones are dead at that moment.
#[derive(Debug, Clone)]
pub(crate) struct NewCode {
    pub generation: u8,
    pub index: String,
    pub encrypted: Vec<u8>,
}

/// What changes about a ticket; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct TicketChange {
    pub remaining: i64,
    pub quantity: Option<i64>,
    pub offered: Option<bool>,
    pub code: Option<NewCode>,
    pub wallet: Option<String>,
    /// `Some(None)`: no transfer stands any more.
    pub transfer: Option<Option<String>>,
    /// Its trust money goes to the issuer with this change.
    pub releases: bool,
}

/// Changes a ticket that still has the version that was decided on. `RaceLost` rolls the caller's transaction back.
pub(crate) async fn change(
    connection: &mut AnyConnection,
    merchant: i64,
    ticket: &str,
    version: i64,
    change: &TicketChange,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE ticket SET remaining = $4, version = version + 1,
                quantity = COALESCE($5, quantity), offered = COALESCE($6, offered),
                generation = COALESCE($7, generation), code_index = COALESCE($8, code_index),
                encrypted_code = COALESCE($9, encrypted_code), wallet = COALESCE($10, wallet),
                transfer = CASE WHEN $11 = 1 THEN $12 ELSE transfer END,
                trust_released = CASE WHEN $13 = 1 THEN 1 ELSE trust_released END
         WHERE merchant = $1 AND id = $2 AND version = $3",
    )
    .bind(merchant)
    .bind(ticket)
    .bind(version)
    .bind(change.remaining)
    .bind(change.quantity)
    .bind(change.offered.map(i64::from))
    .bind(change.code.as_ref().map(|code| i64::from(code.generation)))
    .bind(change.code.as_ref().map(|code| code.index.as_str()))
    .bind(change.code.as_ref().map(|code| code.encrypted.as_slice()))
    .bind(change.wallet.as_deref())
    .bind(i64::from(change.transfer.is_some()))
    .bind(change.transfer.as_ref().and_then(Option::as_deref))
    .bind(i64::from(change.releases))
    .execute(connection)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
}

/// Whether ticket `t` is offered, or somebody else's by a transfer that stands and came after this column's time (RULES §3, §4).
macro_rules! given_away_since {
    ($time:literal) => {
        concat!(
            "CASE WHEN t.offered = 1 OR EXISTS (
                        SELECT 1 FROM transfer_line l WHERE l.merchant = t.merchant AND l.ticket = t.id
                           AND l.state = 'accepted' AND l.changed_at > ",
            $time,
            ") THEN 1 ELSE 0 END AS given_away"
        )
    };
}
pub(crate) use given_away_since;
