//! 合約及費率 (RULES §15): what the operator has agreed on with a merchant. Only the operator changes it; the merchant reads
//! it.

use crate::calendar::Day;
use crate::change::{self, Fields};
use crate::field::{self, Fault, Faults};
use crate::give_back::FeeCap;
use crate::money::Percent;
use crate::refusal::Refusal;
use crate::ticket::TicketKind;

stated_enum! {
    /// 核銷方式, fixed by the contract.
    pub enum RedemptionMode {
        /// 使用後核銷
        AfterUse = "after_use",
        /// 分期核銷
        Instalments = "instalments",
    }
}

stated_enum! {
    /// What a contract opens: kinds, and ways of each form.
    pub enum Opening {
        /// 提貨券
        Paid = "paid",
        /// 贈品券
        Gift = "gift",
        /// 電子票券, 即期
        ElectronicAtOnce = "electronic_at_once",
        /// 電子票券, 非即期
        ElectronicLater = "electronic_later",
        /// 超商票券, ibon
        ConvenienceStore = "convenience_store",
        /// 紙本票券, printed by the platform (綠界列印)
        PlatformPrint = "platform_print",
        /// 紙本票券, printed by the merchant (廠商列印)
        MerchantPrint = "merchant_print",
    }
}

stated_enum! {
    /// A fee of the contract, in ten-thousandths of a NT$, or of a percent.
    pub enum Fee {
        /// ECT服務費, NT$
        Service = "service",
        /// ECT設定費, NT$
        SetUp = "set_up",
        /// 退貨作業費, NT$ a ticket
        ReturnAmount = "return_amount",
        /// 退貨作業費, percent of the face value
        ReturnPercent = "return_percent",
        /// 簡訊服務費, NT$ each
        Sms = "text_message",
        /// 印製費 of 提貨券, NT$ each
        PrintPaid = "print_paid",
        /// 印製費 of 贈品券, NT$ each
        PrintGift = "print_gift",
        /// 序號處理費 of 提貨券, 超商
        SerialPaidConvenienceStore = "serial_paid_convenience_store",
        /// 序號處理費 of 贈品券, 超商
        SerialGiftConvenienceStore = "serial_gift_convenience_store",
        /// 序號處理費 of 提貨券, 紙本
        SerialPaidPaper = "serial_paid_paper",
        /// 序號處理費 of 贈品券, 紙本
        SerialGiftPaper = "serial_gift_paper",
        /// 序號處理費 of 提貨券, 電子
        SerialPaidElectronic = "serial_paid_electronic",
        /// 序號處理費 of 贈品券, 電子
        SerialGiftElectronic = "serial_gift_electronic",
    }
}

/// The law wants the money kept for a year at least ‡.
pub const LEAST_GUARANTEE_DAYS: u32 = 365;
const MOST_GUARANTEE_DAYS: u32 = 3_650;
const MOST_PAYOUT_DAYS: i64 = 90;

/// A contract as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// 發行單位
    pub name: String,
    /// 負責人
    pub responsible_person: String,
    /// 統一編號
    pub tax_id: String,
    /// Address.
    pub address: String,
    /// 商店網站
    pub shop_site: Option<String>,
    /// First day.
    pub from: Option<Day>,
    /// Last day as agreed; `None` = until further notice.
    pub until: Option<Day>,
    /// Ended early: its last day.
    pub ended_on: Option<Day>,
    /// 核銷方式
    pub mode: RedemptionMode,
    /// What is opened, in the order of [`Opening::ALL`].
    pub opened: Vec<Opening>,
    /// 價金保管機構
    pub guarantee_bank: String,
    /// 保管天期
    pub guarantee_days: u32,
    /// 撥款天期
    pub payout_days: u32,
    /// The most that the merchant may keep of a refund (退貨手續費上限): the law's 3 %, or less (RULES §4).
    pub fee_cap: FeeCap,
    /// ECT 發行服務 已開通
    pub issue_open: bool,
    /// 簡訊發送服務 is part of the contract; the merchant switches it.
    pub sms: bool,
    /// 含稅; otherwise 未稅.
    pub rates_with_tax: bool,
    /// Fees that were agreed on; what is not there is not charged.
    pub rates: Vec<(Fee, i64)>,
}

impl Contract {
    /// For the history.
    pub fn fields(&self) -> Fields {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let mut fields = vec![
            ("name", self.name.clone()),
            ("responsible_person", self.responsible_person.clone()),
            ("tax_id", self.tax_id.clone()),
            ("address", self.address.clone()),
            ("shop_site", self.shop_site.clone().unwrap_or_default()),
            ("from", day(self.from)),
            ("until", day(self.until)),
            ("ended_on", day(self.ended_on)),
            ("mode", self.mode.as_str().to_owned()),
            ("opened", opened_text(&self.opened)),
            ("guarantee_bank", self.guarantee_bank.clone()),
            ("guarantee_days", self.guarantee_days.to_string()),
            ("payout_days", self.payout_days.to_string()),
            ("fee_cap", self.fee_cap.0.text()),
            ("issue_open", change::flag(self.issue_open)),
            ("sms", change::flag(self.sms)),
            ("rates_with_tax", change::flag(self.rates_with_tax)),
        ];
        fields.extend(Fee::ALL.iter().map(|fee| {
            let rate = self.rate(*fee).map(field::rate_text);
            (fee.as_str(), rate.unwrap_or_default())
        }));
        fields
    }

