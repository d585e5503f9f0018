//! Escrow proofs, as they were kept.

use super::{Found, KeptPage, KeptSearch};
use crate::query::window::Window;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::identity::MerchantNumber;
use domain::ledger::LedgerAccount;
use domain::money::Dollars;
use sqlx::any::AnyRow;

const KEY: &[&str] = &["r.at", "r.merchant", "r.account", "r.id"];
const COLUMNS: &str = "r.merchant, r.id, m.name AS merchant_name, r.day, r.at, r.account, r.books, r.counted";

/// One account of a merchant's escrow proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredProof {
    id: String,
    /// Whose money.
    pub merchant: MerchantNumber,
    /// Its name.
    pub merchant_name: String,
    /// Of which day.
    pub day: Day,
    /// When it was made.
    pub at: Instant,
    /// Which account.
    pub account: LedgerAccount,
    /// What the books say.
    pub books: Dollars,
    /// What was counted over tickets and lines.
    pub counted: Dollars,
}

impl Store {
    /// A page of the proofs that were made; with `only_broken` of those that do not hold.
    pub async fn proofs(
        &self,
        search: &KeptSearch,
        only_broken: bool,
        window: Window,
    ) -> Result<KeptPage<StoredProof>, StoreError> {
        found(search, only_broken).page(self, COLUMNS, window, proof).await
    }

    /// How many the whole list has: reads each of them, so it is asked for.
    pub async fn count_of_proofs(&self, search: &KeptSearch, only_broken: bool) -> Result<u64, StoreError> {
        found(search, only_broken).count_all(self).await
    }

    /// The next ones of the same list after `last`, however many there are: for a file of all of them.
    pub async fn proofs_after(
        &self,
        search: &KeptSearch,
        only_broken: bool,
        is_descending: bool,
        last: Option<&StoredProof>,
        size: u32,
    ) -> Result<Vec<StoredProof>, StoreError> {
        let mut found = found(search, only_broken);
        if let Some(last) = last {
            let key = [
                found.parameters.number(last.at.0),
                found.parameters.number(last.merchant.0.into()),
                found.parameters.text(last.account.as_str()),
                found.parameters.text(last.id.as_str()),
            ];
            found.and_after(&key, is_descending);
        }
        found.first(self, COLUMNS, is_descending, size, proof).await
    }
}

fn found(search: &KeptSearch, only_broken: bool) -> Found {
    let mut found = Found::new("escrow_proof", KEY, search);
    if only_broken {
        found.and("r.books <> r.counted");
    }
    found
}

fn proof(row: &AnyRow) -> Result<StoredProof, StoreError> {
    let columns = Columns(row);
    Ok(StoredProof {
        id: columns.text("id")?,
        merchant: columns.merchant("merchant")?,
        merchant_name: columns.text("merchant_name")?,
        day: columns.day("day")?,
        at: columns.instant("at")?,
        account: columns.stated("account", LedgerAccount::parse)?,
        books: Dollars(columns.number("books")?),
        counted: Dollars(columns.number("counted")?),
    })
}
