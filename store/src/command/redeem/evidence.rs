//! What was brought to the counter: a code whose signatures hold, a typed one, or a ticket that was verified minutes ago
//! (CODES, steps 1–6).

use super::Brought;
use crate::table::desk_facts::{Found, Key};
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::code::crockford;
use domain::code::layout::Locator;
use domain::code::{self, Authentic, Presented};
use domain::identity::MerchantNumber;
use domain::proof::ProofLevel;
use domain::redeem::{PhoneEnd, Shown};
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// That a code was verified, kept by the browser (encrypted) until the cashier confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presentation {
    merchant: u32,
    locator: i64,
    generation: Option<u8>,
    proof: ProofLevel,
    step: Option<u32>,
    wanted: Option<u8>,
    /// Of a living code: the phone may be removed before the tap.
    #[serde(default)]
    holder_key: Option<String>,
    at: Instant,
}

/// What a sealed presentation is bound to.
const PRESENTATION_CONTEXT: &str = "presentation";
/// A presentation may be confirmed this long.
const PRESENTATION_SECONDS: i64 = 600;

/// What was brought, before its signature was looked at: good for looking up what it names.
pub(super) enum Claim {
    Signed(Box<code::Claimed>),
    Typed,
    Kept(Presentation),
}

/// What was brought, once its signatures hold.
pub(super) enum Evidence {
    Signed(Box<code::Authentic>),
    Typed,
    Kept(Presentation),
}

impl Presentation {
    /// Of a ticket that was found without its code. Only a search of this house makes one.
    pub(crate) fn looked_up(merchant: MerchantNumber, locator: i64, generation: u8, at: Instant) -> Self {
        let (step, wanted, holder_key) = (None, None, None);
        let (proof, generation) = (ProofLevel::LookUp, Some(generation));
        Self { merchant: merchant.0, locator, generation, proof, step, wanted, holder_key, at }
    }

    /// The ticket's address: merchant and locator.
    pub fn address(&self) -> (MerchantNumber, Locator) {
        (MerchantNumber(self.merchant), Locator::from_integer(self.locator))
    }
}

impl Store {
    /// Seals a presentation for the browser: it can be neither read nor altered there.
    pub fn seal_presentation(&self, presentation: &Presentation) -> Result<String, StoreError> {
        let plain = serde_json::to_vec(presentation).map_err(|_| StoreError::Corrupt("presentation"))?;
        Ok(crockford::encode(&self.keyring.presentation().seal(PRESENTATION_CONTEXT, &plain)?))
    }

    /// Opens what [`Self::seal_presentation`] made. Anything else is a code of nobody's.
    pub fn open_presentation(&self, sealed: &str) -> Result<Presentation, Refusal> {
        let bytes = crockford::decode(sealed).ok_or(Refusal::NotOurs)?;
        let plain =
            self.keyring.presentation().open(PRESENTATION_CONTEXT, &bytes).map_err(|_| Refusal::NotOurs)?;
        serde_json::from_slice(&plain).map_err(|_| Refusal::NotOurs)
    }

    /// Whether what was brought could be verified, kept for [`Brought::Presentation`].
    pub fn present(&self, scanned: &str) -> Result<Presentation, Refusal> {
        let now = self.now();
        let authentic = self.authenticate(scanned, now)?;
        let presented = authentic.admit(Ok(()), now)?;
        Ok(Presentation {
            merchant: presented.claims.merchant.0,
            locator: presented.claims.locator.to_integer(),
            generation: Some(presented.claims.generation),
            proof: presented.proof,
            step: presented.step.map(|step| step.0),
            wanted: presented.wanted,
            holder_key: authentic.holder_key().map(|key| key.to_text()),
            at: now,
        })
    }

    fn authenticate(&self, scanned: &str, now: Instant) -> Result<Authentic, Refusal> {
        code::claimed(scanned, self.issuer_keys.public(), now)?.signed_by(self.issuer_keys.signing())
    }

