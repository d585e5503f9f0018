//! Everything redemptions are decided on, in one query for all that wait: session, account, ticket, product, branch
//! list, relation, batch, and the answer that the attempt may already have.

mod question;
mod read;

use super::account;
use super::columns::{Columns, StoredRow};
use crate::StoreError;
use crate::engine::EngineKind;
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::identity::{MerchantNumber, TicketId};
use domain::ledger::Money;
use domain::money::Dollars;
use domain::proof::{ProofPolicies, ProofPolicy};
use domain::redeem::{BranchList, RedeemFacts, RelationState};
use domain::refusal::{EarlierUse, Refusal};
use domain::ticket::{Ticket, TicketKind, UseState};
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AnyPool};

pub(crate) use read::{Desk, UnreadRow, read_all};

/// How the ticket is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Key {
    /// By the public locator in a signed code.
    Locator { merchant: MerchantNumber, locator: i64 },
    /// By the HMAC of a typed redemption code, whose first characters name the merchant.
    Code { folded_issuer: String, code_index: String },
}

/// The ticket as the cashier sees it before and after the decision (RULES §3). No holder data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketFace {
    /// 發行單位
    pub issuer_name: String,
    /// 商店代號
    pub merchant: MerchantNumber,
    /// Public name in addresses.
    pub locator: String,
    /// 票券序號
    pub serial: String,
    /// Product name and code.
    pub product_name: String,
    /// 商品編號
    pub product_code: String,
    /// What the product tells the staff (RULES §7, desk note); empty where it says nothing.
    pub desk_note: String,
    /// 提貨券 or 贈品券
    pub kind: TicketKind,
    /// NT$ a unit.
    pub face_value: i64,
    /// Units at issue.
    pub quantity: u32,
    /// Units left now.
    pub remaining: u32,
    /// 可使用日期
    pub usable_from: Option<Day>,
    /// 贈品券到期日
    pub usable_until: Option<Day>,
    /// Last day of 價金保管
    pub guarantee_until: Option<Day>,
}

/// The answer that an attempt already has.
#[derive(Debug, Clone)]
pub(crate) enum EarlierAnswer {
    Redeemed {
        content: String,
        receipt: StoredReceipt,
    },
    Refused {
        content: String,
        refusal: Refusal,
    },
    /// It returned, split or renewed something: it cannot redeem as well.
    OtherAct,
}

/// A redemption as the tables keep it.
#[derive(Debug, Clone)]
pub(crate) struct StoredReceipt {
    pub use_id: String,
    pub at: Instant,
    pub business_day: Day,
    pub quantity: u32,
    pub remaining: u32,
    pub state: UseState,
}

/// One row of the great query.
pub(crate) struct DeskRow {
    pub actor: Actor,
    pub found: Option<Found>,
    pub earlier: Option<EarlierAnswer>,
}

/// A ticket that exists and is visible.
pub(crate) struct Found {
    pub ticket: TicketId,
    pub locator: i64,
    pub face: TicketFace,
    pub facts: RedeemFacts,
    /// The half minute has been used on this ticket already.
    pub step_used: bool,
    /// The phone whose key signed is one of the wallet's; asked only about living codes.
    pub device_known: bool,
    /// As the ledger sees the ticket.
    pub money: Money,
}

/// How much a look reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Everything.
    All,
    /// Without what was answered before to this attempt, or in this half minute. Good for nothing but a redemption whose
    /// write looks at that itself (its keys, `refused_attempt`); whatever else comes of it is asked again in full.
    Quick,
}

impl Depth {
    /// The first look of an attempt. PostgreSQL pays for each table of a statement before its first row; SQLite does not.
    pub(crate) const fn first(engine: EngineKind) -> Self {
        match engine {
            EngineKind::Sqlite => Self::All,
            EngineKind::Postgres => Self::Quick,
        }
    }
}

/// One look at the counter's facts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Look {
    /// Hash of the session's token.
    pub session: String,
    #[serde(flatten)]
    pub key: Key,
    pub attempt: Option<String>,
    /// Half minute of the code.
    pub step: Option<u32>,
    /// Key of the phone that signed a living code, in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder_key: Option<String>,
    pub now: Instant,
    #[serde(skip)]
    pub depth: Depth,
}

fn desk_row<R: StoredRow>(columns: &Columns<'_, R>, now: Instant) -> Result<DeskRow, StoreError> {
    let actor = account::actor(columns, columns.merchant("actor_merchant")?, now)?;
    let found = match columns.maybe_text("ticket")? {
        None => None,
        Some(ticket) => Some(found(columns, &ticket)?),
    };
    Ok(DeskRow { actor, found, earlier: earlier(columns)? })
}

