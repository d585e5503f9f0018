//! Names and passwords of the cards in wallet apps (RULES §5, passes): derived, so that the same card made again is the
//! same card, and nothing secret is stored.

use super::{Keyring, authenticate};
use domain::code::crockford;
use domain::identity::TicketId;
use domain::pass::{Hands, PassKind};
use hmac::Mac;
use std::fmt;

/// 26 × 5 = 130 bits.
const CHARACTERS: usize = 26;
/// All of an HMAC.
const TOKEN_CHARACTERS: usize = 52;

/// The name of one card: it says nothing about ticket, holder or merchant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PassSerial(String);

impl PassSerial {
    /// Reads what stood in an address; other forms cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let of_form = text.len() == CHARACTERS
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
        of_form.then(|| Self(text.to_owned()))
    }

    /// As it stands in cards and addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PassSerial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Keyring {
    /// The card of this ticket in these hands.
    pub(crate) fn pass_serial(&self, kind: PassKind, ticket: &TicketId, hands: &Hands) -> PassSerial {
        let mut message = [kind.as_str(), ticket.as_str(), hands.wallet.as_str()].join("\0").into_bytes();
        message.extend([0, hands.link_generation, hands.code_generation]);
        let mut text = crockford::encode(&authenticate(&self.pass, &message)).to_ascii_lowercase();
        text.truncate(CHARACTERS);
        PassSerial(text)
    }

    /// What a wallet app shows when it asks for the card again: 256 bits.
    pub fn pass_token(&self, serial: &PassSerial) -> String {
        let mac = authenticate(&self.pass_token, serial.as_str().as_bytes());
        crockford::encode(&mac).to_ascii_lowercase()
    }

    /// Whether it is that, compared in constant time.
    pub fn is_pass_token(&self, serial: &PassSerial, token: &str) -> bool {
        let mut mac = self.pass_token.clone();
        mac.update(serial.as_str().as_bytes());
        let shown = (token.len() == TOKEN_CHARACTERS).then(|| crockford::decode(&token.to_ascii_uppercase()));
        shown.flatten().is_some_and(|bytes| mac.verify_slice(&bytes).is_ok())
    }
}
