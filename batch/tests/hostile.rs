//! Files made to do harm: each is refused, or read, within bounded memory.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod common;

use batch::workbook::{ENTRIES, FILE_BYTES};
use batch::{Cell, Column, FaultReason, Language, WorkbookRefusal, check, read_file, read_sheet};
use common::{Merchant, archive, package, package_of};
use rust_xlsxwriter::{Chart, ChartType, Workbook};
use std::time::{Duration, Instant};

/// Far below what any of these files asks for, though several tests run at once.
const MEMORY_KIB: u64 = 900 * 1024;

/// The most memory this process ever held, where the system tells it. All tests of this file run in one process.
fn assert_memory_is_bounded() {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return };
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = peak
        .and_then(|line| line.trim().strip_suffix(" kB"))
        .and_then(|text| text.trim().parse().ok())
        .unwrap();
    assert!(kib < MEMORY_KIB, "{kib} KiB");
}

fn refused(file: &[u8]) -> WorkbookRefusal {
    let refusal = read_sheet(file).unwrap_err();
    assert_memory_is_bounded();
    assert!(
        !refusal.sentence(Language::Chinese).is_ascii() && refusal.sentence(Language::English).is_ascii()
    );
    refusal
}

const MEBIBYTE: &[u8] = &[b' '; 1024 * 1024];

#[test]
fn a_far_cell_is_named() {
    let cells =
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"ZZ1048576\"><v>1</v></c></row>";
    let file = package(cells, &[]);
    assert!(file.len() < 1_500, "{} bytes", file.len());
    let refusal = refused(&file);
    assert_eq!(refusal, WorkbookRefusal::FarCell { cell: "ZZ1048576".to_owned() });
    assert_eq!(refusal.sentence(Language::Chinese), "儲存格ZZ1048576超出範圍");
}

#[test]
fn a_part_that_inflates_too_far_is_refused() {
    let file = archive([("xl/worksheets/sheet1.xml", vec![MEBIBYTE; 65])]);
    assert!(file.len() < 1024 * 1024);
    assert_eq!(
        refused(&file),
        WorkbookRefusal::EntryTooLarge { part: "xl/worksheets/sheet1.xml".to_owned() }
    );
}

#[test]
fn what_the_headers_claim_is_not_believed() {
    let mut file = archive([("a.xml", vec![MEBIBYTE; 65])]);
    // The size stands at offset 24 of the directory entry; at 22 of the local header or in what follows the data.
    let entry = file.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    file[entry + 24..entry + 28].copy_from_slice(&7_u32.to_le_bytes());
    let refusal = refused(&file);
    assert!(
        matches!(refusal, WorkbookRefusal::EntryTooLarge { .. } | WorkbookRefusal::Damaged),
        "{refusal:?}"
    );
}

#[test]
fn many_parts_together_are_refused() {
    let file = archive(["a", "b", "c", "d"].map(|name| (name, vec![MEBIBYTE; 60])));
    assert_eq!(refused(&file), WorkbookRefusal::ArchiveTooLarge);
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<_> = (0..=ENTRIES).map(|number| number.to_string()).collect();
    let file = archive(names.iter().map(|name| (name.as_str(), vec![])));
    assert_eq!(refused(&file), WorkbookRefusal::TooManyEntries);
    let file = archive(names.iter().skip(1).map(|name| (name.as_str(), vec![])));
    assert_eq!(refused(&file), WorkbookRefusal::NotAWorkbook);
}

#[test]
fn too_large_a_file_is_refused_unread() {
    assert_eq!(refused(&vec![0; FILE_BYTES + 1]), WorkbookRefusal::FileTooLarge);
    assert_eq!(refused(&vec![0; FILE_BYTES]), WorkbookRefusal::NotAWorkbook);
}

#[test]
fn what_is_no_workbook_is_refused() {
    for file in [&b""[..], b"PK", b"PK\x03\x04", b"a,b,c\n1,2,3", b"<html></html>"] {
        assert_eq!(refused(file), WorkbookRefusal::NotAWorkbook);
    }
    assert_eq!(refused(&archive([("hello.txt", vec![&b"hello"[..]])])), WorkbookRefusal::NotAWorkbook);
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), WorkbookRefusal::OldOrEncrypted);
}

#[test]
fn macros_are_refused_wherever_they_stand() {
    for name in ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "elsewhere\\vbaProject.bin"] {
        assert_eq!(refused(&package("", &[(name, "")])), WorkbookRefusal::Macros);
    }
}

