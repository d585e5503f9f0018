//! The load: cashiers that scan one customer after the other, each over a connection of its own.

use crate::Fallible;
use crate::figure::Run;
use crate::house::House;
use crate::house::client::Client;
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::fixture::TestTicket;
use store::secret::SessionToken;
use tokio::task::LocalSet;

/// No repetition lasts longer: the codes are good for a minute.
const LONGEST: Duration = Duration::from_secs(50);
/// What the card of a redeemed ticket says.
const REDEEMED: &[u8] = br#"data-code="redeemed""#;

/// What each cashier will send, put together before the clock runs.
pub type Requests = Vec<Vec<Vec<u8>>>;

/// How cashiers work.
#[derive(Clone, Default)]
pub struct Shift {
    /// From one scan of a cashier to the next, whatever the answer took; without it as fast as answers come.
    pub every: Option<Duration>,
    /// Set from outside: nobody scans any more.
    pub over: Arc<AtomicBool>,
}

/// Redeems that many fresh tickets.
pub async fn run(house: &House, cashiers: &[SessionToken], count: u32) -> Fallible<Run> {
    let requests = requests(house, cashiers, count).await?;
    send(house.server.address, requests, &Shift::default()).await
}

/// One scan of the wallet's code of each of that many fresh tickets, dealt out to the cashiers.
pub async fn requests(house: &House, cashiers: &[SessionToken], count: u32) -> Fallible<Requests> {
    requests_of(house, cashiers, &house.tickets(count).await?)
}

/// The same of tickets that are there.
pub fn requests_of(house: &House, cashiers: &[SessionToken], tickets: &[TestTicket]) -> Fallible<Requests> {
    let mut requests: Requests = cashiers.iter().map(|_| Vec::new()).collect();
    for (number, ticket) in tickets.iter().enumerate() {
        let at = number % cashiers.len();
        let (Some(own), Some(session)) = (requests.get_mut(at), cashiers.get(at)) else {
            return Err("no cashiers".into());
        };
        let code = house.world.moment_link(ticket).replace(':', "%3A").replace('/', "%2F");
        let body = format!("code={code}&attempt={}", house.attempt()?);
        let request = format!(
            "POST /desk/scan HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\ncookie: __Host-session={}\r\nsec-fetch-site: same-origin\r\nx-fragment: 1\r\n\
             accept-language: zh-TW\r\n\r\n{body}",
            house.server.address,
            body.len(),
            session.as_str(),
        );
        own.push(request.into_bytes());
    }
    Ok(requests)
}

/// Sends everything: as many connections as cashiers, on one thread, which leaves the rest of the machine to the server.
pub async fn send(address: SocketAddr, requests: Requests, shift: &Shift) -> Fallible<Run> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let shift = shift.clone();
    std::thread::spawn(move || {
        let _ = answer.send(send_here(address, requests, &shift));
    });
    answered.await?
}

fn send_here(address: SocketAddr, requests: Requests, shift: &Shift) -> Fallible<Run> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async move {
        let mut clients = Vec::new();
        for own in requests {
            clients.push((Client::connect(address).await?, own));
        }
        let latencies = Rc::new(RefCell::new(Vec::new()));
        let started = Instant::now();
        let count = clients.len().max(1) as u32;
        let tasks: Vec<_> = (0..)
            .zip(clients)
            .map(|(number, (client, own))| {
                // Not all at the same moment.
                let first = started + shift.every.unwrap_or_default() * number / count;
                let shift = shift.clone();
                tokio::task::spawn_local(cashier(client, own, first, shift, Rc::clone(&latencies)))
            })
            .collect();
        for task in tasks {
            task.await??;
        }
        Ok(Run { elapsed: started.elapsed(), latencies: latencies.take() })
    })
}

async fn cashier(
    mut client: Client,
    requests: Vec<Vec<u8>>,
    first: Instant,
    shift: Shift,
    latencies: Rc<RefCell<Vec<Duration>>>,
) -> Fallible<()> {
    for (number, request) in (0..).zip(requests) {
        let asked = match shift.every {
            Some(every) => due(first + every * number).await,
            None => Instant::now(),
        };
        if asked.saturating_duration_since(first) > LONGEST || shift.over.load(Ordering::Relaxed) {
            return Ok(());
        }
        let answer = client.send(&request).await?;
        if answer.status != 200 || !answer.body.windows(REDEEMED.len()).any(|part| part == REDEEMED) {
            let body = String::from_utf8_lossy(answer.body);
            return Err(format!("not redeemed: {} {body}", answer.status).into());
        }
        latencies.borrow_mut().push(asked.elapsed());
    }
    Ok(())
}

/// Waits for the moment of a scan. Whoever still waited for the answer before has waited since that moment.
async fn due(at: Instant) -> Instant {
    if Instant::now() >= at {
        return at;
    }
    tokio::time::sleep_until(at.into()).await;
    Instant::now()
}
