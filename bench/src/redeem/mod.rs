//! Durable redemptions over HTTP, on distinct tickets, by cashiers that are signed in.

mod pgbench;
pub mod processes;
mod row_by_row;
pub mod scan;

use crate::Fallible;
use crate::figure::{self, Run};
use crate::house::{House, Rows};

/// Repetitions; the median is printed.
const REPETITIONS: usize = 3;
/// Redemptions before the first that is measured.
const WARM_UP: u32 = 1_500;
/// Redemptions of one repetition.
const REDEMPTIONS: u32 = 8_000;
/// Redemptions of one repetition of the baseline.
const BASELINE: u32 = 3_000;
/// What pretix was measured to use for one redemption, ms of CPU; published with the design.
const PRETIX_CPU: f64 = 57.0;
/// What one redemption of ours may cost, ms of CPU.
const CPU_TARGET: f64 = 0.6;

/// Against the same rows written by one transaction each, without HTTP, by as many tasks on the same file.
pub async fn sqlite(name: &str, clients: usize) -> Fallible<()> {
    let house = House::on_sqlite().await?;
    let cashiers = house.cashiers(clients).await?;
    scan::run(&house, &cashiers, WARM_UP).await?;
    house.sealed().await?;
    house.server.stand_still().await?;
    let connections = row_by_row::best(&house, &cashiers, BASELINE / 2).await?;
    house.server.go_on().await?;
    eprintln!("{name}: the baseline is faster with {connections} connection(s)");
    let (mut runs, mut baseline) = (Vec::new(), Vec::new());
    for _ in 0..REPETITIONS {
        house.sealed().await?;
        runs.push(scan::run(&house, &cashiers, REDEMPTIONS).await?);
        house.sealed().await?;
        house.server.stand_still().await?;
        baseline.push(row_by_row::run(&house, &cashiers, connections, BASELINE).await?);
        house.server.go_on().await?;
    }
    figure::print_runs(name, &runs, &baseline);
    house.remove().await
}

/// Against `pgbench -N -c 8 -T 10` on the same cluster.
pub async fn postgres(name: &str) -> Fallible<()> {
    let house = House::on_postgres().await?;
    let Rows::Postgres(cluster) = &house.rows else {
        return Err("this house stands on SQLite".into());
    };
    let cashiers = house.cashiers(8).await?;
    pgbench::fill(cluster).await?;
    scan::run(&house, &cashiers, WARM_UP).await?;
    house.settle().await?;
    let (mut runs, mut baseline) = (Vec::new(), Vec::new());
    for _ in 0..REPETITIONS {
        cluster.checkpoint().await?;
        runs.push(scan::run(&house, &cashiers, REDEMPTIONS).await?);
        house.sealed().await?;
        cluster.checkpoint().await?;
        house.server.stand_still().await?;
        baseline.push(pgbench::run(cluster).await?);
        house.server.go_on().await?;
    }
    let name = if cluster.durable { name.to_owned() } else { format!("{name} NOT-DURABLE") };
    let of_runs = |figure: fn(&Run) -> f64| figure::median(runs.iter().map(figure).collect());
    let of_baseline =
        |figure: fn(&pgbench::Report) -> f64| figure::median(baseline.iter().map(figure).collect());
    figure::print(
        &name,
        "throughput",
        of_runs(Run::rate),
        "redemptions/s",
        of_baseline(|report| report.rate),
    );
    figure::print(&name, "p50", of_runs(|run| run.percentile(0.5)), "ms", of_baseline(|report| report.p50));
    figure::print(&name, "p99", of_runs(|run| run.percentile(0.99)), "ms", of_baseline(|report| report.p99));
    house.remove().await
}

/// CPU of the server and the database, without whoever asks.
pub async fn cpu(name: &str) -> Fallible<()> {
    for engine in ["sqlite", "postgres"] {
        let house = House::on(engine).await?;
        let cashiers = house.cashiers(8).await?;
        scan::run(&house, &cashiers, WARM_UP).await?;
        house.settle().await?;
        let mut costs = Vec::new();
        for _ in 0..REPETITIONS {
            let requests = scan::requests(&house, &cashiers, REDEMPTIONS).await?;
            let before = processes::spent(&house)?;
            let run = scan::send(house.server.address, requests, &scan::Shift::default()).await?;
            let spent = processes::spent(&house)? - before;
            costs.push(spent / run.latencies.len() as f64);
        }
        let cost = figure::median(costs);
        let words = house.engine();
        figure::print(name, words, cost, "ms", CPU_TARGET);
        figure::print(name, &format!("{words} against-pretix"), cost, "ms", PRETIX_CPU);
        house.remove().await?;
    }
    Ok(())
}
