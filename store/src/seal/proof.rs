//! What one seal is worth outside the house: the signed head at its own number, with the bytes that it commits to
//! (CODES, receipts).
//!
//! The head is signed when it is asked for, but it says nothing that an earlier signature has not said: the chain is
//! walked from the seal to the next head that was kept, and the new head bears that head's time. A hand in the tables
//! gets no signature.

use super::CHUNK;
use super::stored::{Stored, hash, sealed_columns};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::identity::MerchantNumber;
use domain::receipt::Proof;
use domain::seal::{Head, SignedHead, chain_hash};
use sqlx::any::AnyRow;

/// Heads are kept so close (see `write` in the sealer) that this is a walk of some two thousand rows at most.
const NEXT_HEAD: &str = "
SELECT number, text FROM seal_head WHERE merchant = $1 AND number >= $2 ORDER BY number LIMIT 1";

const SEALED: &str = concat!(
    "SELECT s.number, s.hash, s.previous, ",
    sealed_columns!(),
    " FROM event_seal s
LEFT JOIN event e ON e.merchant = s.merchant AND e.id = s.event
WHERE s.merchant = $1 AND s.number >= $2 AND s.number <= $3 ORDER BY s.number LIMIT $4"
);

const BROKEN: StoreError = StoreError::Corrupt("the log between a seal and the next signed head");

/// A row of the chain, all there.
struct Link {
    number: u64,
    hash: [u8; 32],
    previous: [u8; 32],
    bytes: Vec<u8>,
}

impl Store {
    /// The proof of seal `number`; `Corrupt` where the log is not what was signed.
    pub(crate) async fn proof_of(&self, merchant: MerchantNumber, number: u64) -> Result<Proof, StoreError> {
        let kept = self.next_kept_head(merchant, number).await?;
        let mut first: Option<Link> = None;
        let mut last: Option<(u64, [u8; 32])> = None;
        while last.is_none_or(|(walked, _)| walked < kept.number) {
            let rows =
                self.links(merchant, last.map_or(number, |(walked, _)| walked + 1), kept.number).await?;
            if rows.is_empty() {
                return Err(BROKEN);
            }
            for row in &rows {
                let link = link(row, merchant)?;
                let follows = match last {
                    None => link.number == number,
                    Some((walked, hash)) => link.number == walked + 1 && link.previous == hash,
                };
                if !follows {
                    return Err(BROKEN);
                }
                last = Some((link.number, link.hash));
                first.get_or_insert(link);
            }
        }
        let first = first.ok_or(BROKEN)?;
        if last != Some((kept.number, kept.hash)) {
            return Err(BROKEN);
        }
        let head = self.keyring.sign_head(Head { number, hash: first.hash, ..kept });
        Ok(Proof { bytes: first.bytes, previous: first.previous, head })
    }

    /// The first head from `number` on that was signed when it was sealed.
    async fn next_kept_head(&self, merchant: MerchantNumber, number: u64) -> Result<Head, StoreError> {
        let row = sqlx::query(NEXT_HEAD)
            .bind(i64::from(merchant.0))
            .bind(signed(number)?)
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(BROKEN)?;
        let columns = Columns(&row);
        let kept = SignedHead::parse(&columns.text("text")?)
            .filter(|kept| kept.is_signed_by(&self.keyring.head_public_key()))
            .map(|kept| kept.head)
            .ok_or(BROKEN)?;
        let in_place = kept.merchant == merchant && signed(kept.number)? == columns.number("number")?;
        if in_place { Ok(kept) } else { Err(BROKEN) }
    }

    async fn links(&self, merchant: MerchantNumber, from: u64, to: u64) -> Result<Vec<AnyRow>, StoreError> {
        let rows = sqlx::query(SEALED)
            .bind(i64::from(merchant.0))
            .bind(signed(from)?)
            .bind(signed(to)?)
            .bind(CHUNK as i64)
            .fetch_all(self.engine.reader())
            .await?;
        Ok(rows)
    }
}

/// The row, if its hash is that of its event at its number.
fn link(row: &AnyRow, merchant: MerchantNumber) -> Result<Link, StoreError> {
    let columns = Columns(row);
    let number = u64::try_from(columns.number("number")?).map_err(|_| BROKEN)?;
    let (hash, previous) = hash(&columns, "hash")?.zip(hash(&columns, "previous")?).ok_or(BROKEN)?;
    let bytes = Stored::read(row)?.ok_or(BROKEN)?.bytes;
    if chain_hash(&previous, merchant, number, &bytes) != hash {
        return Err(BROKEN);
    }
    Ok(Link { number, hash, previous, bytes })
}

fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| BROKEN)
}
