//! The ticket: what it is, the lines its states run on, and the state people see (RULES §1, §2).

use crate::calendar::Day;

stated_enum! {
    /// What a ticket is worth and how long it lives (RULES §1).
    pub enum TicketKind {
        /// 提貨券: face value in trust, never expires for its holder.
        Paid = "paid",
        /// 贈品券: no face value, dead after its last day.
        Gift = "gift",
    }
}

impl TicketKind {
    /// The first letter of its serials (RULES §13).
    pub const fn serial_letter(self) -> char {
        match self {
            Self::Paid => 'A',
            Self::Gift => 'C',
        }
    }
}

stated_enum! {
    /// State of one redemption. RULES §2 runs on this line, not on the ticket: of five units two may be used and
    /// one settling at once.
    pub enum UseState {
        /// 已使用: redeemed today, still cancellable.
        Used = "used",
        /// 核銷中: the 01:00 file went to the bank.
        Settling = "settling",
        /// 已核銷: final. A gift voucher's use is so at once.
        Settled = "settled",
        /// 逾期兌回: redeemed after the guarantee ended; no bank involved.
        RedeemedOverdue = "redeemed_overdue",
        /// Taken back; the units are 未使用 again.
        Cancelled = "cancelled",
    }
}

impl UseState {
    /// Whether the line's units are gone from the ticket.
    pub const fn is_standing(self) -> bool {
        match self {
            Self::Used | Self::Settling | Self::Settled | Self::RedeemedOverdue => true,
            Self::Cancelled => false,
        }
    }
}

stated_enum! {
    /// State of one return.
    pub enum GiveBackState {
        /// 待退貨: returned today, still cancellable.
        Pending = "pending",
        /// 退貨中: the 01:00 file went to the bank.
        Settling = "settling",
        /// 已退貨.
        Returned = "returned",
        /// Taken back; the units are 未使用 again.
        Cancelled = "cancelled",
    }
}

stated_enum! {
    /// The state of a whole ticket, as wallet, desk and reports show it (RULES §2).
    pub enum TicketState {
        /// 未使用
        Unused = "unused",
        /// 已使用
        Used = "used",
        /// 核銷中
        Settling = "settling",
        /// 已核銷
        Settled = "settled",
        /// 逾期兌回
        RedeemedOverdue = "redeemed_overdue",
        /// 待退貨
        ReturnPending = "return_pending",
        /// 退貨中
        ReturnSettling = "return_settling",
        /// 已退貨
        Returned = "returned",
        /// 已失效
        Expired = "expired",
    }
}

/// A ticket as far as decisions need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// 提貨券 or 贈品券.
    pub kind: TicketKind,
    /// Units at issue, 1–255.
    pub quantity: u32,
    /// Units neither used nor returned.
    pub remaining: u32,
    /// Counts the changes; a write names the version that it was decided on.
    pub version: i64,
    /// Counts the codes; raising it kills all older ones.
    pub generation: u8,
    /// 可使用日期: usable from 00:00:00 of this day.
    pub usable_from: Option<Day>,
    /// 贈品券到期日: usable to 23:59:59 of this day. Never set for a 提貨券.
    pub usable_until: Option<Day>,
    /// Last day of 價金保管, inclusive. Never set for a 贈品券.
    pub guarantee_until: Option<Day>,
    /// Offered to somebody who has not answered (RULES §5).
    pub offered: bool,
}

impl Ticket {
    /// A gift voucher past its last day (RULES §2: 已失效).
    pub fn is_expired(&self, today: Day) -> bool {
        match self.kind {
            TicketKind::Paid => false,
            TicketKind::Gift => self.usable_until.is_some_and(|last| today > last),
        }
    }

    /// Before its 可使用日期.
    pub fn is_early(&self, today: Day) -> bool {
        self.usable_from.is_some_and(|first| today < first)
    }

    /// Whether the money is in trust today; the last day still counts (RULES §2).
    pub fn is_guaranteed(&self, today: Day) -> bool {
        match self.kind {
            TicketKind::Paid => self.guarantee_until.is_some_and(|last| today <= last),
            TicketKind::Gift => false,
        }
    }

    /// The state that people see. `latest_use` and `latest_give_back` are the newest standing lines; whichever
    /// `use_is_newer` names decides once nothing remains.
    pub fn shown_state(
        &self,
        today: Day,
        latest_use: Option<UseState>,
        latest_give_back: Option<GiveBackState>,
        use_is_newer: bool,
    ) -> TicketState {
        if self.remaining > 0 {
            return if self.is_expired(today) { TicketState::Expired } else { TicketState::Unused };
        }
        let by_use = latest_use.and_then(|state| match state {
            UseState::Used => Some(TicketState::Used),
            UseState::Settling => Some(TicketState::Settling),
            UseState::Settled => Some(TicketState::Settled),
            UseState::RedeemedOverdue => Some(TicketState::RedeemedOverdue),
            UseState::Cancelled => None,
        });
        let by_give_back = latest_give_back.and_then(|state| match state {
            GiveBackState::Pending => Some(TicketState::ReturnPending),
            GiveBackState::Settling => Some(TicketState::ReturnSettling),
            GiveBackState::Returned => Some(TicketState::Returned),
            GiveBackState::Cancelled => None,
        });
        let (first, second) = if use_is_newer { (by_use, by_give_back) } else { (by_give_back, by_use) };
        first.or(second).unwrap_or(TicketState::Unused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn paid() -> Ticket {
        Ticket {
            kind: TicketKind::Paid,
            quantity: 1,
            remaining: 1,
            version: 0,
            generation: 1,
            usable_from: None,
            usable_until: None,
            guarantee_until: Some(day("2023-09-20")),
            offered: false,
        }
    }

    #[test]
    fn a_paid_ticket_never_expires_but_its_guarantee_ends() {
        let ticket = paid();
        assert!(ticket.is_guaranteed(day("2023-09-20")));
        assert!(!ticket.is_guaranteed(day("2023-09-21")));
        assert_eq!(ticket.shown_state(day("2033-01-01"), None, None, false), TicketState::Unused);
    }

    #[test]
    fn a_gift_expires_after_its_last_day() {
        let gift = Ticket {
            kind: TicketKind::Gift,
            usable_until: Some(day("2026-12-31")),
            guarantee_until: None,
            ..paid()
        };
        assert_eq!(gift.shown_state(day("2026-12-31"), None, None, false), TicketState::Unused);
        assert_eq!(gift.shown_state(day("2027-01-01"), None, None, false), TicketState::Expired);
    }

    #[test]
    fn the_newest_standing_line_names_a_spent_ticket() {
        let spent = Ticket { remaining: 0, ..paid() };
        let today = day("2022-10-01");
        let used = Some(UseState::Used);
        let pending = Some(GiveBackState::Pending);
        assert_eq!(spent.shown_state(today, used, None, true), TicketState::Used);
        assert_eq!(spent.shown_state(today, used, pending, false), TicketState::ReturnPending);
        assert_eq!(spent.shown_state(today, used, pending, true), TicketState::Used);
    }
}
