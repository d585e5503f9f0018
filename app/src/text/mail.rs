//! Mails.

sentences! {
    ISSUED_SUBJECT = "【{issuer}】電子票券發行通知", "[{issuer}] Your tickets are here";
    ISSUED_GREETING = "{name} 您好：", "Dear {name},";
    ISSUED_BODY = "{issuer} 已為您發行 {count} 張電子票券。請點下方連結開啟電子票夾，出示 QR 碼即可使用。", "{issuer} has issued {count} ticket(s) to you. Open your ticket wallet with the link below and show the QR code to use them.";
    ISSUED_BUTTON = "開啟電子票夾", "Open my tickets";
    ISSUED_ORDER = "訂單編號：{number}", "Order: {number}";
    ISSUED_WARNING = "連結就是票券，請勿轉傳給不認識的人。", "The link is the ticket: do not pass it to people you do not know.";
}
