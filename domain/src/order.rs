//! Paid orders and their windows (RULES §6): until when an order may be issued, given up, and when it dies.

use crate::calendar::Day;
use crate::refusal::Refusal;

/// Days in which a paid order may be issued, the day of payment being day 1.
pub const ISSUE_DAYS: u32 = 21;
/// Days in which the merchant may give up the authorisation (放棄).
pub const GIVE_UP_DAYS: u32 = 30;
/// An order whose countdown is not above this waits for its issue urgently ‡.
pub const URGENT_DAYS: u32 = 7;
/// Days after the payment on which the merchant is reminded (待發行通知信).
pub const REMINDERS: [u64; 2] = [7, 19];

stated_enum! {
    /// State of a paid order (未發行訂單).
    pub enum PaidOrderState {
        /// 可發行
        Issuable = "issuable",
        /// 發行逾期: no longer to be issued, but not yet cancelled.
        Overdue = "overdue",
        /// 已發行
        Issued = "issued",
        /// 放棄: the merchant gave up the authorisation.
        GivenUp = "given_up",
        /// 取消授權 by the system, on day 31.
        Cancelled = "cancelled",
    }
}

/// The latest last day of issue of an order that waits urgently today, which is one of its days.
pub fn urgent_until(today: Day) -> Day {
    today.plus_days(u64::from(URGENT_DAYS) - 1)
}

/// What was done with the order, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// It was issued.
    Issued,
    /// The merchant gave it up.
    GivenUp,
}

/// A paid order as far as its windows need it. Orders of gifts only are not paid and have no window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidOrder {
    /// The day of payment: day 1.
    pub paid_on: Day,
    /// What was done with it.
    pub outcome: Outcome,
}

impl PaidOrder {
    /// The state on `today`.
    pub fn state_on(self, today: Day) -> PaidOrderState {
        match self.outcome {
            Outcome::Issued => PaidOrderState::Issued,
            Outcome::GivenUp => PaidOrderState::GivenUp,
            Outcome::Open => state_on(self.paid_on, today),
        }
    }

    /// Whether it may be issued today.
    pub fn issue(self, today: Day) -> Result<(), Refusal> {
        match self.state_on(today) {
            PaidOrderState::Issuable => Ok(()),
            state @ (PaidOrderState::Overdue
            | PaidOrderState::Issued
            | PaidOrderState::GivenUp
            | PaidOrderState::Cancelled) => {
                Err(Refusal::OrderNotIssuable { state, last_day: last_issue_day(self.paid_on) })
            }
        }
    }

    /// Whether its authorisation may be given up today: as long as nothing else has happened to it.
    pub fn give_up(self, today: Day) -> Result<(), Refusal> {
        match self.state_on(today) {
            PaidOrderState::Issuable | PaidOrderState::Overdue => Ok(()),
            state @ (PaidOrderState::Issued | PaidOrderState::GivenUp | PaidOrderState::Cancelled) => {
                Err(Refusal::OrderNotIssuable { state, last_day: last_issue_day(self.paid_on) })
            }
        }
    }
}

/// State of an order paid on `paid_on` to which nothing was done, on `today`.
pub fn state_on(paid_on: Day, today: Day) -> PaidOrderState {
    if today <= last_issue_day(paid_on) {
        PaidOrderState::Issuable
    } else if today <= last_give_up_day(paid_on) {
        PaidOrderState::Overdue
    } else {
        PaidOrderState::Cancelled
    }
}

/// Which day `today` is, the day of payment being day 1.
pub fn day_number(paid_on: Day, today: Day) -> i64 {
    today.days_since(paid_on) + 1
}

/// 發行倒數: 21 on the day of payment, 1 on the last day; nothing when it is over.
pub fn countdown(paid_on: Day, today: Day) -> Option<i64> {
    let left = i64::from(ISSUE_DAYS) + 1 - day_number(paid_on, today);
    (left >= 1).then_some(left)
}

/// The last day on which it may be issued.
pub fn last_issue_day(paid_on: Day) -> Day {
    paid_on.last_of_period(ISSUE_DAYS)
}

/// The last day on which it may be given up.
pub fn last_give_up_day(paid_on: Day) -> Day {
    paid_on.last_of_period(GIVE_UP_DAYS)
}

/// The day on which the system cancels what was neither issued nor given up.
pub fn cancelled_on(paid_on: Day) -> Day {
    last_give_up_day(paid_on).plus_days(1)
}

/// The days on which the merchant is reminded of an order that is not issued.
pub fn reminder_days(paid_on: Day) -> [Day; 2] {
    REMINDERS.map(|days| paid_on.plus_days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    /// Paid 5/1, not issued: reminders 5/8 and 5/20, last issue day 5/21, cancelled 5/31.
    #[test]
    fn worked_example_1() {
        let paid = day("2026-05-01");
        assert_eq!(reminder_days(paid), [day("2026-05-08"), day("2026-05-20")]);
        assert_eq!(last_issue_day(paid), day("2026-05-21"));
        assert_eq!(last_give_up_day(paid), day("2026-05-30"));
        assert_eq!(cancelled_on(paid), day("2026-05-31"));
        let states = [
            ("2026-05-01", PaidOrderState::Issuable, Some(21)),
            ("2026-05-21", PaidOrderState::Issuable, Some(1)),
            ("2026-05-22", PaidOrderState::Overdue, None),
            ("2026-05-30", PaidOrderState::Overdue, None),
            ("2026-05-31", PaidOrderState::Cancelled, None),
        ];
        for (today, state, left) in states {
            assert_eq!((state_on(paid, day(today)), countdown(paid, day(today))), (state, left), "{today}");
        }
    }

    #[test]
    fn an_order_is_urgent_in_its_last_seven_days() {
        let paid = day("2026-05-01");
        for back in 0..u64::from(ISSUE_DAYS) {
            let today = last_issue_day(paid).minus_days(back);
            let left = countdown(paid, today).expect("one of its days");
            assert_eq!(
                left <= i64::from(URGENT_DAYS),
                last_issue_day(paid) <= urgent_until(today),
                "{today}"
            );
        }
    }

    #[test]
    fn what_was_done_with_an_order_stays() {
        let paid_on = day("2026-05-01");
        let late = day("2026-06-30");
        let state = |outcome| PaidOrder { paid_on, outcome }.state_on(late);
        assert_eq!(state(Outcome::Issued), PaidOrderState::Issued);
        assert_eq!(state(Outcome::GivenUp), PaidOrderState::GivenUp);
        assert_eq!(state(Outcome::Open), PaidOrderState::Cancelled);
    }

    #[test]
    fn only_an_issuable_order_is_issued_and_only_an_open_one_given_up() {
        let paid_on = day("2026-05-01");
        let open = PaidOrder { paid_on, outcome: Outcome::Open };
        let refused = |state| Err(Refusal::OrderNotIssuable { state, last_day: day("2026-05-21") });
        assert_eq!(open.issue(day("2026-05-21")), Ok(()));
        assert_eq!(open.issue(day("2026-05-22")), refused(PaidOrderState::Overdue));
        assert_eq!(open.give_up(day("2026-05-30")), Ok(()));
        assert_eq!(open.give_up(day("2026-05-31")), refused(PaidOrderState::Cancelled));
        let issued = PaidOrder { paid_on, outcome: Outcome::Issued };
        assert_eq!(issued.issue(paid_on), refused(PaidOrderState::Issued));
        assert_eq!(issued.give_up(paid_on), refused(PaidOrderState::Issued));
    }
}
