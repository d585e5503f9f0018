//! Every "no" there is. Closed, ordered (where several apply, the first one is given), with lasting codes.
//! The sentences for people live with the translations, keyed by these codes; `docs/REFUSALS.md` lists them.

use crate::calendar::{Day, Instant};
use crate::contract::Opening;
use crate::money::Dollars;
use crate::order::PaidOrderState;
use crate::print::SheetField;
use crate::set_up::Required;
use crate::ticket::UseState;
use serde::{Deserialize, Serialize};

mod code;

pub use code::RefusalCode;

/// Who redeemed, when and where: what the second cashier is told (RULES §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierUse {
    /// When.
    pub at: Instant,
    /// The merchant that redeemed.
    pub merchant_name: String,
    /// Its branch; `None` = head office.
    pub branch_name: Option<String>,
    /// State of that redemption now.
    pub state: UseState,
}

/// A refusal with the facts its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[allow(missing_docs)] // each variant is described at RefusalCode
pub enum Refusal {
    NotOurs,
    KeyUnknown,
    Forged,
    SlowDown,
    SignedOut,
    ReadOnlyLook,
    PermissionMissing,
    OutsideHours {
        opens: Option<Instant>,
    },
    BranchDisabled,
    AttemptReused,
    OtherMerchant,
    RelationEnded,
    ProductNotOpen,
    BranchNotListed,
    ProductNotYours,
    NotYoursToReturn,
    NotTheGiver,
    TransferUnknown,
    TransferClosed,
    TransferNotYet,
    RequestsNotOpen,
    RequestUnknown,
    RequestClosed,
    AlreadyRequested,
    HolderSignatureWrong,
    CodeTooOld,
    CodeFromFuture,
    TicketUnknown,
    CodeRenewed,
    DeviceRemoved,
    Offered,
    Returned,
    AlreadyRedeemed {
        earlier: Option<EarlierUse>,
    },
    NothingLeft,
    Expired {
        last_day: Option<Day>,
    },
    NotYetUsable {
        first_day: Option<Day>,
    },
    NotEnoughLeft {
        remaining: u32,
    },
    ProofRefused,
    HeadOfficeOnly,
    CodeAlreadyPresented,
    PhoneEndWrong,
    FeeNotAllowed,
    FeeTooHigh {
        cap: Dollars,
    },
    UseUnknown,
    NotYoursToCancel,
    AlreadyCancelled,
    GiftFinal,
    CancelTooLate,
    ReturnUnknown,
    NotYoursToCancelReturn,
    GiveBackAlreadyCancelled,
    GiveBackFinal,
    GiveBackTooLate,
    GivenAwaySince,
    GiftNotTransferable,
    TransferForbidden,
    NotSplittable,
    NotMergeable,
    TooManyDevices,
    PurchaserLocked,
    OrderUnknown,
    OrderNotIssuable {
        state: PaidOrderState,
        last_day: Day,
    },
    AmountNotPaid {
        paid: Dollars,
    },
    ReasonTooLong,
    MessageTooLong,
    NameWrong,
    PhoneWrong,
    EmailWrong,
    SignInAgain,
    PasswordWrong,
    PasswordWeak,
    AppCodeWrong,
    PasskeyRefused,
    TooManyPasskeys,
    ProductLocked,
    AccountNameWrong,
    AccountNameTaken,
    NoteTooLong,
    BranchUnknown,
    HoursWrong,
    ProductsWrong,
    PowersMissing,
    PowersTooGreat,
    OwnAccount,
    LastOwner,
    EnrolmentOver,
    SendDayWrong,
    RelationBlocked,
    NotAfterUse,
    MerchantUnknown,
    IssueNotOpen,
    ContractOver {
        last_day: Option<Day>,
    },
    NotContracted {
        #[serde(default)]
        missing: Vec<Opening>,
    },
    SetUpIncomplete {
        #[serde(default)]
        missing: Vec<Required>,
    },
    SerialStartWrong,
    SerialsTaken,
    PersonUnknown,
    PersonStillOpen,
    ChangedMeanwhile,
    InvitationOver,
    NeedsNetwork,
    ClockWrong,
    StatementTooOld,
    SpentAsListed,
    AlreadyQueued,
    OfflineBudgetSpent,
    UnsentScans,
    DeskPhoneRevoked,
    ConflictUnknown,
    ConflictClosed,
    PostingNotCorrectable,
    NotOnPaper,
    NotPrintable,
    PrintCount {
        most: u32,
    },
    AlreadyPrinted,
    PaperNotTold,
    CharacterMissing {
        #[serde(default)]
        product: String,
        field: Option<SheetField>,
        character: Option<char>,
    },
    SheetTooFull {
        #[serde(default)]
        product: String,
    },
    FontMissing,
    Unavailable,
}

