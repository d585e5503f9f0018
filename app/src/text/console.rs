//! The frame of the console.

sentences! {
    MORE_FILTERS = "更多條件", "More filters";
    MENU = "選單", "Menu";
    HOME = "首頁", "Home";
    SET_UP = "操作設定", "Set-up";
    PICTURES = "自訂圖片", "Pictures";
    BRANCHES = "票券分店", "Branches";
    REDEEMERS = "可核銷商店", "Shops that redeem ours";
    ISSUERS = "聯合票券發行單位", "Issuers we redeem for";
    SAVED = "已儲存。", "Saved.";
    SAVE = "儲存", "Save";
    BACK = "回上一頁", "Back";
    HISTORY = "歷程", "History";
    HISTORY_ALL = "全部歷程：查詢、匯出", "The whole history: find, export";
    HISTORY_OF = "{what}歷程", "History: {what}";
    HISTORY_FILE = "歷程", "history";
    HISTORY_AT = "時間", "When";
    HISTORY_WHO = "人員", "Who";
    HISTORY_WHAT = "變更內容", "What was changed";
    HISTORY_NOTE = "備註", "Note";
    HISTORY_FROM = "日期起", "From";
    HISTORY_UNTIL = "日期迄", "Until";
    EXPORT = "匯出 Excel", "Export to Excel";
    HISTORY_EMPTY = "還沒有任何變更。", "Nothing was changed yet.";
    BY_OPERATOR = "平台人員", "The platform";
    BY_SYSTEM = "系統", "The system";
    NOT_SET = "（未填）", "(empty)";
    ON = "開啟", "On";
    OFF = "關閉", "Off";
    CHANGED = "{field}：{before} → {after}", "{field}: {before} → {after}";
    FIELD_NAME = "名稱", "Name";
    FIELD_ADDRESS = "地址", "Address";
    NOTE = "備註：{note}", "Note: {note}";
    LAST_CHANGED = "最後編輯 {time} {who}", "Last changed {time}, {who}";
    LOOKING_ONLY = "您的帳號只能查看這一頁。", "Your account may look at this page and not change it.";
}
