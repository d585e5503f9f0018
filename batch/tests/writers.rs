//! Packages as Excel, WPS, Google Sheets and libraries write them (RULES §6), made by hand, because those programs do not run
//! here: each says the same order in its own way.
#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use batch::{Cell, Column, FaultReason, SheetRow, check, read_sheet};
use common::{Merchant, PAID, archive, day, package};

const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// 2026-08-10 as a spreadsheet counts it: from 1900, and as Excel on a Mac did, from 1904.
const SERIAL: u32 = 46_244;
const SERIAL_1904: u32 = SERIAL - 1_462;

/// What a writer puts into its package.
struct Package<'w> {
    /// In front of each part: what stands before the declaration, and the prefix of the elements.
    mark: &'w str,
    prefix: &'w str,
    /// Where relations lead: with the folder's whole name, or from where they stand.
    is_absolute: bool,
    /// `workbookPr` and the like.
    properties: &'w str,
    strings: Option<String>,
    styles: &'w str,
    /// The rows of the sheet.
    rows: String,
}

impl Package<'_> {
    fn bytes(&self) -> Vec<u8> {
        let (mark, x) = (self.mark, self.prefix);
        let declared = format!("{mark}<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n");
        let namespace = match x.strip_suffix(':') {
            Some(name) => format!("xmlns:{name}=\"{SPREADSHEET}\""),
            None => format!("xmlns=\"{SPREADSHEET}\""),
        };
        let place = |name: &str| if self.is_absolute { format!("/xl/{name}") } else { name.to_owned() };
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
        };
        let relations =
            |all: String| format!("{declared}<Relationships xmlns=\"{RELATIONS}\">{all}</Relationships>");
        let document = if self.is_absolute { "/xl/workbook.xml" } else { "xl/workbook.xml" };
        let workbook = format!(
            "{declared}<{x}workbook {namespace} xmlns:r=\"{OFFICE}\">{}<{x}sheets>\
             <{x}sheet name=\"工作表1\" sheetId=\"1\" r:id=\"rId1\"/></{x}sheets></{x}workbook>",
            self.properties
        );
        let sheet = format!(
            "{declared}<{x}worksheet {namespace} xmlns:r=\"{OFFICE}\"><{x}dimension ref=\"A1:K2\"/>\
             <{x}sheetViews><{x}sheetView workbookViewId=\"0\"/></{x}sheetViews><{x}sheetData>{}</{x}sheetData>\
             <{x}pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>\
             </{x}worksheet>",
            self.rows
        );
        let styles = format!("{declared}<{x}styleSheet {namespace}>{}</{x}styleSheet>", self.styles);
        let of_workbook = [
            relation("rId1", "worksheet", &place("worksheets/sheet1.xml")),
            relation("rId2", "styles", &place("styles.xml")),
            relation("rId3", "sharedStrings", &place("sharedStrings.xml")),
        ];
        let parts = [
            ("_rels/.rels", relations(relation("rId1", "officeDocument", document))),
            ("xl/workbook.xml", workbook),
            ("xl/_rels/workbook.xml.rels", relations(of_workbook.concat())),
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/styles.xml", styles),
        ];
        let strings = self.strings.as_ref().map(|strings| {
            ("xl/sharedStrings.xml", format!("{declared}<{x}sst {namespace}>{strings}</{x}sst>"))
        });
        let parts: Vec<_> = parts.into_iter().chain(strings).collect();
        archive(parts.iter().map(|(name, text)| (*name, vec![text.as_bytes()])))
    }
}

/// A style a number format: the general one, and this one as the second.
fn formats(prefix: &str, id: u32, code: Option<&str>) -> String {
    let x = prefix;
    let code = code
        .map(|code| {
            format!(
                "<{x}numFmts count=\"1\"><{x}numFmt numFmtId=\"{id}\" formatCode=\"{code}\"/></{x}numFmts>"
            )
        })
        .unwrap_or_default();
    format!(
        "{code}<{x}fonts count=\"1\"><{x}font><{x}sz val=\"12\"/><{x}name val=\"新細明體\"/></{x}font></{x}fonts>\
         <{x}cellXfs count=\"2\"><{x}xf numFmtId=\"0\"/><{x}xf numFmtId=\"{id}\" applyNumberFormat=\"1\"/></{x}cellXfs>"
    )
}

/// The words of the order, column by column; the empty ones, and those that are numbers or days, are none.
fn words() -> Vec<(Column, &'static str)> {
    vec![
        (Column::OrderNumber, "B001"),
        (Column::PurchaserName, "許功蓋"),
        (Column::PurchaserPhone, "0912345678"),
        (Column::PurchaserEmail, "hsu@example.com"),
        (Column::PurchaserAddress, "台北市 A&B 路"),
        (Column::ProductCode, PAID),
    ]
}

fn letter(column: Column) -> char {
    char::from_u32(u32::from('A') + column as u32).unwrap()
}

fn headers() -> Vec<Column> {
    Column::ALL.into_iter().take(11).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
}

