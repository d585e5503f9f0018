//! The platform's own people.

use crate::sentences::Sentence;
use domain::job::Job;
use domain::ledger::LedgerAccount;
use domain::notice::NoticeState;

sentences! {
    TITLE = "平台管理", "Platform";
    SIGN_IN_TITLE = "平台人員登入", "Platform sign-in";
    SIGN_IN_LEAD = "只供平台人員使用；商店請由核銷台登入。", "For the platform's own people; merchants sign in at the desk.";
    ACCOUNT = "帳號", "Account";
    PASSWORD = "密碼", "Password";
    SIGN_IN = "登入", "Sign in";
    WRONG = "帳號或密碼不正確。", "Wrong account or password.";
    SLOW = "嘗試次數過多，請一分鐘後再試。", "Too many tries; wait a minute.";
    DEMO = "示範：帳號 {account}，密碼 {password}", "Demo: account {account}, password {password}";
    MERCHANTS = "商店", "Merchants";
    MESSAGES = "訊息", "Messages";
    JOBS = "排程", "Jobs";
    DELIVERIES = "通知寄送", "Deliveries";
    DELIVERIES_LEAD = "沒有選擇狀態時，只列出還沒有送達的通知。", "Unless a state is chosen, only notices that did not arrive are listed.";
    PROOFS = "價金保管證明", "Escrow proofs";
    WORDS = "商店名稱、代號或統一編號", "Name, number or tax ID";
    LIST = "商店清單", "List of merchants";
    NUMBER = "商店代號", "Number";
    NAME = "商店名稱", "Name";
    STATE = "合約狀態", "Contract";
    SERVICE = "發行服務", "Issue service";
    SERVICE_PHONE = "客服電話", "Service phone";
    SERVICE_EMAIL = "客服信箱", "Service e-mail";
    ACCOUNTS = "帳號數", "Accounts";
    MADE = "建立時間", "Made";
    ADD = "新增商店", "Add a merchant";
    ADD_DO = "建立商店", "Add it";
    EDIT = "修改合約", "Change the contract";
    END = "終止合約", "End the contract";
    END_NOTE = "最後一日之後不能再發行；已發行的票券仍可核銷、退貨、轉贈，款項照常撥付。票夾、核銷台與查詢連結都照常開啟；票夾、轉贈頁、QR 公開頁、查詢頁與商店後台會註明最後一日。", "After the last day nothing more is issued. Issued tickets are redeemed, returned, given away and paid out as before; wallets, desk and links stay open; wallets, gifts, the public page of a QR, the page for finding tickets and the merchant's console name the last day.";
    END_DAY = "合約最後一日", "Last day";
    END_WHY = "原因", "Why";
    END_DO = "確定終止", "End it";
    RESUME = "撤銷終止", "Take the ending back";
    RESUME_DO = "恢復合約", "Resume it";
    INVITE = "邀請負責人", "Invite the owner";
    INVITE_NOTE = "產生一次性連結，對方自行設定密碼，並可加入通行密鑰。連結 7 天內有效；重新產生後，前一個立即失效。", "Makes a link that opens once: the owner chooses a password and may add a passkey. It lasts 7 days; a new one kills the one before.";
    INVITE_NAME = "登入帳號", "Sign-in name";
    INVITE_NAME_HINT = "6 到 20 個英文字母與數字，兩者都要有", "6 to 20 letters and digits, both of them";
    INVITE_DO = "產生邀請連結", "Make the link";
    INVITED = "請把這個連結交給負責人。它只顯示這一次：", "Give this link to the owner. It is shown only now:";
    LOOK = "檢視商店後台", "Look at its console";
    LOOK_NOTE = "唯讀、30 分鐘，個人資料以遮罩顯示；每次檢視和看過的頁面都留下紀錄，商店也看得到，不能代為操作。", "Read-only, for 30 minutes, people masked; each look and its pages are kept, the merchant sees that, and nothing can be done in its name.";
    LOOK_WHY = "檢視原因", "Why";
    LOOK_DO = "開始檢視", "Look";
    LOOKS = "檢視紀錄", "Looks";
    RELATIONS = "跨店關聯", "Relations";
    RELATIONS_NONE = "沒有跨店關聯。", "No relations.";
    RELATIONS_ALL = "全部 {total} 個關聯：查詢、排序、匯出", "All {total} relation(s): find, sort, export";
    ACT = "操作", "Act";
    BLOCK = "封鎖", "Block";
    UNBLOCK = "解除封鎖", "Unblock";
    ACTED = "已完成。", "Done.";
    MESSAGE_TO = "收件商店代號", "To merchant number";
    MESSAGE_TO_HINT = "空白表示所有商店。", "Empty: to all merchants.";
    MESSAGE_KIND = "類型", "Kind";
    MESSAGE_TITLE = "標題", "Title";
    MESSAGE_BODY = "內容", "Text";
    MESSAGE_SEND = "發送", "Send";
    MESSAGE_ALL = "所有商店", "All merchants";
    MESSAGE_WITHDRAW = "撤回", "Withdraw";
    MESSAGE_WITHDRAWN = "已撤回", "Withdrawn";
    MESSAGE_WORDS = "標題、內容，或收件商店的名稱、代號", "Title, text, or name or number of who got it";
    MESSAGE_AT = "發送時間", "Sent";
    MESSAGES_FILE = "訊息", "messages";
    MESSAGES_NONE = "還沒有發過訊息。", "Nothing was sent yet.";
    JOB = "排程", "Job";
    DAY = "日期", "Day";
    STARTED = "開始", "Begun";
    FINISHED = "完成", "Done";
    RESULT = "結果", "Result";
    NIGHTS_LEFT_OUT = "{first} 到 {last} 有 {nights} 晚沒有送銀行檔，這些明細已併入之後的檔案。請告知銀行，並逐日執行 piaojia job bank --date 日期，執行後不再提醒。",
        "From {first} to {last}, {nights} night(s) sent no file to the bank; their lines went with a later file. Tell the bank, and run piaojia job bank --date DAY for each: then it is not said again.";
    LAST_RUNS = "排程執行紀錄", "Runs of jobs";
    ANY = "全部", "All";
    RUN_DONE = "已完成", "Done";
    RUN_OPEN = "未完成", "Not done";
    RUN_BY = "執行者", "Run by";
    EXPORT = "匯出 Excel", "Export to Excel";
    COUNTED_ALL = "共 {total} 筆", "{total} in all";
    MADE_FROM = "建立日起", "Made from";
    MADE_UNTIL = "建立日迄", "Made until";
    CHANGED = "最近變更", "Last changed";
    DIFFERENCE = "差額", "Difference";
    MERCHANTS_FILE = "商店", "merchants";
    JOBS_FILE = "排程", "jobs";
    DELIVERIES_FILE = "通知寄送", "deliveries";
    PROOFS_FILE = "價金保管證明", "escrow_proofs";
    MERCHANT = "商店", "Merchant";
    KIND = "通知", "Notice";
    CHANNEL = "管道", "Way";
    MAIL = "信件", "Mail";
    SMS = "簡訊", "Text message";
    ATTEMPTS = "次數", "Tries";
    NOTICE_STATE = "狀態", "State";
    NOT_SENT = "未送達", "Not sent";
    LEDGER_ACCOUNT = "科目", "Account";
    BOOKS = "帳上", "Books";
    COUNTED = "清點", "Counted";
    HOLDS = "相符", "Holds";
    HOLDS_YES = "相符", "Yes";
    HOLDS_NO = "不符", "No";
    ONLY_BROKEN = "只看不符", "Broken ones";
    ALL_PROOFS = "全部", "All";
    INVITATION_TITLE = "設定您的帳號", "Set up your account";
    INVITATION_LEAD = "{merchant} 的負責人帳號「{name}」", "Owner's account “{name}” of {merchant}";
    INVITATION_PASSWORD = "設定密碼", "Choose a password";
    INVITATION_PASSWORD_HINT = "10 到 200 個字，不可與帳號相同。", "10 to 200 characters, and not the account's name.";
    INVITATION_DO = "建立帳號並登入", "Make the account and sign in";
}

