//! The platform looks at a merchant's console.

sentences! {
    BANNER = "唯讀檢視：{merchant}，到 {until} 為止", "Read-only look: {merchant}, until {until}";
    BANNER_WHY = "原因：{reason}。不能變更任何內容；看過的頁面都留下紀錄，商店也看得到。", "Reason: {reason}. Nothing can be changed; each page you see is kept, and the merchant sees that, too.";
    BANNER_NAME = "唯讀檢視", "Read-only look";
    LEAVE = "結束檢視", "Leave the look";
    READ_ONLY = "唯讀檢視中", "This is a read-only look";
    READ_ONLY_WHY = "檢視商店後台時不能變更或送出任何內容；這次什麼都沒有變更。", "While you look at a merchant's console nothing can be changed or sent. Nothing was changed.";
    NOT_PART = "不在檢視範圍", "Not part of a look";
    NOT_PART_WHY = "這一頁是給商店人員操作用的，唯讀檢視看不到。", "This page is for the merchant's people to act on, and is no part of a read-only look.";
    GO_ON = "回商店首頁", "Back to the merchant's first page";
    OVER = "檢視已結束", "The look is over";
    OVER_WHY = "這次檢視已經結束：時間到了、已登出，或不是在這次登入開始的。要再看請從平台重新開始，並寫下原因。", "This look is over: its time has passed, you signed out, or it was not begun in this session. To look again, begin anew from the platform and say why.";
    TO_PLATFORM = "回平台", "Back to the platform";
    TITLE = "平台檢視紀錄", "Looks of the platform";
    LEAD = "平台人員每次檢視貴店後台的時間、原因和看過的頁面。檢視是唯讀的，最長 30 分鐘，個人資料以遮罩顯示。", "When somebody of the platform looked at your console, why, and at which pages. A look is read-only, lasts 30 minutes at most, and people are masked in it.";
    NONE = "平台還沒有檢視過。", "The platform has not looked yet.";
    SINCE_UNTIL = "{from} 到 {until}", "{from} to {until}";
    PAGES = "看過 {count} 頁", "{count} page(s)";
    ONE = "一次檢視", "One look";
    REASON = "原因：{reason}", "Reason: {reason}";
    BACK = "回檢視紀錄", "Back to the looks";
    TIME = "時間", "Time";
    PAGE = "頁面", "Page";
    SUBJECT = "單號或編號", "Number";
    LIST = "看過的頁面", "Pages that were looked at";
    TICKET = "票券", "Ticket";
    FILE = "{page}（檔案）", "{page} (file)";
}
