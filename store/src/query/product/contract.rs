//! What the contract says about publishing a product (RULES §7).

use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::give_back::FeeCap;
use domain::identity::MerchantNumber;
use domain::money::Percent;
use domain::product::policy::{self, Finding, IssuerField, Publishing};
use domain::product::{ProductFacts, TermsForm};

/// What is looked at before a product is published.
#[derive(Debug, Clone)]
pub struct Contract {
    guarantee_days: u32,
    fee_cap: FeeCap,
    issuer: Vec<(IssuerField, String)>,
}

impl Contract {
    /// What was found in a product (RULES §7).
    pub fn findings(&self, facts: &ProductFacts) -> Vec<Finding> {
        let terms = |form: TermsForm| (form, facts.terms_of(form));
        policy::findings(&Publishing {
            kind: facts.kind,
            name: &facts.name,
            face_value: facts.face_value,
            terms: [
                terms(TermsForm::Electronic),
                terms(TermsForm::Paper),
                terms(TermsForm::ConvenienceStore),
            ],
            guarantee_days: self.guarantee_days,
            fee_cap: self.fee_cap,
            issuer: &self.issuer,
        })
    }
}

impl Store {
    /// What is looked at before any product of the merchant is published.
    pub async fn contract(&self, merchant: MerchantNumber) -> Result<Contract, StoreError> {
        let row = sqlx::query(
            "SELECT name, responsible_person, tax_id, address, service_phone, service_email, return_rights,
                    guarantee_bank, guarantee_days, fee_cap
             FROM merchant WHERE number = $1",
        )
        .bind(i64::from(merchant.0))
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        // The fields are named as their columns are.
        let issuer = IssuerField::ALL.iter().map(|&field| Ok((field, columns.text(field.as_str())?)));
        Ok(Contract {
            guarantee_days: columns.count("guarantee_days")?,
            fee_cap: FeeCap(Percent(columns.count("fee_cap")?)),
            issuer: issuer.collect::<Result<_, StoreError>>()?,
        })
    }
}
