//! The fuzzer's first workbooks (`fuzz/seeds/workbook`): made of what our own writer writes, and still read.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use batch::{Cell, Column, IssueRow, issue_file, read_sheet, template};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::io::{Cursor, Read};
use std::path::PathBuf;
use zip::ZipArchive;

/// Set to write the files anew.
const WRITE: &str = "PIAOJIA_WRITE_SEEDS";

/// The parts of a workbook by the digits that `fuzz/targets/workbook/main.rs` knows them by.
const PARTS: [&str; 6] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
];

fn orders() -> Vec<u8> {
    let paid = IssueRow::new()
        .with(Column::ImportNumber, "1")
        .with(Column::OrderNumber, "2305291446020830002")
        .with(Column::PurchaserName, "王小明")
        .with(Column::PurchaserPhone, "0912345678")
        .with(Column::PurchaserEmail, "ming@example.com")
        .with(Column::PurchaserAddress, "台北市南港區三重路19號")
        .with(Column::ProductCode, "VAB12345")
        .with(Column::Tickets, "3")
        .with(Column::UsableFrom, "2026/08/10");
    let gift = paid.clone().with(Column::ImportNumber, "2").with(Column::OrderNumber, "");
    let gift = gift.with(Column::GiftNumber, "GIFT2").with(Column::ProductCode, "CAB12345");
    issue_file(&[paid, gift.with(Column::ExpiresOn, "2026/12/31")]).unwrap()
}

/// What people do to the template: numbers, dates, formulas, errors.
fn every_kind_of_cell() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("yyyy/m/d");
    let sheet = workbook.add_worksheet();
    for (at, column) in (0..).zip(Column::ALL) {
        sheet.write_string(0, at, column.header()).unwrap();
    }
    sheet.write_number(1, 0, 1).unwrap();
    sheet.write_number(1, 1, 20_230_529_155_402_491_395.0).unwrap();
    sheet.write_boolean(1, 3, true).unwrap();
    sheet.write_formula(1, 8, "=1+1").unwrap();
    sheet.write_with_format(1, 9, ExcelDateTime::from_ymd(2026, 8, 10).unwrap(), &date).unwrap();
    sheet.write_number(1, 11, 2.5).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// Parts as the target takes them: a zero byte, the digit, the text.
fn parts(file: &[u8], digits: &[usize]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut seed = Vec::new();
    for digit in digits {
        seed.extend(format!("\0{digit}").bytes());
        archive.by_name(PARTS[*digit]).unwrap().read_to_end(&mut seed).unwrap();
    }
    seed
}

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let (orders, kinds) = (orders(), every_kind_of_cell());
    vec![
        ("template.xlsx", template().unwrap()),
        ("sheet_of_orders", parts(&orders, &[0, 1])),
        ("sheet_of_every_kind", parts(&kinds, &[0, 1, 2])),
        ("relations", parts(&kinds, &[3, 4, 5])),
        ("orders.xlsx", orders),
    ]
}

#[test]
fn the_fuzzers_workbooks_are_there_and_are_read() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/workbook");
    for (name, bytes) in seeds() {
        if std::env::var(WRITE).is_ok_and(|value| value == "1") {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let seed = std::fs::read(folder.join(name)).unwrap_or_else(|_| panic!("{name}: {WRITE}=1 writes it"));
        if name.ends_with(".xlsx") {
            let rows = read_sheet(&seed).unwrap();
            assert_eq!(rows[0].cell(0), &Cell::Text(Column::ImportNumber.header().to_owned()), "{name}");
        } else {
            assert!(seed.starts_with(b"\0"), "{name}");
        }
    }
}
