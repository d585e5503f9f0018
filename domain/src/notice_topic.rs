//! What a holder may switch off (RULES §14): news about tickets. What brings a link, kills one, or gives tickets back to
//! their giver always comes.

use crate::notice::NoticeKind;
use std::collections::BTreeSet;
use std::fmt;

stated_enum! {
    /// A switch of the holder's.
    pub enum NoticeTopic {
        /// Units were redeemed.
        Redeemed = "redeemed",
        /// A redemption was taken back.
        Cancelled = "cancelled",
        /// A gift was opened, accepted or used.
        Gifts = "gifts",
        /// A return was made or declined, or its money is on its way.
        Returns = "returns",
        /// A guarantee or a 贈品券 is about to end.
        Endings = "endings",
    }
}

impl NoticeTopic {
    /// Whether holders who chose nothing are told. Of uses the merchant says so: a busy counter would send a mail for every
    /// cup of tea.
    pub const fn is_told_unasked(self, merchant_tells_uses: bool) -> bool {
        match self {
            Self::Redeemed | Self::Cancelled => merchant_tells_uses,
            Self::Gifts | Self::Returns | Self::Endings => true,
        }
    }
}

impl NoticeKind {
    /// The switch that it hangs on; `None`: it always comes.
    pub const fn topic(self) -> Option<NoticeTopic> {
        match self {
            Self::Redeemed => Some(NoticeTopic::Redeemed),
            Self::RedemptionCancelled => Some(NoticeTopic::Cancelled),
            Self::TransferOpened | Self::TransferUnanswered | Self::TransferAccepted | Self::GiftUsed => {
                Some(NoticeTopic::Gifts)
            }
            Self::GivenBack | Self::ReturnDeclined | Self::Refunded => Some(NoticeTopic::Returns),
            Self::GuaranteeEnding | Self::ExpiryNear => Some(NoticeTopic::Endings),
            Self::Issued
            | Self::TransferOffered
            | Self::TransferReminded
            | Self::GiftIsYours
            | Self::WalletLink
            | Self::TransferDeclined
            | Self::TransferLapsed
            | Self::TransferCancelled
            | Self::PurchaserIsYou
            | Self::PurchaserWasYou
            | Self::OrderResent
            | Self::CodeRenewed
            | Self::GivenCodeRenewed
            | Self::PassedOnCodeRenewed
            | Self::ReturnAsked
            | Self::EnquiryWritten
            | Self::EnquiryAnswered
            | Self::OrderReminded
            | Self::ReprintsTold
            | Self::DailyHead => None,
        }
    }

    /// The switch of phones that it hangs on; `None`: no phone is told. Beside what mails can be switched off for, phones
    /// are told what came back to a giver.
    pub const fn push_topic(self) -> Option<NoticeTopic> {
        if matches!(self, Self::TransferDeclined | Self::TransferLapsed | Self::TransferCancelled) {
            return Some(NoticeTopic::Gifts);
        }
        self.topic()
    }

    /// Whether the phones of somebody with this choice, or none, are told. Who lets a phone be told asked for all of it.
    pub fn is_pushed(self, choice: Option<&NoticeChoice>) -> bool {
        match (self.push_topic(), choice) {
            (None, _) => false,
            (Some(topic), Some(choice)) => choice.is_on(topic),
            (Some(_), None) => true,
        }
    }

    /// Whether somebody with this choice, or none, is told.
    pub fn is_told(self, choice: Option<&NoticeChoice>, merchant_tells_uses: bool) -> bool {
        match (self.topic(), choice) {
            (None, _) => true,
            (Some(topic), Some(choice)) => choice.is_on(topic),
            (Some(topic), None) => topic.is_told_unasked(merchant_tells_uses),
        }
    }
}

/// What a holder chose to be told of. Its text lasts: the topics that are on, with spaces between.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoticeChoice(BTreeSet<NoticeTopic>);

impl NoticeChoice {
    /// What holds for whoever chose nothing.
    pub fn unasked(merchant_tells_uses: bool) -> Self {
        NoticeTopic::ALL.iter().copied().filter(|topic| topic.is_told_unasked(merchant_tells_uses)).collect()
    }

    /// Every topic: what phones are told while nobody chose.
    pub fn all() -> Self {
        NoticeTopic::ALL.iter().copied().collect()
    }

