//! 已發行訂單管理 (RULES §6): another purchaser for an order, and telling the purchaser again.

use super::again::until_written;
use super::contact::Contact;
use crate::secret::{LinkToken, SessionToken};
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::table::device;
use crate::table::entry::{self, Entry};
use crate::table::held;
use crate::table::issuer::IssuerRow;
use crate::table::open_request;
use crate::table::ticket::{self, NewCode, TicketChange};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{AttemptId, MerchantNumber, OrderId, TicketId, WalletId};
use domain::permission::Function;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use domain::transfer::{self, TransferState};
use sqlx::AnyConnection;

/// An order with whoever holds it now, to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLink {
    /// ECT訂單編號
    pub number: String,
    /// The purchaser's link, for the purchaser only.
    pub link: LinkToken,
    /// Whom to tell.
    pub purchaser: Contact,
    /// This attempt had been answered before: nobody is told again.
    pub repeated: bool,
}

/// An order and the wallet it was issued to.
struct OrderRow {
    merchant: MerchantNumber,
    id: OrderId,
    number: String,
    wallet: WalletId,
    form: TicketForm,
    generation: u8,
    purchaser: Contact,
}

/// A ticket whose codes die with the old purchaser's link.
struct Renewed {
    ticket: TicketId,
    version: i64,
    remaining: i64,
    code: NewCode,
}

/// What a change of purchaser writes.
struct Change {
    order: OrderRow,
    generation: u8,
    token_hash: String,
    purchaser: Contact,
    renewed: Vec<Renewed>,
    actor: Actor,
    attempt: Attempt,
}

impl Store {
    /// Makes somebody else the purchaser of an order: a new link, the old one dies, and with it all codes: what is used up
    /// may come back tomorrow. Not once a ticket of the order was offered or given away.
    pub async fn change_purchaser(
        &self,
        session: &SessionToken,
        order_number: &str,
        purchaser: &Contact,
        attempt: &AttemptId,
    ) -> Result<OrderLink, StoreError> {
        until_written!(self.change_purchaser_once(session, order_number, None, purchaser, attempt))
    }

    /// The same from a page that showed a purchaser: `version` is that of the page. Whoever was overtaken replaces nobody.
    pub async fn change_shown_purchaser(
        &self,
        session: &SessionToken,
        order_number: &str,
        version: i64,
        purchaser: &Contact,
        attempt: &AttemptId,
    ) -> Result<OrderLink, StoreError> {
        until_written!(self.change_purchaser_once(session, order_number, Some(version), purchaser, attempt))
    }

    /// Tells the purchaser of an order again (RULES §14). Whoever was given a ticket is never told by the merchant.
    pub async fn resend(
        &self,
        session: &SessionToken,
        order_number: &str,
        attempt: &AttemptId,
    ) -> Result<OrderLink, StoreError> {
        until_written!(self.resend_once(session, order_number, attempt))
    }

