//! What may and what must not stand on a 提貨券 (RULES §7): sentences as merchants write them.
#![cfg(test)]

use domain::money::Dollars;
use domain::product::wording::{Breach, Clause, breaches};
use proptest::prelude::*;

const FACE: Option<Dollars> = Some(Dollars(500));

/// What stands on vouchers rightly.
const ALLOWED: &[&str] = &[
    // No end, said in so many ways.
    "本券無使用期限，價金保管到期後仍可使用。",
    "本券永久有效",
    "使用期限：無",
    "使用期間不限",
    "本券不會過期，逾期仍可使用",
    "Never expires.",
    "This voucher does not expire. No expiry date.",
    "Valid for one drink at any branch",
    // The guarantee, which the law wants to be told.
    "價金保管期間一年",
    "履約保證期間自2026年1月1日至2026年12月31日止（至少一年）",
    "履約保證期間自2026/08/01至2027/07/31，期滿後仍可使用",
    "本券履約保證期間自發行日起一年",
    "所收取之金額已存入信託專戶，所稱專用係供發行人履行交付商品或提供服務義務使用",
    "信託期間屆滿後，消費者仍得持本券使用",
    "The guarantee period ends on 2027/12/31",
    // 贈品券 may have an end.
    "贈品券使用期限至2027/12/31",
    "加贈之贈品券請於90天內使用完畢，逾期失效",
    // The goods, the house and its offers.
    "開封後請於3日內使用完畢",
    "取貨後7日內可申請更換",
    "外帶餐點請於2小時內食用完畢",
    "動態碼30秒內有效",
    "7/1至7/15裝修公休",
    "12/24至12/25不適用",
    "2027/12/31前購買享優惠",
    "優惠活動至2026/12/31",
    "營業時間11:00至21:00",
    "請於3天前預約",
    "本店創立於100年前",
    "統一編號12345675，一律不找零",
    // Fees the law allows, and what is no fee.
    "退貨手續費 3%，未使用可退",
    "退貨手續費百分之三",
    "退貨手續費15元",
    "收取十五元手續費",
    "退貨免收手續費",
    "面額500元，退貨手續費10元",
    "消費滿1,000元免手續費",
    "退貨手續費3%，平日另享9%回饋",
    "每週一公休，平日可享 9% 回饋",
    "扣除手續費後退還97%",
    "Coffee 20% off on Mondays",
    // Returns.
    "未使用可全額退貨，請洽客服電話。",
    "已使用部分恕不退費",
    "退貨酌收3%手續費",
    "限門市現場兌換，不找零、不兌換現金。",
    "請於結帳前出示 QR 碼，由店員掃描核銷。",
];

/// What must not stand there, and why.
const FORBIDDEN: &[(&str, Breach)] = &[
    ("購買後一年內使用", Breach::Expiry),
    ("購買後１年內使用", Breach::Expiry),
    ("90天內使用完畢", Breach::Expiry),
    ("九十天內使用完畢", Breach::Expiry),
    ("請於半年內兌換", Breach::Expiry),
    ("自購買日起十二個月內提領", Breach::Expiry),
    ("發行日起30天兌換", Breach::Expiry),
    ("有效180天", Breach::Expiry),
    ("三個月有效", Breach::Expiry),
    ("2027/12/31前", Breach::Expiry),
    ("請在２０２７／１２／３１（含）前使用", Breach::Expiry),
    ("2027.12.31止", Breach::Expiry),
    ("至民國116年12月31日", Breach::Expiry),
    ("二〇二七年十二月三十一日以前", Breach::Expiry),
    ("請於2027年底前用完", Breach::Expiry),
    ("使用期間至明年底", Breach::Expiry),
    ("使用期間：一年", Breach::Expiry),
    ("使用期限：2027/12/31", Breach::Expiry),
    ("有 效 期 限 一年", Breach::Expiry),
    ("限當日使用", Breach::Expiry),
    ("逾期視同放棄", Breach::Expiry),
    ("過期作廢", Breach::Expiry),
    ("價金保管期間一年，請於一年內使用完畢", Breach::Expiry),
    ("逾履約保證期間失效", Breach::Expiry),
    ("有效期限同履約保證期間", Breach::Expiry),
    ("贈品券無期限。提貨券請於30天內使用", Breach::Expiry),
    ("本券及贈品券須於90天內使用", Breach::Expiry),
    ("Valid until the end of the year", Breach::Expiry),
    ("Use within 90 days of purchase", Breach::Expiry),
    ("To be used by 31 December 2027", Breach::Expiry),
    ("Valid for 90 days", Breach::Expiry),
    ("Expires on 2027/12/31", Breach::Expiry),
    ("手續費５％", Breach::Fee),
    ("手續費百分之五", Breach::Fee),
    ("手續費百分之３．５", Breach::Fee),
    ("手續費三點五％", Breach::Fee),
    ("退貨收取手續費 3.01%", Breach::Fee),
    ("退貨收取一成手續費", Breach::Fee),
    ("退貨須付手續費，為面額之5%", Breach::Fee),
    ("退貨時扣除面額5%", Breach::Fee),
    ("扣除手續費後退還95%", Breach::Fee),
    ("退貨手續費千分之五十", Breach::Fee),
    ("退貨手續費16元", Breach::Fee),
    ("退貨手續費NT$30", Breach::Fee),
    ("退貨手續費新臺幣三十元", Breach::Fee),
    ("收取３０元手續費", Breach::Fee),
    ("退貨手續費1,000元", Breach::Fee),
    ("退貨手續費3%，最低30元", Breach::Fee),
    ("A fee of 5 % is kept", Breach::Fee),
    ("Return fee: NT$30", Breach::Fee),
    ("售出後恕不退換", Breach::Clause(Clause::NoRefund)),
    ("不退費", Breach::Clause(Clause::NoRefund)),
    ("No refund. NON-REFUNDABLE", Breach::Clause(Clause::NoRefund)),
    ("未用完之餘額作廢", Breach::Clause(Clause::BalanceLost)),
    ("假日使用另加收一成服務費", Breach::Clause(Clause::ExtraCharge)),
    ("本券截角無效", Breach::Clause(Clause::UnfairLimit)),
    ("本店保留變更活動之權利", Breach::Clause(Clause::OneSided)),
    ("遺失本店概不負責", Breach::Clause(Clause::NoLiability)),
    ("圖片僅供參考", Breach::Clause(Clause::AdvertisingOnly)),
];

