//! How a ticket was shown, and what its product asks for each way (CODES, proof levels).

stated_enum! {
    /// How the ticket was shown. Stands in the event, on the receipt and in the reports.
    pub enum ProofLevel {
        /// Wallet code signed by the holder's phone, this half minute.
        Living = "living",
        /// Code signed by the server, this half minute.
        Moment = "moment",
        /// Static signed code on paper.
        Printed = "printed",
        /// Redemption code typed, or read from the 1-D barcode.
        Typed = "typed",
        /// Found by order, name or phone.
        LookUp = "look_up",
        /// Done by the platform's own people.
        Operator = "operator",
    }
}

stated_enum! {
    /// What a product asks before a use at one proof level counts.
    pub enum ProofPolicy {
        /// Redeem at once.
        Accept = "accept",
        /// Show the ticket first; a second tap redeems.
        Confirm = "confirm",
        /// The same, and the holder says the last three digits of the phone.
        ConfirmByPhone = "confirm_by_phone",
        /// Only accounts of the head office, after confirming.
        HeadOfficeOnly = "head_office_only",
        /// Never at this level.
        Refuse = "refuse",
    }
}

/// The policies of one product for all levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofPolicies {
    /// For [`ProofLevel::Living`].
    pub living: ProofPolicy,
    /// For [`ProofLevel::Moment`].
    pub moment: ProofPolicy,
    /// For [`ProofLevel::Printed`].
    pub printed: ProofPolicy,
    /// For [`ProofLevel::Typed`].
    pub typed: ProofPolicy,
    /// For [`ProofLevel::LookUp`].
    pub look_up: ProofPolicy,
}

impl ProofPolicies {
    /// The defaults of CODES, proof levels.
    pub const DEFAULT: Self = Self {
        living: ProofPolicy::Accept,
        moment: ProofPolicy::Accept,
        printed: ProofPolicy::Confirm,
        typed: ProofPolicy::Confirm,
        look_up: ProofPolicy::Confirm,
    };

    /// The policy for a level. The platform's own people always confirm.
    pub fn at(&self, level: ProofLevel) -> ProofPolicy {
        match level {
            ProofLevel::Living => self.living,
            ProofLevel::Moment => self.moment,
            ProofLevel::Printed => self.printed,
            ProofLevel::Typed => self.typed,
            ProofLevel::LookUp => self.look_up,
            ProofLevel::Operator => ProofPolicy::Confirm,
        }
    }
}
