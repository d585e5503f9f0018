//! Names of things. One type per thing, so that a product number can never stand where a merchant's belongs.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An identifier was not of its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedIdentity;

impl fmt::Display for MalformedIdentity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("malformed identity")
    }
}

impl std::error::Error for MalformedIdentity {}

macro_rules! text_identity {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes 1–64 letters, digits and `-` (a UUID in practice); anything else is malformed.
            pub fn parse(text: &str) -> Result<Self, MalformedIdentity> {
                let of_form = (1..=64).contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                if of_form { Ok(Self(text.to_owned())) } else { Err(MalformedIdentity) }
            }

            /// The text as it stands in the database.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )+};
}

text_identity! {
    /// One 票券, whatever its quantity.
    TicketId,
    /// One order (票券訂單).
    OrderId,
    /// One holder's collection of tickets, opened by one link.
    WalletId,
    /// One batch issue.
    BatchId,
    /// One file or form on its way to being issued.
    DraftId,
    /// One sign-in name of a merchant or a branch.
    AccountId,
    /// One six-digit code that was asked for.
    OneTimeCodeId,
    /// One redemption of part or all of a ticket: the line on which the states of RULES §2 run.
    UseId,
    /// One return of part or all of a ticket.
    GiveBackId,
    /// A redemption or a return, as the bank knows it: its [`UseId`] or [`GiveBackId`].
    LineId,
    /// One return request of a holder (申請退貨單號 is its number for people).
    RequestId,
    /// One enquiry of a holder, with all its messages.
    EnquiryId,
    /// One transfer order (轉贈單號 is its number for people).
    TransferId,
    /// One phone that signs for a wallet.
    DeviceId,
    /// One phone at the counter that may go on without network.
    DeskPhoneId,
    /// One scan that such a phone took without network, as it arrived.
    OfflineScanId,
    /// One event.
    EventId,
    /// Made once, on the phone, at the moment of a scan, and sent with every repeat of it.
    AttemptId,
}

macro_rules! number_identity {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    )+};
}

number_identity! {
    /// 商店代號, 7 digits (RULES §13). It stands in every code, so it is the merchant's identity everywhere.
    MerchantNumber,
    /// The product's number within its merchant, as it stands in every code.
    ProductNumber,
}

/// 分店編號: chosen by the merchant, unique within it, never changed (RULES §8).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BranchNumber(String);

impl BranchNumber {
    /// Takes 1–20 letters, digits and `-`.
    pub fn parse(text: &str) -> Result<Self, MalformedIdentity> {
        let of_form = (1..=20).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if of_form { Ok(Self(text.to_owned())) } else { Err(MalformedIdentity) }
    }

    /// The number as the merchant wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_take_only_their_form() {
        assert!(AttemptId::parse("0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f").is_ok());
        for bad in ["", "a b", "票", "x'y", &"a".repeat(65)] {
            assert_eq!(AttemptId::parse(bad), Err(MalformedIdentity));
        }
        assert!(BranchNumber::parse("001").is_ok());
        assert!(BranchNumber::parse("0 1").is_err());
    }
}
