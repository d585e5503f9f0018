//! 紙本票券列印 (RULES §6): which tickets a merchant prints itself, how many at once, and that whoever prints one again says
//! why.

use crate::calendar::{Day, Instant};
use crate::field::{self, Fault};
use crate::refusal::Refusal;

/// Most tickets of one print.
pub const MOST_TICKETS: usize = 100;
/// Most characters of a reason ‡.
pub const MOST_REASON: usize = 50;
/// The hour in Taipei at which a day's reprints are told.
pub const TOLD_HOUR: i64 = 21;

stated_enum! {
    /// 出券類型: the form of an order's tickets.
    pub enum TicketForm {
        /// 電子票券
        Electronic = "electronic",
        /// 紙本票券; printed by the merchant (廠商列印).
        Paper = "paper",
        /// 超商票券
        ConvenienceStore = "convenience_store",
    }
}

stated_enum! {
    /// What a sheet is printed on.
    pub enum PaperSize {
        /// One ticket of 90 × 203.2 mm.
        Roll = "roll",
        /// Two tickets side by side.
        A4 = "a4",
    }
}

impl PaperSize {
    /// Tickets on one page.
    pub const fn tickets_on_a_page(self) -> usize {
        match self {
            Self::Roll => 1,
            Self::A4 => 2,
        }
    }
}

stated_enum! {
    /// What stands on a sheet, so that people find the character that cannot be printed.
    pub enum SheetField {
        /// 發行單位
        Issuer = "issuer",
        /// 商品名稱
        ProductName = "product_name",
        /// Kind, face value and units.
        Kind = "kind",
        /// 核銷代碼
        Code = "code",
        /// Serial, order and dates.
        Facts = "facts",
        /// 使用說明
        Terms = "terms",
        /// 退貨權益
        ReturnRights = "return_rights",
        /// 負責人, 統一編號, address and service phone.
        IssuerData = "issuer_data",
        /// 價金保管機構
        GuaranteeBank = "guarantee_bank",
        /// What a sample says of itself.
        Mark = "mark",
    }
}

/// A ticket, as far as it matters for printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printable {
    /// The form of its order.
    pub form: TicketForm,
    /// Nothing of it was used, returned or offered, and it has not expired (未使用).
    pub is_unused: bool,
    /// How often it was printed.
    pub prints: u32,
    /// Its product takes a code on paper, or one that is typed.
    pub takes_paper: bool,
}

/// 未使用: all units are left, it is offered to nobody, and its last day is not over.
pub fn is_unused(
    units: u32,
    remaining: u32,
    is_offered: bool,
    usable_until: Option<Day>,
    today: Day,
) -> bool {
    units == remaining && !is_offered && usable_until.is_none_or(|last| today <= last)
}

/// Whether this ticket may be printed.
pub fn may_print(ticket: Printable) -> Result<(), Refusal> {
    match ticket.form {
        TicketForm::Electronic | TicketForm::ConvenienceStore => return Err(Refusal::NotOnPaper),
        TicketForm::Paper => {}
    }
    if !ticket.is_unused {
        return Err(Refusal::NotPrintable);
    }
    if ticket.takes_paper { Ok(()) } else { Err(Refusal::ProofRefused) }
}

/// Whether so many may be printed at once.
pub fn may_print_so_many(tickets: usize) -> Result<(), Refusal> {
    if (1..=MOST_TICKETS).contains(&tickets) {
        Ok(())
    } else {
        Err(Refusal::PrintCount { most: u32::try_from(MOST_TICKETS).unwrap_or(u32::MAX) })
    }
}

/// Why a ticket is printed again: asked for where one of them was printed before, otherwise there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReprintReason(Option<String>);

impl ReprintReason {
    /// From a form. `is_reprint`: one of the tickets was printed before.
    pub fn parse(text: &str, is_reprint: bool) -> Result<Self, Fault> {
        if !is_reprint {
            return Ok(Self(None));
        }
        field::line(text, 1, MOST_REASON).map(|reason| Self(Some(reason)))
    }

    /// As it is kept.
    pub fn as_deref(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// What a day's mail tells of: from 21:00 of the day before until 21:00 (RULES §14).
pub fn told_on(day: Day) -> (Instant, Instant) {
    let at = |day: Day| day.start().plus_seconds(TOLD_HOUR * 3600);
    (at(day.minus_days(1)), at(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> Printable {
        Printable { form: TicketForm::Paper, is_unused: true, prints: 0, takes_paper: true }
    }

    #[test]
    fn only_unused_paper_of_the_merchants_own_is_printed() {
        assert_eq!(may_print(paper()), Ok(()));
        assert_eq!(may_print(Printable { prints: 7, ..paper() }), Ok(()), "again, after a warning");
        for form in [TicketForm::Electronic, TicketForm::ConvenienceStore] {
            assert_eq!(may_print(Printable { form, ..paper() }), Err(Refusal::NotOnPaper));
        }
        assert_eq!(may_print(Printable { is_unused: false, ..paper() }), Err(Refusal::NotPrintable));
        assert_eq!(may_print(Printable { takes_paper: false, ..paper() }), Err(Refusal::ProofRefused));
    }

    #[test]
    fn a_ticket_is_unused_until_its_last_day_is_over() {
        let day = |text: &str| Day::parse(text).expect("a day");
        let (last, today) = (Some(day("2026-11-07")), day("2026-11-07"));
        assert!(is_unused(2, 2, false, last, today) && is_unused(1, 1, false, None, today));
        assert!(!is_unused(2, 1, false, last, today), "one is gone");
        assert!(!is_unused(2, 2, true, last, today), "offered");
        assert!(!is_unused(2, 2, false, last, today.plus_days(1)), "over");
    }

    #[test]
    fn a_hundred_at_once() {
        assert_eq!(may_print_so_many(1), Ok(()));
        assert_eq!(may_print_so_many(100), Ok(()));
        for wrong in [0, 101] {
            assert_eq!(may_print_so_many(wrong), Err(Refusal::PrintCount { most: 100 }));
        }
    }

    #[test]
    fn whoever_prints_again_says_why() {
        assert_eq!(ReprintReason::parse("", true), Err(Fault::Missing));
        assert!(ReprintReason::parse(&"長".repeat(51), true).is_err());
        let given = ReprintReason::parse(" 卡紙 ", true).expect("a reason");
        assert_eq!(given.as_deref(), Some("卡紙"));
        let first = ReprintReason::parse("anything", false).expect("none");
        assert_eq!(first.as_deref(), None);
    }

    #[test]
    fn the_mail_tells_of_a_day_that_ends_at_nine_in_the_evening() {
        let (from, until) = told_on(Day::parse("2026-11-07").expect("a day"));
        let at = |day: &str| Day::parse(day).expect("a day").start().plus_seconds(21 * 3600);
        assert_eq!((from, until), (at("2026-11-06"), at("2026-11-07")));
    }
}
