//! Statistics for young tables on PostgreSQL. A plan is made once a connection and kept until the table's statistics
//! change. Nearly every index begins with the merchant: a plan that was made while `event` was empty may look an attempt
//! up in the wrong one, and read all of a merchant's rows for each scan. PostgreSQL's own collector looks once a minute,
//! which is hundreds of customers too late on the first day.

use sqlx::AnyPool;
use std::time::Duration;

/// How often we look. Asking costs a fraction of a millisecond.
const PAUSE: Duration = Duration::from_secs(2);

/// Tables that have grown tenfold since anybody looked; others are left to PostgreSQL.
const GROWN: &str = "
SELECT s.relname::text AS name FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
WHERE s.schemaname = current_schema() AND s.n_mod_since_analyze > 100 + 9 * GREATEST(c.reltuples, 0)";

/// Watches until the pool is closed.
pub(crate) fn watch(pool: AnyPool) {
    tokio::spawn(async move {
        let _ = pool.close_event().do_until(watch_on(pool.clone())).await;
    });
}

async fn watch_on(pool: AnyPool) {
    loop {
        tokio::time::sleep(PAUSE).await;
        if let Err(error) = look(&pool).await {
            tracing::debug!(%error, "young tables were not looked at");
        }
    }
}

async fn look(pool: &AnyPool) -> Result<(), sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar(GROWN).fetch_all(pool).await?;
    for name in names {
        // Names of our own migrations, from the database's catalogue.
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("ANALYZE {name}"))).execute(pool).await?;
    }
    Ok(())
}
