//! Finding tickets of the own merchant without their codes (RULES §3, look-up): few, masked, and noted.

use super::redeem::Presentation;
use crate::random::new_identity;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::{Actor, Post};
use domain::calendar::{Day, Instant};
use domain::look_up::{LookUpKey, LookUpKind, masked_name, masked_phone};
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;
use std::collections::BTreeSet;

/// With more holders than these nobody is shown: a search must mean somebody.
const MOST_HOLDERS: usize = 10;
/// Lines that are shown at most.
const MOST_LINES: usize = 60;
/// How long it is known who searched.
const KEPT_SECONDS: i64 = 365 * 86_400;

/// Tickets that are alike: one of them, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTicket {
    /// Opens the first of them for ten minutes.
    pub presentation: Presentation,
    /// Of the holder; nobody else's page could show more.
    pub masked_name: String,
    /// Of the holder.
    pub masked_phone: String,
    /// Product name.
    pub product_name: String,
    /// 提貨券 or 贈品券
    pub kind: TicketKind,
    /// NT$ a unit.
    pub face_value: i64,
    /// Units at issue.
    pub quantity: u32,
    /// Units left.
    pub remaining: u32,
    /// So many of this order are like it.
    pub alike: u32,
    /// When its order was issued.
    pub issued_on: Day,
}

/// What a search finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUpAnswer {
    /// What this post could redeem now.
    Found(Vec<FoundTicket>),
    /// It does not mean anybody: more must be known.
    TooMany,
}

/// $1 merchant, $2 what was typed, $3 today, $4 1 for the head office, $5 branch. WHOSE says what is asked for.
const FIND: &str = "
SELECT t.locator, t.product, t.generation, t.kind, t.face_value, t.quantity, t.remaining, t.wallet, g.alike, p.name AS product_name,
       w.holder_name, w.holder_phone, o.issued_at
FROM (SELECT MIN(t.serial) AS serial, COUNT(*) AS alike
      FROM ticket t
      JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch AND bt.state = 'visible'
      JOIN product p ON p.merchant = t.merchant AND p.number = t.product
      WHERE t.merchant = $1 AND WHOSE AND t.remaining > 0 AND t.offered = 0
        AND (t.usable_from IS NULL OR t.usable_from <= $3) AND (t.usable_until IS NULL OR t.usable_until >= $3)
        AND ($4 = 1 OR p.names_redeeming_branches = 0
             OR EXISTS (SELECT 1 FROM product_branch pb WHERE pb.merchant = t.merchant AND pb.product = t.product
                        AND pb.purpose = 'redeem' AND pb.branch = $5))
      GROUP BY t.wallet, t.ticket_order, t.product, t.quantity, t.remaining, t.usable_until, t.guarantee_until) g
JOIN ticket t ON t.merchant = $1 AND t.serial = g.serial
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
JOIN wallet w ON w.merchant = t.merchant AND w.id = t.wallet
JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
ORDER BY o.issued_at DESC, t.serial LIMIT $6";

/// The first comparison is that of the index.
const BY_PHONE: &str = "t.wallet IN (SELECT w.id FROM wallet w WHERE w.merchant = $1
    AND substr(w.holder_phone, length(w.holder_phone) - 2) = substr($2, length($2) - 2)
    AND substr(w.holder_phone, length(w.holder_phone) - length($2) + 1) = $2)";
/// A name in full, or what it begins with.
const BY_NAME: &str = "t.wallet IN (SELECT w.id FROM wallet w WHERE w.merchant = $1
    AND substr(lower(w.holder_name), 1, 2) = substr(lower($2), 1, 2)
    AND (lower(w.holder_name) = lower($2)
         OR (length($2) >= 3 AND substr(lower(w.holder_name), 1, length($2)) = lower($2))))";
/// Of an order only what its purchaser still holds: what was given away is somebody else's.
const BY_ORDER: &str = "EXISTS (SELECT 1 FROM ticket_order o WHERE o.merchant = $1 AND o.id = t.ticket_order
    AND o.wallet = t.wallet)
    AND t.ticket_order IN (
        SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.number = $2
        UNION SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.merchant_order_no IN ($2, upper($2))
        UNION SELECT o.id FROM ticket_order o WHERE o.merchant = $1 AND o.gift_order_no IN ($2, upper($2)))";

