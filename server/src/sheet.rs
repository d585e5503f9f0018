//! A workbook of one sheet that goes out while it is made: its rows wait in a temporary file, its bytes in no one's memory.

use axum::body::{Body, Bytes};
use futures_core::Stream;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::{Error, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{self, Receiver};

/// Pieces that wait for whoever loads the file.
const WAITING_PIECES: usize = 4;
/// Bytes of a piece.
const PIECE: usize = 64 * 1024;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// As it is written: no text is ever a formula.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// The sheet while it is filled.
pub struct Sheet {
    workbook: Workbook,
    next: u32,
}

impl Sheet {
    /// With its headings.
    pub fn new(name: &str, headings: &[&str]) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, heading) in (0..).zip(headings) {
            sheet.set_column_width(column, 20)?;
            sheet.write_string_with_format(0, column, *heading, &bold)?;
        }
        Ok(Self { workbook, next: 1 })
    }

    /// One row more.
    pub fn push(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write_string(self.next, column, text)?,
                // Excel counts exactly up to fifteen digits; no amount of an order has more.
                Cell::Number(number) => sheet.write_number(self.next, column, number as f64)?,
            };
        }
        self.next += 1;
        Ok(())
    }
}

/// Where the pieces of a sheet go; an error ends the file, so that nobody takes a part for the whole.
pub type Sender = mpsc::Sender<Result<Bytes, Error>>;

/// What the sheet is written into, and what a client loads.
pub fn channel() -> (Sender, Body) {
    let (sender, receiver) = mpsc::channel(WAITING_PIECES);
    (sender, Body::from_stream(Arriving(receiver)))
}

struct Arriving(Receiver<Result<Bytes, Error>>);

impl Stream for Arriving {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

/// Sends the finished sheet. A client that goes away ends it.
pub async fn send(mut sheet: Sheet, sender: Sender) {
    let mut pieces = Pieces { sender, waiting: Vec::with_capacity(PIECE) };
    let sent = tokio::task::spawn_blocking(move || {
        let written = sheet.workbook.save_to_writer(&mut pieces).map_err(Error::other);
        if let Err(error) = written.and_then(|()| pieces.flush()) {
            let _ = pieces.sender.blocking_send(Err(error));
        }
    });
    if let Err(error) = sent.await {
        tracing::error!(%error, "a workbook could not be sent");
    }
}

struct Pieces {
    sender: Sender,
    waiting: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.waiting, Vec::with_capacity(PIECE)));
        self.sender.blocking_send(Ok(piece)).map_err(Error::other)
    }
}
