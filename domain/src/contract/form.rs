//! The form of a contract: what the operator types, read field by field.

use super::{Contract, Fee, LEAST_GUARANTEE_DAYS, RedemptionMode, opened};
use crate::calendar::Day;
use crate::field::{self, Fault, Faults};
use crate::give_back::FeeCap;
use crate::money::Percent;
use crate::retention::{DEFAULT_MONTHS, LEAST_MONTHS, MOST_MONTHS};

const MOST_GUARANTEE_DAYS: u32 = 3_650;
const MOST_PAYOUT_DAYS: i64 = 90;

impl Contract {
    /// As a form shows it.
    pub fn typed(&self) -> TypedContract {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        TypedContract {
            name: self.name.clone(),
            responsible_person: self.responsible_person.clone(),
            tax_id: self.tax_id.clone(),
            address: self.address.clone(),
            shop_site: self.shop_site.clone().unwrap_or_default(),
            from: day(self.from),
            until: day(self.until),
            mode: self.mode.as_str().to_owned(),
            opened: self.opened.iter().map(|opening| opening.as_str().to_owned()).collect(),
            guarantee_bank: self.guarantee_bank.clone(),
            guarantee_days: self.guarantee_days.to_string(),
            payout_days: self.payout_days.to_string(),
            fee_cap: self.fee_cap.0.text(),
            retention_months: self.retention_months.to_string(),
            issue_open: self.issue_open,
            sms: self.sms,
            rates_with_tax: self.rates_with_tax,
            rates: self
                .rates
                .iter()
                .map(|(fee, rate)| (fee.as_str().to_owned(), field::rate_text(*rate)))
                .collect(),
        }
    }
}

/// What the operator typed into the form of a contract, field by field.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields of Contract, as text
pub struct TypedContract {
    pub name: String,
    pub responsible_person: String,
    pub tax_id: String,
    pub address: String,
    pub shop_site: String,
    pub from: String,
    pub until: String,
    pub mode: String,
    pub opened: Vec<String>,
    pub guarantee_bank: String,
    pub guarantee_days: String,
    pub payout_days: String,
    pub fee_cap: String,
    /// Empty = as long as usual.
    pub retention_months: String,
    pub issue_open: bool,
    pub sms: bool,
    pub rates_with_tax: bool,
    pub rates: Vec<(String, String)>,
}

impl TypedContract {
    /// The contract, or every field that is wrong.
    pub fn read(&self) -> Result<Contract, Faults> {
        let mut faults = Faults::default();
        let contract = Contract {
            name: faults.take("name", field::line(&self.name, 1, 50)),
            responsible_person: faults
                .take("responsible_person", field::line(&self.responsible_person, 1, 30)),
            tax_id: faults.take("tax_id", field::tax_id(&self.tax_id)),
            address: faults.take("address", field::line(&self.address, 1, 100)),
            shop_site: faults.take(
                "shop_site",
                field::maybe(&self.shop_site, |text| field::web_address(text, "https://")),
            ),
            from: faults.take("from", field::day(&self.from).map(Some)),
            until: faults.take("until", field::maybe(&self.until, field::day)),
            ended_on: None,
            mode: RedemptionMode::parse(&self.mode).unwrap_or_else(|| {
                faults.add("mode", Fault::Choice);
                RedemptionMode::AfterUse
            }),
            opened: opened(self.opened.iter().map(String::as_str)),
            guarantee_bank: faults.take("guarantee_bank", field::line(&self.guarantee_bank, 1, 50)),
            guarantee_days: count(
                &mut faults,
                "guarantee_days",
                &self.guarantee_days,
                LEAST_GUARANTEE_DAYS.into(),
                MOST_GUARANTEE_DAYS.into(),
            ),
            payout_days: count(&mut faults, "payout_days", &self.payout_days, 0, MOST_PAYOUT_DAYS),
            fee_cap: FeeCap(Percent(faults.take("fee_cap", fee_cap(&self.fee_cap)))),
            retention_months: self.retention_months(&mut faults),
            issue_open: self.issue_open,
            sms: self.sms,
            rates_with_tax: self.rates_with_tax,
            rates: self.rates(&mut faults),
        };
        if contract.opened.is_empty() {
            faults.add("opened", Fault::Missing);
        }
        if let (Some(from), Some(until)) = (contract.from, contract.until)
            && until < from
        {
            faults.add("until", Fault::DayBefore);
        }
        faults.or(contract)
    }

