//! The holder's wallet (電子票夾).

sentences! {
    TITLE = "電子票夾", "Ticket wallet";
    HOLDER = "{name} 的票券", "Tickets of {name}";
    ORDER = "訂單 {number}", "Order {number}";
    USABLE_NOW = "現在可用", "Ready to use";
    LATER = "尚未可用或已使用", "Not now";
    NOTHING_USABLE = "目前沒有可使用的票券。", "There is nothing to use right now.";
    OPEN_TICKET = "出示票券", "Show";
    LOOK_AT_TICKET = "查看", "Look";
    BACK = "所有票券", "All tickets";
    BACK_TO_TICKET = "回到票券", "Back to the ticket";
    PREVIOUS = "上一張", "Previous";
    NEXT = "下一張", "Next";
    POSITION = "第 {position} 張，共 {count} 張", "{position} of {count}";
    SHOW_STAFF = "請出示給店員掃描", "Show this to the staff";
    QR_LABEL = "票券 QR 碼，每 30 秒更新", "QR code of the ticket, renewed every 30 seconds";
    SCREENSHOT = "QR 碼每 30 秒自動更新，截圖無法使用。", "The code changes every 30 seconds; a screenshot does not work.";
    SCREENSHOT_SHORT = "每 30 秒更新・截圖無效", "Renews every 30 s · screenshots do not work";
    NO_NETWORK = "沒有網路，畫面上的碼可能已過期。恢復連線後會自動更新。", "No network: the code on the screen may be out of date. It renews by itself once you are connected.";
    ENLARGE = "放大 QR 碼", "Enlarge the code";
    SHOW_NUMBER = "店員沒有掃描器？顯示代碼", "No scanner? Show the number";
    SHOW_NUMBER_WARNING = "代碼就是票券：任何看到的人都可能使用。只在櫃台出示，每次顯示都會留下紀錄。", "The number is the ticket: whoever sees it may use it. Show it at the counter only; each look is recorded.";
    NUMBER_TITLE = "核銷代碼", "Redemption code";
    NUMBER_LABEL = "一維條碼，內容為核銷代碼", "Barcode with the redemption code";
    BACK_TO_QR = "回到 QR 碼", "Back to the QR code";
    DETAILS = "票券資料", "Details";
    ISSUER_DATA = "發行資訊", "About the issuer";
    HISTORY = "使用紀錄", "History";
    USED_AT = "{time} 於 {merchant}", "{time} at {merchant}";
    GUARANTEED_UNTIL = "價金保管至 {day}，之後仍可用", "Money in trust until {day}; works after that too";
    GUARANTEE_NOTE = "這張票券的價金由{bank}保管至 {last}；期滿後仍可使用。", "{bank} keeps the money in trust until {last}; the ticket works after that day too.";
    WHY_NOT_EARLY = "這張票券自 {day} 起可使用。", "Usable from {day}.";
    WHY_NOT_SPENT = "這張票券已全部使用。", "This ticket is used up.";
    WHY_NOT_RETURNED = "這張票券已辦理退貨。", "This ticket was returned.";
    WHY_NOT_EXPIRED = "這張贈品券已過到期日。", "This gift voucher is past its last day.";
    WHY_NOT_OFFERED = "這張票券已轉贈，等待對方接受。", "This ticket was offered to somebody who has not answered yet.";
    PUBLIC_TITLE = "這是一張電子票券", "This is an e-voucher";
    PUBLIC_HINT = "請由持有人出示給店員掃描。店員請登入後核銷。", "Its holder shows it to the staff. Staff sign in to redeem it.";
    PUBLIC_SIGN_IN = "店員登入核銷", "Staff sign-in";
    PUBLIC_BROKEN = "這個碼已過期或無法辨識，請重新掃描。", "This code is out of date or unknown. Please scan again.";
}
