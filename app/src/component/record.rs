//! One line of the history of an order or a ticket: when, what, by whom, where, and what was written down with it.

use crate::language::Language;
use crate::text::{common, issued_order, office as text, shift};
use domain::cancel::Reason;
use domain::event::EventKind;
use store::query::history::Record;

/// Its facts in one line.
pub fn record(language: Language, record: &Record) -> String {
    let facts = [
        Some(language.time(record.at)),
        Some(happened(language, &record.kind)),
        record.serial.clone(),
        record.quantity.map(|quantity| common::units(language, quantity)),
        record.partner.clone(),
        Some(record.operator.clone().unwrap_or_else(|| text::BY_SYSTEM.of(language).to_owned())),
        record.branch.clone(),
        record.reason.as_deref().map(|reason| because(language, reason)),
    ];
    let facts: Vec<_> = facts.into_iter().flatten().collect();
    language.facts(&facts)
}

/// Why, as it was written; what was taken back at once has no words of anybody's.
pub fn because(language: Language, reason: &str) -> String {
    let words = if reason == Reason::UNDO { shift::UNDONE.of(language) } else { reason };
    issued_order::BECAUSE.with(language, &[("reason", words)])
}

/// A kind that a newer version wrote is shown by its name.
pub fn happened(language: Language, kind: &str) -> String {
    EventKind::parse(kind).map_or_else(|| kind.to_owned(), |kind| text::event(kind).of(language).to_owned())
}
