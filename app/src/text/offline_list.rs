//! Lists of conflicts and phones of the desk without network.

sentences! {
    CONFLICTS = "離線核銷衝突", "Offline scans in conflict";
    CONFLICTS_LEAD = "手機在沒有網路時核銷、之後對不上的每一筆，已決定的也在內。", "Every scan that a phone took without network and that did not fit later, decided ones too.";
    ALL_CONFLICTS = "全部衝突：查詢、匯出", "All conflicts: find, export";
    PHONES = "可離線核銷的手機", "Phones that work without network";
    PHONES_LEAD = "每一支開過離線核銷的手機，已停用的也在內。", "Every phone that may or might work without network, revoked ones too.";
    ALL_PHONES = "全部手機：查詢、匯出", "All phones: find, export";
    BACK = "回離線核銷", "Back to offline scans";
    EXPORT = "匯出 Excel", "Export to Excel";
    CONFLICTS_FILE = "離線核銷衝突", "offline_conflicts";
    PHONES_FILE = "離線核銷手機", "offline_phones";
    CONFLICT_WORDS = "票券序號，或商品、帳號、手機名稱的一部分", "Serial, or part of a product's, account's or phone's name";
    PHONE_WORDS = "手機或帳號名稱的一部分", "Part of the phone's or account's name";
    STATE = "狀態", "State";
    ANY = "全部", "All";
    OPEN = "待決定", "To decide";
    DECIDED = "已決定", "Decided";
    IN_USE = "使用中", "In use";
    REVOKED = "已停用", "Revoked";
    FROM = "收到日起", "Arrived from";
    UNTIL = "收到日迄", "Arrived until";
    RECEIVED = "收到時間", "Arrived";
    SCANNED = "掃描時間", "Scanned";
    PRODUCT = "商品", "Product";
    SERIAL = "票券序號", "Serial";
    UNITS = "次數", "Units";
    AMOUNT = "面額", "Face value";
    REASON = "不符原因", "What did not fit";
    BRANCH = "分店", "Branch";
    ACCOUNT = "帳號", "Account";
    PHONE = "手機", "Phone";
    NUMBER = "手機上的編號", "Number on the phone";
    DECISION = "決定", "Decision";
    DECIDED_BY = "決定人員", "Decided by";
    DECIDED_AT = "決定時間", "Decided";
    MADE = "啟用時間", "Since";
    HEARD = "最後連線", "Last heard";
    ARRIVED = "收到筆數", "Arrived scans";
    HIGHEST = "最後一筆編號", "Highest number";
    REVOKED_AT = "停用時間", "Revoked at";
    TOTALS = "共 {total} 筆，待決定 {open} 筆", "{total} in all, {open} to decide";
}
