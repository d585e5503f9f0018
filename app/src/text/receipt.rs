//! Receipts of redemptions, and checking them.

use crate::sentences::Sentence;
use domain::receipt::Problem;

sentences! {
    TITLE = "核銷收據", "Receipt";
    LINK = "收據", "Receipt";
    SEALED = "已封存為{issuer}的第 {number} 號紀錄，之後若有更動，一查就知道。", "Sealed as number {number} in the log of {issuer}: any later change would show.";
    WAITING = "正在封存，通常只要一兩秒。重新整理後就能下載收據檔。", "Being sealed; this takes a second or two. Reload, and the receipt file is here.";
    RELOAD = "重新整理", "Reload";
    TAKEN_BACK = "這筆核銷後來已取消，票券恢復為未使用。", "It was taken back since; the ticket is unused again.";
    PARTLY_TAKEN_BACK = "其中 {count} 次後來已取消，恢復為未使用。", "{count} of it was taken back since and is unused again.";
    FACTS = "封存的內容", "Sealed";
    FACTS_HINT = "寫在封存紀錄裡，只有代號，沒有任何人的姓名。", "This stands in the sealed log: numbers only, nobody's name.";
    NUMBER = "封存序號", "Seal number";
    ISSUER_NUMBER = "發行單位代號", "Issuer number";
    REDEEMER_NUMBER = "核銷單位代號", "Redeemer number";
    BRANCH_NUMBER = "分店編號", "Branch number";
    BUSINESS_DAY = "歸屬日期", "Counts for";
    LEFT = "核銷後剩餘", "Left afterwards";
    TICKET = "票券識別碼", "Ticket ID";
    USE = "核銷識別碼", "Redemption ID";
    STATED = "票夾的說明", "Stated by Piaojia";
    STATED_HINT = "名稱與目前狀態不在封存紀錄裡，是票夾在 {time} 的說明，收據檔裡有票夾的簽章。", "Names and the present state are not sealed. Piaojia states them as of {time}, and signs them in the file.";
    PRODUCT = "商品", "Product";
    BRANCH = "分店", "Branch";
    STANDING = "未取消數量", "Not taken back";
    KEEP = "保存與查驗", "Keep it, check it";
    KEEP_HINT = "請把收據檔存好。不必登入、不必連線，任何人都能用公開金鑰查驗；改過一個字都會被發現。", "Keep the file. Anybody can check it with the public key, without signing in and without a network; a single changed letter shows.";
    DOWNLOAD = "下載收據檔", "Download the file";
    CHECK_HERE = "查驗收據", "Check a receipt";
    HEAD = "封存紀錄的簽章", "Signed head of the log";
    CHECK_TITLE = "查驗核銷收據", "Check a receipt";
    CHECK_LEAD = "貼上收據檔的全文，就知道有沒有被改過。", "Paste the whole file to see whether anything in it was changed.";
    PASTE = "收據檔全文", "The whole text of the file";
    PASTE_HINT = "從 piaojia-receipt-1 到 signature 那一行。只用來查驗，不會留存。", "From piaojia-receipt-1 to the line signature. It is only checked, not kept.";
    CHECK = "查驗", "Check";
    HOLDS_TITLE = "收據無誤", "The receipt holds";
    HOLDS = "封存內容與簽章相符，整份檔案都沒有改過。", "Sealed facts and signatures agree; nothing in the file was changed.";
    BROKEN_TITLE = "收據有問題", "The receipt does not hold";
    BROKEN = "第 {line} 行：{reason}", "Line {line}: {reason}";
    KEY = "公開金鑰", "Public key";
    KEY_HINT = "所有收據與封存紀錄的簽章都用這一把查驗。建議自行留一份，之後就不必相信這個網頁。", "Every receipt and every head of a log is checked with this one. Keep a copy: from then on you need not believe this page.";
    KEY_ADDRESS = "公開金鑰網址", "Where the public key lies";
    OFFLINE = "離線查驗", "Offline";
    OFFLINE_HINT = "檔案格式與簽章方式是公開的，也可以用命令列查驗：", "Format and signatures are public. On the command line:";
}

/// Why a receipt does not hold.
pub const fn problem(problem: Problem) -> Sentence {
    match problem {
        Problem::NotAReceipt => Sentence {
            chinese: "不是收據檔的格式，可能少貼了一段，或被改過",
            english: "not the form of a receipt: a part is missing, or it was changed",
        },
        Problem::OtherKey => {
            Sentence { chinese: "這份收據用的是另一把金鑰", english: "it names another key" }
        }
        Problem::NotAnEvent => {
            Sentence { chinese: "封存的內容無法辨識", english: "the sealed bytes are no event" }
        }
        Problem::NotARedemption => {
            Sentence { chinese: "封存的不是一筆核銷", english: "what is sealed is no redemption" }
        }
        Problem::HeadDiffers => Sentence {
            chinese: "封存的內容與紀錄的簽章不符",
            english: "the signed head does not commit to these sealed bytes",
        },
        Problem::HeadForged => {
            Sentence { chinese: "紀錄的簽章是假的", english: "the head was not signed with this key" }
        }
        Problem::FactsDiffer => Sentence {
            chinese: "文字與封存的內容不符",
            english: "the words say something else than the sealed bytes",
        },
        Problem::Forged => Sentence {
            chinese: "整份收據的簽章不符，有文字被改過",
            english: "the signature of the whole does not hold: words were changed",
        },
    }
}
