//! Whether a merchant's log is still what was sealed (CODES, event log). Rows are read in chunks: a chain of any length
//! needs the memory of one.

use super::stored::{Stored, hash, sealed_columns};
use super::walk::{Link, Walk};
use super::{CHUNK, Newest};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::identity::MerchantNumber;
use domain::seal::{GENESIS, SignedHead};
use domain::stated_enum;
use sqlx::any::AnyRow;
use std::collections::VecDeque;

/// Most faults, and most unsealed events, that are named; the others are counted.
const MOST_NAMED: usize = 1000;

const SEALED: &str = concat!(
    "SELECT s.number, s.event, s.hash, s.previous, s.sealed_at, h.text AS head, ",
    sealed_columns!(),
    " FROM event_seal s
LEFT JOIN event e ON e.merchant = s.merchant AND e.id = s.event
LEFT JOIN seal_head h ON h.merchant = s.merchant AND h.number = s.number
WHERE s.merchant = $1 AND s.number > $2 AND s.number <= $3 ORDER BY s.number LIMIT $4"
);

const UNSEALED: &str = concat!(
    "SELECT ",
    sealed_columns!(),
    " FROM event e
WHERE e.merchant = $1 AND e.id > $2
  AND NOT EXISTS (SELECT 1 FROM event_seal s WHERE s.merchant = e.merchant AND s.event = e.id)
ORDER BY e.id LIMIT $3"
);

stated_enum! {
    /// What is wrong with a sealed log.
    pub enum FaultKind {
        /// The event, or its seal, is not what it was when it was sealed.
        Altered = "altered",
        /// The event, or its seal, is gone.
        Missing = "missing",
        /// A seal, or an event, where none belongs.
        Inserted = "inserted",
        /// It stands at another's place.
        Reordered = "reordered",
        /// The log is not what a signed head says.
        HeadDiffers = "head_differs",
        /// A head that we did not sign, or another merchant's.
        HeadForged = "head_forged",
    }
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Which seal.
    pub number: Option<u64>,
    /// Which event, where anything still tells.
    pub event: Option<String>,
}

impl Fault {
    pub(super) fn of_event(kind: FaultKind, number: u64, event: &str) -> Self {
        Self { kind, number: Some(number), event: Some(event.to_owned()) }
    }

    fn of_head(kind: FaultKind, number: u64) -> Self {
        Self { kind, number: Some(number), event: None }
    }
}

/// Named up to a bound, counted beyond it.
#[derive(Debug, Default)]
pub(super) struct Faults {
    named: Vec<Fault>,
    count: u64,
}

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.count += 1;
        if self.named.len() < MOST_NAMED {
            self.named.push(fault);
        }
    }

    pub fn add_missing(&mut self, first: u64, last: u64) {
        for number in (first..=last).take(MOST_NAMED) {
            self.add(Fault { kind: FaultKind::Missing, number: Some(number), event: None });
        }
        self.count += (last - first + 1).saturating_sub(MOST_NAMED as u64);
    }

    pub fn len(&self) -> usize {
        self.named.len()
    }

    pub fn name(&mut self, fault: usize, event: &str) {
        if let Some(fault) = self.named.get_mut(fault) {
            fault.event = Some(event.to_owned());
        }
    }
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Seals there are.
    pub sealed: u64,
    /// The newest signed head that was kept.
    pub head: Option<SignedHead>,
    /// Events that wait for their seal, the first thousand.
    pub unsealed: Vec<String>,
    /// All of them.
    pub unsealed_count: u64,
    /// What is wrong, the first thousand.
    pub faults: Vec<Fault>,
    /// All of them.
    pub fault_count: u64,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.fault_count == 0
    }
}

/// Rows in their order, chunk by chunk, with a look at the next one.
struct Rows {
    merchant: i64,
    after: i64,
    until: i64,
    waiting: VecDeque<Row>,
    ended: bool,
}

struct Row {
    link: Link,
    head: Option<String>,
}

impl Store {
    /// Walks the whole chain of a merchant; `against` is a head that somebody else kept. The unsealed tail proves nothing:
    /// it is only named.
    pub async fn verify(
        &self,
        merchant: MerchantNumber,
        against: Option<SignedHead>,
    ) -> Result<Verification, StoreError> {
        let newest = self.newest_seal(merchant).await?;
        let mut walk = Walk::new(merchant);
        let mut rows = Rows::new(merchant, &newest)?;
        let mut sealed = 0;
        let mut kept = against.filter(|head| head.head.number == 0).map(|_| GENESIS);
        loop {
            self.fill(&mut rows, &mut walk).await?;
            let Some(row) = rows.waiting.pop_front() else {
                break;
            };
            sealed += 1;
            if against.is_some_and(|head| head.head.number == row.link.number) {
                kept = row.link.hash;
            }
            self.judge_head(&row, &newest, merchant, &mut walk);
            walk.step(row.link, rows.waiting.front().map(|next| &next.link));
        }
        walk.judge_suspects();
        if newest.head_number.is_some_and(|number| number > newest.number) {
            walk.faults.add(Fault::of_head(FaultKind::HeadDiffers, newest.head_number.unwrap_or(0)));
        }
        if let Some(against) = against {
            self.judge_against(against, merchant, kept, &mut walk);
        }
        let (unsealed, unsealed_count) = self.walk_unsealed(merchant, &mut walk).await?;
        let Faults { named: faults, count: fault_count } = walk.faults;
        Ok(Verification { sealed, head: newest.head, unsealed, unsealed_count, faults, fault_count })
    }