impl Store {
    /// What the asker could redeem now of whoever this is. Each search is noted: by whom, when and how, not for what.
    pub async fn look_up(&self, session: &SessionToken, key: &LookUpKey) -> Result<LookUpAnswer, StoreError> {
        let actor = self.acting(session, Function::Redeem).await?;
        let now = self.now();
        let (whose, words) = match key {
            LookUpKey::Phone(digits) => (BY_PHONE, digits),
            LookUpKey::Name(name) => (BY_NAME, name),
            LookUpKey::Order(number) => (BY_ORDER, number),
        };
        let (head_office, branch) = match &actor.post {
            Post::Onlooker => return Err(StoreError::Refused(Refusal::ReadOnlyLook)),
            Post::HeadOffice => (1_i64, String::new()),
            Post::Branch { number, .. } => (0, number.as_str().to_owned()),
        };
        let rows = sqlx::query(AssertSqlSafe(FIND.replace("WHOSE", whose)))
            .bind(i64::from(actor.merchant.0))
            .bind(words.as_str())
            .bind(now.day().to_string())
            .bind(head_office)
            .bind(branch)
            .bind(MOST_LINES as i64 + 1)
            .fetch_all(self.engine.reader())
            .await?;
        // Of other products than the asker's own nothing is shown.
        let mut of_own_products = Vec::with_capacity(rows.len());
        for row in &rows {
            if actor.may_handle(actor.merchant, Columns(row).product("product")?).is_ok() {
                of_own_products.push(row);
            }
        }
        let wallets = of_own_products.iter().map(|row| Columns(*row).text("wallet"));
        let holders = wallets.collect::<Result<BTreeSet<_>, _>>()?.len();
        self.note_look_up(&actor, key.kind(), holders, now).await?;
        if holders > MOST_HOLDERS || rows.len() > MOST_LINES {
            return Ok(LookUpAnswer::TooMany);
        }
        let found = of_own_products.into_iter().map(|row| found(row, &actor, now));
        Ok(LookUpAnswer::Found(found.collect::<Result<_, _>>()?))
    }

    async fn note_look_up(
        &self,
        actor: &Actor,
        kind: LookUpKind,
        holders: usize,
        now: Instant,
    ) -> Result<(), StoreError> {
        let (merchant, account) = (i64::from(actor.merchant.0), actor.account.to_string());
        let branch = actor.branch().map(|branch| branch.as_str().to_owned());
        let holders = i64::try_from(holders).unwrap_or(i64::MAX);
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM look_up WHERE at < $1")
                        .bind(now.plus_seconds(-KEPT_SECONDS).0)
                        .execute(&mut *connection)
                        .await?;
                    sqlx::query(
                        "INSERT INTO look_up (merchant, id, at, account, branch, kind, holders)
                         VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    )
                    .bind(merchant)
                    .bind(new_identity(now))
                    .bind(now.0)
                    .bind(account)
                    .bind(branch)
                    .bind(kind.as_str())
                    .bind(holders)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}

fn found(row: &AnyRow, actor: &Actor, now: Instant) -> Result<FoundTicket, StoreError> {
    let columns = Columns(row);
    let generation =
        u8::try_from(columns.number("generation")?).map_err(|_| StoreError::Corrupt("generation"))?;
    Ok(FoundTicket {
        presentation: Presentation::looked_up(actor.merchant, columns.number("locator")?, generation, now),
        masked_name: masked_name(&columns.text("holder_name")?),
        masked_phone: masked_phone(&columns.text("holder_phone")?),
        product_name: columns.text("product_name")?,
        kind: columns.stated("kind", TicketKind::parse)?,
        face_value: columns.number("face_value")?,
        quantity: columns.count("quantity")?,
        remaining: columns.count("remaining")?,
        alike: columns.count("alike")?,
        issued_on: columns.instant("issued_at")?.day(),
    })
}