    /// What was agreed on, if anything.
    pub fn rate(&self, fee: Fee) -> Option<i64> {
        self.rates.iter().find(|(agreed, _)| *agreed == fee).map(|(_, rate)| *rate)
    }

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

/// What is opened, in one text.
pub fn opened_text(opened: &[Opening]) -> String {
    let names: Vec<_> = opened.iter().map(|opening| opening.as_str()).collect();
    names.join(" ")
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

/// What these texts open, in order, each once; unknown ones open nothing.
pub fn opened<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Opening> {
    let found: Vec<_> = texts.filter_map(Opening::parse).collect();
    Opening::ALL.iter().copied().filter(|opening| found.contains(opening)).collect()
}

/// How a contract stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its first day has not come.
    NotBegun(Day),
    /// 正式合約
    Formal,
    /// It was ended, or has run out; its last day.
    Over(Day),
}

impl Contract {
    /// How it stands. The last day is still part of it.
    pub fn standing(&self, today: Day) -> Standing {
        standing(self.from, self.until, self.ended_on, today)
    }
}

/// The same, of its three days.
pub fn standing(from: Option<Day>, until: Option<Day>, ended_on: Option<Day>, today: Day) -> Standing {
    let last = [until, ended_on].into_iter().flatten().min();
    match (from, last) {
        (_, Some(last)) if last < today => Standing::Over(last),
        (Some(from), _) if today < from => Standing::NotBegun(from),
        (Some(_) | None, Some(_) | None) => Standing::Formal,
    }
}

/// Whether a contract lets its merchant issue on a day. Tickets that were issued go on without it: they are redeemed,
/// returned and paid out as long as they last ‡.
pub fn may_issue(standing: Standing, issue_open: bool) -> Result<(), Refusal> {
    match standing {
        Standing::NotBegun(_) => Err(Refusal::IssueNotOpen),
        Standing::Over(last_day) => Err(Refusal::ContractOver { last_day: Some(last_day) }),
        Standing::Formal if issue_open => Ok(()),
        Standing::Formal => Err(Refusal::IssueNotOpen),
    }
}

/// Whether a contract has opened an electronic ticket of this kind: the kind, and 即期 or 非即期, which is usable from a later
/// day on.
pub fn may_issue_electronic(
    opened: &[Opening],
    kind: TicketKind,
    usable_from: Option<Day>,
    today: Day,
) -> Result<(), Refusal> {
    let kind = match kind {
        TicketKind::Paid => Opening::Paid,
        TicketKind::Gift => Opening::Gift,
    };
    let way = if usable_from.is_some_and(|day| day > today) {
        Opening::ElectronicLater
    } else {
        Opening::ElectronicAtOnce
    };
    let missing: Vec<_> = [kind, way].into_iter().filter(|wanted| !opened.contains(wanted)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::NotContracted { missing }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

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

    #[test]
    fn the_last_day_is_part_of_the_contract() {
        let (from, until) = (Some(day("2026-01-01")), Some(day("2026-12-31")));
        let on = |today: &str, ended: Option<Day>| standing(from, until, ended, day(today));
        assert_eq!(on("2025-12-31", None), Standing::NotBegun(day("2026-01-01")));
        assert_eq!(on("2026-12-31", None), Standing::Formal);
        assert_eq!(on("2027-01-01", None), Standing::Over(day("2026-12-31")));
        assert_eq!(on("2026-06-30", Some(day("2026-06-30"))), Standing::Formal);
        assert_eq!(on("2026-07-01", Some(day("2026-06-30"))), Standing::Over(day("2026-06-30")));
        assert_eq!(standing(None, None, None, day("2026-01-01")), Standing::Formal);
    }

    #[test]
    fn nothing_is_issued_without_a_contract_and_its_service() {
        assert_eq!(may_issue(Standing::Formal, true), Ok(()));
        assert_eq!(may_issue(Standing::Formal, false), Err(Refusal::IssueNotOpen));
        let last_day = day("2026-06-30");
        assert_eq!(
            may_issue(Standing::Over(last_day), true),
            Err(Refusal::ContractOver { last_day: Some(last_day) })
        );
        assert_eq!(may_issue(Standing::NotBegun(last_day), true), Err(Refusal::IssueNotOpen));
    }

    #[test]
    fn only_what_the_contract_has_opened_is_issued() {
        let opened = [Opening::Paid, Opening::ElectronicAtOnce];
        let today = day("2026-06-30");
        let of = |kind, from| may_issue_electronic(&opened, kind, from, today);
        assert_eq!(of(TicketKind::Paid, None), Ok(()));
        assert_eq!(of(TicketKind::Paid, Some(today)), Ok(()));
        let later = Some(today.plus_days(1));
        let missing = vec![Opening::ElectronicLater];
        assert_eq!(of(TicketKind::Paid, later), Err(Refusal::NotContracted { missing }));
        let missing = vec![Opening::Gift, Opening::ElectronicLater];
        assert_eq!(of(TicketKind::Gift, later), Err(Refusal::NotContracted { missing }));
    }
}