    async fn change_purchaser_once(
        &self,
        session: &SessionToken,
        number: &str,
        version: Option<i64>,
        purchaser: &Contact,
        attempt: &AttemptId,
    ) -> Result<OrderLink, StoreError> {
        let actor = self.acting(session, Function::IssuedOrders).await?;
        let order = self.order_row(&actor, number).await?;
        // No name or address goes into the event, not even hashed: they are easily guessed.
        let attempt = Attempt::new(attempt, &format!("change_purchaser|{}|{number}", actor.merchant));
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            // As it is after that: it may have been written between the two readings.
            let order = self.order_row(&actor, number).await?;
            if order.purchaser != *purchaser {
                return Err(StoreError::Refused(Refusal::AttemptReused));
            }
            return Ok(self.link_of(&order, true));
        }
        if version.is_some_and(|version| version != i64::from(order.generation)) {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
        let standing = self.transfers_of(&order).await?;
        if self.is_printed(&order).await? {
            return Err(StoreError::Refused(Refusal::AlreadyPrinted));
        }
        transfer::purchaser_may_change(&standing).map_err(StoreError::Refused)?;
        let generation = order.generation.checked_add(1).ok_or(StoreError::Refused(Refusal::Unavailable))?;
        let link = self.keyring.link_token(&order.wallet, generation);
        let (now, number) = (self.now(), order.number.clone());
        let change = Change {
            renewed: self.renewed(&order).await?,
            order,
            generation,
            token_hash: link.hash(),
            purchaser: purchaser.clone(),
            actor,
            attempt,
        };
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(write_change(connection, change, now)))
            .await?;
        Ok(OrderLink { number, link, purchaser: purchaser.clone(), repeated: false })
    }

    async fn resend_once(
        &self,
        session: &SessionToken,
        number: &str,
        attempt: &AttemptId,
    ) -> Result<OrderLink, StoreError> {
        let actor = self.acting(session, Function::IssuedOrders).await?;
        let order = self.order_row(&actor, number).await?;
        let attempt = Attempt::new(attempt, &format!("resend|{}|{number}", actor.merchant));
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            return Ok(self.link_of(&order, true));
        }
        if order.form != TicketForm::Electronic {
            return Err(StoreError::Refused(Refusal::PaperNotTold));
        }
        let event = Entry {
            ticket_order: Some(order.id.to_string()),
            attempt: Some(attempt.id),
            content: Some(attempt.content),
            ..Entry::new(i64::from(order.merchant.0), EventKind::OrderResent, self.now()).by(&actor)
        };
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(async move { entry::insert(connection, &event).await }))
            .await?;
        Ok(self.link_of(&order, false))
    }

    fn link_of(&self, order: &OrderRow, repeated: bool) -> OrderLink {
        OrderLink {
            number: order.number.clone(),
            link: self.keyring.link_token(&order.wallet, order.generation),
            purchaser: order.purchaser.clone(),
            repeated,
        }
    }

    /// The order, if it is this merchant's and visible, and for an account of a branch one that the branch issued.
    async fn order_row(&self, actor: &Actor, number: &str) -> Result<OrderRow, StoreError> {
        let merchant = actor.merchant;
        let row = sqlx::query(
            "SELECT o.id, o.number, o.wallet, o.form, w.generation, w.holder_name, w.holder_phone, w.holder_email, w.language
             FROM ticket_order o
             JOIN batch bt ON bt.merchant = o.merchant AND bt.id = o.batch AND bt.state = 'visible'
             JOIN wallet w ON w.merchant = o.merchant AND w.id = o.wallet
             WHERE o.merchant = $1 AND o.number = $2 AND ($3 = '' OR o.issued_branch = $3)",
        )
        .bind(i64::from(merchant.0))
        .bind(number)
        .bind(actor.branch().map_or("", |branch| branch.as_str()))
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::Refused(Refusal::OrderUnknown))?;
        let columns = Columns(&row);
        Ok(OrderRow {
            merchant,
            id: OrderId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("order"))?,
            number: columns.text("number")?,
            wallet: WalletId::parse(&columns.text("wallet")?).map_err(|_| StoreError::Corrupt("wallet"))?,
            form: columns.stated("form", TicketForm::parse)?,
            generation: u8::try_from(columns.number("generation")?)
                .map_err(|_| StoreError::Corrupt("generation"))?,
            purchaser: Contact {
                name: columns.text("holder_name")?,
                phone: columns.text("holder_phone")?,
                email: columns.text("holder_email")?,
                language: columns.text("language")?,
            },
        })
    }

    /// Every transfer that a ticket of the purchaser's orders went through. What was merged into another is none any more: its
    /// units went where that one went.
    async fn transfers_of(&self, order: &OrderRow) -> Result<Vec<TransferState>, StoreError> {
        let rows = sqlx::query(
            "SELECT l.state FROM ticket_order o
             JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id
             JOIN transfer_line l ON l.merchant = t.merchant AND l.ticket = t.id
             WHERE o.merchant = $1 AND o.wallet = $2 AND t.quantity > 0",
        )
        .bind(i64::from(order.merchant.0))
        .bind(order.wallet.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(|row| Columns(row).stated("state", TransferState::parse)).collect()
    }

    /// Whether a ticket of the purchaser's orders was printed (RULES §6).
    async fn is_printed(&self, order: &OrderRow) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT r.id FROM ticket_order o
             JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id
             JOIN ticket_print r ON r.merchant = t.merchant AND r.ticket = t.id
             WHERE o.merchant = $1 AND o.wallet = $2 LIMIT 1",
        )
        .bind(i64::from(order.merchant.0))
        .bind(order.wallet.as_str())
        .fetch_optional(self.engine.reader())
        .await?;
        Ok(row.is_some())
    }

    async fn renewed(&self, order: &OrderRow) -> Result<Vec<Renewed>, StoreError> {
        let issuer = IssuerRow::read(&self.engine, order.merchant).await?;
        let tickets = held::of_wallet(&self.engine, order.merchant, &order.wallet).await?;
        tickets
            .into_iter()
            .map(|held| {
                let state = held.row.state;
                // Without a new generation the old codes would stay good.
                let generation =
                    state.generation.checked_add(1).ok_or(StoreError::Refused(Refusal::Unavailable))?;
                Ok(Renewed {
                    code: issuer.new_code(&self.keyring, &held.row.id, generation)?,
                    ticket: held.row.id,
                    version: state.version,
                    remaining: i64::from(state.remaining),
                })
            })
            .collect()
    }
}

