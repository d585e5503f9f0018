//! Files as real programs write them (RULES §6): LibreOffice makes an xlsx of its own document, of an old xls and of a CSV,
//! and CSV files in UTF-8 and Big5, with every kind of cell; what it makes is read like our own.
#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use batch::{Cell, Column, FaultReason, Language, SheetRow, WorkbookRefusal, check, read_file, read_sheet};
use common::open_document::{date, document, empty, formula, number, ten_digits, text};
use common::{Merchant, PAID, day};
use std::path::PathBuf;
use std::process::Command;

const MISSING: &str = "LibreOffice is missing, and with it the proof that files of real programs are read: \
    apt-get install --no-install-recommends libreoffice-calc (./dev test installs it by itself)";

/// Commas, quotes, the characters (76 is UTF-8, 68 Big5), from the first line on, in Taiwan's language; cells as they are shown.
const UTF_8: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1028,false,true";
const BIG5: &str = "csv:Text - txt - csv (StarCalc):44,34,68,1,,1028,false,true";
/// How a CSV is opened: what looks like a number or a day becomes one. Other files say themselves what they are.
const OPENED_CSV: &str = "--infilter=CSV:44,34,76,1,,1028,false,true";

/// One row of the sheet.
struct Typed {
    number: String,
    own: String,
    phone: String,
    tickets: String,
    from: String,
}

impl Typed {
    fn cells(self, place: usize) -> Vec<String> {
        let own = if self.own.is_empty() { text(&format!("B{place:03}")) } else { self.own };
        let (name, mail) = (text(" 許功蓋\u{3000}"), text("hsu@example.com"));
        let address = text("台北市南港區, \"三重路\"19號\n３樓");
        let gift = empty();
        vec![self.number, own, gift, name, self.phone, mail, address, text(PAID), self.tickets, self.from]
    }
}

fn typed(number: String, phone: String, tickets: String, from: String) -> Typed {
    Typed { number, own: String::new(), phone, tickets, from }
}

fn usual(place: u32, from: String) -> Typed {
    typed(number(&place.to_string()), text("0912345678"), number("2"), from)
}

/// Six orders as people type them, and five that no program could make right.
fn sheet() -> Vec<u8> {
    let header = Column::ALL.iter().take(11).map(|column| text(column.header())).collect();
    let rows = [
        usual(1, date("slashes", "2026-08-10")),
        // Numbers lose their leading zero, people type full-width digits, days are written as text.
        typed(text(" 2 "), number("912345678"), text("２"), text("2026/8/10")),
        typed(text("３"), text("０９１２-３４５-６７８"), text(" 2 "), text("2026-08-10")),
        typed(number("4"), ten_digits("912345678"), number("2"), date("hyphens", "2026-08-10")),
        typed(number("5"), text("+886 912 345 678"), text("2\u{3000}"), date("words", "2026-08-10")),
        typed(number("6"), text("\u{3000}0912 345 678"), number("2"), date("republic", "2026-08-10")),
        Typed { tickets: formula("1+1", "2"), ..usual(7, empty()) },
        usual(8, text("民國115/8/10")),
        usual(9, text("115/8/10")),
        usual(10, date("moment", "2026-08-10T12:00:00")),
        Typed { own: number("2305291446020830002"), ..usual(11, empty()) },
    ];
    let rows = (1..).zip(rows).map(|(place, row)| row.cells(place));
    document(&std::iter::once(header).chain(rows).collect::<Vec<_>>())
}

