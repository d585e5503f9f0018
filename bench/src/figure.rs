//! Figures: how they are added up and how they are printed.

use std::time::Duration;

/// Prints one figure against its baseline.
pub fn print(name: &str, words: &str, figure: f64, unit: &str, baseline: f64) {
    let ratio = figure / baseline;
    println!(
        "{name} {words} figure={} unit={unit} baseline={} ratio={ratio:.3}",
        short(figure),
        short(baseline)
    );
}

/// Whole numbers where they are large, three digits behind the point where they are not.
fn short(value: f64) -> String {
    if value.abs() >= 1000.0 || value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.3}") }
}

/// The middle one of some repetitions.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The machine's load, so that a reader knows who else was there.
pub fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// One repetition.
pub struct Run {
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// One a request.
    pub latencies: Vec<Duration>,
}

impl Run {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// Milliseconds that this share of the requests stayed below.
    pub fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort();
        let rank = (sorted.len() as f64 * share) as usize;
        sorted
            .get(rank.min(sorted.len().saturating_sub(1)))
            .map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
    }
}

/// Throughput, p50 and p99 of some repetitions: the median of each.
pub fn print_runs(name: &str, runs: &[Run], baseline: &[Run]) {
    let of = |runs: &[Run], figure: fn(&Run) -> f64| median(runs.iter().map(figure).collect());
    print(name, "throughput", of(runs, Run::rate), "redemptions/s", of(baseline, Run::rate));
    print(name, "p50", of(runs, |run| run.percentile(0.5)), "ms", of(baseline, |run| run.percentile(0.5)));
    print(name, "p99", of(runs, |run| run.percentile(0.99)), "ms", of(baseline, |run| run.percentile(0.99)));
}