    /// Whether this one is on.
    pub fn is_on(&self, topic: NoticeTopic) -> bool {
        self.0.contains(&topic)
    }

    /// From its text. Topics of another version are left out.
    pub fn parse(text: &str) -> Self {
        text.split_ascii_whitespace().filter_map(NoticeTopic::parse).collect()
    }
}

impl FromIterator<NoticeTopic> for NoticeChoice {
    fn from_iter<I: IntoIterator<Item = NoticeTopic>>(topics: I) -> Self {
        Self(topics.into_iter().collect())
    }
}

impl fmt::Display for NoticeChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let topics: Vec<&str> = self.0.iter().map(|topic| topic.as_str()).collect();
        formatter.write_str(&topics.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventKind;
    use crate::notice::{Recipient, notices_of};

    #[test]
    fn what_brings_a_link_always_comes() {
        let nothing = NoticeChoice::default();
        for kind in NoticeKind::ALL {
            assert_eq!(kind.is_told(Some(&nothing), true), kind.topic().is_none(), "{}", kind.as_str());
            assert!(!kind.has_sms() || kind.topic().is_none(), "{}", kind.as_str());
        }
        for kind in [
            NoticeKind::Issued,
            NoticeKind::TransferOffered,
            NoticeKind::GiftIsYours,
            NoticeKind::PurchaserIsYou,
            NoticeKind::PurchaserWasYou,
            NoticeKind::OrderResent,
            NoticeKind::CodeRenewed,
        ] {
            assert_eq!(kind.topic(), None, "{}", kind.as_str());
        }
    }

    #[test]
    fn only_whoever_has_a_wallet_has_switches() {
        for event in EventKind::ALL {
            for (kind, recipient) in notices_of(event.as_str()) {
                let has_wallet = matches!(recipient, Recipient::Holder | Recipient::Giver);
                assert!(has_wallet || kind.push_topic().is_none(), "{}", kind.as_str());
                assert!(kind.topic().is_none() || kind.push_topic() == kind.topic(), "{}", kind.as_str());
            }
        }
    }

    #[test]
    fn the_holders_choice_goes_before_the_merchants() {
        let uses: NoticeChoice = [NoticeTopic::Redeemed].into_iter().collect();
        for merchant in [false, true] {
            assert!(NoticeKind::Redeemed.is_told(Some(&uses), merchant));
            assert!(!NoticeKind::RedemptionCancelled.is_told(Some(&uses), merchant));
            assert!(!NoticeKind::GuaranteeEnding.is_told(Some(&uses), merchant));
            assert_eq!(NoticeKind::Redeemed.is_told(None, merchant), merchant);
            assert!(NoticeKind::GuaranteeEnding.is_told(None, merchant));
            for kind in NoticeKind::ALL {
                let unasked = NoticeChoice::unasked(merchant);
                assert_eq!(kind.is_told(Some(&unasked), merchant), kind.is_told(None, merchant));
            }
        }
    }

    #[test]
    fn phones_are_told_of_what_their_holder_wants() {
        let gifts: NoticeChoice = [NoticeTopic::Gifts].into_iter().collect();
        assert!(NoticeKind::TransferDeclined.is_pushed(Some(&gifts)));
        assert!(!NoticeKind::Redeemed.is_pushed(Some(&gifts)));
        for kind in NoticeKind::ALL {
            assert_eq!(kind.is_pushed(None), kind.push_topic().is_some(), "{}", kind.as_str());
            assert_eq!(kind.is_pushed(Some(&NoticeChoice::all())), kind.is_pushed(None), "{}", kind.as_str());
            assert!(!kind.is_pushed(Some(&NoticeChoice::default())), "{}", kind.as_str());
            assert!(!kind.has_sms() || !kind.is_pushed(None), "a link never stands on a lock screen");
        }
    }

    #[test]
    fn a_choice_is_its_text() {
        for on in 0..1_u32 << NoticeTopic::ALL.len() {
            let topics = NoticeTopic::ALL.iter().enumerate().filter(|(at, _)| (on >> at) & 1 == 1);
            let choice: NoticeChoice = topics.map(|(_, topic)| *topic).collect();
            assert_eq!(NoticeChoice::parse(&choice.to_string()), choice);
        }
        assert_eq!(NoticeChoice::parse(" gifts  of-tomorrow ").to_string(), "gifts");
        assert_eq!(NoticeChoice::parse(""), NoticeChoice::default());
    }
}
