//! A ticket as a card in a wallet app: what it says, already in words (RULES §5, passes). [`apple`] and [`google`] put
//! the same card into the forms that the two wallet apps read.

pub mod apple;
pub mod google;

use crate::language::Language;
use crate::page::wallet::issuer_rows;
use crate::text::{common, pass as text};
use domain::calendar::{Day, Instant};
use domain::code::link;
use domain::money::Dollars;
use domain::pass::Standing;
use domain::ticket::TicketKind;
use store::query::pass::{Held, Pass};

/// One line of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its lasting name: wallet apps tell changes by it.
    pub key: &'static str,
    /// For people.
    pub label: &'static str,
    /// For people.
    pub value: String,
}

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The language of its words.
    pub language: Language,
    /// The issuer's name.
    pub issuer: String,
    /// What it is, for those who hear it read.
    pub description: String,
    /// Product name.
    pub product: String,
    /// Units left, of a ticket that holds several.
    pub left: Option<Line>,
    /// What must be seen at once.
    pub front: Vec<Line>,
    /// Terms and the issuer's data.
    pub back: Vec<Line>,
    /// Text of the QR, and what stands under it.
    pub code: Option<(String, String)>,
    /// The way back to the wallet, where there is no code to show.
    pub link: Option<String>,
    /// Crossed out.
    pub is_void: bool,
    /// What may be said of the ticket.
    pub standing: Standing,
    /// The first moment of use, if it is to come.
    pub starts: Option<Instant>,
    /// The last moment of a 贈品券.
    pub ends: Option<Instant>,
}

/// Beginnings of the addresses that a card may carry.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// Of codes, as short as possible.
    pub codes: &'a str,
    /// Of everything else.
    pub house: &'a str,
}

/// Lasting names of the issuer's rows, in the order of the wallet's page.
const ISSUER_KEYS: [&str; 7] = ["issuer", "responsible", "tax", "address", "phone", "mail", "bank"];

/// The card of a ticket, as it is on this day.
pub fn card(language: Language, pass: &Pass, places: Places<'_>, today: Day) -> Card {
    let values = [("issuer", pass.issuer.name.as_str()), ("product", pass.product_name.as_str())];
    let standing = pass.standing();
    let held = pass.held.as_ref();
    let code = held.and_then(|held| held.code.as_ref());
    let link = held.filter(|held| held.standing.is_usable() && held.code.is_none()).map(|held| {
        let (token, serial) = (held.link.as_str(), held.ticket.serial.as_str());
        format!("{}/w/{token}/{serial}?openExternalBrowser=1", places.house)
    });
    Card {
        language,
        issuer: pass.issuer.name.clone(),
        description: text::DESCRIPTION.with(language, &values),
        product: pass.product_name.clone(),
        left: held.and_then(|held| left(language, held)),
        front: front(language, held, standing, link.is_some(), today),
        back: back(language, pass, held, link.as_deref()),
        code: code.map(|code| (link::link(places.codes, code), pass.ticket_serial.clone())),
        link,
        is_void: standing.is_void(),
        standing,
        starts: held
            .and_then(|held| held.ticket.ticket.usable_from)
            .filter(|day| *day > today)
            .map(Day::start),
        ends: held.and_then(|held| held.ticket.ticket.usable_until).map(Day::end),
    }
}

fn left(language: Language, held: &Held) -> Option<Line> {
    let ticket = &held.ticket.ticket;
    let value = common::units(language, ticket.remaining);
    (ticket.quantity > 1).then(|| Line { key: "left", label: common::REMAINING.of(language), value })
}

fn front(
    language: Language,
    held: Option<&Held>,
    standing: Standing,
    by_link: bool,
    today: Day,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut say = |key, label: crate::sentences::Sentence, value: Option<String>| {
        lines.extend(value.map(|value| Line { key, label: label.of(language), value }));
    };
    if !standing.is_usable() {
        say("state", common::STATE, Some(text::standing(standing).of(language).to_owned()));
    }
    if let Some(held) = held {
        let ticket = &held.ticket.ticket;
        let value =
            (ticket.kind == TicketKind::Paid).then(|| language.money(Dollars(held.ticket.face_value)));
        say("value", common::FACE_VALUE, value);
        let early = ticket.usable_from.filter(|day| *day > today);
        say("from", common::USABLE_FROM, early.map(|day| language.day(day)));
        say("until", text::LAST_DAY, ticket.usable_until.map(|day| language.day(day)));
        say("trust", text::MONEY_IN_TRUST, ticket.guarantee_until.map(|day| language.day(day)));
    }
    if by_link {
        say("show", text::OPEN_WALLET, Some(text::OPEN_WALLET_SHORT.of(language).to_owned()));
    }
    lines
}

fn back(language: Language, pass: &Pass, held: Option<&Held>, link: Option<&str>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut say = |key, label, value: String| lines.push(Line { key, label, value });
    if let Some(link) = link {
        let hint = text::OPEN_WALLET_HINT.with(language, &[("link", link)]);
        say("link", text::OPEN_WALLET.of(language), hint);
    }
    if held.is_some_and(|held| held.code.is_some()) {
        say("code", text::ABOUT_CODE.of(language), text::ABOUT_CODE_TEXT.of(language).to_owned());
    }
    say("serial", common::SERIAL.of(language), pass.ticket_serial.clone());
    if let Some(held) = held {
        say("terms", common::TERMS.of(language), held.ticket.terms.join("\n"));
        if held.ticket.ticket.kind == TicketKind::Paid {
            say("rights", common::RETURN_RIGHTS.of(language), pass.issuer.return_rights.clone());
        }
    }
    for (key, (label, value)) in ISSUER_KEYS.into_iter().zip(issuer_rows(language, &pass.issuer)) {
        lines.extend(value.map(|value| Line { key, label, value }));
    }
    lines
}
