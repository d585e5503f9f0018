//! The words themselves: what sets an end, what sets none, what a fee is called, and the clauses that must not stand on a
//! voucher. All are written narrow, small and without blanks, as [`super::phrase`] has its texts; English ones with single
//! blanks.

use super::Clause;

/// Words by which a text sets an end to the use of a ticket, whatever else it is about.
pub const END_OF_USE: &[&str] = &[
    "有效期",
    "使用期限",
    "兌換期限",
    "提貨期限",
    "提領期限",
    "兌領期限",
    "有效日期",
    "效期",
    "期限內使用",
    "期限內兌換",
    "使用截止",
    "兌換截止",
    "使用至年底",
    "兌換至年底",
    "限當日使用",
    "限當天使用",
    "限當日兌換",
    "限當天兌換",
    "限當月使用",
    "限當日有效",
    "限當天有效",
];

/// Words by which a text sets an end to something: to the use of a ticket, where it is about nothing else.
pub const END: &[&str] = &[
    "到期",
    "逾期",
    "日前使用",
    "日前兌換",
    "底前使用",
    "底前兌換",
    "日止",
    "年底止",
    "月底止",
    "過期",
    "屆期",
    "期滿",
    "逾時作廢",
    "逾時失效",
];

/// What is shown of a ticket, for half a minute or for once.
pub const CODE: &[&str] = &["qr", "條碼", "動態碼", "驗證碼", "核銷碼", "短碼", "代碼"];
/// What is done when its time is over.
pub const SHOWN_ANEW: &[&str] = &["重新", "更新", "刷新", "再次", "換新", "新的"];

/// Words that hold those and set none.
pub const NO_END: &[&str] = &[
    "無使用期限",
    "無有效期限",
    "無兌換期限",
    "無效期",
    "沒有使用期限",
    "沒有有效期限",
    "不設使用期限",
    "不限使用期限",
    "不受使用期限",
    "使用期限:無",
    "使用期限無",
    "使用期限不限",
    "使用期限:不限",
    "有效期限:無",
    "有效期限無",
    "有效期:無",
    "效期:無",
    "無使用期間",
    "不限使用期間",
    "使用期間不限",
    "使用期間:不限",
    "使用期間:無",
    "使用期間無限制",
    "沒有到期",
    "無到期",
    "不會到期",
    "不會過期",
    "永不過期",
    "沒有過期",
    "無過期",
    "永久有效",
    "逾期兌回",
    "保管逾期",
    "保障到期",
    "保證到期",
    "保管到期",
    "保障期間到期",
    "保管期間到期",
    "保證有效期",
    "保障有效期",
    "保管有效期",
];

/// A span of which a text says when it is: 使用期間至…
pub const SPANS: &[&str] = &["使用期間", "兌換期間", "提貨期間", "提領期間"];
/// What follows such a word where the span has an end.
pub const SPAN_GOES_ON: &[char] = &['至', '到', '為', '自', '從', '是', '起', '限', '共', '有', ':'];

/// What the law itself wants to be told, with its days.
pub const GUARANTEE: &[&str] = &[
    "履約保證",
    "履約保障",
    "價金保管",
    "保證期間",
    "保證責任期間",
    "保障期間",
    "保管期間",
    "信託",
    "專戶",
    "guarantee",
    "trust",
];
/// The ticket that this is about.
pub const VOUCHER: &[&str] = &["提貨券", "本券", "禮券", "此券", "票券"];
/// The ticket that may have an end.
pub const GIFT: &[&str] = &["贈品", "giftvoucher"];

/// What is done with a ticket.
pub const USE: &[&str] =
    &["使用", "兌換", "兌領", "兌付", "提領", "提貨", "換領", "領取", "抵用", "用完", "用畢", "核銷"];
/// What becomes of a ticket whose end has come.
pub const LOST: &[&str] = &[
    "失效",
    "作廢",
    "視同放棄",
    "不得使用",
    "不能使用",
    "不可使用",
    "無法使用",
    "停止使用",
    "不得兌換",
    "不能兌換",
    "不可兌換",
    "無法兌換",
];
/// What says that it stays good.
pub const STILL: &[&str] = &["仍可", "仍得", "仍能", "仍然", "仍接受", "不影響", "不會失效"];

/// What follows a duration or a day that is an end.
pub const WITHIN: &[&str] = &["內", "以內", "之內"];
/// The same, of a day.
pub const BEFORE: &[&str] = &["前", "以前", "之前", "止", "為止", "截止", "到期", "終止"];
/// Units of time in which tickets end; what ends in minutes is a code or a drink.
pub const UNITS: &[&str] = &[
    "個工作天",
    "個工作日",
    "工作天",
    "工作日",
    "個禮拜",
    "個星期",
    "個月",
    "個年度",
    "日曆天",
    "星期",
    "天",
    "日",
    "週",
    "周",
    "月",
    "年",
    "季",
];
/// From when a duration is counted, where it is one of a ticket.
pub const FROM: &[&str] = &[
    "購買後",
    "購買日",
    "購買起",
    "購入後",
    "購入日",
    "發行後",
    "發行日",
    "售出後",
    "售出日",
    "出售日",
    "開立後",
    "開立日",
    "取得後",
    "收到後",
    "即日起",
    "當日起",
    "日起算",
];
/// What a duration is about, where it is not the ticket's: the goods, or how often it may be used.
pub const OF_GOODS: &[&str] = &["開封", "拆封", "取貨後", "取餐後", "冷藏", "保存", "食用", "飲用", "重複"];
/// What a day is about, where it is not the ticket's.
pub const OF_DAYS: &[&str] = &[
    "公休",
    "休息",
    "店休",
    "休館",
    "歇業",
    "裝修",
    "整修",
    "施工",
    "暫停",
    "停業",
    "不營業",
    "不適用",
    "預購",
    "訂購",
    "下單",
    "前購買",
    "前預約",
];
/// What a day is about, where nothing is said of use.
pub const OF_OFFERS: &[&str] = &["活動", "優惠", "加贈", "折扣", "特惠", "回饋"];

