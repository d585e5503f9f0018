//! The seal of the event log: every event of a merchant is chained to the one before it, and the head of the chain is
//! signed (docs/CODES.md, event log).
//!
//! Whoever holds a signed head can tell whether anything sealed before it was altered, removed, inserted or reordered.
//! What was not sealed yet, or never written, no seal can show.

use crate::calendar::Instant;
use crate::hexadecimal::{hex, unhex};
use crate::identity::MerchantNumber;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// The hash before the first event.
pub const GENESIS: [u8; 32] = [0; 32];

const EVENT_VERSION: u8 = 1;
const CHAIN_DOMAIN: &[u8] = b"piaojia/chain/1";
const HEAD_DOMAIN: &[u8] = b"piaojia/head/1";
const HEAD_NAME: &str = "piaojia-head-1";

/// An event as it is sealed. All text stands as in the database; what does not apply is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SealedEvent<'a> {
    /// The event's id.
    pub id: &'a str,
    /// [`crate::event::EventKind`].
    pub kind: &'a str,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The merchant of whoever acted.
    pub actor_merchant: Option<i64>,
    /// The account.
    pub account: Option<&'a str>,
    /// Its branch.
    pub branch: Option<&'a str>,
    /// The order.
    pub order: Option<&'a str>,
    /// The ticket.
    pub ticket: Option<&'a str>,
    /// The redemption, return, request or transfer that it is about.
    pub line: Option<&'a str>,
    /// Units.
    pub quantity: Option<i64>,
    /// Units left afterwards.
    pub remaining: Option<i64>,
    /// Money, where any is part of it.
    pub amount: Option<i64>,
    /// How the ticket was shown.
    pub proof: Option<&'a str>,
    /// The day it counts for.
    pub business_day: Option<&'a str>,
    /// The attempt.
    pub attempt: Option<&'a str>,
    /// Hash of what the attempt asked for.
    pub content: Option<&'a str>,
}

impl<'a> SealedEvent<'a> {
    /// Reads [`Self::bytes`]; nothing else, not even a byte more.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[EVENT_VERSION])?;
        let event = Self {
            id: taken_text(&mut rest)??,
            kind: taken_text(&mut rest)??,
            at: taken_number(&mut rest)??,
            actor_merchant: taken_number(&mut rest)?,
            account: taken_text(&mut rest)?,
            branch: taken_text(&mut rest)?,
            order: taken_text(&mut rest)?,
            ticket: taken_text(&mut rest)?,
            line: taken_text(&mut rest)?,
            quantity: taken_number(&mut rest)?,
            remaining: taken_number(&mut rest)?,
            amount: taken_number(&mut rest)?,
            proof: taken_text(&mut rest)?,
            business_day: taken_text(&mut rest)?,
            attempt: taken_text(&mut rest)?,
            content: taken_text(&mut rest)?,
        };
        rest.is_empty().then_some(event)
    }

    /// The bytes that are hashed: the version, then each field in the order of this type. A field is 0 where absent,
    /// else 1, its length in 4 bytes and its bytes; numbers have 8, big end first.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![EVENT_VERSION];
        let mut text = |value: Option<&str>| field(&mut bytes, value.map(str::as_bytes));
        text(Some(self.id));
        text(Some(self.kind));
        number(&mut bytes, Some(self.at));
        number(&mut bytes, self.actor_merchant);
        for value in [self.account, self.branch, self.order, self.ticket, self.line] {
            field(&mut bytes, value.map(str::as_bytes));
        }
        for value in [self.quantity, self.remaining, self.amount] {
            number(&mut bytes, value);
        }
        for value in [self.proof, self.business_day, self.attempt, self.content] {
            field(&mut bytes, value.map(str::as_bytes));
        }
        bytes
    }
}

