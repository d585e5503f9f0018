//! One run of `piaojia issue`, watched from outside.

use super::workbook::{FILE_TICKETS, Workbook};
use crate::Fallible;
use crate::house::House;
use sqlx::AnyPool;
use std::process::Stdio;
use std::time::{Duration, Instant};
use store::fixture::ISSUER;
use tokio::process::{Child, Command};

/// How often it is looked at.
const PAUSE: Duration = Duration::from_millis(5);
/// Nothing here takes longer.
const LONGEST: Duration = Duration::from_secs(180);

/// A command at work.
pub struct Import<'h> {
    house: &'h House,
    process: Child,
    started: Instant,
    name: &'h str,
}

/// What it took.
pub struct Imported {
    /// From the start of the process until the batch is visible. The mails come afterwards.
    pub until_visible: Duration,
    /// Most memory that it ever held.
    pub peak_bytes: u64,
}

impl<'h> Import<'h> {
    /// Starts it; links go nowhere, words to `issue.log`.
    pub fn start(house: &'h House, workbook: &'h Workbook) -> Fallible<Self> {
        let process = Command::new(crate::house::binary()?)
            .arg("issue")
            .arg(&workbook.path)
            .args(["--merchant", &ISSUER.to_string(), "--most-tickets", &FILE_TICKETS.to_string()])
            .env("PIAOJIA_DATA", house.folder())
            .env("DATABASE_URL", &house.database)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(house.folder().join("issue.log"))?)
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self { house, process, started: Instant::now(), name: &workbook.name })
    }

    /// Waits until it is visible and over.
    pub async fn watch(mut self) -> Fallible<Imported> {
        let (until_visible, seen) = self.visible().await?;
        let mut peak_bytes = seen;
        let status = loop {
            peak_bytes = peak_bytes.max(self.memory());
            if let Some(status) = self.process.try_wait()? {
                break status;
            }
            tokio::time::sleep(PAUSE).await;
        };
        if !status.success() {
            return Err(self.words().into());
        }
        Ok(Imported { until_visible, peak_bytes })
    }

    /// Waits until the batch is visible; what that took, and how much memory so far.
    pub async fn visible(&mut self) -> Fallible<(Duration, u64)> {
        let rows = self.house.connection().await?;
        let mut peak = 0;
        loop {
            peak = peak.max(self.memory());
            if self.is_visible(&rows).await? {
                break;
            }
            if self.process.try_wait()?.is_some() || self.started.elapsed() > LONGEST {
                return Err(self.words().into());
            }
            tokio::time::sleep(PAUSE).await;
        }
        let taken = self.started.elapsed();
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM ticket t JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch
             WHERE b.source = $1",
        )
        .bind(self.name)
        .fetch_one(&rows)
        .await?;
        rows.close().await;
        if count != FILE_TICKETS as i64 {
            return Err(format!("{count} tickets are visible").into());
        }
        Ok((taken, peak))
    }

    async fn is_visible(&self, rows: &AnyPool) -> Fallible<bool> {
        let state: Option<String> = sqlx::query_scalar("SELECT state FROM batch WHERE source = $1")
            .bind(self.name)
            .fetch_optional(rows)
            .await?;
        Ok(state.as_deref() == Some("visible"))
    }

    /// Its high-water mark, as the kernel keeps it; nothing once it has ended.
    fn memory(&self) -> u64 {
        let status =
            self.process.id().and_then(|id| std::fs::read_to_string(format!("/proc/{id}/status")).ok());
        let kilobytes = status.as_deref().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        });
        kilobytes.unwrap_or(0) * 1024
    }

    fn words(&self) -> String {
        let log = std::fs::read_to_string(self.house.folder().join("issue.log")).unwrap_or_default();
        format!("the batch did not become visible: {}", log.chars().take(500).collect::<String>())
    }
}
