//! Who is told of what (RULES §14): one table from events to notices, and how often a failed one is tried again.

stated_enum! {
    /// What somebody is told.
    pub enum NoticeKind {
        /// An order was issued: the link to its wallet (電子票券發行通知).
        Issued = "issued",
        /// A ticket was offered, or the offer sent again: the link to take it.
        TransferOffered = "transfer_offered",
        /// An offer is not answered yet: the link once more.
        TransferReminded = "transfer_reminded",
        /// To the giver of an offer that is not answered, where nobody but the giver can tell the recipient.
        TransferUnanswered = "transfer_unanswered",
        /// The recipient looked at the offer.
        TransferOpened = "transfer_opened",
        /// The recipient took it.
        TransferAccepted = "transfer_accepted",
        /// To whoever took it by a link that the giver passed on: the own link, which the giver does not know.
        GiftIsYours = "gift_is_yours",
        /// To an address that was left in a wallet without one: the wallet's link.
        WalletLink = "wallet_link",
        /// Something of a gift was used for the first time.
        GiftUsed = "gift_used",
        /// The recipient did not want it.
        TransferDeclined = "transfer_declined",
        /// Nobody answered in time.
        TransferLapsed = "transfer_lapsed",
        /// The merchant cancelled the transfer.
        TransferCancelled = "transfer_cancelled",
        /// To whoever has the order now: the link to the wallet.
        PurchaserIsYou = "purchaser_is_you",
        /// To whoever had it before.
        PurchaserWasYou = "purchaser_was_you",
        /// The order's link once more.
        OrderResent = "order_resent",
        /// The ticket has new codes; earlier ones are dead.
        CodeRenewed = "code_renewed",
        /// To the purchaser of a ticket that somebody else holds: it has new codes, whatever pictures of it there are.
        GivenCodeRenewed = "given_code_renewed",
        /// The same to whoever gave it to its holder, where that is not the purchaser.
        PassedOnCodeRenewed = "passed_on_code_renewed",
        /// Units were redeemed.
        Redeemed = "redeemed",
        /// A redemption was taken back.
        RedemptionCancelled = "redemption_cancelled",
        /// Units were returned.
        GivenBack = "given_back",
        /// A holder asks for a return.
        ReturnAsked = "return_asked",
        /// A holder wrote to the merchant about a ticket.
        EnquiryWritten = "enquiry_written",
        /// The merchant answered.
        EnquiryAnswered = "enquiry_answered",
        /// The merchant does not agree to a return that was asked for.
        ReturnDeclined = "return_declined",
        /// The bank has confirmed a return: its money goes back to the card.
        Refunded = "refunded",
        /// The guarantee of what is left in a wallet ends soon.
        GuaranteeEnding = "guarantee_ending",
        /// 贈品券 in a wallet end soon.
        ExpiryNear = "expiry_near",
        /// An order was paid and waits for its issue (待發行通知信).
        OrderReminded = "order_reminded",
        /// Tickets that were printed more than once (票券多次列印提醒).
        ReprintsTold = "reprints_told",
        /// The day's signed head of the merchant's log, to be kept (CODES, event log).
        DailyHead = "daily_head",
    }
}

stated_enum! {
    /// Whose address a notice goes to. It is looked up when the notice is sent.
    pub enum Recipient {
        /// Whoever holds the ticket.
        Holder = "holder",
        /// Whoever the order belongs to.
        Purchaser = "purchaser",
        /// Whoever the order belonged to before its purchaser was changed.
        FormerPurchaser = "former_purchaser",
        /// Whoever a ticket is offered to.
        TransferRecipient = "transfer_recipient",
        /// Whoever offered it.
        Giver = "giver",
        /// Whoever held the wallet when an enquiry was opened in it.
        Enquirer = "enquirer",
        /// The issuer's service address.
        Merchant = "merchant",
    }
}

stated_enum! {
    /// The way a notice takes.
    pub enum Channel {
        /// E-mail.
        Mail = "mail",
        /// A text to a domestic mobile phone, with the mail where there is an address.
        Sms = "sms",
    }
}

