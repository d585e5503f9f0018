//! Everything one redemption is decided on, in one query: session, account, ticket, product, branch list, relation,
//! batch, and the answer that this attempt may already have.

use super::columns::Columns;
use crate::StoreError;
use domain::actor::{Actor, Post};
use domain::calendar::{Day, Instant};
use domain::identity::{AccountId, AttemptId, MerchantNumber, TicketId};
use domain::permission::Role;
use domain::proof::{ProofPolicies, ProofPolicy};
use domain::redeem::{BranchList, RedeemFacts, RelationState};
use domain::refusal::{EarlierUse, Refusal};
use domain::ticket::{Ticket, TicketKind, UseState};
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use sqlx::any::AnyRow;

/// How the ticket is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// By the public locator in a signed code.
    Locator { merchant: MerchantNumber, locator: i64 },
    /// By the HMAC of a typed redemption code, whose first characters name the merchant.
    Code { folded_issuer: String, index: String },
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
    Redeemed { content: String, receipt: StoredReceipt },
    Refused { content: String, refusal: Refusal },
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
}

/// The ticket is looked up first and kept apart (`MATERIALIZED`). Joined directly, its merchant would be a constant
/// for every join behind it, and PostgreSQL, planning while `use_line` and `event` are still small, would read all of
/// that merchant's rows for each scan and keep that plan as they grow.
macro_rules! desk_query {
    ($find:literal) => {
        concat!(
            "
WITH t AS MATERIALIZED (
    SELECT t.merchant, t.id, t.serial, t.product, t.batch, t.kind, t.face_value, t.quantity, t.remaining, t.version,
           t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.locator, t.generation
",
            $find,
            "
)
SELECT a.id AS account, a.merchant AS actor_merchant, a.role AS actor_role, a.branch AS actor_branch,
       b.enabled AS branch_enabled,
       t.merchant AS issuer, t.id AS ticket, t.serial, t.kind, t.face_value, t.quantity, t.remaining,
       t.version, t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.locator, t.generation,
       m.name AS issuer_name, p.name AS product_name, p.code AS product_code, p.names_redeeming_branches,
       p.proof_living, p.proof_moment, p.proof_printed, p.proof_typed, p.proof_look_up,
       pb.branch AS listed_branch, r.state AS relation, po.redeemer AS opened_to, st.id AS use_of_step,
       e.line AS earlier_use, e.content AS earlier_content, e.at AS earlier_at, e.quantity AS earlier_quantity,
       e.remaining AS earlier_remaining, e.business_day AS earlier_day, eu.state AS earlier_state,
       f.content AS refused_content, f.refusal AS refused
FROM session s
JOIN account a ON a.merchant = s.merchant AND a.id = s.account AND a.disabled = 0
LEFT JOIN branch b ON b.merchant = a.merchant AND b.number = a.branch
LEFT JOIN t ON TRUE
LEFT JOIN merchant m ON m.number = t.merchant
LEFT JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch
LEFT JOIN product p ON p.merchant = t.merchant AND p.number = t.product
LEFT JOIN product_branch pb ON pb.merchant = t.merchant AND pb.product = t.product AND pb.purpose = 'redeem'
                           AND pb.branch = a.branch AND a.merchant = t.merchant
LEFT JOIN relation r ON r.issuer = t.merchant AND r.redeemer = a.merchant
LEFT JOIN product_opening po ON po.merchant = t.merchant AND po.product = t.product AND po.redeemer = a.merchant
LEFT JOIN use_line st ON st.merchant = t.merchant AND st.ticket = t.id AND st.step = $6
LEFT JOIN event e ON e.merchant = t.merchant AND e.account = a.id AND e.attempt = $5
LEFT JOIN use_line eu ON eu.merchant = e.merchant AND eu.id = e.line
LEFT JOIN refused_attempt f ON f.merchant = t.merchant AND f.account = a.id AND f.attempt = $5
WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2
  AND (t.id IS NULL OR bt.state = 'visible')"
        )
    };
}

const BY_LOCATOR: &str = desk_query!("FROM ticket t WHERE t.merchant = $3 AND t.locator = $4");
const BY_CODE: &str = desk_query!(
    "FROM merchant m JOIN ticket t ON t.merchant = m.number AND t.code_index = $4 WHERE m.folded_issuer_code = $3"
);

/// Reads the row. `None` = no such session (signed out, expired, disabled account), or a ticket whose batch is not
/// visible yet; the caller tells the two apart with a session look-up only when it must.
pub(crate) async fn read(
    pool: &AnyPool,
    session_hash: &str,
    key: &Key,
    attempt: Option<&AttemptId>,
    step: Option<u32>,
    now: Instant,
) -> Result<Option<DeskRow>, StoreError> {
    let query = match key {
        Key::Locator { merchant, locator } => sqlx::query(BY_LOCATOR)
            .bind(session_hash.to_owned())
            .bind(now.0)
            .bind(i64::from(merchant.0))
            .bind(*locator),
        Key::Code { folded_issuer, index } => sqlx::query(BY_CODE)
            .bind(session_hash.to_owned())
            .bind(now.0)
            .bind(folded_issuer.clone())
            .bind(index.clone()),
    };
    let row =
        query.bind(attempt.map(AttemptId::to_string)).bind(step.map(i64::from)).fetch_optional(pool).await?;
    row.as_ref().map(desk_row).transpose()
}

fn desk_row(row: &AnyRow) -> Result<DeskRow, StoreError> {
    let columns = Columns(row);
    let actor = Actor {
        account: AccountId::parse(&columns.text("account")?).map_err(|_| StoreError::Corrupt("account"))?,
        merchant: columns.merchant("actor_merchant")?,
        post: match columns.maybe_branch("actor_branch")? {
            None => Post::HeadOffice,
            Some(number) => {
                Post::Branch { number, enabled: columns.maybe_number("branch_enabled")? == Some(1) }
            }
        },
        role: columns.stated("actor_role", Role::parse)?,
    };
    let found = match columns.maybe_text("ticket")? {
        None => None,
        Some(ticket) => Some(found(&columns, &ticket)?),
    };
    Ok(DeskRow { actor, found, earlier: earlier(&columns)? })
}

fn found(columns: &Columns<'_>, ticket: &str) -> Result<Found, StoreError> {
    let kind = columns.stated("kind", TicketKind::parse)?;
    let issuer = columns.merchant("issuer")?;
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
        kind,
        face_value: columns.number("face_value")?,
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
    })
}

fn earlier(columns: &Columns<'_>) -> Result<Option<EarlierAnswer>, StoreError> {
    if let Some(content) = columns.maybe_text("earlier_content")? {
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

/// Who spent a ticket of which nothing is left: read only then, so that a good scan never pays for it.
pub(crate) async fn spent_by(
    pool: &AnyPool,
    merchant: MerchantNumber,
    ticket: &TicketId,
) -> Result<(u32, Option<EarlierUse>), StoreError> {
    let returned = sqlx::query(
        "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) AS units FROM give_back
         WHERE merchant = $1 AND ticket = $2 AND state <> 'cancelled'",
    )
    .bind(i64::from(merchant.0))
    .bind(ticket.to_string())
    .fetch_one(pool)
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
    .fetch_optional(pool)
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
