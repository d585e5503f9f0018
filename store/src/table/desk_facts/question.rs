//! The text of the counter's one read.

use super::Depth;
use crate::engine::EngineKind;

/// Everything after `wanted`, in the order in which it is looked up: SQLite keeps the order of CROSS JOINs, PostgreSQL
/// sees inner joins. What is rarely needed is a subquery that only then runs.
macro_rules! facts_of_wanted {
    ($find:literal, $earlier:literal, $earlier_joins:literal) => {
        concat!(
            "
SELECT wanted.n, a.id AS account, a.merchant AS actor_merchant, a.role, a.grants, a.products, a.hours,
       a.branch, b.enabled AS branch_enabled,
       t.merchant AS issuer, t.product, t.id AS ticket, t.serial, t.kind, t.face_value, t.quantity, t.remaining,
       t.version, t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.locator, t.generation,
       t.trust_released, m.name AS issuer_name, p.name AS product_name, p.code AS product_code, p.desk_note,
       p.names_redeeming_branches,
       p.proof_living, p.proof_moment, p.proof_printed, p.proof_typed, p.proof_look_up,
       CASE WHEN p.names_redeeming_branches = 1 AND a.merchant = t.merchant THEN
           (SELECT pb.branch FROM product_branch pb WHERE pb.merchant = t.merchant AND pb.product = t.product
               AND pb.purpose = 'redeem' AND pb.branch = a.branch) END AS listed_branch,
       CASE WHEN a.merchant <> t.merchant THEN
           (SELECT r.state FROM relation r WHERE r.issuer = t.merchant AND r.redeemer = a.merchant) END AS relation,
       CASE WHEN a.merchant <> t.merchant THEN
           (SELECT po.redeemer FROM product_opening po WHERE po.merchant = t.merchant AND po.product = t.product
               AND po.redeemer = a.merchant) END AS opened_to,
       CASE WHEN wanted.holder_key IS NOT NULL THEN
           (SELECT d.id FROM wallet_device d WHERE d.merchant = t.merchant AND d.wallet = t.wallet
               AND d.public_key = wanted.holder_key AND d.removed_at IS NULL) END AS device,
",
            $earlier,
            "
FROM wanted
CROSS JOIN session s
CROSS JOIN account a
LEFT JOIN branch b ON b.merchant = a.merchant AND b.number = a.branch
",
            $find,
            "
LEFT JOIN merchant m ON m.number = t.merchant
LEFT JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch
LEFT JOIN product p ON p.merchant = t.merchant AND p.number = t.product
",
            $earlier_joins,
            "
WHERE s.token_hash = wanted.session AND s.revoked_at IS NULL AND s.expires_at > wanted.now
  AND a.merchant = s.merchant AND a.id = s.account AND a.disabled = 0
  AND (t.id IS NULL OR bt.state = 'visible')"
        )
    };
}

/// The facts, and what was answered before: to this attempt, to this half minute of the ticket.
macro_rules! all_facts {
    ($find:literal) => {
        facts_of_wanted!(
            $find,
            "       st.id AS use_of_step,
       e.line AS earlier_use, e.content AS earlier_content, e.at AS earlier_at, e.quantity AS earlier_quantity,
       e.remaining AS earlier_remaining, e.business_day AS earlier_day, eu.state AS earlier_state,
       f.content AS refused_content, f.refusal AS refused",
            "LEFT JOIN use_line st ON st.merchant = t.merchant AND st.ticket = t.id AND st.step = wanted.step
LEFT JOIN event e ON e.merchant = t.merchant AND e.account = a.id AND e.attempt = wanted.attempt
LEFT JOIN use_line eu ON eu.merchant = e.merchant AND eu.id = e.line
LEFT JOIN refused_attempt f ON f.merchant = t.merchant AND f.account = a.id AND f.attempt = wanted.attempt"
        )
    };
}

/// The facts alone. What was answered before, the write finds out by its keys.
macro_rules! quick_facts {
    ($find:literal) => {
        facts_of_wanted!(
            $find,
            "       NULL AS use_of_step, NULL AS earlier_content, NULL AS refused_content",
            ""
        )
    };
}

macro_rules! by_locator {
    ($facts:ident) => {
        $facts!("LEFT JOIN ticket t ON t.merchant = wanted.merchant AND t.locator = wanted.locator")
    };
}

macro_rules! by_code {
    ($facts:ident) => {
        $facts!(
            "LEFT JOIN merchant im ON im.folded_issuer_code = wanted.folded_issuer
LEFT JOIN ticket t ON t.merchant = im.number AND t.code_index = wanted.code_index"
        )
    };
}

/// SQLite and PostgreSQL open a JSON array differently. LIMIT keeps SQLite from reading the text of a look anew for each of
/// its fields.
macro_rules! from_sqlite {
    ($rest:expr) => {
        concat!(
            "
WITH wanted AS MATERIALIZED (
    SELECT look ->> 'n' AS n, look ->> 'session' AS session, look ->> 'merchant' AS merchant,
           look ->> 'locator' AS locator, look ->> 'folded_issuer' AS folded_issuer,
           look ->> 'code_index' AS code_index, look ->> 'attempt' AS attempt, look ->> 'step' AS step,
           look ->> 'holder_key' AS holder_key, look ->> 'now' AS now
    FROM (SELECT jsonb(value) AS look FROM json_each($1) LIMIT -1)
)",
            $rest
        )
    };
}

macro_rules! from_postgres {
    ($rest:expr) => {
        concat!(
            "
WITH wanted AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS wanted (
        n BIGINT, session TEXT, merchant BIGINT, locator BIGINT, folded_issuer TEXT, code_index TEXT, attempt TEXT,
        step BIGINT, holder_key TEXT, now BIGINT)
)",
            $rest
        )
    };
}

/// The question to an engine: about codes that were scanned, or about typed ones; with what was answered before, or
/// without. Its one parameter is a JSON array of what is wanted.
pub(super) const fn text(engine: EngineKind, scanned: bool, depth: Depth) -> &'static str {
    match (engine, scanned, depth) {
        (EngineKind::Sqlite, true, Depth::All | Depth::Quick) => from_sqlite!(by_locator!(all_facts)),
        (EngineKind::Sqlite, false, Depth::All | Depth::Quick) => from_sqlite!(by_code!(all_facts)),
        (EngineKind::Postgres, true, Depth::All) => from_postgres!(by_locator!(all_facts)),
        (EngineKind::Postgres, false, Depth::All) => from_postgres!(by_code!(all_facts)),
        (EngineKind::Postgres, true, Depth::Quick) => from_postgres!(by_locator!(quick_facts)),
        (EngineKind::Postgres, false, Depth::Quick) => from_postgres!(by_code!(quick_facts)),
    }
}