/// Ends in English, each from the beginning of a word.
pub const ENGLISH_END: &[&str] = &[
    "expire",
    "expiry",
    "expiration",
    "valid until",
    "valid till",
    "valid through",
    "valid thru",
    "valid within",
    "good until",
    "good through",
    "use within",
    "used within",
    "redeem within",
    "redeemed within",
    "use before",
    "used before",
    "redeem before",
    "redeemed before",
];
/// The same, where a number follows.
pub const ENGLISH_END_OF_DAY: &[&str] = &["use by", "used by", "redeem by", "redeemed by"];
/// The same, where a unit of time follows.
pub const ENGLISH_SPAN: &[&str] = &["valid for", "good for"];
/// Those.
pub const ENGLISH_UNITS: &[&str] = &["day", "week", "month", "year"];
/// What sets none.
pub const ENGLISH_NO_END: &[&str] = &[
    "never expires",
    "never expire",
    "not expire",
    "no expiry",
    "no expiration",
    "without expiry",
    "without an expiry",
    "without expiration",
];

/// What is kept of a refund.
pub const FEE: &[&str] =
    &["手續費", "退貨費", "退費費", "退券費", "作業費", "處理費", "行政費", "違約金", "工本費"];
/// The same in English, as words of their own.
pub const ENGLISH_FEE: &[&str] = &["fee", "fees"];
/// Words of keeping something, where a text is about giving back.
pub const KEPT: &[&str] = &["扣除", "扣收", "扣留", "酌扣", "收取"];
/// Of what follows these the rest is kept.
pub const GIVEN: &[&str] = &["退還", "退回", "退還面額", "退回面額", "退還面額之", "退還面額的"];
/// What a percentage or an amount is about, where it is not the fee.
pub const NO_FEE: &[&str] = &["回饋", "折扣", "優惠", "服務費", "點數"];
/// What an amount is that stands before these, or behind those: no fee.
pub const FACE: (&[&str], &[&str]) = (&["面額", "面值", "滿", "售價", "每張"], &["以上", "以下", "面額"]);
/// The fee that is asked for in any case.
pub const LEAST: &[&str] = &["最低", "最少", "至少", "不足"];

/// What was used is rightly not given back.
const USED: &[&str] = &["已使用", "已兌換", "已核銷", "使用後", "兌換後", "核銷後"];

impl Clause {
    #[rustfmt::skip] // a table: one clause, one line
    pub(super) const fn words(self) -> &'static [&'static str] {
        match self {
            Self::NoRefund => &["不得退", "不可退", "不能退", "恕不退", "概不退", "不予退", "無法退", "不接受退", "不受理退", "不提供退", "不辦理退", "拒絕退", "不退不換", "不退費", "不退款", "不退貨", "nonrefundable", "non-refundable", "notrefundable", "notberefunded"],
            Self::BalanceLost => &["餘額不退", "餘額作廢", "餘額不得", "餘額視同", "餘額恕不", "餘額失效", "餘額歸"],
            Self::ExtraCharge => &["另加收", "另行加收", "加收服務費", "額外收費", "酌收", "另收"],
            Self::UnfairLimit => &["截角無效", "塗改無效", "污損無效", "汙損無效", "影印無效"],
            Self::OneSided => &["片面", "隨時終止", "有權終止", "有權取消", "保留變更", "保留修改", "隨時變更", "解釋權"],
            Self::NoLiability => &["概不負責", "不負責任", "不負任何責任", "不負賠償", "恕不負責"],
            Self::AdvertisingOnly => &["僅供參考"],
        }
    }

    /// The same in English, each from the beginning of a word.
    pub(super) const fn english(self) -> &'static [&'static str] {
        match self {
            Self::NoRefund => &["no refund"],
            Self::BalanceLost
            | Self::ExtraCharge
            | Self::UnfairLimit
            | Self::OneSided
            | Self::NoLiability
            | Self::AdvertisingOnly => &[],
        }
    }

    /// Words that make it lawful: of what was used nothing is given back, and a return may cost something.
    pub(super) const fn lawful(self) -> &'static [&'static str] {
        match self {
            Self::NoRefund => USED,
            Self::ExtraCharge => &["手續費", "退貨", "退費", "退款"],
            Self::BalanceLost
            | Self::UnfairLimit
            | Self::OneSided
            | Self::NoLiability
            | Self::AdvertisingOnly => &[],
        }
    }
}
