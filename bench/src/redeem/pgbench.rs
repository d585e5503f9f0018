//! PostgreSQL's baseline: `pgbench -N -c 8 -T 10`, scale 10, in a database of the same cluster. Eight clients on one
//! thread, as our own load has them (`scan.rs`): both are asked in the same way.

use crate::Fallible;
use crate::house::{Cluster, Folder};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// What one run reported.
pub struct Report {
    /// Transactions a second.
    pub rate: f64,
    /// Milliseconds.
    pub p50: f64,
    /// Milliseconds.
    pub p99: f64,
}

/// Makes its tables.
pub async fn fill(cluster: &Cluster) -> Fallible<()> {
    pgbench(Path::new("."), &["-i", "-q", "-s", "10", &cluster.database("baseline")]).await?;
    Ok(())
}

/// One run. Every tenth transaction is logged, for the latencies.
pub async fn run(cluster: &Cluster) -> Fallible<Report> {
    let folder = Folder::make()?;
    let database = cluster.database("baseline");
    let arguments = ["-N", "-c", "8", "-T", "10", "-l", "--sampling-rate=0.1", &database];
    let said = pgbench(folder.path(), &arguments).await?;
    let rate = said
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .and_then(|rest| rest.split(' ').next())
        .ok_or("pgbench names no tps")?
        .parse()?;
    let mut times = Vec::new();
    for entry in std::fs::read_dir(folder.path())? {
        for line in std::fs::read_to_string(entry?.path())?.lines() {
            times.push(line.split(' ').nth(2).ok_or("a strange log of pgbench")?.parse::<f64>()? / 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    let percentile =
        |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN);
    let report = Report { rate, p50: percentile(0.5), p99: percentile(0.99) };
    folder.remove()?;
    Ok(report)
}

async fn pgbench(folder: &Path, arguments: &[&str]) -> Fallible<String> {
    let output =
        Command::new(program()).args(arguments).current_dir(folder).kill_on_drop(true).output().await?;
    if !output.status.success() {
        return Err(format!("pgbench: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// In PATH, or where Debian keeps it: the newest.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let newest = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .max_by_key(|entry| entry.file_name().to_string_lossy().parse::<u32>().unwrap_or(0))
        .map(|entry| entry.path().join("bin"));
    std::env::split_paths(&path)
        .chain(newest)
        .map(|folder| folder.join("pgbench"))
        .find(|program| program.is_file())
        .unwrap_or_else(|| PathBuf::from("pgbench"))
}
