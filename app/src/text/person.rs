//! One person's data on request (RULES §15).

use crate::sentences::Sentence;
use store::command::operator::PersonActKind;

sentences! {
    TITLE = "個人資料", "Personal data";
    LEAD = "當事人要求查閱、複製或刪除個人資料時使用。請先確認是本人。", "For when somebody asks what is kept about them, for a copy, or for its erasure. Make sure first that it is they.";
    ADDRESS = "信箱或手機", "Mail address or phone";
    ADDRESS_HINT = "購買人、持有人或受贈人留下的信箱，或 09 開頭的手機。", "As a purchaser, holder or recipient gave it; a mobile phone begins with 09.";
    MERCHANT = "商店代號", "Merchant number";
    MERCHANT_HINT = "空白表示所有商店。", "Empty: at all merchants.";
    FIND = "查詢", "Find";
    NOTHING = "沒有留存這個信箱或手機的個人資料。", "Nothing is kept about whoever has this mail address or phone.";
    HELD = "留存的資料", "What is kept";
    WALLETS = "票夾", "Wallets";
    ORDERS = "購買的訂單", "Orders they bought";
    TICKETS = "持有的票券", "Tickets they hold";
    GIFTS = "受贈紀錄", "Gifts offered to them";
    PAID_ORDERS = "付款訂單", "Paid orders";
    FORMER = "變更前的購買人", "Wallets that were theirs before";
    OPEN_TICKETS = "未結束的票券", "Tickets still open";
    OPEN_MATTERS = "未結束的申請、轉贈、詢問與待發行訂單", "Open requests, gifts, enquiries and orders to be issued";
    DRAFTED = "未發行批次檔中的資料列", "Rows of batches not issued yet";
    REASON = "原因", "Reason";
    REASON_HINT = "1 到 50 個字，會留在紀錄中；請勿寫入姓名、信箱或手機。", "1 to 50 characters that stay in the log: no name, mail address or phone.";
    EXPORT = "匯出", "Export";
    EXPORT_NOTE = "下載一個 JSON 檔，內含留存的全部資料。", "A JSON file with everything that is kept.";
    EXPORT_DO = "下載檔案", "Download the file";
    ERASE = "刪除", "Erase";
    ERASE_NOTE = "姓名、手機、信箱、留言、備註與原因會永久消失，無法復原；訂單、票券、帳務與事件紀錄不變。", "Name, phone, mail address, messages, notes and reasons are gone for good. Orders, tickets, books and log stay.";
    READ = "我已確認身分與原因，了解無法復原", "I have made sure of person and reason, and know that it cannot be undone";
    ERASE_DO = "永久刪除個人資料", "Erase for good";
    ERASED = "已刪除。", "Erased.";
    HISTORY = "處理紀錄", "What was done";
    HISTORY_NONE = "還沒有處理過。", "Nothing was done yet.";
    MUCH = "{wallets} 個票夾、{orders} 筆訂單", "{wallets} wallet(s), {orders} order(s)";
}

/// What was done.
pub const fn kind(kind: PersonActKind) -> Sentence {
    match kind {
        PersonActKind::Export => EXPORT,
        PersonActKind::Erase => ERASE,
    }
}
