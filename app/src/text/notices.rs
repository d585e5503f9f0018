//! What a holder is told of, by mail and on phones.

use crate::language::Language;
use crate::sentences::Sentence;
use domain::notice_topic::NoticeTopic;

sentences! {
    TITLE = "通知設定", "Notices";
    NOTE = "選擇這個票夾的哪些消息要寄 email 給您。", "Choose what we mail you about the tickets in this wallet.";
    NOTE_WITH_PHONES = "選擇這個票夾的哪些消息要告訴您，以及用什麼方式。", "Choose what you are told about the tickets in this wallet, and how.";
    WHICH = "寄 email 告訴我", "Mail me when";
    WHICH_AND_HOW = "什麼時候、怎麼告訴我", "When, and how";
    BY_MAIL = "Email", "E-mail";
    BY_PHONE = "手機通知", "Phone";
    SAVE = "儲存設定", "Save";
    SAVED = "已儲存。", "Saved.";
    ALWAYS = "一定會寄的通知", "What always comes";
    ALWAYS_NOTE = "少了這些信，票券可能會找不到或落入他人手中，所以無法關閉：", "Without these mails tickets could get lost or into the wrong hands, so they cannot be switched off:";
    ALWAYS_LINKS = "帶有票夾或禮物連結的信：發行、收到轉贈、轉贈提醒、補發。", "Mails with a link to a wallet or a gift: issued, given to you, reminders of a gift, sent again.";
    ALWAYS_CHANGES = "購買人變更、更換票券碼。", "The purchaser was changed, codes were renewed.";
    ALWAYS_BACK = "您送出的禮物沒有送成，票券回到票夾：婉拒、逾期、取消。", "A gift of yours came back: declined, not claimed in time, cancelled.";
    ELSEWHERE = "換了信箱或手機號碼？", "Another mail address or number?";
    ELSEWHERE_NOTE = "只有發行單位能更改通知寄到哪裡。更改後，新的票夾連結會寄到新的信箱，現在的連結就會失效。", "Only the issuer can change where notices go. It then sends a new link to the new address, and the present link stops working.";
    ELSEWHERE_ASK = "請發行單位協助更改", "Ask the issuer to change it";
    NO_ADDRESS = "這個票夾沒有留 email，所以不會寄信給您。", "This wallet has no e-mail address, so nothing is mailed.";
    LEAVE_ADDRESS = "留下電子信箱", "Leave an e-mail address";
    LEAVE_ADDRESS_NOTE = "我們會把票夾連結寄過去；以後換手機，用這個信箱就找得回票券。留下後只有發行單位能更改。", "We mail you the link of this wallet; on another phone the address finds your tickets again. After that only the issuer can change it.";
    LEAVE_ADDRESS_EMAIL = "您的電子信箱", "Your e-mail";
    LETTERS = "信件與手機通知使用的語言", "Language of mails and phone notices";
    LETTERS_SAVE = "儲存語言", "Save the language";
    LEAVE_ADDRESS_WRONG = "這不是電子信箱，請再檢查一次。", "That is no e-mail address. Please check it.";
}

/// A language as its own readers call it.
pub const fn name_of(language: Language) -> &'static str {
    match language {
        Language::Chinese => "中文",
        Language::English => "English",
    }
}

/// What a switch is called, and what it brings.
pub const fn topic(topic: NoticeTopic) -> (Sentence, Sentence) {
    match topic {
        NoticeTopic::Redeemed => (
            Sentence { chinese: "票券使用了", english: "A ticket is used" },
            Sentence { chinese: "何時用了幾份", english: "When, and how many" },
        ),
        NoticeTopic::Cancelled => (
            Sentence { chinese: "核銷取消了", english: "A use is taken back" },
            Sentence {
                chinese: "店家取消核銷，票券恢復可用",
                english: "The shop undid it; the ticket works again",
            },
        ),
        NoticeTopic::Gifts => (
            Sentence { chinese: "我送的禮物有動靜", english: "A gift of mine gets on" },
            Sentence {
                chinese: "對方打開、收下、第一次使用",
                english: "Opened, accepted, used for the first time",
            },
        ),
        NoticeTopic::Returns => (
            Sentence { chinese: "退貨有進度", english: "A return gets on" },
            Sentence {
                chinese: "同意或拒絕、銀行確認退款",
                english: "Agreed to or declined, refund confirmed by the bank",
            },
        ),
        NoticeTopic::Endings => (
            Sentence { chinese: "日期快到了", english: "A date comes near" },
            Sentence {
                chinese: "價金保管結束前 30 天、贈品券到期前 7 天",
                english: "30 days before a trust period ends, 7 days before a gift voucher expires",
            },
        ),
    }
}