impl NoticeKind {
    /// Whether a text goes with the mail, where the merchant has SMS: only what brings a link (RULES §14).
    pub const fn has_sms(self) -> bool {
        match self {
            Self::Issued
            | Self::TransferOffered
            | Self::TransferReminded
            | Self::PurchaserIsYou
            | Self::OrderResent => true,
            Self::TransferOpened
            | Self::TransferUnanswered
            | Self::GiftIsYours
            | Self::WalletLink
            | Self::GiftUsed
            | Self::TransferAccepted
            | Self::TransferDeclined
            | Self::TransferLapsed
            | Self::TransferCancelled
            | Self::PurchaserWasYou
            | Self::CodeRenewed
            | Self::GivenCodeRenewed
            | Self::PassedOnCodeRenewed
            | Self::Redeemed
            | Self::RedemptionCancelled
            | Self::GivenBack
            | Self::ReturnAsked
            | Self::EnquiryWritten
            | Self::EnquiryAnswered
            | Self::ReturnDeclined
            | Self::Refunded
            | Self::GuaranteeEnding
            | Self::ExpiryNear
            | Self::OrderReminded
            | Self::ReprintsTold
            | Self::DailyHead => false,
        }
    }
}

impl NoticeKind {
    /// Of kinds that bring the same person the same link, the one that all of them stand for. A later notice of what an earlier
    /// one told makes up for it, where the earlier one did not arrive.
    pub const fn stands_for(self) -> Self {
        if matches!(self, Self::OrderResent | Self::PurchaserIsYou) {
            Self::Issued
        } else if matches!(self, Self::TransferReminded) {
            Self::TransferOffered
        } else {
            self
        }
    }
}

/// The notices of an event, by the lasting text of its kind. What nobody is told of has none, nor has a kind that a
/// newer version wrote.
pub fn notices_of(event_kind: &str) -> &'static [(NoticeKind, Recipient)] {
    match event_kind {
        "issued" => &[(NoticeKind::Issued, Recipient::Purchaser)],
        "transfer_offered" | "transfer_resent" => {
            &[(NoticeKind::TransferOffered, Recipient::TransferRecipient)]
        }
        "transfer_reminded" => &[
            (NoticeKind::TransferReminded, Recipient::TransferRecipient),
            (NoticeKind::TransferUnanswered, Recipient::Giver),
        ],
        "transfer_opened" => &[(NoticeKind::TransferOpened, Recipient::Giver)],
        "transfer_accepted" => &[
            (NoticeKind::TransferAccepted, Recipient::Giver),
            (NoticeKind::GiftIsYours, Recipient::TransferRecipient),
        ],
        "transfer_declined" => &[(NoticeKind::TransferDeclined, Recipient::Giver)],
        "transfer_lapsed" => &[(NoticeKind::TransferLapsed, Recipient::Giver)],
        "transfer_cancelled" => &[(NoticeKind::TransferCancelled, Recipient::Giver)],
        "purchaser_changed" => &[
            (NoticeKind::PurchaserIsYou, Recipient::Purchaser),
            (NoticeKind::PurchaserWasYou, Recipient::FormerPurchaser),
        ],
        "address_added" => &[(NoticeKind::WalletLink, Recipient::Holder)],
        "order_resent" => &[(NoticeKind::OrderResent, Recipient::Purchaser)],
        "code_renewed" => &[
            (NoticeKind::CodeRenewed, Recipient::Holder),
            (NoticeKind::GivenCodeRenewed, Recipient::Purchaser),
            (NoticeKind::PassedOnCodeRenewed, Recipient::Giver),
        ],
        "redeemed" => &[(NoticeKind::Redeemed, Recipient::Holder), (NoticeKind::GiftUsed, Recipient::Giver)],
        "redemption_cancelled" => &[(NoticeKind::RedemptionCancelled, Recipient::Holder)],
        "given_back" => &[(NoticeKind::GivenBack, Recipient::Holder)],
        "return_asked" => &[(NoticeKind::ReturnAsked, Recipient::Merchant)],
        "enquiry_opened" | "enquiry_continued" => &[(NoticeKind::EnquiryWritten, Recipient::Merchant)],
        "enquiry_answered" => &[(NoticeKind::EnquiryAnswered, Recipient::Enquirer)],
        "return_declined" => &[(NoticeKind::ReturnDeclined, Recipient::Holder)],
        // Of returns only; that a redemption is settled is no news to its holder.
        "bank_accepted" => &[(NoticeKind::Refunded, Recipient::Holder)],
        "guarantee_ending" => &[(NoticeKind::GuaranteeEnding, Recipient::Holder)],
        "expiry_near" => &[(NoticeKind::ExpiryNear, Recipient::Holder)],
        "reprints_told" => &[(NoticeKind::ReprintsTold, Recipient::Merchant)],
        "order_reminded" => &[(NoticeKind::OrderReminded, Recipient::Merchant)],
        _ => &[],
    }
}

