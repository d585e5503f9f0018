//! 紙本票券列印: the pages, and the words of a sheet.

use crate::sentences::Sentence;
use domain::print::{PaperSize, SheetField, TicketForm};

sentences! {
    TITLE = "紙本票券列印", "Print tickets";
    LEAD = "列印發行方式為「廠商列印」的紙本票券。只有未使用的票券可以列印，單次最多 {most} 張。", "Prints tickets that were issued on paper, printed by you. Only unused ones are printed, at most {most} at once.";
    WORDS = "訂單編號或票券序號", "Order number or serial";
    WORDS_HINT = "ECT 訂單編號、廠商訂單編號、贈品單號或票券序號，請輸入完整編號", "Order number, your own number, or a ticket's serial, complete";
    PRODUCT = "商品編號或名稱", "Product code or name";
    FROM = "發行日起", "Issued from";
    UNTIL = "發行日迄", "Issued until";
    KIND = "支援類型", "Kind";
    ANY = "全部", "All";
    PRINTED_STATE = "列印狀態", "Printed";
    NOT_PRINTED = "未列印", "Not printed";
    PRINTED = "已列印", "Printed";
    PRINTED_TIMES = "已列印({number})", "Printed ({number})";
    LIST = "紙本票券列表", "Tickets of paper";
    SERIAL = "票券序號", "Serial";
    ORDER = "ECT 訂單編號", "Order";
    PRODUCT_NAME = "商品名稱", "Product";
    FACE = "票券面額", "Face value";
    PURCHASER = "購買人", "Purchaser";
    ISSUED = "發行日期", "Issued";
    HISTORY = "歷程", "History";
    HISTORY_LINE = "{time}　{operator}", "{time}, {operator}";
    REASON_LINE = "原因：{reason}", "Reason: {reason}";
    NOT_UNUSED = "不是未使用", "Not unused";
    NO_PAPER = "商品不接受紙本", "Not redeemed from paper";
    TOTALS = "共 {count} 張，已列印 {printed} 張，未列印 {open} 張，總面額 {face}", "{count} ticket(s), {printed} printed, {open} not, face value {face}";
    EXPORT = "匯出 Excel", "Export to Excel";
    LIST_FILE = "紙本票券", "paper_tickets";
    OWN_ORDER = "廠商訂單編號／贈品單號", "Own number";
    PRINT_COUNT = "列印次數", "Prints";
    LAST_PRINT = "最近列印時間", "Last printed";
    LAST_PRINTED_BY = "最近列印人員", "Last printed by";
    LAST_REASON = "最近再次列印的原因", "Reason for the last reprint";
    OBSTACLE = "不能列印的原因", "Why it cannot be printed";
    PRODUCT_CODE = "商品編號", "Product code";
    USES = "可用次數", "Units";
    CHOOSE = "選取 {serial}", "Choose {serial}";
    CHOOSE_ALL = "選取本頁全部", "Choose all on this page";
    CHOOSE_NONE = "全部取消", "Choose none";
    PRINT = "列印紙本票券", "Print tickets";
    TEST = "測試列印", "Test print";
    TEST_NOTE = "印一張標示「無效」的樣張，用來調整印表機；不會留下列印紀錄，樣張也不能核銷。", "A sample that is marked void, to set up the printer. It is no ticket, and is not counted.";
    CONFIRM = "確認列印", "Confirm the print";
    CONFIRM_LEAD = "共選取 {count} 張：{paid} 張提貨券、{gift} 張贈品券。", "{count} chosen: {paid} paid voucher(s), {gift} gift(s).";
    ONCE = "每張紙本票券應只列印一次。同一張票券多次列印，造成重複兌換的爭議，由操作者自行負責。", "Each ticket should be printed once. Whoever prints one again answers for disputes about it.";
    AGAIN = "其中 {count} 張已經列印過，再次列印需要填寫原因；21:00 會寄【票券多次列印提醒】。", "{count} of them were printed before. Printing them again needs a reason, and is told by mail at 21:00.";
    REASON = "再次列印的原因", "Why they are printed again";
    REASON_HINT = "例如：卡紙、印壞；50 字內，只有貴店人員看得到", "For example: paper jam. At most 50 characters, for your own people alone";
    SIZE = "紙張", "Paper";
    DO = "確認列印，下載 PDF", "Print: download the PDF";
    DO_NOTE = "按下後即計入列印次數。請以 100%（實際大小）列印。", "This counts as a print. Print the file at 100 %, actual size.";
    BACK = "回紙本票券列印", "Back to the list";
    FILE = "票券", "tickets";
    TEST_FILE = "測試列印", "test-print";
    FORM = "出券類型", "Form";
    ADDRESS = "購買人地址", "Address";
    ADDRESS_HIDDEN = "顯示完整個資後可見", "Shown with the personal data";
    TO_PRINT = "列印這筆訂單的票券", "Print the tickets of this order";
    // On a sheet.
    UNITS = "可使用 {count} 次", "{count} uses";
    KIND_AND_VALUE = "{kind}　{value}", "{kind}  {value}";
    LABELLED = "{label}：{value}", "{label}: {value}";
    NUMBERED = "{number}. {term}", "{number}. {term}";
    PERIOD = "{first} – {last}", "{first} – {last}";
    USABLE_FROM = "可使用日期", "Usable from";
    USABLE_UNTIL = "贈品券到期日", "Last day";
    OWN_NUMBER = "廠商訂單編號", "Own number";
    VOID = "測試列印　無效", "TEST PRINT  VOID";
    SAMPLE_PRODUCT = "測試商品名稱測試商品名稱", "Sample product";
    SAMPLE_TERM = "這是測試列印的樣張，不是票券，不能兌換。請確認字跡清楚、QR 碼與條碼完整、沒有超出裁切線。", "This is a sample, not a ticket. See that text, QR and bars are sharp and nothing crosses the cut marks.";
}

/// What stands on a sheet.
pub const fn field(field: SheetField) -> Sentence {
    let (chinese, english) = match field {
        SheetField::Issuer => ("發行單位", "Issuer"),
        SheetField::ProductName => ("商品名稱", "Product name"),
        SheetField::Kind => ("種類與面額", "Kind and value"),
        SheetField::Code => ("核銷代碼", "Redemption code"),
        SheetField::Facts => ("票券資料", "Facts"),
        SheetField::Terms => ("使用說明", "Terms"),
        SheetField::ReturnRights => ("退貨權益", "Return rights"),
        SheetField::IssuerData => ("發行商資訊", "Issuer's data"),
        SheetField::GuaranteeBank => ("價金保管機構", "Trust bank"),
        SheetField::Mark => ("測試標示", "Mark of a sample"),
    };
    Sentence { chinese, english }
}

/// A paper size.
pub const fn size(size: PaperSize) -> Sentence {
    let (chinese, english) = match size {
        PaperSize::Roll => ("票券紙 90 × 203.2 mm（每頁 1 張）", "Ticket paper 90 × 203.2 mm (one a page)"),
        PaperSize::A4 => ("A4（每頁 2 張，附裁切線）", "A4 (two a page, with cut marks)"),
    };
    Sentence { chinese, english }
}

/// 出券類型
pub const fn form(form: TicketForm) -> Sentence {
    let (chinese, english) = match form {
        TicketForm::Electronic => ("電子票券", "Electronic"),
        TicketForm::Paper => ("紙本票券（廠商列印）", "Paper, printed by you"),
        TicketForm::ConvenienceStore => ("超商票券", "Convenience store"),
    };
    Sentence { chinese, english }
}
