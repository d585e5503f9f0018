//! The sealer (CODES, event log): it appends events that have no seal yet to their merchant's chain and signs the head.
//!
//! Events are written unnumbered, so that nothing at the counter waits for a number. Who seals does not matter: two
//! sealers cannot give the same number twice (PRIMARY KEY), and the one who was slower begins again.

mod daily;
mod proof;
mod stored;
mod verify;
mod walk;
mod watch;

pub use verify::{Fault, FaultKind, Verification};
pub use watch::watch;

use crate::change::ROUNDS;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::hexadecimal::hex;
use domain::identity::MerchantNumber;
use domain::seal::{Head, SignedHead};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe};
use stored::hash;
pub(crate) use stored::{Stored, sealed_columns};

/// Events that are read at once. Each time all that was sealed in the last seconds is looked at again.
const MOST_READ: usize = 4000;
/// Most seals that one transaction writes: five to ten milliseconds of the fifty that the counter may wait.
const CHUNK: usize = 500;
/// Rows of one INSERT: its text is the same for all but the last of a chunk.
const ROWS_OF_ONE_INSERT: usize = 100;
/// Of so many seals in a row one head is kept at least, so that a receipt is proved by a short walk.
const SEALS_OF_ONE_HEAD: i64 = 1000;

/// How far back the sealer looks for events that were committed after younger ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Three seconds: each second. Longer than all but a stuck commit takes.
    Near,
    /// Ten minutes: longer than any commit takes.
    Far,
    /// Everything: after a pause, and each night.
    All,
}

impl Reach {
    const fn milliseconds(self) -> Option<i64> {
        match self {
            Self::Near => Some(3_000),
            Self::Far => Some(600_000),
            Self::All => None,
        }
    }
}

/// That an event `e` has no seal: a number that is looked up, and no join.
macro_rules! without_seal {
    () => {
        "(SELECT s.number FROM event_seal s WHERE s.merchant = e.merchant AND s.event = e.id) IS NULL"
    };
}

/// Events without a seal; each is looked up by itself. Written as a join, PostgreSQL compared every event with every seal, with a
/// plan that was made while there were few of them: a second and a half of CPU for one chunk.
pub const UNSEALED: &str = concat!(
    "SELECT ",
    sealed_columns!(),
    " FROM event e WHERE e.merchant = $1 AND e.id >= $2 AND ",
    without_seal!(),
    " ORDER BY e.at, e.id LIMIT $3"
);

const TO_SEAL: &str = concat!(
    "SELECT m.number FROM merchant m WHERE EXISTS (
         SELECT 1 FROM event e WHERE e.merchant = m.number AND e.id >= $1 AND ",
    without_seal!(),
    ") ORDER BY m.number"
);

/// The newest seal, the newest signed head, and the youngest event that is sealed: one statement, one moment.
const NEWEST: &str = "
SELECT m.number AS merchant,
       (SELECT MAX(y.event) FROM event_seal y WHERE y.merchant = m.number) AS youngest,
       s.number, s.hash, h.number AS head_number, h.text AS head
FROM merchant m
LEFT JOIN event_seal s ON s.merchant = m.number
     AND s.number = (SELECT MAX(n.number) FROM event_seal n WHERE n.merchant = m.number)
LEFT JOIN seal_head h ON h.merchant = m.number
     AND h.number = (SELECT MAX(n.number) FROM seal_head n WHERE n.merchant = m.number)
WHERE m.number = $1";

/// Where a merchant's rows of seals end.
struct Newest {
    number: u64,
    hash: Option<[u8; 32]>,
    head: Option<SignedHead>,
    /// Of the newest row of `seal_head`, whether it can be read or not.
    head_number: Option<u64>,
    youngest: Option<String>,
}

/// A seal to be written.
struct Seal {
    number: i64,
    event: String,
    hash: String,
    previous: String,
}

impl Store {
    /// Seals what this merchant's log has gained, in the order of time; how many events. Looks back ten minutes behind the
    /// youngest sealed event: whoever commits later than that is found by [`Store::seal_all`].
    pub async fn seal(&self, merchant: MerchantNumber, now: Instant) -> Result<u64, StoreError> {
        self.seal_reaching(merchant, Reach::Far, now).await
    }

    /// Seals every event that has no seal, however old.
    pub async fn seal_all(&self, merchant: MerchantNumber, now: Instant) -> Result<u64, StoreError> {
        self.seal_reaching(merchant, Reach::All, now).await
    }

    /// The same for every merchant, the job of the night; how many events.
    pub async fn seal_every_log(&self, now: Instant) -> Result<u64, StoreError> {
        let mut sealed = 0;
        for merchant in self.merchants_to_seal(Reach::All, now).await? {
            sealed += self.seal_all(merchant, now).await?;
        }
        Ok(sealed)
    }

