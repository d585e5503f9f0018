//! The lasting codes of the refusals, in the order of their precedence, and which of them may be answered otherwise later.

stated_enum! {
    /// What a refusal is, without its facts. The order is the precedence; codes are never reused.
    pub enum RefusalCode {
        /// Not a code of ours: characters, length or form.
        NotOurs = "not_ours",
        /// Looks like ours, but the issuer key is unknown or revoked.
        KeyUnknown = "key_unknown",
        /// Looks like ours, but the issuer's signature is wrong.
        Forged = "forged",
        /// Too many guesses from here; slow down.
        SlowDown = "slow_down",
        /// No longer signed in.
        SignedOut = "signed_out",
        /// The platform looks at the console: nothing is changed in its name.
        ReadOnlyLook = "read_only_look",
        /// The account lacks the permission.
        PermissionMissing = "permission_missing",
        /// The account may do it, but not at this hour.
        OutsideHours = "outside_hours",
        /// The account's branch is 停用.
        BranchDisabled = "branch_disabled",
        /// The same attempt was sent before with other content.
        AttemptReused = "attempt_reused",
        /// A ticket of a merchant that has nothing to do with this one.
        OtherMerchant = "other_merchant",
        /// The relation between the two merchants was 解除.
        RelationEnded = "relation_ended",
        /// The issuer has not opened this product to this merchant.
        ProductNotOpen = "product_not_open",
        /// The product names branches, and not this one.
        BranchNotListed = "branch_not_listed",
        /// The account is limited to other products.
        ProductNotYours = "product_not_yours",
        /// Only the issuer returns: its head office, or a branch on the product's 退貨分店 list.
        NotYoursToReturn = "not_yours_to_return",
        /// The wallet does not hold this ticket, or did not offer it.
        NotTheGiver = "not_the_giver",
        /// There is no such transfer here.
        TransferUnknown = "transfer_unknown",
        /// The transfer has ended: answered, taken back, lapsed, cancelled or undone.
        TransferClosed = "transfer_closed",
        /// The transfer is sent on a later day.
        TransferNotYet = "transfer_not_yet",
        /// The merchant takes no return requests from wallets (電子票券申請退貨 is off).
        RequestsNotOpen = "requests_not_open",
        /// There is no such return request here.
        RequestUnknown = "request_unknown",
        /// The return request was approved, declined or withdrawn.
        RequestClosed = "request_closed",
        /// A return of this ticket is asked for already.
        AlreadyRequested = "already_requested",
        /// The holder's signature in a living code is wrong.
        HolderSignatureWrong = "holder_signature_wrong",
        /// The code's half minute has passed.
        CodeTooOld = "code_too_old",
        /// The code's half minute has not come: the phone's clock is wrong.
        CodeFromFuture = "code_from_future",
        /// No ticket behind this code.
        TicketUnknown = "ticket_unknown",
        /// The ticket's code was renewed; this one is dead.
        CodeRenewed = "code_renewed",
        /// The phone that signed is not, or no longer, one of the wallet's.
        DeviceRemoved = "device_removed",
        /// Offered to somebody who has not answered.
        Offered = "offered",
        /// Nothing is left, and it was returned.
        Returned = "returned",
        /// Nothing is left, and it was redeemed.
        AlreadyRedeemed = "already_redeemed",
        /// No unit is left that could be returned, given away or split.
        NothingLeft = "nothing_left",
        /// A gift voucher past its last day.
        Expired = "expired",
        /// Before its 可使用日期.
        NotYetUsable = "not_yet_usable",
        /// Fewer units left than asked for.
        NotEnoughLeft = "not_enough_left",
        /// The product does not take tickets shown this way.
        ProofRefused = "proof_refused",
        /// Shown this way, only the head office may redeem it.
        HeadOfficeOnly = "head_office_only",
        /// This very code (this half minute) has redeemed already.
        CodeAlreadyPresented = "code_already_presented",
        /// Not the last three digits of the holder's phone.
        PhoneEndWrong = "phone_end_wrong",
        /// A fee on a gift, after the guarantee, or below zero.
        FeeNotAllowed = "fee_not_allowed",
        /// The fee is above what the law lets the issuer keep.
        FeeTooHigh = "fee_too_high",
        /// There is no such redemption here.
        UseUnknown = "use_unknown",
        /// Somebody else redeemed it; only they or the issuer's head office may cancel.
        NotYoursToCancel = "not_yours_to_cancel",
        /// It is cancelled already.
        AlreadyCancelled = "already_cancelled",
        /// A gift voucher's redemption is final.
        GiftFinal = "gift_final",
        /// The day of the redemption is over.
        CancelTooLate = "cancel_too_late",
        /// There is no such return here.
        ReturnUnknown = "return_unknown",
        /// Only the branch that returned it or the issuer's head office may cancel.
        NotYoursToCancelReturn = "not_yours_to_cancel_return",
        /// The return is cancelled already.
        GiveBackAlreadyCancelled = "give_back_already_cancelled",
        /// A gift voucher's return is final.
        GiveBackFinal = "give_back_final",
        /// The day of the return is over.
        GiveBackTooLate = "give_back_too_late",
        /// The ticket was given away after that redemption or return.
        GivenAwaySince = "given_away_since",
        /// Only 提貨券 can be given away.
        GiftNotTransferable = "gift_not_transferable",
        /// This ticket cannot be given away: its form, or passed on once and the product forbids more.
        TransferForbidden = "transfer_forbidden",
        /// One unit, or not that many, cannot be split.
        NotSplittable = "not_splittable",
        /// These tickets do not belong together.
        NotMergeable = "not_mergeable",
        /// As many phones sign for the wallet as may.
        TooManyDevices = "too_many_devices",
        /// The purchaser is fixed: the order has a transfer.
        PurchaserLocked = "purchaser_locked",
        /// There is no such order here.
        OrderUnknown = "order_unknown",
        /// The order can no longer be issued.
        OrderNotIssuable = "order_not_issuable",
        /// The tickets are not worth what was paid for the order.
        AmountNotPaid = "amount_not_paid",
        /// A reason of more than 50 characters.
        ReasonTooLong = "reason_too_long",
        /// A giver's message has at most 100 characters.
        MessageTooLong = "message_too_long",
        /// A person's name has 1–50 characters.
        NameWrong = "name_wrong",
        /// Not a mobile number of Taiwan.
        PhoneWrong = "phone_wrong",
        /// Not one mail address.
        EmailWrong = "email_wrong",
        /// This act asks for a sign-in of the last minutes.
        SignInAgain = "sign_in_again",
        /// Not the password of this account.
        PasswordWrong = "password_wrong",
        /// Too short, too long, or the account's own name.
        PasswordWeak = "password_weak",
        /// Not the code of this half minute, or it was taken already.
        AppCodeWrong = "app_code_wrong",
        /// The authenticator's answer was not the one that was asked for, or too late.
        PasskeyRefused = "passkey_refused",
        /// The account has as many passkeys as it may.
        TooManyPasskeys = "too_many_passkeys",
        /// A ticket of the product was issued: only its lists and the shelf may change.
        ProductLocked = "product_locked",
        /// An account's name has 6–20 letters and digits, both of them.
        AccountNameWrong = "account_name_wrong",
        /// Another account of the merchant has or had this name.
        AccountNameTaken = "account_name_taken",
        /// A note of an account has at most 20 characters.
        NoteTooLong = "note_too_long",
        /// There is no such branch.
        BranchUnknown = "branch_unknown",
        /// Not windows of a week.
        HoursWrong = "hours_wrong",
        /// A limit to products that names none, or one that is not there.
        ProductsWrong = "products_wrong",
        /// An account that may do nothing.
        PowersMissing = "powers_missing",
        /// More than the one who gives it may, or an account that may more.
        PowersTooGreat = "powers_too_great",
        /// Nobody manages the own account here.
        OwnAccount = "own_account",
        /// The merchant needs one owner who can sign in.
        LastOwner = "last_owner",
        /// The code for a phone was used, is too old or was withdrawn.
        EnrolmentOver = "enrolment_over",
        /// A gift is sent today or on a day within a year.
        SendDayWrong = "send_day_wrong",
        /// The redeemer left this relation, or the operator closed it: only the operator brings it back.
        RelationBlocked = "relation_blocked",
        /// One of the two merchants does not redeem after use.
        NotAfterUse = "not_after_use",
        /// There is no such merchant, or no relation with it.
        MerchantUnknown = "merchant_unknown",
        /// ECT 發行服務 is not open, or the contract has not begun.
        IssueNotOpen = "issue_not_open",
        /// The contract with the platform is over.
        ContractOver = "contract_over",
        /// The contract has not opened a kind or a way of what is to be issued.
        NotContracted = "not_contracted",
        /// Something that must stand on a voucher is missing.
        SetUpIncomplete = "set_up_incomplete",
        /// No start value for own serials: 1 to 11 digits, above 0, and all of them must fit.
        SerialStartWrong = "serial_start_wrong",
        /// Some of the own serials were given already.
        SerialsTaken = "serials_taken",
        /// Nothing is kept about whoever has this address.
        PersonUnknown = "person_unknown",
        /// A ticket, an offer, a request or an enquiry of theirs is still open, so that their data are needed.
        PersonStillOpen = "person_still_open",
        /// Somebody else changed the same thing after this form was opened.
        ChangedMeanwhile = "changed_meanwhile",
        /// The invitation was used, replaced, or is too old.
        InvitationOver = "invitation_over",
        /// Without network this cannot be decided.
        NeedsNetwork = "needs_network",
        /// Without network: the clocks of the two phones are too far apart.
        ClockWrong = "clock_wrong",
        /// Without network: the holder's phone was not heard for longer than the product allows.
        StatementTooOld = "statement_too_old",
        /// Without network: by the list of the last sync it was used, returned or offered.
        SpentAsListed = "spent_as_listed",
        /// Without network: this phone has taken it, and the scan waits to be sent.
        AlreadyQueued = "already_queued",
        /// Without network: the phone has taken as much as it may, or was not heard for too long.
        OfflineBudgetSpent = "offline_budget_spent",
        /// This phone has scans that are not sent yet: nobody signs out there.
        UnsentScans = "unsent_scans",
        /// The phone at the counter was revoked before it took the scan, or the scan cannot be dated.
        DeskPhoneRevoked = "desk_phone_revoked",
        /// There is no such conflict here.
        ConflictUnknown = "conflict_unknown",
        /// The conflict was settled already.
        ConflictClosed = "conflict_closed",
        /// The posting was corrected before, or the books would say less of the truth without it.
        PostingNotCorrectable = "posting_not_correctable",
        /// Not a ticket of paper that the merchant prints itself.
        NotOnPaper = "not_on_paper",
        /// Something of the ticket was used, returned or expired: it is not printed.
        NotPrintable = "not_printable",
        /// Nothing to print was chosen, or more than one print takes.
        PrintCount = "print_count",
        /// A ticket of the order was printed: its purchaser is fixed.
        AlreadyPrinted = "already_printed",
        /// The purchaser of paper is told by the merchant.
        PaperNotTold = "paper_not_told",
        /// The font of sheets lacks a character.
        CharacterMissing = "character_missing",
        /// The words of a product do not fit on a sheet.
        SheetTooFull = "sheet_too_full",
        /// The server has no font for sheets.
        FontMissing = "font_missing",
        /// The server could not decide now; the same attempt may be sent again.
        Unavailable = "unavailable",
    }
}

