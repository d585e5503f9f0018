//! Runs of the jobs: some a day, so that any order is cheap.

use crate::job::ALWAYS;
use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::job::Job;
use sqlx::any::AnyRow;

domain::stated_enum! {
    /// What the list can be ordered by.
    pub enum JobSort {
        /// When it was begun.
        Started = "started",
        /// Which day's run it is.
        Day = "day",
        /// Which job.
        Job = "job",
    }
}

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobSearch {
    /// This job alone.
    pub job: Option<Job>,
    /// Done, or not done, alone.
    pub is_done: Option<bool>,
}

/// A run, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Which job.
    pub job: Job,
    /// Which day's.
    pub day: Day,
    /// Who has or had it.
    pub owner: String,
    /// When it was begun.
    pub started_at: Instant,
    /// When it was done.
    pub finished_at: Option<Instant>,
    /// What it said, or why it failed.
    pub result: Option<String>,
}

impl Store {
    /// Runs of the jobs. What goes on all day is no run.
    pub async fn job_runs(
        &self,
        search: &JobSearch,
        sort: JobSort,
        window: Window,
    ) -> Result<Rows<JobRow>, StoreError> {
        let mut parameters = Parameters::none();
        let mut found = format!("FROM job_run r WHERE r.day <> {}", parameters.text(ALWAYS));
        if let Some(job) = search.job {
            found.push_str(&format!(" AND r.job = {}", parameters.text(job.as_str())));
        }
        if let Some(is_done) = search.is_done {
            let is = if is_done { "IS NOT NULL" } else { "IS NULL" };
            found.push_str(&format!(" AND r.finished_at {is}"));
        }
        let total = format!("SELECT COUNT(*) AS total {found}");
        let total = parameters.ask(&total).fetch_one(self.engine.reader()).await?;
        let column = match sort {
            JobSort::Started => "r.started_at",
            JobSort::Day => "r.day",
            JobSort::Job => "r.job",
        };
        let (size, offset) = (parameters.number(window.size.into()), parameters.number(window.offset.into()));
        let text = format!(
            "SELECT r.job, r.day, r.owner, r.started_at, r.finished_at, r.result {found}
             ORDER BY {column} {}, r.day DESC, r.job LIMIT {size} OFFSET {offset}",
            window.direction()
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        Ok(Rows {
            rows: rows.iter().map(run).collect::<Result<_, _>>()?,
            total: u64::from(Columns(&total).count("total")?),
        })
    }
}

fn run(row: &AnyRow) -> Result<JobRow, StoreError> {
    let columns = Columns(row);
    Ok(JobRow {
        job: columns.stated("job", Job::parse)?,
        day: columns.day("day")?,
        owner: columns.text("owner")?,
        started_at: columns.instant("started_at")?,
        finished_at: columns.maybe_instant("finished_at")?,
        result: columns.maybe_text("result")?,
    })
}
