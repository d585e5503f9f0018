//! 票券分店 (RULES §8).

sentences! {
    TITLE = "票券分店", "Branches";
    LEAD = "分店資訊僅供內部控管，不會顯示於票券上。", "For your own use: branches never stand on a ticket.";
    LIST = "分店清單", "List of branches";
    ADD = "新增票券分店", "Add a branch";
    ADD_DO = "新增", "Add";
    WORDS = "分店名稱或編號", "Name or number";
    NUMBER = "分店編號", "Number";
    NUMBER_HINT = "同一商店內不可重複，建立後不可修改。", "Unique, and never changes.";
    NAME = "分店名稱", "Name";
    NAME_HINT = "2 到 20 個字", "2 to 20 characters";
    PHONE = "聯絡電話", "Phone";
    ADDRESS = "分店地址", "Address";
    STATE = "分店狀態", "State";
    STATE_HINT = "停用後，這間分店的帳號只能查看報表，不能發行、核銷、退貨。", "Accounts of a disabled branch read their reports and do nothing else.";
    ANY_STATE = "全部", "All";
    ENABLED = "啟用", "Enabled";
    DISABLED = "停用", "Disabled";
    ACCOUNTS = "子帳號數", "Accounts";
    CHANGED = "最後編輯時間", "Last changed";
    CHANGED_BY = "最後編輯者", "Changed by";
    TOTALS = "共 {total} 間，啟用 {enabled} 間，停用 {disabled} 間", "{total} in all, {enabled} enabled, {disabled} disabled";
    OF = "分店 {number}", "Branch {number}";
    BOUND = "綁定的子帳號", "Accounts bound to it";
    BOUND_NONE = "沒有綁定任何子帳號。", "No account is bound to it.";
    ACCOUNT_DISABLED = "已停用", "disabled";
    EXPORT = "匯出 Excel", "Export to Excel";
    FILE = "票券分店", "branches";
    TAKEN = "這個編號已經是另一間分店的。", "This number is another branch's.";
}
