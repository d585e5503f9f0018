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
/// Lists say nearly the same in each row: packed a sixth smaller, they take half as long again to twice as long.
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
mod tests {
    //! Each file is opened again by the reader of workbooks that reads what merchants upload.

    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use proptest::prelude::*;
    use std::io::{Cursor, Read};

    const HEADINGS: [&str; 3] = ["編號", "名稱 & <全名>", "金額"];

    /// The bytes of a workbook with these rows, of which so many (and the headings) go into a sheet.
    fn made(rows: &[Vec<Cell>], most_rows: u32) -> Vec<u8> {
        let (sender, mut receiver) = mpsc::channel(4096);
        let mut sheet = Sheet::of("訂單", &HEADINGS, sender, most_rows).expect("begun");
        for piece in rows.chunks(7) {
            sheet.push(piece.iter().cloned()).expect("pushed");
        }
        sheet.finish().expect("finished");
        let mut bytes = Vec::new();
        while let Ok(piece) = receiver.try_recv() {
            bytes.extend_from_slice(&piece.expect("a piece"));
        }
        bytes
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    }

    /// Each sheet's rows, as texts.
    fn opened(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let said = |cell: &Data| cell.to_string();
        let names = workbook.sheet_names();
        let mut sheets = Vec::new();
        for name in names {
            let range = workbook.worksheet_range(&name).expect("a sheet");
            sheets.push((name, range.rows().map(|row| row.iter().map(said).collect()).collect()));
        }
        sheets
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn an_empty_list_has_its_headings() {
        let sheets = opened(&made(&[], MOST_ROWS));
        assert_eq!(sheets, [("訂單".to_owned(), vec![HEADINGS.map(str::to_owned).to_vec()])]);
    }

    #[test]
    fn rows_beyond_a_sheet_stand_on_the_next_one_with_headings_of_its_own() {
        let rows: Vec<_> = (1..=11).map(|number| vec![text("X"), text(""), Cell::Number(number)]).collect();
        let bytes = made(&rows, 5);
        let sheets = opened(&bytes);
        let (names, sizes): (Vec<_>, Vec<_>) =
            sheets.iter().map(|(name, rows)| (name.as_str(), rows.len())).unzip();
        assert_eq!((names, sizes), (vec!["訂單", "訂單 2", "訂單 3"], vec![5, 5, 4]));
        let numbers: Vec<_> =
            sheets.iter().flat_map(|(_, rows)| rows.iter().skip(1)).map(|row| row[2].clone()).collect();
        assert_eq!(numbers, (1..=11).map(|number| number.to_string()).collect::<Vec<_>>());
        assert!(sheets.iter().all(|(_, rows)| rows[0] == HEADINGS));
        let open = ["1", "2", "3"]
            .map(|n| part(&bytes, &format!("xl/worksheets/sheet{n}.xml")).contains("tabSelected"));
        assert_eq!(open, [true, false, false], "what is typed into one sheet belongs to that one");
    }

    #[test]
    fn a_title_that_is_no_name_of_a_sheet_is_cut() {
        let (sender, mut receiver) = mpsc::channel(64);
        let mut sheet = Sheet::of("Phones that work without network", &HEADINGS, sender, 2).expect("begun");
        sheet.push([1, 2].into_iter().map(|number| vec![Cell::Number(number)])).expect("pushed");
        sheet.finish().expect("finished");
        let mut bytes = Vec::new();
        while let Ok(piece) = receiver.try_recv() {
            bytes.extend_from_slice(&piece.expect("a piece"));
        }
        let names: Vec<_> = opened(&bytes).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Phones that work without networ", "Phones that work without netw 2"]);
    }

    #[test]
    fn a_full_sheet_is_not_followed_by_an_empty_one() {
        let rows: Vec<_> = (1..=4).map(|number| vec![Cell::Number(number)]).collect();
        assert_eq!(opened(&made(&rows, 5)).len(), 1);
    }

    #[test]
    fn what_xml_cannot_say_is_said_as_excel_says_it() {
        let words = ["a\u{b}b", "_x0041_", "_x41_", "\r", "<&>", " 前後 ", "\u{ffff}"];
        let xml = part(&made(&words.map(|word| vec![text(word)]), MOST_ROWS), "xl/worksheets/sheet1.xml");
        for said in
            ["<t>a_x000B_b<", "<t>_x005F_x0041_<", "<t>_x41_<", "_x000D_<", "<t>&lt;&amp;&gt;<", "_xFFFF_"]
        {
            assert!(xml.contains(said), "{said} in {xml}");
        }
        assert!(xml.contains("<t xml:space=\"preserve\"> 前後 <"), "{xml}");
        assert!(!xml.contains("<dimension"), "{xml}");
    }

    #[test]
    fn a_text_that_no_cell_can_hold_is_cut_at_a_whole_letter() {
        let long = "😀".repeat(20_000);
        let sheets = opened(&made(&[vec![text(&long)]], MOST_ROWS));
        assert_eq!(sheets[0].1[1][0].encode_utf16().count(), 32_766);
    }

    #[test]
    fn who_went_away_ends_the_work() {
        let (sender, receiver) = mpsc::channel(1);
        drop(receiver);
        let mut sheet = Sheet::begin("訂單", &HEADINGS, sender).expect("begun");
        let mut seed = 1_u64;
        let rows = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            vec![text(&format!("{seed:x}"))]
        });
        assert!(sheet.push(rows.take(100_000)).is_err());
    }

    const MISSING: &str = "LibreOffice is missing, and with it the proof that other programs open our lists: \
        apt-get install --no-install-recommends libreoffice-calc (./dev test installs it by itself)";
    /// Every sheet (-1) with commas and quotes, in UTF-8.
    const EACH_SHEET: &str =
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,1028,false,true,false,false,false,-1";

    #[test]
    fn libreoffice_opens_every_sheet() {
        let folder = std::env::temp_dir().join(format!("piaojia-sheets-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let rows: Vec<_> =
            (1..=5).map(|number| vec![text("=1+1"), text("許功蓋 <&> 😀"), Cell::Number(number)]).collect();
        std::fs::write(folder.join("list.xlsx"), made(&rows, 4)).expect("a file");
        let done = std::process::Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}/profile", folder.display()))
            .args(["--headless", "--convert-to", EACH_SHEET, "--outdir"])
            .args([&folder, &folder.join("list.xlsx")])
            .output()
            .expect(MISSING);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        let read = |sheet: &str| {
            std::fs::read_to_string(folder.join(format!("list-{sheet}.csv")))
                .unwrap_or_else(|_| panic!("{sheet}: {said}"))
        };
        let (first, second) = (read("訂單"), read("訂單 2"));
        let _ = std::fs::remove_dir_all(&folder);
        let lines = |numbers: std::ops::RangeInclusive<u8>| {
            numbers.map(|number| format!("=1+1,許功蓋 <&> 😀,{number}\n")).collect::<String>()
        };
        let headings = format!("{}\n", HEADINGS.join(","));
        assert_eq!(
            (first, second),
            (format!("{headings}{}", lines(1..=3)), format!("{headings}{}", lines(4..=5)))
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_was_written_is_read(
            rows in prop::collection::vec(("[^\\x00-\\x1f\\x7f-\\x9f_\u{feff}\u{fffe}\u{ffff}]{0,12}", any::<i32>()), 0..30),
            most_rows in 2_u32..12,
        ) {
            let cells: Vec<_> =
                rows.iter().map(|(words, number)| vec![text("第"), text(words), Cell::Number((*number).into())]).collect();
            let read: Vec<_> = opened(&made(&cells, most_rows))
                .into_iter()
                .flat_map(|(_, rows)| rows.into_iter().skip(1))
                .map(|row| (row[1].clone(), row[2].clone()))
                .collect();
            let written: Vec<_> = rows.into_iter().map(|(words, number)| (words, number.to_string())).collect();
            prop_assert_eq!(read, written);
        }
    }
}
