//! The heads of days that are over (CODES, event log): the last one of a day is never replaced, so whoever asks for it
//! gets the same one for ever. They leave the house in mails and in the bank's files.

use super::natural;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::seal::SignedHead;

const BEFORE: &str = "
SELECT h.merchant, h.number, h.text FROM merchant m
JOIN seal_head h ON h.merchant = m.number AND h.number = (
    SELECT n.number FROM seal_head n WHERE n.merchant = m.number AND n.at < $1 ORDER BY n.number DESC LIMIT 1)
ORDER BY h.merchant";

impl Store {
    /// The last head of each merchant that was signed before `day` began, by merchant. One that is not ours any more is
    /// not given out.
    pub async fn heads_before(&self, day: Day) -> Result<Vec<SignedHead>, StoreError> {
        let rows = sqlx::query(BEFORE).bind(day.start().0).fetch_all(self.engine.reader()).await?;
        let mut heads = Vec::with_capacity(rows.len());
        for row in &rows {
            let columns = Columns(row);
            let (merchant, number) = (columns.merchant("merchant")?, natural(columns.number("number")?)?);
            let signed = SignedHead::parse(&columns.text("text")?)
                .filter(|signed| signed.is_signed_by(&self.keyring.head_public_key()))
                .filter(|signed| (signed.head.merchant, signed.head.number) == (merchant, number));
            match signed {
                Some(signed) => heads.push(signed),
                None => tracing::error!(%merchant, number, "a kept head is not what was signed"),
            }
        }
        Ok(heads)
    }
}
