//! Past-tense facts. Events carry identities, never names or free personal text: what is sealed cannot forget.

stated_enum! {
    /// What happened.
    pub enum EventKind {
        /// A ticket was issued.
        Issued = "issued",
        /// Units of a ticket were redeemed.
        Redeemed = "redeemed",
        /// A redemption was taken back.
        RedemptionCancelled = "redemption_cancelled",
        /// Units of a ticket were returned.
        GivenBack = "given_back",
        /// A return was taken back.
        GiveBackCancelled = "give_back_cancelled",
        /// A holder asked for a return.
        ReturnAsked = "return_asked",
        /// The holder withdrew the request.
        ReturnWithdrawn = "return_withdrawn",
        /// The merchant declined the request. An approved one is a return.
        ReturnDeclined = "return_declined",
        /// A holder wrote to the issuer about a ticket.
        EnquiryOpened = "enquiry_opened",
        /// The holder wrote again; a closed enquiry is open again.
        EnquiryContinued = "enquiry_continued",
        /// The issuer answered.
        EnquiryAnswered = "enquiry_answered",
        /// The issuer closed it.
        EnquiryClosed = "enquiry_closed",
        /// A ticket was offered to somebody.
        TransferOffered = "transfer_offered",
        /// A ticket is offered to somebody who hears of it on a later day; from now on nobody can use it.
        TransferScheduled = "transfer_scheduled",
        /// The recipient looked at the offer for the first time.
        TransferOpened = "transfer_opened",
        /// The recipient was reminded of an unanswered offer.
        TransferReminded = "transfer_reminded",
        /// The recipient took it.
        TransferAccepted = "transfer_accepted",
        /// The recipient did not want it.
        TransferDeclined = "transfer_declined",
        /// The giver took the offer back.
        TransferTakenBack = "transfer_taken_back",
        /// Nobody answered in time.
        TransferLapsed = "transfer_lapsed",
        /// The merchant cancelled the transfer.
        TransferCancelled = "transfer_cancelled",
        /// 退貨同步取消轉贈: a return brought the ticket back to the purchaser.
        TransferUndone = "transfer_undone",
        /// The merchant was reminded of a paid order that is not issued.
        OrderReminded = "order_reminded",
        /// The merchant gave a paid order's authorisation up.
        OrderGivenUp = "order_given_up",
        /// The system cancelled a paid order that nobody issued.
        OrderCancelled = "order_cancelled",
        /// The giver had the recipient told again.
        TransferResent = "transfer_resent",
        /// The order's purchaser is somebody else now.
        PurchaserChanged = "purchaser_changed",
        /// The purchaser was told of the order again.
        OrderResent = "order_resent",
        /// Somebody of the merchant sent a message that did not arrive once more; `line` names it.
        NoticeSentAgain = "notice_sent_again",
        /// Somebody of the merchant asked to see an order's people unmasked.
        OrderPeopleShown = "order_people_shown",
        /// Somebody of the merchant wrote something down about an order.
        OrderNoted = "order_noted",
        /// A ticket's codes were made anew; the old ones are dead.
        CodeRenewed = "code_renewed",
        /// A holder who had left no e-mail address left one.
        AddressAdded = "address_added",
        /// Units became tickets of their own.
        Split = "split",
        /// Tickets of one unit became one again.
        Merged = "merged",
        /// A line went to the bank.
        SentToBank = "sent_to_bank",
        /// The bank confirmed a line.
        BankAccepted = "bank_accepted",
        /// The bank refused a line; it goes again.
        BankRefused = "bank_refused",
        /// The guarantee ended: what was left of the trust money went to the issuer.
        TrustReleased = "trust_released",
        /// The holder of a wallet is told that the guarantee of what is left there ends soon.
        GuaranteeEnding = "guarantee_ending",
        /// The same of 贈品券 that expire soon.
        ExpiryNear = "expiry_near",
        /// The redemption code or the 1-D barcode was looked at in the wallet.
        NumberShown = "number_shown",
        /// The holder had the static code, to be printed.
        SheetPrinted = "sheet_printed",
        /// Somebody of the merchant printed a ticket of paper; `quantity` counts its prints.
        TicketPrinted = "ticket_printed",
        /// The merchant is told which tickets were printed again; `line` names the day.
        ReprintsTold = "reprints_told",
        /// The holder put the ticket into a phone's wallet app as a card.
        PassMade = "pass_made",
        /// The merchant's logo or banner is another one now, or none.
        PictureChanged = "picture_changed",
        /// A product was made.
        ProductMade = "product_made",
        /// Something about a product is otherwise now.
        ProductChanged = "product_changed",
        /// The product may be issued from now on.
        ProductShelved = "product_shelved",
        /// The product is not issued any more.
        ProductUnshelved = "product_unshelved",
        /// Contract, settings, a branch or a relation of the merchant were changed; `line` names the change, `content` is
        /// the hash of what was before and after.
        SetUpChanged = "set_up_changed",
        /// A scan that a desk's phone took without network could not be redeemed when it arrived.
        OfflineConflict = "offline_conflict",
        /// Somebody decided what becomes of such a scan.
        OfflineConflictSettled = "offline_conflict_settled",
        /// Somebody looked into scans of a phone that never arrived; `line` names the phone, `quantity` counts them.
        OfflineGapLookedInto = "offline_gap_looked_into",
        /// The platform wrote the counter-entry of a wrong posting; `line` names the wrong one, `content` is the hash of the
        /// reason.
        PostingCorrected = "posting_corrected",
    }
}
