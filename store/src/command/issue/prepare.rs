//! Numbers, codes, dates and links of a batch. Nothing is written here.

use super::codes::Drawn;
use super::number::Numbers;
use super::{IssuedOrder, Issuer, NewLine, NewOrder};
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::code::serial;
use domain::hexadecimal::hex;
use domain::identity::WalletId;
use domain::money::Dollars;
use domain::ticket::TicketKind;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// An order as it will be written, with its purchaser's wallet.
#[derive(Serialize)]
pub(super) struct StagedOrder {
    pub id: Arc<str>,
    pub wallet: Arc<str>,
    pub token_hash: String,
    pub number: String,
    pub merchant_order_no: Option<String>,
    pub gift_order_no: Option<String>,
    pub amount: i64,
    pub purchaser_name: String,
    pub purchaser_phone: String,
    pub purchaser_email: String,
    pub purchaser_address: String,
    pub form: &'static str,
    pub language: String,
}

impl StagedOrder {
    /// What its merchant calls it.
    pub(super) fn own_number(&self) -> String {
        self.merchant_order_no.clone().or_else(|| self.gift_order_no.clone()).unwrap_or_default()
    }
}

/// A ticket as it will be written.
#[derive(Clone, Serialize)]
pub(super) struct StagedTicket {
    pub id: String,
    pub order: Arc<str>,
    pub wallet: Arc<str>,
    pub serial: String,
    pub product: i64,
    pub kind: &'static str,
    pub face_value: i64,
    pub units: i64,
    pub usable_from: Option<Arc<str>>,
    pub usable_until: Option<Arc<str>>,
    pub guarantee_from: Option<Arc<str>>,
    pub guarantee_until: Option<Arc<str>>,
    pub locator: i64,
    pub code_index: String,
    #[serde(serialize_with = "as_hex")]
    pub encrypted_code: Vec<u8>,
}

fn as_hex<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex(bytes))
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
            tickets: usize::try_from(tickets).map_err(|_| StoreError::Corrupt("number of tickets"))?,
        };
        let staged = StagedOrder {
            id: numbers.next_identity(now).into(),
            wallet: wallet.as_str().into(),
            token_hash,
            number,
            merchant_order_no: order.merchant_order_no,
            gift_order_no: order.gift_order_no,
            amount: amount.0,
            purchaser_name: order.purchaser_name,
            purchaser_phone: order.purchaser_phone,
            purchaser_email: order.purchaser_email,
            purchaser_address: order.purchaser_address,
            form: order.form.as_str(),
            language: order.language,
        };
        Ok((staged, order.lines, issued))
    }

    /// What all tickets of a line have in common; each still lacks its own names and codes.
    pub(super) fn prepare_line(
        issuer: &Issuer,
        order: &Arc<str>,
        wallet: &Arc<str>,
        line: &NewLine,
        now: Instant,
    ) -> StagedTicket {
        let guarantee_until = now.day().last_of_period(issuer.guarantee_days);
        let (guarantee, usable_until) = match line.kind {
            TicketKind::Paid => (Some((now.day(), guarantee_until)), None),
            TicketKind::Gift => (None, Some(line.usable_until.unwrap_or(guarantee_until))),
        };
        let (guarantee_from, guarantee_until) = guarantee.unzip();
        let written = |day: Option<Day>| day.map(|day| day.to_string().into());
        StagedTicket {
            id: String::new(),
            order: Arc::clone(order),
            wallet: Arc::clone(wallet),
            serial: String::new(),
            product: i64::from(line.product.0),
            kind: line.kind.as_str(),
            face_value: line.face_value.0,
            units: i64::from(line.units),
            usable_from: written(line.usable_from),
            usable_until: written(usable_until),
            guarantee_from: written(guarantee_from),
            guarantee_until: written(guarantee_until),
            locator: 0,
            code_index: String::new(),
            encrypted_code: Vec::new(),
        }
    }

    /// The next ticket of a line.
    pub(super) fn prepare_ticket(
        &self,
        issuer: &Issuer,
        kind: TicketKind,
        alike: &StagedTicket,
        numbers: &mut Numbers,
        now: Instant,
    ) -> Result<StagedTicket, StoreError> {
        let id = numbers.next_identity(now);
        let Drawn { code, locator } = numbers.next_code()?;
        Ok(StagedTicket {
            serial: serial::serial(kind, &issuer.code, numbers.next_serial(kind))
                .ok_or(StoreError::Corrupt("serials are used up"))?,
            encrypted_code: self.keyring.seal_code(&code, &id)?,
            code_index: code.index,
            locator,
            id,
            ..alike.clone()
        })
    }
}

/// Sum of the 提貨券, NT$; `None` where no number holds it.
fn amount(lines: &[NewLine]) -> Option<Dollars> {
    lines.iter().try_fold(Dollars::ZERO, |sum, line| {
        sum.plus(line.face_value.times(line.tickets)?.times(line.units.into())?)
    })
}
