//! 票券序號: the public name of a ticket, 16 characters (RULES §13).

use super::redemption_code::IssuerCode;
use crate::ticket::TicketKind;

/// Largest running number that 11 digits hold.
pub const LARGEST_RUNNING_NUMBER: u64 = 99_999_999_999;

/// One letter, the issuer's four characters, an 11-digit running number. `None` when the numbers are used up.
pub fn serial(kind: TicketKind, issuer: &IssuerCode, running: u64) -> Option<String> {
    (running <= LARGEST_RUNNING_NUMBER).then(|| format!("{}{issuer}{running:011}", kind.serial_letter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_of_the_manual() {
        let issuer = IssuerCode::parse("63OV").expect("issuer code");
        assert_eq!(serial(TicketKind::Paid, &issuer, 13_769).as_deref(), Some("A63OV00000013769"));
        assert_eq!(serial(TicketKind::Gift, &issuer, LARGEST_RUNNING_NUMBER + 1), None);
    }
}
