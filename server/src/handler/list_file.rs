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

/// Rows that are read at once.
pub const AT_ONCE: u32 = 2_000;
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

/// While one piece is written, the next one is completed, and the one after that is read.
async fn filled<R: FileRows>(
    rows: Arc<R>,
    head: Head,
    first: Vec<R::Row>,
    sender: Sender,
) -> Result<(), Error> {
    let mut sheet = blocking(move || Sheet::begin(head.title, &head.headings, sender)).await?;
    let (mut read, mut complete) = (first, Vec::new());
    while !(read.is_empty() && complete.is_empty()) {
        let writing = blocking({
            let rows = Arc::clone(&rows);
            move || pushed(sheet, rows.as_ref(), &complete)
        });
        let last = read.last().filter(|_| read.len() == AT_ONCE as usize).cloned();
        let reading = async {
            match &last {
                Some(last) => rows.after(Some(last)).await,
                None => Ok(Vec::new()),
            }
        };
        let (written, next, completed) = tokio::join!(writing, reading, completed(rows.as_ref(), read));
        sheet = written?;
        (read, complete) = (next.map_err(Error::other)?, completed.map_err(Error::other)?);
    }
    blocking(move || sheet.finish()).await
}

/// Packing, and waiting for whoever loads the file, are no work for a thread that serves others.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(Error::other)?
}

async fn completed<R: FileRows>(rows: &R, read: Vec<R::Row>) -> Result<Vec<R::Row>, StoreError> {
    if read.is_empty() { Ok(read) } else { rows.complete(read).await }
}

fn pushed<R: FileRows>(mut sheet: Sheet, rows: &R, piece: &[R::Row]) -> Result<Sheet, Error> {
    sheet.push(piece.iter().map(|row| rows.cells(row)))?;
    Ok(sheet)
}
