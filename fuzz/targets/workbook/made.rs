//! Workbooks of any values in sound XML: what changed bytes of a file hardly ever become.

use batch::Column;
use libfuzzer_sys::arbitrary::{Result, Unstructured};

/// What people write, and what readers stumble over.
const TEXTS: [&str; 15] = [
    "",
    " ",
    "1",
    "8",
    "1001",
    "VAB12345",
    "CAB12345",
    "VMX99999",
    "0912345678",
    "ming@example.com",
    "2026/08/10",
    "2026/12/31",
    "0.5",
    "=1+1",
    "&amp;&#10;x",
];
const NUMBERS: [&str; 8] = ["1", "2", "0.5", "-1", "1e308", "46000", "2958466", "1000000000000000"];
const ERRORS: [&str; 3] = ["#N/A", "#REF!", "#DIV/0!"];
const DAYS: [&str; 3] = ["2026-08-10", "2026-08-10T00:00:00", "2026-08-10T10:00:00"];
const KINDS: [&str; 7] = ["inlineStr", "s", "str", "n", "b", "e", "d"];
/// Number formats: none, a day, a time of day, a duration, text.
const STYLES: &str = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"21\"/>\
    <xf numFmtId=\"46\"/><xf numFmtId=\"49\"/></cellXfs></styleSheet>";

/// Sheet, strings and styles, by the names of their parts.
pub fn parts(input: &mut Unstructured<'_>) -> Result<[(&'static str, String); 3]> {
    let strings = ("xl/sharedStrings.xml", strings(input)?);
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows(input)?);
    Ok([("xl/worksheets/sheet1.xml", sheet), strings, ("xl/styles.xml", STYLES.to_owned())])
}

fn strings(input: &mut Unstructured<'_>) -> Result<String> {
    let claimed: u64 = if input.ratio(1, 16)? { input.arbitrary()? } else { TEXTS.len() as u64 };
    let long = ["x".repeat(input.int_in_range(490..=510)?), "x".repeat(input.int_in_range(0..=2_000)?)];
    let texts = TEXTS.into_iter().chain(long.iter().map(String::as_str));
    let items: String = texts.map(|text| format!("<si><t>{text}</t></si>")).collect();
    Ok(format!("<sst uniqueCount=\"{claimed}\">{items}</sst>"))
}

/// A header and rows with some of their cells. Mostly in order, for else nothing behind the first is looked at.
fn rows(input: &mut Unstructured<'_>) -> Result<String> {
    let mut xml = if input.ratio(15, 16)? { header() } else { String::new() };
    let mut row = 1_u32;
    while !input.is_empty() {
        row = match input.int_in_range(0..=63_u8)? {
            0 => input.arbitrary()?,
            1 => row,
            _ => row.wrapping_add(input.int_in_range(1..=2)?),
        };
        xml.push_str(&format!("<row r=\"{row}\">"));
        let mut column = 0_u16;
        for _ in 0..input.int_in_range(1..=12)? {
            xml.push_str(&cell(input, &format!("{}{row}", letters(column)))?);
            column = match input.int_in_range(0..=63_u8)? {
                0 => input.arbitrary()?,
                1 => column,
                _ => column.wrapping_add(input.int_in_range(1..=2)?),
            };
        }
        xml.push_str("</row>");
    }
    Ok(xml)
}

fn header() -> String {
    let cells = (0..).zip(Column::ALL).map(|(at, column)| {
        format!("<c r=\"{}1\" t=\"inlineStr\"><is><t>{}</t></is></c>", letters(at), column.header())
    });
    format!("<row r=\"1\">{}</row>", cells.collect::<String>())
}

/// Mostly with a value that fits its kind: one that does not ends the reading.
fn cell(input: &mut Unstructured<'_>, place: &str) -> Result<String> {
    let kind = *input.choose(&KINDS)?;
    let value = match kind {
        _ if input.ratio(1, 64)? => input.choose(&TEXTS)?.to_string(),
        "s" => input.int_in_range(0..=TEXTS.len() + 1)?.to_string(),
        "n" if input.ratio(1, 8)? => input.arbitrary::<f64>()?.to_string(),
        "n" if input.ratio(1, 8)? => input.arbitrary::<i64>()?.to_string(),
        "n" => input.choose(&NUMBERS)?.to_string(),
        "b" => input.int_in_range(0..=1)?.to_string(),
        "e" => input.choose(&ERRORS)?.to_string(),
        "d" => input.choose(&DAYS)?.to_string(),
        _ if input.ratio(1, 16)? => "9".repeat(input.int_in_range(1..=600)?),
        _ => input.choose(&TEXTS)?.to_string(),
    };
    if kind == "inlineStr" {
        return Ok(format!("<c r=\"{place}\" t=\"{kind}\"><is><t>{value}</t></is></c>"));
    }
    let style = input.int_in_range(0..=4_u8)?;
    let formula = if input.ratio(1, 16)? { "<f>1</f>" } else { "" };
    Ok(format!("<c r=\"{place}\" t=\"{kind}\" s=\"{style}\">{formula}<v>{value}</v></c>"))
}

/// A column's name, 0 being A.
fn letters(column: u16) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => letter.to_string(),
        more => format!("{}{letter}", letters(more - 1)),
    }
}
