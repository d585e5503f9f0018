//! A wrong posting is never changed: its counter-entry stands beside it.

use super::{Movement, Posting};
use crate::money::Dollars;

/// The counter-entry.
pub fn correct(wrong: &Posting) -> Posting {
    Posting { movement: Movement::Correction, from: wrong.to, to: wrong.from, amount: wrong.amount }
}

/// Whether a counter-entry may stand: books that are further from what tickets and lines add up to than before were right
/// where they were corrected. `before` and `after` are the differences of the proven accounts.
pub fn may_stand(before: &[Dollars], after: &[Dollars]) -> bool {
    let off = |differences: &[Dollars]| {
        differences.iter().map(|difference| u128::from(difference.0.unsigned_abs())).sum::<u128>()
    };
    off(after) <= off(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_only_come_nearer_to_the_tickets() {
        let of = |amounts: [i64; 2]| amounts.map(Dollars);
        assert!(may_stand(&of([-5, 5]), &of([0, 0])), "what was wrong is right");
        assert!(may_stand(&of([0, 0]), &of([0, 0])), "it moved money that nobody can count");
        assert!(may_stand(&of([-5, 9]), &of([0, 9])), "one of two");
        assert!(!may_stand(&of([0, 0]), &of([0, -1])));
        assert!(!may_stand(&of([-5, 0]), &of([5, -1])));
        assert!(!may_stand(&of([0, 0]), &of([i64::MIN, i64::MAX])));
    }
}