/// The ticket with its product and relation.
pub(crate) fn found<R: StoredRow>(columns: &Columns<'_, R>, ticket: &str) -> Result<Found, StoreError> {
    let kind = columns.stated("kind", TicketKind::parse)?;
    let issuer = columns.merchant("issuer")?;
    let face_value = Dollars(columns.number("face_value")?);
    let state = Ticket {
        kind,
        quantity: columns.count("quantity")?,
        remaining: columns.count("remaining")?,
        version: columns.number("version")?,
        generation: u8::try_from(columns.number("generation")?)
            .map_err(|_| StoreError::Corrupt("generation"))?,
        usable_from: columns.maybe_day("usable_from")?,
        usable_until: columns.maybe_day("usable_until")?,
        guarantee_until: columns.maybe_day("guarantee_until")?,
        offered: columns.flag("offered")?,
    };
    let face = TicketFace {
        issuer_name: columns.text("issuer_name")?,
        merchant: issuer,
        locator: domain::code::layout::Locator::from_integer(columns.number("locator")?).to_text(),
        serial: columns.text("serial")?,
        product_name: columns.text("product_name")?,
        product_code: columns.text("product_code")?,
        desk_note: columns.text("desk_note")?,
        kind,
        face_value: face_value.0,
        quantity: state.quantity,
        remaining: state.remaining,
        usable_from: state.usable_from,
        usable_until: state.usable_until,
        guarantee_until: state.guarantee_until,
    };
    let branches = if columns.flag("names_redeeming_branches")? {
        BranchList::Named { includes_actor: columns.maybe_text("listed_branch")?.is_some() }
    } else {
        BranchList::Any
    };
    let facts = RedeemFacts {
        ticket: state,
        issuer,
        product: columns.product("product")?,
        branches,
        relation: columns.maybe_stated("relation", RelationState::parse)?,
        product_open: columns.maybe_number("opened_to")?.is_some(),
        policies: ProofPolicies {
            living: columns.stated("proof_living", ProofPolicy::parse)?,
            moment: columns.stated("proof_moment", ProofPolicy::parse)?,
            printed: columns.stated("proof_printed", ProofPolicy::parse)?,
            typed: columns.stated("proof_typed", ProofPolicy::parse)?,
            look_up: columns.stated("proof_look_up", ProofPolicy::parse)?,
        },
        returned: 0,
        latest_use: None,
    };
    Ok(Found {
        ticket: TicketId::parse(ticket).map_err(|_| StoreError::Corrupt("ticket"))?,
        locator: columns.number("locator")?,
        face,
        facts,
        step_used: columns.maybe_text("use_of_step")?.is_some(),
        device_known: columns.maybe_text("device")?.is_some(),
        money: Money { kind, face_value, trust_released: columns.flag("trust_released")? },
    })
}

fn earlier<R: StoredRow>(columns: &Columns<'_, R>) -> Result<Option<EarlierAnswer>, StoreError> {
    if let Some(content) = columns.maybe_text("earlier_content")? {
        if columns.maybe_text("earlier_state")?.is_none() {
            return Ok(Some(EarlierAnswer::OtherAct));
        }
        let receipt = StoredReceipt {
            use_id: columns.text("earlier_use")?,
            at: columns.instant("earlier_at")?,
            business_day: columns.day("earlier_day")?,
            quantity: columns.count("earlier_quantity")?,
            remaining: columns.count("earlier_remaining")?,
            state: columns.stated("earlier_state", UseState::parse)?,
        };
        return Ok(Some(EarlierAnswer::Redeemed { content, receipt }));
    }
    let Some(content) = columns.maybe_text("refused_content")? else {
        return Ok(None);
    };
    let refusal = serde_json::from_str(&columns.text("refused")?)
        .map_err(|_| StoreError::Corrupt("a stored refusal"))?;
    Ok(Some(EarlierAnswer::Refused { content, refusal }))
}

/// The phone of a ticket's holder: read only where the product asks for its last digits, and never shown.
pub(crate) async fn holder_phone(
    pool: &AnyPool,
    merchant: MerchantNumber,
    ticket: &TicketId,
) -> Result<String, StoreError> {
    let row = sqlx::query(
        "SELECT w.holder_phone FROM ticket t JOIN wallet w ON w.merchant = t.merchant AND w.id = t.wallet
         WHERE t.merchant = $1 AND t.id = $2",
    )
    .bind(i64::from(merchant.0))
    .bind(ticket.to_string())
    .fetch_one(pool)
    .await?;
    Columns(&row).text("holder_phone")
}

/// Who spent a ticket of which nothing is left: read only then, so that a good scan never pays for it.
pub(crate) async fn spent_by(
    pool: &AnyPool,
    merchant: MerchantNumber,
    ticket: &TicketId,
) -> Result<(u32, Option<EarlierUse>), StoreError> {
    spent_by_on(&mut *pool.acquire().await?, merchant, ticket).await
}

/// The same inside a transaction.
pub(crate) async fn spent_by_on(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    ticket: &TicketId,
) -> Result<(u32, Option<EarlierUse>), StoreError> {
    let returned = sqlx::query(
        "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS units FROM give_back
         WHERE merchant = $1 AND ticket = $2 AND state <> 'cancelled'",
    )
    .bind(i64::from(merchant.0))
    .bind(ticket.to_string())
    .fetch_one(&mut *connection)
    .await?;
    let latest = sqlx::query(
        "SELECT u.scanned_at, u.state, m.name AS merchant_name, b.name AS branch_name
         FROM use_line u
         JOIN merchant m ON m.number = u.redeemer
         LEFT JOIN branch b ON b.merchant = u.redeemer AND b.number = u.branch
         WHERE u.merchant = $1 AND u.ticket = $2 AND u.state <> 'cancelled'
         ORDER BY u.scanned_at DESC, u.id DESC LIMIT 1",
    )
    .bind(i64::from(merchant.0))
    .bind(ticket.to_string())
    .fetch_optional(connection)
    .await?;
    let latest = latest.as_ref().map(|row| {
        let columns = Columns(row);
        Ok::<_, StoreError>(EarlierUse {
            at: columns.instant("scanned_at")?,
            merchant_name: columns.text("merchant_name")?,
            branch_name: columns.maybe_text("branch_name")?,
            state: columns.stated("state", UseState::parse)?,
        })
    });
    Ok((Columns(&returned).count("units")?, latest.transpose()?))
}
