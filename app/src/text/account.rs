//! The own account: how it signs in, where it is signed in, what happened at the door.

sentences! {
    TITLE = "帳號安全", "Account security";
    LEAD = "{account}・{merchant}", "{account} · {merchant}";
    STALE = "要更改登入方式，請先重新登入（登入後 15 分鐘內可更改）。", "To change how you sign in, sign in again first: changes are open for 15 minutes after signing in.";
    SIGN_IN_AGAIN = "重新登入", "Sign in again";
    SAVED = "已儲存。", "Saved.";

    PASSKEYS = "通行密鑰", "Passkeys";
    PASSKEYS_NOTE = "用手機的指紋、臉部或螢幕鎖登入，不必輸入密碼，也不會被釣魚網站騙走。", "Sign in with the fingerprint, face or screen lock of your phone: no password to type, nothing a false page could take.";
    PASSKEYS_NONE = "還沒有通行密鑰。", "No passkeys yet.";
    PASSKEYS_CLOSED = "這個網址不支援通行密鑰（需要 https 與網域名稱）。", "This address has no passkeys: they need https and a name.";
    PASSKEY_UNNAMED = "通行密鑰", "Passkey";
    PASSKEY_MADE = "{time} 建立", "Made {time}";
    PASSKEY_USED = "最近使用 {time}", "Last used {time}";
    PASSKEY_UNUSED = "尚未使用", "Not used yet";
    PASSKEY_MAKE = "新增這支裝置的通行密鑰", "Make a passkey on this device";
    PASSKEY_SIGN_IN = "用通行密鑰登入", "Sign in with a passkey";
    PASSKEY_FAILED = "沒有完成。可以再試一次，或改用密碼登入。", "That was not finished. Try again, or use the password.";
    REMOVE = "移除", "Remove";
    REMOVE_NAMED = "移除 {name}", "Remove {name}";
    OR = "或使用密碼", "or with the password";

    APP = "驗證 App（兩步驟登入）", "Authenticator app (second step)";
    APP_OFF = "目前只用密碼登入。開啟後，輸入密碼還要輸入驗證 App 上的六位數。", "The password alone signs in. With an app, six digits of it are asked for, too.";
    APP_ON = "已開啟：用密碼登入時要輸入驗證 App 上的六位數。", "On: whoever signs in with the password enters six digits of the app, too.";
    APP_SET_UP = "設定驗證 App", "Set up an app";
    APP_STEP_1 = "1. 用驗證 App 掃描這個 QR 碼，或輸入金鑰", "1. Scan this code with an authenticator app, or type its key";
    APP_STEP_2 = "2. 抄下或列印備用碼", "2. Write down or print the recovery codes";
    APP_STEP_3 = "3. 輸入 App 顯示的六位數", "3. Enter the six digits that the app shows";
    APP_KEY = "金鑰", "Key";
    APP_QR = "驗證 App 的 QR 碼", "QR code for the authenticator app";
    APP_SWITCH_ON = "開啟兩步驟登入", "Switch the second step on";
    APP_SWITCH_ON_NOTE = "開啟後所有裝置都會登出，請用新的方式重新登入。", "All devices are signed out then; sign in again with both steps.";
    APP_SWITCH_OFF = "關閉兩步驟登入", "Switch the second step off";
    CODE = "驗證碼（六位數）", "Code of six digits";
    RECOVERY = "備用碼", "Recovery codes";
    RECOVERY_NOTE = "手機不在身邊時，一組備用碼可以代替驗證碼一次。請抄下來收好；離開這頁就不再顯示。", "Without the phone, one of these stands in for its code, once. Write them down: they are not shown again.";
    RECOVERY_LEFT = "還有 {count} 組備用碼。", "Recovery codes left: {count}.";
    RECOVERY_NEW = "產生新的備用碼", "New recovery codes";
    RECOVERY_TAKE = "啟用這些備用碼", "Use these from now on";
    RECOVERY_OLD = "啟用後，舊的備用碼全部失效。", "The old ones stop working then.";

    PASSWORD = "變更密碼", "Change the password";
    PASSWORD_NOW = "目前的密碼", "Present password";
    PASSWORD_NEW = "新密碼（至少 10 個字）", "New password (at least 10 characters)";
    PASSWORD_CHANGE = "變更密碼並登出所有裝置", "Change it and sign out everywhere";

    TELL = "登入通知", "What you are told";
    TELL_EMAIL = "寄到這個電子信箱（空白＝不通知）", "E-mail address (empty: nothing is sent)";
    TELL_FAILED = "登入失敗", "A sign-in failed";
    TELL_NEW_BROWSER = "從新的裝置或瀏覽器登入", "A sign-in from a new device or browser";
    SAVE = "儲存", "Save";

    SESSIONS = "已登入的裝置", "Signed-in devices";
    SESSION_THIS = "這個裝置", "This device";
    SESSION_BEGAN = "{time} 登入", "Since {time}";
    SESSION_END = "登出", "Sign out";
    SESSION_END_NAMED = "登出 {name}", "Sign out {name}";
    BROWSER_UNKNOWN = "不明裝置", "Unknown device";

    HISTORY = "登入歷程", "Sign-in history";
    HISTORY_NOTE = "最近 20 次。有不認得的紀錄，請立刻變更密碼。", "The last 20. Change the password at once if one of them was not you.";
    WAY_PASSWORD = "密碼", "Password";
    WAY_APP_CODE = "密碼＋驗證碼", "Password and code";
    WAY_RECOVERY_CODE = "密碼＋備用碼", "Password and recovery code";
    WAY_PASSKEY = "通行密鑰", "Passkey";
    OUTCOME_SIGNED_IN = "成功", "Signed in";
    OUTCOME_WRONG = "失敗", "Failed";

    HALF_TITLE = "輸入驗證碼", "Enter the code";
    HALF_LEAD = "輸入驗證 App 上的六位數；手機不在身邊時，輸入一組備用碼。", "Enter the six digits of your authenticator app; without the phone, one of your recovery codes.";
    HALF_CODE = "驗證碼或備用碼", "Code, or recovery code";
    HALF_WRONG = "不正確，或已經用過。請等 App 顯示下一組再輸入。", "That is not it, or it was used already. Wait for the app's next one.";
    HALF_OVER = "時間已過或嘗試次數太多，請重新輸入密碼。", "Too late, or too many tries. Please enter the password again.";
    HALF_SLOW = "嘗試次數過多，請稍候一分鐘再試。", "Too many tries. Please wait a minute.";

    MAIL_FAILED_SUBJECT = "登入失敗通知：{account}", "A sign-in failed: {account}";
    MAIL_FAILED = "{time} 有人嘗試登入 {merchant} 的帳號 {account}，沒有成功。", "At {time} somebody tried to sign in to {account} of {merchant}, and did not get in.";
    MAIL_NEW_SUBJECT = "新裝置登入通知：{account}", "Signed in from a new device: {account}";
    MAIL_NEW = "{time} 有新的裝置登入 {merchant} 的帳號 {account}。", "At {time} a new device signed in to {account} of {merchant}.";
    MAIL_WHERE = "裝置：{browser}　位址：{address}", "Device: {browser}. Address: {address}.";
    MAIL_NOT_YOU = "如果不是您本人，請立刻變更密碼並登出其他裝置：{link}", "If this was not you, change the password and sign out the other devices at once: {link}";
}
