//! Issuing a batch (RULES §6): staged in chunks that never hold the counter up, visible by one row. A batch that
//! fails half way leaves nothing that anybody can see.

mod abandon;
mod batch;
mod chunk;
mod codes;
mod number;
mod pace;
mod prepare;
mod stage;

use crate::random::new_identity;
use crate::secret::LinkToken;
use crate::writer::to_the_end;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::code::redemption_code::IssuerCode;
use domain::code::serial::SerialStart;
use domain::contract::may_issue_form;
use domain::identity::{BatchId, MerchantNumber, ProductNumber};
use domain::money::Dollars;
use domain::print::TicketForm;
use domain::ticket::TicketKind;
use number::{Numbers, OwnSerials};
use stage::Staging;
use std::sync::Arc;

/// One order of a batch, checked before.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of the batch file
pub struct NewOrder {
    pub form: TicketForm,
    pub merchant_order_no: Option<String>,
    pub gift_order_no: Option<String>,
    pub purchaser_name: String,
    pub purchaser_phone: String,
    pub purchaser_email: String,
    pub purchaser_address: String,
    pub language: String,
    pub lines: Vec<NewLine>,
}

/// Tickets of one product in an order.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// The product.
    pub product: ProductNumber,
    /// 提貨券 or 贈品券.
    pub kind: TicketKind,
    /// NT$ a unit.
    pub face_value: Dollars,
    /// Number of tickets.
    pub tickets: u32,
    /// Units of each ticket, 1–255.
    pub units: u8,
    /// 可使用日期
    pub usable_from: Option<Day>,
    /// 贈品券到期日; empty in a mixed order = last day of the order's guarantee.
    pub usable_until: Option<Day>,
}

/// An issued order and the way to open it.
#[derive(Debug, Clone)]
pub struct IssuedOrder {
    /// ECT訂單編號
    pub number: String,
    /// The wallet's link token.
    pub link: LinkToken,
    /// Who it is for.
    pub purchaser_name: String,
    /// Tickets in it.
    pub tickets: usize,
}

/// Where a batch comes from, and who has it issued.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// File or form.
    pub name: String,
    /// `None` = command line.
    pub by: Option<Actor>,
    /// 自訂序號; `None` = the platform's.
    pub serial_start: Option<SerialStart>,
}

/// A name for a batch that is to be.
pub(crate) fn new_batch(now: Instant) -> Result<BatchId, StoreError> {
    BatchId::parse(&new_identity(now)).map_err(|_| StoreError::Corrupt("batch"))
}

/// A product as the batch was checked with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CheckedProduct {
    number: i64,
    kind: &'static str,
    /// NT$; of a 贈品券 it does not matter.
    face_value: Option<i64>,
}

impl CheckedProduct {
    fn of(line: &NewLine) -> Self {
        let face_value = match line.kind {
            TicketKind::Paid => Some(line.face_value.0),
            TicketKind::Gift => None,
        };
        Self { number: i64::from(line.product.0), kind: line.kind.as_str(), face_value }
    }
}

