//! Cards in the wallet apps of phones: the page that makes them, and what they say.

use crate::sentences::Sentence;
use domain::pass::Standing;

sentences! {
    LINK = "加入手機錢包", "Add to a wallet app";
    TITLE = "加入手機錢包", "Add to your phone's wallet";
    NOTE_CODE = "卡片上的 QR 碼不會更新，拿得到這支手機的人都能使用；店員核銷前會再確認。加入會留下紀錄。", "The code on the card does not change: whoever has the phone can use it. Staff confirm before they redeem. Adding it is recorded.";
    NOTE_LINK = "這項商品只接受電子票夾的 QR 碼，所以卡片上沒有碼，只有回到票夾的連結。卡片請勿傳給別人。", "This product takes the codes of this wallet only, so the card carries a link back to it instead of a code. Do not pass the card on.";
    NOTE_ENDS = "票券用完、退貨或到期後，卡片會顯示已作廢。轉贈、更換票券碼或變更購買人後，這張卡片就失效，需要時請從票夾重新加入。", "Once used, returned or expired the card is crossed out. After a transfer, new codes or another purchaser it is dead; add a new one here if you need it.";
    NOT_NOW = "這張票券目前不能使用，所以沒有卡片可以加入。", "This ticket cannot be used right now, so there is no card to add.";
    APPLE = "加入 Apple 錢包", "Add to Apple Wallet";
    APPLE_TITLE = "iPhone", "iPhone";
    GOOGLE = "準備 Google 錢包卡片", "Make a card for Google Wallet";
    GOOGLE_TITLE = "Android 手機", "Android phone";
    GOOGLE_READY = "卡片準備好了。下一步會離開票夾，前往 Google 儲存。", "The card is ready. The next step leaves this site and saves it at Google.";
    GOOGLE_SAVE = "儲存到 Google 錢包", "Save to Google Wallet";
    DESCRIPTION = "{issuer} {product}", "{product}, {issuer}";
    PRODUCT = "商品", "Product";
    LAST_DAY = "最後使用日", "Last day";
    MONEY_IN_TRUST = "價金保管至", "Money in trust until";
    OPEN_WALLET = "在電子票夾出示", "Show in the wallet";
    OPEN_WALLET_HINT = "請開啟電子票夾，出示當下的 QR 碼：{link}", "Open your wallet and show the code of the moment: {link}";
    OPEN_WALLET_SHORT = "請開啟票夾連結", "By the link on the back";
    ABOUT_CODE = "關於這張卡片的碼", "About the code on this card";
    ABOUT_CODE_TEXT = "這個碼不會更新，請勿截圖或傳給別人。店員核銷前會再確認。", "This code does not change: do not copy it or pass it on. Staff confirm before they redeem.";
}

/// Why there is no code on a card.
pub const fn standing(standing: Standing) -> Sentence {
    match standing {
        Standing::Usable => Sentence { chinese: "可使用", english: "Ready to use" },
        Standing::Offered => Sentence { chinese: "轉贈中，暫停使用", english: "Offered, on hold" },
        Standing::Spent => Sentence { chinese: "已用完或已退貨", english: "Used up or returned" },
        Standing::Expired => Sentence { chinese: "已失效", english: "Expired" },
        Standing::Over => Sentence { chinese: "已作廢", english: "No longer valid" },
    }
}
