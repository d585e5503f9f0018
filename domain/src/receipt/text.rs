//! A receipt as text (CODES, receipts): lines of a name and a value, in one order and one spelling. What the lines under
//! `[sealed]` say stands once more in the bytes under `[proof]`; the last line signs all lines before it.

use super::{Facts, Proof, Stated, UseReceipt};
use crate::hexadecimal::hex;
use crate::seal::public_key;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

pub(super) const TITLE: &str = "piaojia-receipt-1";
/// Every line after the title. Those in brackets have no value.
pub(super) const NAMES: [&str; 29] = [
    SEALED,
    "merchant",
    "number",
    "time",
    "redeemer",
    "branch",
    "account",
    "ticket",
    "use",
    "units",
    "left",
    "shown-as",
    "business-day",
    PROOF,
    "event",
    "previous",
    "head",
    "key",
    "[stated]",
    "serial",
    "product-name",
    "issuer-name",
    "redeemer-name",
    "branch-name",
    "state",
    "standing",
    "stated-at",
    "key-address",
    SIGNATURE,
];
pub(super) const SEALED: &str = "[sealed]";
pub(super) const PROOF: &str = "[proof]";
pub(super) const SIGNATURE: &str = "signature";
/// Stands where a line has no value.
pub(super) const NONE: &str = "-";
const DOMAIN: &[u8] = b"piaojia/receipt/1\n";

impl UseReceipt {
    /// The whole text, signed; nothing while the redemption waits for its seal.
    pub fn text(&self, secret: &[u8; 32]) -> Option<String> {
        let body = self.body(&public_key(secret))?;
        let signature = SigningKey::from_bytes(secret).sign(&signing_bytes(&body)).to_bytes();
        Some(whole(body, &signature))
    }

    /// All lines but the signature.
    pub(super) fn body(&self, key: &[u8; 32]) -> Option<String> {
        let proof = self.proof.as_ref()?;
        let mut values = facts(&self.facts, proof).to_vec();
        values.extend(proof_values(proof));
        values.push(hex(key));
        values.extend(stated(&self.stated));
        values.push(one_line(&self.key_address));
        let mut values = values.into_iter();
        let mut body = format!("{TITLE}\n");
        for name in NAMES.iter().filter(|name| **name != SIGNATURE) {
            body.push_str(name);
            if !is_section(name) {
                body.push(' ');
                body.push_str(&values.next().unwrap_or_default());
            }
            body.push('\n');
        }
        Some(body)
    }
}

/// The body with its last line.
pub(super) fn whole(body: String, signature: &[u8; 64]) -> String {
    format!("{body}{SIGNATURE} {}\n", hex(signature))
}

/// Whether the holder of this public key signed the body.
pub(super) fn is_signed_by(key: &[u8; 32], body: &str, signature: &[u8; 64]) -> bool {
    let signature = Signature::from_bytes(signature);
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(&signing_bytes(body), &signature).is_ok())
}

pub(super) fn is_section(name: &str) -> bool {
    name.starts_with('[')
}

fn signing_bytes(body: &str) -> Vec<u8> {
    [DOMAIN, body.as_bytes()].concat()
}

fn facts(facts: &Facts, proof: &Proof) -> [String; 12] {
    let branch = facts.branch.as_ref().map_or(NONE, |branch| branch.as_str());
    [
        facts.merchant.to_string(),
        proof.head.head.number.to_string(),
        facts.at.taipei_text(),
        facts.redeemer.to_string(),
        branch.to_owned(),
        facts.account.to_string(),
        facts.ticket.to_string(),
        facts.use_id.to_string(),
        facts.quantity.to_string(),
        facts.remaining.to_string(),
        facts.proof.as_str().to_owned(),
        facts.business_day.to_string(),
    ]
}

fn proof_values(proof: &Proof) -> [String; 3] {
    [hex(&proof.bytes), hex(&proof.previous), proof.head.text()]
}

fn stated(stated: &Stated) -> [String; 8] {
    [
        one_line(&stated.serial),
        one_line(&stated.product),
        one_line(&stated.issuer),
        one_line(&stated.redeemer),
        stated.branch.as_deref().map_or(NONE.to_owned(), one_line),
        stated.state.as_str().to_owned(),
        stated.standing.to_string(),
        stated.at.taipei_text(),
    ]
}

/// Names stand on one line each, whatever somebody typed into them.
fn one_line(text: &str) -> String {
    let plain: String =
        text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let trimmed = plain.trim();
    if trimmed.is_empty() { NONE.to_owned() } else { trimmed.to_owned() }
}