/// All words as shared strings: headers first, then the order's.
fn shared(write: impl Fn(&str) -> String) -> String {
    let headers = headers().into_iter().map(|column| column.header().to_owned());
    let all = headers.chain(words().into_iter().map(|(_, text)| text.to_owned()));
    all.map(|text| format!("<si>{}</si>", write(&escaped(&text)))).collect()
}

/// The rows with shared strings: 匯入單號 and 張數 as numbers of this writing, 可使用日期 as this one.
fn shared_rows(one: &str, two: &str, date: &str) -> String {
    let head: String = headers()
        .into_iter()
        .enumerate()
        .map(|(place, column)| format!("<c r=\"{}1\" s=\"0\" t=\"s\"><v>{place}</v></c>", letter(column)))
        .collect();
    let mut cells: Vec<(Column, String)> = words()
        .into_iter()
        .zip(11..)
        .map(|((column, _), place)| (column, format!(" s=\"0\" t=\"s\"><v>{place}</v>")))
        .collect();
    cells.push((Column::ImportNumber, format!("><v>{one}</v>")));
    cells.push((Column::Tickets, format!(" t=\"n\"><v>{two}</v>")));
    cells.push((Column::UsableFrom, format!(" s=\"1\"><v>{date}</v>")));
    cells.sort_by_key(|(column, _)| *column as u32);
    let cells: String =
        cells.into_iter().map(|(column, rest)| format!("<c r=\"{}2\"{rest}</c>", letter(column))).collect();
    format!("<row r=\"1\" spans=\"1:11\">{head}</row><row r=\"2\" spans=\"1:11\">{cells}</row>")
}

/// Each of them is this order.
fn is_the_order(writer: &str, file: &[u8]) {
    let rows = read_sheet(file).unwrap_or_else(|refusal| panic!("{writer}: {refusal:?}"));
    let merchant = Merchant::new();
    let batch = check(&rows, &merchant.context());
    assert!(batch.faults.is_empty() && batch.unknown_columns.is_empty(), "{writer}: {:#?}", batch.faults);
    let [order] = batch.orders.as_slice() else { panic!("{writer}: {:#?}", batch.orders) };
    assert_eq!(order.import_number, "1", "{writer}");
    assert_eq!(order.order_number.as_deref(), Some("B001"), "{writer}");
    let purchaser = &order.purchaser;
    let known = [&purchaser.name, &purchaser.phone, &purchaser.email, &purchaser.address];
    let known = known.map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(known, ["許功蓋", "0912345678", "hsu@example.com", "台北市 A&B 路"], "{writer}");
    assert_eq!((order.tickets, order.lines[0].usable_from), (2, Some(day(2026, 8, 10))), "{writer}");
}

/// Rich text, phonetic signs, blanks that are kept, dates by a built-in format.
#[test]
fn excel() {
    let rich = |text: &str| {
        let (first, rest) = text.split_at(text.chars().next().unwrap().len_utf8());
        format!(
            "<r><rPr><b/><sz val=\"12\"/><rFont val=\"新細明體\"/></rPr><t>{first}</t></r>\
             <r><rPr><sz val=\"12\"/></rPr><t xml:space=\"preserve\">{rest} </t></r>\
             <rPh sb=\"0\" eb=\"1\"><t>ㄅ</t></rPh><phoneticPr fontId=\"1\" type=\"noConversion\"/>"
        )
    };
    let package = Package {
        mark: "",
        prefix: "",
        is_absolute: false,
        properties: "<fileVersion appName=\"xl\" lastEdited=\"7\"/><workbookPr defaultThemeVersion=\"166925\"/>\
                     <bookViews><workbookView xWindow=\"0\" yWindow=\"0\"/></bookViews>",
        strings: Some(shared(rich)),
        styles: &formats("", 14, None),
        rows: shared_rows("1", "2", &SERIAL.to_string()),
    };
    is_the_order("Excel", &package.bytes());
}

/// In Taiwan's language, Excel numbers its own formats of days and writes nothing else about them.
#[test]
fn excel_in_chinese() {
    for (format, properties, serial) in [
        (27, "<workbookPr/>", SERIAL),
        (31, "<workbookPr/>", SERIAL),
        (57, "<workbookPr date1904=\"1\"/>", SERIAL_1904),
    ] {
        let package = Package {
            mark: "",
            prefix: "",
            is_absolute: false,
            properties,
            strings: Some(shared(|text| format!("<t>{text}</t>"))),
            styles: &formats("", format, None),
            rows: shared_rows("1", "2", &serial.to_string()),
        };
        is_the_order(&format.to_string(), &package.bytes());
    }
}

