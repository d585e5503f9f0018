//! 未發行訂單: the list of orders that were paid and are not issued, and its files.

sentences! {
    TITLE = "未發行訂單", "Orders to issue";
    LEAD = "已付款、尚未發行的訂單。付款日起 21 天內可以發行，30 天內可以放棄，第 31 天系統取消授權。個人資料以遮罩顯示。", "Orders that were paid and are not issued. They can be issued for 21 days from the day of payment and given up for 30; on day 31 the system cancels them. People are masked.";
    WORDS = "查詢內容", "What you know";
    WORDS_HINT = "廠商訂單編號、綠界訂單編號、授權單號、手機、email，或姓名、購買內容的一部分", "Own number, ECPay number, authorisation, phone, e-mail, or part of a name or of what was bought";
    STATE = "狀態", "State";
    ANY_STATE = "全部", "All";
    FROM = "付款日起", "Paid from";
    UNTIL = "付款日迄", "Paid until";
    ISSUE_FROM = "發行期限起", "To be issued by, from";
    ISSUE_UNTIL = "發行期限迄", "To be issued by, until";
    LIST = "未發行訂單列表", "Orders to issue";
    NUMBER = "廠商訂單編號", "Own number";
    PAID = "付款時間", "Paid";
    LAST_DAY = "發行期限", "To be issued by";
    LEFT = "發行倒數（天）", "Days left";
    PURCHASER = "購買人", "Purchaser";
    DESCRIPTION = "購買內容", "Bought";
    ECPAY_NUMBER = "綠界訂單編號", "ECPay number";
    AUTHORISATION = "授權單號", "Authorisation";
    AMOUNT = "金額", "Amount";
    ACT = "操作", "Act";
    TOTALS = "共 {orders} 筆訂單，金額 {amount}", "{orders} order(s), {amount}";
    STATE_SUM = "{state} {orders} 筆 {amount}", "{state}: {orders} ({amount})";
    EXPORT = "匯出 Excel", "Export to Excel";
    ISSUE_FILE = "輸出票券發行檔", "Issue file";
    ISSUE_FILE_NOTE = "列表中可發行的訂單，一筆一列，可直接上傳發行。內含購買人完整個資，會逐筆留下紀錄：誰、何時。購買內容與商品名稱或編號相同時，商品與張數一併填入，其餘請自行填寫。", "The orders of the list that can be issued, a row each, ready to be uploaded. Purchasers stand in it in full, and each is on record: who and when. Where what was bought is the name or code of a product, product and tickets are filled in; please fill in the others.";
    FILE = "未發行訂單", "orders_to_issue";
    ISSUE_FILE_NAME = "票券發行檔", "issue";
    SEE_ALL = "查詢、篩選與匯出未發行訂單", "Find, filter and export orders to issue";
}