impl Refusal {
    /// The code of this refusal.
    pub const fn code(&self) -> RefusalCode {
        match self {
            Self::NotOurs => RefusalCode::NotOurs,
            Self::KeyUnknown => RefusalCode::KeyUnknown,
            Self::Forged => RefusalCode::Forged,
            Self::SlowDown => RefusalCode::SlowDown,
            Self::SignedOut => RefusalCode::SignedOut,
            Self::ReadOnlyLook => RefusalCode::ReadOnlyLook,
            Self::PermissionMissing => RefusalCode::PermissionMissing,
            Self::OutsideHours { .. } => RefusalCode::OutsideHours,
            Self::BranchDisabled => RefusalCode::BranchDisabled,
            Self::AttemptReused => RefusalCode::AttemptReused,
            Self::OtherMerchant => RefusalCode::OtherMerchant,
            Self::RelationEnded => RefusalCode::RelationEnded,
            Self::ProductNotOpen => RefusalCode::ProductNotOpen,
            Self::BranchNotListed => RefusalCode::BranchNotListed,
            Self::ProductNotYours => RefusalCode::ProductNotYours,
            Self::NotYoursToReturn => RefusalCode::NotYoursToReturn,
            Self::NotTheGiver => RefusalCode::NotTheGiver,
            Self::TransferUnknown => RefusalCode::TransferUnknown,
            Self::TransferClosed => RefusalCode::TransferClosed,
            Self::TransferNotYet => RefusalCode::TransferNotYet,
            Self::RequestsNotOpen => RefusalCode::RequestsNotOpen,
            Self::RequestUnknown => RefusalCode::RequestUnknown,
            Self::RequestClosed => RefusalCode::RequestClosed,
            Self::AlreadyRequested => RefusalCode::AlreadyRequested,
            Self::HolderSignatureWrong => RefusalCode::HolderSignatureWrong,
            Self::CodeTooOld => RefusalCode::CodeTooOld,
            Self::CodeFromFuture => RefusalCode::CodeFromFuture,
            Self::TicketUnknown => RefusalCode::TicketUnknown,
            Self::CodeRenewed => RefusalCode::CodeRenewed,
            Self::DeviceRemoved => RefusalCode::DeviceRemoved,
            Self::Offered => RefusalCode::Offered,
            Self::Returned => RefusalCode::Returned,
            Self::AlreadyRedeemed { .. } => RefusalCode::AlreadyRedeemed,
            Self::NothingLeft => RefusalCode::NothingLeft,
            Self::Expired { .. } => RefusalCode::Expired,
            Self::NotYetUsable { .. } => RefusalCode::NotYetUsable,
            Self::NotEnoughLeft { .. } => RefusalCode::NotEnoughLeft,
            Self::ProofRefused => RefusalCode::ProofRefused,
            Self::HeadOfficeOnly => RefusalCode::HeadOfficeOnly,
            Self::CodeAlreadyPresented => RefusalCode::CodeAlreadyPresented,
            Self::PhoneEndWrong => RefusalCode::PhoneEndWrong,
            Self::FeeNotAllowed => RefusalCode::FeeNotAllowed,
            Self::FeeTooHigh { .. } => RefusalCode::FeeTooHigh,
            Self::UseUnknown => RefusalCode::UseUnknown,
            Self::NotYoursToCancel => RefusalCode::NotYoursToCancel,
            Self::AlreadyCancelled => RefusalCode::AlreadyCancelled,
            Self::GiftFinal => RefusalCode::GiftFinal,
            Self::CancelTooLate => RefusalCode::CancelTooLate,
            Self::ReturnUnknown => RefusalCode::ReturnUnknown,
            Self::NotYoursToCancelReturn => RefusalCode::NotYoursToCancelReturn,
            Self::GiveBackAlreadyCancelled => RefusalCode::GiveBackAlreadyCancelled,
            Self::GiveBackFinal => RefusalCode::GiveBackFinal,
            Self::GiveBackTooLate => RefusalCode::GiveBackTooLate,
            Self::GivenAwaySince => RefusalCode::GivenAwaySince,
            Self::GiftNotTransferable => RefusalCode::GiftNotTransferable,
            Self::TransferForbidden => RefusalCode::TransferForbidden,
            Self::NotSplittable => RefusalCode::NotSplittable,
            Self::NotMergeable => RefusalCode::NotMergeable,
            Self::TooManyDevices => RefusalCode::TooManyDevices,
            Self::PurchaserLocked => RefusalCode::PurchaserLocked,
            Self::OrderUnknown => RefusalCode::OrderUnknown,
            Self::OrderNotIssuable { .. } => RefusalCode::OrderNotIssuable,
            Self::AmountNotPaid { .. } => RefusalCode::AmountNotPaid,
            Self::ReasonTooLong => RefusalCode::ReasonTooLong,
            Self::MessageTooLong => RefusalCode::MessageTooLong,
            Self::NameWrong => RefusalCode::NameWrong,
            Self::PhoneWrong => RefusalCode::PhoneWrong,
            Self::EmailWrong => RefusalCode::EmailWrong,
            Self::SignInAgain => RefusalCode::SignInAgain,
            Self::PasswordWrong => RefusalCode::PasswordWrong,
            Self::PasswordWeak => RefusalCode::PasswordWeak,
            Self::AppCodeWrong => RefusalCode::AppCodeWrong,
            Self::PasskeyRefused => RefusalCode::PasskeyRefused,
            Self::TooManyPasskeys => RefusalCode::TooManyPasskeys,
            Self::ProductLocked => RefusalCode::ProductLocked,
            Self::AccountNameWrong => RefusalCode::AccountNameWrong,
            Self::AccountNameTaken => RefusalCode::AccountNameTaken,
            Self::NoteTooLong => RefusalCode::NoteTooLong,
            Self::BranchUnknown => RefusalCode::BranchUnknown,
            Self::HoursWrong => RefusalCode::HoursWrong,
            Self::ProductsWrong => RefusalCode::ProductsWrong,
            Self::PowersMissing => RefusalCode::PowersMissing,
            Self::PowersTooGreat => RefusalCode::PowersTooGreat,
            Self::OwnAccount => RefusalCode::OwnAccount,
            Self::LastOwner => RefusalCode::LastOwner,
            Self::EnrolmentOver => RefusalCode::EnrolmentOver,
            Self::SendDayWrong => RefusalCode::SendDayWrong,
            Self::RelationBlocked => RefusalCode::RelationBlocked,
            Self::NotAfterUse => RefusalCode::NotAfterUse,
            Self::MerchantUnknown => RefusalCode::MerchantUnknown,
            Self::IssueNotOpen => RefusalCode::IssueNotOpen,
            Self::ContractOver { .. } => RefusalCode::ContractOver,
            Self::NotContracted { .. } => RefusalCode::NotContracted,
            Self::SetUpIncomplete { .. } => RefusalCode::SetUpIncomplete,
            Self::SerialStartWrong => RefusalCode::SerialStartWrong,
            Self::SerialsTaken => RefusalCode::SerialsTaken,
            Self::PersonUnknown => RefusalCode::PersonUnknown,
            Self::PersonStillOpen => RefusalCode::PersonStillOpen,
            Self::ChangedMeanwhile => RefusalCode::ChangedMeanwhile,
            Self::InvitationOver => RefusalCode::InvitationOver,
            Self::NeedsNetwork => RefusalCode::NeedsNetwork,
            Self::ClockWrong => RefusalCode::ClockWrong,
            Self::StatementTooOld => RefusalCode::StatementTooOld,
            Self::SpentAsListed => RefusalCode::SpentAsListed,
            Self::AlreadyQueued => RefusalCode::AlreadyQueued,
            Self::OfflineBudgetSpent => RefusalCode::OfflineBudgetSpent,
            Self::UnsentScans => RefusalCode::UnsentScans,
            Self::DeskPhoneRevoked => RefusalCode::DeskPhoneRevoked,
            Self::ConflictUnknown => RefusalCode::ConflictUnknown,
            Self::ConflictClosed => RefusalCode::ConflictClosed,
            Self::PostingNotCorrectable => RefusalCode::PostingNotCorrectable,
            Self::NotOnPaper => RefusalCode::NotOnPaper,
            Self::NotPrintable => RefusalCode::NotPrintable,
            Self::PrintCount { .. } => RefusalCode::PrintCount,
            Self::AlreadyPrinted => RefusalCode::AlreadyPrinted,
            Self::PaperNotTold => RefusalCode::PaperNotTold,
            Self::CharacterMissing { .. } => RefusalCode::CharacterMissing,
            Self::SheetTooFull { .. } => RefusalCode::SheetTooFull,
            Self::FontMissing => RefusalCode::FontMissing,
            Self::Unavailable => RefusalCode::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_speaks_the_same_codes() {
        for &code in RefusalCode::ALL {
            let facts = r#""remaining":0,"cap":3,"paid":9,"state":"overdue","last_day":"2026-05-21","opens":9,"most":1"#;
            let json = format!(r#"{{"code":"{}",{facts}}}"#, code.as_str());
            let refusal: Refusal = serde_json::from_str(&json).expect("every code reads back");
            assert_eq!(refusal.code(), code);
            assert!(serde_json::to_string(&refusal).expect("json").contains(code.as_str()));
        }
    }
}
