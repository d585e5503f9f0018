//! What phones are told. Others read a lock screen, too: no name, no issuer, no product, no value.

use crate::sentences::Sentence;
use domain::notice::NoticeKind;

sentences! {
    TITLE = "手機通知", "Notifications on this phone";
    NOTE = "票券使用、禮物、退貨有新消息時，這支手機會跳出通知。旁人也看得到鎖定畫面，所以通知不會寫出姓名、店家、品項和金額。", "This phone can tell you when a ticket is used, a gift gets on or a return gets on. Others see a lock screen, too: it names no person, shop, product or amount.";
    BEGIN = "在這支手機收通知", "Notify me on this phone";
    IS_ON = "這支手機會收到通知。", "This phone is notified.";
    END = "這支手機不再收通知", "Stop notifying this phone";
    BLOCKED = "這個瀏覽器目前不允許我們傳送通知。請到瀏覽器或手機的設定允許這個網站的通知，再回到這一頁。", "This browser does not let us notify you. Allow notifications of this site in the settings of your browser or phone, then come back to this page.";
    HOME_SCREEN = "iPhone 和 iPad 要先用 Safari 把票夾加到主畫面，再從主畫面打開票夾，回到這一頁開啟通知。", "On iPhone and iPad, first add the wallet to your home screen with Safari, open it from there, and come back to this page.";
    FAILED = "現在無法開啟通知，請稍後再試。", "That did not work just now. Please try again later.";
    PROVE = "用驗證碼確認是您本人", "Confirm with a code that it is you";

    REDEEMED = "您的票券已使用", "Your ticket was used";
    REDEEMED_BODY = "打開票夾，看看何時用了幾份、還剩多少。", "Open your wallet to see when, how many and what is left.";
    CANCELLED = "店家取消了一筆核銷", "A use was taken back";
    CANCELLED_BODY = "票券恢復可用了。", "The ticket works again.";
    OPENED = "您送的禮物被打開了", "Your gift was opened";
    OPENED_BODY = "對方還沒有收下。", "It is not accepted yet.";
    UNANSWERED = "禮物還沒被收下", "Your gift is still waiting";
    UNANSWERED_BODY = "請再把連結傳給對方一次。", "Please pass its link on once more.";
    ACCEPTED = "您送的禮物被收下了", "Your gift was accepted";
    ACCEPTED_BODY = "票券已移到對方的票夾。", "The tickets are in the recipient's wallet now.";
    GIFT_USED = "您送的禮物用上了", "Your gift was used";
    GIFT_USED_BODY = "謝謝您的心意。", "It was put to good use.";
    DECLINED = "您送的禮物對方沒有收", "Your gift was declined";
    LAPSED = "您送的禮物逾期沒有人收", "Your gift was not claimed in time";
    GIFT_CANCELLED = "您送的禮物被取消了", "Your gift was cancelled";
    CAME_BACK_BODY = "打開票夾，看看票券在哪裡。", "Open your wallet to see where the tickets are.";
    GIVEN_BACK = "退貨辦好了", "A return was made";
    RETURN_DECLINED = "退貨申請沒有通過", "A return was declined";
    REFUNDED = "銀行確認退款了", "The bank has confirmed a refund";
    RETURN_BODY = "打開票夾查看退貨進度。", "Open your wallet to see how it goes.";
    GUARANTEE_ENDING = "價金保管快要結束了", "A trust period ends soon";
    GUARANTEE_ENDING_BODY = "票券之後照樣可以使用。打開票夾看日期。", "Your tickets work after that too. Open your wallet to see the day.";
    EXPIRY_NEAR = "有贈品券快到期了", "A gift voucher expires soon";
    EXPIRY_NEAR_BODY = "打開票夾看看可以用到哪一天。", "Open your wallet to see until when it works.";
}

/// Title and body of a notification; `None` for what phones are not told.
pub const fn told(kind: NoticeKind) -> Option<(Sentence, Sentence)> {
    match kind {
        NoticeKind::Redeemed => Some((REDEEMED, REDEEMED_BODY)),
        NoticeKind::RedemptionCancelled => Some((CANCELLED, CANCELLED_BODY)),
        NoticeKind::TransferOpened => Some((OPENED, OPENED_BODY)),
        NoticeKind::TransferUnanswered => Some((UNANSWERED, UNANSWERED_BODY)),
        NoticeKind::TransferAccepted => Some((ACCEPTED, ACCEPTED_BODY)),
        NoticeKind::GiftUsed => Some((GIFT_USED, GIFT_USED_BODY)),
        NoticeKind::TransferDeclined => Some((DECLINED, CAME_BACK_BODY)),
        NoticeKind::TransferLapsed => Some((LAPSED, CAME_BACK_BODY)),
        NoticeKind::TransferCancelled => Some((GIFT_CANCELLED, CAME_BACK_BODY)),
        NoticeKind::GivenBack => Some((GIVEN_BACK, RETURN_BODY)),
        NoticeKind::ReturnDeclined => Some((RETURN_DECLINED, RETURN_BODY)),
        NoticeKind::Refunded => Some((REFUNDED, RETURN_BODY)),
        NoticeKind::GuaranteeEnding => Some((GUARANTEE_ENDING, GUARANTEE_ENDING_BODY)),
        NoticeKind::ExpiryNear => Some((EXPIRY_NEAR, EXPIRY_NEAR_BODY)),
        NoticeKind::Issued
        | NoticeKind::TransferOffered
        | NoticeKind::TransferReminded
        | NoticeKind::GiftIsYours
        | NoticeKind::WalletLink
        | NoticeKind::PurchaserIsYou
        | NoticeKind::PurchaserWasYou
        | NoticeKind::OrderResent
        | NoticeKind::CodeRenewed
        | NoticeKind::GivenCodeRenewed
        | NoticeKind::PassedOnCodeRenewed
        | NoticeKind::ReturnAsked
        | NoticeKind::EnquiryWritten
        | NoticeKind::EnquiryAnswered
        | NoticeKind::OrderReminded
        | NoticeKind::ReprintsTold
        | NoticeKind::DailyHead => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_phone_may_be_told_has_words_and_nothing_to_fill_in() {
        for kind in NoticeKind::ALL {
            assert_eq!(told(*kind).is_some(), kind.push_topic().is_some(), "{}", kind.as_str());
            for sentence in told(*kind).into_iter().flat_map(|(title, body)| [title, body]) {
                let all = format!("{}{}", sentence.chinese, sentence.english);
                assert!(!all.contains('{'), "{all}");
                assert!(!all.chars().any(|character| character.is_ascii_digit()), "{all}");
            }
        }
    }
}
