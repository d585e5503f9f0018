//! What the counter feels of an import: scans at a steady pace while `piaojia issue` writes a hundred thousand tickets
//! beside the server, against the same pace without it.

use crate::Fallible;
use crate::figure::{self, Run};
use crate::house::House;
use crate::issue::Workbook;
use crate::issue::import::Import;
use crate::redeem::scan::{self, Shift};
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::secret::SessionToken;

/// Cashiers, and how often each of them scans: 200 customers a second.
const CASHIERS: usize = 8;
const EVERY: Duration = Duration::from_millis(40);
/// Imports of one run; before, between and after them nobody imports.
const IMPORTS: usize = 2;
/// Scans while nobody imports: ten seconds.
const IDLE_SCANS: u32 = 2_000;
/// Scans that are ready for an import; it is over before they are used up.
const BUSY_SCANS: u32 = 10_000;

/// Both engines, one after the other.
pub async fn import_beside_counter(name: &str) -> Fallible<()> {
    for engine in ["sqlite", "postgres"] {
        let house = House::on(engine).await?;
        let cashiers = house.cashiers(CASHIERS).await?;
        scan::run(&house, &cashiers, IDLE_SCANS / 2).await?;
        house.settle().await?;
        let mut idle = vec![alone(&house, &cashiers).await?];
        let (mut busy, mut times) = (Vec::new(), Vec::new());
        for number in 0..IMPORTS {
            let workbook = Workbook::write(house.folder(), number)?;
            let (run, taken) = beside(&house, &cashiers, &workbook).await?;
            busy.push(run);
            times.push(taken.as_secs_f64());
            house.sealed().await?;
            idle.push(alone(&house, &cashiers).await?);
        }
        let words = house.engine();
        eprintln!("{name} {words}: the imports took {times:.1?} s");
        let (idle, busy) = (together(idle), together(busy));
        for (figure, share) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
            figure::print(
                name,
                &format!("{words} {figure}"),
                busy.percentile(share),
                "ms",
                idle.percentile(share),
            );
        }
        house.remove().await?;
    }
    Ok(())
}

async fn alone(house: &House, cashiers: &[SessionToken]) -> Fallible<Run> {
    let requests = scan::requests(house, cashiers, IDLE_SCANS).await?;
    scan::send(house.server.address, requests, &Shift { every: Some(EVERY), ..Shift::default() }).await
}

/// From the start of the import until its batch is visible.
async fn beside(house: &House, cashiers: &[SessionToken], workbook: &Workbook) -> Fallible<(Run, Duration)> {
    let requests = scan::requests(house, cashiers, BUSY_SCANS).await?;
    let shift = Shift { every: Some(EVERY), ..Shift::default() };
    let importing = async {
        let mut import = Import::start(house, workbook)?;
        let seen = import.visible().await;
        shift.over.store(true, Ordering::Relaxed);
        let (taken, _) = seen?;
        import.watch().await?;
        Fallible::Ok(taken)
    };
    let (run, taken) = tokio::join!(scan::send(house.server.address, requests, &shift), importing);
    let (run, taken) = (run?, taken?);
    if run.elapsed + EVERY < taken {
        return Err("the import took longer than the scans".into());
    }
    Ok((run, taken))
}

fn together(runs: Vec<Run>) -> Run {
    Run {
        elapsed: runs.iter().map(|run| run.elapsed).sum(),
        latencies: runs.into_iter().flat_map(|run| run.latencies).collect(),
    }
}
