//! Many rows as one text in JSON. A list's file reads 100,000 rows, and handing each row and each of its columns over one by
//! one costs several times what the engine does for it.

use super::columns::Columns;
use crate::StoreError;
use crate::engine::EngineKind;
use serde::de::DeserializeOwned;
use sqlx::any::AnyRow;

/// What is selected instead of these columns, one row for all: read it with [`unbundled`].
pub(crate) fn bundled(kind: EngineKind, columns: &str, order: &str) -> String {
    match kind {
        EngineKind::Sqlite => {
            format!("json_group_array(json_array({columns}) ORDER BY {order}) AS bundle")
        }
        EngineKind::Postgres => {
            format!("COALESCE(json_agg(json_build_array({columns}) ORDER BY {order})::text, '[]') AS bundle")
        }
    }
}

/// The texts of a list in JSON, a row each: `IN (…)`.
pub(crate) fn each_of(kind: EngineKind, parameter: &str) -> String {
    match kind {
        EngineKind::Sqlite => format!("SELECT value FROM json_each({parameter})"),
        EngineKind::Postgres => format!("SELECT json_array_elements_text({parameter}::json)"),
    }
}

/// The rows; `T` has the columns in their order.
pub(crate) fn unbundled<T: DeserializeOwned>(row: &AnyRow) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(&Columns(row).text("bundle")?).map_err(|_| StoreError::Corrupt("a bundle of rows"))
}
