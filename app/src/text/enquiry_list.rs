//! 持有人詢問 in the console: the list and its file.

use crate::sentences::Sentence;
use store::query::enquiry_list::EnquiryStanding;

sentences! {
    TITLE = "持有人詢問", "Enquiries";
    LEAD = "持有人對票券或核銷紀錄的詢問，含已結案的。點選票券即可查看與回覆。", "What holders ask about their tickets and uses, closed ones, too. Open one to read and answer it.";
    WORDS = "查詢內容", "What you know";
    WORDS_HINT = "票券序號、核銷代碼、訂單編號，或持有人的姓名、手機、email", "Serial, code, order number, or name, phone or e-mail of the holder";
    STATE = "狀態", "State";
    ANY_STATE = "全部", "All";
    FROM = "最後更新日起", "Changed from";
    UNTIL = "最後更新日迄", "Changed until";
    LIST = "持有人詢問列表", "Enquiries";
    ABOUT = "票券", "Ticket";
    SERIAL = "票券序號", "Serial";
    USE = "核銷紀錄", "About the use";
    HOLDER = "持有人", "Holder";
    MESSAGES = "訊息數", "Messages";
    LAST_BY = "最後留言", "Last word";
    BY_HOLDER = "持有人", "Holder";
    BY_US = "貴公司", "You";
    OPENED = "提出時間", "Opened";
    CHANGED = "最後更新", "Changed";
    TOTALS = "共 {total} 則，未結案 {open} 則", "{total} in all, {open} open";
    EXPORT = "匯出 Excel", "Export to Excel";
    FILE = "持有人詢問", "enquiries";
    SEE_ALL = "查詢、篩選與匯出所有詢問", "Find, filter and export all enquiries";
}

/// How far it is, as the list asks for it.
pub const fn standing(standing: EnquiryStanding) -> Sentence {
    match standing {
        EnquiryStanding::Waiting => super::enquiry::STATE_WAITING,
        EnquiryStanding::Answered => super::enquiry::STATE_ANSWERED,
        EnquiryStanding::Closed => super::enquiry::STATE_CLOSED,
    }
}
