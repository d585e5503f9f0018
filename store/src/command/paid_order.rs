//! Orders that were paid and wait for their issue (RULES §6): noted, reminded, issued, given up, cancelled.

use super::again::until_written;
use crate::random::new_identity;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::event::EventKind;
use domain::identity::MerchantNumber;
use domain::money::Dollars;
use domain::order::{self, Outcome, PaidOrder, PaidOrderState};
use domain::permission::Function;
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// What the payment side tells of an order.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of RULES §9, 未發行訂單
pub struct Payment {
    pub merchant_order_no: String,
    pub ecpay_order_no: String,
    pub authorisation_no: String,
    pub amount: Dollars,
    pub paid_at: Instant,
    pub holder_name: String,
    pub holder_phone: String,
    pub holder_email: String,
    pub description: String,
}

/// 未發行訂單: an order as its merchant sees it today.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct WaitingOrder {
    pub payment: Payment,
    pub state: PaidOrderState,
    /// 發行倒數
    pub countdown: Option<i64>,
}

/// A reminder that is due (待發行通知信).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Whose order.
    pub merchant: MerchantNumber,
    /// 廠商訂單編號
    pub merchant_order_no: String,
    /// The last day on which it may be issued.
    pub last_day: Day,
}

/// What [`waiting`] reads of `paid_order p`.
pub(crate) const WAITING_COLUMNS: &str =
    "p.merchant_order_no, p.ecpay_order_no, p.authorisation_no, p.amount, p.paid_at,
    p.paid_on, p.outcome, p.holder_name, p.holder_phone, p.holder_email, p.description";

/// Orders of one transaction.
const CHUNK: i64 = 40;

