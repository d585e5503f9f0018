//! A hundred thousand tickets from one xlsx, by the product's command in a process of its own: from its start to the
//! moment in which everybody can see them, against the same rows by plain SQL.

pub mod import;
mod multi_row;
mod workbook;

pub use workbook::{FILE_TICKETS, Workbook};

use crate::Fallible;
use crate::figure;
use crate::house::{Folder, House};
use import::Import;

/// Repetitions; the median is printed.
const REPETITIONS: usize = 3;
/// What the command may take of the machine's memory, MB.
const MEMORY_TARGET: f64 = 300.0;

/// Time and memory, on both engines.
pub async fn issue(name: &str) -> Fallible<()> {
    let files = Folder::make()?;
    let mut workbooks = Vec::new();
    for number in 0..REPETITIONS {
        workbooks.push(Workbook::write(files.path(), number)?);
    }
    for engine in ["sqlite", "postgres"] {
        let mut house = House::on(engine).await?;
        // It would seal and tell while the next repetition is measured.
        house.server.kill().await?;
        let (mut times, mut baseline, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
        for workbook in &workbooks {
            let imported = Import::start(&house, workbook)?.watch().await?;
            times.push(imported.until_visible.as_secs_f64());
            peaks.push(imported.peak_bytes as f64 / 1e6);
            baseline.push(multi_row::insert(&house, workbook).await?.as_secs_f64());
        }
        let words = house.engine();
        figure::print(
            name,
            &format!("{words} {FILE_TICKETS}-tickets-to-visible"),
            figure::median(times),
            "s",
            figure::median(baseline),
        );
        figure::print(name, &format!("{words} peak-memory"), figure::median(peaks), "MB", MEMORY_TARGET);
        house.remove().await?;
    }
    files.remove()
}