    /// Seals as far back as `reach`.
    pub async fn seal_reaching(
        &self,
        merchant: MerchantNumber,
        reach: Reach,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let mut sealed = 0;
        let mut lost = 0;
        loop {
            let newest = self.newest_seal(merchant).await?;
            let head = self.trusted_head(merchant, &newest, now)?;
            let events = self.unsealed(merchant, &oldest(&newest, reach, now), MOST_READ).await?;
            let is_all = events.len() < MOST_READ;
            let before = sealed;
            match self.append_all(head, events, now, &mut sealed).await {
                Ok(()) if is_all => return Ok(sealed),
                Ok(()) => lost = 0,
                // Another sealer was here: it has taken at least one number further.
                Err(StoreError::RaceLost) if sealed > before => lost = 0,
                Err(StoreError::RaceLost) if lost < ROUNDS => lost += 1,
                Err(StoreError::RaceLost) => return Ok(sealed),
                Err(error) => return Err(error),
            }
        }
    }

    /// Chunk after chunk, each in a transaction of its own; `sealed` counts what stands written, also where it ends early.
    async fn append_all(
        &self,
        mut head: Head,
        events: Vec<Stored>,
        now: Instant,
        sealed: &mut u64,
    ) -> Result<(), StoreError> {
        let mut events = events.into_iter().peekable();
        while events.peek().is_some() {
            let began = std::time::Instant::now();
            let chunk: Vec<_> = events.by_ref().take(CHUNK).collect();
            let count = chunk.len() as u64;
            head = self.append(head, chunk, now).await?;
            *sealed += count;
            self.engine.give_way(began).await;
        }
        Ok(())
    }

    /// The newest signed head of a merchant: what leaves the house. Before the first seal, one with number 0.
    pub async fn head(&self, merchant: MerchantNumber) -> Result<SignedHead, StoreError> {
        let newest = self.newest_seal(merchant).await?;
        self.trusted_head(merchant, &newest, self.now())?;
        let empty = || self.keyring.sign_head(Head::empty(merchant, self.now()));
        Ok(newest.head.unwrap_or_else(empty))
    }

    /// What everybody may verify signed heads with.
    pub fn head_public_key(&self) -> [u8; 32] {
        self.keyring.head_public_key()
    }

    /// Merchants with events that wait for their seal.
    pub async fn merchants_to_seal(
        &self,
        reach: Reach,
        now: Instant,
    ) -> Result<Vec<MerchantNumber>, StoreError> {
        let oldest = reach.milliseconds().map_or_else(String::new, |back| identity_at(now.0 - back));
        let rows = sqlx::query(TO_SEAL).bind(oldest).fetch_all(self.engine.log()).await?;
        rows.iter().map(|row| Columns(row).merchant("number")).collect()
    }

    async fn newest_seal(&self, merchant: MerchantNumber) -> Result<Newest, StoreError> {
        let row = sqlx::query(NEWEST).bind(i64::from(merchant.0)).fetch_optional(self.engine.log()).await?;
        newest(&row.ok_or(StoreError::NotFound)?)
    }

    async fn unsealed(
        &self,
        merchant: MerchantNumber,
        oldest: &str,
        limit: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let rows = sqlx::query(UNSEALED)
            .bind(i64::from(merchant.0))
            .bind(oldest)
            .bind(limit as i64)
            .fetch_all(self.engine.log())
            .await?;
        let events: Result<Vec<_>, _> = rows.iter().map(Stored::read).collect();
        Ok(events?.into_iter().flatten().collect())
    }

    /// The head to go on from. Each chunk of seals is written with its head, so the newest two agree; where they do not,
    /// somebody has been at the rows, and a new signature would make that look right.
    fn trusted_head(
        &self,
        merchant: MerchantNumber,
        newest: &Newest,
        now: Instant,
    ) -> Result<Head, StoreError> {
        if newest.number == 0 && newest.head_number.is_none() {
            return Ok(Head::empty(merchant, now));
        }
        let signed = newest.head.filter(|signed| signed.is_signed_by(&self.keyring.head_public_key()));
        let agrees = |head: &Head| {
            head.merchant == merchant && head.number == newest.number && Some(head.hash) == newest.hash
        };
        signed
            .map(|signed| signed.head)
            .filter(agrees)
            .ok_or(StoreError::Corrupt("the newest seal is not what its signed head says"))
    }

    /// One chunk; the head that it ends with.
    async fn append(&self, head: Head, events: Vec<Stored>, now: Instant) -> Result<Head, StoreError> {
        let mut head = head;
        let mut seals = Vec::with_capacity(events.len());
        for event in events {
            let previous = hex(&head.hash);
            head = head.next(&event.bytes, now);
            let number = i64::try_from(head.number).map_err(|_| StoreError::Corrupt("seal number"))?;
            seals.push(Seal { number, event: event.id, hash: hex(&head.hash), previous });
        }
        let signed = self.keyring.sign_head(head).text();
        self.engine
            .writer()
            .transaction(move |transaction| Box::pin(write(transaction, head, seals, signed, now)))
            .await?;
        Ok(head)
    }
}

