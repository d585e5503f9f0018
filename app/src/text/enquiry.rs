//! Enquiries: what a holder asks the issuer, and what it answers.

use crate::sentences::Sentence;
use domain::enquiry::{Author, EnquiryState, NotWritten, Thread};

sentences! {
    REPORT = "回報問題", "Report a problem";
    ASK = "對這張票券有疑問？詢問發行單位", "A question about this ticket? Ask the issuer";
    TITLE_OF_USE = "回報問題", "Report a problem";
    TITLE = "詢問發行單位", "Ask the issuer";
    ABOUT_USE = "這次使用紀錄有問題", "About this use";
    USE_LINE = "{time} {merchant}・{units}・{state}", "{time} {merchant} · {units} · {state}";
    FIELD = "請說明情況（500 字內）", "What happened? (up to 500 characters)";
    HINT = "例如：這不是我使用的、次數不對。請勿填寫密碼、卡號或核銷代碼。", "For example: it was not me, or the number is wrong. Please write no passwords, card numbers or ticket codes.";
    ADDRESS_WORDS = "我要更改收到通知的聯絡方式。\n新的電子信箱：\n新的手機號碼：", "Please change where my notices go.\nNew e-mail address:\nNew mobile number:";
    NOTE = "發行單位會在這裡回覆；您有電子信箱的話，也會寄信通知。", "The issuer answers here; where you have an e-mail address, you are told by mail, too.";
    SEND = "送出", "Send";
    THREAD = "詢問紀錄", "Enquiry";
    MESSAGES = "訊息", "Messages";
    YOU = "您", "You";
    REPLY = "補充說明（500 字內）", "Write again (up to 500 characters)";
    REOPENS = "這則詢問已結案；再次送出就會重新開啟。", "This enquiry is closed. If you write again, it is open again.";
    FULL = "這則詢問的訊息已達上限。還有問題的話，請從票券頁另開一則。", "This enquiry has as many messages as it may have. If something is left to ask, start another one from the ticket.";
    MINE = "我的詢問", "My enquiries";
    LINE = "{product}・{serial}", "{product} · {serial}";
    OFFICE = "持有人詢問", "Enquiries";
    OFFICE_EMPTY = "沒有未結案的詢問。", "No open enquiries.";
    OFFICE_LINE = "{holder}・{product}", "{holder} · {product}";
    OFFICE_READ = "查看與回覆", "Read and answer";
    OFFICE_USE = "查看這筆核銷（還可取消時，在該頁取消）", "See this redemption (it is cancelled there, while that is allowed)";
    OFFICE_ANSWER = "回覆（500 字內，持有人看得到）", "Answer (up to 500 characters, the holder reads it)";
    OFFICE_SEND = "送出回覆", "Send the answer";
    OFFICE_FULL = "訊息已達上限，無法再回覆。", "There is no room for another message.";
    OFFICE_CLOSE = "結案", "Close";
    OFFICE_CLOSE_NOTE = "持有人再次留言時會重新開啟。", "It opens again when the holder writes.";
    STATE_WAITING = "等待回覆", "Waiting";
    STATE_ANSWERED = "已回覆", "Answered";
    STATE_CLOSED = "已結案", "Closed";
    NOT_EMPTY = "請先寫下要說的話。", "Please write something first.";
    NOT_TOO_LONG = "超過 500 字，請縮短後再送出。", "That is more than 500 characters. Please shorten it.";
    NOT_FULL = "這則詢問的訊息已達上限，沒有送出。", "This enquiry has as many messages as it may have; nothing was sent.";
    NOT_SO_MANY = "您已有 5 則詢問等待處理，沒有送出。請在其中一則補充說明。", "Five of your enquiries are open; nothing was sent. Please write again in one of them.";
    NOT_ANSWERED = "持有人的最後一則訊息還沒有回覆，請先回覆再結案。", "The holder's last message has no answer yet. Answer it before you close.";
}

/// Why a form changed nothing.
pub const fn not_written(why: NotWritten) -> Sentence {
    match why {
        NotWritten::Empty => NOT_EMPTY,
        NotWritten::TooLong => NOT_TOO_LONG,
        NotWritten::ThreadFull => NOT_FULL,
        NotWritten::TooManyOpen => NOT_SO_MANY,
        NotWritten::NotAnswered => NOT_ANSWERED,
    }
}

/// How far it is.
pub const fn state(thread: Thread) -> Sentence {
    match (thread.state, thread.last) {
        (EnquiryState::Open, Author::Holder) => STATE_WAITING,
        (EnquiryState::Open, Author::Merchant) => STATE_ANSWERED,
        (EnquiryState::Closed, _) => STATE_CLOSED,
    }
}
