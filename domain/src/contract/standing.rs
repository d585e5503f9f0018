//! What a contract allows on a day: whether it stands, and what may be issued under it.

use super::{Contract, Opening};
use crate::calendar::Day;
use crate::print::TicketForm;
use crate::refusal::Refusal;
use crate::ticket::TicketKind;

/// How a contract stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its first day has not come.
    NotBegun(Day),
    /// 正式合約
    Formal,
    /// It was ended, or has run out; its last day.
    Over(Day),
}

impl Contract {
    /// How it stands. The last day is still part of it.
    pub fn standing(&self, today: Day) -> Standing {
        standing(self.from, self.until, self.ended_on, today)
    }
}

/// The same, of its three days.
pub fn standing(from: Option<Day>, until: Option<Day>, ended_on: Option<Day>, today: Day) -> Standing {
    let last = [until, ended_on].into_iter().flatten().min();
    match (from, last) {
        (_, Some(last)) if last < today => Standing::Over(last),
        (Some(from), _) if today < from => Standing::NotBegun(from),
        (Some(_) | None, Some(_) | None) => Standing::Formal,
    }
}

/// What a holder is told: the last day of a contract that was ended, from then on, and of one that has run out, once it has ‡.
pub fn last_day_told(until: Option<Day>, ended_on: Option<Day>, today: Day) -> Option<Day> {
    let last = [until, ended_on].into_iter().flatten().min()?;
    (ended_on.is_some() || last < today).then_some(last)
}

/// Whether a contract lets its merchant issue on a day. Tickets that were issued go on without it: they are redeemed,
/// returned and paid out as long as they last ‡.
pub fn may_issue(standing: Standing, issue_open: bool) -> Result<(), Refusal> {
    match standing {
        Standing::NotBegun(_) => Err(Refusal::IssueNotOpen),
        Standing::Over(last_day) => Err(Refusal::ContractOver { last_day: Some(last_day) }),
        Standing::Formal if issue_open => Ok(()),
        Standing::Formal => Err(Refusal::IssueNotOpen),
    }
}

/// 發行方式 of tickets of this form, issued on this day to be used from that one on.
pub fn way_of(form: TicketForm, usable_from: Option<Day>, issued_on: Day) -> Opening {
    match form {
        TicketForm::Paper => Opening::MerchantPrint,
        TicketForm::ConvenienceStore => Opening::ConvenienceStore,
        TicketForm::Electronic if usable_from.is_some_and(|day| day > issued_on) => Opening::ElectronicLater,
        TicketForm::Electronic => Opening::ElectronicAtOnce,
    }
}

/// Whether a contract has opened a ticket of this form and kind. The way of an electronic one is 即期 or 非即期 (usable from a
/// later day on); paper is printed by the merchant (廠商列印), whatever its first day.
pub fn may_issue_form(
    opened: &[Opening],
    form: TicketForm,
    kind: TicketKind,
    usable_from: Option<Day>,
    today: Day,
) -> Result<(), Refusal> {
    let kind = match kind {
        TicketKind::Paid => Opening::Paid,
        TicketKind::Gift => Opening::Gift,
    };
    let missing: Vec<_> = [kind, way_of(form, usable_from, today)]
        .into_iter()
        .filter(|wanted| !opened.contains(wanted))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::NotContracted { missing }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_known_by_form_and_first_day() {
        let today = day("2026-11-06");
        for (form, usable_from, way) in [
            (TicketForm::Electronic, None, Opening::ElectronicAtOnce),
            (TicketForm::Electronic, Some(today), Opening::ElectronicAtOnce),
            (TicketForm::Electronic, Some(today.plus_days(1)), Opening::ElectronicLater),
            (TicketForm::Paper, Some(today.plus_days(1)), Opening::MerchantPrint),
            (TicketForm::ConvenienceStore, None, Opening::ConvenienceStore),
        ] {
            assert_eq!(way_of(form, usable_from, today), way, "{form:?} {usable_from:?}");
        }
    }

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn the_last_day_is_part_of_the_contract() {
        let (from, until) = (Some(day("2026-01-01")), Some(day("2026-12-31")));
        let on = |today: &str, ended: Option<Day>| standing(from, until, ended, day(today));
        assert_eq!(on("2025-12-31", None), Standing::NotBegun(day("2026-01-01")));
        assert_eq!(on("2026-12-31", None), Standing::Formal);
        assert_eq!(on("2027-01-01", None), Standing::Over(day("2026-12-31")));
        assert_eq!(on("2026-06-30", Some(day("2026-06-30"))), Standing::Formal);
        assert_eq!(on("2026-07-01", Some(day("2026-06-30"))), Standing::Over(day("2026-06-30")));
        assert_eq!(standing(None, None, None, day("2026-01-01")), Standing::Formal);
    }

    #[test]
    fn holders_are_told_of_a_contract_that_was_ended_and_of_one_that_has_run_out() {
        let (until, ended) = (day("2026-12-31"), day("2026-06-30"));
        let told = |until, ended, today: &str| last_day_told(until, ended, day(today));
        assert_eq!(told(Some(until), None, "2026-12-31"), None);
        assert_eq!(told(Some(until), None, "2027-01-01"), Some(until));
        assert_eq!(told(Some(until), Some(ended), "2026-05-01"), Some(ended));
        assert_eq!(told(None, Some(ended), "2026-07-01"), Some(ended));
        // Ended by hand for a day after it had run out: it was over on the earlier one.
        assert_eq!(told(Some(ended), Some(until), "2026-05-01"), Some(ended));
        assert_eq!(told(None, None, "2027-01-01"), None);
    }

    #[test]
    fn nothing_is_issued_without_a_contract_and_its_service() {
        assert_eq!(may_issue(Standing::Formal, true), Ok(()));
        assert_eq!(may_issue(Standing::Formal, false), Err(Refusal::IssueNotOpen));
        let last_day = day("2026-06-30");
        assert_eq!(
            may_issue(Standing::Over(last_day), true),
            Err(Refusal::ContractOver { last_day: Some(last_day) })
        );
        assert_eq!(may_issue(Standing::NotBegun(last_day), true), Err(Refusal::IssueNotOpen));
    }

    #[test]
    fn only_what_the_contract_has_opened_is_issued() {
        let opened = [Opening::Paid, Opening::ElectronicAtOnce];
        let today = day("2026-06-30");
        let of = |kind, from| may_issue_form(&opened, TicketForm::Electronic, kind, from, today);
        assert_eq!(of(TicketKind::Paid, None), Ok(()));
        assert_eq!(of(TicketKind::Paid, Some(today)), Ok(()));
        let later = Some(today.plus_days(1));
        let missing = vec![Opening::ElectronicLater];
        assert_eq!(of(TicketKind::Paid, later), Err(Refusal::NotContracted { missing }));
        let missing = vec![Opening::Gift, Opening::ElectronicLater];
        assert_eq!(of(TicketKind::Gift, later), Err(Refusal::NotContracted { missing }));
        let paper =
            |opened: &[Opening]| may_issue_form(opened, TicketForm::Paper, TicketKind::Paid, later, today);
        let missing = vec![Opening::MerchantPrint];
        assert_eq!(paper(&opened), Err(Refusal::NotContracted { missing }));
        assert_eq!(paper(&[Opening::Paid, Opening::MerchantPrint]), Ok(()), "whatever its first day");
    }
}
