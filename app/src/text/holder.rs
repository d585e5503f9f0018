//! What a holder does with tickets beside showing them: give, ask for a return, split, renew.

use crate::sentences::Sentence;
use domain::return_request::RequestState;
use domain::ticket::GiveBackState;
use domain::transfer::TransferState;

sentences! {
    MORE = "更多", "More";
    BACK_TO_TICKET = "回到票券", "Back to the ticket";
    GIVE = "轉贈給朋友", "Give to somebody";
    GIVE_TITLE = "轉贈票券", "Give tickets";
    GIVE_WHICH = "要轉贈哪些票券？", "Which tickets?";
    GIVE_NOTE = "對方收下前，您可以隨時收回；收下後，您手上的碼立即失效。", "Until it is accepted you can take it back; once it is, your codes are dead.";
    GIVE_DAYS = "對方逾期未接受，票券會自動回到您的票夾。", "If nobody answers in time, the tickets come back by themselves.";
    GIVE_NOTHING = "目前沒有可以轉贈的票券。", "There is nothing to give right now.";
    RECIPIENT_NAME = "對方姓名", "Recipient's name";
    MESSAGE = "給對方的話（選填，100 字內）", "A message (optional, up to 100 characters)";
    OFFERED = "轉贈中", "Offered";
    GIVEN = "我送出的轉贈", "What I gave";
    GIVEN_TO = "給 {name}・{number}", "To {name} · {number}";
    GIVEN_UNTIL = "對方最晚可在 {day} 當天接受", "To be accepted by {day}";
    TAKE_BACK = "收回", "Take back";
    REMIND = "再通知一次", "Remind";
    GIFT_TITLE = "{name} 送您一份禮物", "A gift from {name}";
    GIFT_UNTIL = "最晚請在 {day} 當天接受。", "Please answer by {day}.";
    GIFT_CONTENTS = "內容", "What is in it";
    GIFT_DECLINE = "婉拒", "Decline";
    GIFT_DECLINE_HINT = "不想收下？票券會回到對方的票夾。", "Not for you? The tickets go back to the giver.";
    GIFT_ENDED = "這份轉贈已結束", "This gift has ended";
    GIFT_DECLINED = "您已婉拒這份轉贈，票券已回到對方的票夾。", "You declined it; the tickets are the giver's again.";
    GIFT_GONE = "對方已收回、已逾期，或發行單位已取消。", "It was taken back, has lapsed, or the issuer cancelled it.";
    RETURN = "申請退貨", "Ask for a return";
    RETURN_TITLE = "申請退貨", "Ask for a return";
    RETURN_UNITS = "退貨數量", "How many";
    RETURN_QUOTE = "試算", "Work it out";
    RETURN_FACE = "票面金額", "Face value";
    RETURN_FEE = "退貨手續費", "Fee";
    RETURN_REFUND = "預計退款", "You would get";
    RETURN_ALSO = "同時申請其他票券", "Other tickets to return with it";
    RETURN_CHANGED = "您更改了退貨內容，請確認下列退款金額後再送出。", "You chose something else: look at what you would get now, then send it.";
    RETURN_EACH = "手續費 {fee}・退款 {refund}", "fee {fee} · refund {refund}";
    RETURN_FEE_WHY = "手續費由發行單位收取，送出申請後不再變動。", "The issuer keeps the fee. Once you have asked, it stays as it is.";
    RETURN_BY_BANK = "發行單位同意後，由價金保管銀行退回原付款方式，約需 14–21 個工作天入帳。", "Once the issuer agrees, the trust bank refunds it the way it was paid; it arrives within 14–21 working days.";
    RETURN_BY_HAND = "價金保管期間已過，同意後由發行單位直接退款給您，不收手續費。", "The trust period is over: once it agrees, the issuer refunds you itself, without a fee.";
    RETURN_REASON = "原因（選填，50 字內）", "Reason (optional, up to 50 characters)";
    RETURN_ASK = "送出申請", "Ask for it";
    RETURN_NOTE = "發行單位會回覆您；同意前票券仍可使用，使用後申請即失效。", "The issuer answers you. Until then the ticket still works; using it ends the request.";
    REQUESTS = "我的退貨申請", "My return requests";
    REQUEST_LINE = "{product}・{units}・預計退款 {refund}", "{product} · {units} · refund {refund}";
    REQUEST_ANSWER = "發行單位回覆：{answer}", "The issuer says: {answer}";
    STEP_ASKED = "提出申請", "You asked";
    STEP_AGREED = "發行單位同意退貨・退款 {refund}", "The issuer agreed · refund {refund}";
    STEP_AGREED_PART = "發行單位同意其中 {units} 次・退款 {refund}", "The issuer agreed to {units} of them · refund {refund}";
    STEP_BANK = "銀行處理中，同意後約 14–21 個工作天入帳", "With the bank: it arrives 14–21 working days after the issuer agreed";
    STEP_BY_HAND = "由發行單位直接退款", "The issuer refunds it itself";
    STEP_REFUNDED = "銀行已退款", "The bank has refunded it";
    STEP_UNDONE = "發行單位取消了這筆退貨，票券恢復可用", "The issuer took the return back: the ticket works again";
    WITHDRAW = "撤回申請", "Withdraw";
    SPLIT = "分成單張", "Split into singles";
    SPLIT_TITLE = "分成單張", "Split into singles";
    SPLIT_NOTE = "分出的每一次都成為一張獨立的票券，可以各自轉贈；原來的碼會更新。", "Each unit becomes a ticket of its own that can be given away; the old code is renewed.";
    SPLIT_UNITS = "分出幾張？", "How many?";
    SPLIT_DO = "分出", "Split off";
    MERGE_TITLE = "併回單張", "Merge singles back";
    MERGE_NOTE = "選擇由這張票券分出、尚未使用的單張。", "Choose unused singles that were split off this ticket.";
    MERGE_DO = "併回這張", "Merge into this one";
    PAPER = "列印與行事曆", "Print, calendar";
    PAPER_TITLE = "列印與行事曆", "Print, or put into the calendar";
    PAPER_PRINT = "紙本票券", "On paper";
    PAPER_WARNING = "紙上的 QR 碼不會更新，拿到紙的人都能使用一次；店員核銷前會再確認。列印會留下紀錄。", "The code on paper does not change: whoever has the paper can use it. Staff confirm before they redeem. Printing is recorded.";
    PAPER_SHOW = "產生列印頁", "Make the sheet";
    PAPER_SIZE = "紙張大小", "Paper size";
    PAPER_NONE = "這項商品不接受紙本出示，請用手機出示。", "This product is not redeemed from paper. Please show it on a phone.";
    PAPER_NOT_NOW = "這張票券目前不能使用，所以沒有可列印的內容。", "This ticket cannot be used right now, so there is nothing to print.";
    PAPER_DO = "列印", "Print";
    PAPER_HINT = "請用瀏覽器的「列印」功能，紙張大小已設定好，請以 100% 列印。", "Use your browser's print command at 100 %; the paper size is set.";
    PAPER_QR = "紙本 QR 碼", "QR code on paper";
    PAPER_CAPTION = "請出示給店員掃描。使用、退貨、轉贈或更換票券碼後，這張紙即失效。", "Show it to the staff. It is dead once the ticket is used, returned, given away or renewed.";
    CALENDAR = "行事曆", "Calendar";
    CALENDAR_NOTE = "下載後加入手機行事曆，七天前提醒您。檔案裡沒有票券連結。", "Add the file to your calendar: it reminds you seven days before. It holds no link to the ticket.";
    CALENDAR_DO = "下載行事曆檔", "Download the calendar file";
    CALENDAR_LAST_DAY = "{product} 最後使用日", "Last day of {product}";
    CALENDAR_GUARANTEE = "{product} 價金保管到期", "Trust period of {product} ends";
    CALENDAR_LAST_DAY_NOTE = "{issuer} 的贈品券，請在今天 23:59:59 前使用。序號 {serial}。", "Gift voucher of {issuer}: use it today, until 23:59:59. Serial {serial}.";
    CALENDAR_GUARANTEE_NOTE = "{issuer} 的提貨券，價金保管到今天為止，之後仍可使用。序號 {serial}。", "Voucher of {issuer}: the money is in trust until today; the ticket works after that too. Serial {serial}.";
    RENEW = "更換票券碼", "Renew the codes";
    RENEW_TITLE = "更換票券碼", "Renew the codes";
    RENEW_NOTE = "如果有其他人看過您的代碼，請更換：舊的 QR 碼、代碼與條碼立即失效，票券本身不變。", "If somebody has seen your number or a printed code, renew it: old codes are dead at once, the ticket stays the same.";
    RENEWED_SINCE = "您開啟這一頁之後，這張票券的碼已經換過，舊碼都失效了。如果新的碼又被別人看到，再換一次。", "Its codes were renewed after you opened this page; the old ones are dead. Renew again only if somebody has seen the new ones.";
    RENEW_DO = "立即更換", "Renew now";
}