/// The seals and their signed head; `RaceLost` if one of the numbers or events is taken.
async fn write(
    transaction: &mut AnyConnection,
    head: Head,
    seals: Vec<Seal>,
    signed: String,
    now: Instant,
) -> Result<(), StoreError> {
    let merchant = i64::from(head.merchant.0);
    for rows in seals.chunks(ROWS_OF_ONE_INSERT) {
        // Nothing but numbers of parameters is put into the text.
        let mut insert = sqlx::query(AssertSqlSafe(insert_of(rows.len()))).bind(merchant).bind(now.0);
        for seal in rows {
            insert = insert
                .bind(seal.number)
                .bind(seal.event.as_str())
                .bind(seal.hash.as_str())
                .bind(seal.previous.as_str());
        }
        let whole = rows.len() == ROWS_OF_ONE_INSERT;
        let written = insert.persistent(whole).execute(&mut *transaction).await?.rows_affected();
        if written != rows.len() as u64 {
            return Err(StoreError::RaceLost);
        }
    }
    // One head a day stays, and one of a thousand seals: each commits to all before it, and those that others hold are
    // theirs to keep.
    let number = i64::try_from(head.number).map_err(|_| StoreError::Corrupt("seal number"))?;
    sqlx::query("DELETE FROM seal_head WHERE merchant = $1 AND at >= $2 AND number > $3")
        .bind(merchant)
        .bind(now.day().start().0)
        .bind((number - 1) / SEALS_OF_ONE_HEAD * SEALS_OF_ONE_HEAD)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("INSERT INTO seal_head (merchant, number, text, at) VALUES ($1, $2, $3, $4)")
        .bind(merchant)
        .bind(number)
        .bind(signed)
        .bind(now.0)
        .execute(transaction)
        .await?;
    Ok(())
}

fn insert_of(rows: usize) -> String {
    let rows: Vec<String> = (0..rows)
        .map(|row| {
            let first = 3 + row * 4;
            format!("($1, ${}, ${}, ${}, ${}, $2)", first, first + 1, first + 2, first + 3)
        })
        .collect();
    format!(
        "INSERT INTO event_seal (merchant, number, event, hash, previous, sealed_at) VALUES {}
         ON CONFLICT DO NOTHING",
        rows.join(", ")
    )
}

fn newest(row: &AnyRow) -> Result<Newest, StoreError> {
    let columns = Columns(row);
    let number = columns.maybe_number("number")?.map(natural).transpose()?;
    let head = columns.maybe_text("head")?.and_then(|text| SignedHead::parse(&text));
    Ok(Newest {
        hash: if number.is_some() { hash(&columns, "hash")? } else { None },
        number: number.unwrap_or(0),
        head,
        head_number: columns.maybe_number("head_number")?.map(natural).transpose()?,
        youngest: columns.maybe_text("youngest")?,
    })
}

fn natural(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Corrupt("seal number"))
}

/// The smallest identity that is looked at. A clock that ran ahead must not hide what is written now.
fn oldest(newest: &Newest, reach: Reach, now: Instant) -> String {
    let youngest = newest.youngest.as_deref().and_then(made_at);
    match (reach.milliseconds(), youngest) {
        (Some(back), Some(youngest)) => identity_at(youngest.min(now.0) - back),
        (Some(_), None) | (None, _) => String::new(),
    }
}

/// When an identity was made: the first 48 bits of a UUIDv7 are milliseconds since 1970.
fn made_at(identity: &str) -> Option<i64> {
    let digits: String = identity.chars().filter(|character| *character != '-').take(12).collect();
    (digits.len() == 12).then(|| i64::from_str_radix(&digits, 16).ok()).flatten()
}

/// The smallest identity of a millisecond.
fn identity_at(milliseconds: i64) -> String {
    let digits = format!("{:012x}", milliseconds.clamp(0, 0xFFFF_FFFF_FFFF));
    let (first, second) = digits.split_at(8);
    format!("{first}-{second}-0000-0000-000000000000")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::new_identity;

    #[test]
    fn identities_sort_by_the_millisecond_in_which_they_were_made() {
        let now = Instant(1_795_000_000_123);
        let identity = new_identity(now);
        assert_eq!(made_at(&identity), Some(now.0));
        assert_eq!(identity_at(now.0).len(), identity.len());
        assert!(identity_at(now.0) < identity && identity < identity_at(now.0 + 1));
        assert_eq!(made_at("not one"), None);
        assert_eq!(identity_at(-5), "00000000-0000-0000-0000-000000000000");
    }
}
