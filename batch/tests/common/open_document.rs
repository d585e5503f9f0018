//! A document as LibreOffice keeps it: each cell says what it is, and what it looks like.

use super::archive;

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"#;

const STYLES: &str = r#"
<number:date-style style:name="n1"><number:year number:style="long"/><number:text>/</number:text>
  <number:month/><number:text>/</number:text><number:day/></number:date-style>
<number:date-style style:name="n2"><number:year number:style="long"/><number:text>-</number:text>
  <number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<number:date-style style:name="n3"><number:year number:style="long"/><number:text>年</number:text>
  <number:month/><number:text>月</number:text><number:day/><number:text>日</number:text></number:date-style>
<number:date-style style:name="n4" number:language="zh" number:country="TW"><number:year number:calendar="ROC"/>
  <number:text>/</number:text><number:month number:calendar="ROC"/><number:text>/</number:text>
  <number:day number:calendar="ROC"/></number:date-style>
<number:date-style style:name="n5"><number:year number:style="long"/><number:text>/</number:text>
  <number:month/><number:text>/</number:text><number:day/><number:text> </number:text>
  <number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<number:number-style style:name="n6"><number:number number:decimal-places="0" number:min-integer-digits="10"/></number:number-style>
<style:style style:name="slashes" style:family="table-cell" style:data-style-name="n1"/>
<style:style style:name="hyphens" style:family="table-cell" style:data-style-name="n2"/>
<style:style style:name="words" style:family="table-cell" style:data-style-name="n3"/>
<style:style style:name="republic" style:family="table-cell" style:data-style-name="n4"/>
<style:style style:name="moment" style:family="table-cell" style:data-style-name="n5"/>
<style:style style:name="ten-digits" style:family="table-cell" style:data-style-name="n6"/>"#;

/// An `.ods` of one sheet; under its rows lie 300 that were only given a look.
pub fn document(rows: &[Vec<String>]) -> Vec<u8> {
    let rows: String =
        rows.iter().map(|cells| format!("<table:table-row>{}</table:table-row>", cells.concat())).collect();
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
  xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3">
<office:automatic-styles>{STYLES}</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="發行">{rows}<table:table-row table:number-rows-repeated="300">
<table:table-cell table:style-name="slashes" table:number-columns-repeated="12"/></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"#
    );
    let kind = &b"application/vnd.oasis.opendocument.spreadsheet"[..];
    archive([
        ("mimetype", vec![kind]),
        ("META-INF/manifest.xml", vec![MANIFEST.as_bytes()]),
        ("content.xml", vec![content.as_bytes()]),
    ])
}

/// Text as it was typed, every space of it.
pub fn text(value: &str) -> String {
    // `text:s` is a space that counts.
    let lines: String =
        value.replace(' ', "<text:s/>").split('\n').map(|line| format!("<text:p>{line}</text:p>")).collect();
    format!(r#"<table:table-cell office:value-type="string">{lines}</table:table-cell>"#)
}

/// A number as the program shows it by itself.
pub fn number(value: &str) -> String {
    format!(r#"<table:table-cell office:value-type="float" office:value="{value}"/>"#)
}

/// A number shown with ten digits, as somebody does it to whom a phone's zero got lost.
pub fn ten_digits(value: &str) -> String {
    format!(
        r#"<table:table-cell table:style-name="ten-digits" office:value-type="float" office:value="{value}"/>"#
    )
}

/// A day, or a moment, in one of the looks above.
pub fn date(look: &str, value: &str) -> String {
    format!(
        r#"<table:table-cell table:style-name="{look}" office:value-type="date" office:date-value="{value}"/>"#
    )
}

/// A formula with the result that it had when it was saved.
pub fn formula(formula: &str, value: &str) -> String {
    format!(
        r#"<table:table-cell table:formula="of:={formula}" office:value-type="float" office:value="{value}"/>"#
    )
}

/// Nothing.
pub fn empty() -> String {
    "<table:table-cell/>".to_owned()
}
