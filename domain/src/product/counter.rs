//! What a product says at the counter and how much of it a phone takes without network (RULES §7). It may change at any time,
//! after the first issue, too: it is about no ticket.

use super::ProductField;
use crate::desk_note::DeskNote;
use crate::field::{self, Fault, Faults};
use crate::offline::limits::OfflineLimits;

/// Most units of a product on one phone without network.
pub const MOST_UNITS: i64 = 1_000;
/// Most NT$ of a product on one phone without network.
pub const MOST_MONEY: i64 = 1_000_000;
/// Most minutes since the phone was heard: a week.
pub const MOST_MINUTES: i64 = 7 * 24 * 60;
/// Most hours that a holder's statement may be old: two weeks.
pub const MOST_STATEMENT_HOURS: i64 = 14 * 24;

/// As it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// What the staff is told.
    pub note: DeskNote,
    /// What a phone may take by itself.
    pub limits: OfflineLimits,
}

/// As somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs)] // the fields of [`Counter`], as text
pub struct TypedCounter {
    pub note: String,
    pub units: String,
    pub money: String,
    pub minutes: String,
    pub statement_hours: String,
}

impl Counter {
    /// As a form shows it.
    pub fn typed(&self) -> TypedCounter {
        TypedCounter {
            note: self.note.as_str().to_owned(),
            units: self.limits.units.to_string(),
            money: self.limits.money.to_string(),
            minutes: self.limits.minutes.to_string(),
            statement_hours: self.limits.statement_hours.to_string(),
        }
    }

    /// The fields in which two differ.
    pub fn differences(&self, other: &Self) -> Vec<ProductField> {
        let fields = [
            (ProductField::DeskNote, self.note != other.note),
            (ProductField::OfflineLimits, self.limits != other.limits),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }
}

impl TypedCounter {
    /// What may stand, or every field that is wrong. No units: nothing is taken without network.
    pub fn read(&self) -> Result<Counter, Faults> {
        let mut faults = Faults::default();
        let note = DeskNote::parse(&self.note);
        if note.is_none() {
            faults.add("desk_note", Fault::TooLong(DeskNote::LONGEST));
        }
        let mut number = |name, text: &str, least, most| faults.take(name, field::number(text, least, most));
        let count = |number: i64| u32::try_from(number).unwrap_or_default();
        let limits = OfflineLimits {
            units: count(number("offline_units", &self.units, 0, MOST_UNITS)),
            money: number("offline_money", &self.money, 0, MOST_MONEY),
            minutes: count(number("offline_minutes", &self.minutes, 0, MOST_MINUTES)),
            statement_hours: count(number(
                "offline_statement_hours",
                &self.statement_hours,
                1,
                MOST_STATEMENT_HOURS,
            )),
        };
        match note {
            Some(note) => faults.or(Counter { note, limits }),
            None => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_that_is_wrong_is_named() {
        let good =
            Counter { note: DeskNote::parse("18 歲以上").expect("short"), limits: OfflineLimits::DEFAULT };
        assert_eq!(good.typed().read(), Ok(good.clone()));
        let none = TypedCounter { units: "0".into(), ..good.typed() };
        assert!(!none.read().expect("nothing offline").limits.allow_anything());
        let wrong = TypedCounter {
            note: "字".repeat(101),
            units: "-1".into(),
            money: "1000001".into(),
            minutes: String::new(),
            statement_hours: "0".into(),
        };
        let faults = wrong.read().expect_err("faults");
        assert_eq!(faults.of("desk_note"), Some(Fault::TooLong(100)));
        assert_eq!(faults.of("offline_units"), Some(Fault::Number(0, MOST_UNITS)));
        assert_eq!(faults.of("offline_money"), Some(Fault::Number(0, MOST_MONEY)));
        assert_eq!(faults.of("offline_minutes"), Some(Fault::Missing));
        assert_eq!(faults.of("offline_statement_hours"), Some(Fault::Number(1, MOST_STATEMENT_HOURS)));
    }
}
