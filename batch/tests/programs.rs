//! Workbooks as real programs write them (RULES §6): LibreOffice makes an xlsx of a document with every kind of cell, and it is
//! read like our own.
#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use batch::{Cell, Column, FaultReason, check, read_file, read_sheet};
use common::{Merchant, PAID, day};
use std::path::Path;
use std::process::Command;

const MISSING: &str = "LibreOffice is missing, and with it the proof that files of real programs are read: \
    apt-get install --no-install-recommends libreoffice-calc (./dev test installs it by itself)";

/// A flat OpenDocument sheet: each cell says what it is.
fn document(rows: &[Vec<String>]) -> String {
    let rows: String =
        rows.iter().map(|cells| format!("<table:table-row>{}</table:table-row>", cells.concat())).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
  xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3"
  office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
  <number:date-style style:name="year-first"><number:year number:style="long"/><number:text>/</number:text>
    <number:month/><number:text>/</number:text><number:day/></number:date-style>
  <style:style style:name="day" style:family="table-cell" style:data-style-name="year-first"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="發行">{rows}</table:table></office:spreadsheet></office:body>
</office:document>"#
    )
}

fn text(value: &str) -> String {
    // `text:s` is a space that counts.
    let written = value.replace(' ', "<text:s/>");
    format!(r#"<table:table-cell office:value-type="string"><text:p>{written}</text:p></table:table-cell>"#)
}

fn number(value: u64) -> String {
    format!(r#"<table:table-cell office:value-type="float" office:value="{value}"/>"#)
}

fn date(value: &str) -> String {
    format!(
        r#"<table:table-cell table:style-name="day" office:value-type="date" office:date-value="{value}"/>"#
    )
}

fn formula(formula: &str, value: u64) -> String {
    format!(
        r#"<table:table-cell table:formula="of:={formula}" office:value-type="float" office:value="{value}"/>"#
    )
}

fn empty() -> String {
    "<table:table-cell/>".to_owned()
}

fn order(number_cell: String, own: &str, phone: String, tickets: String, from: String) -> Vec<String> {
    let (name, mail) = (text(" 許功蓋 "), text("hsu@example.com"));
    vec![number_cell, text(own), empty(), name, phone, mail, empty(), text(PAID), tickets, from, empty()]
}

fn sheet() -> String {
    let header = Column::ALL.iter().take(11).map(|column| text(column.header())).collect();
    document(&[
        header,
        order(number(1), "B001", text("0912345678"), number(2), date("2026-08-10")),
        // Numbers lose their leading zero, people type full-width digits, days are written as text.
        order(text(" 2 "), "B002", number(912_345_678), text("２"), text("2026/8/10")),
        order(text("３"), "B003", text("０９１２-３４５-６７８"), text(" 2 "), text("2026-08-10")),
        order(number(4), "B004", text("0912345678"), formula("1+1", 2), empty()),
    ])
}

/// Started once: it takes seconds.
fn convert(folder: &Path, from: &Path) {
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .args([folder, from])
        .output()
        .expect(MISSING);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_workbook_of_libreoffice_gives_the_same_rows() {
    let folder = std::env::temp_dir().join(format!("piaojia-programs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let source = folder.join("issue.fods");
    std::fs::write(&source, sheet()).unwrap();
    convert(&folder, &source);
    let bytes = std::fs::read(folder.join("issue.xlsx")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let rows = read_sheet(&bytes).unwrap();
    assert_eq!(read_file(&bytes).unwrap(), rows, "told apart by content");
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[4].cell(Column::Tickets as u32), &Cell::Formula);
    let merchant = Merchant::new();
    let batch = check(&rows, &merchant.context());
    assert!(batch.issuable().is_none(), "a formula is bad, never guessed at");
    let bad: Vec<_> = batch.faults.iter().map(|fault| (fault.row, fault.column)).collect();
    assert_eq!(bad, [(Some(5), Some(Column::Tickets))], "{:#?}", batch.faults);
    assert!(matches!(batch.faults[0].reason, FaultReason::Formula));
    assert_eq!(batch.orders.len(), 4);
    for order in batch.orders.iter().take(3) {
        assert!(!order.is_bad, "{order:#?}");
        assert_eq!(order.purchaser.name.as_deref(), Some("許功蓋"));
        assert_eq!(order.purchaser.phone.as_deref(), Some("0912345678"));
        assert_eq!((order.tickets, order.lines[0].usable_from), (2, Some(day(2026, 8, 10))));
    }
    let own: Vec<_> = batch.orders.iter().map(|order| order.order_number.as_deref()).collect();
    assert_eq!(own, [Some("B001"), Some("B002"), Some("B003"), Some("B004")]);
}
