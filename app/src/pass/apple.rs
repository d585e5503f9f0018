//! `pass.json`: a store card, as Apple Wallet reads it.

use super::{Card, Line};
use domain::calendar::Instant;
use serde::Serialize;

/// Whose certificate signs it, and which card it is.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // Apple's own names
pub struct Identity {
    pub pass_type: String,
    pub team: String,
    pub serial: String,
    pub token: String,
    /// Where phones ask for changes; https only, so a house without has none.
    pub web_service: Option<String>,
}

/// The members that we use.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    format_version: u32,
    pass_type_identifier: String,
    team_identifier: String,
    serial_number: String,
    organization_name: String,
    description: String,
    logo_text: String,
    foreground_color: &'static str,
    background_color: &'static str,
    label_color: &'static str,
    voided: bool,
    sharing_prohibited: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date: Option<String>,
    #[serde(rename = "webServiceURL", skip_serializing_if = "Option::is_none")]
    web_service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authentication_token: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    barcodes: Vec<Barcode>,
    store_card: Fields,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Barcode {
    format: &'static str,
    message: String,
    message_encoding: &'static str,
    alt_text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    header_fields: Vec<Field>,
    primary_fields: Vec<Field>,
    secondary_fields: Vec<Field>,
    auxiliary_fields: Vec<Field>,
    back_fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
struct Field {
    key: &'static str,
    label: &'static str,
    value: String,
}

/// Lines that stand side by side under the product.
const SECONDARY: usize = 2;

/// The document of a card.
pub fn document(card: &Card, identity: Identity) -> Document {
    let fields = |lines: &[Line]| lines.iter().cloned().map(field).collect::<Vec<_>>();
    let (second, third) = card.front.split_at(card.front.len().min(SECONDARY));
    let barcode = card.code.as_ref().map(|(message, below)| Barcode {
        format: "PKBarcodeFormatQR",
        message: message.clone(),
        message_encoding: "iso-8859-1",
        alt_text: below.clone(),
    });
    let token = identity.web_service.is_some().then_some(identity.token);
    Document {
        format_version: 1,
        pass_type_identifier: identity.pass_type,
        team_identifier: identity.team,
        serial_number: identity.serial,
        organization_name: card.issuer.clone(),
        description: card.description.clone(),
        logo_text: card.issuer.clone(),
        foreground_color: "rgb(35, 31, 26)",
        background_color: "rgb(246, 242, 234)",
        label_color: "rgb(95, 87, 76)",
        voided: card.is_void,
        sharing_prohibited: true,
        expiration_date: card.ends.map(moment),
        web_service: identity.web_service,
        authentication_token: token,
        barcodes: barcode.into_iter().collect(),
        store_card: Fields {
            header_fields: card.left.iter().cloned().map(field).collect(),
            primary_fields: vec![Field { key: "product", label: "", value: card.product.clone() }],
            secondary_fields: fields(second),
            auxiliary_fields: fields(third),
            back_fields: fields(&card.back),
        },
    }
}

fn field(line: Line) -> Field {
    Field { key: line.key, label: line.label, value: line.value }
}

/// `2026-11-30T23:59:59+08:00`
pub(super) fn moment(at: Instant) -> String {
    format!("{}+08:00", at.taipei_text().replace('/', "-").replacen(' ', "T", 1))
}
