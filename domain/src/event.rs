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
        /// The redemption code or the 1-D barcode was looked at in the wallet.
        NumberShown = "number_shown",
    }
}
