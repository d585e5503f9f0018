//! Issuing a batch (RULES §6): staged in chunks that never hold the counter up, visible by one row. A batch that
//! fails half way leaves nothing that anybody can see.

mod batch;
mod number;

use crate::random::new_identity;
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::writer::to_the_end;
use crate::{Store, StoreError, secret_bytes};
use domain::calendar::{Day, Instant};
use domain::code::redemption_code::IssuerCode;
use domain::code::serial;
use domain::identity::{BatchId, MerchantNumber, ProductNumber, WalletId};
use domain::money::Dollars;
use domain::ticket::TicketKind;
use number::Numbers;
use sqlx::AnyConnection;

/// Tickets written by one transaction: a few milliseconds, far below the 50 ms that the counter may wait.
const CHUNK_TICKETS: usize = 40;

/// One order of a batch, checked before.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of the batch file
pub struct NewOrder {
    pub merchant_order_no: Option<String>,
    pub gift_order_no: Option<String>,
    pub purchaser_name: String,
    pub purchaser_phone: String,
    pub purchaser_email: String,
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
    /// Where the mail goes.
    pub purchaser_email: String,
    /// Which language the mail speaks.
    pub language: String,
    /// Tickets in it.
    pub tickets: usize,
}

struct Issuer {
    code: IssuerCode,
    guarantee_days: u32,
}

struct StagedTicket {
    id: String,
    serial: String,
    line: NewLine,
    guarantee: Option<(Day, Day)>,
    usable_until: Option<Day>,
    locator: i64,
    code_index: String,
    encrypted_code: Vec<u8>,
}

struct StagedOrder {
    id: String,
    wallet: String,
    token_hash: String,
    number: String,
    amount: i64,
    order: NewOrder,
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
        let (store, source) = (self.clone(), source.to_owned());
        to_the_end(async move { store.issue_whole(merchant, &source, orders).await }).await
    }

    async fn issue_whole(
        &self,
        merchant: MerchantNumber,
        source: &str,
        orders: Vec<NewOrder>,
    ) -> Result<(BatchId, Vec<IssuedOrder>), StoreError> {
        let now = self.now();
        let issuer = self.issuer(merchant).await?;
        self.abandon_stale(merchant, now).await?;
        let batch = new_identity(now);
        self.open_batch(merchant, &batch, source, now).await?;
        let staged = self.stage_all(merchant, &issuer, &batch, orders, now).await;
        let shown = match staged {
            Ok(issued) => self.make_visible(merchant, &batch, now).await.map(|()| issued),
            Err(error) => Err(error),
        };
        if shown.is_err() {
            self.abandon(merchant, &batch).await?;
        }
        Ok((BatchId::parse(&batch).map_err(|_| StoreError::Corrupt("batch"))?, shown?))
    }

    async fn issuer(&self, merchant: MerchantNumber) -> Result<Issuer, StoreError> {
        let row = sqlx::query(
            "SELECT issuer_code, guarantee_days FROM merchant WHERE number = $1 AND issue_open = 1",
        )
        .bind(i64::from(merchant.0))
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        Ok(Issuer {
            code: IssuerCode::parse(&columns.text("issuer_code")?)
                .ok_or(StoreError::Corrupt("issuer code"))?,
            guarantee_days: columns.count("guarantee_days")?,
        })
    }

    async fn stage_all(
        &self,
        merchant: MerchantNumber,
        issuer: &Issuer,
        batch: &str,
        orders: Vec<NewOrder>,
        now: Instant,
    ) -> Result<Vec<IssuedOrder>, StoreError> {
        let mut numbers = Numbers::reserve(self, merchant, now, &orders).await?;
        let mut issued = Vec::with_capacity(orders.len());
        for order in orders {
            let (staged, tickets, result) = self.prepare(issuer, order, &mut numbers, now)?;
            self.stage_order(merchant, batch, staged, tickets, now).await?;
            issued.push(result);
        }
        Ok(issued)
    }

    /// Gives numbers, codes and links; nothing is written yet.
    fn prepare(
        &self,
        issuer: &Issuer,
        order: NewOrder,
        numbers: &mut Numbers,
        now: Instant,
    ) -> Result<(StagedOrder, Vec<StagedTicket>, IssuedOrder), StoreError> {
        let wallet = new_identity(now);
        let wallet_id = WalletId::parse(&wallet).map_err(|_| StoreError::Corrupt("wallet"))?;
        let link = self.keyring.link_token(&wallet_id, 1);
        let guarantee_until = now.day().last_of_period(issuer.guarantee_days);
        let mut tickets = Vec::new();
        let mut amount = Dollars::ZERO;
        for line in &order.lines {
            let units =
                Dollars(line.face_value.0).times(line.tickets).and_then(|sum| sum.times(line.units.into()));
            amount = units
                .and_then(|units| amount.plus(units))
                .ok_or(StoreError::Corrupt("an amount out of range"))?;
            for _ in 0..line.tickets {
                tickets.push(self.prepare_ticket(issuer, line, numbers, guarantee_until, now)?);
            }
        }
        let number = numbers.next_order()?;
        let result = IssuedOrder {
            number: number.clone(),
            link: link.clone(),
            purchaser_name: order.purchaser_name.clone(),
            purchaser_email: order.purchaser_email.clone(),
            language: order.language.clone(),
            tickets: tickets.len(),
        };
        let id = new_identity(now);
        let staged = StagedOrder { id, wallet, token_hash: link.hash(), number, amount: amount.0, order };
        Ok((staged, tickets, result))
    }

    fn prepare_ticket(
        &self,
        issuer: &Issuer,
        line: &NewLine,
        numbers: &mut Numbers,
        guarantee_until: Day,
        now: Instant,
    ) -> Result<StagedTicket, StoreError> {
        let id = new_identity(now);
        let (code_index, encrypted_code) = self.keyring.new_code(&issuer.code, &id)?;
        let (guarantee, usable_until) = match line.kind {
            TicketKind::Paid => (Some((now.day(), guarantee_until)), None),
            TicketKind::Gift => (None, Some(line.usable_until.unwrap_or(guarantee_until))),
        };
        Ok(StagedTicket {
            serial: serial::serial(line.kind, &issuer.code, numbers.next_serial(line.kind))
                .ok_or(StoreError::Corrupt("serials are used up"))?,
            line: line.clone(),
            guarantee,
            usable_until,
            locator: i64::from_be_bytes(secret_bytes::<8>()?),
            code_index,
            encrypted_code,
            id,
        })
    }

    async fn stage_order(
        &self,
        merchant: MerchantNumber,
        batch: &str,
        staged: StagedOrder,
        tickets: Vec<StagedTicket>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let merchant = i64::from(merchant.0);
        let (order_id, wallet) = (staged.id.clone(), staged.wallet.clone());
        let batch_of_order = batch.to_owned();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(insert_order(transaction, merchant, batch_of_order, staged, now))
            })
            .await?;
        let mut waiting = tickets.into_iter().peekable();
        while waiting.peek().is_some() {
            let chunk: Vec<_> = waiting.by_ref().take(CHUNK_TICKETS).collect();
            let (order_id, wallet, batch) = (order_id.clone(), wallet.clone(), batch.to_owned());
            self.engine
                .writer()
                .transaction(move |transaction| {
                    Box::pin(insert_tickets(transaction, merchant, order_id, wallet, batch, chunk, now))
                })
                .await?;
        }
        Ok(())
    }
}