/// State of a ticket that was given.
pub const fn transfer_state(state: TransferState) -> Sentence {
    match state {
        TransferState::Offered => Sentence { chinese: "等待接受", english: "Waiting" },
        TransferState::Accepted => Sentence { chinese: "已接受", english: "Accepted" },
        TransferState::Declined => Sentence { chinese: "已婉拒", english: "Declined" },
        TransferState::TakenBack => Sentence { chinese: "已收回", english: "Taken back" },
        TransferState::Lapsed => Sentence { chinese: "逾期未接受", english: "Lapsed" },
        TransferState::Cancelled => Sentence { chinese: "已取消", english: "Cancelled" },
        TransferState::UndoneByReturn => {
            Sentence { chinese: "因退貨取消", english: "Undone by a return" }
        }
    }
}

/// What became of a request that was agreed to.
pub const fn outcome(state: GiveBackState) -> Sentence {
    match state {
        GiveBackState::Pending => Sentence { chinese: "待退貨", english: "Agreed" },
        GiveBackState::Settling => Sentence { chinese: "退貨中", english: "With the bank" },
        GiveBackState::Returned => Sentence { chinese: "已退貨", english: "Returned" },
        GiveBackState::Cancelled => Sentence { chinese: "已取消退貨", english: "Taken back" },
    }
}

/// 申請退貨進度
pub const fn request_state(state: RequestState) -> Sentence {
    match state {
        RequestState::Asked => Sentence { chinese: "申請中", english: "Asked" },
        RequestState::Approved => Sentence { chinese: "已同意", english: "Approved" },
        RequestState::Declined => Sentence { chinese: "已拒絕", english: "Declined" },
        RequestState::Withdrawn => Sentence { chinese: "已撤回", english: "Withdrawn" },
    }
}
