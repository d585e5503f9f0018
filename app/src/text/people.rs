//! Sub-accounts: who may do what, and the phones that are theirs.

use crate::sentences::Sentence;
use domain::people::AccountChange;
use domain::permission::{Access, Function, Role};
use store::query::people::Bound;

sentences! {
    TITLE = "子帳號", "People";
    LEAD = "每位同仁一個帳號，各有自己的權限、分店、商品與時段。", "One account for each colleague, with permissions, branch, products and hours of its own.";
    NEW = "新增子帳號", "New account";
    STANDING = "使用中的帳號", "Accounts in use";
    DELETED = "檢視已刪除帳號", "Deleted accounts";
    TABS = "子帳號列表", "Lists of accounts";
    EXPORT = "匯出 Excel", "Export to Excel";
    FILE = "子帳號", "accounts";
    DELETED_FILE = "已刪除的子帳號", "deleted_accounts";
    WORDS = "帳號、備註或分店", "Name, note or branch";
    ANY = "全部", "All";
    BOUND_HEAD = "總店", "Head office";
    BOUND_BRANCH = "分店", "A branch";
    TOTALS = "共 {total} 個帳號：總店 {head} 個，分店 {bound} 個；尚未登入 {never} 個",
        "{total} in all: {head} of the head office, {bound} of branches; {never} never signed in";
    SIGNED_IN = "最近登入", "Last sign-in";
    SIGNED_IN_ONCE = "曾經登入", "Signed in";
    SESSIONS_NUMBER = "登入中的裝置", "Signed-in devices";
    PASSKEYS_NUMBER = "通行密鑰", "Passkeys";
    CREATED = "建立時間", "Made";
    DELETED_TIME = "刪除時間", "Deleted";
    DELETED_AT = "{time} 刪除", "Deleted {time}";
    CREATED_AT = "{time} 建立", "Made {time}";
    SIGNED_IN_AT = "最近登入 {time}", "Last sign-in {time}";
    NEVER_SIGNED_IN = "尚未登入", "Never signed in";
    SESSIONS = "登入中的裝置 {count}", "Signed-in devices: {count}";
    PASSKEYS = "通行密鑰 {count}", "Passkeys: {count}";
    YOU = "您", "You";
    PICK = "選取 {name}", "Choose {name}";
    BIND = "勾選的帳號改屬", "Move the ticked accounts to";
    BIND_CHOOSE = "請選擇", "Choose";
    UNBIND = "總店（解除綁定）", "Head office (unbind)";
    BIND_NOTE = "解除綁定的帳號視同總店：看得到所有分店，也不受商品的分店清單限制。", "An account without a branch acts for the head office: it sees all branches, and lists of branches of a product do not limit it.";
    BIND_DO = "儲存所屬分店", "Save";
    BIND_NONE = "請先勾選帳號，並選擇要改屬哪裡。", "Tick accounts and choose where they go.";
    NOT_BOUND = "「{name}」沒有變更：", "{name} was not changed:";

    NAME = "帳號名稱", "Name to sign in with";
    NAME_NOTE = "6 到 20 個英文字母與數字，兩者都要有。建立後不能更改。", "6 to 20 letters and digits, both of them. It cannot be changed later.";
    NOTE_NAME = "備註", "Note";
    NOTE = "備註（選填，最多 20 字）", "Note (optional, at most 20 characters)";
    BRANCH = "所屬分店", "Branch";
    HEAD_OFFICE = "總店（所有分店）", "Head office (all branches)";
    ROLE = "權限", "Permissions";
    ROLE_NOTE = "選一組現成的權限，或選「自訂」再逐項設定。", "Take a ready set, or choose Own and set each line.";
    ROLE_WITH_ROWS = "{role}（{rows}）", "{role} ({rows})";
    TABLE = "自訂權限表（選「自訂」時使用）", "Table for Own permissions";
    FUNCTION = "功能", "Function";
    NONE = "無", "None";
    HELD = "可使用", "May do it";
    PRODUCTS = "可處理的商品", "Products";
    PRODUCTS_NOTE = "核銷、取消、退貨與查找只限這些商品。", "Redeeming, cancelling, returns and look-up are for these products only.";
    PRODUCTS_ALL = "全部商品", "All products";
    PRODUCTS_NAMED = "只限下列商品", "Only these products";
    PRODUCTS_LIST = "商品清單（{count} 項）", "List of products ({count})";
    PRODUCTS_COUNT = "限 {count} 項商品", "{count} product(s) only";
    PRODUCT_OF = "{product}（{issuer}）", "{product} ({issuer})";
    HOURS = "可操作時段", "Hours";
    HOURS_NOTE = "全部留空表示不限時段。結束早於開始表示到隔天，例如 10:00 到 02:00。時間為臺北時間；時段外仍可查看。", "Leave all empty for any time. An end before the beginning lies on the next day, e.g. 10:00 to 02:00. Taipei time; looking is possible at any time.";
    HOURS_ALWAYS = "不限時段", "Any time";
    DAYS_AND_HOURS = "週{days} {from}–{until}", "{days} {from}–{until}";
    WINDOW = "時段 {number}", "Window {number}";
    FROM = "開始", "From";
    UNTIL = "結束", "Until";
    SIGN_IN = "登入方式", "How it signs in";
    SIGN_IN_PHONE = "只用手機（下一步顯示登記碼，不需要密碼）", "By phone only: a code for it is shown next, no password";
    SIGN_IN_PASSWORD = "產生一組密碼（只顯示一次）", "Make a password, shown once";
    CREATE = "建立帳號", "Make the account";
    SAVE = "儲存", "Save";
    EDIT = "修改權限", "Change permissions";
    BACK = "回子帳號", "All accounts";

    PASSWORD_TITLE = "新密碼", "New password";
    PASSWORD_ONCE = "這組密碼只顯示這一次，請抄下或當面交給「{name}」。", "This password is shown only now. Write it down, or hand it to {name}.";
    PASSWORD_CHANGE = "登入後請到「帳號安全」改成自己的密碼。", "After signing in it is changed in Account security.";
    MERCHANT = "商店代號", "Merchant number";

    PHONES = "手機", "Phones";
    PHONES_NOTE = "顯示一個登記碼，同仁用自己的手機掃描，即可不用密碼登入核銷台。", "Show a code; the colleague scans it with the own phone and signs in to the desk without a password.";
    PHONES_EMPTY = "還沒有登記的手機。", "No phone is enrolled yet.";
    PHONE_UNKNOWN = "不明手機", "Unknown phone";
    ENROLLED_AT = "{time} 登記", "Enrolled {time}";
    PHONE_USED = "最近使用 {time}", "Last used {time}";
    REVOKE = "撤銷這支手機", "Revoke this phone";
    REVOKE_NAMED = "撤銷 {phone}（{time} 登記）", "Revoke {phone} (enrolled {time})";
    REVOKED_AT = "{time} 撤銷", "Revoked {time}";
    ENROL = "登記一支手機", "Enrol a phone";
    ENROL_CLOSED = "這個網址不支援通行密鑰（需要 https 與網域名稱），無法登記手機。", "This address has no passkeys (they need https and a name), so no phone can be enrolled.";
    CODE_TITLE = "登記手機", "Enrol a phone";
    CODE_LEAD = "請「{name}」用自己的手機相機掃描這個碼。", "Let {name} scan this code with the camera of the own phone.";
    CODE_UNTIL = "{time} 前有效，只能用一次。再開一個碼，這個就失效。", "It works once, until {time}. The next code ends this one.";
    CODE_QR = "登記手機的 QR 碼", "QR code to enrol a phone";
    CODE_LINK = "或在手機上打開這個連結", "Or open this address on the phone";
    CODE_DONE = "完成後回到帳號頁", "When done, go on to the account";

    ACTS = "管理", "Manage";
    RESET = "重設登入方式", "Reset how it signs in";
    RESET_NOTE = "產生新密碼，並移除通行密鑰、手機與驗證 App，所有裝置都會登出。", "Makes a new password and forgets passkeys, phones and the app; all devices are signed out.";
    SIGN_OUT = "強制登出所有裝置", "Sign out everywhere";
    DELETE = "刪除帳號", "Delete the account";
    DELETE_NOTE = "刪除後不能登入也不能復原；做過的核銷與紀錄仍會保留。", "It can never sign in again. What it did stays in the records.";
    DELETE_DO = "確定刪除「{name}」", "Delete {name}";
    MADE_BEFORE = "這個帳號已經建立。密碼只顯示一次；沒有抄下時，請用下方的「重設登入方式」產生新密碼。",
        "This account is made. Its password is shown once: whoever has not written it down resets how it signs in, below.";
    DONE = "已完成。", "Done.";
    OWN = "這是您自己的帳號。密碼與通行密鑰在「帳號安全」，權限由其他同仁變更。", "This is your own account. Password and passkeys are in Account security; a colleague changes what it may.";
    GREATER = "這個帳號的權限比您大，只能查看。", "This account may more than you, so you can only look.";

    HISTORY = "異動紀錄", "History";
    HISTORY_EMPTY = "沒有異動紀錄。", "Nothing was changed.";
    BY_PHONE = "手機", "the phone";
    FROM_TO = "{what}：{was} → {is}", "{what}: {was} → {is}";
    IS = "{what}：{is}", "{what}: {is}";
    NO_NOTE = "（無）", "(none)";

    JOIN_TITLE = "登記這支手機", "Enrol this phone";
    JOIN_LEAD = "這支手機將可登入 {merchant} 的帳號「{name}」。", "This phone will sign in to {name} of {merchant}.";
    JOIN_WHERE = "分店：{branch}", "Branch: {branch}";
    JOIN_WHEN = "時段：{hours}", "Hours: {hours}";
    JOIN_DO = "用這支手機的螢幕鎖登記", "Enrol with the screen lock";
    JOIN_NOTE = "會用指紋、臉部或螢幕鎖建立通行密鑰。請用自己的手機，不要替他人登記。", "A passkey is made with fingerprint, face or screen lock. Use your own phone, and enrol for nobody else.";
    JOIN_NO_SCRIPT = "登記需要瀏覽器的 JavaScript 與通行密鑰。請改用系統內建的瀏覽器（Safari 或 Chrome）打開。", "This needs scripts and passkeys. Open the address in the phone's own browser (Safari or Chrome).";
    JOIN_OVER = "登記碼已失效", "This code is over";
}