/// As a program saves it, with another name for the part: what the archive calls it counts.
#[test]
fn macros_are_refused_whatever_their_part_is_called() {
    let kinds = |part: &str, kind: &str| {
        format!(
            "<?xml version=\"1.0\"?><Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/>\
             <Override PartName=\"/{part}\" ContentType=\"{kind}\"/></Types>"
        )
    };
    for (part, kind) in [
        ("xl/code.bin", "application/vnd.ms-office.vbaProject"),
        ("xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml"),
    ] {
        let kinds = kinds(part, kind);
        let parts = [("[Content_Types].xml", kinds.as_str()), (part, "")];
        let refusal = refused(&package("<row><c><v>1</v></c></row>", &parts));
        assert_eq!(refusal, WorkbookRefusal::Macros, "{part}");
        assert_eq!(refusal.sentence(Language::Chinese), "不接受含巨集的檔案");
    }
    let none = kinds("xl/worksheets/sheet1.xml", "application/xml");
    let file = package("<row><c><v>1</v></c></row>", &[("[Content_Types].xml", &none)]);
    assert_eq!(read_sheet(&file).unwrap().len(), 1, "made to hold macros, and holds none");
}

/// What is read of these files is read at once; only a machine that stands still takes so long.
const QUICK: Duration = Duration::from_secs(20);

/// A sheet that claims to reach that far, and what stands in it.
fn claiming(dimension: &str, rows: &[&[u8]]) -> Vec<u8> {
    let head = format!("<worksheet><dimension ref=\"{dimension}\"/><sheetData>");
    package_of([&[head.as_bytes()], rows, &[&b"</sheetData></worksheet>"[..]]].concat(), &[])
}

#[test]
fn ten_million_empty_rows_are_refused_at_once() {
    let thousand = b"<row/>".repeat(1_000);
    let file = claiming("A1:L10000000", &vec![thousand.as_slice(); 10_000]);
    assert!(file.len() < 600 * 1024, "{} bytes", file.len());
    let began = Instant::now();
    let refusal = refused(&file);
    assert!(began.elapsed() < QUICK, "{:?}", began.elapsed());
    let part = "xl/worksheets/sheet1.xml".to_owned();
    assert_eq!(refusal, WorkbookRefusal::TooComplex { part, element: "row" });
    assert_eq!(
        refusal.sentence(Language::Chinese),
        "檔案內容過於複雜（xl/worksheets/sheet1.xml：row），請複製到範例模板後再上傳"
    );
}

/// As a spreadsheet writes it whose every row was given a height.
#[test]
fn as_many_empty_rows_as_a_spreadsheet_has_are_nothing() {
    let cell = b"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>";
    let thousand = b"<row ht=\"15\" spans=\"1:12\"/>".repeat(1_000);
    let rows: Vec<&[u8]> = std::iter::once(&cell[..]).chain(vec![thousand.as_slice(); 1_048]).collect();
    let file = claiming("A1:XFD1048576", &rows);
    let began = Instant::now();
    let rows = read_sheet(&file).unwrap();
    assert!(began.elapsed() < QUICK, "{:?}", began.elapsed());
    assert_eq!((rows.len(), rows[0].cell(0)), (1, &Cell::Number(1)));
    assert_memory_is_bounded();
}

#[test]
fn a_claim_of_many_rows_makes_no_room_for_them() {
    let cell = &b"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"[..];
    for dimension in ["A1:L10000000", "A1:XFD1048576", "A1:ZZ4294967295"] {
        let began = Instant::now();
        match read_sheet(&claiming(dimension, &[cell])) {
            Ok(rows) => assert_eq!(rows.len(), 1, "{dimension}"),
            Err(refusal) => assert_eq!(refusal, WorkbookRefusal::Damaged, "{dimension}"),
        }
        assert!(began.elapsed() < QUICK, "{dimension}: {:?}", began.elapsed());
        assert_memory_is_bounded();
    }
}

/// Somebody sends the list of orders, or the file's other sheet: every column that is missing is named, and no cell of it is
/// taken for one of ours.
#[test]
fn another_sheet_is_told_from_ours() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, words) in [(0, "銷售日期"), (1, "購買人姓名"), (2, "金額")] {
        sheet.write_string(0, column, words).unwrap();
        sheet.write_number(1, column, 1.0).unwrap();
    }
    let ours = workbook.add_worksheet();
    for (place, column) in (0..).zip(Column::ALL) {
        ours.write_string(0, place, column.header()).unwrap();
    }
    let rows = read_file(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(rows.len(), 2, "the first sheet");
    let merchant = Merchant::new();
    let batch = check(&rows, &merchant.context());
    assert!(batch.issuable().is_none() && batch.orders.is_empty());
    assert_eq!(batch.unknown_columns, ["銷售日期", "金額"]);
    let missing: Vec<_> = batch.faults.iter().map(|fault| (fault.reason, fault.column)).collect();
    let expected = Column::ALL
        .into_iter()
        .filter(|column| column.is_required() && *column != Column::PurchaserName)
        .map(|column| (FaultReason::ColumnMissing, Some(column)));
    assert_eq!(missing, expected.collect::<Vec<_>>());
    assert_eq!(batch.faults[0].sentence(Language::Chinese), "缺少必要欄位（第1列，匯入單號）");
}

