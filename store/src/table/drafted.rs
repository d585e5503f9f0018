//! Rows of batches on their way that name somebody (RULES §15). They lie in a draft as they were read from a file, so that only
//! their words tell whom they are about.

use crate::StoreError;
use crate::query::person::Whom;
use crate::table::columns::Columns;
use domain::notice::Channel;
use domain::reach::{Reach, half_width};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::AnyConnection;

/// A row of a sheet, as far as its words go (`batch::SheetRow`).
#[derive(Deserialize)]
struct Row {
    number: u32,
    cells: Vec<(u32, Value)>,
}

/// Each row with its batch, for the person's file. One sheet is in memory at a time.
pub(crate) async fn drafted(connection: &mut AnyConnection, whom: &Whom) -> Result<Vec<Value>, StoreError> {
    let (_, _, merchant) = whom.values();
    let drafts = sqlx::query(
        "SELECT merchant, id FROM issue_draft
         WHERE state IN ('open', 'issuing') AND ($1 = 0 OR merchant = $1) ORDER BY merchant, id",
    )
    .bind(merchant)
    .fetch_all(&mut *connection)
    .await?;
    let mut found = Vec::new();
    for draft in &drafts {
        let columns = Columns(draft);
        let (merchant, id) = (columns.number("merchant")?, columns.text("id")?);
        let row = sqlx::query(
            "SELECT file_name, sheet, made_at FROM issue_draft WHERE merchant = $1 AND id = $2 AND sheet <> ''",
        )
        .bind(merchant)
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
        let Some(row) = row else { continue };
        let columns = Columns(&row);
        let (file_name, made_at) = (columns.text("file_name")?, columns.instant("made_at")?.taipei_text());
        for (number, words) in naming(&columns.text("sheet")?, &whom.reach)? {
            found.push(json!({
                "merchant": merchant, "file_name": file_name, "made_at": made_at, "row": number, "cells": words,
            }));
        }
    }
    Ok(found)
}

/// Number and words of each row with this address.
fn naming(sheet: &str, reach: &Reach) -> Result<Vec<(u32, Vec<String>)>, StoreError> {
    let rows: Vec<Row> = serde_json::from_str(sheet).map_err(|_| StoreError::Corrupt("a sheet"))?;
    let words = |row: Row| (row.number, row.cells.iter().map(|(_, cell)| words(cell)).collect::<Vec<_>>());
    let is_theirs = |(_, words): &(u32, Vec<String>)| words.iter().any(|words| is_at(words, reach));
    Ok(rows.into_iter().map(words).filter(is_theirs).collect())
}

/// A cell is one value under the name of its kind; one without a value has no words.
fn words(cell: &Value) -> String {
    let value = cell.as_object().and_then(|kinds| kinds.values().next());
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => String::new(),
    }
}

/// However a phone is written, as a number of a spreadsheet, too: the nine digits after its zero are its own.
fn is_at(words: &str, reach: &Reach) -> bool {
    const LONGEST: usize = 13;
    match reach.channel() {
        Channel::Mail => Reach::parse(words).as_ref() == Some(reach),
        Channel::Sms => {
            let own = reach.address().strip_prefix('0').unwrap_or(reach.address());
            let digits: String = words.chars().map(half_width).filter(char::is_ascii_digit).collect();
            digits.len() <= LONGEST && digits.ends_with(own)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_by_its_mail_address_or_phone_however_it_is_written() {
        let sheet = r#"[{"number":1,"cells":[[0,{"Text":"購買人姓名"}],[1,{"Text":"購買人手機"}]]},
            {"number":2,"cells":[[0,{"Text":"林小姐"}],[1,{"Number":912345678}],[2,"Formula"]]},
            {"number":3,"cells":[[0,{"Text":"林小姐"}],[1,{"Text":"+886 ９12-345-678"}]]},
            {"number":4,"cells":[[0,{"Text":"陳先生"}],[1,{"Text":" Ming@Example.com "}],[2,"Empty"]]}]"#;
        let rows = |address: &str| {
            let reach = Reach::parse(address).expect("an address");
            let found = naming(sheet, &reach).expect("a sheet");
            found.into_iter().map(|(number, _)| number).collect::<Vec<_>>()
        };
        assert_eq!(rows("0912345678"), [2, 3]);
        assert_eq!(rows("ming@example.com"), [4]);
        assert_eq!(rows("0987654321"), Vec::<u32>::new());
        assert!(naming("{", &Reach::parse("a@example.com").expect("an address")).is_err());
    }
}
