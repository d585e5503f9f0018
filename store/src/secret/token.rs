//! Tokens that open something: whoever holds one is let in, so only their hashes are stored.

use super::sha256_hex;
use crate::{StoreError, secret_bytes};
use domain::code::crockford;
use std::fmt;

/// Characters of a link token: 26 × 5 = 130 bits.
const LINK_CHARACTERS: usize = 26;
/// Characters of a session token: 32 bytes.
const SESSION_CHARACTERS: usize = 52;

/// Opens a wallet (`/w/…`).
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken(String);

impl LinkToken {
    pub(super) fn from_mac(mac: &[u8; 32]) -> Self {
        let mut text = crockford::encode(mac).to_ascii_lowercase();
        text.truncate(LINK_CHARACTERS);
        Self(text)
    }

    /// Reads what stood in the address; other forms cannot be a link of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = text.to_ascii_lowercase();
        let of_form = folded.len() == LINK_CHARACTERS
            && folded.bytes().all(|byte| crockford::value(byte.to_ascii_uppercase()).is_some());
        of_form.then_some(Self(folded))
    }

    /// As it stands in the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }

    /// What finds the wallet of a token that was typed; a text of another form finds nothing.
    pub(crate) fn hash_of_typed(text: &str) -> String {
        Self::parse(text).map(|token| token.hash()).unwrap_or_default()
    }
}

/// Keeps somebody signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// 256 new random bits.
    pub fn new() -> Result<Self, StoreError> {
        Ok(Self(crockford::encode(&secret_bytes::<32>()?).to_ascii_lowercase()))
    }

    /// Reads a cookie's value.
    pub fn parse(text: &str) -> Option<Self> {
        let of_form =
            text.len() == SESSION_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        of_form.then(|| Self(text.to_owned()))
    }

    /// As it stands in the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn hash(&self) -> String {
        sha256_hex(self.0.as_bytes())
    }
}

/// Names a holder's browser, so that it need not prove the same address each time.
#[derive(Clone, PartialEq, Eq)]
pub struct BrowserToken(SessionToken);

impl BrowserToken {
    /// 256 new random bits.
    pub fn new() -> Result<Self, StoreError> {
        SessionToken::new().map(Self)
    }

    /// Reads a cookie's value.
    pub fn parse(text: &str) -> Option<Self> {
        SessionToken::parse(text).map(Self)
    }

    /// As it stands in the cookie.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn hash(&self) -> String {
        self.0.hash()
    }
}

impl fmt::Debug for BrowserToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BrowserToken(hidden)")
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LinkToken(hidden)")
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionToken(hidden)")
    }
}
