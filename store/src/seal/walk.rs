//! Walking a merchant's chain from its first seal: what does not fit, and what was done there (CODES, event log).
//!
//! A row that fits its own number, its own event and the row before it is beyond doubt. All else is named by what would
//! make it fit: at another number it was moved, with rows before it taken out something was inserted, and so on. However
//! a chain was tampered with, something is found; the kind is told for what a hand would do, one row or a few.

use super::stored::Stored;
use super::verify::{Fault, FaultKind, Faults};
use domain::identity::MerchantNumber;
use domain::seal::{GENESIS, chain_hash};
use std::collections::VecDeque;

/// A day: nothing is committed that long after it happened.
pub(super) const LATE_MILLISECONDS: i64 = 86_400_000;
/// How many rows inserted or taken out at one place are told as that.
const WINDOW: usize = 16;
/// How many rows that do not fit are compared with each other, for telling moved from altered.
const MOST_SUSPECTS: usize = 256;

/// A row of `event_seal` with its event.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub number: u64,
    /// As the seal names it, whether it is there or not.
    pub event: String,
    pub stored: Option<Stored>,
    pub hash: Option<[u8; 32]>,
    pub previous: Option<[u8; 32]>,
    pub sealed_at: i64,
}

impl Link {
    /// Whether its hash is that of `event` as number `number`.
    fn fits_with(&self, merchant: MerchantNumber, number: u64, event: &[u8]) -> bool {
        let (Some(hash), Some(previous)) = (self.hash, self.previous) else {
            return false;
        };
        chain_hash(&previous, merchant, number, event) == hash
    }

    fn fits(&self, merchant: MerchantNumber, number: u64) -> bool {
        self.stored.as_ref().is_some_and(|event| self.fits_with(merchant, number, &event.bytes))
    }
}

/// A seal that is not there, between two that are.
#[derive(Debug)]
struct Gap {
    number: u64,
    previous: [u8; 32],
    hash: [u8; 32],
    /// Its place among the faults.
    fault: usize,
}

struct Passed {
    number: u64,
    event: String,
    hash: Option<[u8; 32]>,
    whole: bool,
}

/// What is known so far. It holds some hundred rows at most, however long the chain is.
pub(super) struct Walk {
    merchant: MerchantNumber,
    number: u64,
    running: Option<[u8; 32]>,
    /// Stored number − number that was sealed: rows were inserted (above 0) or taken out, and the others renumbered.
    shift: i64,
    recent: VecDeque<Passed>,
    suspects: Vec<Link>,
    gaps: Vec<Gap>,
    newest_at: i64,
    pub faults: Faults,
}

impl Walk {
    pub fn new(merchant: MerchantNumber) -> Self {
        Self {
            merchant,
            number: 0,
            running: Some(GENESIS),
            shift: 0,
            recent: VecDeque::with_capacity(WINDOW + 1),
            suspects: Vec::new(),
            gaps: Vec::new(),
            newest_at: i64::MIN,
            faults: Faults::default(),
        }
    }

    /// Takes the next row; `next` is the one after it.
    pub fn step(&mut self, link: Link, next: Option<&Link>) {
        let gap = link.number > self.number + 1;
        if gap {
            self.taken_out(self.number + 1, link.number - 1, link.previous);
        }
        let linked = link.previous == self.running;
        let whole = link.fits(self.merchant, self.sealed_as(link.number, 0));
        self.back_dated(&link);
        if link.stored.is_none() {
            self.faults.add(Fault::of_event(FaultKind::Missing, link.number, &link.event));
        } else if !whole {
            self.strange(&link, next);
        } else if !linked && !gap {
            self.not_linked();
        }
        self.pass(&link, whole);
    }

    /// The rows that did not fit, compared with each other, once the chain is walked.
    pub fn judge_suspects(&mut self) {
        for suspect in &self.suspects {
            let others = || self.suspects.iter().filter(|other| other.number != suspect.number);
            let fits_elsewhere = others().any(|other| suspect.fits(self.merchant, other.number));
            let another_fits_here = others().filter_map(|other| other.stored.as_ref()).any(|event| {
                suspect.fits_with(self.merchant, self.sealed_as(suspect.number, 0), &event.bytes)
            });
            let kind =
                if fits_elsewhere || another_fits_here { FaultKind::Reordered } else { FaultKind::Altered };
            self.faults.add(Fault::of_event(kind, suspect.number, &suspect.event));
        }
        self.suspects.clear();
    }

