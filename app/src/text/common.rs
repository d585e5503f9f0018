//! Words that stand on more than one page.

use crate::language::Language;
use crate::sentences::Sentence;
use domain::proof::ProofLevel;
use domain::ticket::{TicketKind, TicketState, UseState};

sentences! {
    BRAND = "票夾 Piaojia", "Piaojia";
    TAGLINE = "電子票券，收得到、用得出、對得上。", "E-vouchers that arrive, work at the counter and add up.";
    MONEY = "{amount} 元", "NT$ {amount}";
    BUSY = "目前很忙，請稍後再試一次。", "Busy right now. Please try again in a moment.";
    SKIP = "跳到主要內容", "Skip to content";
    OTHER_LANGUAGE = "English", "中文";
    CHANGE_LANGUAGE = "切換語言：English", "Change language: 中文";
    SERIAL = "票券序號", "Serial";
    PRODUCT_CODE = "商品編號", "Product code";
    KIND = "票券類型", "Kind";
    FACE_VALUE = "面額", "Face value";
    STATE = "狀態", "State";
    ISSUER = "發行單位", "Issuer";
    RESPONSIBLE_PERSON = "負責人", "Responsible person";
    TAX_ID = "統一編號", "Tax ID";
    ADDRESS = "地址", "Address";
    SERVICE_PHONE = "客服電話", "Service phone";
    SERVICE_EMAIL = "客服信箱", "Service e-mail";
    RETURN_RIGHTS = "退貨權益", "Return rights";
    GUARANTEE_BANK = "價金保管機構", "Trust bank";
    ISSUER_CONTRACT = "平台合約", "Contract";
    CONTRACT_OVER = "發行單位與平台的合約最後一日為 {day}；票券仍可使用與退貨，請洽發行單位。", "The issuer's contract with the platform: last day {day}. Tickets are used and returned as before; ask the issuer.";
    ISSUER_CONTRACT_OVER = "最後一日 {day}；票券仍可使用與退貨，請洽發行單位。", "Its last day with the platform: {day}. Tickets are used and returned as before; ask the issuer.";
    GUARANTEE_PERIOD = "價金保管期間", "Money in trust";
    PERIOD = "{first} – {last}", "{first} – {last}";
    USABLE_FROM = "可使用日期", "Usable from";
    USABLE_UNTIL = "贈品券到期日", "Gift valid until";
    REMAINING = "剩餘", "Left";
    REMAINING_OF = "{remaining} / {quantity} 次", "{remaining} of {quantity} units";
    UNITS = "{count} 次", "{count} units";
    ONE_UNIT = "1 次", "1 unit";
    TERMS = "使用說明", "Terms";
    GUARANTEE_ENDED = "價金保管期間已過，仍可使用", "The trust period is over; the ticket still works";
    NOT_FOUND_TITLE = "找不到這個頁面", "Nothing here";
    NOT_FOUND = "連結可能打錯、已更換，或不屬於您。請用最新的通知信開啟，或洽發行單位。", "The link may be mistyped, replaced, or not yours. Open the newest mail, or ask the issuer.";
    FAULT_TITLE = "暫時無法處理", "Not possible right now";
    FAULT = "系統沒有做任何變更，請稍後再試一次。", "Nothing was changed. Please try again in a moment.";
    HOME = "回首頁", "Home";
    HOME_TITLE = "票夾", "Piaojia";
    HOME_HOLDER = "我有票券", "I have tickets";
    HOME_HOLDER_HINT = "請開啟通知信或簡訊裡的連結，您的票券都在裡面。", "Open the link in your mail or text message; your tickets are inside.";
    HOME_STAFF = "我是店員", "I work at a shop";
    HOME_STAFF_ACTION = "前往核銷台", "Open the desk";
}

/// So many units of a ticket, with their word.
pub fn units(language: Language, count: impl Into<i64>) -> String {
    match count.into() {
        1 => ONE_UNIT.of(language).to_owned(),
        count => UNITS.with(language, &[("count", &count.to_string())]),
    }
}

/// 提貨券 / 贈品券
pub const fn kind(kind: TicketKind) -> Sentence {
    match kind {
        TicketKind::Paid => Sentence { chinese: "提貨券", english: "Voucher" },
        TicketKind::Gift => Sentence { chinese: "贈品券", english: "Gift voucher" },
    }
}

/// The states of RULES §2.
pub const fn state(state: TicketState) -> Sentence {
    match state {
        TicketState::Unused => Sentence { chinese: "未使用", english: "Unused" },
        TicketState::Used => Sentence { chinese: "已使用", english: "Used" },
        TicketState::Settling => Sentence { chinese: "核銷中", english: "Settling" },
        TicketState::Settled => Sentence { chinese: "已核銷", english: "Settled" },
        TicketState::RedeemedOverdue => Sentence { chinese: "逾期兌回", english: "Redeemed overdue" },
        TicketState::ReturnPending => Sentence { chinese: "待退貨", english: "Return pending" },
        TicketState::ReturnSettling => Sentence { chinese: "退貨中", english: "Return settling" },
        TicketState::Returned => Sentence { chinese: "已退貨", english: "Returned" },
        TicketState::Expired => Sentence { chinese: "已失效", english: "Expired" },
    }
}

/// State of one redemption.
pub const fn use_state(state: UseState) -> Sentence {
    match state {
        UseState::Used => Sentence { chinese: "已使用", english: "Used" },
        UseState::Settling => Sentence { chinese: "核銷中", english: "Settling" },
        UseState::Settled => Sentence { chinese: "已核銷", english: "Settled" },
        UseState::RedeemedOverdue => Sentence { chinese: "逾期兌回", english: "Redeemed overdue" },
        UseState::Cancelled => Sentence { chinese: "已取消核銷", english: "Cancelled" },
    }
}

/// How a ticket was shown.
pub const fn proof(level: ProofLevel) -> Sentence {
    match level {
        ProofLevel::Living => Sentence { chinese: "手機動態碼", english: "Living code" },
        ProofLevel::Moment => Sentence { chinese: "即時碼", english: "Moment code" },
        ProofLevel::Printed => Sentence { chinese: "紙本碼", english: "Printed code" },
        ProofLevel::Typed => Sentence { chinese: "輸入代碼", english: "Typed code" },
        ProofLevel::LookUp => Sentence { chinese: "查詢", english: "Look-up" },
        ProofLevel::Operator => Sentence { chinese: "平台人員", english: "Operator" },
    }
}
