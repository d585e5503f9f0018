//! A generic object, as Google Wallet reads it.

use super::apple::moment;
use super::{Card, Line};
use domain::calendar::Instant;
use domain::pass::Standing;
use serde::Serialize;

/// The members that we use.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// `ISSUER.SERIAL`
    pub id: String,
    class_id: String,
    state: &'static str,
    card_title: Localised,
    header: Localised,
    hex_background_color: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    barcode: Option<Barcode>,
    text_modules_data: Vec<Module>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links_module_data: Option<Links>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_time_interval: Option<Interval>,
}

/// What all our objects have in common; Google wants it by name.
#[derive(Debug, Clone, Serialize)]
pub struct Class {
    id: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Localised {
    default_value: Value,
}

#[derive(Debug, Clone, Serialize)]
struct Value {
    language: &'static str,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Barcode {
    #[serde(rename = "type")]
    kind: &'static str,
    value: String,
    alternate_text: String,
}

#[derive(Debug, Clone, Serialize)]
struct Module {
    id: &'static str,
    header: &'static str,
    body: String,
}

#[derive(Debug, Clone, Serialize)]
struct Links {
    uris: Vec<Uri>,
}

#[derive(Debug, Clone, Serialize)]
struct Uri {
    id: &'static str,
    uri: String,
    description: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Interval {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Date>,
}

#[derive(Debug, Clone, Serialize)]
struct Date {
    date: String,
}

/// How much stands on the card. A "Save" link must stay short, so the back may have to stay away from it; it comes
/// with the first change that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Everything.
    Full,
    /// The front, the serial, and how to reach the issuer.
    Short,
}

/// Lines of the back that a short card keeps: people ask for these first.
const SHORT: [&str; 2] = ["serial", "phone"];

/// The class of all objects of an issuer account.
pub fn class(issuer: &str) -> Class {
    Class { id: class_id(issuer) }
}

fn class_id(issuer: &str) -> String {
    format!("{issuer}.piaojia-ticket")
}

/// The object of a card.
pub fn object(card: &Card, issuer: &str, serial: &str, length: Length) -> Object {
    let words = |value: String| Localised { default_value: Value { language: card.language.tag(), value } };
    let back = card.back.iter().filter(|line| length == Length::Full || SHORT.contains(&line.key));
    // The link stands among the links.
    let back = back.filter(|line| line.key != "link");
    let lines = card.left.iter().chain(&card.front).chain(back);
    let link = card.link.as_ref().map(|link| Links {
        uris: vec![Uri {
            id: "wallet",
            uri: link.clone(),
            description: crate::text::pass::OPEN_WALLET.of(card.language),
        }],
    });
    let barcode = card.code.as_ref().map(|(value, below)| Barcode {
        kind: "QR_CODE",
        value: value.clone(),
        alternate_text: below.clone(),
    });
    let date = |at: Option<Instant>| at.map(|at| Date { date: moment(at) });
    let interval = Interval { start: date(card.starts), end: date(card.ends) };
    Object {
        id: object_id(issuer, serial),
        class_id: class_id(issuer),
        state: state(card.standing),
        card_title: words(card.issuer.clone()),
        header: words(card.product.clone()),
        hex_background_color: "#f6f2ea",
        barcode,
        text_modules_data: lines.map(module).collect(),
        links_module_data: link,
        valid_time_interval: (interval.start.is_some() || interval.end.is_some()).then_some(interval),
    }
}

/// The name of a card at Google.
pub fn object_id(issuer: &str, serial: &str) -> String {
    format!("{issuer}.{serial}")
}

fn module(line: &Line) -> Module {
    Module { id: line.key, header: line.label, body: line.value.clone() }
}

const fn state(standing: Standing) -> &'static str {
    match standing {
        Standing::Usable => "ACTIVE",
        Standing::Offered | Standing::Over => "INACTIVE",
        Standing::Spent => "COMPLETED",
        Standing::Expired => "EXPIRED",
    }
}
