//! What only the demo shows.

sentences! {
    MAILBOX = "示範信箱", "Demo mailbox";
    MAILBOX_NOTE = "示範模式不會真的寄信，通知與驗證碼都在這裡。", "The demo sends no mail: notices and codes are here.";
    MAILBOX_EMPTY = "還沒有信。通知會在幾秒後出現，請重新整理。", "Nothing yet. Notices appear within seconds; reload the page.";
    MAIL_TO = "收件人 {address}", "To {address}";
}
