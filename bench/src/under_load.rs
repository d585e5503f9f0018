//! What the counter feels of a busy public site: scans at a steady pace beside ten times as many views of wallets, at 60 %
//! of what this machine can do of that mix, against the same scans without the views.

use crate::Fallible;
use crate::figure::{self, Run};
use crate::house::House;
use crate::house::client::Client;
use crate::redeem::scan::{self, Shift};
use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::fixture::{Goods, TestTicket};
use store::secret::SessionToken;
use tokio::task::LocalSet;

/// Cashiers, and people who look at their tickets.
const CASHIERS: usize = 8;
const VIEWERS: usize = 32;
/// Views a redemption.
const VIEWS: f64 = 10.0;
/// Of the capacity.
const SHARE: f64 = 0.6;
/// How long the capacity is looked for, and how long one repetition lasts.
const PROBE: Duration = Duration::from_secs(4);
const LASTS: Duration = Duration::from_secs(12);
/// Repetitions of each; the median is printed.
const REPETITIONS: usize = 3;
const WARM_UP: u32 = 1_000;
/// More than any machine redeems in one probe.
const PROBE_SCANS: u32 = 8_000;
/// Wallets that are looked at, with some tickets each.
const WALLETS: u32 = 64;
const TICKETS_A_WALLET: u32 = 5;
/// What the page of a ticket that can be shown has.
const SHOWN: &[u8] = b"<svg";
/// p99 beside the views against p99 without.
const TARGET: f64 = 3.0;

/// Both engines, one after the other.
pub async fn counter_under_load(name: &str) -> Fallible<()> {
    for engine in ["sqlite", "postgres"] {
        let house = House::on(engine).await?;
        let outcome = measure(name, &house).await;
        house.remove().await?;
        outcome?;
    }
    Ok(())
}

async fn measure(name: &str, house: &House) -> Fallible<()> {
    let cashiers = house.cashiers(CASHIERS).await?;
    let views = wallet_views(house).await?;
    scan::run(house, &cashiers, WARM_UP).await?;
    house.settle().await?;
    let (redemptions, pages) = (scans_alone(house, &cashiers).await?, views_alone(house, &views).await?);
    // One redemption and ten views take this long when the machine is full; 60 % of that pace is asked for.
    let pace = SHARE / (1.0 / redemptions + VIEWS / pages);
    eprintln!(
        "{name} {}: alone {redemptions:.0} redemptions/s, {pages:.0} views/s; now {pace:.0} and {:.0}",
        house.engine(),
        pace * VIEWS
    );
    let (mut quiet, mut busy, mut seen) = (Vec::new(), Vec::new(), 0);
    for _ in 0..REPETITIONS {
        quiet.push(steady(house, &cashiers, pace).await?);
        let over = Arc::new(AtomicBool::new(false));
        let viewing = look(house.server.address, views.clone(), Some(pace * VIEWS), Arc::clone(&over));
        let scanning = async {
            let run = steady(house, &cashiers, pace).await;
            over.store(true, Ordering::Relaxed);
            run
        };
        let (run, viewed) = tokio::join!(scanning, viewing);
        busy.push(run?);
        seen += viewed?;
    }
    let of =
        |runs: &[Run], share: f64| figure::median(runs.iter().map(|run| run.percentile(share)).collect());
    let words = house.engine();
    for (percent, share) in [("p50", 0.5), ("p99", 0.99)] {
        figure::print(name, &format!("{words} {percent}"), of(&busy, share), "ms", of(&quiet, share));
    }
    let asked = pace * VIEWS * LASTS.as_secs_f64() * REPETITIONS as f64;
    figure::print(name, &format!("{words} views"), f64::from(seen), "pages", asked);
    if of(&busy, 0.99) / of(&quiet, 0.99) > TARGET {
        eprintln!("{name} {words}: the counter waits more than {TARGET} times as long");
    }
    Ok(())
}

/// Redemptions a second with nothing beside them.
async fn scans_alone(house: &House, cashiers: &[SessionToken]) -> Fallible<f64> {
    let requests = scan::requests(house, cashiers, PROBE_SCANS).await?;
    let shift = Shift::default();
    let end = async {
        tokio::time::sleep(PROBE).await;
        shift.over.store(true, Ordering::Relaxed);
    };
    let (run, ()) = tokio::join!(scan::send(house.server.address, requests, &shift), end);
    Ok(run?.rate())
}