impl RefusalCode {
    /// Whether the same attempt, sent again unchanged, may be answered otherwise.
    pub const fn is_transient(self) -> bool {
        match self {
            Self::SlowDown | Self::SignedOut | Self::NeedsNetwork | Self::UnsentScans | Self::Unavailable => {
                true
            }
            Self::NotOurs
            | Self::KeyUnknown
            | Self::Forged
            | Self::ReadOnlyLook
            | Self::PermissionMissing
            | Self::OutsideHours
            | Self::BranchDisabled
            | Self::AttemptReused
            | Self::OtherMerchant
            | Self::RelationEnded
            | Self::ProductNotOpen
            | Self::BranchNotListed
            | Self::ProductNotYours
            | Self::NotYoursToReturn
            | Self::NotTheGiver
            | Self::TransferUnknown
            | Self::TransferClosed
            | Self::TransferNotYet
            | Self::RequestsNotOpen
            | Self::RequestUnknown
            | Self::RequestClosed
            | Self::AlreadyRequested
            | Self::HolderSignatureWrong
            | Self::CodeTooOld
            | Self::CodeFromFuture
            | Self::TicketUnknown
            | Self::CodeRenewed
            | Self::DeviceRemoved
            | Self::TooManyDevices
            | Self::Offered
            | Self::Returned
            | Self::AlreadyRedeemed
            | Self::NothingLeft
            | Self::Expired
            | Self::NotYetUsable
            | Self::NotEnoughLeft
            | Self::ProofRefused
            | Self::HeadOfficeOnly
            | Self::CodeAlreadyPresented
            | Self::PhoneEndWrong
            | Self::FeeNotAllowed
            | Self::FeeTooHigh
            | Self::UseUnknown
            | Self::NotYoursToCancel
            | Self::AlreadyCancelled
            | Self::GiftFinal
            | Self::CancelTooLate
            | Self::ReturnUnknown
            | Self::NotYoursToCancelReturn
            | Self::GiveBackAlreadyCancelled
            | Self::GiveBackFinal
            | Self::GiveBackTooLate
            | Self::GivenAwaySince
            | Self::GiftNotTransferable
            | Self::TransferForbidden
            | Self::NotSplittable
            | Self::NotMergeable
            | Self::PurchaserLocked
            | Self::OrderUnknown
            | Self::OrderNotIssuable
            | Self::AmountNotPaid
            | Self::ReasonTooLong
            | Self::MessageTooLong
            | Self::NameWrong
            | Self::PhoneWrong
            | Self::EmailWrong
            | Self::SignInAgain
            | Self::PasswordWrong
            | Self::PasswordWeak
            | Self::AppCodeWrong
            | Self::PasskeyRefused
            | Self::TooManyPasskeys
            | Self::ProductLocked
            | Self::AccountNameWrong
            | Self::AccountNameTaken
            | Self::NoteTooLong
            | Self::BranchUnknown
            | Self::HoursWrong
            | Self::ProductsWrong
            | Self::PowersMissing
            | Self::PowersTooGreat
            | Self::OwnAccount
            | Self::LastOwner
            | Self::EnrolmentOver
            | Self::SendDayWrong
            | Self::RelationBlocked
            | Self::NotAfterUse
            | Self::MerchantUnknown
            | Self::IssueNotOpen
            | Self::ContractOver
            | Self::NotContracted
            | Self::SetUpIncomplete
            | Self::SerialStartWrong
            | Self::SerialsTaken
            | Self::PersonUnknown
            | Self::PersonStillOpen
            | Self::ChangedMeanwhile
            | Self::InvitationOver
            | Self::ClockWrong
            | Self::StatementTooOld
            | Self::SpentAsListed
            | Self::AlreadyQueued
            | Self::OfflineBudgetSpent
            | Self::DeskPhoneRevoked
            | Self::ConflictUnknown
            | Self::ConflictClosed
            | Self::PostingNotCorrectable
            | Self::NotOnPaper
            | Self::NotPrintable
            | Self::PrintCount
            | Self::AlreadyPrinted
            | Self::PaperNotTold
            | Self::CharacterMissing
            | Self::SheetTooFull
            | Self::FontMissing => false,
        }
    }
}