    /// Keeps at least two rows waiting, as long as there are any.
    async fn fill(&self, rows: &mut Rows, walk: &mut Walk) -> Result<(), StoreError> {
        while rows.waiting.len() < 2 && !rows.ended {
            let chunk = sqlx::query(SEALED)
                .bind(rows.merchant)
                .bind(rows.after)
                .bind(rows.until)
                .bind(CHUNK as i64)
                .fetch_all(self.engine.reader())
                .await?;
            rows.ended = chunk.len() < CHUNK;
            for row in &chunk {
                let columns = Columns(row);
                rows.after = columns.number("number")?;
                match u64::try_from(rows.after) {
                    Ok(number) if number > 0 => rows.waiting.push_back(read(row, number)?),
                    Ok(_) | Err(_) => walk.faults.add(Fault {
                        kind: FaultKind::Inserted,
                        number: None,
                        event: Some(columns.text("event")?),
                    }),
                }
            }
        }
        Ok(())
    }

    /// Each head that we kept commits to the chain up to it. What stands behind the newest head nobody sealed: the sealer
    /// writes both at once.
    fn judge_head(&self, row: &Row, newest: &Newest, merchant: MerchantNumber, walk: &mut Walk) {
        let link = &row.link;
        if newest.head_number.unwrap_or(0) < walk.sealed_as(link.number, 0) {
            walk.faults.add(Fault::of_event(FaultKind::Inserted, link.number, &link.event));
        }
        let Some(text) = &row.head else {
            return;
        };
        let signed = SignedHead::parse(text).filter(|head| self.signed_for(head, merchant));
        match signed {
            None => walk.faults.add(Fault::of_head(FaultKind::HeadForged, link.number)),
            Some(signed) if signed.head.number != link.number || Some(signed.head.hash) != link.hash => {
                walk.faults.add(Fault::of_head(FaultKind::HeadDiffers, link.number));
            }
            Some(_) => {}
        }
    }

    fn judge_against(
        &self,
        against: SignedHead,
        merchant: MerchantNumber,
        kept: Option<[u8; 32]>,
        walk: &mut Walk,
    ) {
        let number = against.head.number;
        if !self.signed_for(&against, merchant) {
            walk.faults.add(Fault::of_head(FaultKind::HeadForged, number));
        } else if kept != Some(against.head.hash) {
            walk.faults.add(Fault::of_head(FaultKind::HeadDiffers, number));
        }
    }

    fn signed_for(&self, head: &SignedHead, merchant: MerchantNumber) -> bool {
        head.head.merchant == merchant && head.is_signed_by(&self.keyring.head_public_key())
    }

    async fn walk_unsealed(
        &self,
        merchant: MerchantNumber,
        walk: &mut Walk,
    ) -> Result<(Vec<String>, u64), StoreError> {
        let now = self.now().0;
        let (mut unsealed, mut count, mut after) = (Vec::new(), 0, String::new());
        loop {
            let rows = sqlx::query(UNSEALED)
                .bind(i64::from(merchant.0))
                .bind(after.as_str())
                .bind(CHUNK as i64)
                .fetch_all(self.engine.reader())
                .await?;
            for row in &rows {
                let Some(event) = Stored::read(row)? else {
                    continue;
                };
                after.clone_from(&event.id);
                if walk.is_at_fault(&event, now) {
                    continue;
                }
                count += 1;
                if unsealed.len() < MOST_NAMED {
                    unsealed.push(event.id);
                }
            }
            if rows.len() < CHUNK {
                return Ok((unsealed, count));
            }
        }
    }
}

impl Rows {
    fn new(merchant: MerchantNumber, newest: &Newest) -> Result<Self, StoreError> {
        let until = i64::try_from(newest.number).map_err(|_| StoreError::Corrupt("seal number"))?;
        let (merchant, waiting) = (i64::from(merchant.0), VecDeque::new());
        Ok(Self { merchant, after: i64::MIN, until, waiting, ended: false })
    }
}

fn read(row: &AnyRow, number: u64) -> Result<Row, StoreError> {
    let columns = Columns(row);
    let link = Link {
        number,
        event: columns.text("event")?,
        stored: Stored::read(row)?,
        hash: hash(&columns, "hash")?,
        previous: hash(&columns, "previous")?,
        sealed_at: columns.number("sealed_at")?,
    };
    Ok(Row { link, head: columns.maybe_text("head")? })
}