/// Each product of a batch once.
fn products_of(orders: &[NewOrder]) -> Vec<CheckedProduct> {
    let all = orders.iter().flat_map(|order| &order.lines).map(CheckedProduct::of);
    all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

/// After so many orders it is asked whether somebody has cancelled the batch.
const ORDERS_BETWEEN_LOOKS: usize = 500;

struct Issuer {
    code: IssuerCode,
    guarantee_days: u32,
}

impl Store {
    /// Issues checked orders as one batch. Refused as a whole (`AlreadyThere`) if an order number was used before.
    pub async fn issue(
        &self,
        merchant: MerchantNumber,
        source: &str,
        orders: Vec<NewOrder>,
    ) -> Result<(BatchId, Vec<IssuedOrder>), StoreError> {
        // A visitor who goes away leaves no batch half staged.
        let source = Source { name: source.to_owned(), by: None, serial_start: None };
        let batch = new_batch(self.now())?;
        self.issue_as(merchant, &batch, source, orders).await.map(|issued| (batch, issued))
    }

    /// The same under a name that was chosen before, so that others can follow it and take it away.
    pub(crate) async fn issue_as(
        &self,
        merchant: MerchantNumber,
        batch: &BatchId,
        source: Source,
        orders: Vec<NewOrder>,
    ) -> Result<Vec<IssuedOrder>, StoreError> {
        let (store, batch) = (self.clone(), batch.to_string());
        to_the_end(async move { store.issue_whole(merchant, &batch, &source, orders).await }).await
    }

    async fn issue_whole(
        &self,
        merchant: MerchantNumber,
        batch: &str,
        source: &Source,
        orders: Vec<NewOrder>,
    ) -> Result<Vec<IssuedOrder>, StoreError> {
        let now = self.now();
        let issuer = self.issuer(merchant, &orders, now).await?;
        self.abandon_stale(merchant, now).await?;
        let products = products_of(&orders);
        self.open_batch(merchant, batch, source, now).await?;
        let staged = self.stage_all(merchant, &issuer, (batch, source.serial_start), orders, now).await;
        let shown = match staged {
            Ok(issued) => self.make_visible(merchant, batch, &products, now).await.map(|()| issued),
            Err(error) => Err(error),
        };
        if shown.is_err() {
            self.abandon(merchant, batch).await?;
        }
        shown
    }

    /// The issuer, if its contract and what it has set up let it issue, and these orders.
    async fn issuer(
        &self,
        merchant: MerchantNumber,
        orders: &[NewOrder],
        now: Instant,
    ) -> Result<Issuer, StoreError> {
        let set_up = self.set_up_of(merchant).await?;
        set_up.may_issue(now).map_err(StoreError::Refused)?;
        for order in orders {
            for line in &order.lines {
                let opened = &set_up.contract.opened;
                may_issue_form(opened, order.form, line.kind, line.usable_from, now.day())
                    .map_err(StoreError::Refused)?;
            }
        }
        Ok(Issuer {
            code: IssuerCode::parse(&set_up.issuer_code).ok_or(StoreError::Corrupt("issuer code"))?,
            guarantee_days: set_up.contract.guarantee_days,
        })
    }

    /// Order by order, so that what is ready and not written yet is never more than a chunk.
    async fn stage_all(
        &self,
        merchant: MerchantNumber,
        issuer: &Issuer,
        (batch, serial_start): (&str, Option<SerialStart>),
        orders: Vec<NewOrder>,
        now: Instant,
    ) -> Result<Vec<IssuedOrder>, StoreError> {
        let own = serial_start.map(|start| OwnSerials { start, batch });
        let mut numbers = Numbers::reserve(self, merchant, &issuer.code, now, &orders, own).await?;
        let mut issued = Vec::with_capacity(orders.len());
        let mut staging = Staging::new(self, merchant, batch, now);
        for (at, order) in orders.into_iter().enumerate() {
            if at % ORDERS_BETWEEN_LOOKS == ORDERS_BETWEEN_LOOKS - 1
                && !self.is_staging(merchant, batch).await?
            {
                return Err(StoreError::GivenUp);
            }
            let (staged, lines, result) = self.prepare_order(order, &mut numbers, now)?;
            let (id, wallet) = (Arc::clone(&staged.id), Arc::clone(&staged.wallet));
            staging.order(staged).await?;
            for line in &lines {
                let alike = Self::prepare_line(issuer, &id, &wallet, line, now);
                for _ in 0..line.tickets {
                    staging
                        .ticket(self.prepare_ticket(issuer, line.kind, &alike, &mut numbers, now)?)
                        .await?;
                }
            }
            issued.push(result);
        }
        staging.finish().await?;
        Ok(issued)
    }
}
