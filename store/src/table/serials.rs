//! The running numbers of serials: the platform's, one after the other, and those that a merchant gives a batch itself (RULES
//! §6, 自訂序號). No number is given twice: both take the row of the series first, so that one waits for the other.

use super::columns::Columns;
use super::running_number;
use crate::StoreError;
use domain::code::serial::{LARGEST_RUNNING_NUMBER, SerialSpan};
use domain::identity::MerchantNumber;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use sqlx::AnyConnection;

/// Each letter has numbers of its own.
pub(crate) const fn series_of(kind: TicketKind) -> &'static str {
    match kind {
        TicketKind::Paid => "serial_paid",
        TicketKind::Gift => "serial_gift",
    }
}

/// Takes `count` numbers in a row of the platform's and gives the first: beyond own serials, where they are in the way.
pub(crate) async fn take(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    kind: TicketKind,
    count: i64,
) -> Result<i64, StoreError> {
    let series = series_of(kind);
    let mut first = running_number::take(connection, merchant, series, count).await?;
    while let Some(last) = in_the_way(connection, merchant, series, first, first + count - 1).await? {
        if u64::try_from(last).is_ok_and(|last| last >= LARGEST_RUNNING_NUMBER) {
            return Err(StoreError::Corrupt("serials are used up"));
        }
        sqlx::query("UPDATE running_number SET next = $3 WHERE merchant = $1 AND series = $2")
            .bind(i64::from(merchant.0))
            .bind(series)
            .bind(last + 1)
            .execute(&mut *connection)
            .await?;
        first = running_number::take(connection, merchant, series, count).await?;
    }
    Ok(first)
}

/// Keeps own serials for a batch. Refused if one of them was given or kept before.
pub(crate) async fn keep(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    kind: TicketKind,
    span: SerialSpan,
    batch: &str,
) -> Result<(), StoreError> {
    let series = series_of(kind);
    let (first, last) = numbers(span)?;
    // Takes none, and holds the row.
    let next = running_number::take(connection, merchant, series, 0).await?;
    if first < next || in_the_way(connection, merchant, series, first, last).await?.is_some() {
        return Err(StoreError::Refused(Refusal::SerialsTaken));
    }
    sqlx::query(
        "INSERT INTO own_serials (merchant, series, first_number, last_number, batch) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(i64::from(merchant.0))
    .bind(series)
    .bind(first)
    .bind(last)
    .bind(batch.to_owned())
    .execute(connection)
    .await?;
    Ok(())
}

/// What a batch kept that came to nothing is free again.
pub(crate) async fn free(
    connection: &mut AnyConnection,
    merchant: i64,
    batch: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM own_serials WHERE merchant = $1 AND batch = $2")
        .bind(merchant)
        .bind(batch.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}

/// As the database has them.
pub(crate) fn numbers(span: SerialSpan) -> Result<(i64, i64), StoreError> {
    let number = |number| i64::try_from(number).map_err(|_| StoreError::Corrupt("running number"));
    Ok((number(span.first)?, number(span.last)?))
}

/// The last of the own serials that meet these numbers.
async fn in_the_way(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    series: &str,
    first: i64,
    last: i64,
) -> Result<Option<i64>, StoreError> {
    let row = sqlx::query(
        "SELECT last_number FROM own_serials
         WHERE merchant = $1 AND series = $2 AND first_number <= $4 AND last_number >= $3
         ORDER BY first_number DESC LIMIT 1",
    )
    .bind(i64::from(merchant.0))
    .bind(series.to_owned())
    .bind(first)
    .bind(last)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Columns(&row).number("last_number")).transpose()
}
