//! Crashes: the server is killed with SIGKILL at random moments under load, started again and checked. Nothing that was
//! acknowledged is lost, nothing is half done, and the same act sent again has one effect. Again and again, and at the
//! end, the sealed log is walked against the head of the time before, and the books are proved.

mod act;
mod check;

use crate::Fallible;
use crate::house::House;
use crate::house::client::Client;
use act::{Act, Actors, Effect};
use check::Proven;
use sqlx::any::AnyPoolOptions;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;

/// How often the server is killed on each engine.
const ROUNDS: u32 = 100;
/// Of so many rounds one ends with seals and books, the last one among them.
const PROVED_EVERY: u32 = 10;
/// The latest moment of the kill.
const LATEST_KILL_MS: u64 = 40;

/// What one person knows when the line goes dead.
#[derive(Default)]
struct Memory {
    acknowledged: Vec<Effect>,
    unanswered: Option<Act>,
}

/// Kills the server of a house `ROUNDS` times.
pub async fn crashes(name: &str, mut house: House) -> Fallible<()> {
    sqlx::any::install_default_drivers();
    let rows = AnyPoolOptions::new().max_connections(1).connect(&house.database).await?;
    let actors = Actors::sign_in(&house).await?;
    let (mut acknowledged, mut resent, mut proven) = (HashSet::new(), 0_usize, Proven::default());
    for round in 0..ROUNDS {
        let acts = act::prepare(&house, &actors).await?;
        let memories = until_killed(&mut house, acts, moment_of_kill()?).await?;
        house.start_again().await?;
        for memory in memories {
            acknowledged.extend(memory.acknowledged);
            if let Some(act) = memory.unanswered {
                send_again(&house, &act).await.map_err(|error| format!("round {round}: {error}"))?;
                acknowledged.insert(act.effect);
                resent += 1;
            }
        }
        check::check(&rows, &acknowledged).await.map_err(|error| format!("round {round}: {error}"))?;
        if (round + 1) % PROVED_EVERY == 0 {
            proven.prove(&house.store).await.map_err(|error| format!("round {round}: {error}"))?;
        }
    }
    let of_kind = |kind: &str| acknowledged.iter().filter(|effect| effect.kind == kind).count();
    let kinds = act::KINDS.map(|kind| format!("{kind}={}", of_kind(kind)));
    if let Some(never) = act::KINDS.into_iter().find(|kind| of_kind(kind) == 0) {
        return Err(format!("nobody was ever answered: {never}").into());
    }
    println!(
        "{name} kills={ROUNDS} {} sent_again={resent} sealed={} lost=0 half=0 doubled=0",
        kinds.join(" "),
        proven.sealed
    );
    rows.close().await;
    house.remove().await
}

/// After the crash the very same request is answered as if nothing had been.
async fn send_again(house: &House, act: &Act) -> Fallible<()> {
    let mut client = Client::connect(house.server.address).await?;
    let answer = client.send(&at(&act.request, house.server.address)).await?;
    if act.is_done(&answer) {
        return Ok(());
    }
    let body = String::from_utf8_lossy(answer.body);
    Err(format!("{} sent again, {}: {body}", act.effect.kind, answer.status).into())
}

/// Lets everybody work until the server is dead.
async fn until_killed(house: &mut House, acts: Vec<Vec<Act>>, after: Duration) -> Fallible<Vec<Memory>> {
    let address = house.server.address;
    let mut tasks = JoinSet::new();
    for own in acts {
        tasks.spawn(person(address, own));
    }
    tokio::time::sleep(after).await;
    house.server.kill().await?;
    let mut memories = Vec::new();
    while let Some(memory) = tasks.join_next().await {
        memories.push(memory?);
    }
    Ok(memories)
}

async fn person(address: SocketAddr, acts: Vec<Act>) -> Memory {
    let mut memory = Memory::default();
    let Ok(mut client) = Client::connect(address).await else {
        return memory;
    };
    for act in acts {
        match client.send(&act.request).await {
            Ok(answer) if act.is_done(&answer) => memory.acknowledged.push(act.effect),
            // Another answer is sent again, too: then it must be said aloud.
            Ok(_) | Err(_) => {
                memory.unanswered = Some(act);
                break;
            }
        }
    }
    memory
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
