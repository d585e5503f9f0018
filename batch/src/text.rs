//! Every sentence of this crate, in both languages.

use crate::column::Column;
use crate::fault::{Fault, FaultReason};
use crate::workbook::WorkbookRefusal;

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// zh-TW.
    Chinese,
    /// English.
    English,
}

impl Language {
    fn pick(self, chinese: impl Into<String>, english: impl Into<String>) -> String {
        match self {
            Self::Chinese => chinese.into(),
            Self::English => english.into(),
        }
    }
}

impl Fault {
    /// The whole sentence as the preview prints it: 第N筆訂單，…, with row, column and value.
    pub fn sentence(&self, language: Language) -> String {
        let order = match self.order_position {
            Some(position) => language.pick(format!("第{position}筆訂單，"), format!("Order {position}: ")),
            None => String::new(),
        };
        let reason = self.reason.sentence(language);
        let place: Vec<String> = [
            self.row.map(|row| language.pick(format!("第{row}列"), format!("row {row}"))),
            self.column.map(|column| column_name(column, language)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let place = place.join(&language.pick("，", ", "));
        match (language, place.is_empty(), self.shown.is_empty()) {
            (_, true, _) => format!("{order}{reason}"),
            (Language::Chinese, false, true) => format!("{order}{reason}（{place}）"),
            (Language::Chinese, false, false) => format!("{order}{reason}（{place}：{}）", self.shown),
            (Language::English, false, true) => format!("{order}{reason} ({place})"),
            (Language::English, false, false) => format!("{order}{reason} ({place}: {})", self.shown),
        }
    }
}

fn column_name(column: Column, language: Language) -> String {
    let chinese = column.header().split('(').next().unwrap_or_default();
    language.pick(chinese, column.english())
}

impl FaultReason {
    /// What is wrong, without the place.
    pub fn sentence(self, language: Language) -> String {
        let say = |chinese: &str, english: &str| language.pick(chinese, english);
        match self {
            Self::ServiceClosed => say("ECT 發行服務尚未開通", "The issuing service is not open"),
            Self::FormNotOpened => say("合約未開通此出券類型", "The contract has not opened this form"),
            Self::WayNotOpened => {
                say("合約未開通此發行方式", "The contract has not opened this way of issuing")
            }
            Self::KindNotOpened => {
                say("合約未開通此支援類型的商品", "The contract has not opened products of this kind")
            }
            Self::ColumnMissing => say("缺少必要欄位", "A required column is missing"),
            Self::ColumnRepeated => say("欄位重複", "The column is there twice"),
            Self::NoOrders => say("沒有填寫匯入單號的訂單", "No row has an import number"),
            Self::TooManyTickets { limit } => language.pick(
                format!("超過每次發行上限{limit}張票券"),
                format!("More than the {limit} tickets a batch may have"),
            ),
            Self::Missing => say("必填欄位未填", "A required value is missing"),
            Self::Formula => say("不接受公式，請貼上值", "Formulas are not accepted; paste the value"),
            Self::CellError => say("儲存格為錯誤值", "The cell holds an error"),
            Self::NotText => say(
                "儲存格須為文字格式，已被轉為日期或邏輯值",
                "The text was turned into a date or TRUE / FALSE",
            ),
            Self::NumberChanged => say(
                "數字已被試算表改變，請將儲存格改為文字格式後重新輸入",
                "The spreadsheet changed the number; format the cell as text and type it again",
            ),
            Self::TooLong { limit } => {
                language.pick(format!("超過{limit}個字"), format!("More than {limit} characters"))
            }
            Self::NotLettersAndDigits => say("僅能輸入英文字母及數字", "Only letters and digits are allowed"),
            Self::NotAPhone => say(
                "手機號碼格式錯誤，須為09開頭共10碼",
                "Not a mobile phone number: 10 digits beginning with 09",
            ),
            Self::NotAnEmail => say("email 格式錯誤", "Not an e-mail address"),
            Self::NotADate => say(
                "日期格式錯誤，須為 YYYY/MM/DD，例如 2026/08/01，不含時間",
                "Not a date: write YYYY/MM/DD, as 2026/08/01, without a time",
            ),
            Self::YearNotWhole => say(
                "年份須為西元 4 碼；民國年請加 1911，例如 115/08/01 寫成 2026/08/01",
                "Write the year with four digits; a year of the Republic plus 1911: 115/08/01 is 2026/08/01",
            ),
            Self::DateNotInOrder => say(
                "無法分辨月與日，請依年、月、日的順序寫成 2026/08/01",
                "Which is the month cannot be known: write year, month, day, as 2026/08/01",
            ),
            Self::DateIsNumber => say(
                "儲存格是數字，不是日期；請將儲存格改為文字格式，寫成 2026/08/01",
                "The cell holds a number and no date; format it as text and write 2026/08/01",
            ),
            Self::NotACount { most } => {
                language.pick(format!("須為1至{most}的整數"), format!("Not a whole number from 1 to {most}"))
            }
            Self::Contradicts { row } => language.pick(
                format!("與同一匯入單號的第{row}列不一致"),
                format!("Differs from row {row} of the same order"),
            ),
            Self::OrderNumberMissing => say(
                "含提貨券的訂單須填寫廠商訂單編號",
                "An order with paid vouchers needs a merchant order number",
            ),
            Self::GiftNumberMissing => {
                say("僅含贈品券的訂單須填寫贈品單號", "An order of gifts only needs a gift order number")
            }
            Self::OrderNumberWithoutPaid => say(
                "僅含贈品券的訂單不可填寫廠商訂單編號",
                "An order of gifts only must not have a merchant order number",
            ),
            Self::GiftNumberWithoutGift => say(
                "不含贈品券的訂單不可填寫贈品單號",
                "An order without gifts must not have a gift order number",
            ),
            Self::NumberRepeated { order } => language
                .pick(format!("單號與第{order}筆訂單重複"), format!("Order {order} has the same number")),
            Self::AlreadyIssued => say("此單號已發行過", "This number has already been issued"),
            Self::ProductUnknown => {
                say("取得商品資訊時發生錯誤，查無此商品編號", "There is no product with this code")
            }
            Self::ProductOffShelf => {
                say("取得商品資訊時發生錯誤，此商品未上架", "The product is off the shelf")
            }
            Self::ExpiryMissing => {
                say("僅含贈品券的訂單須填寫贈品券到期日", "An order of gifts only needs an expiry date")
            }
            Self::ExpiryPast => say("贈品券到期日不可早於今日", "The expiry date is in the past"),
            Self::ExpiryOfPaid => {
                say("提貨券沒有到期日，請勿填寫", "A paid voucher never expires; leave the expiry date empty")
            }
            Self::UsablePast => say("可使用日期不可早於今日", "The first usable day is in the past"),
            Self::UsableAfterExpiry => {
                say("可使用日期不可晚於贈品券到期日", "The first usable day is after the expiry date")
            }
            Self::UsableMissing => {
                say("非即期票券須填寫可使用日期", "A dated voucher needs its first usable day")
            }
            Self::UsableLater => say(
                "即期票券的可使用日期不可晚於今日",
                "A voucher usable at once cannot have a later first usable day",
            ),
            Self::AddressMissing => {
                say("紙本票券須填寫購買人地址", "Paper vouchers need the purchaser's address")
            }
            Self::TooManyForConvenienceStore { limit, tickets } => language.pick(
                format!("超商票券每筆訂單以{limit}張為上限，此訂單共{tickets}張"),
                format!("A convenience-store order may have {limit} tickets; this one has {tickets}"),
            ),
            Self::AmountTooLarge => say("訂單金額過大", "The amount is too large"),
        }
    }
}

impl WorkbookRefusal {
    /// Why the file is refused.
    pub fn sentence(&self, language: Language) -> String {
        let say = |chinese: &str, english: &str| language.pick(chinese, english);
        match self {
            Self::FileTooLarge => say("檔案過大", "The file is too large"),
            Self::NotAWorkbook => say("不是 xlsx 或 CSV 檔案", "This is neither an xlsx nor a CSV file"),
            Self::OldOrEncrypted => say(
                "檔案為舊版 xls 或設有密碼，請另存為未加密的 xlsx",
                "An old xls or a file with a password; save it as xlsx without one",
            ),
            Self::TooManyEntries => say("檔案內的項目過多", "The file has too many parts"),
            Self::EntryTooLarge { part } => language.pick(
                format!("檔案內容解壓縮後過大（{part}）"),
                format!("A part of the file is too large when unpacked ({part})"),
            ),
            Self::ArchiveTooLarge => say("檔案解壓縮後過大", "The file is too large when unpacked"),
            Self::TooComplex { part, element } => language.pick(
                format!("檔案內容過於複雜（{part}：{element}），請複製到範例模板後再上傳"),
                format!("The file is too complex ({part}: {element}); copy the values into the template"),
            ),
            Self::UnknownText => say(
                "無法辨識文字編碼，請以 UTF-8 或 Big5 儲存 CSV，或改用 xlsx",
                "The characters cannot be read; save the CSV as UTF-8 or Big5, or use xlsx",
            ),
            Self::Macros => say("不接受含巨集的檔案", "Files with macros are not accepted"),
            Self::NoSheet => say("檔案內沒有工作表", "The file has no visible sheet"),
            Self::FarCell { cell } => {
                language.pick(format!("儲存格{cell}超出範圍"), format!("Cell {cell} is out of range"))
            }
            Self::TooMuchContent => say("工作表內容過多", "The sheet holds too much"),
            Self::Damaged => say("檔案已損毀，無法讀取", "The file is damaged"),
        }
    }
}
