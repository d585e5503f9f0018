//! How long people's data are kept once their orders have ended, and when they are erased on request (RULES §15).

use crate::calendar::Day;
use crate::refusal::Refusal;

/// Unless the contract says otherwise: five years after the last movement ‡.
pub const DEFAULT_MONTHS: u32 = 60;
/// The least that a contract may say: complaints and corrections of the books need somebody to talk to ‡.
pub const LEAST_MONTHS: u32 = 6;
/// The most ‡.
pub const MOST_MONTHS: u32 = 120;

/// Whatever last moved before this day is kept no longer.
pub fn kept_since(today: Day, months: u32) -> Day {
    today.minus_months(months)
}

/// What is kept about somebody, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Wallets with their name.
    pub wallets: u32,
    /// Orders that they bought.
    pub orders: u32,
    /// Tickets that they hold.
    pub tickets: u32,
    /// Gifts that were offered to them.
    pub gifts: u32,
    /// Paid orders of theirs.
    pub paid_orders: u32,
    /// Wallets that were theirs before.
    pub former: u32,
    /// Tickets of theirs, or of their orders, that may still be used or whose money is on its way.
    pub open_tickets: u32,
    /// Return requests without an answer, open enquiries, offers without an answer, paid orders that wait for their issue.
    pub open_matters: u32,
    /// Rows that name them, of batches that are not issued yet.
    pub drafted: u32,
}

impl Held {
    /// Whether there is anything.
    pub const fn is_empty(&self) -> bool {
        self.wallets + self.gifts + self.paid_orders + self.former + self.drafted == 0
    }

    /// Whether it may be erased on request, or why not.
    pub const fn may_erase(&self) -> Result<(), Refusal> {
        if self.is_empty() {
            Err(Refusal::PersonUnknown)
        } else if self.open_tickets + self.open_matters + self.drafted > 0 {
            Err(Refusal::PersonStillOpen)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn months_end_where_the_month_ends() {
        assert_eq!(kept_since(day("2026-11-29"), 60), day("2021-11-29"));
        assert_eq!(kept_since(day("2026-08-31"), 6), day("2026-02-28"));
    }

    #[test]
    fn only_what_has_ended_is_erased() {
        let held = Held { wallets: 1, orders: 1, tickets: 2, ..Held::default() };
        assert_eq!(held.may_erase(), Ok(()));
        assert_eq!(Held::default().may_erase(), Err(Refusal::PersonUnknown));
        let open = Held { open_tickets: 1, ..held };
        assert_eq!(open.may_erase(), Err(Refusal::PersonStillOpen));
        let asked = Held { open_matters: 1, ..held };
        assert_eq!(asked.may_erase(), Err(Refusal::PersonStillOpen));
        let drafted = Held { drafted: 1, ..Held::default() };
        assert!(!drafted.is_empty());
        assert_eq!(drafted.may_erase(), Err(Refusal::PersonStillOpen));
    }
}
