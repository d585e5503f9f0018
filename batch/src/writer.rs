//! Writing the issue file: the template to fill in, and files with rows (RULES §6: 輸出票券發行檔).

use crate::column::Column;
use crate::context::ProductKind;
use crate::guide;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// The file could not be written, which no row of sensible length brings about.
#[derive(Debug)]
pub struct WriteFailure(XlsxError);

impl std::fmt::Display for WriteFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "cannot write the issue file: {}", self.0)
    }
}

impl std::error::Error for WriteFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<XlsxError> for WriteFailure {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// One row to write. Every value is written as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssueRow(BTreeMap<Column, String>);

impl IssueRow {
    /// A row with nothing in it.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The row with a value in one column.
    #[must_use]
    pub fn with(mut self, column: Column, value: impl Into<String>) -> Self {
        self.0.insert(column, value.into());
        self
    }
}

/// 範例模板格式: the empty file to fill in. The first sheet holds nothing but the header, so that no example is ever
/// issued; the second explains each column and shows two examples. The same bytes each time.
pub fn template() -> Result<Vec<u8>, WriteFailure> {
    issue_file(&[])
}

/// A product as the template lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateProduct {
    /// 商品編號
    pub code: String,
    /// 商品名稱
    pub name: String,
    /// 提貨券 or 贈品券.
    pub kind: ProductKind,
    /// Whole NT$; not written for a gift.
    pub face_value: i64,
}

/// The template with the merchant's own products on a sheet of their own, to copy codes from.
pub fn template_for(products: &[TemplateProduct]) -> Result<Vec<u8>, WriteFailure> {
    let mut workbook = Workbook::new();
    write_data(workbook.add_worksheet(), &[])?;
    write_products(workbook.add_worksheet(), products)?;
    write_guide(workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

fn write_products(sheet: &mut Worksheet, products: &[TemplateProduct]) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    sheet.set_name("商品 Products")?.set_freeze_panes(1, 0)?;
    let titles = ["商品編號 Code", "商品名稱 Name", "支援類型 Kind", "面額 Face value"];
    for (at, title) in (0_u16..).zip(titles) {
        sheet.set_column_width(at, 24)?;
        sheet.write_string_with_format(0, at, title, &header_format())?;
    }
    for (row, product) in (1_u32..).zip(products) {
        let kind = match product.kind {
            ProductKind::Paid => "提貨券",
            ProductKind::Gift => "贈品券",
        };
        sheet.write_string_with_format(row, 0, &product.code, &text)?;
        sheet.write_string_with_format(row, 1, &product.name, &text)?;
        sheet.write_string_with_format(row, 2, kind, &text)?;
        if product.kind == ProductKind::Paid {
            sheet.write_string_with_format(row, 3, product.face_value.to_string(), &text)?;
        }
    }
    Ok(())
}

/// The template with rows.
pub fn issue_file(rows: &[IssueRow]) -> Result<Vec<u8>, WriteFailure> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    write_data(workbook.add_worksheet(), rows)?;
    write_guide(workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

fn write_data(sheet: &mut Worksheet, rows: &[IssueRow]) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    sheet.set_name("發行資料")?.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(Column::ALL) {
        sheet.set_column_width(at, 22)?.set_column_format(at, &text)?;
        sheet.write_string_with_format(0, at, column.header(), &header_format())?;
    }
    for (at, row) in (1_u32..).zip(rows) {
        for (column, value) in &row.0 {
            sheet.write_string_with_format(at, *column as u16, value, &text)?;
        }
    }
    Ok(())
}

fn write_guide(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("填寫說明 Guide")?.set_freeze_panes(1, 0)?;
    let titles: [(&str, u32); 7] = [
        ("欄位 Column", 26),
        ("必填", 20),
        ("說明", 50),
        ("Required", 26),
        ("How to fill it in", 60),
        ("範例一（僅供參考，不會匯入） Example 1, never imported", 30),
        ("範例二（僅供參考，不會匯入） Example 2, never imported", 30),
    ];
    for (at, (title, width)) in (0_u16..).zip(titles) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, title, &header_format())?;
    }
    for (row, column) in (1_u32..).zip(Column::ALL) {
        let guide = guide::of(column);
        let [paid, gift] = guide.examples;
        let name = format!("{}\n{}", column.header(), column.english());
        let cells = [&name, guide.required.0, guide.how.0, guide.required.1, guide.how.1, paid, gift];
        for (at, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, at, cell, &wrapped)?;
        }
    }
    Ok(())
}

fn header_format() -> Format {
    Format::new().set_num_format("@").set_bold().set_background_color(0xE8EEF7).set_text_wrap()
}
