//! Practice at the desk (練習模式).

sentences! {
    LINK = "練習模式", "Practice";
    TITLE = "練習核銷", "Practice desk";
    BAND = "練習模式・不會核銷任何票券", "Practice · nothing is redeemed";
    LEAD = "掃描練習用的 QR 碼，看看每一種結果。畫面和真的一樣，但不會寫入任何紀錄。", "Scan the practice codes and see every outcome. It looks real; nothing is written.";
    CODES = "練習用 QR 碼", "Practice codes";
    CODES_LEAD = "在另一台裝置開啟或列印本頁來掃描，或直接按「試試看」。", "Open this page on another screen or print it, and scan; or press \"Try\".";
    TRY = "試試看", "Try";
    TRY_WHICH = "試試看：{what}", "Try: {what}";
    BACK = "回練習", "Back to practice";
    END = "結束練習", "End practice";
    NOTHING_WRITTEN = "這是練習，沒有核銷任何票券。", "This was practice. No ticket was redeemed.";
    REAL_TITLE = "真的票券", "A real ticket";
    REAL_REASON = "練習模式不讀取真的票券，這張票券沒有任何改變。", "Practice does not read real tickets. Nothing happened to this one.";
    REAL_NEXT = "要核銷它，請先結束練習。", "To redeem it, end practice first.";
    PRODUCT = "練習用奶茶券", "Practice tea";
    NOTE = "可加價 10 元升級大杯", "Large cup for NT$10 more";
    OTHER_SHOP = "練習商店", "Practice shop";
    OTHER_BRANCH_NAME = "練習分店", "practice branch";
    REDEEMABLE = "可核銷", "Redeemable";
    FIVE_UNITS = "可用五次", "Five uses";
    PRINTED = "紙本，要再確認", "On paper, asks again";
    USED = "已核銷過", "Already redeemed";
    EXPIRED = "已失效", "Expired";
    NOT_YET = "還不能用", "Not usable yet";
    TOO_OLD = "過期的截圖", "An old screenshot";
    RENEWED = "票券碼已更換", "Code renewed";
    OFFERED = "轉贈中", "Offered to somebody";
    OTHER_BRANCH = "別的分店", "Another branch's";
    OTHER_MERCHANT = "別家商店的票券", "Another merchant's";
    FOREIGN = "不是票券的 QR 碼", "Not a ticket at all";
}
