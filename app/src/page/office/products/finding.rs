//! What the check before publishing found, with the reason and the rule.

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{common, product as text};
use domain::product::policy::{Breach, Finding, Part, Place};
use leptos::prelude::*;

/// One line of a list.
pub fn line(language: Language, finding: &Finding) -> impl IntoView + use<> {
    let facts = [reason(language, finding), text::rule(finding.rule()).of(language).to_owned()];
    view! { <li>{facts.join(" ")}</li> }
}

fn reason(language: Language, finding: &Finding) -> String {
    match finding {
        Finding::GuaranteeTooShort { days } => {
            text::GUARANTEE_SHORT.with(language, &[("days", &days.to_string())])
        }
        Finding::FeeTooHigh { fee } => {
            let fee = format!("{}.{:02}", fee.0 / 100, fee.0 % 100);
            text::FEE_HIGH.with(language, &[("fee", &fee)])
        }
        Finding::IssuerDataMissing(field) => {
            text::ISSUER_MISSING.with(language, &[("field", text::issuer_field(*field).of(language))])
        }
        Finding::Words(Breach::Expiry | Breach::Fee, at) => place(language, at),
        Finding::Words(Breach::Clause(clause), at) => {
            language.facts(&[place(language, at), text::clause(*clause).of(language).to_owned()])
        }
    }
}

fn place(language: Language, at: &Place) -> String {
    let words = at.words.as_str();
    let of_part =
        |part: Sentence| text::POLICY_PART.with(language, &[("part", part.of(language)), ("words", words)]);
    match at.part {
        Part::Terms(form) => {
            let line = at.line.to_string();
            let values = [("form", text::terms(form).of(language)), ("line", &line), ("words", words)];
            text::POLICY_LINE.with(language, &values)
        }
        Part::Name => of_part(text::NAME),
        Part::ReturnRights => of_part(common::RETURN_RIGHTS),
    }
}
