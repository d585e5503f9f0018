//! SQLite: the counter waits while a chunk is written, so its rows go to the database's thread at once, as one text of
//! three INSERTs. Parameters have no names here: SQLite looks through all names for each, and taking a hundred tickets
//! out of one JSON parameter costs it as much as inserting them.

use super::{Chunk, Target};
use crate::StoreError;
use crate::table::columns::Columns;
use sqlx::{AnyConnection, AssertSqlSafe};

/// How many orders were written. Tickets follow only if that is all of them.
pub(super) async fn insert(
    transaction: &mut AnyConnection,
    target: &Target,
    chunk: &Chunk,
) -> Result<i64, StoreError> {
    // A text is as long as its chunk, which differs from time to time: it is not worth keeping.
    let mut insert = sqlx::query(AssertSqlSafe(text(target, chunk))).persistent(false);
    for order in &chunk.orders {
        insert = insert
            .bind(order.wallet.as_ref())
            .bind(order.token_hash.as_str())
            .bind(order.purchaser_name.as_str())
            .bind(order.purchaser_phone.as_str())
            .bind(order.purchaser_email.as_str())
            .bind(order.language.as_str());
    }
    for order in &chunk.orders {
        insert = insert
            .bind(order.id.as_ref())
            .bind(order.number.as_str())
            .bind(order.merchant_order_no.as_deref())
            .bind(order.gift_order_no.as_deref())
            .bind(order.amount)
            .bind(order.wallet.as_ref())
            .bind(target.batch.as_ref())
            .bind(order.form)
            .bind(order.purchaser_address.as_str());
    }
    if !chunk.tickets.is_empty() {
        insert = insert.bind(target.batch.as_ref());
    }
    for ticket in &chunk.tickets {
        insert = insert
            .bind(ticket.id.as_str())
            .bind(ticket.serial.as_str())
            .bind(ticket.product)
            .bind(ticket.order.as_ref())
            .bind(ticket.wallet.as_ref())
            .bind(ticket.kind)
            .bind(ticket.face_value)
            .bind(ticket.units)
            .bind(ticket.usable_from.as_deref())
            .bind(ticket.usable_until.as_deref())
            .bind(ticket.guarantee_from.as_deref())
            .bind(ticket.guarantee_until.as_deref())
            .bind(ticket.locator)
            .bind(ticket.code_index.as_str())
            .bind(ticket.encrypted_code.as_slice());
    }
    let rows = insert.fetch_all(transaction).await?;
    rows.first().map_or(Ok(0), |row| Columns(row).number("written"))
}

/// Nothing but two numbers of our own is put into the text.
fn text(target: &Target, chunk: &Chunk) -> String {
    let (merchant, now) = (target.merchant, target.now.0);
    let (orders, tickets) = (chunk.orders.len(), chunk.tickets.len());
    let mut text = String::new();
    if orders > 0 {
        text.push_str(
            "INSERT INTO wallet (merchant, id, generation, token_hash, holder_name, holder_phone, holder_email,
                                 language, created_at, opened_at) VALUES ",
        );
        push_rows(&mut text, &format!("({merchant}, ?, 1, ?, ?, ?, ?, ?, {now}, NULL)"), orders);
        text.push_str(
            "; INSERT INTO ticket_order (merchant, id, number, merchant_order_no, gift_order_no, amount, wallet, batch,
                                         form, purchaser_address, issued_at) VALUES ",
        );
        push_rows(&mut text, &format!("({merchant}, ?, ?, ?, ?, ?, ?, ?, ?, ?, {now})"), orders);
        text.push_str(" ON CONFLICT DO NOTHING; SELECT changes() AS written");
    }
    if tickets > 0 {
        let all_before =
            if orders > 0 { format!("WHERE (SELECT changes()) = {orders}") } else { String::new() };
        let semicolon = if orders > 0 { ";" } else { "" };
        text.push_str(&format!(
            "{semicolon} INSERT INTO ticket (merchant, generation, version, offered, issued_at, batch, id, serial,
                                 product, ticket_order, wallet, kind, face_value, quantity, remaining, usable_from,
                                 usable_until, guarantee_from, guarantee_until, locator, code_index, encrypted_code)
             SELECT {merchant}, 1, 0, 0, {now}, ?, column1, column2, column3, column4, column5, column6, column7, column8,
                    column8, column9, column10, column11, column12, column13, column14, column15
             FROM (VALUES "
        ));
        push_rows(&mut text, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", tickets);
        text.push_str(&format!(") {all_before}"));
    }
    text
}

fn push_rows(text: &mut String, row: &str, count: usize) {
    for at in 0..count {
        text.push_str(if at > 0 { ", " } else { "" });
        text.push_str(row);
    }
}
