//! Why a field was not taken.

use crate::language::Language;
use crate::text::product;
use domain::field::Fault;
use domain::product::wording::Breach;

sentences! {
    SUMMARY = "有欄位需要修正，尚未儲存任何變更：", "Nothing was saved. Please correct:";
    MISSING = "這一欄必填。", "This is needed.";
    TOO_SHORT = "至少 {count} 個字。", "At least {count} characters.";
    TOO_LONG = "最多 {count} 個字。", "At most {count} characters.";
    UNREADABLE = "含有無法顯示的字元。", "It holds characters that cannot be shown.";
    PHONE = "只接受數字與「-」。", "Digits and “-” only.";
    MOBILE = "請輸入 09 開頭的 10 碼手機號碼。", "A mobile phone: ten digits that begin with 09.";
    EMAIL = "這不是一個電子信箱地址。", "This is not one e-mail address.";
    TAX_ID = "統一編號有誤，請核對 8 碼。", "This is no tax ID: check its eight digits.";
    WEB_ADDRESS = "請輸入以 {beginning} 開頭的完整網址。", "A whole address that begins with {beginning}.";
    LETTERS_AND_DIGITS = "只接受英文字母、數字與「-」。", "Letters, digits and “-” only.";
    NUMBER = "請輸入 {least} 到 {most} 的整數。", "A whole number from {least} to {most}.";
    RATE = "請輸入不小於 0 的數字，小數最多 4 位。", "A number of zero or more, with four decimals at most.";
    ABOVE_LAW = "請輸入 0 到 {most} 的百分比（法定上限 {most} %），小數最多 2 位。",
        "A percentage from 0 to {most}, which is the law's limit; two decimals at most.";
    FEE = "請輸入金額如 30，或百分比如 3%。", "An amount such as 30, or a part such as 3%.";
    MORE_THAN = "最多 {most}。", "At most {most}.";
    NO_FEE = "這裡不可收手續費。", "No fee may be kept here.";
    ONE_OF_TWO = "兩欄只能填一欄。", "Fill in only one of the two.";
    DAY = "這不是一個日期。", "This is no date.";
    DAY_BEFORE = "不可早於開始日期。", "Not before the first day.";
    ACCOUNT_NAME = "須為 6 到 20 個英文字母與數字，兩者都要有。", "6 to 20 letters and digits, and both of them.";
    HOURS = "每個時段都要選星期，並填開始與結束時間；整列空白表示不使用。",
        "Each window needs its days, a beginning and an end; a row left empty is not used.";
    PRODUCTS = "限定商品時要至少選一項，且須是貴店可處理的商品。",
        "Limited to products, an account needs at least one that your shop has.";
    POWERS = "至少選一項權限。", "Choose one permission at least.";
    TAKEN = "已經有人使用。", "It is taken already.";
    REACH = "請輸入電子信箱，或 09 開頭的手機號碼。", "A mail address, or a mobile phone that begins with 09.";
    NAMES_SOMEBODY = "紀錄不能留下這個人的信箱或手機。", "The log keeps neither this mail address nor this phone.";
    CHOICE = "請選擇其中一項。", "Choose one of them.";
    SETS_AN_END = "這段文字訂了使用期限。", "These words set an end.";
    HIGH_FEE = "這段文字的手續費超過上限。", "These words name a fee above the law's limit.";
    CLAUSE = "票券不得記載這類文字：{clause}。", "A ticket may carry no such words: {clause}.";
}

/// The sentence of a fault.
pub fn of(fault: Fault, language: Language) -> String {
    let count = |count: usize| count.to_string();
    match fault {
        Fault::Missing => MISSING.of(language).to_owned(),
        Fault::TooShort(least) => TOO_SHORT.with(language, &[("count", &count(least))]),
        Fault::TooLong(most) => TOO_LONG.with(language, &[("count", &count(most))]),
        Fault::Unreadable => UNREADABLE.of(language).to_owned(),
        Fault::Phone => PHONE.of(language).to_owned(),
        Fault::Mobile => MOBILE.of(language).to_owned(),
        Fault::Email => EMAIL.of(language).to_owned(),
        Fault::TaxId => TAX_ID.of(language).to_owned(),
        Fault::WebAddress(beginning) => WEB_ADDRESS.with(language, &[("beginning", beginning)]),
        Fault::LettersAndDigits => LETTERS_AND_DIGITS.of(language).to_owned(),
        Fault::Number(least, most) => {
            NUMBER.with(language, &[("least", &least.to_string()), ("most", &most.to_string())])
        }
        Fault::Rate => RATE.of(language).to_owned(),
        Fault::AboveLaw(most) => ABOVE_LAW.with(language, &[("most", &most.text())]),
        Fault::Fee => FEE.of(language).to_owned(),
        Fault::MoreThan(most) => MORE_THAN.with(language, &[("most", &language.money(most))]),
        Fault::NoFee => NO_FEE.of(language).to_owned(),
        Fault::OneOfTwo => ONE_OF_TWO.of(language).to_owned(),
        Fault::Day => DAY.of(language).to_owned(),
        Fault::DayBefore => DAY_BEFORE.of(language).to_owned(),
        Fault::AccountName => ACCOUNT_NAME.of(language).to_owned(),
        Fault::Hours => HOURS.of(language).to_owned(),
        Fault::Products => PRODUCTS.of(language).to_owned(),
        Fault::Powers => POWERS.of(language).to_owned(),
        Fault::Taken => TAKEN.of(language).to_owned(),
        Fault::Choice => CHOICE.of(language).to_owned(),
        Fault::Reach => REACH.of(language).to_owned(),
        Fault::NamesSomebody => NAMES_SOMEBODY.of(language).to_owned(),
        Fault::Unlawful(breach) => unlawful(breach, language),
    }
}

/// What the words do, and the rule that they break.
fn unlawful(breach: Breach, language: Language) -> String {
    let does = match breach {
        Breach::Expiry => SETS_AN_END.of(language).to_owned(),
        Breach::Fee => HIGH_FEE.of(language).to_owned(),
        Breach::Clause(clause) => CLAUSE.with(language, &[("clause", product::clause(clause).of(language))]),
    };
    [does.as_str(), product::rule(breach.rule()).of(language)].join(language.between_sentences())
}
