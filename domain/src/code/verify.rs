//! Verification, the same order everywhere (CODES, verification):
//! 1 form → 2 key → 3 issuer signature → 4 merchant and product → 5 holder signature → 6 step window.
//! What follows (statement age, dead list, dates, budget) needs more than the code and is decided elsewhere.

use super::issuer_key::{IssuerKey, IssuerKeys};
use super::layout::{Claims, CodeKind, ISSUER_DOMAIN, Parsed, STATEMENT_LENGTH, parse};
use super::sign::{IssuerSecret, holder_message};
use super::step::Step;
use super::{crockford, link};
use crate::calendar::Instant;
use crate::device::HolderKey;
use crate::proof::ProofLevel;
use crate::refusal::Refusal;

/// A code whose issuer signature holds: steps 1–3 are done, and its claims may be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentic {
    parsed: Parsed,
    statement: Vec<u8>,
}

/// A code that passed steps 1–6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// The issuer's claims.
    pub claims: Claims,
    /// How the ticket was shown.
    pub proof: ProofLevel,
    /// The half minute; `None` for a printed code.
    pub step: Option<Step>,
    /// What the holder chose on the phone (living codes).
    pub wanted: Option<u8>,
}

/// A code of the right form under a key that is trusted (steps 1 and 2). What it claims may be looked up and not believed:
/// only [`Claimed::signed`] and [`Claimed::signed_by`] make it a code of ours.
#[derive(Debug, Clone)]
pub struct Claimed {
    unproven: Authentic,
    key: IssuerKey,
}

/// Steps 1–3. `scanned` is the whole text of the QR.
pub fn authenticate(scanned: &str, keys: &IssuerKeys, now: Instant) -> Result<Authentic, Refusal> {
    claimed(scanned, keys, now)?.signed()
}

/// Steps 1 and 2, for whoever has something to look up before step 3.
pub fn claimed(scanned: &str, keys: &IssuerKeys, now: Instant) -> Result<Claimed, Refusal> {
    let bytes = link::code_part(scanned).and_then(crockford::decode).ok_or(Refusal::NotOurs)?;
    let parsed = parse(&bytes).ok_or(Refusal::NotOurs)?;
    let key = keys.find(parsed.claims.key).ok_or(Refusal::KeyUnknown)?;
    if !trusts(key, parsed.kind, now) {
        return Err(Refusal::KeyUnknown);
    }
    let statement = match parsed.kind {
        CodeKind::Living => bytes.into_iter().take(STATEMENT_LENGTH).collect(),
        CodeKind::Printed | CodeKind::Moment => Vec::new(),
    };
    Ok(Claimed { unproven: Authentic { parsed, statement }, key: key.clone() })
}

impl Claimed {
    /// Of whom it claims to speak.
    pub fn claims(&self) -> &Claims {
        self.unproven.claims()
    }

    /// The half minute it claims; `None` for a printed code.
    pub fn step(&self) -> Option<Step> {
        self.unproven.step()
    }

    /// The key that it claims for the holder's phone (living codes).
    pub fn holder_key(&self) -> Option<HolderKey> {
        self.unproven.holder_key()
    }

    /// Step 3, for whoever has public keys only.
    pub fn signed(self) -> Result<Authentic, Refusal> {
        let signed = signed_by_public_key(&self.key, &self.unproven.parsed);
        if signed { Ok(self.unproven) } else { Err(Refusal::Forged) }
    }

    /// Step 3 with the same answers, by who holds the secret of one of the keys: quicker for codes of that key.
    pub fn signed_by(self, own: &IssuerSecret) -> Result<Authentic, Refusal> {
        if own.id() != self.key.id || own.public() != self.key.public {
            return self.signed();
        }
        let Parsed { signed, issuer_signature, .. } = &self.unproven.parsed;
        if own.has_signed(signed, issuer_signature) { Ok(self.unproven) } else { Err(Refusal::Forged) }
    }
}

