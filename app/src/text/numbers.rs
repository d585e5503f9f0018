//! The console's first page (RULES §9).

use crate::sentences::Sentence;
use domain::message::MessageKind;

sentences! {
    TITLE = "近 90 天", "The last 90 days";
    OF_BRANCH = "分店 {branch}", "branch {branch}";
    SINCE = "{day} 起", "Since {day}";
    ISSUED = "發行", "Issued";
    REDEEMED = "核銷", "Redeemed";
    RETURNED = "退貨", "Returned";
    UNUSED = "未使用", "Unused";
    UNUSED_NOTE = "這段期間發行、還沒用完的", "issued in these days, still to be used";
    UNITS = "{units} 次", "{units} units";
    CHART = "每週發行、核銷、退貨與未使用次數", "Units issued, redeemed, returned and unused, week by week";
    CHART_AMOUNT = "每週發行、核銷、退貨與未使用面額", "Face value issued, redeemed, returned and unused, week by week";
    CHART_WEEK = "{day} 起一週：發行 {issued}，核銷 {redeemed}，退貨 {returned}；這週發行、尚未使用 {unused}", "Week of {day}: {issued} issued, {redeemed} redeemed, {returned} returned; {unused} issued then and still unused";
    CHART_TABLE = "以表格顯示", "As a table";
    WEEK = "週", "Week of";
    TOP_PAID = "提貨券銷量前 5 名", "Most issued vouchers";
    TOP_GIFT = "贈品券銷量前 5 名", "Most issued gift vouchers";
    TOP_NONE = "近 90 天沒有發行。", "None issued in these days.";
    TOP_LINE = "{count} 張", "{count}";
    WAITING = "等您處理", "Waiting for you";
    WAITING_NONE = "目前沒有待處理的事項。", "Nothing waits for you.";
    WAITING_REQUESTS = "{count} 筆退貨申請等候回覆", "{count} return request(s) to answer";
    WAITING_MAILS = "{count} 筆訂單有通知信寄送失敗或被退回", "{count} order(s) with a mail that failed or came back";
    WAITING_ORDERS = "{count} 筆訂單在 7 天內到期發行", "{count} order(s) to be issued within 7 days";
    WAITING_CONFLICTS = "{count} 筆離線核銷有衝突，等您決定", "{count} conflict(s) of offline redemptions to decide";
    WAITING_MISSING = "{count} 筆離線核銷還沒有送達", "{count} offline scan(s) that never arrived";
    WAITING_SET_UP = "操作設定還有 {count} 項必填資料", "{count} thing(s) to fill in under “Set-up”";
    MESSAGES = "訊息中心", "Messages";
    MESSAGES_NONE = "沒有訊息。", "No messages.";
    MESSAGES_MORE = "看更多訊息", "All messages";
    MESSAGE = "訊息", "Message";
    MESSAGE_KIND = "類別", "Kind";
    MESSAGE_KIND_ANY = "全部", "All";
    MESSAGE_WORDS = "標題或內容", "Title or text";
    MESSAGE_AT = "時間", "Sent";
    CONTRACT_OVER = "與平台的合約已於 {day} 終止：不能再發行票券；已發行的票券仍可核銷與退貨，款項照常撥付。", "The contract with the platform ended on {day}: nothing more is issued; issued tickets are redeemed, returned and paid out as before.";
}

/// 重要, 公告, 維護.
pub const fn message_kind(kind: MessageKind) -> Sentence {
    match kind {
        MessageKind::Important => Sentence { chinese: "重要", english: "Important" },
        MessageKind::Notice => Sentence { chinese: "公告", english: "Notice" },
        MessageKind::Maintenance => Sentence { chinese: "維護", english: "Maintenance" },
    }
}
