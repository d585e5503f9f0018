//! What the forms of a return say (RULES §4), and which field of them a refusal is about.

use crate::cancel::Reason;
use crate::field::{Fault, Faults, number};
use crate::give_back::{FeeCap, FeeRule};
use crate::money::{Dollars, Percent};
use crate::reach::half_width;
use crate::refusal::Refusal;

/// Most units that a ticket has.
const MOST_UNITS: i64 = 255;
/// Most dollars that somebody may write as a fee; what may be kept is far less.
const MOST_DOLLARS: i64 = 999_999_999;

/// The form for one ticket, as it was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedReturn {
    /// How many units; blank means all that are left.
    pub units: String,
    /// Dollars that are kept.
    pub fee: String,
    /// Or a part of what is returned.
    pub fee_percent: String,
    /// Why.
    pub reason: String,
}

/// What the form of one ticket says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnForm {
    /// Units; `None` = all that are left.
    pub units: Option<u32>,
    /// What is kept.
    pub fee: FeeRule,
    /// Why.
    pub reason: Option<Reason>,
}

impl TypedReturn {
    /// What it says, or what is wrong with which field.
    pub fn read(&self) -> Result<ReturnForm, Faults> {
        let mut faults = Faults::default();
        let units = faults.take("units", units(&self.units));
        let fee = fee(&self.fee, &self.fee_percent).unwrap_or_else(|(field, fault)| {
            faults.add(field, fault);
            FeeRule::None
        });
        let reason = faults.take("reason", Reason::of_field(&self.reason));
        faults.or(ReturnForm { units, fee, reason })
    }

    /// The faults that a refusal of this form comes to, if it is about a field.
    pub fn faults_of(&self, refusal: &Refusal) -> Option<Faults> {
        let fee = if self.fee_percent.trim().is_empty() { "fee" } else { "fee_percent" };
        Some(match wrong(refusal)? {
            Wrong::Units(fault) => Faults::one("units", fault),
            Wrong::Fee(fault) => Faults::one(fee, fault),
        })
    }
}

/// A number of units; blank means all.
pub fn units(text: &str) -> Result<Option<u32>, Fault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wrong = Fault::Number(1, MOST_UNITS);
    let units = number(text, 1, MOST_UNITS)?;
    u32::try_from(units).map(Some).map_err(|_| wrong)
}

/// An amount or a percentage, or neither.
fn fee(amount: &str, percent: &str) -> Result<FeeRule, (&'static str, Fault)> {
    let percent: String = percent.trim().chars().map(half_width).collect();
    match (amount.trim(), percent.trim_end_matches('%').trim_end()) {
        ("", "") => Ok(FeeRule::None),
        (amount, "") => {
            let amount = number(amount, 0, MOST_DOLLARS).map_err(|fault| ("fee", fault))?;
            Ok(FeeRule::Amount(Dollars(amount)))
        }
        ("", percent) => Percent::parse(percent)
            .map(FeeRule::Percent)
            .ok_or(("fee_percent", Fault::AboveLaw(FeeCap::TAIWAN.0))),
        (_, _) => Err(("fee_percent", Fault::OneOfTwo)),
    }
}

/// Which of the two that a return is made of cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// How many.
    Units(Fault),
    /// What is kept.
    Fee(Fault),
}

/// What a refusal says about the units or the fee; nothing where it is about something else.
pub fn wrong(refusal: &Refusal) -> Option<Wrong> {
    if let Refusal::NotEnoughLeft { remaining } = refusal {
        Some(Wrong::Units(Fault::Number(1, i64::from(*remaining))))
    } else if let Refusal::FeeTooHigh { cap } = refusal {
        Some(Wrong::Fee(Fault::MoreThan(*cap)))
    } else if *refusal == Refusal::FeeNotAllowed {
        Some(Wrong::Fee(Fault::NoFee))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(units: &str, fee: &str, percent: &str) -> TypedReturn {
        TypedReturn {
            units: units.to_owned(),
            fee: fee.to_owned(),
            fee_percent: percent.to_owned(),
            reason: String::new(),
        }
    }

    #[test]
    fn a_form_says_how_many_and_what_is_kept() {
        let fee = |fee, percent| typed("2", fee, percent).read().map(|order| order.fee);
        assert_eq!(fee("", ""), Ok(FeeRule::None));
        assert_eq!(fee("30", ""), Ok(FeeRule::Amount(Dollars(30))));
        assert_eq!(fee("", "2.5 %"), Ok(FeeRule::Percent(Percent(250))));
        assert_eq!(typed("", "", "").read().map(|order| order.units), Ok(None));
        assert_eq!(typed("2", "", "").read().map(|order| order.units), Ok(Some(2)));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let faults = TypedReturn { reason: "字".repeat(51), ..typed("0", "-1", "") }.read();
        let faults = faults.expect_err("three faults");
        assert_eq!(faults.of("units"), Some(Fault::Number(1, MOST_UNITS)));
        assert_eq!(faults.of("fee"), Some(Fault::Number(0, MOST_DOLLARS)));
        assert_eq!(faults.of("reason"), Some(Fault::TooLong(50)));
        let both = typed("1", "1", "1").read().expect_err("one of two");
        assert_eq!(both.of("fee_percent"), Some(Fault::OneOfTwo));
        let unread = typed("1", "", "x").read().expect_err("no percentage");
        assert_eq!(unread.of("fee_percent"), Some(Fault::AboveLaw(Percent(300))));
    }

    #[test]
    fn a_refusal_about_a_field_stands_at_the_field() {
        let of = |form: TypedReturn, refusal: Refusal| form.faults_of(&refusal);
        let cap = Dollars(6);
        let high = Fault::MoreThan(cap);
        assert_eq!(of(typed("1", "7", ""), Refusal::FeeTooHigh { cap }), Some(Faults::one("fee", high)));
        assert_eq!(
            of(typed("1", "", "99"), Refusal::FeeTooHigh { cap }),
            Some(Faults::one("fee_percent", high))
        );
        assert_eq!(
            of(typed("9", "", ""), Refusal::NotEnoughLeft { remaining: 2 }),
            Some(Faults::one("units", Fault::Number(1, 2)))
        );
        assert_eq!(of(typed("1", "", ""), Refusal::Offered), None);
    }
}
