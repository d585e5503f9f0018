//! Real xlsx files, read back.

mod common;

use batch::{Cell, Column, IssueRow, WorkbookRefusal, check, issue_file, read_sheet, template};
use common::{Merchant, PAID, day, package};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

#[test]
fn the_template_is_read_as_a_header_and_nothing_else() {
    let rows = read_sheet(&template().unwrap()).unwrap();
    let [header] = rows.as_slice() else { panic!("{rows:#?}") };
    assert_eq!(header.number(), 1);
    for column in Column::ALL {
        assert_eq!(header.cell(column as u32), &Cell::Text(column.header().to_owned()));
    }
    assert_eq!(template().unwrap(), template().unwrap(), "the same bytes each time");
}

#[test]
fn a_filled_template_comes_back_as_orders() {
    let row = IssueRow::new()
        .with(Column::ImportNumber, "1")
        .with(Column::OrderNumber, "2305291446020830002")
        .with(Column::PurchaserName, "=HYPERLINK(\"http://x\")")
        .with(Column::PurchaserPhone, "0912345678")
        .with(Column::PurchaserEmail, "ming@example.com")
        .with(Column::ProductCode, PAID)
        .with(Column::Tickets, "3")
        .with(Column::UsableFrom, "2026/08/10");
    let second = IssueRow::new()
        .with(Column::ImportNumber, "1")
        .with(Column::ProductCode, PAID)
        .with(Column::Tickets, "１")
        .with(Column::Quantity, "5");
    let rows = read_sheet(&issue_file(&[row, second]).unwrap()).unwrap();
    let merchant = Merchant::new();
    let batch = check(&rows, &merchant.context());
    let [order] = batch.issuable().unwrap() else { panic!("{batch:#?}") };
    assert_eq!((order.amount, order.tickets), (4_000, 4));
    assert_eq!(order.order_number.as_deref(), Some("2305291446020830002"));
    assert_eq!(
        order.purchaser.name.as_deref(),
        Some("=HYPERLINK(\"http://x\")"),
        "written as text, never a formula"
    );
    assert_eq!(order.lines[0].usable_from, Some(day(2026, 8, 10)));
    assert_eq!(order.lines[1].quantity, 5);
}

#[test]
fn cells_are_read_as_what_they_are() {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("yyyy/m/d");
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "票券").unwrap();
    sheet.write_number(0, 1, 912_345_678).unwrap();
    sheet.write_number(0, 2, 2.5).unwrap();
    sheet.write_number(0, 3, 20_230_529_155_402_491_395.0).unwrap();
    sheet.write_with_format(0, 4, ExcelDateTime::from_ymd(2026, 8, 1).unwrap(), &date).unwrap();
    sheet.write_boolean(0, 5, true).unwrap();
    sheet.write_formula(0, 6, "=1+1").unwrap();
    sheet.write_string(0, 7, " \u{3000} ").unwrap();
    sheet.write_blank(0, 8, &date).unwrap();
    sheet.write_blank(200_000, 100, &date).unwrap();
    sheet.write_string(3, 1, "x").unwrap();
    let rows = read_sheet(&workbook.save_to_buffer().unwrap()).unwrap();
    let cells: Vec<_> = rows[0].filled().map(|(column, cell)| (column, cell.clone())).collect();
    assert_eq!(
        cells,
        [
            (0, Cell::Text("票券".to_owned())),
            (1, Cell::Number(912_345_678)),
            (2, Cell::OtherNumber("2.5".to_owned())),
            (3, Cell::OtherNumber("2.023052915540249e19".to_owned())),
            (4, Cell::Date(day(2026, 8, 1))),
            (5, Cell::Bool(true)),
            (6, Cell::Formula),
        ]
    );
    assert_eq!((rows.len(), rows[1].number()), (2, 4), "empty rows and far empty cells are nothing");
}

#[test]
fn odd_but_honest_sheets_are_read() {
    let rich = "<c r=\"A1\" t=\"inlineStr\"><is><r><t>匯入</t></r><r><t>單號</t></r></is></c>";
    let rows = read_sheet(&package(&format!("<row r=\"1\">{rich}<c><v>7</v></c></row>"), &[])).unwrap();
    assert_eq!(rows[0].cell(0), &Cell::Text("匯入單號".to_owned()));
    assert_eq!(rows[0].cell(1), &Cell::Number(7), "a cell without a name stands right of the last");

    let error = read_sheet(&package("<row r=\"1\"><c r=\"A1\" t=\"e\"><v>#N/A</v></c></row>", &[])).unwrap();
    assert_eq!(error[0].cell(0), &Cell::Error("#N/A".to_owned()));

    let shared = "<c r=\"A1\"><f t=\"shared\" si=\"0\" ref=\"A1:A9\">1+1</f><v>2</v></c>";
    let derived = "<c r=\"A2\"><f t=\"shared\" si=\"0\"/><v>2</v></c>";
    let rows = format!("<row r=\"1\">{shared}</row><row r=\"2\">{derived}</row>");
    let rows = read_sheet(&package(&rows, &[])).unwrap();
    assert_eq!((rows[0].cell(0), rows[1].cell(0)), (&Cell::Formula, &Cell::Formula));
}

#[test]
fn the_first_visible_sheet_counts() {
    let two = "<workbook><sheets><sheet name=\"H\" state=\"hidden\" r:id=\"rId9\"/><sheet name=\"S\" r:id=\"rId1\"/></sheets></workbook>";
    let relation = |id, target| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/{target}.xml\"/>"
        )
    };
    let relations =
        format!("<Relationships>{}{}</Relationships>", relation("rId9", "none"), relation("rId1", "sheet1"));
    let parts = [("xl/workbook.xml", two), ("xl/_rels/workbook.xml.rels", &relations)];
    let rows = read_sheet(&package("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", &parts)).unwrap();
    assert_eq!(rows.len(), 1);

    let none = two.replace("name=\"S\"", "name=\"S\" state=\"veryHidden\"");
    let parts = [("xl/workbook.xml", none.as_str()), ("xl/_rels/workbook.xml.rels", &relations)];
    assert_eq!(read_sheet(&package("", &parts)), Err(WorkbookRefusal::NoSheet));
}