/// A column of the permission table.
pub const fn function(function: Function) -> Sentence {
    let (chinese, english) = match function {
        Function::Settings => ("操作設定", "Settings"),
        Function::People => ("子帳號", "People"),
        Function::Products => ("商品管理", "Products"),
        Function::Issue => ("票券發行", "Issue"),
        Function::Redeem => ("票券核銷", "Redeem"),
        Function::CancelRedemption => ("取消核銷", "Cancel redemptions"),
        Function::GiveBack => ("票券退貨", "Returns"),
        Function::CancelGiveBack => ("取消退貨", "Cancel returns"),
        Function::IssuedOrders => ("已發行訂單管理", "Issued orders"),
        Function::Paper => ("紙本票券列印", "Print tickets"),
        Function::Transfers => ("電子票券轉贈紀錄", "Transfers"),
        Function::Reports => ("報表", "Reports"),
    };
    Sentence { chinese, english }
}

/// How far a permission reaches.
pub const fn access(access: Access) -> Sentence {
    match access {
        Access::Look => Sentence { chinese: "查詢", english: "Look" },
        Access::Change => Sentence { chinese: "修改", english: "Change" },
    }
}

/// A preset.
pub const fn role(role: Role) -> Sentence {
    let (chinese, english) = match role {
        Role::Owner => ("負責人", "Owner"),
        Role::Manager => ("主管", "Manager"),
        Role::Clerk => ("店員", "Clerk"),
        Role::Accountant => ("會計", "Accountant"),
        Role::Custom => ("自訂", "Own"),
    };
    Sentence { chinese, english }
}

