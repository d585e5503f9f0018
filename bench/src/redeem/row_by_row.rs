//! SQLite's baseline: the same rows, one transaction a redemption, no HTTP, no reading and deciding before.

use crate::Fallible;
use crate::figure::Run;
use crate::house::House;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::fixture::TestTicket;
use store::secret::SessionToken;
use tokio::task::JoinSet;

/// What the product's connections are told, except that whoever commits also takes pages into the file, as SQLite does
/// unless told otherwise.
const PRAGMAS: [&str; 5] = [
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA cache_size = -65536",
];

const MOVE_TICKET: &str = "
UPDATE ticket SET remaining = $4, version = version + 1
WHERE merchant = $1 AND id = $2 AND version = $3
  AND EXISTS (SELECT 1 FROM session s WHERE s.token_hash = $5 AND s.revoked_at IS NULL)";

const INSERT_USE: &str = "
INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at, business_day,
                      redeemer, branch, account, changed_at)
VALUES ($1, $2, $3, 1, 'used', 'moment', $4, $5, $5, $6, $1, '001', $7, $5)";

const INSERT_EVENT: &str = "
INSERT INTO event (merchant, id, kind, at, actor_merchant, account, branch, ticket, line, quantity, remaining,
                   amount, proof, business_day, attempt, content)
VALUES ($1, $2, 'redeemed', $3, $1, $4, '001', $5, $6, 1, 0, 200, 'moment', $7, $8, $9)";

const INSERT_POSTING: &str = "
INSERT INTO posting (merchant, id, event, movement, from_account, to_account, amount, at, day)
VALUES ($1, $2, $2, 'redeem', 'trust', 'settling', 200, $3, $4)";

/// Half minute of a code: one use per ticket and step.
const HALF_MINUTE: i64 = 30_000;
/// Of the length that a content hash has.
const CONTENT: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// The rows of one redemption.
struct Redemption {
    merchant: i64,
    ticket: String,
    use_line: String,
    event: String,
    attempt: String,
    account: String,
    session: String,
    at: i64,
    day: String,
}

/// With how many connections it is fastest: one that all tasks share, or several that wait for the file's lock.
pub async fn best(house: &House, cashiers: &[SessionToken], count: u32) -> Fallible<u32> {
    let mut rates = Vec::new();
    for connections in [1, 2, 8] {
        rates.push((connections, run(house, cashiers, connections, count).await?.rate()));
    }
    rates.sort_by(|one, other| other.1.total_cmp(&one.1));
    Ok(rates.first().map_or(1, |best| best.0))
}

/// Writes that many redemptions with as many tasks as there are cashiers.
pub async fn run(house: &House, cashiers: &[SessionToken], connections: u32, count: u32) -> Fallible<Run> {
    let tickets = house.tickets(count).await?;
    let session = session_hash(house).await?;
    let mut shares: Vec<Vec<Redemption>> = cashiers.iter().map(|_| Vec::new()).collect();
    for (number, ticket) in tickets.iter().enumerate() {
        if let Some(share) = shares.get_mut(number % cashiers.len()) {
            share.push(redemption(house, ticket, &session)?);
        }
    }
    let pool = pool(house, connections).await?;
    let pool = Arc::new(pool);
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for share in shares {
        tasks.spawn(write(Arc::clone(&pool), share));
    }
    let mut latencies = Vec::with_capacity(tickets.len());
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done??);
    }
    let elapsed = started.elapsed();
    pool.close().await;
    Ok(Run { elapsed, latencies })
}

fn redemption(house: &House, ticket: &TestTicket, session: &str) -> Fallible<Redemption> {
    let (at, day) = house.now();
    Ok(Redemption {
        merchant: i64::from(ticket.claims.merchant.0),
        ticket: ticket.id.to_string(),
        use_line: house.attempt()?.to_string(),
        event: house.attempt()?.to_string(),
        attempt: house.attempt()?.to_string(),
        account: house.world.clerk_001.account.to_string(),
        session: session.to_owned(),
        at,
        day,
    })
}

async fn pool(house: &House, connections: u32) -> Fallible<SqlitePool> {
    let options = SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(connections)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(60))
        .after_connect(|connection, _| {
            Box::pin(async move {
                for pragma in PRAGMAS {
                    sqlx::query(pragma).execute(&mut *connection).await?;
                }
                Ok(())
            })
        });
    Ok(options.connect(&house.database).await?)
}

/// Any session will do: the statement only asks whether it stands.
async fn session_hash(house: &House) -> Fallible<String> {
    let pool = pool(house, 1).await?;
    let hash = sqlx::query_scalar("SELECT token_hash FROM session WHERE account = $1 LIMIT 1")
        .bind(house.world.clerk_001.account.to_string())
        .fetch_one(&pool)
        .await?;
    pool.close().await;
    Ok(hash)
}

async fn write(pool: Arc<SqlitePool>, share: Vec<Redemption>) -> Fallible<Vec<Duration>> {
    let mut latencies = Vec::with_capacity(share.len());
    for one in &share {
        let asked = Instant::now();
        write_one(&pool, one).await?;
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}

async fn write_one(pool: &SqlitePool, one: &Redemption) -> Fallible<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let moved = sqlx::query(MOVE_TICKET)
        .bind(one.merchant)
        .bind(&one.ticket)
        .bind(0_i64)
        .bind(0_i64)
        .bind(&one.session)
        .execute(&mut *transaction)
        .await?;
    if moved.rows_affected() != 1 {
        return Err("the baseline lost a race that it runs alone".into());
    }
    sqlx::query(INSERT_USE)
        .bind(one.merchant)
        .bind(&one.use_line)
        .bind(&one.ticket)
        .bind(one.at / HALF_MINUTE)
        .bind(one.at)
        .bind(&one.day)
        .bind(&one.account)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(INSERT_EVENT)
        .bind(one.merchant)
        .bind(&one.event)
        .bind(one.at)
        .bind(&one.account)
        .bind(&one.ticket)
        .bind(&one.use_line)
        .bind(&one.day)
        .bind(&one.attempt)
        .bind(CONTENT)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(INSERT_POSTING)
        .bind(one.merchant)
        .bind(&one.event)
        .bind(one.at)
        .bind(&one.day)
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}
