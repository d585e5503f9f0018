//! Numbers, codes, dates and links of a batch. Nothing is written here.

use super::number::Numbers;
use super::{IssuedOrder, Issuer, NewLine, NewOrder};
use crate::{Store, StoreError, secret_bytes};
use domain::calendar::{Day, Instant};
use domain::code::serial;
use domain::identity::WalletId;
use domain::money::Dollars;
use domain::ticket::TicketKind;
use std::sync::Arc;

/// Where a ticket belongs.
#[derive(Clone)]
pub(super) struct Place {
    pub order: Arc<str>,
    pub wallet: Arc<str>,
}

/// An order as it will be written, with its purchaser's wallet.
pub(super) struct StagedOrder {
    place: Place,
    pub token_hash: String,
    pub number: String,
    pub merchant_order_no: Option<String>,
    pub gift_order_no: Option<String>,
    pub amount: i64,
    pub purchaser_name: String,
    pub purchaser_phone: String,
    pub purchaser_email: String,
    pub language: String,
}

impl StagedOrder {
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    pub(super) fn id(&self) -> &str {
        &self.place.order
    }

    pub(super) fn wallet(&self) -> &str {
        &self.place.wallet
    }

    /// What its merchant calls it.
    pub(super) fn own_number(&self) -> String {
        self.merchant_order_no.clone().or_else(|| self.gift_order_no.clone()).unwrap_or_default()
    }
}

/// A ticket as it will be written.
pub(super) struct StagedTicket {
    pub id: String,
    pub place: Place,
    pub serial: String,
    pub product: i64,
    pub kind: TicketKind,
    pub face_value: i64,
    pub units: i64,
    pub usable_from: Option<Day>,
    pub usable_until: Option<Day>,
    pub guarantee: Option<(Day, Day)>,
    pub locator: i64,
    pub code_index: String,
    pub encrypted_code: Vec<u8>,
}

impl Store {
    /// The order with its lines, and what its issuer will be told.
    pub(super) fn prepare_order(
        &self,
        order: NewOrder,
        numbers: &mut Numbers,
        now: Instant,
    ) -> Result<(StagedOrder, Vec<NewLine>, IssuedOrder), StoreError> {
        let wallet =
            WalletId::parse(&numbers.next_identity(now)).map_err(|_| StoreError::Corrupt("wallet"))?;
        let link = self.keyring.link_token(&wallet, 1);
        let amount = amount(&order.lines).ok_or(StoreError::Corrupt("an amount out of range"))?;
        let tickets: u64 = order.lines.iter().map(|line| u64::from(line.tickets)).sum();
        let number = numbers.next_order()?;
        let token_hash = link.hash();
        let issued = IssuedOrder {
            number: number.clone(),
            link,
            purchaser_name: order.purchaser_name.clone(),
            purchaser_email: order.purchaser_email.clone(),
            language: order.language.clone(),
            tickets: usize::try_from(tickets).map_err(|_| StoreError::Corrupt("number of tickets"))?,
        };
        let staged = StagedOrder {
            place: Place { order: numbers.next_identity(now).into(), wallet: wallet.as_str().into() },
            token_hash,
            number,
            merchant_order_no: order.merchant_order_no,
            gift_order_no: order.gift_order_no,
            amount: amount.0,
            purchaser_name: order.purchaser_name,
            purchaser_phone: order.purchaser_phone,
            purchaser_email: order.purchaser_email,
            language: order.language,
        };
        Ok((staged, order.lines, issued))
    }

    /// The next ticket of a line.
    pub(super) fn prepare_ticket(
        &self,
        issuer: &Issuer,
        place: &Place,
        line: &NewLine,
        numbers: &mut Numbers,
        now: Instant,
    ) -> Result<StagedTicket, StoreError> {
        let id = numbers.next_identity(now);
        let code = numbers.next_code()?;
        let encrypted_code = self.keyring.seal_code(&code, &id)?;
        let guarantee_until = now.day().last_of_period(issuer.guarantee_days);
        let (guarantee, usable_until) = match line.kind {
            TicketKind::Paid => (Some((now.day(), guarantee_until)), None),
            TicketKind::Gift => (None, Some(line.usable_until.unwrap_or(guarantee_until))),
        };
        Ok(StagedTicket {
            id,
            place: place.clone(),
            serial: serial::serial(line.kind, &issuer.code, numbers.next_serial(line.kind))
                .ok_or(StoreError::Corrupt("serials are used up"))?,
            product: i64::from(line.product.0),
            kind: line.kind,
            face_value: line.face_value.0,
            units: i64::from(line.units),
            usable_from: line.usable_from,
            usable_until,
            guarantee,
            locator: i64::from_be_bytes(secret_bytes::<8>()?),
            code_index: code.index,
            encrypted_code,
        })
    }
}

/// Sum of the 提貨券, NT$; `None` where no number holds it.
fn amount(lines: &[NewLine]) -> Option<Dollars> {
    lines.iter().try_fold(Dollars::ZERO, |sum, line| {
        sum.plus(line.face_value.times(line.tickets)?.times(line.units.into())?)
    })
}
