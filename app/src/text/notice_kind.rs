//! Kinds of notices, as the platform's people read them.

use crate::sentences::Sentence;
use domain::notice::NoticeKind;

/// What is told, and to whom where the same event tells two.
#[rustfmt::skip] // a table: one kind, one line
pub const fn name(kind: NoticeKind) -> Sentence {
    let (chinese, english) = match kind {
        NoticeKind::Issued => ("電子票券發行", "Tickets issued"),
        NoticeKind::TransferOffered => ("收到轉贈", "Gift to take"),
        NoticeKind::TransferReminded => ("提醒受贈人", "Recipient reminded"),
        NoticeKind::TransferUnanswered => ("提醒贈送人：對方尚未收下", "Giver told that the gift waits"),
        NoticeKind::TransferOpened => ("受贈人打開", "Gift opened"),
        NoticeKind::TransferAccepted => ("受贈人收下", "Gift accepted"),
        NoticeKind::GiftIsYours => ("受贈人的票夾連結", "Recipient's wallet link"),
        NoticeKind::WalletLink => ("留下信箱後的票夾連結", "Wallet link to a new address"),
        NoticeKind::GiftUsed => ("禮物第一次使用", "Gift used for the first time"),
        NoticeKind::TransferDeclined => ("受贈人婉拒", "Gift declined"),
        NoticeKind::TransferLapsed => ("轉贈逾期", "Gift not claimed in time"),
        NoticeKind::TransferCancelled => ("商店取消轉贈", "Gift cancelled by the merchant"),
        NoticeKind::PurchaserIsYou => ("變更購買人：新購買人", "New purchaser"),
        NoticeKind::PurchaserWasYou => ("變更購買人：原購買人", "Former purchaser"),
        NoticeKind::OrderResent => ("補發通知", "Order's link once more"),
        NoticeKind::CodeRenewed => ("更換票券碼：持有人", "Codes renewed: holder"),
        NoticeKind::GivenCodeRenewed => ("更換票券碼：購買人", "Codes renewed: purchaser"),
        NoticeKind::PassedOnCodeRenewed => ("更換票券碼：贈送人", "Codes renewed: giver"),
        NoticeKind::Redeemed => ("核銷", "Redeemed"),
        NoticeKind::RedemptionCancelled => ("取消核銷", "Redemption cancelled"),
        NoticeKind::GivenBack => ("退貨", "Returned"),
        NoticeKind::ReturnAsked => ("持有人申請退貨", "Return asked for"),
        NoticeKind::EnquiryWritten => ("持有人詢問", "Enquiry"),
        NoticeKind::EnquiryAnswered => ("回覆詢問", "Enquiry answered"),
        NoticeKind::ReturnDeclined => ("拒絕退貨申請", "Return declined"),
        NoticeKind::Refunded => ("銀行確認退款", "Refund confirmed by the bank"),
        NoticeKind::GuaranteeEnding => ("價金保管即將到期", "Trust period ends soon"),
        NoticeKind::ExpiryNear => ("贈品券即將到期", "Gift voucher expires soon"),
        NoticeKind::OrderReminded => ("待發行提醒", "Reminder to issue"),
        NoticeKind::ReprintsTold => ("多次列印提醒", "Told of reprints"),
        NoticeKind::DailyHead => ("每日紀錄簽章", "Day's signed head"),
    };
    Sentence { chinese, english }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_kinds_have_one_name() {
        let chinese: BTreeSet<_> = NoticeKind::ALL.iter().map(|kind| name(*kind).chinese).collect();
        let english: BTreeSet<_> = NoticeKind::ALL.iter().map(|kind| name(*kind).english).collect();
        assert_eq!((chinese.len(), english.len()), (NoticeKind::ALL.len(), NoticeKind::ALL.len()));
    }
}
