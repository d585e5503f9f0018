//! 操作設定 and 合約及費率 of a merchant (RULES §8, §15).

use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::contract::{self, Contract, Fee, RedemptionMode};
use domain::give_back::FeeCap;
use domain::identity::MerchantNumber;
use domain::money::Percent;
use domain::refusal::Refusal;
use domain::set_up::{Required, Settings, VoucherFacts};
use sqlx::any::AnyRow;

/// Everything a merchant is set up with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// 商店代號
    pub number: MerchantNumber,
    /// The four characters of serials and codes.
    pub issuer_code: String,
    /// What the merchant changes.
    pub settings: Settings,
    /// What a form of the settings was made of.
    pub settings_version: i64,
    /// What the operator changes.
    pub contract: Contract,
    /// What a form of the contract was made of.
    pub contract_version: i64,
}

impl SetUp {
    /// What must still be filled in before anything is issued.
    pub fn missing(&self) -> Vec<Required> {
        self.voucher_facts().missing()
    }

    /// Whether the merchant may issue now, or the first reason why not.
    pub fn may_issue(&self, now: Instant) -> Result<(), Refusal> {
        contract::may_issue(self.contract.standing(now.day()), self.contract.issue_open)?;
        let missing = self.missing();
        if missing.is_empty() { Ok(()) } else { Err(Refusal::SetUpIncomplete { missing }) }
    }

    fn voucher_facts(&self) -> VoucherFacts {
        let (contract, settings) = (&self.contract, &self.settings);
        VoucherFacts {
            name: contract.name.clone(),
            responsible_person: contract.responsible_person.clone(),
            tax_id: contract.tax_id.clone(),
            address: contract.address.clone(),
            service_phone: settings.service_phone.clone(),
            service_email: settings.service_email.clone(),
            return_rights: settings.return_rights.clone(),
            guarantee_bank: contract.guarantee_bank.clone(),
            guarantee_days: contract.guarantee_days,
        }
    }
}

const READ: &str = "
SELECT number, issuer_code, name, responsible_person, tax_id, address, shop_site, service_phone, service_email,
       return_rights, guarantee_bank, guarantee_days, issue_open, requests_open, tells_uses, request_fee, answer_days, payout_days, fee_cap, sms_open,
       contract_version, settings_version, contract_from, contract_until, contract_ended_on, redemption_mode, opened,
       sms_contracted, rates_with_tax, retention_months, line_link, facebook_link, twitter_link, instagram_link, shows_shop_site
FROM merchant WHERE number = $1";

impl Store {
    /// What a merchant is set up with.
    pub async fn set_up_of(&self, merchant: MerchantNumber) -> Result<SetUp, StoreError> {
        let row = sqlx::query(READ)
            .bind(i64::from(merchant.0))
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        let rates = sqlx::query("SELECT fee, rate FROM contract_rate WHERE merchant = $1")
            .bind(i64::from(merchant.0))
            .fetch_all(self.engine.reader())
            .await?;
        let mut rates = rates
            .iter()
            .map(|row| Ok((Columns(row).stated("fee", Fee::parse)?, Columns(row).number("rate")?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        rates.sort();
        set_up(&row, rates)
    }
}

fn set_up(row: &AnyRow, rates: Vec<(Fee, i64)>) -> Result<SetUp, StoreError> {
    let columns = Columns(row);
    Ok(SetUp {
        number: columns.merchant("number")?,
        issuer_code: columns.text("issuer_code")?,
        settings: Settings {
            service_phone: columns.text("service_phone")?,
            service_email: columns.text("service_email")?,
            line: columns.maybe_text("line_link")?,
            facebook: columns.maybe_text("facebook_link")?,
            twitter: columns.maybe_text("twitter_link")?,
            instagram: columns.maybe_text("instagram_link")?,
            shows_shop_site: columns.flag("shows_shop_site")?,
            return_rights: columns.text("return_rights")?,
            sms_open: columns.flag("sms_open")?,
            requests_open: columns.flag("requests_open")?,
            tells_uses: columns.flag("tells_uses")?,
            request_fee: Percent(columns.count("request_fee")?),
            answer_days: columns.count("answer_days")?,
        },
        settings_version: columns.number("settings_version")?,
        contract: Contract {
            name: columns.text("name")?,
            responsible_person: columns.text("responsible_person")?,
            tax_id: columns.text("tax_id")?,
            address: columns.text("address")?,
            shop_site: columns.maybe_text("shop_site")?,
            from: columns.maybe_day("contract_from")?,
            until: columns.maybe_day("contract_until")?,
            ended_on: columns.maybe_day("contract_ended_on")?,
            mode: columns.stated("redemption_mode", RedemptionMode::parse)?,
            opened: contract::opened(columns.text("opened")?.split(' ')),
            guarantee_bank: columns.text("guarantee_bank")?,
            guarantee_days: columns.count("guarantee_days")?,
            payout_days: columns.count("payout_days")?,
            fee_cap: FeeCap(Percent(columns.count("fee_cap")?)),
            retention_months: columns.count("retention_months")?,
            issue_open: columns.flag("issue_open")?,
            sms: columns.flag("sms_contracted")?,
            rates_with_tax: columns.flag("rates_with_tax")?,
            rates,
        },
        contract_version: columns.number("contract_version")?,
    })
}