    fn retention_months(&self, faults: &mut Faults) -> u32 {
        if self.retention_months.trim().is_empty() {
            return DEFAULT_MONTHS;
        }
        let (least, most) = (LEAST_MONTHS.into(), MOST_MONTHS.into());
        count(faults, "retention_months", &self.retention_months, least, most)
    }

    fn rates(&self, faults: &mut Faults) -> Vec<(Fee, i64)> {
        let typed = |fee: &Fee| self.rates.iter().find(|(name, _)| name == fee.as_str());
        let read = |fee: &Fee| {
            let (_, text) = typed(fee)?;
            let rate = faults.take(fee.as_str(), field::maybe(text, field::rate))?;
            Some((*fee, rate))
        };
        Fee::ALL.iter().filter_map(read).collect()
    }
}

/// Hundredths of a percent, no more than the law lets anybody keep.
fn fee_cap(text: &str) -> Result<u32, Fault> {
    let text = text.trim().trim_end_matches('%').trim_end();
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let cap = Percent::parse(text).filter(|cap| *cap <= FeeCap::TAIWAN.0);
    cap.map(|cap| cap.0).ok_or(Fault::AboveLaw(FeeCap::TAIWAN.0))
}

fn count(faults: &mut Faults, name: &'static str, text: &str, least: i64, most: i64) -> u32 {
    let number = faults.take(name, field::number(text, least, most));
    u32::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Opening;

    fn typed() -> TypedContract {
        let text = str::to_owned;
        TypedContract {
            name: text("日日好茶"),
            responsible_person: text("林美惠"),
            tax_id: text("12345675"),
            address: text("臺北市"),
            from: text("2026-01-01"),
            mode: text("after_use"),
            opened: vec![text("electronic_at_once"), text("paid"), text("free_beer")],
            guarantee_bank: text("華南商業銀行"),
            guarantee_days: text("365"),
            payout_days: text("7"),
            fee_cap: text("2.5 %"),
            rates: vec![
                (text("text_message"), text("3.1555")),
                (text("set_up"), String::new()),
                (text("beer"), text("1")),
            ],
            ..TypedContract::default()
        }
    }

    #[test]
    fn a_contract_is_read_field_by_field() {
        let contract = typed().read().expect("a contract");
        assert_eq!(contract.opened, [Opening::Paid, Opening::ElectronicAtOnce]);
        assert_eq!(contract.rates, [(Fee::Sms, 31_555)]);
        assert_eq!(contract.fee_cap, FeeCap(Percent(250)));
        assert_eq!(contract.typed().fee_cap, "2.5");
        let wrong = TypedContract {
            tax_id: "12345678".into(),
            until: "2025-12-31".into(),
            guarantee_days: "364".into(),
            rates: vec![("text_message".into(), "free".into())],
            opened: Vec::new(),
            ..typed()
        };
        let faults = wrong.read().expect_err("faults");
        assert_eq!(faults.of("tax_id"), Some(Fault::TaxId));
        assert_eq!(faults.of("until"), Some(Fault::DayBefore));
        assert_eq!(faults.of("guarantee_days"), Some(Fault::Number(365, 3_650)), "the law's year");
        assert_eq!(
            (faults.of("text_message"), faults.of("opened")),
            (Some(Fault::Rate), Some(Fault::Missing))
        );
    }

    #[test]
    fn nobody_may_keep_more_than_the_law_lets_them() {
        for (cap, hundredths) in [("0", 0), ("3", 300), (" 2.99 ", 299)] {
            let read = TypedContract { fee_cap: cap.into(), ..typed() }.read().expect(cap);
            assert_eq!(read.fee_cap.0.0, hundredths);
        }
        for cap in ["3.01", "100", "101", "-1", "x", "1.005"] {
            let faults = TypedContract { fee_cap: cap.into(), ..typed() }.read().expect_err(cap);
            assert_eq!(faults.of("fee_cap"), Some(Fault::AboveLaw(Percent(300))), "{cap}");
        }
        let faults = TypedContract { fee_cap: String::new(), ..typed() }.read().expect_err("nothing");
        assert_eq!(faults.of("fee_cap"), Some(Fault::Missing));
    }
}
