//! Checking a receipt with nothing but the public key (CODES, receipts). The first thing that is wrong is named, with
//! its line; whatever was changed in a receipt, something is.

use super::text::{self, NAMES, NONE, PROOF, SIGNATURE, TITLE, is_section};
use super::{Facts, Proof, Stated, UseReceipt};
use crate::calendar::Instant;
use crate::hexadecimal::{hex, unhex, unhex_all};
use crate::seal::{SealedEvent, SignedHead, chain_hash};
use crate::ticket::UseState;
use std::fmt;

stated_enum! {
    /// What may be wrong with a receipt.
    pub enum Problem {
        /// Not the text of a receipt, or a line that is not of its form.
        NotAReceipt = "not_a_receipt",
        /// It is to be checked with another key.
        OtherKey = "other_key",
        /// The bytes are no event's.
        NotAnEvent = "not_an_event",
        /// The event is something else than a redemption.
        NotARedemption = "not_a_redemption",
        /// The head does not commit to this event.
        HeadDiffers = "head_differs",
        /// Whoever has the key did not sign the head.
        HeadForged = "head_forged",
        /// The plain words say something else than the sealed bytes.
        FactsDiffer = "facts_differ",
        /// Whoever has the key did not sign these words.
        Forged = "forged",
    }
}

/// What is wrong, and in which line (the first is 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The line.
    pub line: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.problem.as_str())
    }
}

impl std::error::Error for Fault {}

/// Reads a receipt and checks everything in it against the key. A text that passes is byte for byte what was written.
pub fn check(text: &str, key: &[u8; 32]) -> Result<UseReceipt, Fault> {
    let lines = Lines::read(text)?;
    if lines.get("key") != hex(key) {
        return Err(lines.fault("key", Problem::OtherKey));
    }
    let (facts, proof) = sealed(&lines, key)?;
    let receipt = UseReceipt {
        facts,
        proof: Some(proof),
        stated: stated(&lines)?,
        key_address: lines.get("key-address").to_owned(),
    };
    let body = receipt.body(key).ok_or(Fault { line: 1, problem: Problem::NotAReceipt })?;
    same_words(text, &body)?;
    let signature =
        unhex(lines.get(SIGNATURE)).ok_or_else(|| lines.fault(SIGNATURE, Problem::NotAReceipt))?;
    if !text::is_signed_by(key, &body, &signature) {
        return Err(lines.fault(SIGNATURE, Problem::Forged));
    }
    // There is one way to write a signature, too.
    if text::whole(body, &signature) != text {
        return Err(lines.fault(SIGNATURE, Problem::NotAReceipt));
    }
    Ok(receipt)
}

/// What the bytes say, once the head commits to them and the key's owner has signed it.
fn sealed(lines: &Lines<'_>, key: &[u8; 32]) -> Result<(Facts, Proof), Fault> {
    let of_form = |name| lines.fault(name, Problem::NotAReceipt);
    let bytes = unhex_all(lines.get("event")).ok_or_else(|| of_form("event"))?;
    let previous = unhex(lines.get("previous")).ok_or_else(|| of_form("previous"))?;
    let head = SignedHead::parse(lines.get("head")).ok_or_else(|| of_form("head"))?;
    if SealedEvent::parse(&bytes).is_none() {
        return Err(lines.fault("event", Problem::NotAnEvent));
    }
    let merchant = head.head.merchant;
    if chain_hash(&previous, merchant, head.head.number, &bytes) != head.head.hash {
        return Err(lines.fault("head", Problem::HeadDiffers));
    }
    if !head.is_signed_by(key) {
        return Err(lines.fault("head", Problem::HeadForged));
    }
    let facts = Facts::read(merchant, &bytes).ok_or_else(|| lines.fault("event", Problem::NotARedemption))?;
    Ok((facts, Proof { bytes, previous, head }))
}

fn stated(lines: &Lines<'_>) -> Result<Stated, Fault> {
    let of_form = |name| lines.fault(name, Problem::NotAReceipt);
    let text = |name| lines.get(name).to_owned();
    Ok(Stated {
        serial: text("serial"),
        product: text("product-name"),
        issuer: text("issuer-name"),
        redeemer: text("redeemer-name"),
        branch: Some(text("branch-name")).filter(|name| name != NONE),
        state: UseState::parse(lines.get("state")).ok_or_else(|| of_form("state"))?,
        standing: lines.get("standing").parse().map_err(|_| of_form("standing"))?,
        at: Instant::from_taipei_text(lines.get("stated-at")).ok_or_else(|| of_form("stated-at"))?,
    })
}

/// The plain words are those that the sealed bytes stand for, and nothing is spelled in another way than ours.
fn same_words(text: &str, body: &str) -> Result<(), Fault> {
    let differs = text.lines().zip(body.lines()).position(|(theirs, ours)| theirs != ours);
    let Some(position) = differs else {
        return Ok(());
    };
    let first_proof = NAMES.iter().position(|name| *name == PROOF).map_or(0, |at| at + 1);
    let problem = if position < first_proof { Problem::FactsDiffer } else { Problem::NotAReceipt };
    Err(Fault { line: position + 1, problem })
}

/// The values of all lines, in the order of [`NAMES`].
struct Lines<'t>(Vec<&'t str>);

impl<'t> Lines<'t> {
    fn read(text: &'t str) -> Result<Self, Fault> {
        let not = |line| Fault { line, problem: Problem::NotAReceipt };
        let whole = text.strip_suffix('\n').ok_or_else(|| not(text.lines().count().max(1)))?;
        let mut lines = whole.split('\n');
        if lines.next() != Some(TITLE) {
            return Err(not(1));
        }
        let mut values = Vec::with_capacity(NAMES.len());
        for (line, name) in (2..).zip(NAMES) {
            let rest = lines.next().and_then(|text| text.strip_prefix(name)).ok_or_else(|| not(line))?;
            let value = if is_section(name) {
                Some(rest).filter(|rest| rest.is_empty())
            } else {
                rest.strip_prefix(' ')
            };
            values.push(value.ok_or_else(|| not(line))?);
        }
        if lines.next().is_some() {
            return Err(not(NAMES.len() + 2));
        }
        Ok(Self(values))
    }

    fn place(name: &str) -> usize {
        NAMES.iter().position(|known| *known == name).unwrap_or_default()
    }

    fn get(&self, name: &str) -> &'t str {
        self.0.get(Self::place(name)).copied().unwrap_or_default()
    }

    /// The title is line 1, the first name line 2.
    fn fault(&self, name: &str, problem: Problem) -> Fault {
        Fault { line: Self::place(name) + 2, problem }
    }
}
