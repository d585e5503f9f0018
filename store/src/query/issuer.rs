//! What a ticket, and a gift before it is one's own, must show about its issuer (RULES §7).

use super::picture::picture;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::contract::last_day_told;
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
    /// The contract with the platform was ended or has run out: its last day. Tickets go on.
    pub contract_last_day: Option<Day>,
    /// Shop site, LINE, Facebook, Twitter, Instagram: those that there are.
    pub links: Vec<String>,
    pub logo: Option<Picture>,
}

/// From a row that selected the merchant's columns by their names, its number as `merchant`, its
/// picture's as `logo…`; as it stands today.
pub(super) fn issuer_data(columns: &Columns<'_>, today: Day) -> Result<IssuerData, StoreError> {
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
        contract_last_day: contract_last_day(columns, today)?,
        links: links(columns)?,
        logo: match columns.maybe_text("logo")? {
            Some(_) => Some(picture(columns, ["logo", "logo_width", "logo_height", "logo_plate"])?),
            None => None,
        },
    })
}

/// A merchant as its own page for finding tickets says.
#[derive(Debug, Clone)]
pub struct PublicMerchant {
    /// 商店代號
    pub number: MerchantNumber,
    /// What people call it.
    pub name: String,
    /// As [`IssuerData::contract_last_day`].
    pub contract_last_day: Option<Day>,
}

impl Store {
    /// What anybody may know of a merchant whose number they have.
    pub async fn public_merchant(&self, number: MerchantNumber) -> Result<PublicMerchant, StoreError> {
        let row =
            sqlx::query("SELECT name, contract_until, contract_ended_on FROM merchant WHERE number = $1")
                .bind(i64::from(number.0))
                .fetch_optional(self.engine.reader())
                .await?
                .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let contract_last_day = contract_last_day(&columns, self.now().day())?;
        Ok(PublicMerchant { number, name: columns.text("name")?, contract_last_day })
    }
}

/// From a row that selected `contract_until` and `contract_ended_on`: what holders are told of the contract's end.
pub(super) fn contract_last_day(columns: &Columns<'_>, today: Day) -> Result<Option<Day>, StoreError> {
    let day = |name| columns.maybe_day(name);
    Ok(last_day_told(day("contract_until")?, day("contract_ended_on")?, today))
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
