//! What may have to go into the file of a day: lines of the days before, and those that the bank refused. `domain::bank`
//! says which of them do. Each half has an index of its own that holds little else (`use_line_for_bank`,
//! `bank_entry_refused`), so that a night costs what happened that day, whatever happened in the years before.

/// Redemptions before `$1`, at most `$2`.
pub(super) const USES: &str = "
SELECT u.merchant, u.id, u.ticket, u.quantity, u.business_day, t.serial, t.face_value, u.state, NULL AS last_answer
FROM use_line u JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
WHERE u.state = 'used' AND u.business_day < $1
UNION ALL
SELECT u.merchant, u.id, u.ticket, u.quantity, u.business_day, t.serial, t.face_value, u.state, b.verdict AS last_answer
FROM bank_entry b
JOIN use_line u ON u.merchant = b.merchant AND u.id = b.line
JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
WHERE b.verdict = 'refused' AND b.day < $1 AND u.state = 'settling'
  AND NOT EXISTS (SELECT 1 FROM bank_entry n WHERE n.merchant = b.merchant AND n.line = b.line AND n.day > b.day)
LIMIT $2";

/// Returns before `$1`, at most `$2`.
pub(super) const GIVE_BACKS: &str = "
SELECT g.merchant, g.id, g.ticket, g.quantity, g.fee, g.business_day, t.serial, t.face_value, g.state,
       NULL AS last_answer
FROM give_back g JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
WHERE g.state = 'pending' AND g.business_day < $1
UNION ALL
SELECT g.merchant, g.id, g.ticket, g.quantity, g.fee, g.business_day, t.serial, t.face_value, g.state,
       b.verdict AS last_answer
FROM bank_entry b
JOIN give_back g ON g.merchant = b.merchant AND g.id = b.line
JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
WHERE b.verdict = 'refused' AND b.day < $1 AND g.state = 'settling'
  AND NOT EXISTS (SELECT 1 FROM bank_entry n WHERE n.merchant = b.merchant AND n.line = b.line AND n.day > b.day)
LIMIT $2";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use sqlx::{AnyPool, Row};

    /// What SQLite says it would read. (PostgreSQL, asked the same of empty tables, says that it reads them whole.)
    async fn plan(pool: &AnyPool, sql: &str) -> Vec<String> {
        let asked = format!("EXPLAIN QUERY PLAN {}", sql.replace("$1", "'2026-07-01'").replace("$2", "40"));
        let rows = sqlx::query(sqlx::AssertSqlSafe(asked)).fetch_all(pool).await.expect("a plan");
        rows.iter().map(|row| row.try_get::<String, _>("detail").expect("a step")).collect()
    }

    #[tokio::test]
    async fn a_night_reads_no_table_whole() {
        let folder = std::env::temp_dir().join(format!("piaojia-plan-{}", std::process::id()));
        let url = format!("sqlite:{}/plan.sqlite", folder.display());
        let engine = Engine::open(&url).await.expect("a database");
        for sql in [USES, GIVE_BACKS] {
            let plan = plan(engine.reader(), sql).await;
            assert!(plan.iter().any(|step| step.contains("bank_entry_refused")), "{plan:#?}");
            assert!(plan.iter().any(|step| step.contains("_for_bank")), "{plan:#?}");
            assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:#?}");
        }
        engine.close().await;
        std::fs::remove_dir_all(folder).expect("the folder goes");
    }
}
