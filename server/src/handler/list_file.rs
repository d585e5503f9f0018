//! The file of a list: exactly what is filtered, in the same order, read and written piece by piece.

use crate::render;
use crate::sheet::{self, Cell, Sender, Sheet};
use app::language::Language;
use app::sentences::Sentence;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::calendar::Day;
use std::future::Future;
use std::io::Error;
use std::sync::Arc;
use store::StoreError;
use tokio::sync::mpsc;

/// Rows that are read at once.
pub const AT_ONCE: u32 = 2_000;
/// Pieces that wait between two steps, at most.
const PIECES_AHEAD: usize = 1;
const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The rows of a list, a piece after the other.
pub trait FileRows: Send + Sync + 'static {
    /// One row.
    type Row: Clone + Send + Sync + 'static;

    /// The next [`AT_ONCE`] rows after this one; the first ones, where there is none.
    fn after(
        &self,
        last: Option<&Self::Row>,
    ) -> impl Future<Output = Result<Vec<Self::Row>, StoreError>> + Send;

    /// These rows with what stands elsewhere, where there is such a thing: read while the next ones are.
    fn complete(
        &self,
        rows: Vec<Self::Row>,
    ) -> impl Future<Output = Result<Vec<Self::Row>, StoreError>> + Send {
        async { Ok(rows) }
    }

    /// The row's cells, one a heading.
    fn cells(&self, row: &Self::Row) -> Vec<Cell>;
}

/// What stands around the rows.
pub struct Head {
    /// Name of the file, without its day.
    pub file: &'static str,
    /// Name of the sheet.
    pub title: &'static str,
    /// One a column.
    pub headings: Vec<&'static str>,
}

impl Head {
    /// With a file's name that every system takes, and the rest in the reader's language.
    pub fn of(language: Language, file: Sentence, title: Sentence, headings: &[Sentence]) -> Self {
        Self {
            file: file.of(Language::English),
            title: title.of(language),
            headings: headings.iter().map(|heading| heading.of(language)).collect(),
        }
    }
}