async fn write_change(
    connection: &mut AnyConnection,
    change: Change,
    now: Instant,
) -> Result<(), StoreError> {
    let Change { order, generation, token_hash, purchaser, renewed, actor, attempt } = change;
    let merchant = i64::from(order.merchant.0);
    replace_holder(connection, &order, generation, &token_hash, &purchaser, now).await?;
    device::forget_all(connection, merchant, order.wallet.as_str()).await?;
    // An offer holds the wallet, too: whatever was offered until now is seen here, and nothing is offered after it.
    let offered = sqlx::query(STANDING)
        .bind(merchant)
        .bind(order.wallet.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    if offered.is_some() {
        return Err(StoreError::RaceLost);
    }
    for Renewed { ticket, version, remaining, code } in renewed {
        let change = TicketChange { remaining, code: Some(code), ..TicketChange::default() };
        ticket::change(connection, merchant, ticket.as_str(), version, &change).await?;
        let event = Entry {
            ticket: Some(ticket.to_string()),
            remaining: Some(remaining),
            ..Entry::new(merchant, EventKind::CodeRenewed, now).by(&actor)
        };
        entry::insert(connection, &event).await?;
    }
    open_request::withdraw_of_wallet(connection, order.merchant, &order.wallet, now).await?;
    let event = Entry {
        ticket_order: Some(order.id.to_string()),
        attempt: Some(attempt.id),
        content: Some(attempt.content),
        ..Entry::new(merchant, EventKind::PurchaserChanged, now).by(&actor)
    };
    entry::insert(connection, &event).await
}

/// A transfer of a ticket of the purchaser's orders that stands.
const STANDING: &str = "
SELECT l.ticket FROM ticket_order o
JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id
JOIN transfer_line l ON l.merchant = t.merchant AND l.ticket = t.id AND l.state IN ('offered', 'accepted')
     AND t.quantity > 0
WHERE o.merchant = $1 AND o.wallet = $2 LIMIT 1";

/// The former holder is kept, so that they can be told, and asked for by whoever looks into it.
async fn replace_holder(
    connection: &mut AnyConnection,
    order: &OrderRow,
    generation: u8,
    token_hash: &str,
    purchaser: &Contact,
    now: Instant,
) -> Result<(), StoreError> {
    let merchant = i64::from(order.merchant.0);
    let replaced = sqlx::query(
        "UPDATE wallet SET generation = $4, token_hash = $5, holder_name = $6, holder_phone = $7, holder_email = $8,
                language = $9, notice_topics = NULL, push_topics = NULL, opened_at = NULL
         WHERE merchant = $1 AND id = $2 AND generation = $3",
    )
    .bind(merchant)
    .bind(order.wallet.as_str())
    .bind(i64::from(order.generation))
    .bind(i64::from(generation))
    .bind(token_hash)
    .bind(purchaser.name.as_str())
    .bind(purchaser.phone.as_str())
    .bind(purchaser.email.as_str())
    .bind(purchaser.language.as_str())
    .execute(&mut *connection)
    .await?;
    if replaced.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    sqlx::query(
        "INSERT INTO former_holder (merchant, wallet, generation, name, phone, email, until)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(merchant)
    .bind(order.wallet.as_str())
    .bind(i64::from(order.generation))
    .bind(order.purchaser.name.as_str())
    .bind(order.purchaser.phone.as_str())
    .bind(order.purchaser.email.as_str())
    .bind(now.0)
    .execute(connection)
    .await?;
    Ok(())
}
