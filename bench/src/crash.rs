//! Crashes: the server is killed with SIGKILL at random moments under load, started again and checked. Nothing that was
//! acknowledged is lost, nothing is half done, and the same attempt sent again has one effect.

use crate::Fallible;
use crate::house::House;
use crate::house::client::Client;
use crate::redeem::scan;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Row};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;

/// How often the server is killed on each engine.
const ROUNDS: u32 = 100;
/// Cashiers at work when it happens.
const CASHIERS: usize = 8;
/// Scans that are ready; the server is dead before they are used up.
const SCANS: u32 = 96;
/// The latest moment of the kill.
const LATEST_KILL_MS: u64 = 40;
/// What the card of a redeemed ticket says.
const REDEEMED: &[u8] = br#"data-code="redeemed""#;

/// Each counts offences; the first two are told apart from the books so that a failure names what broke.
const ALWAYS: [(&str, &str); 4] = [
    (
        "units do not add up",
        "SELECT COUNT(*) FROM ticket t WHERE t.quantity <> t.remaining
           + (SELECT COALESCE(SUM(u.quantity), 0) FROM use_line u
              WHERE u.merchant = t.merchant AND u.ticket = t.id AND u.state <> 'cancelled')",
    ),
    (
        "a redemption without its event",
        "SELECT COUNT(*) FROM use_line u WHERE NOT EXISTS
           (SELECT 1 FROM event e WHERE e.merchant = u.merchant AND e.line = u.id)",
    ),
    (
        "an event without its redemption",
        "SELECT COUNT(*) FROM event e WHERE e.kind = 'redeemed' AND NOT EXISTS
           (SELECT 1 FROM use_line u WHERE u.merchant = e.merchant AND u.id = e.line)",
    ),
    (
        "a redemption without its money",
        "SELECT COUNT(*) FROM event e WHERE e.kind = 'redeemed' AND NOT EXISTS
           (SELECT 1 FROM posting p WHERE p.merchant = e.merchant AND p.event = e.id)",
    ),
];

/// What one cashier's phone knows when the line goes dead.
#[derive(Default)]
struct Memory {
    acknowledged: Vec<String>,
    unanswered: Vec<Vec<u8>>,
}

/// Kills the server of a house `ROUNDS` times.
pub async fn crashes(name: &str, mut house: House) -> Fallible<()> {
    sqlx::any::install_default_drivers();
    let rows = AnyPoolOptions::new().max_connections(1).connect(&house.database).await?;
    let cashiers = house.cashiers(CASHIERS).await?;
    let (mut acknowledged, mut resent) = (HashSet::new(), 0_usize);
    for round in 0..ROUNDS {
        let requests = scan::requests(&house, &cashiers, SCANS).await?;
        let memories = until_killed(&mut house, requests, moment_of_kill()?).await?;
        house.start_again().await?;
        for memory in memories {
            acknowledged.extend(memory.acknowledged);
            for request in memory.unanswered {
                let mut client = Client::connect(house.server.address).await?;
                let answer = client.send(&at(&request, house.server.address)).await?;
                if answer.status != 200 || !contains(answer.body, REDEEMED) {
                    let body = String::from_utf8_lossy(answer.body);
                    return Err(format!("round {round}: sent again, {}: {body}", answer.status).into());
                }
                acknowledged.insert(attempt_of(&request)?);
                resent += 1;
            }
        }
        check(&rows, &acknowledged).await.map_err(|error| format!("round {round}: {error}"))?;
    }
    println!(
        "{name} kills={ROUNDS} acknowledged={} sent_again={resent} lost=0 half=0 doubled=0",
        acknowledged.len()
    );
    rows.close().await;
    house.remove().await
}

/// Lets the cashiers scan until the server is dead.
async fn until_killed(house: &mut House, requests: scan::Requests, after: Duration) -> Fallible<Vec<Memory>> {
    let address = house.server.address;
    let mut tasks = JoinSet::new();
    for own in requests {
        tasks.spawn(cashier(address, own));
    }
    tokio::time::sleep(after).await;
    house.server.kill().await?;
    let mut memories = Vec::new();
    while let Some(memory) = tasks.join_next().await {
        memories.push(memory?);
    }
    Ok(memories)
}

async fn cashier(address: SocketAddr, requests: Vec<Vec<u8>>) -> Memory {
    let mut memory = Memory::default();
    let Ok(mut client) = Client::connect(address).await else {
        return memory;
    };
    for request in requests {
        match client.send(&request).await {
            Ok(answer) if answer.status == 200 && contains(answer.body, REDEEMED) => {
                memory.acknowledged.extend(attempt_of(&request));
            }
            Ok(_) | Err(_) => {
                memory.unanswered.push(request);
                break;
            }
        }
    }
    memory
}

/// Every acknowledged attempt has one event, and nothing is half done.
async fn check(rows: &AnyPool, acknowledged: &HashSet<String>) -> Fallible<()> {
    let events = sqlx::query("SELECT attempt FROM event WHERE kind = 'redeemed'").fetch_all(rows).await?;
    let mut written = HashSet::with_capacity(events.len());
    for event in &events {
        if !written.insert(event.try_get::<String, _>(0)?) {
            return Err("an attempt has two events".into());
        }
    }
    if let Some(lost) = acknowledged.iter().find(|attempt| !written.contains(*attempt)) {
        return Err(format!("acknowledged and lost: {lost}").into());
    }
    for (offence, sql) in ALWAYS {
        if sqlx::query(sql).fetch_one(rows).await?.try_get::<i64, _>(0)? != 0 {
            return Err(offence.into());
        }
    }
    Ok(())
}

/// Somewhere in the middle of the work.
fn moment_of_kill() -> Fallible<Duration> {
    let [random] = store::secret_bytes::<1>()?;
    Ok(Duration::from_millis(2 + u64::from(random) * LATEST_KILL_MS / 255))
}

/// The same request to where the server listens now.
fn at(request: &[u8], address: SocketAddr) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let (before, rest) = text.split_once("host: ").unwrap_or((&text, ""));
    let after = rest.split_once("\r\n").map_or("", |(_, after)| after);
    format!("{before}host: {address}\r\n{after}").into_bytes()
}

fn attempt_of(request: &[u8]) -> Fallible<String> {
    let text = String::from_utf8_lossy(request);
    Ok(text.rsplit_once("attempt=").ok_or("a request without an attempt")?.1.to_owned())
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}
