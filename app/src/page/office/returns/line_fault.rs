//! What is wrong with the fields of the counter's form: of each ticket that is ticked how many and its fee, of all of them the
//! fee and the reason.

use super::counter::Typed;
use crate::component::form_part::Part;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{fault, returns as text};
use domain::cancel::Reason;
use domain::field::Fault;
use domain::give_back::FeeRule;
use domain::return_form::{Wrong, wrong};
use leptos::prelude::*;
use store::command::give_back::sheet::ReturnSheet;

/// One field that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// Its name, which is its id, too.
    pub field: String,
    /// What it is called.
    label: Sentence,
    /// Whose it is; nothing where it is for all tickets.
    serial: Option<String>,
    fault: Fault,
}

/// All of them, in the order of the page. A fee for all tickets is told once.
pub fn line_faults(sheet: &ReturnSheet, typed: &Typed) -> Vec<LineFault> {
    let mut found: Vec<LineFault> = Vec::new();
    let of_all =
        |field: &str, label, fault| LineFault { field: field.to_owned(), label, serial: None, fault };
    let mut fee_of_all = None;
    for line in &sheet.lines {
        let Some(Err(refusal)) = &line.chosen else { continue };
        let serial = &line.serial;
        let of_line = |field: &str, label, fault| LineFault {
            field: format!("{field}_{serial}"),
            label,
            serial: Some(serial.clone()),
            fault,
        };
        let own = typed.lines.iter().find(|filled| filled.serial == *serial);
        let own_fee = own.map_or("", |filled| filled.fee.trim());
        match wrong(refusal) {
            Some(Wrong::Units(fault)) => found.push(of_line("units", text::HOW_MANY, fault)),
            Some(Wrong::Fee(fault)) if own_fee.is_empty() => {
                fee_of_all.get_or_insert(readable(&typed.fee, fault));
            }
            Some(Wrong::Fee(fault)) => {
                found.push(of_line("fee", text::LINE_FEE, readable(own_fee, fault)));
            }
            None => {}
        }
    }
    found.extend(fee_of_all.map(|fault| of_all("fee", text::FEE_ALL, fault)));
    found.extend(Reason::of_field(&typed.reason).err().map(|fault| of_all("reason", text::WHY, fault)));
    found
}

/// What cannot be read is told so, rather than that nothing may be kept.
fn readable(fee: &str, fault: Fault) -> Fault {
    if FeeRule::parse(fee).is_none() { Fault::Fee } else { fault }
}

/// What is wrong with the field of this name.
pub fn at_field(language: Language, faults: &[LineFault], field: &str) -> Part {
    let found = faults.iter().find(|one| one.field == field);
    Part {
        is_wrong: found.is_some(),
        invalid: found.map(|_| "true"),
        described: found.map(|one| format!("{}-fault", one.field)),
        why: found.map(|one| {
            let (id, why) = (format!("{}-fault", one.field), fault::of(one.fault, language));
            view! { <p class="fault" id=id>{why}</p> }.into_any()
        }),
    }
}

/// Above the form: all of them, each with the way to its field.
pub fn summary_of(language: Language, faults: &[LineFault]) -> Option<AnyView> {
    let lines: Vec<_> = faults
        .iter()
        .map(|one| {
            let names: Vec<_> =
                one.serial.iter().cloned().chain([one.label.of(language).to_owned()]).collect();
            let (address, why) = (format!("#{}", one.field), fault::of(one.fault, language));
            view! { <li><a href=address>{language.facts(&names)}</a>" "{why}</li> }.into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="error" role="alert">
                <div><p>{fault::SUMMARY.of(language)}</p><ul>{lines}</ul></div>
            </div>
        }
        .into_any()
    })
}