/// A folder of its own, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("piaojia-programs-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Started as seldom as may be: it takes seconds.
    fn convert(&self, to: &str, into: &str, files: &[PathBuf]) {
        let done = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}/profile", self.0.display()))
            .args(["--headless", OPENED_CSV, "--convert-to", to, "--outdir"])
            .arg(self.path(into))
            .args(files)
            .output()
            .expect(MISSING);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_libreoffice_makes_is_read_like_our_own() {
    let folder = Folder::new();
    std::fs::write(folder.path("ods.ods"), sheet()).unwrap();
    let ods = [folder.path("ods.ods")];
    folder.convert("xls", ".", &ods);
    std::fs::rename(folder.path("ods.xls"), folder.path("xls.xls")).unwrap();
    folder.convert(BIG5, "big5", &ods);
    folder.convert(UTF_8, ".", &ods);
    std::fs::rename(folder.path("ods.csv"), folder.path("csv.csv")).unwrap();
    folder.convert("xlsx", "xlsx", &["ods.ods", "xls.xls", "csv.csv"].map(|name| folder.path(name)));

    let own = read_sheet(&folder.read("xlsx/ods.xlsx")).unwrap();
    assert_eq!(own[7].cell(Column::Tickets as u32), &Cell::Formula, "never its result");
    let (formula, no_date) = (FaultReason::Formula, FaultReason::NotADate);
    let (year, number) = (FaultReason::YearNotWhole, FaultReason::DateIsNumber);
    let bad = [
        (8, Column::Tickets, formula, "=…"),
        (9, Column::UsableFrom, year, "民國115/8/10"),
        (10, Column::UsableFrom, year, "115/8/10"),
        (11, Column::UsableFrom, no_date, "2026/08/10 12:00:00"),
        (12, Column::OrderNumber, FaultReason::NumberChanged, "2.30529144602083e18"),
    ];
    expect("ods", &own, &bad);
    let old = read_sheet(&folder.read("xlsx/xls.xlsx")).unwrap();
    assert_eq!(old, own, "an old file, saved anew");

    // What a CSV shows is all that it says: a formula its result, a day its look, a long number what is left of it.
    let utf_8 = read_file(&folder.read("csv.csv")).unwrap();
    let bad = [
        (7, Column::UsableFrom, year, "115/8/10"),
        (9, Column::UsableFrom, year, "民國115/8/10"),
        (10, Column::UsableFrom, year, "115/8/10"),
        (11, Column::UsableFrom, no_date, "2026/8/10 12:00"),
        (12, Column::OrderNumber, FaultReason::NotLettersAndDigits, "2.30529144602083E+018"),
    ];
    expect("csv", &utf_8, &bad);
    assert_eq!(read_file(&folder.read("big5/ods.csv")).unwrap(), utf_8, "in either encoding");
    let opened = read_sheet(&folder.read("xlsx/csv.xlsx")).unwrap();
    // The program took 115 for a year of its own, long before its first day.
    let bad = [
        (7, Column::UsableFrom, number, "-651736"),
        (9, Column::UsableFrom, year, "民國115/8/10"),
        (10, Column::UsableFrom, number, "-651736"),
        (11, Column::UsableFrom, number, "46244.5"),
        (12, Column::OrderNumber, FaultReason::NumberChanged, "2.30529144602083e18"),
    ];
    expect("csv, opened and saved as xlsx", &opened, &bad);

    for (name, refusal) in
        [("xls.xls", WorkbookRefusal::OldOrEncrypted), ("ods.ods", WorkbookRefusal::NotAWorkbook)]
    {
        let refused = read_file(&folder.read(name)).unwrap_err();
        assert_eq!(refused, refusal, "{name}");
        assert!(refused.sentence(Language::Chinese).contains("xlsx"), "it says what to do");
    }
}

/// The rows that are bad, why, and what is shown of them; all others are the same order.
fn expect(file: &str, rows: &[SheetRow], bad: &[(u32, Column, FaultReason, &str)]) {
    assert_eq!(rows.len(), 12, "{file}: rows without a word are none");
    let merchant = Merchant::new();
    let batch = check(rows, &merchant.context());
    assert!(batch.issuable().is_none(), "{file}: nothing is guessed at");
    assert!(batch.unknown_columns.is_empty() && batch.left_out.is_empty(), "{file}");
    let faults: Vec<_> = batch
        .faults
        .iter()
        .map(|fault| (fault.row.unwrap(), fault.column.unwrap(), fault.reason, fault.shown.as_str()))
        .collect();
    assert_eq!(faults, bad, "{file}");
    assert_eq!(batch.orders.len(), 11, "{file}");
    for order in &batch.orders {
        let row = order.rows[0];
        assert_eq!(order.is_bad, bad.iter().any(|(bad, ..)| *bad == row), "{file}, row {row}");
        assert_eq!(order.import_number, order.position.to_string(), "{file}, row {row}");
        assert_eq!(order.purchaser.name.as_deref(), Some("許功蓋"), "{file}, row {row}");
        assert_eq!(order.purchaser.phone.as_deref(), Some("0912345678"), "{file}, row {row}");
        let address = order.purchaser.address.as_deref();
        assert_eq!(address, Some("台北市南港區, \"三重路\"19號 3樓"), "{file}, row {row}");
        if order.is_bad {
            continue;
        }
        let own = format!("B{:03}", order.position);
        assert_eq!(order.order_number.as_deref(), Some(own.as_str()), "{file}, row {row}");
        let from = (row < 8).then(|| day(2026, 8, 10));
        assert_eq!((order.tickets, order.lines[0].usable_from), (2, from), "{file}, row {row}");
    }
}