async fn insert_order(
    transaction: &mut AnyConnection,
    merchant: i64,
    batch: String,
    staged: StagedOrder,
    now: Instant,
) -> Result<(), StoreError> {
    let StagedOrder { id, wallet, token_hash, number, amount, order } = staged;
    sqlx::query(
        "INSERT INTO wallet (merchant, id, generation, token_hash, holder_name, holder_phone, holder_email, language,
                             created_at)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)",
    )
    .bind(merchant)
    .bind(wallet.clone())
    .bind(token_hash)
    .bind(order.purchaser_name)
    .bind(order.purchaser_phone)
    .bind(order.purchaser_email)
    .bind(order.language)
    .bind(now.0)
    .execute(&mut *transaction)
    .await?;
    let done = sqlx::query(
        "INSERT INTO ticket_order (merchant, id, number, merchant_order_no, gift_order_no, amount, wallet, batch, form,
                                   issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'electronic', $9) ON CONFLICT DO NOTHING",
    )
    .bind(merchant)
    .bind(id)
    .bind(number)
    .bind(order.merchant_order_no.clone())
    .bind(order.gift_order_no.clone())
    .bind(amount)
    .bind(wallet)
    .bind(batch)
    .bind(now.0)
    .execute(transaction)
    .await?;
    if done.rows_affected() == 0 {
        let what = order.merchant_order_no.or(order.gift_order_no).unwrap_or_default();
        return Err(StoreError::AlreadyThere { what });
    }
    Ok(())
}

async fn insert_tickets(
    transaction: &mut AnyConnection,
    merchant: i64,
    order: String,
    wallet: String,
    batch: String,
    tickets: Vec<StagedTicket>,
    now: Instant,
) -> Result<(), StoreError> {
    for ticket in tickets {
        let (guarantee_from, guarantee_until) = ticket.guarantee.unzip();
        sqlx::query(
            "INSERT INTO ticket (merchant, id, serial, product, ticket_order, wallet, batch, kind, face_value,
                                 quantity, remaining, version, usable_from, usable_until, guarantee_from,
                                 guarantee_until, offered, locator, generation, code_index, encrypted_code, issued_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 0, $11, $12, $13, $14, 0, $15, 1, $16, $17, $18)",
        )
        .bind(merchant)
        .bind(ticket.id)
        .bind(ticket.serial)
        .bind(i64::from(ticket.line.product.0))
        .bind(order.clone())
        .bind(wallet.clone())
        .bind(batch.clone())
        .bind(ticket.line.kind.as_str())
        .bind(ticket.line.face_value.0)
        .bind(i64::from(ticket.line.units))
        .bind(ticket.line.usable_from.map(|day| day.to_string()))
        .bind(ticket.usable_until.map(|day| day.to_string()))
        .bind(guarantee_from.map(|day| day.to_string()))
        .bind(guarantee_until.map(|day| day.to_string()))
        .bind(ticket.locator)
        .bind(ticket.code_index)
        .bind(ticket.encrypted_code)
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
    }
    Ok(())
}
