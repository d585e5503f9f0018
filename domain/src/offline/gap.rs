//! Scans of a phone that never arrived (RULES §3, offline): somebody looks into them and writes down what it was. A number
//! that goes missing afterwards is another gap.

use crate::field::{Fault, line};

/// Of a phone's numbers up to `highest`, those after `looked_to` that never arrived: up to there somebody has looked into it
/// before. So many after it did arrive. What comes late fills no other gap than its
/// own. Numbers begin with 1, and each arrives at most once.
pub const fn not_looked_into(highest: u32, looked_to: u32, arrived_after: u32) -> u32 {
    highest.saturating_sub(looked_to).saturating_sub(arrived_after)
}

/// What somebody found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapNote(String);

impl GapNote {
    /// Most characters ‡.
    pub const LONGEST: usize = 100;

    /// One line, not empty.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        line(text, 1, Self::LONGEST).map(Self)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_that_was_looked_into_counts_no_more_and_a_new_one_does() {
        // 1, 4 arrived of 4: 2 and 3 never did.
        assert_eq!(not_looked_into(4, 0, 2), 2);
        assert_eq!(not_looked_into(4, 4, 0), 0);
        // 5 arrived, and 2 came late after all.
        assert_eq!(not_looked_into(5, 4, 1), 0);
        // 7 arrived, 6 did not.
        assert_eq!(not_looked_into(7, 4, 2), 1);
    }

    #[test]
    fn before_anybody_looked_it_is_what_never_arrived() {
        assert_eq!(not_looked_into(0, 0, 0), 0);
        assert_eq!(not_looked_into(5, 0, 5), 0);
        assert_eq!(not_looked_into(7, 0, 4), 3, "3 scans of this phone never arrived");
    }

    #[test]
    fn a_note_is_one_line_with_words() {
        assert_eq!(GapNote::parse(" 手機遺失 ").map(|note| note.0), Ok("手機遺失".to_owned()));
        assert_eq!(GapNote::parse(" "), Err(Fault::Missing));
        assert_eq!(GapNote::parse(&"字".repeat(101)), Err(Fault::TooLong(100)));
        assert_eq!(GapNote::parse("a\nb"), Err(Fault::Unreadable));
    }
}
