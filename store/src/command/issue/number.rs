//! What a batch uses up: running numbers, reserved for all of it at once, so that its serials are consecutive (RULES
//! §13), identities and codes.

use super::NewOrder;
use super::codes::{Codes, Drawn};
use crate::random::Identities;
use crate::table::{running_number, serials};
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::code::redemption_code::IssuerCode;
use domain::code::serial::SerialStart;
use domain::identity::MerchantNumber;
use domain::ticket::TicketKind;
use sqlx::AnyConnection;
use std::pin::Pin;

/// The last order number of a minute (four digits).
const LAST_OF_MINUTE: i64 = 9_999;

/// 自訂序號: where a batch's own serials begin (RULES §6).
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnSerials<'a> {
    pub start: SerialStart,
    pub batch: &'a str,
}

/// What one batch may use up.
pub(super) struct Numbers {
    paid: u64,
    gift: u64,
    orders: std::vec::IntoIter<String>,
    identities: Identities,
    codes: Codes,
}

impl Numbers {
    pub(super) async fn reserve(
        store: &Store,
        merchant: MerchantNumber,
        issuer: &IssuerCode,
        now: Instant,
        orders: &[NewOrder],
        own: Option<OwnSerials<'_>>,
    ) -> Result<Self, StoreError> {
        let wanted = i64::try_from(orders.len()).map_err(|_| StoreError::Corrupt("number of orders"))?;
        let tickets: u64 =
            orders.iter().flat_map(|order| &order.lines).map(|line| u64::from(line.tickets)).sum();
        let tickets = usize::try_from(tickets).map_err(|_| StoreError::Corrupt("number of tickets"))?;
        Ok(Self {
            paid: first_serial(store, merchant, TicketKind::Paid, orders, own).await?,
            gift: first_serial(store, merchant, TicketKind::Gift, orders, own).await?,
            orders: order_numbers(store, merchant, now, wanted).await?.into_iter(),
            identities: Identities::new(),
            codes: Codes::draw(store, issuer, tickets).await?,
        })
    }

    pub(super) fn next_identity(&mut self, now: Instant) -> String {
        self.identities.next(now)
    }

    pub(super) fn next_code(&mut self) -> Result<Drawn, StoreError> {
        self.codes.next()
    }

    pub(super) fn next_serial(&mut self, kind: TicketKind) -> u64 {
        let next = match kind {
            TicketKind::Paid => &mut self.paid,
            TicketKind::Gift => &mut self.gift,
        };
        *next += 1;
        *next - 1
    }

    pub(super) fn next_order(&mut self) -> Result<String, StoreError> {
        self.orders.next().ok_or(StoreError::Corrupt("order numbers are used up"))
    }
}

async fn first_serial(
    store: &Store,
    merchant: MerchantNumber,
    kind: TicketKind,
    orders: &[NewOrder],
    own: Option<OwnSerials<'_>>,
) -> Result<u64, StoreError> {
    let lines = orders.iter().flat_map(|order| &order.lines).filter(|line| line.kind == kind);
    let count: i64 = lines.map(|line| i64::from(line.tickets)).sum();
    if count == 0 {
        return Ok(0);
    }
    let Some(own) = own else {
        let first = store
            .numbers(move |transaction| Box::pin(serials::take(transaction, merchant, kind, count)))
            .await?;
        return u64::try_from(first).map_err(|_| StoreError::Corrupt("running number"));
    };
    let span = own.start.span(count.unsigned_abs()).map_err(StoreError::Refused)?;
    if let Some(span) = span {
        let batch = own.batch.to_owned();
        store
            .numbers(move |transaction| {
                Box::pin(async move { serials::keep(transaction, merchant, kind, span, &batch).await })
            })
            .await?;
    }
    Ok(own.start.number())
}

/// Minute of acceptance and four digits. What a minute cannot number goes on in the next one, whose numbers come from
/// its own series: the orders of that minute do not meet them.
async fn order_numbers(
    store: &Store,
    merchant: MerchantNumber,
    now: Instant,
    wanted: i64,
) -> Result<Vec<String>, StoreError> {
    let mut numbers = Vec::new();
    let (mut at, mut missing) = (now, wanted);
    while missing > 0 {
        let minute: String = at.taipei_text().chars().filter(char::is_ascii_digit).take(12).collect();
        let first = store.take_numbers(merchant, &format!("order_{minute}"), missing).await?;
        let last = LAST_OF_MINUTE.min(first + missing - 1);
        numbers.extend((first..=last).map(|number| format!("{minute}{number:04}")));
        missing -= (last - first + 1).max(0);
        at = at.plus_seconds(60);
    }
    Ok(numbers)
}

type Taking<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

impl Store {
    /// Takes `count` numbers of a series and gives the first.
    pub(crate) async fn take_numbers(
        &self,
        merchant: MerchantNumber,
        series: &str,
        count: i64,
    ) -> Result<i64, StoreError> {
        if count == 0 {
            return Ok(0);
        }
        let series = series.to_owned();
        self.numbers(move |transaction| {
            Box::pin(async move { running_number::take(transaction, merchant, &series, count).await })
        })
        .await
    }

    /// A transaction of its own for numbers.
    async fn numbers<T: Send + 'static>(
        &self,
        take: impl for<'t> FnOnce(&'t mut AnyConnection) -> Taking<'t, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let _ = answer.send(take(transaction).await?);
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }
}
