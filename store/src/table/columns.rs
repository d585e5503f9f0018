//! Columns into domain types. A value that no version of this program writes is `Corrupt`, never a panic.

use crate::StoreError;
use domain::calendar::{Day, Instant};
use domain::identity::{BranchNumber, MerchantNumber, ProductNumber};
use sqlx::Row;
use sqlx::any::AnyRow;
use sqlx::postgres::PgRow;

/// A row of either engine, or one as PostgreSQL's own driver gives it: the counter's, which is read oftenest, need not be
/// turned into the common one first.
pub(crate) trait StoredRow {
    fn number(&self, column: &str) -> Result<i64, sqlx::Error>;
    fn maybe_number(&self, column: &str) -> Result<Option<i64>, sqlx::Error>;
    fn text(&self, column: &str) -> Result<String, sqlx::Error>;
    fn maybe_text(&self, column: &str) -> Result<Option<String>, sqlx::Error>;
    fn bytes(&self, column: &str) -> Result<Vec<u8>, sqlx::Error>;
}

macro_rules! stored_row {
    ($row:ty) => {
        impl StoredRow for $row {
            fn number(&self, column: &str) -> Result<i64, sqlx::Error> {
                self.try_get(column)
            }

            fn maybe_number(&self, column: &str) -> Result<Option<i64>, sqlx::Error> {
                self.try_get(column)
            }

            fn text(&self, column: &str) -> Result<String, sqlx::Error> {
                self.try_get(column)
            }

            fn maybe_text(&self, column: &str) -> Result<Option<String>, sqlx::Error> {
                self.try_get(column)
            }

            fn bytes(&self, column: &str) -> Result<Vec<u8>, sqlx::Error> {
                self.try_get(column)
            }
        }
    };
}

stored_row!(AnyRow);
stored_row!(PgRow);

/// One row, read by column name.
pub(crate) struct Columns<'r, R = AnyRow>(pub &'r R);

impl<R: StoredRow> Columns<'_, R> {
    pub fn number(&self, column: &str) -> Result<i64, StoreError> {
        Ok(self.0.number(column)?)
    }

    pub fn maybe_number(&self, column: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.0.maybe_number(column)?)
    }

    pub fn count(&self, column: &str) -> Result<u32, StoreError> {
        u32::try_from(self.number(column)?).map_err(|_| StoreError::Corrupt("a count out of range"))
    }

    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        Ok(self.number(column)? != 0)
    }

    pub fn text(&self, column: &str) -> Result<String, StoreError> {
        Ok(self.0.text(column)?)
    }

    pub fn maybe_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        Ok(self.0.maybe_text(column)?)
    }

    pub fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        Ok(self.0.bytes(column)?)
    }

    pub fn instant(&self, column: &str) -> Result<Instant, StoreError> {
        self.number(column).map(Instant)
    }

    pub fn maybe_instant(&self, column: &str) -> Result<Option<Instant>, StoreError> {
        Ok(self.maybe_number(column)?.map(Instant))
    }

    pub fn day(&self, column: &str) -> Result<Day, StoreError> {
        Day::parse(&self.text(column)?).ok_or(StoreError::Corrupt("a day"))
    }

    pub fn maybe_day(&self, column: &str) -> Result<Option<Day>, StoreError> {
        self.maybe_text(column)?.map(|text| Day::parse(&text).ok_or(StoreError::Corrupt("a day"))).transpose()
    }

    pub fn merchant(&self, column: &str) -> Result<MerchantNumber, StoreError> {
        self.count(column).map(MerchantNumber)
    }

    pub fn product(&self, column: &str) -> Result<ProductNumber, StoreError> {
        self.count(column).map(ProductNumber)
    }

    pub fn maybe_branch(&self, column: &str) -> Result<Option<BranchNumber>, StoreError> {
        self.maybe_text(column)?
            .map(|text| BranchNumber::parse(&text).map_err(|_| StoreError::Corrupt("a branch number")))
            .transpose()
    }

    /// An enum by its lasting text, e.g. `columns.stated("state", UseState::parse)`.
    pub fn stated<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        parse(&self.text(column)?).ok_or(StoreError::Corrupt("a state"))
    }

    pub fn maybe_stated<T>(
        &self,
        column: &str,
        parse: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        self.maybe_text(column)?.map(|text| parse(&text).ok_or(StoreError::Corrupt("a state"))).transpose()
    }
}
