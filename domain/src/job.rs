//! What is done by itself, once a day each, and from which hour on. A job that was missed is caught up with: its run of
//! a day can be made on any later day.

use crate::calendar::{Day, Instant};
use crate::print::TOLD_HOUR;

stated_enum! {
    /// A job of the night or the day.
    pub enum Job {
        /// What is older than today goes to the bank, at 01:00 (RULES §2).
        Bank = "bank",
        /// Guarantees that ended: trust money goes to its issuer (RULES §15).
        Overdue = "overdue",
        /// Offers that nobody answered end (RULES §5).
        Lapse = "lapse",
        /// Gifts whose day has come are sent, and recipients who do not answer reminded (RULES §5).
        Gifts = "gifts",
        /// Paid orders that wait for their issue: the merchant is reminded (RULES §6).
        Reminders = "reminders",
        /// Guarantees and 贈品券 that end soon: their holders are told (RULES §14).
        Endings = "endings",
        /// Tickets that were printed more than once: the merchant is told (RULES §14).
        Reprints = "reprints",
        /// Every event without a seal gets one, however late it was written (CODES, event log), and the merchants get
        /// the heads of the day before (RULES §14).
        Seal = "seal",
        /// The books are compared with tickets and lines (RULES §15).
        Proof = "proof",
        /// 撥款 (RULES §15).
        Payout = "payout",
        /// People's data that are kept no longer are erased (RULES §15).
        Retention = "retention",
        /// Notices that nobody made yet (RULES §14).
        Notices = "notices",
        /// Phones that are told (RULES §14).
        Pushes = "pushes",
    }
}

/// How many days back a missed run is made of itself. An older one is made by hand.
pub const CAUGHT_UP_DAYS: u64 = 7;

impl Job {
    /// The hour in Taipei from which on the run of a day may be made. Money goes in the order of the books: bank, ended
    /// guarantees, payout, and then the proof of all three. People hear of things when they are awake.
    pub const fn hour(self) -> i64 {
        match self {
            Self::Notices | Self::Pushes | Self::Lapse => 0,
            Self::Bank => 1,
            Self::Overdue => 2,
            Self::Payout => 3,
            Self::Seal => 4,
            Self::Proof => 5,
            Self::Retention => 6,
            Self::Reminders | Self::Gifts | Self::Endings => 9,
            Self::Reprints => TOLD_HOUR,
        }
    }
}

/// The day whose run is due at `now`: today from the job's hour on, nothing before it.
pub fn due(job: Job, now: Instant) -> Option<Day> {
    let today = now.day();
    (now >= today.start().plus_seconds(job.hour() * 3600)).then_some(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::parse("2026-11-07").expect("a day")
    }

    #[test]
    fn the_bank_is_due_at_one_in_taipei() {
        let one = today().start().plus_seconds(3600);
        assert_eq!(due(Job::Bank, Instant(one.0 - 1)), None);
        assert_eq!(due(Job::Bank, one), Some(today()));
        assert_eq!(due(Job::Bank, today().end()), Some(today()));
        assert_eq!(due(Job::Bank, Instant(today().end().0 + 1)), None);
    }

    #[test]
    fn the_bank_is_due_when_its_file_is_cut() {
        let cut = crate::business_day::cut_of(Day::parse("2026-11-06").expect("a day"));
        assert_eq!(due(Job::Bank, cut), Some(today()));
        assert_eq!(due(Job::Bank, Instant(cut.0 - 1)), None);
    }

    #[test]
    fn every_job_is_due_at_the_end_of_every_day_and_only_some_at_its_start() {
        for job in Job::ALL {
            assert_eq!(due(*job, today().end()), Some(today()), "{}", job.as_str());
            assert_eq!(due(*job, today().start()).is_some(), job.hour() == 0, "{}", job.as_str());
            assert_eq!(Job::parse(job.as_str()), Some(*job));
        }
    }

    #[test]
    fn the_proof_comes_after_everything_that_moves_money() {
        for before in [Job::Bank, Job::Overdue, Job::Payout] {
            assert!(before.hour() < Job::Proof.hour());
        }
    }
}
