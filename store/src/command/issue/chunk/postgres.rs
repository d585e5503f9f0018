//! PostgreSQL: one statement that takes the whole chunk as one JSON parameter. Tickets follow only if every order before
//! them was written.

use super::{Chunk, Target};
use crate::StoreError;
use crate::table::columns::Columns;
use sqlx::AnyConnection;

const INSERT: &str = r#"
WITH new_order AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json -> 'orders') AS new_order (
        id TEXT, wallet TEXT, token_hash TEXT, number TEXT, merchant_order_no TEXT, gift_order_no TEXT, amount BIGINT,
        purchaser_name TEXT, purchaser_phone TEXT, purchaser_email TEXT, language TEXT,
        form TEXT, purchaser_address TEXT)
), new_wallet AS (
    INSERT INTO wallet (merchant, id, generation, token_hash, holder_name, holder_phone, holder_email, language,
                        created_at, opened_at)
    SELECT $2, wallet, 1, token_hash, purchaser_name, purchaser_phone, purchaser_email, language, $4, NULL
    FROM new_order
), written AS (
    INSERT INTO ticket_order (merchant, id, number, merchant_order_no, gift_order_no, amount, wallet, batch, form,
                              purchaser_address, issued_at)
    SELECT $2, id, number, merchant_order_no, gift_order_no, amount, wallet, $3, form, purchaser_address, $4
    FROM new_order
    ON CONFLICT DO NOTHING RETURNING id
), new_ticket AS (
    INSERT INTO ticket (merchant, id, serial, product, ticket_order, wallet, batch, kind, face_value, quantity,
                        remaining, version, usable_from, usable_until, guarantee_from, guarantee_until, offered,
                        locator, generation, code_index, encrypted_code, issued_at)
    SELECT $2, id, serial, product, "order", wallet, $3, kind, face_value, units, units, 0, usable_from, usable_until,
           guarantee_from, guarantee_until, 0, locator, 1, code_index, decode(encrypted_code, 'hex'), $4
    FROM json_to_recordset($1::json -> 'tickets') AS new_ticket (
        id TEXT, serial TEXT, product BIGINT, "order" TEXT, wallet TEXT, kind TEXT, face_value BIGINT, units BIGINT,
        usable_from TEXT, usable_until TEXT, guarantee_from TEXT, guarantee_until TEXT, locator BIGINT, code_index TEXT,
        encrypted_code TEXT)
    WHERE (SELECT COUNT(*) FROM written) = (SELECT COUNT(*) FROM new_order)
)
SELECT COUNT(*) AS written FROM written"#;

/// How many orders were written.
pub(super) async fn insert(
    transaction: &mut AnyConnection,
    target: &Target,
    chunk: &Chunk,
) -> Result<i64, StoreError> {
    let row = sqlx::query(INSERT)
        .bind(serde_json::to_string(chunk).map_err(|_| StoreError::Corrupt("a chunk of a batch"))?)
        .bind(target.merchant)
        .bind(target.batch.as_ref())
        .bind(target.now.0)
        .fetch_one(transaction)
        .await?;
    Columns(&row).number("written")
}