    /// An event without a seal: whether it is the one of a seal that was taken out, or older than it may be.
    pub fn is_at_fault(&mut self, event: &Stored, now: i64) -> bool {
        let merchant = self.merchant;
        let fits = |gap: &Gap| chain_hash(&gap.previous, merchant, gap.number, &event.bytes) == gap.hash;
        if let Some(gap) = self.gaps.iter().position(fits).map(|at| self.gaps.swap_remove(at)) {
            self.faults.name(gap.fault, &event.id);
            return true;
        }
        let late =
            now - event.at > LATE_MILLISECONDS && self.newest_at.saturating_sub(event.at) > LATE_MILLISECONDS;
        if late {
            self.faults.add(Fault { kind: FaultKind::Inserted, number: None, event: Some(event.id.clone()) });
        }
        late
    }

    /// The number under which a row was sealed, if `more` rows were inserted before it besides those known of.
    pub fn sealed_as(&self, number: u64, more: i64) -> u64 {
        number.saturating_add_signed(-(self.shift + more))
    }

    /// Sealed a day after it happened, when younger events had their seals: it was written later than it says.
    fn back_dated(&mut self, link: &Link) {
        let Some(event) = &link.stored else {
            return;
        };
        let late = link.sealed_at - event.at > LATE_MILLISECONDS
            && self.newest_at.saturating_sub(event.at) > LATE_MILLISECONDS;
        if late {
            self.faults.add(Fault::of_event(FaultKind::Inserted, link.number, &link.event));
        }
        self.newest_at = self.newest_at.max(event.at);
    }

    /// It fits itself, but not the row before it: that one fits too, so it was made to fit.
    fn not_linked(&mut self) {
        if let Some(last) = self.recent.back().filter(|last| last.whole) {
            self.faults.add(Fault::of_event(FaultKind::Altered, last.number, &last.event));
        }
    }

    fn strange(&mut self, link: &Link, next: Option<&Link>) {
        let window = WINDOW as i64;
        let moved_by = (1..=window)
            .flat_map(|rows| [rows, -rows])
            .find(|rows| link.fits(self.merchant, self.sealed_as(link.number, *rows)));
        let Some(rows) = moved_by else {
            return self.suspect(link);
        };
        let home = self.sealed_as(link.number, rows);
        let changed_places = self.suspects.iter().any(|suspect| suspect.number == home);
        let all_moved = next.is_none_or(|next| {
            next.previous == link.hash && next.fits(self.merchant, self.sealed_as(next.number, rows))
        });
        if changed_places || !all_moved {
            return self.suspect(link);
        }
        if rows > 0 {
            self.inserted(rows.unsigned_abs());
        } else {
            self.taken_out(home.saturating_add_signed(rows), home - 1, link.previous);
        }
        self.shift += rows;
    }

    fn suspect(&mut self, link: &Link) {
        if self.suspects.len() < MOST_SUSPECTS {
            self.suspects.push(link.clone());
        } else {
            self.faults.add(Fault::of_event(FaultKind::Altered, link.number, &link.event));
        }
    }

    /// The last `rows` rows belong to nothing.
    fn inserted(&mut self, rows: u64) {
        let rows = usize::try_from(rows).unwrap_or(WINDOW).min(self.recent.len());
        for passed in self.recent.range(self.recent.len() - rows..) {
            self.faults.add(Fault::of_event(FaultKind::Inserted, passed.number, &passed.event));
            self.suspects.retain(|suspect| suspect.number != passed.number);
        }
    }

    /// The seals `first` to `last` are not there. Of a single one the hash is known: it stands in the seal after it.
    fn taken_out(&mut self, first: u64, last: u64, after: Option<[u8; 32]>) {
        if let (true, Some(previous), Some(hash)) = (first == last, self.running, after)
            && self.gaps.len() < WINDOW
        {
            self.gaps.push(Gap { number: first, previous, hash, fault: self.faults.len() });
        }
        self.faults.add_missing(first, last);
    }

    fn pass(&mut self, link: &Link, whole: bool) {
        if self.recent.len() == WINDOW {
            self.recent.pop_front();
        }
        self.recent.push_back(Passed {
            number: link.number,
            event: link.event.clone(),
            hash: link.hash,
            whole,
        });
        self.number = link.number;
        self.running = self.recent.back().and_then(|passed| passed.hash);
    }
}