/// The days of a Mac begin in 1904; numbers may come with an exponent.
#[test]
fn excel_of_1904_with_exponents() {
    for yes in ["1", "true"] {
        let properties = format!("<workbookPr date1904=\"{yes}\"/>");
        let package = Package {
            mark: "",
            prefix: "",
            is_absolute: false,
            properties: &properties,
            strings: Some(shared(|text| format!("<t>{text}</t>"))),
            styles: &formats("", 165, Some("yyyy\\-mm\\-dd")),
            rows: shared_rows("1E0", "2.0E+0", &format!("{:e}", f64::from(SERIAL_1904))),
        };
        is_the_order("1904", &package.bytes());
    }
}

/// A mark of its encoding, formats with an `@`, years in Chinese and years of the Republic.
#[test]
fn wps() {
    let codes = [
        "yyyy/m/d;@",
        "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@",
        "[$-404]e/m/d;@",
        "[$-F800]dddd\\,\\ mmmm\\ dd",
    ];
    for code in codes {
        let package = Package {
            mark: "\u{feff}",
            prefix: "",
            is_absolute: false,
            properties: "<fileVersion appName=\"xl\" lowestEdited=\"5\" rupBuild=\"9302\"/><workbookPr/>",
            strings: Some(shared(|text| format!("<t xml:space=\"preserve\"> {text}\u{3000}</t>"))),
            styles: &formats("", 176, Some(code)),
            rows: shared_rows("1", "2", &SERIAL.to_string()),
        };
        is_the_order(code, &package.bytes());
    }
}

/// Whole names of parts, months before days.
#[test]
fn google_sheets() {
    let package = Package {
        mark: "",
        prefix: "",
        is_absolute: true,
        properties: "<workbookPr/>",
        strings: Some(shared(|text| format!("<t>{text}</t>"))),
        styles: &formats("", 164, Some("m/d/yyyy")),
        rows: shared_rows("1.0", "2.0", &format!("{SERIAL}.0")),
    };
    is_the_order("Google Sheets", &package.bytes());
}

/// Strings in their cells, a prefix before each element, no names of rows and cells, days as ISO has them.
#[test]
fn libraries_with_prefixes_and_without_names() {
    for x in ["x:", "ss:", ""] {
        let cell = |text: &str| {
            format!("<{x}c t=\"inlineStr\"><{x}is><{x}t>{}</{x}t></{x}is></{x}c>", escaped(text))
        };
        let head: String = headers().into_iter().map(|column| cell(column.header())).collect();
        let words = words();
        let order: String = headers()
            .into_iter()
            .map(|column| {
                let said = words.iter().find(|(of, _)| *of == column).map(|(_, text)| cell(text));
                let own = [
                    (Column::ImportNumber, format!("<{x}c><{x}v>1</{x}v></{x}c>")),
                    (Column::Tickets, format!("<{x}c t=\"str\"><{x}v>2</{x}v></{x}c>")),
                    (Column::UsableFrom, format!("<{x}c t=\"d\"><{x}v>2026-08-10T00:00:00</{x}v></{x}c>")),
                ];
                let own = own.into_iter().find(|(of, _)| *of == column).map(|(_, text)| text);
                own.or(said).unwrap_or_else(|| format!("<{x}c/>"))
            })
            .collect();
        let rows = format!("<{x}row>{head}</{x}row><{x}row>{order}</{x}row>");
        let styles = formats(x, 14, None);
        let package = Package {
            mark: "",
            prefix: x,
            is_absolute: true,
            properties: "",
            strings: None,
            styles: &styles,
            rows,
        };
        is_the_order(x, &package.bytes());
    }
}

fn cells(rows: &[SheetRow]) -> Vec<Cell> {
    rows.iter().flat_map(|row| row.filled().map(|(_, cell)| cell.clone())).collect()
}

/// What no writer's habit makes right.
#[test]
fn what_a_writer_has_changed_is_not_guessed_at() {
    let rows = "<row r=\"1\"><c r=\"A1\"><v>2.3052914460208300E+18</v></c><c r=\"B1\"><v>1E-3</v></c>\
                <c r=\"C1\" t=\"d\"><v>2026-08-10T09:30:00</v></c><c r=\"D1\"><v>46244</v></c></row>";
    let read = cells(&read_sheet(&package(rows, &[])).unwrap());
    assert_eq!(read[1], Cell::OtherNumber("0.001".to_owned()));
    assert_eq!(read[2], Cell::Text("2026-08-10T09:30:00".to_owned()));
    assert_eq!(read[3], Cell::Number(46_244), "a number that is not shown as a day is none");
    assert!(matches!(&read[0], Cell::OtherNumber(_)), "{read:?}");
    let none = Package {
        mark: "",
        prefix: "",
        is_absolute: false,
        properties: "",
        strings: Some(shared(|text| format!("<t>{text}</t>"))),
        styles: &formats("", 0, None),
        rows: shared_rows("1", "2", &SERIAL.to_string()),
    };
    let merchant = Merchant::new();
    let batch = check(&read_sheet(&none.bytes()).unwrap(), &merchant.context());
    let found: Vec<_> = batch.faults.iter().map(|fault| (fault.column, fault.reason)).collect();
    assert_eq!(found, [(Some(Column::UsableFrom), FaultReason::DateIsNumber)]);
}
