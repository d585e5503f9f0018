//! A workbook that goes out while its rows are read: nothing of it waits for the last one, neither in memory nor on a disk
//! (docs/decisions/0038).

mod frame;
mod row;

use axum::body::{Body, Bytes};
use frame::Frame;
use futures_core::Stream;
use row::Rows;
use std::io::{Error, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{self, Receiver};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

/// Pieces that wait for whoever loads the file.
const WAITING_PIECES: usize = 4;
/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// Rows of a sheet, its headings among them: what Excel opens.
const MOST_ROWS: u32 = 1_048_576;
/// Lists say nearly the same in each row: packed a fifth smaller, they would take twice as long.
const QUICKLY: i64 = 2;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// As it is written: no text is ever a formula.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// The workbook while it is filled: of one sheet, or of as many as its rows need.
pub struct Sheet {
    archive: ZipWriter<StreamWriter<Pieces>>,
    frame: Frame,
    rows: Rows,
    sheets: usize,
    most_rows: u32,
}

impl Sheet {
    /// With its headings, into this.
    pub fn begin(name: &str, headings: &[&str], sender: Sender) -> Result<Self, Error> {
        Self::of(name, headings, sender, MOST_ROWS)
    }

    fn of(name: &str, headings: &[&str], sender: Sender, most_rows: u32) -> Result<Self, Error> {
        let pieces = Pieces { sender, waiting: Vec::with_capacity(PIECE) };
        let mut sheet = Self {
            archive: ZipWriter::new_stream(pieces),
            frame: Frame::new(name, headings)?,
            rows: Rows::of(headings.len()),
            sheets: 0,
            most_rows,
        };
        sheet.open()?;
        Ok(sheet)
    }

    fn open(&mut self) -> Result<(), Error> {
        self.sheets += 1;
        self.part(&frame::sheet_name(self.sheets))?;
        self.archive.write_all(self.frame.before(self.sheets))?;
        self.rows.begin();
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        self.archive.write_all(self.frame.after())
    }

    fn part(&mut self, name: &str) -> Result<(), Error> {
        let packed = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(QUICKLY));
        self.archive.start_file(name, packed).map_err(Error::other)
    }

    /// These rows more. A client that went away is an error.
    pub fn push(&mut self, rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), Error> {
        for cells in rows {
            if self.rows.written() == self.most_rows {
                self.archive.write_all(&self.rows.take())?;
                self.close()?;
                self.open()?;
            }
            self.rows.push(&cells);
        }
        self.archive.write_all(&self.rows.take())
    }

    /// What stands around the rows: now it is known how many sheets there are.
    pub fn finish(mut self) -> Result<(), Error> {
        self.close()?;
        for (name, bytes) in self.frame.others(self.sheets)? {
            self.part(&name)?;
            self.archive.write_all(&bytes)?;
        }
        self.archive.finish().map_err(Error::other)?.into_inner().flush()
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

#[cfg(test)]
mod tests;
