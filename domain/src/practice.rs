//! Practice codes (RULES §3): what a new clerk scans to learn the verdicts. They name an outcome and nothing else, and no
//! verification takes them: they are no links of the form that codes have, and carry no signature.

stated_enum! {
    /// What scanning the code leads to.
    pub enum PracticeCode {
        /// Redeems at once.
        Redeemable = "redeemable",
        /// Five units: how many?
        FiveUnits = "five_units",
        /// On paper: asks for the second tap.
        Printed = "printed",
        /// Somebody redeemed it before.
        Used = "used",
        /// A gift past its last day.
        Expired = "expired",
        /// Usable from a later day.
        NotYet = "not_yet",
        /// A screenshot of an earlier code.
        TooOld = "too_old",
        /// Its codes were renewed.
        Renewed = "renewed",
        /// Offered to somebody.
        Offered = "offered",
        /// Not for this branch.
        OtherBranch = "other_branch",
        /// Of a merchant that has nothing to do with this one.
        OtherMerchant = "other_merchant",
        /// Not a ticket at all.
        Foreign = "foreign",
    }
}

/// In the place of the host: no host is called so, and the way leads to no code.
const START: &str = "PIAOJIA:PRACTICE/";

impl PracticeCode {
    /// The text of its QR.
    pub fn text(self) -> String {
        format!("{START}{}", self.as_str().to_ascii_uppercase().replace('_', "-"))
    }

    /// The code with this text, in any case.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let name = text.strip_prefix(START)?.to_ascii_lowercase().replace('-', "_");
        Self::parse(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::PracticeCode;
    use crate::code::link::code_part;
    use crate::code::redemption_code::RedemptionCode;

    #[test]
    fn no_practice_code_can_be_a_real_one() {
        for &code in PracticeCode::ALL {
            let text = code.text();
            assert_eq!(PracticeCode::read(&text), Some(code));
            assert_eq!(PracticeCode::read(&format!(" {} ", text.to_lowercase())), Some(code));
            assert_eq!(code_part(&text), None, "no link of ours");
            assert!(RedemptionCode::parse(&text).is_none(), "no redemption code");
        }
        for other in ["", "used", "PIAOJIA:PRACTICE/", "HTTPS://PIAOJIA.TW/R/USED"] {
            assert_eq!(PracticeCode::read(other), None, "{other}");
        }
    }
}
