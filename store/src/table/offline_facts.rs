//! What a scan of a phone without network is decided on when it arrives: the phone, its account as it is now, the ticket
//! with all that belongs to it. Read inside the transaction that writes, on the columns of [`super::desk_facts`].

use super::account;
use super::columns::Columns;
use super::desk_facts::{Found, found};
use crate::StoreError;
use crate::engine::EngineKind;
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::offline::scan::DeskPhoneKey;
use sqlx::{AnyConnection, AssertSqlSafe};

/// A phone and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct PhoneRow {
    pub merchant: MerchantNumber,
    pub id: String,
    pub key: DeskPhoneKey,
    pub actor: Actor,
    /// The account may still sign in.
    pub account_enabled: bool,
    pub made_at: Instant,
    pub revoked_at: Option<Instant>,
}

/// The phone of this name, of whichever merchant: names are random, and what arrives is signed. Its account acts `at` the
/// scan: the hours of its powers are asked about then.
pub(crate) async fn phone(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    id: &str,
    at: Instant,
) -> Result<Option<PhoneRow>, StoreError> {
    let row = sqlx::query(
        "SELECT d.public_key, d.made_at, d.revoked_at, a.id AS account, a.role, a.grants, a.products, a.hours, a.branch, a.disabled,
                b.enabled AS branch_enabled
         FROM desk_phone d
         JOIN account a ON a.merchant = d.merchant AND a.id = d.account
         LEFT JOIN branch b ON b.merchant = a.merchant AND b.number = a.branch
         WHERE d.merchant = $1 AND d.id = $2",
    )
    .bind(i64::from(merchant.0))
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    Ok(Some(PhoneRow {
        merchant,
        id: id.to_owned(),
        key: DeskPhoneKey::parse(&columns.text("public_key")?).ok_or(StoreError::Corrupt("a phone's key"))?,
        actor: account::actor(&columns, merchant, at)?,
        account_enabled: !columns.flag("disabled")?,
        made_at: columns.instant("made_at")?,
        revoked_at: columns.maybe_instant("revoked_at")?,
    }))
}

/// $1 issuer, $2 locator, $3 acting merchant, $4 acting branch, $5 half minute, $6 key of the holder's phone.
const TICKET: &str = "
SELECT t.merchant AS issuer, t.product, t.id AS ticket, t.serial, t.kind, t.face_value, t.quantity, t.remaining, t.version,
       t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.locator, t.generation, t.trust_released,
       m.name AS issuer_name, p.name AS product_name, p.code AS product_code, p.desk_note, p.names_redeeming_branches,
       p.proof_living, p.proof_moment, p.proof_printed, p.proof_typed, p.proof_look_up,
       (SELECT pb.branch FROM product_branch pb WHERE pb.merchant = t.merchant AND pb.product = t.product
           AND pb.purpose = 'redeem' AND pb.branch = $4) AS listed_branch,
       (SELECT r.state FROM relation r WHERE r.issuer = t.merchant AND r.redeemer = $3) AS relation,
       (SELECT po.redeemer FROM product_opening po WHERE po.merchant = t.merchant AND po.product = t.product
           AND po.redeemer = $3) AS opened_to,
       (SELECT d.id FROM wallet_device d WHERE d.merchant = t.merchant AND d.wallet = t.wallet AND d.public_key = $6
           AND d.removed_at IS NULL) AS device,
       (SELECT st.id FROM use_line st WHERE st.merchant = t.merchant AND st.ticket = t.id AND st.step = $5) AS use_of_step
FROM ticket t
JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch AND bt.state = 'visible'
JOIN merchant m ON m.number = t.merchant
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
WHERE t.merchant = $1 AND t.locator = $2";

/// The ticket of a code whose signature holds, as `actor` meets it. PostgreSQL holds its row until the transaction ends;
/// SQLite has one writer.
pub(crate) async fn ticket(
    connection: &mut AnyConnection,
    engine: EngineKind,
    (issuer, locator): (MerchantNumber, i64),
    actor: &Actor,
    step: Option<u32>,
    holder_key: Option<&str>,
) -> Result<Option<Found>, StoreError> {
    let held = match engine {
        EngineKind::Sqlite => TICKET.to_owned(),
        EngineKind::Postgres => format!("{TICKET} FOR UPDATE OF t"),
    };
    let row = sqlx::query(AssertSqlSafe(held))
        .bind(i64::from(issuer.0))
        .bind(locator)
        .bind(i64::from(actor.merchant.0))
        .bind(actor.branch().map(|branch| branch.as_str()))
        .bind(step.map(i64::from))
        .bind(holder_key)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    let id = columns.text("ticket")?;
    found(&columns, &id).map(Some)
}
