//! A wrong posting is never changed: its counter-entry stands beside it.

use super::{Movement, Posting};

/// The counter-entry.
pub fn correct(wrong: &Posting) -> Posting {
    Posting { movement: Movement::Correction, from: wrong.to, to: wrong.from, amount: wrong.amount }
}
