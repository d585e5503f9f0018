//! How a scan slows down as a merchant grows: two houses with the same schema, one with few tickets and one with very
//! many, asked by turns, so that whatever else the machine does meets both.

mod dialect;
mod fill;

use crate::Fallible;
use crate::figure::{self, Run};
use crate::house::House;
use crate::redeem::scan::{self, Shift};
use domain::code::layout::{Claims, Locator};
use domain::identity::TicketId;
use sqlx::Row;
use store::fixture::TestTicket;
use store::secret::SessionToken;

/// Tickets of the two houses.
const FEW: u32 = 10_000;
const MANY: u32 = 2_000_000;
/// Tickets of an order.
pub const OF_AN_ORDER: u32 = 10;
/// Rounds of each house; the median is printed.
const ROUNDS: usize = 9;
/// Scans of one round, and before the first.
const SCANS: usize = 600;
/// Cashiers.
const CASHIERS: usize = 8;

/// Both engines, one after the other.
pub async fn grow(name: &str) -> Fallible<()> {
    for engine in ["sqlite", "postgres"] {
        let mut small = Grown::build(engine, FEW).await?;
        let mut large = Grown::build(engine, MANY).await?;
        let (mut few, mut many) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let (one, other) = (small.round().await?, large.round().await?);
            // The first warms caches and plans.
            if round > 0 {
                few.push(one);
                many.push(other);
            }
        }
        let words = small.house.engine();
        for (figure, share) in [("p50", 0.5), ("p99", 0.99)] {
            let of = |runs: &[Run]| figure::median(runs.iter().map(|run| run.percentile(share)).collect());
            figure::print(name, &format!("{words} {MANY}-tickets {figure}"), of(&many), "ms", of(&few));
        }
        small.house.remove().await?;
        large.house.remove().await?;
    }
    Ok(())
}

/// A house with so many tickets, so many of them in each order, its server started after they were filled in.
pub async fn filled(engine: &str, count: u32, of_an_order: u32) -> Fallible<House> {
    let mut house = House::on(engine).await?;
    // Nothing of the fill is news to a server that starts afterwards.
    house.server.kill().await?;
    let began = std::time::Instant::now();
    fill::fill(&house, count, of_an_order).await?;
    house.settle().await?;
    eprintln!("{engine}: {count} tickets were filled in within {:.0} s", began.elapsed().as_secs_f64());
    house.start_again().await?;
    Ok(house)
}

/// A house that was filled, and what is still to be scanned in it.
struct Grown {
    house: House,
    cashiers: Vec<SessionToken>,
    tickets: Vec<TestTicket>,
}

impl Grown {
    async fn build(engine: &str, count: u32) -> Fallible<Self> {
        let mut house = House::on(engine).await?;
        let template = house.tickets(1).await?.pop().ok_or("no ticket")?;
        let cashiers = house.cashiers(CASHIERS).await?;
        // Nothing of the fill is news to a server that starts afterwards.
        house.server.kill().await?;
        let began = std::time::Instant::now();
        fill::fill(&house, count, OF_AN_ORDER).await?;
        house.settle().await?;
        eprintln!("{engine}: {count} tickets were filled in within {:.0} s", began.elapsed().as_secs_f64());
        house.start_again().await?;
        let tickets = anywhere(&house, &template, SCANS * (ROUNDS + 1)).await?;
        Ok(Self { house, cashiers, tickets })
    }

    async fn round(&mut self) -> Fallible<Run> {
        let rest = self.tickets.len().checked_sub(SCANS).ok_or("no more tickets")?;
        let tickets = self.tickets.split_off(rest);
        let requests = scan::requests_of(&self.house, &self.cashiers, &tickets)?;
        scan::send(self.house.server.address, requests, &Shift::default()).await
    }
}

/// Unused tickets from all over the fill: people come with what they bought at any time.
async fn anywhere(house: &House, template: &TestTicket, count: usize) -> Fallible<Vec<TestTicket>> {
    let rows = house.connection().await?;
    let found = sqlx::query(
        "SELECT id, serial, locator FROM ticket WHERE batch = $1 AND remaining = 1 ORDER BY RANDOM() LIMIT $2",
    )
    .bind(fill::BATCH)
    .bind(count as i64)
    .fetch_all(&rows)
    .await?;
    rows.close().await;
    found
        .iter()
        .map(|row| {
            Ok(TestTicket {
                id: TicketId::parse(row.try_get(0)?)?,
                serial: row.try_get(1)?,
                claims: Claims { locator: Locator::from_integer(row.try_get(2)?), ..template.claims },
                ..template.clone()
            })
        })
        .collect()
}
