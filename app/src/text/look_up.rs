//! Finding a ticket without its code.

sentences! {
    TITLE = "查詢票券", "Look up a ticket";
    LINK = "沒有 QR 碼？查詢票券", "No code? Look it up";
    LEAD = "持有人拿不出 QR 碼時，請對方說出手機、姓名或訂單編號，核對後再核銷。每次查詢都會記錄查詢的人與時間。", "For holders who cannot show a code: let them tell you their phone, name or order number, compare, then redeem. Who searched, and when, is kept.";
    BY = "用什麼查", "Search by";
    BY_PHONE = "手機末碼", "Last digits of the phone";
    BY_PHONE_HINT = "末三碼以上", "three or more";
    BY_NAME = "姓名", "Name";
    BY_NAME_HINT = "全名，或開頭三個字以上", "in full, or its first three letters or more";
    BY_ORDER = "訂單編號", "Order number";
    BY_ORDER_HINT = "完整編號，通知信裡有", "in full, as the mail has it";
    WORDS = "查詢內容", "What to search for";
    SEARCH = "查詢", "Search";
    TOO_SHORT = "太短了：手機與訂單編號至少三碼，姓名至少兩個字。", "Too short: a phone or order number needs three characters, a name two.";
    FORM = "這不像手機末碼、姓名或訂單編號，請檢查後再試。", "That does not look like digits of a phone, a name or an order number. Please check it.";
    SLOW = "查詢太頻繁，請稍候一分鐘再試。", "Too many searches. Please wait a minute.";
    TOO_MANY = "符合的人太多，所以不顯示。請多輸入幾碼，或改用訂單編號。", "Too many people match, so nobody is shown. Enter more digits, or the order number.";
    NOTHING = "找不到現在可以核銷的票券。", "Nothing that can be redeemed now.";
    NOTHING_WHY = "已用完、已失效、轉贈中、還不能用，或本店不能核銷的票券不會出現。", "What is used up, expired, offered, not usable yet, or not for this branch does not appear.";
    FOUND = "查到 {count} 項", "Found: {count}";
    ASK_FIRST = "請先請持有人說出姓名與手機號碼，與下列核對。", "First let the holder say name and phone, and compare.";
    ALIKE = "{count} 張", "{count} tickets";
    ISSUED = "{day} 發行", "issued {day}";
    OPEN = "開啟", "Open";
    OPEN_WHICH = "開啟 {name} 的{product}", "Open {product} of {name}";
    HOLD = "按住核銷", "Hold to redeem";
    HOLD_WHICH = "按住核銷 {name} 的「{product}」", "Hold to redeem {product} of {name}";
}
