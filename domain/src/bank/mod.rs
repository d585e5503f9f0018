//! The bank's night (RULES §2): at 01:00 the lines of the days before go to the bank, and its answers come back.
//!
//! A line that was sent waits for its answer; one that the bank refused goes again the next night. The bank knows a
//! line by its id, so a file that is sent again doubles nothing.

mod answer;
mod file;
mod text;

pub use answer::{Answer, AnswerFile, Mismatch};
pub use file::{BankFile, Entry};
pub use text::{Fault, Problem};

use crate::calendar::Day;
use crate::ticket::{GiveBackState, UseState};

stated_enum! {
    /// What a line is.
    pub enum LineKind {
        /// 核銷
        Redeem = "redeem",
        /// 退貨
        Return = "return",
    }
}

stated_enum! {
    /// What the bank says to one line.
    pub enum Verdict {
        /// Done: 已核銷, 已退貨.
        Accepted = "accepted",
        /// Not done: it goes again the next night.
        Refused = "refused",
    }
}

/// An answer that the line's state does not allow: to a line that was not sent, or against an earlier answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnexpectedAnswer;

impl std::fmt::Display for UnexpectedAnswer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the line does not wait for this answer")
    }
}

impl std::error::Error for UnexpectedAnswer {}

/// Whether a redemption is in the file of `run_day`. `last_answer` is the bank's to an earlier file.
pub fn use_goes(state: UseState, business_day: Day, last_answer: Option<Verdict>, run_day: Day) -> bool {
    match state {
        UseState::Used => business_day < run_day,
        UseState::Settling => last_answer == Some(Verdict::Refused),
        UseState::Settled | UseState::RedeemedOverdue | UseState::Cancelled => false,
    }
}

/// Whether a return is in the file of `run_day`.
pub fn give_back_goes(
    state: GiveBackState,
    business_day: Day,
    last_answer: Option<Verdict>,
    run_day: Day,
) -> bool {
    match state {
        GiveBackState::Pending => business_day < run_day,
        GiveBackState::Settling => last_answer == Some(Verdict::Refused),
        GiveBackState::Returned | GiveBackState::Cancelled => false,
    }
}

/// State of a redemption that was put into a file; nothing where it cannot be in one.
pub fn use_sent(state: UseState) -> Option<UseState> {
    match state {
        UseState::Used | UseState::Settling => Some(UseState::Settling),
        UseState::Settled | UseState::RedeemedOverdue | UseState::Cancelled => None,
    }
}

/// State of a return that was put into a file; nothing where it cannot be in one.
pub fn give_back_sent(state: GiveBackState) -> Option<GiveBackState> {
    match state {
        GiveBackState::Pending | GiveBackState::Settling => Some(GiveBackState::Settling),
        GiveBackState::Returned | GiveBackState::Cancelled => None,
    }
}

/// What an answer of the bank does to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered<State> {
    /// It has this state now, and the money moves.
    Becomes(State),
    /// It stays with the bank and goes again the next night.
    GoesAgain,
    /// The same acceptance a second time: nothing is written, no money moves.
    Repeated,
}

impl<State> Answered<State> {
    /// The same answer to a line whose state is told otherwise.
    pub fn map<Other>(self, change: impl FnOnce(State) -> Other) -> Answered<Other> {
        match self {
            Self::Becomes(state) => Answered::Becomes(change(state)),
            Self::GoesAgain => Answered::GoesAgain,
            Self::Repeated => Answered::Repeated,
        }
    }
}

/// What the bank's answer does to a redemption.
pub fn use_answered(state: UseState, verdict: Verdict) -> Result<Answered<UseState>, UnexpectedAnswer> {
    match (state, verdict) {
        (UseState::Settling, Verdict::Accepted) => Ok(Answered::Becomes(UseState::Settled)),
        (UseState::Settling, Verdict::Refused) => Ok(Answered::GoesAgain),
        (UseState::Settled, Verdict::Accepted) => Ok(Answered::Repeated),
        (UseState::Settled, Verdict::Refused) => Err(UnexpectedAnswer),
        (UseState::Used | UseState::RedeemedOverdue | UseState::Cancelled, _) => Err(UnexpectedAnswer),
    }
}

/// What the bank's answer does to a return.
pub fn give_back_answered(
    state: GiveBackState,
    verdict: Verdict,
) -> Result<Answered<GiveBackState>, UnexpectedAnswer> {
    match (state, verdict) {
        (GiveBackState::Settling, Verdict::Accepted) => Ok(Answered::Becomes(GiveBackState::Returned)),
        (GiveBackState::Settling, Verdict::Refused) => Ok(Answered::GoesAgain),
        (GiveBackState::Returned, Verdict::Accepted) => Ok(Answered::Repeated),
        (GiveBackState::Returned, Verdict::Refused) => Err(UnexpectedAnswer),
        (GiveBackState::Pending | GiveBackState::Cancelled, _) => Err(UnexpectedAnswer),
    }
}

/// The day of the run in which the answer may be expected: the same run, but what was issued and returned on one day
/// is not answered before the second day after it.
pub fn answer_expected(kind: LineKind, issued_on: Day, business_day: Day, run_day: Day) -> Day {
    match kind {
        LineKind::Return if issued_on == business_day => run_day.max(business_day.plus_days(2)),
        LineKind::Redeem | LineKind::Return => run_day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    /// Issued and returned 7/1: 退貨中 7/2 01:00, 已退貨 7/3 01:00.
    #[test]
    fn worked_example_3() {
        let (first, second, third) = (day("2026-07-01"), day("2026-07-02"), day("2026-07-03"));
        assert!(!give_back_goes(GiveBackState::Pending, first, None, first));
        assert!(give_back_goes(GiveBackState::Pending, first, None, second));
        assert_eq!(give_back_sent(GiveBackState::Pending), Some(GiveBackState::Settling));
        assert_eq!(answer_expected(LineKind::Return, first, first, second), third);
        assert_eq!(
            give_back_answered(GiveBackState::Settling, Verdict::Accepted),
            Ok(Answered::Becomes(GiveBackState::Returned))
        );
    }

    #[test]
    fn other_lines_are_answered_in_the_same_run() {
        let (issued, used, run) = (day("2026-06-01"), day("2026-07-01"), day("2026-07-02"));
        assert_eq!(answer_expected(LineKind::Return, issued, used, run), run);
        assert_eq!(answer_expected(LineKind::Redeem, used, used, run), run);
        let late = day("2026-07-09");
        assert_eq!(answer_expected(LineKind::Return, used, used, late), late);
    }

    #[test]
    fn a_refused_line_goes_again_and_a_silent_one_waits() {
        let (used, run) = (day("2026-07-01"), day("2026-07-03"));
        assert!(use_goes(UseState::Settling, used, Some(Verdict::Refused), run));
        assert!(!use_goes(UseState::Settling, used, None, run));
        assert_eq!(use_answered(UseState::Settling, Verdict::Refused), Ok(Answered::GoesAgain));
    }

    #[test]
    fn a_repeated_answer_changes_nothing_and_a_contradiction_is_noticed() {
        assert_eq!(use_answered(UseState::Settled, Verdict::Accepted), Ok(Answered::Repeated));
        assert_eq!(use_answered(UseState::Settled, Verdict::Refused), Err(UnexpectedAnswer));
        for state in [UseState::Used, UseState::RedeemedOverdue, UseState::Cancelled] {
            assert_eq!(use_answered(state, Verdict::Accepted), Err(UnexpectedAnswer));
        }
    }
}