/// The file, as it is loaded. Whatever is refused is refused before anything of it is sent.
pub async fn answer<R: FileRows>(rows: R, head: Head, today: Day) -> Result<Response, StoreError> {
    let first = rows.after(None).await?;
    let name = format!("{}_{today}.xlsx", head.file);
    let (sender, body) = sheet::channel();
    tokio::spawn(write(rows, head, first, sender));
    let kept = [
        (header::CONTENT_TYPE, KIND.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok(render::private((kept, body).into_response()))
}

async fn write<R: FileRows>(rows: R, head: Head, first: Vec<R::Row>, sender: Sender) {
    if let Err(error) = filled(Arc::new(rows), head, first, sender.clone()).await
        && !sender.is_closed()
    {
        tracing::error!(%error, "a list could not be written into a file");
        let _ = sender.send(Err(error)).await;
    }
}

/// Reading, completing and writing go on beside each other, each a piece ahead of the next, so that none waits for the
/// slowest of every round. The first that fails ends the others.
async fn filled<R: FileRows>(
    rows: Arc<R>,
    head: Head,
    first: Vec<R::Row>,
    sender: Sender,
) -> Result<(), Error> {
    let sheet = blocking(move || Sheet::begin(head.title, &head.headings, sender)).await?;
    let (read, to_complete) = mpsc::channel(PIECES_AHEAD);
    let (completed, to_write) = mpsc::channel(PIECES_AHEAD);
    let rows = &rows;
    tokio::try_join!(
        read_on(rows.as_ref(), first, read),
        complete_on(rows.as_ref(), to_complete, completed),
        write_on(rows, sheet, to_write),
    )?;
    Ok(())
}

async fn read_on<R: FileRows>(
    rows: &R,
    first: Vec<R::Row>,
    read: mpsc::Sender<Vec<R::Row>>,
) -> Result<(), Error> {
    let mut piece = first;
    loop {
        let last = piece.last().filter(|_| piece.len() == AT_ONCE as usize).cloned();
        if piece.is_empty() || read.send(piece).await.is_err() {
            return Ok(());
        }
        let Some(last) = last else { return Ok(()) };
        piece = rows.after(Some(&last)).await.map_err(Error::other)?;
    }
}

async fn complete_on<R: FileRows>(
    rows: &R,
    mut read: mpsc::Receiver<Vec<R::Row>>,
    completed: mpsc::Sender<Vec<R::Row>>,
) -> Result<(), Error> {
    while let Some(piece) = read.recv().await {
        let piece = rows.complete(piece).await.map_err(Error::other)?;
        if completed.send(piece).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

async fn write_on<R: FileRows>(
    rows: &Arc<R>,
    mut sheet: Sheet,
    mut completed: mpsc::Receiver<Vec<R::Row>>,
) -> Result<(), Error> {
    while let Some(piece) = completed.recv().await {
        let rows = Arc::clone(rows);
        sheet = blocking(move || pushed(sheet, rows.as_ref(), &piece)).await?;
    }
    blocking(move || sheet.finish()).await
}

/// Packing, and waiting for whoever loads the file, are no work for a thread that serves others.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::other)?
}

fn pushed<R: FileRows>(mut sheet: Sheet, rows: &R, piece: &[R::Row]) -> Result<Sheet, Error> {
    sheet.push(piece.iter().map(|row| rows.cells(row)))?;
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use http_body_util::BodyExt;
    use std::io::Cursor;

    const PIECES: u32 = 5;
    const ROWS: u32 = PIECES * AT_ONCE + 7;

    /// Numbers from 0 on; completed ones are doubled.
    #[derive(Default)]
    struct Numbers {
        fails_reading_after: Option<u32>,
        fails_completing: Option<u32>,
    }

    impl FileRows for Numbers {
        type Row = u32;

        async fn after(&self, last: Option<&u32>) -> Result<Vec<u32>, StoreError> {
            if last.is_some() && last == self.fails_reading_after.as_ref() {
                return Err(StoreError::Corrupt("a row"));
            }
            let first = last.map_or(0, |last| last + 1);
            Ok((first..ROWS.min(first + AT_ONCE)).collect())
        }

        async fn complete(&self, rows: Vec<u32>) -> Result<Vec<u32>, StoreError> {
            if self.fails_completing.is_some_and(|row| rows.contains(&row)) {
                return Err(StoreError::Corrupt("what a row is of"));
            }
            Ok(rows.into_iter().map(|row| row * 2).collect())
        }

        fn cells(&self, row: &u32) -> Vec<Cell> {
            vec![Cell::Number(i64::from(*row))]
        }
    }

    /// What whoever loads it has in the end: nothing, where the file broke off.
    async fn loaded(rows: Numbers) -> Option<Vec<u8>> {
        let head = Head { file: "numbers", title: "Numbers", headings: vec!["Number"] };
        let today = Day::parse("2026-11-06").expect("a day");
        let response = answer(rows, head, today).await.expect("an answer");
        Some(response.into_body().collect().await.ok()?.to_bytes().to_vec())
    }

    #[tokio::test]
    async fn every_row_is_there_once_completed_and_in_order() {
        let bytes = loaded(Numbers::default()).await.expect("a file");
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let range = workbook.worksheet_range("Numbers").expect("a sheet");
        let numbers: Vec<_> = range.rows().skip(1).map(|row| row[0].clone()).collect();
        let expected: Vec<_> = (0..ROWS).map(|row| Data::Float(f64::from(row * 2))).collect();
        assert_eq!(numbers, expected);
    }

    #[tokio::test]
    async fn a_file_that_could_not_be_read_to_its_end_breaks_off() {
        let last_of_third = 3 * AT_ONCE - 1;
        let reading = Numbers { fails_reading_after: Some(last_of_third), ..Numbers::default() };
        assert_eq!(loaded(reading).await, None);
        let first_of_last = PIECES * AT_ONCE;
        let completing = Numbers { fails_completing: Some(first_of_last), ..Numbers::default() };
        assert_eq!(loaded(completing).await, None);
    }
}
