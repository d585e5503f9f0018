//! 票券發行: a batch from the browser (RULES §6).

use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::refusal;
use domain::refusal::{Refusal, RefusalCode};
use store::query::issue_draft::{DraftState, Failure};

sentences! {
    TITLE = "票券發行", "Issue tickets";
    UPLOAD = "批次發行", "Issue a batch";
    UPLOAD_NOTE = "上傳 xlsx 或 CSV（UTF-8 或 Big5），8 MB、100,000 張以內。上傳後先預覽，確認才會發行。", "An xlsx or CSV file (UTF-8 or Big5) of at most 8 MB and 100,000 tickets. You see a preview first; nothing is issued before you confirm.";
    FILE = "選擇檔案", "Choose a file";
    UPLOAD_DO = "上傳並預覽", "Upload and preview";
    SENDING = "上傳中，已傳送 {percent}%", "Being sent: {percent} %";
    CHECKING = "檢查每一列中，已 {seconds} 秒；十萬列約需數秒。停止或離開這一頁，不會發行任何票券。", "Each row is being checked, {seconds} s so far; a hundred thousand take some seconds. Stop, or leave the page, and nothing is issued.";
    CHECKING_AGAIN = "發行前再檢查一次，已 {seconds} 秒；接著顯示發行進度。", "Checked once more before it is issued, {seconds} s so far; then the progress is shown.";
    STOP = "停止", "Stop";
    TEMPLATE = "下載範例模板（含您的商品）", "Download the template with your products";
    ONE = "發行單筆訂單", "Issue one order";
    ONE_DO = "預覽", "Preview";
    ONE_NOTE = "填好後先預覽，有錯會逐格說明，確認才會發行。", "You see a preview first, with each wrong field explained; nothing is issued before you confirm.";
    ONE_LINE = "第 {number} 項商品", "Product {number}";
    ONE_NAME = "單筆訂單", "One order";
    NO_PRODUCT = "（不使用）", "(none)";
    DRAFTS = "最近的批次", "Latest batches";
    DRAFTS_EMPTY = "還沒有上傳過。", "Nothing was uploaded yet.";
    BACK = "回票券發行", "Back to issuing";
    SERIALS = "票券序號設定", "Serials";
    SERIALS_PLATFORM = "平台序號", "the platform's";
    SERIALS_OWN = "自訂序號", "own, from a start value";
    SERIAL_START = "起始值", "Start value";
    SERIALS_RULE = "規則說明", "The rule";
    SERIALS_NOTE = "序號為 1 個英文字母、商店 4 碼與 11 位數字；自訂序號的 11 位數字從起始值開始，依檔案順序連號。提貨券與贈品券各自從起始值編號，已發出或保留的號碼不能再用，平台序號會自動跳過。", "A serial is a letter, the shop's four characters and 11 digits; with own serials these count up from the start value, in the order of the file. Paid vouchers and gift vouchers each begin there. Numbers that were given or reserved are not used again, and the platform's serials leave yours out.";
    SERIALS_SPAN = "{first} 到 {last}", "{first} to {last}";
    SERIALS_CHANGE = "變更序號設定", "Change the serials";
    SERIALS_DO = "套用", "Apply";
    MISSING = "請先選擇檔案。", "Choose a file first.";
    TOO_LARGE = "檔案超過 8 MB，請分成幾個檔案上傳。", "The file is larger than 8 MB. Split it into several.";
    NOT_READ = "檔案沒有匯入：{reason}", "The file was not imported: {reason}";
    KNOWN = "這個檔案先前已上傳過，以下是當時的批次。", "This very file was uploaded before; this is the batch of then.";
    PREVIEW = "發行預覽", "Preview";
    SUM_ORDERS = "訂單數", "Orders";
    SUM_TICKETS = "發行張數", "Tickets";
    SUM_AMOUNT = "發行金額", "Amount";
    SUM_FILE = "檔案", "File";
    SUM_BY = "上傳者", "Uploaded by";
    SUM_AT = "上傳時間", "Uploaded at";
    LEFT_OUT = "{count} 列沒有匯入單號，不會發行：{rows}", "{count} row(s) have no import number and are not issued: {rows}";
    UNKNOWN_COLUMNS = "不認得的欄位，內容不會使用：{columns}", "Columns that are not known and not used: {columns}";
    BAD = "有 {count} 處需要修正，修正前不會發行任何票券。", "{count} place(s) are to be corrected; until then nothing is issued.";
    BAD_PAGE = "共 {count} 列需要修正，這一頁列出其中 {shown} 列；換頁前請先套用這一頁的修正。", "{count} rows are to be corrected, {shown} of them on this page. Apply what you corrected before you turn the page.";
    BAD_FILE = "下載全部問題（Excel）", "Download all faults (Excel)";
    BAD_TITLE = "匯入問題", "Faults";
    BAD_FILE_NAME = "匯入問題", "faults";
    BAD_SHEET_ROW = "列", "Row";
    BAD_ORDER = "第幾筆訂單", "Order";
    BAD_COLUMN = "欄位", "Column";
    BAD_CELL = "目前內容", "What stands there";
    BAD_REASON = "原因", "Reason";
    ORDER_NUMBER = "廠商訂單編號", "Merchant order number";
    GIFT_NUMBER = "贈品單號", "Gift order number";
    SET_UP_WAY = "前往操作設定", "To the set-up";
    BAD_ROW = "第 {row} 列", "Row {row}";
    BAD_ROW_ORDER = "第 {row} 列（第 {order} 筆訂單）", "Row {row} (order {order})";
    MEND = "套用修正並重新檢查", "Apply and check again";
    MEND_NOTE = "可以直接在這裡修正，或改好檔案後重新上傳。清空匯入單號的列不會發行。", "Correct it here, or correct the file and upload it again. A row whose import number is emptied is left out.";
    CONFIRM = "確認發行 {tickets} 張", "Issue {tickets} ticket(s)";
    CONFIRM_READ = "我已核對訂單、購買人與金額；發行後立即寄出通知", "I have checked orders, purchasers and amount; purchasers are told at once";
    CONFIRM_READ_PAPER = "我已核對訂單、購買人與金額；紙本票券發行後不寄通知，由您列印後交付", "I have checked orders, purchasers and amount; nobody is told, and the tickets are printed and handed over by you";
    DROP = "放棄這個批次", "Drop this batch";
    CANCEL = "取消發行", "Cancel";
    ISSUING = "發行中", "Being issued";
    ISSUING_NOTE = "已完成 {made} / {tickets} 張。可以離開這一頁，發行會繼續；取消則不會發行任何一張。", "{made} of {tickets} are made. You may leave this page, it goes on; cancelled, none of them is issued.";
    ISSUED = "發行完成", "Issued";
    ISSUED_NOTE = "{orders} 筆訂單、{tickets} 張票券已發行，購買人會收到附連結的通知信。", "{orders} order(s), {tickets} ticket(s) are issued; purchasers get a mail with their link.";
    ISSUED_NOTE_PAPER = "{orders} 筆訂單、{tickets} 張票券已發行，請到「紙本票券列印」列印。", "{orders} order(s), {tickets} ticket(s) are issued. Print them under “Print tickets”.";
    DROPPED = "這個批次已放棄，沒有發行任何票券。", "This batch was dropped; nothing was issued.";
    FAILED = "沒有發行任何票券：{reason}", "Nothing was issued: {reason}";
    FAILED_CANCELLED = "已取消。", "it was cancelled.";
    FAILED_INTERRUPTED = "伺服器中斷，請再確認一次。", "the server was interrupted; confirm once more.";
    FAILED_TAKEN = "訂單編號 {number} 已經發行過。", "order {number} was issued before.";
    FAILED_FAULT = "系統暫時無法處理，請再確認一次。", "it was not possible right now; confirm once more.";
    ORDERS_OF_BATCH = "在已發行訂單中查看這個批次", "This batch among the issued orders";
    ORDERS = "訂單明細", "Orders";
    NUMBER = "ECT 訂單編號", "Order number";
    ORDER_NO = "單號", "Number";
    PURCHASER = "購買人", "Purchaser";
    ITEMS = "商品明細", "Products";
    ITEM = "{name} × {tickets}", "{name} × {tickets}";
    ITEM_UNITS = "{name} × {tickets}（每張 {units} 次）", "{name} × {tickets} ({units} uses each)";
}