fn judged(text: &str) -> Vec<Breach> {
    breaches(text, FACE).into_iter().map(|found| found.breach).collect()
}

/// As a Chinese keyboard writes it.
fn full_width(text: &str, every: bool) -> String {
    text.chars()
        .map(|letter| match letter {
            '!'..='~' if every || letter.is_ascii_digit() => {
                char::from_u32(u32::from(letter) + 0xFEE0).unwrap_or(letter)
            }
            ' ' if every => '\u{3000}',
            other => other,
        })
        .collect()
}

fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

#[test]
fn what_may_stand_there() {
    let wrong: Vec<_> = ALLOWED
        .iter()
        .map(|text| (text, breaches(text, FACE)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_must_not_stand_there() {
    let wrong: Vec<_> = FORBIDDEN
        .iter()
        .map(|(text, of)| (text, of, judged(text)))
        .filter(|(_, of, found)| found != &[**of])
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The words that are told are those that stand there.
#[test]
fn the_words_are_those_of_the_text() {
    let told = |text: &str| breaches(text, FACE).into_iter().map(|found| found.words).collect::<Vec<_>>();
    assert_eq!(told("限門市使用，購買後一年內使用。不找零"), ["購買後一年內使用"]);
    assert_eq!(told("未使用可退，手續費５％"), ["手續費５％"]);
    assert_eq!(told("售出後恕不退換"), ["恕不退"]);
}

#[test]
fn a_fee_in_dollars_is_measured_by_the_face_value() {
    let of = |face: Option<i64>| breaches("退貨手續費30元", face.map(Dollars)).len();
    assert_eq!([of(Some(1_000)), of(Some(999)), of(None)], [0, 1, 0]);
}

fn sentence() -> impl Strategy<Value = String> {
    let all: Vec<String> =
        ALLOWED.iter().chain(FORBIDDEN.iter().map(|(text, _)| text)).map(|text| (*text).to_owned()).collect();
    let of_lists = proptest::sample::select(all);
    let made = prop_oneof![
        ("[0-9]{1,3}", prop_oneof![Just("天"), Just("個月"), Just("年")])
            .prop_map(|(count, unit)| format!("購買後{count}{unit}內使用")),
        "[0-9]{1,2}(\\.[0-9]{1,2})?".prop_map(|fee| format!("退貨手續費 {fee}%")),
        "[0-9]{1,4}".prop_map(|fee| format!("退貨手續費{fee}元")),
        ("20[2-3][0-9]", "[1-9]", "[1-9]")
            .prop_map(|(year, month, day)| format!("{year}/{month}/{day}前使用")),
        "[ -~　-〜一-三！-～]{0,30}",
    ];
    prop_oneof![of_lists, made]
}

proptest! {
    /// Whatever the keyboard, the same words are judged alike.
    #[test]
    fn full_and_half_width_are_alike(text in sentence()) {
        let plain = judged(&half_width(&text));
        prop_assert_eq!(&judged(&text), &plain);
        prop_assert_eq!(&judged(&full_width(&half_width(&text), true)), &plain);
        prop_assert_eq!(&judged(&full_width(&half_width(&text), false)), &plain);
        prop_assert_eq!(&judged(&half_width(&text).to_ascii_uppercase()), &plain);
    }

    /// No text is too strange to be looked at, and a fee within the law stays within it.
    #[test]
    fn every_text_is_judged(text in "\\PC{0,60}", percent in 0_u32..=300) {
        let _ = breaches(&text, FACE);
        let fee = format!("退貨手續費{}.{:02}%", percent / 100, percent % 100);
        prop_assert_eq!(judged(&fee), Vec::new());
    }
}