/// What is seen of this file is a chart; the numbers behind it are hidden, and nobody meant them.
#[test]
fn a_chart_is_no_sheet() {
    let mut workbook = Workbook::new();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("Numbers!$A$1:$A$3");
    workbook.add_chartsheet().insert_chart(0, 0, &chart).unwrap();
    let numbers = workbook.add_worksheet().set_name("Numbers").unwrap().set_hidden(true);
    numbers.write_number(0, 0, 1.0).unwrap();
    assert_eq!(refused(&workbook.save_to_buffer().unwrap()), WorkbookRefusal::NoSheet);
}

/// calamine reserves room for as many strings as the table claims to have.
#[test]
fn a_claim_of_many_strings_is_refused() {
    for claim in ["999999999999", "18446744073709551615", "10000000"] {
        let strings = format!("<sst uniqueCount=\"{claim}\"></sst>");
        for part in ["xl/sharedStrings.xml", "xl/SHAREDSTRINGS.XML"] {
            let refusal = refused(&package("", &[(part, &strings)]));
            assert_eq!(refusal, WorkbookRefusal::TooComplex { part: part.to_owned(), element: "sst" });
        }
    }
}

/// calamine copies a style's font name and number format for every style.
#[test]
fn styles_that_multiply_are_refused() {
    let long = "x".repeat(1024 * 1024);
    let styles = "<xf fontId=\"0\" numFmtId=\"200\"/>".repeat(65_000);
    for (extra, element) in [
        (format!("<fonts><font><name val=\"{long}\"/></font></fonts>"), "name"),
        (format!("<numFmts><numFmt numFmtId=\"200\" formatCode=\"{long}\"/></numFmts>"), "numFmt"),
        ("<fonts></fonts>".to_owned() + &"<xf/>".repeat(65_537), "xf"),
    ] {
        let xml = format!("<styleSheet>{extra}<cellXfs>{styles}</cellXfs></styleSheet>");
        let refusal = refused(&package("", &[("xl/styles.xml", &xml)]));
        assert_eq!(refusal, WorkbookRefusal::TooComplex { part: "xl/styles.xml".to_owned(), element });
    }
}

#[test]
fn one_string_in_many_cells_does_not_multiply() {
    let strings =
        format!("<sst><si><t>{}</t></si><si><t>{}</t></si></sst>", "票".repeat(500), "券".repeat(1_000_000));
    let sheet = |string: u8| {
        let cells = format!("<c t=\"s\"><v>{string}</v></c>").repeat(60);
        (1..=2_000).map(|row| format!("<row r=\"{row}\">{cells}</row>")).collect::<String>()
    };
    for string in [0, 1] {
        let file = package(&sheet(string), &[("xl/sharedStrings.xml", &strings)]);
        assert!(file.len() < 200_000, "{} bytes", file.len());
        assert_eq!(refused(&file), WorkbookRefusal::TooMuchContent);
    }
}

#[test]
fn too_many_cells_are_refused() {
    let row = |row: u32| format!("<row r=\"{row}\">{}</row>", "<c><v>1</v></c>".repeat(64));
    let sheet: String = (1..=31_251).map(row).collect();
    assert_eq!(refused(&package(&sheet, &[])), WorkbookRefusal::TooMuchContent);
}

/// Where calamine expands shared formulas, it makes room for as many as the highest index says.
#[test]
fn a_shared_formula_of_a_high_index_is_only_a_formula() {
    let cell =
        "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"99999999999\" ref=\"A1:ZZ1048576\">1</f></c></row>";
    let rows = read_sheet(&package(cell, &[])).unwrap();
    assert_eq!(rows[0].cell(0), &Cell::Formula);
    assert_memory_is_bounded();
}

#[test]
fn broken_sheets_are_refused_not_panicked_at() {
    for cells in [
        "<row r=\"1\"><c r=\"A99999999999\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"ZZZZZZZZZ1\"><v>1</v></c></row>",
        "<row r=\"4294967295\"><c><v>1</v></c></row><row><c><v>1</v></c></row><row><c><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"b\"><v>7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><q/></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>",
        "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>2</v></c></row>",
    ] {
        let refusal = refused(&package(cells, &[]));
        assert!(
            matches!(refusal, WorkbookRefusal::Damaged | WorkbookRefusal::FarCell { .. }),
            "{cells}: {refusal:?}"
        );
    }
    let cut = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>";
    assert_eq!(refused(&package("", &[("xl/worksheets/sheet1.xml", cut)])), WorkbookRefusal::Damaged);
    let reversed = "<worksheet><dimension ref=\"B2:A1\"/><sheetData></sheetData></worksheet>";
    let _ = read_sheet(&package("", &[("xl/worksheets/sheet1.xml", reversed)]));
}