impl Store {
    /// Notes a payment. The same order again is not noted twice: whether it is new. `AlreadyThere` if the order was issued
    /// before anybody noted that it was paid: it would wait for an issue that cannot come.
    pub async fn note_payment(&self, merchant: MerchantNumber, payment: Payment) -> Result<bool, StoreError> {
        let now = self.now();
        let (answer, answered) = tokio::sync::oneshot::channel();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let done = sqlx::query(
                        "INSERT INTO paid_order (merchant, id, merchant_order_no, ecpay_order_no, authorisation_no, amount,
                                                 paid_at, paid_on, holder_name, holder_phone, holder_email, description,
                                                 changed_at)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                         ON CONFLICT (merchant, merchant_order_no) DO NOTHING",
                    )
                    .bind(i64::from(merchant.0))
                    .bind(new_identity(now))
                    .bind(payment.merchant_order_no.clone())
                    .bind(payment.ecpay_order_no)
                    .bind(payment.authorisation_no)
                    .bind(payment.amount.0)
                    .bind(payment.paid_at.0)
                    .bind(payment.paid_at.day().to_string())
                    .bind(payment.holder_name)
                    .bind(payment.holder_phone)
                    .bind(payment.holder_email)
                    .bind(payment.description)
                    .bind(now.0)
                    .execute(&mut *transaction)
                    .await?;
                    let is_new = done.rows_affected() == 1;
                    if is_new && is_issued(transaction, merchant, &payment.merchant_order_no).await? {
                        return Err(StoreError::AlreadyThere { what: payment.merchant_order_no });
                    }
                    let _ = answer.send(is_new);
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }

    /// [`Self::waiting_orders_for`] whoever this session is of.
    pub async fn waiting_orders(&self, session: &SessionToken) -> Result<Vec<WaitingOrder>, StoreError> {
        let actor = self.acting(session, Function::Issue).await?;
        self.waiting_orders_for(&actor).await
    }

    /// 未發行訂單 of the actor's merchant, oldest payment first. They belong to no branch: the head office has them.
    pub async fn waiting_orders_for(&self, actor: &Actor) -> Result<Vec<WaitingOrder>, StoreError> {
        actor.may_see(Function::Issue).map_err(StoreError::Refused)?;
        let now = self.now();
        if actor.branch().is_some() {
            return Err(StoreError::Refused(Refusal::PermissionMissing));
        }
        let rows = sqlx::query(
            "SELECT merchant_order_no, ecpay_order_no, authorisation_no, amount, paid_at, paid_on, outcome, holder_name,
                    holder_phone, holder_email, description
             FROM paid_order WHERE merchant = $1 AND (outcome IS NULL OR outcome <> 'issued')
             ORDER BY paid_at, merchant_order_no",
        )
        .bind(i64::from(actor.merchant.0))
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(|row| waiting(row, now.day())).collect()
    }

    /// 放棄: gives the authorisation up, until day 30.
    pub async fn give_up_order(
        &self,
        session: &SessionToken,
        merchant_order_no: &str,
    ) -> Result<(), StoreError> {
        until_written!(self.give_up_order_once(session, merchant_order_no))
    }

    async fn give_up_order_once(
        &self,
        session: &SessionToken,
        merchant_order_no: &str,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let actor = self.acting(session, Function::Issue).await?;
        if actor.branch().is_some() {
            return Err(StoreError::Refused(Refusal::OrderUnknown));
        }
        let (merchant, number) = (i64::from(actor.merchant.0), merchant_order_no.to_owned());
        let event = Entry::new(merchant, EventKind::OrderGivenUp, now).by(&actor);
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let found = paid_order(transaction, merchant, &number).await?;
                    let (id, order, _) = found.ok_or(StoreError::Refused(Refusal::OrderUnknown))?;
                    order.give_up(now.day()).map_err(StoreError::Refused)?;
                    close(transaction, merchant, &id, "given_up", now).await?;
                    entry::insert(transaction, &Entry { line: Some(id), ..event }).await
                })
            })
            .await
    }

    /// The reminders of `day`, marked as given; again on the same day there are none. After days without a run, an order
    /// is reminded once, not of every day that was missed, and not at all when it can no longer be issued.
    pub async fn remind_of_orders(&self, day: Day) -> Result<Vec<Reminder>, StoreError> {
        let now = self.now();
        // A run that makes up for a missed day is made today.
        let first_issuable = day.max(now.day()).minus_days(u64::from(order::ISSUE_DAYS) - 1);
        let mut reminders = Vec::new();
        for (position, days) in order::REMINDERS.into_iter().enumerate().rev() {
            let count = i64::try_from(position).unwrap_or(0) + 1;
            let (answer, answered) = tokio::sync::oneshot::channel();
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(async move {
                        let rows = sqlx::query(
                            "UPDATE paid_order SET reminded = $2, changed_at = $3
                             WHERE outcome IS NULL AND reminded < $2 AND paid_on <= $1 AND paid_on >= $4
                             RETURNING merchant, id, merchant_order_no, paid_on",
                        )
                        .bind(day.minus_days(days).to_string())
                        .bind(count)
                        .bind(now.0)
                        .bind(first_issuable.to_string())
                        .fetch_all(&mut *transaction)
                        .await?;
                        let mut due = Vec::with_capacity(rows.len());
                        for row in &rows {
                            let columns = Columns(row);
                            let merchant = columns.merchant("merchant")?;
                            let event = Entry {
                                line: Some(columns.text("id")?),
                                ..Entry::new(i64::from(merchant.0), EventKind::OrderReminded, now)
                            };
                            entry::insert(transaction, &event).await?;
                            due.push(Reminder {
                                merchant,
                                merchant_order_no: columns.text("merchant_order_no")?,
                                last_day: order::last_issue_day(columns.day("paid_on")?),
                            });
                        }
                        let _ = answer.send(due);
                        Ok(())
                    })
                })
                .await?;
            reminders.extend(answered.await.map_err(|_| StoreError::Closing)?);
        }
        Ok(reminders)
    }

    /// Day 31: the system cancels what was neither issued nor given up; how many.
    pub async fn cancel_unissued_orders(&self, day: Day) -> Result<u32, StoreError> {
        let now = self.now();
        let paid_by = day.minus_days(u64::from(order::GIVE_UP_DAYS));
        let mut cancelled = 0;
        loop {
            let (answer, answered) = tokio::sync::oneshot::channel();
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(async move {
                        let rows = sqlx::query(
                            "SELECT merchant, id FROM paid_order WHERE outcome IS NULL AND paid_on <= $1 LIMIT $2",
                        )
                        .bind(paid_by.to_string())
                        .bind(CHUNK)
                        .fetch_all(&mut *transaction)
                        .await?;
                        for row in &rows {
                            let (merchant, id) = (Columns(row).number("merchant")?, Columns(row).text("id")?);
                            close(transaction, merchant, &id, "cancelled", now).await?;
                            let event = Entry::new(merchant, EventKind::OrderCancelled, now);
                            entry::insert(transaction, &Entry { line: Some(id), ..event }).await?;
                        }
                        let _ = answer.send(u32::try_from(rows.len()).unwrap_or(u32::MAX));
                        Ok(())
                    })
                })
                .await?;
            match answered.await.map_err(|_| StoreError::Closing)? {
                0 => return Ok(cancelled),
                some => cancelled += some,
            }
        }
    }
}

