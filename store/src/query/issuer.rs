//! What a ticket, and a gift before it is one's own, must show about its issuer (RULES §7).

use super::picture::picture;
use crate::StoreError;
use crate::table::columns::Columns;
use domain::calendar::Day;
use domain::identity::MerchantNumber;
use domain::picture::Picture;

/// What a ticket must show about its issuer (RULES §7).
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of table merchant
pub struct IssuerData {
    pub number: MerchantNumber,
    pub name: String,
    pub responsible_person: String,
    pub tax_id: String,
    pub address: String,
    pub service_phone: String,
    pub service_email: String,
    pub return_rights: String,
    pub guarantee_bank: String,
    /// The contract with the platform was ended: its last day. Tickets go on.
    pub contract_ended_on: Option<Day>,
    /// Shop site, LINE, Facebook, Twitter, Instagram: those that there are.
    pub links: Vec<String>,
    pub logo: Option<Picture>,
}

/// From a row that selected the merchant's columns by their names, its number as `merchant`, its
/// picture's as `logo…`.
pub(super) fn issuer_data(columns: &Columns<'_>) -> Result<IssuerData, StoreError> {
    Ok(IssuerData {
        number: columns.merchant("merchant")?,
        name: columns.text("name")?,
        responsible_person: columns.text("responsible_person")?,
        tax_id: columns.text("tax_id")?,
        address: columns.text("address")?,
        service_phone: columns.text("service_phone")?,
        service_email: columns.text("service_email")?,
        return_rights: columns.text("return_rights")?,
        guarantee_bank: columns.text("guarantee_bank")?,
        contract_ended_on: columns.maybe_day("contract_ended_on")?,
        links: links(columns)?,
        logo: match columns.maybe_text("logo")? {
            Some(_) => Some(picture(columns, ["logo", "logo_width", "logo_height", "logo_plate"])?),
            None => None,
        },
    })
}

fn links(columns: &Columns<'_>) -> Result<Vec<String>, StoreError> {
    let mut links = Vec::new();
    if columns.flag("shows_shop_site")? {
        links.extend(columns.maybe_text("shop_site")?);
    }
    for name in ["line_link", "facebook_link", "twitter_link", "instagram_link"] {
        links.extend(columns.maybe_text(name)?);
    }
    Ok(links)
}