/// All six steps at once, for a verifier that knows beforehand whose tickets it takes.
pub fn verify(
    scanned: &str,
    keys: &IssuerKeys,
    accepts: impl FnOnce(&Claims) -> Result<(), Refusal>,
    now: Instant,
) -> Result<Presented, Refusal> {
    let authentic = authenticate(scanned, keys, now)?;
    let admitted = accepts(authentic.claims());
    authentic.admit(admitted, now)
}

impl Authentic {
    /// What the issuer states.
    pub fn claims(&self) -> &Claims {
        &self.parsed.claims
    }

    /// Which kind of code it is.
    pub fn kind(&self) -> CodeKind {
        self.parsed.kind
    }

    /// The half minute it claims; `None` for a printed code.
    pub fn step(&self) -> Option<Step> {
        self.parsed.step
    }

    /// The key of the holder's phone (living codes).
    pub fn holder_key(&self) -> Option<HolderKey> {
        self.parsed.holder.map(|holder| HolderKey::of_code(holder.holder_key))
    }

    /// Units the holder chose on the phone (living codes).
    pub fn wanted(&self) -> Option<u8> {
        self.parsed.holder.map(|holder| holder.wanted)
    }

    /// When the issuer made the statement about the holder's key (living codes).
    pub fn statement_made_at(&self) -> Option<Instant> {
        self.parsed.holder.map(|holder| Instant::from_code_minutes(holder.statement_minutes))
    }

    /// Steps 4–6: `admitted` is the answer to "is this merchant's product ours, or open to us?".
    pub fn admit(&self, admitted: Result<(), Refusal>, now: Instant) -> Result<Presented, Refusal> {
        let presented = self.admit_at_any_time(admitted)?;
        if let Some(step) = presented.step {
            step.check(now)?;
        }
        Ok(presented)
    }

    /// Steps 4 and 5; whoever asks looks at the clock itself.
    pub fn admit_at_any_time(&self, admitted: Result<(), Refusal>) -> Result<Presented, Refusal> {
        admitted?;
        if !self.holder_signed() {
            return Err(Refusal::HolderSignatureWrong);
        }
        let proof = match self.parsed.kind {
            CodeKind::Printed => ProofLevel::Printed,
            CodeKind::Moment => ProofLevel::Moment,
            CodeKind::Living => ProofLevel::Living,
        };
        Ok(Presented { claims: self.parsed.claims, proof, step: self.step(), wanted: self.wanted() })
    }

    fn holder_signed(&self) -> bool {
        use p256::ecdsa::signature::Verifier;
        let Some((holder, step)) = self.parsed.holder.zip(self.parsed.step) else {
            return true;
        };
        let Ok(key) = p256::ecdsa::VerifyingKey::from_sec1_bytes(&holder.holder_key) else {
            return false;
        };
        let Ok(signature) = p256::ecdsa::Signature::from_slice(&holder.signature) else {
            return false;
        };
        key.verify(&holder_message(&self.statement, holder.wanted, step), &signature).is_ok()
    }
}

/// A leaked key's living and moment codes die at once; its printed ones are left to the database.
fn trusts(key: &IssuerKey, kind: CodeKind, now: Instant) -> bool {
    let live = key.revoked_at.is_none_or(|revoked| now < revoked);
    match kind {
        CodeKind::Living | CodeKind::Moment => live && now <= key.trusted_until,
        CodeKind::Printed => now <= key.trusted_until,
    }
}

fn signed_by_public_key(key: &IssuerKey, parsed: &Parsed) -> bool {
    let Ok(public) = ed25519_dalek::VerifyingKey::from_bytes(&key.public) else {
        return false;
    };
    let signature = ed25519_dalek::Signature::from_bytes(&parsed.issuer_signature);
    let message = [ISSUER_DOMAIN, &parsed.signed].concat();
    public.verify_strict(&message, &signature).is_ok()
}