/// Orders of a batch that were paid with us are issued inside their window, for what was paid. Orders that were paid
/// elsewhere are not known here and have no window.
pub(crate) async fn issue_paid(
    transaction: &mut AnyConnection,
    merchant: i64,
    batch: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "SELECT p.paid_on, p.outcome, p.amount AS paid, o.amount
         FROM ticket_order o
         JOIN paid_order p ON p.merchant = o.merchant AND p.merchant_order_no = o.merchant_order_no
         WHERE o.merchant = $1 AND o.batch = $2 ORDER BY o.number",
    )
    .bind(merchant)
    .bind(batch)
    .fetch_all(&mut *transaction)
    .await?;
    for row in &rows {
        let columns = Columns(row);
        let order = PaidOrder { paid_on: columns.day("paid_on")?, outcome: outcome(&columns)? };
        order.issue(now.day()).map_err(StoreError::Refused)?;
        let paid = Dollars(columns.number("paid")?);
        if paid != Dollars(columns.number("amount")?) {
            return Err(StoreError::Refused(Refusal::AmountNotPaid { paid }));
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let closed = sqlx::query(
        "UPDATE paid_order SET outcome = 'issued', changed_at = $3
         WHERE merchant = $1 AND outcome IS NULL AND merchant_order_no IN (
             SELECT o.merchant_order_no FROM ticket_order o WHERE o.merchant = $1 AND o.batch = $2)",
    )
    .bind(merchant)
    .bind(batch)
    .bind(now.0)
    .execute(transaction)
    .await?;
    if closed.rows_affected() == rows.len() as u64 { Ok(()) } else { Err(StoreError::RaceLost) }
}

async fn is_issued(
    transaction: &mut AnyConnection,
    merchant: MerchantNumber,
    merchant_order_no: &str,
) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT o.id FROM ticket_order o JOIN batch b ON b.merchant = o.merchant AND b.id = o.batch
         WHERE o.merchant = $1 AND o.merchant_order_no = $2 AND b.state = 'visible'",
    )
    .bind(i64::from(merchant.0))
    .bind(merchant_order_no)
    .fetch_optional(transaction)
    .await?;
    Ok(row.is_some())
}

async fn paid_order(
    transaction: &mut AnyConnection,
    merchant: i64,
    merchant_order_no: &str,
) -> Result<Option<(String, PaidOrder, Dollars)>, StoreError> {
    let row = sqlx::query(
        "SELECT id, paid_on, outcome, amount FROM paid_order WHERE merchant = $1 AND merchant_order_no = $2",
    )
    .bind(merchant)
    .bind(merchant_order_no)
    .fetch_optional(transaction)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let columns = Columns(&row);
    let order = PaidOrder { paid_on: columns.day("paid_on")?, outcome: outcome(&columns)? };
    Ok(Some((columns.text("id")?, order, Dollars(columns.number("amount")?))))
}

/// Closes an open order; whoever closes it second has lost.
async fn close(
    transaction: &mut AnyConnection,
    merchant: i64,
    id: &str,
    outcome: &'static str,
    now: Instant,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE paid_order SET outcome = $3, changed_at = $4 WHERE merchant = $1 AND id = $2 AND outcome IS NULL",
    )
    .bind(merchant)
    .bind(id)
    .bind(outcome)
    .bind(now.0)
    .execute(transaction)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
}

/// What the system cancelled is open to the rule, which knows by the date that it is cancelled.
fn outcome(columns: &Columns<'_>) -> Result<Outcome, StoreError> {
    Ok(match columns.maybe_text("outcome")?.as_deref() {
        None | Some("cancelled") => Outcome::Open,
        Some("issued") => Outcome::Issued,
        Some("given_up") => Outcome::GivenUp,
        Some(_) => return Err(StoreError::Corrupt("an order's outcome")),
    })
}

/// An order as it is on this day.
pub(crate) fn waiting(row: &AnyRow, today: Day) -> Result<WaitingOrder, StoreError> {
    let columns = Columns(row);
    let order = PaidOrder { paid_on: columns.day("paid_on")?, outcome: outcome(&columns)? };
    let state = order.state_on(today);
    Ok(WaitingOrder {
        payment: Payment {
            merchant_order_no: columns.text("merchant_order_no")?,
            ecpay_order_no: columns.text("ecpay_order_no")?,
            authorisation_no: columns.text("authorisation_no")?,
            amount: Dollars(columns.number("amount")?),
            paid_at: columns.instant("paid_at")?,
            holder_name: columns.text("holder_name")?,
            holder_phone: columns.text("holder_phone")?,
            holder_email: columns.text("holder_email")?,
            description: columns.text("description")?,
        },
        countdown: (state == PaidOrderState::Issuable)
            .then(|| order::countdown(order.paid_on, today))
            .flatten(),
        state,
    })
}
