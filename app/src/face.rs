//! A ticket on paper: what it says, already in words (RULES §7). The crate `paper` puts it on a sheet.

use crate::language::Language;
use crate::symbol;
use crate::text::{common, paper as text};
use domain::code::link;
use domain::print::SheetField;
use domain::ticket::TicketKind;
use paper::{Face, Picture, Symbol, Words};
use store::command::print::Sheet;
use store::query::issuer::IssuerData;

/// What a sample has instead of a code: as long as one, and none of ours.
const SAMPLE_CODE: &str = "TEST-PRINT-NO-CODE";
const SAMPLE_QR: usize = 162;
/// Between what shares a line.
const BETWEEN: &str = "   ";

/// The face of a ticket, in its purchaser's language.
pub fn face(issuer: &IssuerData, logo: Option<Picture>, sheet: &Sheet, code_base: &str) -> Face {
    let language = Language::parse(&sheet.language).unwrap_or(Language::Chinese);
    let is_paid = sheet.kind == TicketKind::Paid;
    let kind = common::kind(sheet.kind).of(language);
    let mut front = vec![if is_paid {
        let value = language.money(sheet.face_value);
        let words = text::KIND_AND_VALUE.with(language, &[("kind", kind), ("value", &value)]);
        Words::new(SheetField::Kind, words)
    } else {
        Words::new(SheetField::Kind, kind)
    }];
    if sheet.units > 1 {
        let units = text::UNITS.with(language, &[("count", &sheet.units.to_string())]);
        front.push(Words::new(SheetField::Kind, units));
    }
    let mut facts = vec![
        (common::SERIAL.of(language), Some(sheet.serial.clone())),
        (text::ORDER.of(language), Some(sheet.order_number.clone())),
        (text::OWN_NUMBER.of(language), sheet.own_number.clone()),
        (text::USABLE_FROM.of(language), sheet.usable_from.map(|day| language.day(day))),
    ];
    if !is_paid {
        facts.push((text::USABLE_UNTIL.of(language), sheet.usable_until.map(|day| language.day(day))));
    }
    let facts = facts
        .into_iter()
        .filter_map(|(label, value)| Some(Words::new(SheetField::Facts, labelled(language, label, &value?))));
    let mut terms: Vec<_> = (1_u32..)
        .zip(&sheet.terms)
        .map(|(number, term)| {
            let values = [("number", &*number.to_string()), ("term", term)];
            Words::new(SheetField::Terms, text::NUMBERED.with(language, &values))
        })
        .collect();
    if is_paid && !issuer.return_rights.is_empty() {
        let rights = labelled(language, common::RETURN_RIGHTS.of(language), &issuer.return_rights);
        terms.push(Words::new(SheetField::ReturnRights, rights));
    }
    let mut foot = issuer_lines(language, issuer);
    if let Some((first, last)) = sheet.guarantee.filter(|_| is_paid) {
        let period = [("first", &*language.day(first)), ("last", &language.day(last))];
        let lines = [
            labelled(language, common::GUARANTEE_BANK.of(language), &issuer.guarantee_bank),
            labelled(language, common::GUARANTEE_PERIOD.of(language), &text::PERIOD.with(language, &period)),
        ];
        foot.push(Words::new(SheetField::GuaranteeBank, lines.join(BETWEEN)));
    }
    Face {
        product: sheet.product_name.clone(),
        logo,
        issuer: Some(Words::new(SheetField::Issuer, issuer.name.clone())),
        title: Some(Words::new(SheetField::ProductName, sheet.product_name.clone())),
        front,
        qr: sheet.printed_code.as_deref().and_then(|code| qr(&link::link(code_base, code))),
        bars: sheet.redemption_code.as_deref().and_then(bars),
        code: sheet.redemption_code.clone().map(|code| Words::new(SheetField::Code, code)),
        facts: facts.collect(),
        heading: Some(Words::new(SheetField::Terms, common::TERMS.of(language))),
        terms,
        foot,
        mark: None,
    }
}

/// A sheet for setting up a printer: as full as a ticket, void, and without any code of ours.
pub fn sample(language: Language, issuer: &IssuerData, logo: Option<Picture>) -> Face {
    let text_of_qr: String = "PIAOJIA TEST PRINT, NO TICKET ".chars().cycle().take(SAMPLE_QR).collect();
    let product = text::SAMPLE_PRODUCT.of(language);
    let serial = labelled(language, common::SERIAL.of(language), "A00TEST000000000");
    Face {
        product: product.to_owned(),
        logo,
        issuer: Some(Words::new(SheetField::Issuer, issuer.name.clone())),
        title: Some(Words::new(SheetField::ProductName, product)),
        front: vec![Words::new(SheetField::Kind, text::TEST.of(language))],
        qr: qr(&text_of_qr),
        bars: bars(SAMPLE_CODE),
        code: Some(Words::new(SheetField::Code, SAMPLE_CODE)),
        facts: vec![Words::new(SheetField::Facts, serial)],
        heading: Some(Words::new(SheetField::Terms, common::TERMS.of(language))),
        terms: vec![Words::new(SheetField::Terms, text::SAMPLE_TERM.of(language))],
        foot: issuer_lines(language, issuer),
        mark: Some(Words::new(SheetField::Mark, text::VOID.of(language))),
    }
}

fn issuer_lines(language: Language, issuer: &IssuerData) -> Vec<Words> {
    let lines: [&[_]; 3] = [
        &[(common::ISSUER, &issuer.name)],
        &[
            (common::RESPONSIBLE_PERSON, &issuer.responsible_person),
            (common::TAX_ID, &issuer.tax_id),
            (common::SERVICE_PHONE, &issuer.service_phone),
        ],
        &[(common::ADDRESS, &issuer.address)],
    ];
    lines
        .into_iter()
        .map(|line| {
            let said = line.iter().filter(|(_, value)| !value.is_empty());
            let said: Vec<_> =
                said.map(|(label, value)| labelled(language, label.of(language), value)).collect();
            Words::new(SheetField::IssuerData, said.join(BETWEEN))
        })
        .collect()
}

fn labelled(language: Language, label: &str, value: &str) -> String {
    text::LABELLED.with(language, &[("label", label), ("value", value)])
}

fn qr(text: &str) -> Option<Symbol> {
    let (width, dark) = symbol::paper_modules(text)?;
    Some(Symbol { width, dark })
}

fn bars(code: &str) -> Option<Symbol> {
    let dark = symbol::code_128_bars(code)?;
    Some(Symbol { width: dark.len(), dark })
}