/// Who gets the notice `kind` of an event: whoever the table names. The day's head is made by the day, not by the event
/// that it ends with, and is the merchant's.
pub fn recipient_of(kind: NoticeKind, event_kind: &str) -> Option<Recipient> {
    if kind == NoticeKind::DailyHead {
        return Some(Recipient::Merchant);
    }
    notices_of(event_kind).iter().find(|(made, _)| *made == kind).map(|(_, recipient)| *recipient)
}

stated_enum! {
    /// What became of a notice.
    pub enum NoticeState {
        /// It will be sent, or sent again.
        Waiting = "waiting",
        /// Somebody took it for delivery.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
        /// Taken, and sent back later.
        Bounced = "bounced",
    }
}

/// Minutes until a notice is tried again, after its first failure, its second …
const PAUSES: [i64; 4] = [1, 5, 30, 120];

/// Seconds until the next try after `attempts` failed ones; `None`: given up.
pub fn next_try(attempts: u32) -> Option<i64> {
    let failure = usize::try_from(attempts.checked_sub(1)?).ok()?;
    PAUSES.get(failure).map(|minutes| minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventKind;

    #[test]
    fn failed_notices_are_tried_four_times_more() {
        let pauses: Vec<_> = (1..=5).map(next_try).collect();
        assert_eq!(pauses, [Some(60), Some(300), Some(1800), Some(7200), None]);
        assert_eq!((next_try(0), next_try(u32::MAX)), (None, None));
    }

    #[test]
    fn every_notice_is_made_by_some_event_and_no_event_tells_the_same_twice() {
        let later = ["transfer_resent", "purchaser_changed", "order_resent", "code_renewed"];
        let kinds: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).chain(later).collect();
        for kind in NoticeKind::ALL.iter().filter(|kind| **kind != NoticeKind::DailyHead) {
            let made = kinds.iter().any(|event| notices_of(event).iter().any(|(made, _)| made == kind));
            assert!(made, "{}", kind.as_str());
        }
        for event in kinds {
            let notices = notices_of(event);
            let different: std::collections::BTreeSet<_> = notices.iter().map(|(kind, _)| kind).collect();
            assert_eq!(different.len(), notices.len(), "{event}");
        }
    }

    #[test]
    fn what_brings_the_same_link_makes_up_for_each_other() {
        use crate::issued_order::LINK_MAILS;
        assert!(LINK_MAILS.iter().all(|kind| kind.stands_for() == NoticeKind::Issued));
        assert_eq!(NoticeKind::TransferReminded.stands_for(), NoticeKind::TransferOffered);
        for kind in NoticeKind::ALL {
            assert_eq!(kind.stands_for().stands_for(), kind.stands_for(), "{}", kind.as_str());
            let others = NoticeKind::ALL.iter().filter(|other| other.stands_for() == kind.stands_for());
            assert!(others.count() == 1 || kind.has_sms(), "{}: no link goes by mail alone", kind.as_str());
        }
    }

    #[test]
    fn the_table_of_the_rules() {
        let told = |event: &str| -> Vec<&str> {
            notices_of(event).iter().map(|(_, recipient)| recipient.as_str()).collect()
        };
        assert_eq!(told("issued"), ["purchaser"]);
        assert_eq!(told("transfer_offered"), ["transfer_recipient"]);
        assert_eq!(told("transfer_accepted"), ["giver", "transfer_recipient"]);
        assert_eq!(told("purchaser_changed"), ["purchaser", "former_purchaser"]);
        assert_eq!(told("redeemed"), ["holder", "giver"]);
        assert_eq!(told("code_renewed"), ["holder", "purchaser", "giver"]);
        assert_eq!(told("return_asked"), ["merchant"]);
        assert_eq!((told("enquiry_opened"), told("enquiry_continued")), (vec!["merchant"], vec!["merchant"]));
        assert_eq!(told("enquiry_answered"), ["enquirer"]);
        for of_the_holder in ["return_declined", "bank_accepted", "guarantee_ending", "expiry_near"] {
            assert_eq!(told(of_the_holder), ["holder"], "{of_the_holder}");
        }
        for event in EventKind::ALL {
            let merchants = recipient_of(NoticeKind::DailyHead, event.as_str());
            assert_eq!(merchants, Some(Recipient::Merchant));
            assert!(notices_of(event.as_str()).iter().all(|(kind, _)| *kind != NoticeKind::DailyHead));
        }
        assert_eq!(recipient_of(NoticeKind::Redeemed, "issued"), None);
        for silent in [
            "number_shown",
            "transfer_scheduled",
            "sent_to_bank",
            "split",
            "enquiry_closed",
            "something of tomorrow",
        ] {
            assert!(notices_of(silent).is_empty(), "{silent}");
        }
    }
}
