//! Many rows as one text. A list's file reads 100,000 rows, and handing each row and each of its columns over one by one
//! costs several times what the engine does for it; JSON costs PostgreSQL more than half as much as finding the rows.

use super::columns::Columns;
use crate::StoreError;
use sqlx::any::AnyRow;

/// Stands between two fields. No rule lets anybody type it.
const BETWEEN: char = '\u{1f}';

/// What is selected instead of these columns, one row for all, in the order of the rows. None of them may be NULL.
pub(crate) fn bundled(columns: &str) -> String {
    format!("string_agg({}, '{BETWEEN}') AS bundle", beside(columns))
}

/// These columns as one, of which a bundle makes as many fields as there are columns.
pub(crate) fn beside(columns: &str) -> String {
    format!("concat_ws('{BETWEEN}', {columns})")
}

/// A column with words that somebody typed, or nothing: whatever they are, they are one field.
pub(crate) fn typed(column: &str) -> String {
    format!("REPLACE(COALESCE({column}, ''), '{BETWEEN}', ' ')")
}

/// The rows of a bundle, each read from its `N` fields.
pub(crate) fn unbundled<const N: usize, T>(
    row: &AnyRow,
    read: impl Fn([&str; N]) -> Option<T>,
) -> Result<Vec<T>, StoreError> {
    let Some(text) = Columns(row).maybe_text("bundle")? else { return Ok(Vec::new()) };
    let fields: Vec<&str> = text.split(BETWEEN).collect();
    let (rows, rest) = fields.as_chunks::<N>();
    let rows = rows.iter().map(|fields| read(*fields)).collect::<Option<Vec<T>>>();
    rows.filter(|_| rest.is_empty()).ok_or(StoreError::Corrupt("a bundle of rows"))
}