/// Where an account is bound.
pub const fn bound(bound: Bound) -> Sentence {
    match bound {
        Bound::HeadOffice => BOUND_HEAD,
        Bound::Branch => BOUND_BRANCH,
    }
}

/// What a preset is, in a line.
pub const fn role_note(role: Role) -> Sentence {
    let (chinese, english) = match role {
        Role::Owner => ("全部功能", "Everything"),
        Role::Manager => ("全部功能，操作設定只能查詢", "Everything, settings to look at only"),
        Role::Clerk => ("核銷台：核銷與取消核銷", "The desk: redeem and cancel"),
        Role::Accountant => {
            ("查詢訂單、轉贈、商品與報表", "Looks at orders, transfers, products and reports")
        }
        Role::Custom => ("用下方的權限表逐項設定", "Each line of the table below"),
    };
    Sentence { chinese, english }
}

/// A day of the week, 1 = Monday.
pub const fn weekday(day: u8) -> Sentence {
    let (chinese, english) = match day {
        1 => ("一", "Mon"),
        2 => ("二", "Tue"),
        3 => ("三", "Wed"),
        4 => ("四", "Thu"),
        5 => ("五", "Fri"),
        6 => ("六", "Sat"),
        _ => ("日", "Sun"),
    };
    Sentence { chinese, english }
}

/// A line of an account's history.
pub const fn change(kind: AccountChange) -> Sentence {
    let (chinese, english) = match kind {
        AccountChange::Created => ("建立帳號", "Account made"),
        AccountChange::Changed => ("修改", "Changed"),
        AccountChange::SignInReset => ("重設登入方式", "Sign-in reset"),
        AccountChange::SignedOut => ("強制登出", "Signed out everywhere"),
        AccountChange::Deleted => ("刪除帳號", "Account deleted"),
        AccountChange::EnrolmentOffered => ("開啟登記碼", "Code for a phone shown"),
        AccountChange::PhoneEnrolled => ("登記手機", "Phone enrolled"),
        AccountChange::PhoneRevoked => ("撤銷手機", "Phone revoked"),
    };
    Sentence { chinese, english }
}