/// A job.
pub const fn job(job: Job) -> Sentence {
    let (chinese, english) = match job {
        Job::Bank => ("銀行檔", "Bank"),
        Job::Overdue => ("價金保管期滿", "Ended guarantees"),
        Job::Lapse => ("轉贈逾期", "Lapsed offers"),
        Job::Gifts => ("預約贈送", "Gifts whose day has come"),
        Job::Reminders => ("待發行提醒", "Reminders to issue"),
        Job::Endings => ("即將到期提醒", "What ends soon"),
        Job::Reprints => ("多次列印提醒", "Told of reprints"),
        Job::Seal => ("封存", "Seals"),
        Job::Proof => ("價金保管證明", "Escrow proof"),
        Job::Payout => ("撥款", "Payout"),
        Job::Retention => ("個人資料到期刪除", "Data that are kept no longer"),
        Job::Notices => ("通知", "Notices"),
        Job::Pushes => ("推播", "Push"),
    };
    Sentence { chinese, english }
}

/// Where money lies.
pub const fn ledger_account(account: LedgerAccount) -> Sentence {
    let (chinese, english) = match account {
        LedgerAccount::Buyer => ("購買人", "Buyer"),
        LedgerAccount::Trust => ("價金保管", "Trust"),
        LedgerAccount::Settling => ("核銷中", "Settling"),
        LedgerAccount::Refunding => ("退款中", "Refunding"),
        LedgerAccount::Fee => ("手續費", "Fee"),
        LedgerAccount::Payable => ("應付發行單位", "Payable"),
        LedgerAccount::Issuer => ("已撥款", "Paid out"),
        LedgerAccount::Card => ("已退刷", "Back on the card"),
    };
    Sentence { chinese, english }
}

/// What became of a notice.
pub const fn notice_state(state: NoticeState) -> Sentence {
    match state {
        NoticeState::Waiting => Sentence { chinese: "等候", english: "Waiting" },
        NoticeState::Sent => Sentence { chinese: "已送出", english: "Sent" },
        NoticeState::Failed => Sentence { chinese: "失敗", english: "Failed" },
        NoticeState::Bounced => Sentence { chinese: "退回", english: "Bounced" },
    }
}
