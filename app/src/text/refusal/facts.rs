//! What a refusal knows beside its sentences: who, when, where, how much.

use crate::language::Language;
use crate::text::{common, contract, desk, paper, set_up};
use domain::refusal::{EarlierUse, Refusal};

sentences! {
    EXPIRED_ON = "到期日 {day}", "Last day {day}";
    USABLE_ON = "{day} 起可使用", "Usable from {day}";
    OPENS_AT = "下一個時段 {time} 開始", "They begin at {time}";
    LEFT = "剩餘 {remaining}", "{remaining} left";
    FEE_CAP = "上限 NT$ {cap}", "At most NT$ {cap}";
    PAID_AMOUNT = "已付款 NT$ {paid}", "NT$ {paid} was paid";
    ISSUABLE_UNTIL = "發行期限 {day}", "To be issued by {day}";
    CONTRACT_UNTIL = "合約最後一日 {day}", "Its last day was {day}";
    PRINT_MOST = "單次最多 {most} 張", "At most {most} at once";
    CHARACTER = "{product}／{field}：{character}", "{product}, {field}: {character}";
    MISSING = "缺少：{names}", "Missing: {names}";
}

/// The facts of a refusal in one line, where it has any: who, when and where; which day; how many.
pub fn facts(refusal: &Refusal, language: Language) -> Option<String> {
    match refusal {
        Refusal::AlreadyRedeemed { earlier: Some(earlier) } => Some(who_when_where(earlier, language)),
        Refusal::Expired { last_day: Some(day) } => {
            Some(EXPIRED_ON.with(language, &[("day", &language.day(*day))]))
        }
        Refusal::NotYetUsable { first_day: Some(day) } => {
            Some(USABLE_ON.with(language, &[("day", &language.day(*day))]))
        }
        Refusal::OutsideHours { opens: Some(opens) } => {
            Some(OPENS_AT.with(language, &[("time", &language.time(*opens))]))
        }
        Refusal::NotEnoughLeft { remaining } => {
            Some(LEFT.with(language, &[("remaining", &remaining.to_string())]))
        }
        Refusal::FeeTooHigh { cap } => Some(FEE_CAP.with(language, &[("cap", &cap.grouped())])),
        Refusal::AmountNotPaid { paid } => Some(PAID_AMOUNT.with(language, &[("paid", &paid.grouped())])),
        Refusal::OrderNotIssuable { last_day, .. } => {
            Some(ISSUABLE_UNTIL.with(language, &[("day", &language.day(*last_day))]))
        }
        Refusal::ContractOver { last_day: Some(day) } => {
            Some(CONTRACT_UNTIL.with(language, &[("day", &language.day(*day))]))
        }
        Refusal::NotContracted { missing } => {
            let names: Vec<_> =
                missing.iter().map(|one| contract::opening(*one).of(language).to_owned()).collect();
            (!names.is_empty()).then(|| MISSING.with(language, &[("names", &language.facts(&names))]))
        }
        Refusal::SetUpIncomplete { missing } => {
            let names: Vec<_> =
                missing.iter().map(|one| set_up::required(*one).of(language).to_owned()).collect();
            (!names.is_empty()).then(|| MISSING.with(language, &[("names", &language.facts(&names))]))
        }
        Refusal::PrintCount { most } => Some(PRINT_MOST.with(language, &[("most", &most.to_string())])),
        Refusal::CharacterMissing { product, field, character } => {
            let field = field.map(|field| paper::field(field).of(language)).unwrap_or_default();
            let character =
                character.map(|letter| format!("{letter} (U+{:04X})", u32::from(letter))).unwrap_or_default();
            let values = [("product", product.as_str()), ("field", field), ("character", &character)];
            Some(CHARACTER.with(language, &values))
        }
        Refusal::SheetTooFull { product } => (!product.is_empty()).then(|| product.clone()),
        Refusal::AlreadyRedeemed { earlier: None }
        | Refusal::Expired { last_day: None }
        | Refusal::NotYetUsable { first_day: None }
        | Refusal::NotOurs
        | Refusal::KeyUnknown
        | Refusal::Forged
        | Refusal::SlowDown
        | Refusal::SignedOut
        | Refusal::ReadOnlyLook
        | Refusal::PermissionMissing
        | Refusal::OutsideHours { opens: None }
        | Refusal::BranchDisabled
        | Refusal::AttemptReused
        | Refusal::OtherMerchant
        | Refusal::RelationEnded
        | Refusal::ProductNotOpen
        | Refusal::BranchNotListed
        | Refusal::ProductNotYours
        | Refusal::NotYoursToReturn
        | Refusal::NotTheGiver
        | Refusal::TransferUnknown
        | Refusal::TransferClosed
        | Refusal::TransferNotYet
        | Refusal::RequestsNotOpen
        | Refusal::RequestUnknown
        | Refusal::RequestClosed
        | Refusal::AlreadyRequested
        | Refusal::HolderSignatureWrong
        | Refusal::CodeTooOld
        | Refusal::CodeFromFuture
        | Refusal::TicketUnknown
        | Refusal::CodeRenewed
        | Refusal::DeviceRemoved
        | Refusal::TooManyDevices
        | Refusal::Offered
        | Refusal::Returned
        | Refusal::NothingLeft
        | Refusal::ProofRefused
        | Refusal::HeadOfficeOnly
        | Refusal::CodeAlreadyPresented
        | Refusal::PhoneEndWrong
        | Refusal::FeeNotAllowed
        | Refusal::UseUnknown
        | Refusal::NotYoursToCancel
        | Refusal::AlreadyCancelled
        | Refusal::GiftFinal
        | Refusal::CancelTooLate
        | Refusal::ReturnUnknown
        | Refusal::NotYoursToCancelReturn
        | Refusal::GiveBackAlreadyCancelled
        | Refusal::GiveBackFinal
        | Refusal::GiveBackTooLate
        | Refusal::GivenAwaySince
        | Refusal::GiftNotTransferable
        | Refusal::TransferForbidden
        | Refusal::NotSplittable
        | Refusal::NotMergeable
        | Refusal::PurchaserLocked
        | Refusal::OrderUnknown
        | Refusal::ReasonTooLong
        | Refusal::MessageTooLong
        | Refusal::NameWrong
        | Refusal::PhoneWrong
        | Refusal::EmailWrong
        | Refusal::SignInAgain
        | Refusal::PasswordWrong
        | Refusal::PasswordWeak
        | Refusal::AppCodeWrong
        | Refusal::PasskeyRefused
        | Refusal::TooManyPasskeys
        | Refusal::ProductLocked
        | Refusal::AccountNameWrong
        | Refusal::AccountNameTaken
        | Refusal::NoteTooLong
        | Refusal::BranchUnknown
        | Refusal::HoursWrong
        | Refusal::ProductsWrong
        | Refusal::PowersMissing
        | Refusal::PowersTooGreat
        | Refusal::OwnAccount
        | Refusal::LastOwner
        | Refusal::EnrolmentOver
        | Refusal::SendDayWrong
        | Refusal::RelationBlocked
        | Refusal::NotAfterUse
        | Refusal::MerchantUnknown
        | Refusal::IssueNotOpen
        | Refusal::SerialStartWrong
        | Refusal::SerialsTaken
        | Refusal::PersonUnknown
        | Refusal::PersonStillOpen
        | Refusal::ChangedMeanwhile
        | Refusal::InvitationOver
        | Refusal::ContractOver { last_day: None }
        | Refusal::NeedsNetwork
        | Refusal::ClockWrong
        | Refusal::StatementTooOld
        | Refusal::SpentAsListed
        | Refusal::AlreadyQueued
        | Refusal::OfflineBudgetSpent
        | Refusal::UnsentScans
        | Refusal::DeskPhoneRevoked
        | Refusal::ConflictUnknown
        | Refusal::ConflictClosed
        | Refusal::PostingNotCorrectable
        | Refusal::NotOnPaper
        | Refusal::NotPrintable
        | Refusal::AlreadyPrinted
        | Refusal::PaperNotTold
        | Refusal::FontMissing
        | Refusal::Unavailable => None,
    }
}

fn who_when_where(earlier: &EarlierUse, language: Language) -> String {
    let merchant = earlier.merchant_name.as_str();
    let who = match &earlier.branch_name {
        Some(branch) => desk::WHO_BRANCH.with(language, &[("merchant", merchant), ("branch", branch)]),
        None => desk::WHO_HEAD_OFFICE.with(language, &[("merchant", merchant)]),
    };
    let state = common::use_state(earlier.state).of(language);
    let values = [("time", language.time(earlier.at)), ("who", who), ("state", state.to_owned())];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk::WHO_WHEN_WHERE.with(language, &values)
}
