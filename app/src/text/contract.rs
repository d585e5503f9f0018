//! 合約及費率 (RULES §15).

use crate::sentences::Sentence;
use domain::contract::{Fee, Opening, RedemptionMode};

sentences! {
    TITLE = "合約及費率", "Contract and rates";
    STATE = "合約狀態", "State";
    FORMAL = "正式合約", "In force";
    NOT_BEGUN = "{day} 開始", "Begins {day}";
    OVER = "已終止（最後一日 {day}）", "Over (last day {day})";
    NAME = "發行單位", "Issuer";
    RESPONSIBLE_PERSON = "負責人", "Responsible person";
    OWNER_INVITED = "平台邀請的負責人帳號", "Owner's account, invited by the platform";
    TAX_ID = "統一編號", "Tax ID";
    ADDRESS = "地址", "Address";
    SHOP_SITE = "商店網站", "Shop site";
    NUMBER = "商店代號", "Merchant number";
    ISSUER_CODE = "票券代碼", "Code on tickets";
    ISSUER_CODE_HINT = "4 碼英數字，印在每個票券序號與核銷代碼上，之後不可更改。", "Four letters or digits; they stand in every serial and code and never change.";
    FROM = "開始日期", "First day";
    UNTIL = "結束日期", "Last day";
    UNTIL_HINT = "空白表示不定期。", "Empty: until further notice.";
    ENDED_ON = "提前終止", "Ended early";
    MODE = "核銷方式", "Redemption";
    OPENED = "支援類型與發行方式", "Kinds and ways";
    GUARANTEE_BANK = "價金保管機構", "Trust bank";
    GUARANTEE_DAYS = "保管天期", "Days in trust";
    GUARANTEE_DAYS_HINT = "依法至少 365 天，發行日為第 1 天。", "365 at least by law; the day of issue is day 1.";
    PAYOUT_DAYS = "撥款天期", "Days to payout";
    FEE_CAP = "退貨手續費上限（%）", "Highest fee for a return (%)";
    FEE_CAP_HINT = "占退款面額的百分比，依法不得超過 3 %；每張手續費也不會超過面額。",
        "Of the face value that is returned: 3 by law at most, and never more than the face value.";
    RETENTION = "個人資料保存月數", "Months that personal data are kept";
    RETENTION_HINT = "訂單的票券全部結束後，購買人與持有人的姓名、手機、信箱再保存幾個月（6 到 120）；空白為 60 個月。帳務與紀錄不受影響。", "How long names, phones and mail addresses stay once every ticket of an order has ended (6 to 120); empty: 60. Books and log are not touched.";
    ISSUE_OPEN = "ECT 發行服務", "Issue service";
    ISSUE_OPEN_ON = "已開通", "Open";
    ISSUE_OPEN_OFF = "未開通", "Not open";
    SMS = "簡訊發送服務", "Text messages";
    RATES = "費率", "Rates";
    RATES_HINT = "空白表示不收；小數最多 4 位。", "Empty: not charged. Four decimals at most.";
    RATES_WITH_TAX = "含稅費率", "Rates include tax";
    WITH_TAX = "含稅", "Tax included";
    WITHOUT_TAX = "未稅", "Without tax";
    DOLLARS = "{rate} 元", "NT$ {rate}";
    PERCENT = "{rate} %", "{rate} %";
    FIND_LINK = "電子票券訂單查詢連結", "Page where holders find their tickets";
}

/// 核銷方式.
pub const fn mode(mode: RedemptionMode) -> Sentence {
    match mode {
        RedemptionMode::AfterUse => Sentence { chinese: "使用後核銷", english: "After use" },
        RedemptionMode::Instalments => Sentence { chinese: "分期核銷", english: "By instalments" },
    }
}

/// What a contract opens.
pub const fn opening(opening: Opening) -> Sentence {
    let (chinese, english) = match opening {
        Opening::Paid => ("提貨券", "Vouchers"),
        Opening::Gift => ("贈品券", "Gift vouchers"),
        Opening::ElectronicAtOnce => ("電子票券：即期", "Electronic, usable at once"),
        Opening::ElectronicLater => ("電子票券：非即期", "Electronic, usable later"),
        Opening::ConvenienceStore => ("超商票券：ibon", "Convenience store: ibon"),
        Opening::PlatformPrint => ("紙本票券：綠界列印", "Paper, printed by the platform"),
        Opening::MerchantPrint => ("紙本票券：廠商列印", "Paper, printed by the merchant"),
    };
    Sentence { chinese, english }
}

/// A fee.
pub const fn fee(fee: Fee) -> Sentence {
    let (chinese, english) = match fee {
        Fee::Service => ("ECT服務費（元）", "Service fee (NT$)"),
        Fee::SetUp => ("ECT設定費（元）", "Set-up fee (NT$)"),
        Fee::ReturnAmount => ("退貨作業費（元／張）", "Return processing, to the platform (NT$ a ticket)"),
        Fee::ReturnPercent => ("退貨作業費（%）", "Return processing, to the platform (%)"),
        Fee::Sms => ("簡訊服務費（元）", "Text message (NT$)"),
        Fee::PrintPaid => ("紙本票券印製費：提貨券（元）", "Printing a voucher (NT$)"),
        Fee::PrintGift => ("紙本票券印製費：贈品券（元）", "Printing a gift voucher (NT$)"),
        Fee::SerialPaidConvenienceStore => {
            ("序號處理費：提貨券-超商票券（元）", "Serial: voucher, convenience store (NT$)")
        }
        Fee::SerialGiftConvenienceStore => {
            ("序號處理費：贈品券-超商票券（元）", "Serial: gift, convenience store (NT$)")
        }
        Fee::SerialPaidPaper => ("序號處理費：提貨券-紙本票券（元）", "Serial: voucher, paper (NT$)"),
        Fee::SerialGiftPaper => ("序號處理費：贈品券-紙本票券（元）", "Serial: gift, paper (NT$)"),
        Fee::SerialPaidElectronic => {
            ("序號處理費：提貨券-電子票券（元）", "Serial: voucher, electronic (NT$)")
        }
        Fee::SerialGiftElectronic => ("序號處理費：贈品券-電子票券（元）", "Serial: gift, electronic (NT$)"),
    };
    Sentence { chinese, english }
}