    /// Steps 1 and 2 of CODES for a scanned code; the form of a typed one; the age of a kept one.
    pub(super) fn claim(&self, brought: &Brought, now: Instant) -> Result<(Key, Claim), Refusal> {
        match brought {
            Brought::Scanned(text) => {
                let claimed = code::claimed(text, self.issuer_keys.public(), now)?;
                let claims = claimed.claims();
                let key = Key::Locator { merchant: claims.merchant, locator: claims.locator.to_integer() };
                Ok((key, Claim::Signed(Box::new(claimed))))
            }
            Brought::Typed(code) => {
                let code_index = self.keyring.code_index(code);
                Ok((Key::Code { folded_issuer: code.issuer_part().to_owned(), code_index }, Claim::Typed))
            }
            Brought::Presentation(kept) => {
                if now > kept.at.plus_seconds(PRESENTATION_SECONDS) {
                    return Err(Refusal::CodeTooOld);
                }
                let merchant = MerchantNumber(kept.merchant);
                Ok((Key::Locator { merchant, locator: kept.locator }, Claim::Kept(kept.clone())))
            }
        }
    }

    /// Step 3 of CODES.
    pub(super) fn evidence(&self, claim: Claim) -> Result<Evidence, Refusal> {
        Ok(match claim {
            Claim::Signed(claimed) => {
                Evidence::Signed(Box::new(claimed.signed_by(self.issuer_keys.signing())?))
            }
            Claim::Typed => Evidence::Typed,
            Claim::Kept(kept) => Evidence::Kept(kept),
        })
    }
}

impl Claim {
    /// The half minute.
    pub(super) fn step(&self) -> Option<u32> {
        match self {
            Self::Signed(claimed) => claimed.step().map(|step| step.0),
            Self::Typed => None,
            Self::Kept(kept) => kept.step,
        }
    }

    /// Of a living code: whose phone is said to have signed it.
    pub(super) fn holder_key(&self) -> Option<String> {
        match self {
            Self::Signed(claimed) => claimed.holder_key().map(|key| key.to_text()),
            Self::Typed => None,
            Self::Kept(kept) => kept.holder_key.clone(),
        }
    }
}

impl Evidence {
    pub(super) fn step(&self) -> Option<u32> {
        match self {
            Self::Signed(authentic) => authentic.step().map(|step| step.0),
            Self::Typed => None,
            Self::Kept(kept) => kept.step,
        }
    }

    pub(super) fn wanted(&self) -> Option<u32> {
        let wanted = match self {
            Self::Signed(authentic) => authentic.wanted(),
            Self::Typed => None,
            Self::Kept(kept) => kept.wanted,
        };
        wanted.map(u32::from).filter(|wanted| *wanted > 0)
    }

    /// Of a living code: whose phone signed it.
    pub(super) fn holder_key(&self) -> Option<String> {
        match self {
            Self::Signed(authentic) => authentic.holder_key().map(|key| key.to_text()),
            Self::Typed => None,
            Self::Kept(kept) => kept.holder_key.clone(),
        }
    }

    /// What the browser keeps until the cashier confirms. A kept one keeps its age.
    pub(super) fn presentation(&self, found: &Found, proof: ProofLevel, now: Instant) -> Presentation {
        match self {
            Self::Kept(kept) => kept.clone(),
            Self::Signed(_) | Self::Typed => Presentation {
                merchant: found.facts.issuer.0,
                locator: found.locator,
                generation: Some(found.facts.ticket.generation),
                proof,
                step: self.step(),
                wanted: self.wanted().and_then(|wanted| u8::try_from(wanted).ok()),
                holder_key: self.holder_key(),
                at: now,
            },
        }
    }

    /// Steps 5 and 6 of CODES; the actor was admitted before (step 4).
    pub(super) fn shown(&self, confirmed: bool, found: &Found, now: Instant) -> Result<Shown, Refusal> {
        let (proof, generation) = match self {
            Self::Signed(authentic) => {
                let Presented { claims, proof, .. } = authentic.admit(Ok(()), now)?;
                (proof, Some(claims.generation))
            }
            Self::Typed => (ProofLevel::Typed, None),
            Self::Kept(kept) => (kept.proof, kept.generation),
        };
        Ok(Shown {
            proof,
            generation,
            confirmed,
            device_removed: self.holder_key().is_some() && !found.device_known,
            presented_before: found.step_used,
            phone: PhoneEnd::NotAsked,
        })
    }
}
