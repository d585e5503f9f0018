//! The desk without network (離線核銷), and what the head office sees of it.

use crate::sentences::Sentence;
use domain::offline::conflict::ConflictDecision;
use domain::offline::judge::Unchecked;

sentences! {
    UNSENT = "未送出 {count}", "Unsent: {count}";
    UNSENT_HERE = "這支手機有 {count} 筆離線核銷未送出", "{count} offline scan(s) of this phone are not sent";
    READY = "離線可用", "Works without network";
    NOT_READY = "離線核銷準備中", "Not ready to work without network yet";
    AWAY = "沒有網路：依 {time} 的清單核對，恢復後自動送出", "No network: checked by the list of {time}; sent by itself later";
    REVOKED = "這支手機的離線核銷已停用", "This phone may no longer work without network";
    TAKEN_GREEN = "離線核銷", "Redeemed offline";
    TAKEN_AMBER = "離線核銷，有項目未檢查", "Redeemed offline, not all checked";
    TAKEN_REASON = "{count} 次・已存在這支手機，恢復網路後送出", "{count} used · stored on this phone, sent when the network is back";
    NOT_CHECKED = "未檢查：", "Not checked:";
    ASK_HINT = "沒有網路。核對商品與數量後按下核銷。", "No network. Check the product and the number, then redeem.";
    NEXT = "恢復網路後若衝突，由主管決定。", "If it does not fit later, the manager decides.";
    CANCEL_LATER = "要取消：恢復網路後，從「今日核銷」取消。", "To cancel it: from today's list, once the network is back.";
    STUCK = "{count} 筆無法送出", "{count} cannot be sent";
    STUCK_TITLE = "系統不收的離線核銷", "Offline scans that were not taken";
    STUCK_NEXT = "票券沒有核銷。請把這份清單給主管看，由主管處理。", "These tickets are not redeemed. Show this list to your manager.";
    SHELL_TITLE = "核銷台（離線）", "Desk (offline)";
    SHELL_NOTE = "沒有網路。只有先前在這支手機開過核銷台才能離線掃描。", "No network. Scanning works if the desk was opened on this phone before.";
    TITLE = "離線核銷", "Offline scans";
    LINK = "離線核銷", "Offline scans";
    LINK_OPEN = "離線核銷（{count} 筆待決定）", "Offline scans ({count} to decide)";
    CONFLICTS = "衝突", "Conflicts";
    NO_CONFLICTS = "沒有離線核銷衝突。", "No offline scan is in conflict.";
    PHONE_SAW = "手機看到", "What the phone saw";
    SERVER_KNEW = "系統知道", "What the server knew";
    SAW = "{time} 掃描 {units} 次；清單為 {heard} 的", "Scanned {time}, {units} used; its list was of {heard}";
    ALL_CHECKED = "能檢查的都檢查了", "All that could be was checked";
    ARRIVED = "{time} 收到", "Arrived {time}";
    BY_PHONE = "{who}・{phone}・第 {number} 筆", "{who} · {phone} · scan {number}";
    DECIDE = "決定", "Decide";
    DECIDED = "{time} 由 {who} 決定：{decision}", "Decided {time} by {who}: {decision}";
    UNKNOWN_TICKET = "查無票券", "No ticket found";
    PHONES = "可離線核銷的手機", "Phones that work without network";
    NO_PHONES = "還沒有手機。", "No phone yet.";
    PHONE_TIMES = "{made} 起・最後連線 {heard}・收到 {count} 筆", "Since {made} · last heard {heard} · {count} arrived";
    MISSING = "這支手機有 {count} 筆掃描從未送達。", "{count} scan(s) of this phone never arrived.";
    GAP_LOOK = "已查明原因", "Looked into";
    GAP_NOTE = "原因", "What it was";
    GAP_NOTE_HINT = "最多 {most} 字，會留下是誰、何時；之後若再有未送達的掃描，會重新提醒。", "At most {most} characters; kept with who and when. Scans that go missing later count again.";
    GAP_DO = "記為已查明", "Mark as looked into";
    GAP_LOOKED = "{time} 由 {who} 查明 {count} 筆未送達：{note}", "{count} missing scan(s) looked into {time} by {who}: {note}";
    REVOKE = "停用", "Revoke";
    REVOKED_AT = "{time} 停用", "Revoked {time}";
}

/// What was not checked.
pub const fn unchecked(one: Unchecked) -> Sentence {
    match one {
        Unchecked::Elsewhere => Sentence {
            chinese: "上次同步後是否在別處使用",
            english: "whether it was used elsewhere since the last sync",
        },
        Unchecked::Clock => Sentence {
            chinese: "兩支手機的時間不一致",
            english: "the clocks of the two phones differ",
        },
        Unchecked::Statement => Sentence {
            chinese: "持有人手機超過一天沒有連線",
            english: "the holder's phone was not online for a day",
        },
        Unchecked::Paper => Sentence {
            chinese: "紙本的碼不會更新，無法得知是否被複製",
            english: "a code on paper never changes: nobody can tell a copy",
        },
    }
}

/// What becomes of a conflict.
pub const fn decision(decision: ConflictDecision) -> Sentence {
    match decision {
        ConflictDecision::Redeemed => Sentence { chinese: "現在核銷", english: "Redeem now" },
        ConflictDecision::MerchantBears => {
            Sentence { chinese: "認列損失（商店負擔）", english: "Loss, borne by the merchant" }
        }
        ConflictDecision::BranchBears => {
            Sentence { chinese: "由該分店負擔", english: "Charged to the branch" }
        }
        ConflictDecision::NothingGiven => {
            Sentence { chinese: "未交付商品", english: "Nothing was handed over" }
        }
    }
}