/// Whose serials tickets have.
pub const fn serials(are_own: bool) -> Sentence {
    if are_own { SERIALS_OWN } else { SERIALS_PLATFORM }
}

/// Where a batch is.
pub const fn state(state: DraftState) -> Sentence {
    let (chinese, english) = match state {
        DraftState::Open => ("待確認", "To be confirmed"),
        DraftState::Issuing => ("發行中", "Being issued"),
        DraftState::Issued => ("已發行", "Issued"),
        DraftState::Dropped => ("已放棄", "Dropped"),
    };
    Sentence { chinese, english }
}

/// Why the last try was not issued.
pub fn failure(language: Language, failure: &Failure) -> String {
    let reason = match failure {
        Failure::Cancelled => FAILED_CANCELLED.of(language).to_owned(),
        Failure::Interrupted => FAILED_INTERRUPTED.of(language).to_owned(),
        Failure::Taken(number) => FAILED_TAKEN.with(language, &[("number", number)]),
        Failure::Refused(code) => {
            let words = refusal::of(*code);
            [words.reason.of(language), words.next.of(language)].join(language.between_sentences())
        }
        Failure::SetUp(missing) => {
            let words = refusal::of(RefusalCode::SetUpIncomplete);
            let facts = refusal::facts(&Refusal::SetUpIncomplete { missing: missing.clone() }, language);
            let said =
                [Some(words.reason.of(language).to_owned()), facts, Some(words.next.of(language).to_owned())];
            said.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Failure::Fault => FAILED_FAULT.of(language).to_owned(),
    };
    FAILED.with(language, &[("reason", &reason)])
}
