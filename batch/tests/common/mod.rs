//! What the tests share: a merchant, rows, and xlsx files made by hand.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

pub mod open_document;

use batch::{
    BATCH_TICKETS, CONVENIENCE_STORE_TICKETS, Cell, CheckedBatch, Column, Context, Form, Product,
    ProductKind, SheetRow, Way, check,
};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const PAID: &str = "VAB12345";
pub const GIFT: &str = "CAB12345";
pub const OFF_SHELF: &str = "VOF00000";
pub const PRICELESS: &str = "VMX99999";

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A merchant on 2026/08/01 to whom everything is open.
pub struct Merchant {
    pub products: HashMap<String, Product>,
    pub used_order_numbers: HashSet<String>,
    pub used_gift_numbers: HashSet<String>,
}

impl Merchant {
    pub fn new() -> Self {
        let product =
            |kind, on_shelf, face_value| Product {
                kind, on_shelf, name: "下午茶券".to_owned(), face_value
            };
        let products = [
            (PAID, product(ProductKind::Paid, true, 500)),
            (GIFT, product(ProductKind::Gift, true, 0)),
            (OFF_SHELF, product(ProductKind::Paid, false, 500)),
            (PRICELESS, product(ProductKind::Paid, true, i64::MAX)),
        ];
        Self {
            products: products.into_iter().map(|(code, product)| (code.to_owned(), product)).collect(),
            used_order_numbers: HashSet::from(["USED1".to_owned()]),
            used_gift_numbers: HashSet::from(["USED2".to_owned()]),
        }
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            today: day(2026, 8, 1),
            guarantee_until: day(2027, 7, 31),
            products: &self.products,
            opened_forms: &[Form::Electronic, Form::ConvenienceStore, Form::Paper],
            opened_kinds: &[ProductKind::Paid, ProductKind::Gift],
            opened_ways: &[Way::Immediate, Way::Dated],
            form: Form::Electronic,
            way: None,
            used_order_numbers: &self.used_order_numbers,
            used_gift_numbers: &self.used_gift_numbers,
            service_open: true,
            convenience_store_tickets: CONVENIENCE_STORE_TICKETS,
            batch_tickets: BATCH_TICKETS,
        }
    }
}

pub fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

/// A row's cells, ready to be changed.
#[derive(Clone)]
pub struct Cells(pub Vec<Cell>);

impl Cells {
    pub fn with(mut self, column: Column, cell: Cell) -> Self {
        self.0[column as usize] = cell;
        self
    }

    pub fn text(self, column: Column, value: &str) -> Self {
        self.with(column, text(value))
    }
}

/// A faultless row of a paid order.
pub fn paid(import_number: &str) -> Cells {
    Cells(vec![
        text(import_number),
        text(&format!("ORDER{import_number}")),
        Cell::Empty,
        text("王小明"),
        text("0912345678"),
        text("ming@example.com"),
        text("台北市南港區三重路19號"),
        text(PAID),
        Cell::Number(2),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ])
}

/// A faultless row of an order of gifts only.
pub fn gift(import_number: &str) -> Cells {
    paid(import_number)
        .text(Column::OrderNumber, "")
        .text(Column::GiftNumber, &format!("GIFT{import_number}"))
        .text(Column::ProductCode, GIFT)
        .text(Column::ExpiresOn, "2026/12/31")
}

/// A row that adds another product to an order.
pub fn more(import_number: &str, product: &str, tickets: i64) -> Cells {
    Cells(vec![Cell::Empty; 12])
        .text(Column::ImportNumber, import_number)
        .text(Column::ProductCode, product)
        .with(Column::Tickets, Cell::Number(tickets))
}

/// Header and rows; the first row is row 2.
pub fn sheet(rows: &[Cells]) -> Vec<SheetRow> {
    let header = SheetRow::new(1, Column::ALL.map(|column| text(column.header())));
    let rows = (2..).zip(rows).map(|(number, cells)| SheetRow::new(number, cells.0.clone()));
    std::iter::once(header).chain(rows).collect()
}

pub fn checked(rows: &[Cells], context: &Context<'_>) -> CheckedBatch {
    check(&sheet(rows), context)
}

pub const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PACKAGE_RELATIONS: &str = r#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0"?><Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A zip of these parts, each a list of pieces so that large ones need no memory.
pub fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, Vec<&'a [u8]>)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, pieces) in parts {
        writer.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        for piece in pieces {
            writer.write_all(piece).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// The smallest workbook, with its sheet's data and with further parts (which may replace the usual ones).
pub fn package(sheet_data: &str, further: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!("<?xml version=\"1.0\"?><worksheet><sheetData>{sheet_data}</sheetData></worksheet>");
    package_of(vec![sheet.as_bytes()], further)
}

/// Likewise, with the whole sheet in pieces.
pub fn package_of(sheet: Vec<&[u8]>, further: &[(&str, &str)]) -> Vec<u8> {
    let usual = [
        ("_rels/.rels", vec![PACKAGE_RELATIONS.as_bytes()]),
        ("xl/workbook.xml", vec![WORKBOOK.as_bytes()]),
        ("xl/_rels/workbook.xml.rels", vec![WORKBOOK_RELATIONS.as_bytes()]),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let replaced = |name: &str| further.iter().any(|(other, _)| *other == name);
    let further_parts = further.iter().map(|(name, xml)| (*name, vec![xml.as_bytes()]));
    archive(usual.into_iter().filter(|(name, _)| !replaced(name)).chain(further_parts))
}
