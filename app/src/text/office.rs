//! The office: what a merchant's people do with tickets and orders beside redeeming.

use crate::sentences::Sentence;
use domain::event::EventKind;
use domain::order::PaidOrderState;
use domain::ticket::GiveBackState;

sentences! {
    TITLE = "票券管理", "Office";
    TICKET = "票券", "Ticket";
    FIND = "查詢票券", "Find a ticket";
    FIND_DO = "查詢", "Find";
    REQUESTS = "退貨申請", "Return requests";
    REQUESTS_EMPTY = "沒有待回覆的退貨申請。", "No request waits for an answer.";
    REQUEST_LINE = "{holder}・{product}・{units} 次", "{holder} · {product} · {units}";
    REQUEST_SUM = "手續費 {fee}，退款 {refund}", "Fee {fee}, refund {refund}";
    REQUEST_REASON = "原因：{reason}", "Reason: {reason}";
    APPROVE = "同意退貨", "Approve";
    ANSWER = "部分同意或拒絕", "In part, or decline";
    ORDERS = "未發行訂單", "Orders to issue";
    ORDERS_EMPTY = "沒有等待發行的訂單。", "No order waits for its issue.";
    ORDER_PAID = "{name}・{amount}・付款 {day}", "{name} · {amount} · paid {day}";
    ORDER_LEFT = "剩 {days} 天", "{days} day(s) left";
    GIVE_UP = "放棄發行", "Give up";
    TRANSFERS = "轉贈紀錄", "Transfers";
    TRANSFERS_EMPTY = "沒有轉贈紀錄。", "No transfers.";
    TRANSFER_LINE = "{giver} → {recipient}", "{giver} → {recipient}";
    TRANSFER_CANCEL = "取消轉贈", "Cancel";
    SERIAL = "票券序號", "Serial";
    ORDER_NUMBER = "ECT 訂單編號", "Order number";
    LEFT = "剩餘", "Left";
    LEFT_OF = "{remaining} / {quantity}", "{remaining} of {quantity}";
    HOLDER = "目前持有人", "Held by";
    USES = "核銷", "Redemptions";
    USE_ANSWERED = "銀行確認 {time}", "confirmed by the bank {time}";
    OFFERED = "轉贈中", "Offered to somebody";
    RETURNS = "退貨", "Returns";
    RETURN_TITLE = "辦理退貨", "Return";
    RETURN_UNITS = "退貨數量", "How many";
    RETURN_FEE = "每張手續費（元）", "Fee for each ticket (NT$)";
    RETURN_FEE_PERCENT = "或手續費百分比", "Or fee in percent";
    RETURN_REASON = "原因（選填，持有人看不到）", "Reason (optional, never shown to the holder)";
    RETURN_DO = "退貨", "Return";
    RETURN_CANCEL = "取消退貨", "Cancel the return";
    RETURN_CANCEL_REASON = "取消原因（選填，持有人看不到，50 字內）", "Why (optional, never shown to the holder, up to 50 characters)";
    RETURN_CANCELLED_BECAUSE = "取消原因：{reason}", "Taken back because: {reason}";
    RETURN_LINE = "{number}・{units} 次・手續費 {fee}", "{number} · {units} · fee {fee}";
    RETURN_OVERDUE = "價金保管已逾期：退款由貴店自行辦理，隨時可以取消。",
        "After the guarantee: you refund by hand, and may cancel at any time.";
    RENEW = "更換票券碼", "Renew the codes";
    RENEW_NOTE = "持有人反映代碼外洩時使用；舊碼立即失效。", "For a holder whose code was seen; old codes are dead at once.";
    ORDER = "訂單", "The order";
    RESEND = "補發通知", "Send the mail again";
    PURCHASER = "變更購買人", "Change the purchaser";
    PURCHASER_NOTE = "原購買人的連結與未使用票券的碼立即失效；已轉贈的訂單不能變更。", "The old link and the codes of unused tickets are dead at once; not once a ticket was given away.";
    PURCHASER_NAME = "姓名", "Name";
    PURCHASER_PHONE = "手機", "Mobile";
    PURCHASER_EMAIL = "電子信箱", "E-mail";
    PURCHASER_DO = "變更", "Change";
    HISTORY = "歷程", "History";
    BY_SYSTEM = "系統或持有人", "System or holder";
    DONE = "已完成。", "Done.";
}

/// State of an order that was paid (RULES §6).
pub const fn order_state(state: PaidOrderState) -> Sentence {
    match state {
        PaidOrderState::Issuable => Sentence { chinese: "可發行", english: "Issuable" },
        PaidOrderState::Overdue => Sentence { chinese: "發行逾期", english: "Overdue" },
        PaidOrderState::Issued => Sentence { chinese: "已發行", english: "Issued" },
        PaidOrderState::GivenUp => Sentence { chinese: "放棄", english: "Given up" },
        PaidOrderState::Cancelled => Sentence { chinese: "取消授權", english: "Cancelled" },
    }
}