/// Views a second with nothing beside them.
async fn views_alone(house: &House, views: &[Vec<u8>]) -> Fallible<f64> {
    let over = Arc::new(AtomicBool::new(false));
    let end = async {
        tokio::time::sleep(PROBE).await;
        over.store(true, Ordering::Relaxed);
    };
    let began = Instant::now();
    let (seen, ()) = tokio::join!(look(house.server.address, views.to_vec(), None, Arc::clone(&over)), end);
    Ok(f64::from(seen?) / began.elapsed().as_secs_f64())
}

/// Scans at this pace, a fresh ticket each.
async fn steady(house: &House, cashiers: &[SessionToken], pace: f64) -> Fallible<Run> {
    let count = (pace * LASTS.as_secs_f64()).max(1.0) as u32;
    let requests = scan::requests(house, cashiers, count).await?;
    let every = Duration::from_secs_f64(CASHIERS as f64 / pace);
    scan::send(house.server.address, requests, &Shift { every: Some(every), ..Shift::default() }).await
}

/// The requests of pages with codes on them, of many wallets.
async fn wallet_views(house: &House) -> Fallible<Vec<Vec<u8>>> {
    let mut requests = Vec::new();
    for _ in 0..WALLETS {
        let tickets = house.world.issue_tickets(Goods::Paid, TICKETS_A_WALLET, 1).await?;
        let first: &TestTicket = tickets.first().ok_or("no ticket")?;
        requests.push(
            format!(
                "GET /w/{}/{} HTTP/1.1\r\nhost: {}\r\naccept-language: zh-TW\r\nuser-agent: Mozilla/5.0\r\n\
                 accept: text/html\r\n\r\n",
                first.link.as_str(),
                first.serial,
                house.server.address
            )
            .into_bytes(),
        );
    }
    Ok(requests)
}

/// Looks at pages until it is over: at this pace, or as fast as they come. How many were seen; each must be right.
async fn look(
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
    pace: Option<f64>,
    over: Arc<AtomicBool>,
) -> Fallible<u32> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let _ = answer.send(look_here(address, &requests, pace, &over));
    });
    answered.await?
}

fn look_here(
    address: SocketAddr,
    requests: &[Vec<u8>],
    pace: Option<f64>,
    over: &Arc<AtomicBool>,
) -> Fallible<u32> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async move {
        let seen = Rc::new(Cell::new(0));
        let every = pace.map(|pace| Duration::from_secs_f64(VIEWERS as f64 / pace));
        let started = Instant::now();
        let mut tasks = Vec::new();
        for viewer in 0..VIEWERS {
            let client = Client::connect(address).await?;
            let first = started + every.unwrap_or_default() * viewer as u32 / VIEWERS as u32;
            let own = requests.iter().cycle().skip(viewer).step_by(VIEWERS + 1).take(requests.len());
            let own: Vec<Vec<u8>> = own.cloned().collect();
            tasks.push(tokio::task::spawn_local(view(
                client,
                own,
                first,
                every,
                Arc::clone(over),
                Rc::clone(&seen),
            )));
        }
        for task in tasks {
            task.await??;
        }
        Ok(seen.get())
    })
}

async fn view(
    mut client: Client,
    requests: Vec<Vec<u8>>,
    first: Instant,
    every: Option<Duration>,
    over: Arc<AtomicBool>,
    seen: Rc<Cell<u32>>,
) -> Fallible<()> {
    for (number, request) in (0_u32..).zip(requests.iter().cycle()) {
        if let Some(every) = every {
            tokio::time::sleep_until((first + every * number).into()).await;
        }
        if over.load(Ordering::Relaxed) {
            break;
        }
        let answer = client.send(request).await?;
        if answer.status != 200 || !answer.body.windows(SHOWN.len()).any(|part| part == SHOWN) {
            return Err(format!("a wallet was not shown: {}", answer.status).into());
        }
        seen.set(seen.get() + 1);
    }
    Ok(())
}
