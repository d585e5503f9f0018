//! Last days that holders are told of before they come (RULES §14): of the guarantee of a 提貨券, and of a 贈品券.

use crate::calendar::Day;
use crate::event::EventKind;

stated_enum! {
    /// What comes to its end.
    pub enum Ending {
        /// 價金保管 of a 提貨券. The ticket itself lives on (RULES §2).
        Guarantee = "guarantee",
        /// The life of a 贈品券.
        Expiry = "expiry",
    }
}

impl Ending {
    /// Days from the telling to the last day.
    pub const fn days_before(self) -> u64 {
        match self {
            Self::Guarantee => 30,
            Self::Expiry => 7,
        }
    }

    /// The last day that is told of on `today`.
    pub fn told_on(self, today: Day) -> Day {
        today.plus_days(self.days_before())
    }

    /// What is written about it.
    pub const fn event(self) -> EventKind {
        match self {
            Self::Guarantee => EventKind::GuaranteeEnding,
            Self::Expiry => EventKind::ExpiryNear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_last_day_is_told_of_on_one_day() {
        let today = Day::parse("2026-11-22").expect("a day");
        assert_eq!(Ending::Guarantee.told_on(today).to_string(), "2026-12-22");
        assert_eq!(Ending::Expiry.told_on(today).to_string(), "2026-11-29");
        for ending in Ending::ALL {
            let next = ending.told_on(today.plus_days(1));
            assert_eq!(next.days_since(ending.told_on(today)), 1, "{}", ending.as_str());
        }
    }
}
