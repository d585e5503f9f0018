//! 合約及費率 (RULES §15): what the operator has agreed on with a merchant. Only the operator changes it; the merchant reads
//! it.

mod form;
mod standing;

pub use form::TypedContract;
pub use standing::{Standing, last_day_told, may_issue, may_issue_form, standing, way_of};

use crate::calendar::Day;
use crate::change::{self, Fields};
use crate::field;
use crate::give_back::FeeCap;

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
    /// How many months people's data are kept once their orders have ended.
    pub retention_months: u32,
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
            ("retention_months", self.retention_months.to_string()),
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
}

/// What is opened, in one text.
pub fn opened_text(opened: &[Opening]) -> String {
    let names: Vec<_> = opened.iter().map(|opening| opening.as_str()).collect();
    names.join(" ")
}

/// What these texts open, in order, each once; unknown ones open nothing.
pub fn opened<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Opening> {
    let found: Vec<_> = texts.filter_map(Opening::parse).collect();
    Opening::ALL.iter().copied().filter(|opening| found.contains(opening)).collect()
}
