//! The colours and sounds of a verdict, and which refusal has which.

use domain::refusal::RefusalCode;

/// How the card looks and sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Redeemed.
    Good,
    /// A person must look.
    Ask,
    /// Refused: the ticket.
    Bad,
    /// Not a ticket of ours, or not possible now: the scan, not the customer.
    Foreign,
}

impl Tone {
    /// Class, and what the script plays.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Ask => "ask",
            Self::Bad => "bad",
            Self::Foreign => "foreign",
        }
    }

    /// Foreign codes and faults of the line look different from refused tickets: they never mean the customer.
    pub const fn of(code: RefusalCode) -> Self {
        match code {
            RefusalCode::NotOurs
            | RefusalCode::KeyUnknown
            | RefusalCode::SlowDown
            | RefusalCode::SignedOut
            | RefusalCode::AttemptReused
            | RefusalCode::OtherMerchant
            | RefusalCode::TicketUnknown
            | RefusalCode::CodeTooOld
            | RefusalCode::CodeFromFuture
            | RefusalCode::CodeAlreadyPresented
            | RefusalCode::PhoneEndWrong
            | RefusalCode::UseUnknown
            | RefusalCode::TransferUnknown
            | RefusalCode::RequestUnknown
            | RefusalCode::ReturnUnknown
            | RefusalCode::OrderUnknown
            | RefusalCode::AlreadyRequested
            | RefusalCode::ReasonTooLong
            | RefusalCode::MessageTooLong
            | RefusalCode::NameWrong
            | RefusalCode::PhoneWrong
            | RefusalCode::EmailWrong
            | RefusalCode::SignInAgain
            | RefusalCode::PasswordWrong
            | RefusalCode::PasswordWeak
            | RefusalCode::AppCodeWrong
            | RefusalCode::PasskeyRefused
            | RefusalCode::TooManyPasskeys
            | RefusalCode::ProductLocked
            | RefusalCode::AccountNameWrong
            | RefusalCode::AccountNameTaken
            | RefusalCode::NoteTooLong
            | RefusalCode::BranchUnknown
            | RefusalCode::HoursWrong
            | RefusalCode::ProductsWrong
            | RefusalCode::PowersMissing
            | RefusalCode::PowersTooGreat
            | RefusalCode::OwnAccount
            | RefusalCode::LastOwner
            | RefusalCode::EnrolmentOver
            | RefusalCode::SendDayWrong
            | RefusalCode::RelationBlocked
            | RefusalCode::NotAfterUse
            | RefusalCode::MerchantUnknown
            | RefusalCode::IssueNotOpen
            | RefusalCode::ContractOver
            | RefusalCode::NotContracted
            | RefusalCode::SetUpIncomplete
            | RefusalCode::SerialStartWrong
            | RefusalCode::SerialsTaken
            | RefusalCode::PersonUnknown
            | RefusalCode::PersonStillOpen
            | RefusalCode::ChangedMeanwhile
            | RefusalCode::InvitationOver
            | RefusalCode::NeedsNetwork
            | RefusalCode::ClockWrong
            | RefusalCode::StatementTooOld
            | RefusalCode::OfflineBudgetSpent
            | RefusalCode::UnsentScans
            | RefusalCode::ConflictUnknown
            | RefusalCode::ConflictClosed
            | RefusalCode::PostingNotCorrectable
            | RefusalCode::NotOnPaper
            | RefusalCode::NotPrintable
            | RefusalCode::PrintCount
            | RefusalCode::AlreadyPrinted
            | RefusalCode::PaperNotTold
            | RefusalCode::CharacterMissing
            | RefusalCode::SheetTooFull
            | RefusalCode::FontMissing
            | RefusalCode::Unavailable => Self::Foreign,
            RefusalCode::Forged
            | RefusalCode::ReadOnlyLook
            | RefusalCode::PermissionMissing
            | RefusalCode::OutsideHours
            | RefusalCode::BranchDisabled
            | RefusalCode::RelationEnded
            | RefusalCode::ProductNotOpen
            | RefusalCode::BranchNotListed
            | RefusalCode::ProductNotYours
            | RefusalCode::HolderSignatureWrong
            | RefusalCode::CodeRenewed
            | RefusalCode::DeviceRemoved
            | RefusalCode::TooManyDevices
            | RefusalCode::Offered
            | RefusalCode::Returned
            | RefusalCode::AlreadyRedeemed
            | RefusalCode::Expired
            | RefusalCode::NotYetUsable
            | RefusalCode::NotEnoughLeft
            | RefusalCode::ProofRefused
            | RefusalCode::HeadOfficeOnly
            | RefusalCode::NotYoursToCancel
            | RefusalCode::AlreadyCancelled
            | RefusalCode::GiftFinal
            | RefusalCode::CancelTooLate
            | RefusalCode::NotYoursToReturn
            | RefusalCode::NotTheGiver
            | RefusalCode::TransferClosed
            | RefusalCode::TransferNotYet
            | RefusalCode::RequestsNotOpen
            | RefusalCode::RequestClosed
            | RefusalCode::NothingLeft
            | RefusalCode::FeeNotAllowed
            | RefusalCode::FeeTooHigh
            | RefusalCode::NotYoursToCancelReturn
            | RefusalCode::GiveBackAlreadyCancelled
            | RefusalCode::GiveBackFinal
            | RefusalCode::GiveBackTooLate
            | RefusalCode::GivenAwaySince
            | RefusalCode::GiftNotTransferable
            | RefusalCode::TransferForbidden
            | RefusalCode::NotSplittable
            | RefusalCode::NotMergeable
            | RefusalCode::PurchaserLocked
            | RefusalCode::OrderNotIssuable
            | RefusalCode::SpentAsListed
            | RefusalCode::AlreadyQueued
            | RefusalCode::DeskPhoneRevoked
            | RefusalCode::AmountNotPaid => Self::Bad,
        }
    }
}
