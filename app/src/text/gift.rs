//! A gift: how it is wrapped, passed on and followed by its giver, and what its recipient reads.

use crate::sentences::Sentence;
use domain::card::Card;

sentences! {
    CARD = "選一張卡片", "Choose a card";
    WHO = "送給誰？", "Who is it for?";
    WHO_HINT = "手機和信箱可以不填：送出後把連結傳給對方就好。", "Phone and e-mail may stay empty: you pass the link on yourself.";
    PHONE = "對方手機（選填）", "Recipient's mobile (optional)";
    EMAIL = "對方電子信箱（選填）", "Recipient's e-mail (optional)";
    WHEN = "哪一天送出？（不填就是現在）", "On which day? (empty: now)";
    WHEN_HINT = "預約的禮物會先替您保留，當天上午 9:00 通知對方；那天以前連結打不開，您隨時可以收回。", "Until that day the tickets are kept and the link stays closed; the recipient is told at 9:00 that morning. You can take it back at any time.";
    HOW_MANY = "{count} 張", "{count}";
    NONE = "不送", "None";
    OF_SO_MANY = "共 {count} 張", "of {count}";
    OF_SO_MANY_UNITS = "剩 {count} 次", "{count} left";
    WRAP = "包裝好了，產生禮物", "Wrap it up";

    READY = "禮物準備好了", "Your gift is ready";
    READY_HINT = "把連結傳給 {name}，打開就能看到您的卡片與票券。", "Pass the link on to {name}: it opens your card and the tickets.";
    MAILED_TOO = "我們也會通知對方。", "We tell the recipient, too.";
    TOLD_AGAIN = "已再通知 {name} 一次。", "{name} was told once more.";
    TOLD_BEFORE = "剛剛才通知過 {name}，請 {minutes} 分鐘後再試。", "{name} was told a moment ago. Please try again in {minutes} minutes.";
    PLANNED = "將於 {day} 送出", "To be sent on {day}";
    PLANNED_HINT = "這段時間票券替您保留；連結到 {day} 才打得開，想改變心意隨時可以收回。", "The tickets are kept until then. The link opens on {day}; you can take it back at any time.";
    PLANNED_MAIL = "當天上午 9:00 會通知 {name}。", "{name} is told at 9:00 that morning.";
    LINE = "用 LINE 傳送", "Send by LINE";
    SHARE = "分享…", "Share…";
    COPY = "複製連結", "Copy the link";
    COPIED = "已複製", "Copied";
    LINK = "禮物連結", "Link of the gift";
    QR = "當面送？請對方掃這個 QR 碼", "Face to face? Let the recipient scan this";
    LINK_NOTE = "拿到連結的人都能收下這份禮物，請只傳給要送的人。對方收下後，這個連結就失效了。", "Whoever has the link can accept the gift: send it to nobody else. Once accepted, it opens nothing any more.";
    SHARED_WORDS = "送您一份禮物，打開看看：{link}", "I have a gift for you. Open it here: {link}";
    UNREACHED = "寄給 {name} 的通知信和簡訊都沒有送達。", "Neither the mail nor the text to {name} arrived.";
    UNREACHED_MAIL = "寄給 {name} 的通知信沒有送達，信箱可能寫錯了。", "The mail to {name} did not arrive; the address may be wrong.";
    UNREACHED_SMS = "傳給 {name} 的簡訊沒有送達，手機號碼可能寫錯了。", "The text to {name} did not arrive; the number may be wrong.";
    UNREACHED_NEXT = "請把下面的連結直接傳給對方。要更正信箱或手機，先收回，再重新轉贈一次。", "Pass the link below on to them yourself. To correct the address or number, take the gift back and give it again.";
    UNREACHED_AGAIN = "請先收回，改正信箱或手機後再重新轉贈一次。", "Take the gift back, and give it again with the right address or number.";
    UNREACHED_LIST = "請到「查看與分享」複製連結傳給對方；要更正信箱或手機，先收回，再重新轉贈一次。", "Open “Look and share” and pass the link on. To correct the address or number, take the gift back and give it again.";
    PROGRESS = "進度", "Progress";
    WRAPPED_AT = "包裝完成", "Wrapped";
    SENT = "已送出", "Sent";
    OPENED = "對方打開了", "Opened";
    NOT_OPENED = "對方還沒打開", "Not opened yet";
    ACCEPTED = "對方收下了", "Accepted";
    USED = "已使用 {count} 次，第一次在", "Used {count} time(s), first";
    CONTENTS = "送出的票券", "What you gave";
    NUMBER = "轉贈單號 {number}", "Gift {number}";
    OPEN_GIVEN = "查看與分享", "Look and share";
    LATEST_OPENED = "{time} 打開", "opened {time}";
    LATEST_USED = "{day} 已使用", "used {day}";
    LATEST_PLANNED = "將於 {day} 送出", "to be sent on {day}";

    PAGE_TITLE = "有人送您一份禮物", "A gift for you";
    FROM = "{name} 敬上", "from {name}";
    TO = "給 {name}", "For {name}";
    TOTAL = "總值 {value}", "worth {value}";
    YOUR_EMAIL = "您的電子信箱（選填）", "Your e-mail (optional)";
    YOUR_EMAIL_HINT = "我們把票夾連結寄給您，換手機也找得回來。", "We send you the link of your wallet, so that you find it again on a new phone.";
    ACCEPT = "收下禮物", "Accept the gift";
    ACCEPT_NOTE = "不用註冊、不用下載 App。收下後就是您的電子票夾。", "No account and no app. It becomes your own ticket wallet.";
    SEEN_BY_GIVER = "送禮的人會看到您打開、收下與使用的時間，看不到您在哪裡使用。", "The giver sees when you open, accept and use it, and never where.";
    TAKEN = "這份禮物已經收下了", "This gift was accepted";
    TAKEN_HINT = "請回到收下時的瀏覽器，或用寄給您的票夾連結開啟。", "Open it in the browser in which you accepted it, or with the wallet link that was mailed to you.";
}

/// The words on a card; the plain one has none of its own.
pub const fn card(card: Card) -> Sentence {
    match card {
        Card::Plain => Sentence { chinese: "一點心意", english: "For you" },
        Card::Birthday => Sentence { chinese: "生日快樂", english: "Happy birthday" },
        Card::Thanks => Sentence { chinese: "謝謝您", english: "Thank you" },
        Card::Congratulations => Sentence { chinese: "恭喜", english: "Congratulations" },
        Card::Festival => Sentence { chinese: "佳節愉快", english: "Happy holidays" },
    }
}
