//! 電子票券轉贈紀錄: the list of transfers, its file, one transfer with its history.

sentences! {
    TITLE = "轉贈紀錄", "Transfers";
    LEAD = "持有人之間的轉贈；點選轉贈單號可看完整歷程。個人資料以遮罩顯示。", "What holders gave to each other. Open one for its full history. People are masked.";
    WORDS = "查詢內容", "What you know";
    WORDS_HINT = "轉贈單號、訂單編號、票券序號、核銷代碼，或贈送人、受贈人的姓名、手機、email", "Number of a transfer or an order, serial, code, or name, phone or e-mail of giver or recipient";
    STATE = "狀態", "State";
    ANY_STATE = "全部", "All";
    FROM = "轉贈日起", "Offered from";
    UNTIL = "轉贈日迄", "Offered until";
    LIST = "轉贈紀錄列表", "Transfers";
    NUMBER = "轉贈單號", "Transfer";
    OFFERED = "轉贈時間", "Offered";
    GIVER = "贈送人", "Giver";
    RECIPIENT = "受贈人", "Recipient";
    STATES = "票券狀態（張數）", "Tickets by state";
    STATE_COUNT = "{state} {tickets}", "{state} {tickets}";
    TICKETS = "張數", "Tickets";
    UNITS = "次數", "Units";
    OPENED = "受贈人打開", "Opened";
    LAST_DAY = "回覆期限", "To be answered by";
    TOTALS = "共 {transfers} 筆轉贈，{tickets} 張、{units} 次", "{transfers} transfer(s), {tickets} ticket(s), {units} unit(s)";
    EXPORT = "匯出 Excel", "Export to Excel";
    FILE = "轉贈紀錄", "transfers";
    SEE_ALL = "查詢、篩選與匯出轉贈紀錄", "Find, filter and export transfers";
    OF = "轉贈 {number}", "Transfer {number}";
    SENT_ON = "送出日", "Day of sending";
    SENT = "送出時間", "Sent";
    NOT_SENT = "尚未送出", "Not sent yet";
    NOT_OPENED = "尚未打開", "Not opened yet";
    SHOWN_IN_ORDER = "需要完整個資時，請在訂單內開啟；會留下紀錄。", "Personal data are shown inside the order, where asking for them is on record.";
    TICKETS_OF = "票券（{count} 張）", "Tickets ({count})";
    TICKET_LINE = "{product}・{units} 次・剩 {remaining}", "{product} · {units} unit(s) · {remaining} left";
    PIECE = "接受後分出", "Split off after it was accepted";
    IN_ORDER = "訂單 {number}", "Order {number}";
    SINCE = "{time} 起", "since {time}";
    NOTICES = "通知", "Messages";
    NOTICES_EMPTY = "還沒有通知。", "No messages yet.";
    NOTICE_LINE = "{event}・{who}・{way}・{time}", "{event} · {who} · {way} · {time}";
    MAIL = "email", "e-mail";
    SMS = "簡訊", "text message";
    HISTORY = "歷程", "History";
    HISTORY_EMPTY = "還沒有紀錄。", "Nothing yet.";
    UNITS_OF = "{units} 次", "{units} unit(s)";
    SYSTEM = "系統", "The system";
    CANCEL_NOTE = "等待接受的票券回到贈送人，已接受而未用完的回到購買人；舊碼立即失效。", "What waits goes back to the giver; what was accepted and is not used up goes to the purchaser. Old codes are dead at once.";
}