fn number(bytes: &mut Vec<u8>, value: Option<i64>) {
    field(bytes, value.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
}

fn field(bytes: &mut Vec<u8>, value: Option<&[u8]>) {
    let Some(value) = value else {
        bytes.push(0);
        return;
    };
    bytes.push(1);
    // A field of 4 GiB does not exist; were there one, its length would stand as the largest.
    bytes.extend(u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(value);
}

/// The next field of `rest`: `None` where there is none of that form, `Some(None)` where it is absent.
fn taken<'a>(rest: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (mark, after) = rest.split_first()?;
    if *mark == 0 {
        *rest = after;
        return Some(None);
    }
    let (length, after) = after.split_first_chunk::<4>().filter(|_| *mark == 1)?;
    let (value, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    *rest = after;
    Some(Some(value))
}

fn taken_text<'a>(rest: &mut &'a [u8]) -> Option<Option<&'a str>> {
    taken(rest)?.map_or(Some(None), |value| std::str::from_utf8(value).ok().map(Some))
}

fn taken_number(rest: &mut &[u8]) -> Option<Option<i64>> {
    taken(rest)?.map_or(Some(None), |value| Some(Some(i64::from_be_bytes(value.try_into().ok()?))))
}

/// The hash of event `number` (the first is 1) of a merchant: domain ‖ previous hash ‖ merchant ‖ number ‖ event.
pub fn chain_hash(previous: &[u8; 32], merchant: MerchantNumber, number: u64, event: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(CHAIN_DOMAIN);
    hasher.update(previous);
    hasher.update(merchant.0.to_be_bytes());
    hasher.update(number.to_be_bytes());
    hasher.update(event);
    hasher.finalize().into()
}

/// Where a merchant's chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The issuer.
    pub merchant: MerchantNumber,
    /// Number of the newest sealed event; 0 before the first.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// When it was signed.
    pub at: Instant,
}

impl Head {
    /// Before the first event.
    pub fn empty(merchant: MerchantNumber, at: Instant) -> Self {
        Self { merchant, number: 0, hash: GENESIS, at }
    }

    /// The head after one more event.
    pub fn next(&self, event: &[u8], at: Instant) -> Self {
        let number = self.number.saturating_add(1);
        Self { number, hash: chain_hash(&self.hash, self.merchant, number, event), at, ..*self }
    }

    /// The bytes that are signed: domain ‖ merchant ‖ number ‖ hash ‖ time.
    pub fn signing_bytes(&self) -> Vec<u8> {
        let mut bytes = HEAD_DOMAIN.to_vec();
        bytes.extend(self.merchant.0.to_be_bytes());
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.hash);
        bytes.extend(self.at.0.to_be_bytes());
        bytes
    }

    /// Signs it with a key that does not lie in the database.
    pub fn sign(self, secret: &[u8; 32]) -> SignedHead {
        let signature = SigningKey::from_bytes(secret).sign(&self.signing_bytes()).to_bytes();
        SignedHead { head: self, signature }
    }
}

/// The public half of a secret that signs heads.
pub fn public_key(secret: &[u8; 32]) -> [u8; 32] {
    SigningKey::from_bytes(secret).verifying_key().to_bytes()
}

/// A head with its signature: what leaves the house in receipts, mails and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// Ed25519 over [`Head::signing_bytes`].
    pub signature: [u8; 64],
}

impl SignedHead {
    /// Whether the holder of this public key signed it.
    pub fn is_signed_by(&self, public: &[u8; 32]) -> bool {
        let signature = Signature::from_bytes(&self.signature);
        VerifyingKey::from_bytes(public)
            .is_ok_and(|key| key.verify_strict(&self.head.signing_bytes(), &signature).is_ok())
    }

    /// One line: name, merchant, number, hash, time in milliseconds, signature, divided by blanks.
    pub fn text(&self) -> String {
        let Head { merchant, number, hash, at } = &self.head;
        format!("{HEAD_NAME} {merchant} {number} {} {} {}", hex(hash), at.0, hex(&self.signature))
    }

    /// Reads [`Self::text`]; nothing else, not even other blanks or leading zeros. Not yet verified.
    pub fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split(' ').collect();
        let [name, merchant, number, hash, at, signature] = fields[..] else { return None };
        let head = Head {
            merchant: MerchantNumber(merchant.parse().ok()?),
            number: number.parse().ok()?,
            hash: unhex(hash)?,
            at: Instant(at.parse().ok()?),
        };
        let signed = Self { head, signature: unhex(signature)? };
        (name == HEAD_NAME && signed.text() == text).then_some(signed)
    }
}
