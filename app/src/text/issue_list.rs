//! 發行批次: every batch that was uploaded or typed, as a list with its file.

sentences! {
    TITLE = "發行批次", "Batches";
    LEAD = "上傳過的檔案與單筆發行的訂單，含已放棄的。", "Every file that was uploaded and every order that was typed, dropped ones, too.";
    WORDS = "檔名或上傳者", "File or account";
    STATE = "狀態", "State";
    ANY_STATE = "全部", "All";
    FROM = "上傳日起", "Uploaded from";
    UNTIL = "上傳日迄", "Uploaded until";
    LIST = "發行批次列表", "Batches";
    FILE_NAME = "檔案", "File";
    MADE = "上傳時間", "Uploaded";
    CHANGED = "最後更新", "Changed";
    FORM = "出券類型", "Form";
    ORDERS = "訂單數", "Orders";
    TICKETS = "張數", "Tickets";
    AMOUNT = "金額", "Amount";
    BY = "上傳者", "Uploaded by";
    TOTALS = "共 {batches} 批；其中已發行 {tickets} 張，金額 {amount}", "{batches} batch(es); issued of them: {tickets} ticket(s), {amount}";
    EXPORT = "匯出 Excel", "Export to Excel";
    FILE = "發行批次", "batches";
    SEE_ALL = "查詢、篩選與匯出所有批次", "Find, filter and export all batches";
}