/// State of one return.
pub const fn give_back_state(state: GiveBackState) -> Sentence {
    match state {
        GiveBackState::Pending => Sentence { chinese: "待退貨", english: "Pending" },
        GiveBackState::Settling => Sentence { chinese: "退貨中", english: "With the bank" },
        GiveBackState::Returned => Sentence { chinese: "已退貨", english: "Returned" },
        GiveBackState::Cancelled => Sentence { chinese: "已取消退貨", english: "Cancelled" },
    }
}

/// One line of a history.
#[rustfmt::skip] // a table: one event, one line
pub const fn event(kind: EventKind) -> Sentence {
    let (chinese, english) = match kind {
        EventKind::Issued => ("發行", "Issued"),
        EventKind::Redeemed => ("核銷", "Redeemed"),
        EventKind::RedemptionCancelled => ("取消核銷", "Redemption cancelled"),
        EventKind::GivenBack => ("退貨", "Returned"),
        EventKind::GiveBackCancelled => ("取消退貨", "Return cancelled"),
        EventKind::ReturnAsked => ("持有人申請退貨", "Holder asked for a return"),
        EventKind::ReturnWithdrawn => ("持有人撤回申請", "Holder withdrew the request"),
        EventKind::ReturnDeclined => ("拒絕退貨申請", "Request declined"),
        EventKind::EnquiryOpened => ("持有人詢問", "Holder asked"),
        EventKind::EnquiryContinued => ("持有人補充詢問", "Holder wrote again"),
        EventKind::EnquiryAnswered => ("回覆詢問", "Enquiry answered"),
        EventKind::PictureChanged => ("更換圖片", "Picture changed"),
        EventKind::ProductMade => ("新增商品", "Product created"),
        EventKind::ProductChanged => ("修改商品", "Product changed"),
        EventKind::ProductShelved => ("商品上架", "Product put on the shelf"),
        EventKind::ProductUnshelved => ("商品下架", "Product taken off the shelf"),
        EventKind::SetUpChanged => ("變更設定", "Set-up changed"),
        EventKind::EnquiryClosed => ("詢問結案", "Enquiry closed"),
        EventKind::TransferOffered => ("送出轉贈", "Offered to somebody"),
        EventKind::TransferScheduled => ("預約轉贈", "Offered for a later day"),
        EventKind::TransferOpened => ("受贈人打開", "Opened by the recipient"),
        EventKind::TransferReminded => ("提醒受贈人", "Recipient reminded"),
        EventKind::TransferAccepted => ("接受轉贈", "Transfer accepted"),
        EventKind::TransferDeclined => ("婉拒轉贈", "Transfer declined"),
        EventKind::TransferTakenBack => ("收回轉贈", "Transfer taken back"),
        EventKind::TransferLapsed => ("轉贈逾期", "Transfer lapsed"),
        EventKind::TransferCancelled => ("取消轉贈", "Transfer cancelled"),
        EventKind::TransferUndone => ("退貨同步取消轉贈", "Transfer undone by a return"),
        EventKind::OrderReminded => ("通知發行", "Reminded to issue"),
        EventKind::OrderGivenUp => ("放棄發行", "Order given up"),
        EventKind::OrderCancelled => ("系統取消授權", "Order cancelled by the system"),
        EventKind::TransferResent => ("再次通知受贈人", "Recipient told again"),
        EventKind::PurchaserChanged => ("變更購買人", "Purchaser changed"),
        EventKind::OrderResent => ("補發通知", "Purchaser told again"),
        EventKind::OrderPeopleShown => ("顯示完整個資", "Personal data shown"),
        EventKind::OrderNoted => ("新增備註", "Note added"),
        EventKind::CodeRenewed => ("更換票券碼", "Codes renewed"),
        EventKind::AddressAdded => ("持有人留下信箱", "Holder left an e-mail"),
        EventKind::Split => ("分票", "Split"),
        EventKind::Merged => ("併票", "Merged"),
        EventKind::SentToBank => ("送交銀行", "Sent to the bank"),
        EventKind::BankAccepted => ("銀行確認", "Bank confirmed"),
        EventKind::BankRefused => ("銀行退件", "Bank refused"),
        EventKind::TrustReleased => ("價金保管期滿", "Trust period over"),
        EventKind::GuaranteeEnding => ("通知價金保管將到期", "Told that the trust period ends soon"),
        EventKind::ExpiryNear => ("通知即將到期", "Told that it expires soon"),
        EventKind::NumberShown => ("顯示核銷代碼", "Number shown"),
        EventKind::SheetPrinted => ("持有人列印", "Printed by the holder"),
        EventKind::TicketPrinted => ("列印紙本票券", "Printed"),
        EventKind::ReprintsTold => ("通知多次列印", "Told of reprints"),
        EventKind::OfflineConflict => ("離線核銷衝突", "Offline scan did not fit"),
        EventKind::PostingCorrected => ("帳目沖正", "Posting corrected"),
        EventKind::OfflineConflictSettled => ("離線核銷衝突已處理", "Offline conflict settled"),
        EventKind::OfflineGapLookedInto => ("已查明未送達的離線核銷", "Missing offline scans looked into"),
        EventKind::NoticeSentAgain => ("再次寄送通知", "Message sent again"),
        EventKind::PassMade => ("加入手機錢包", "Put into a wallet app"),
    };
    Sentence { chinese, english }
}
