//! The verdict without network: green, amber with what was not checked, or refused. The order is that of CODES,
//! verification: 1–3 the code itself, 4 whose, 5 the holder's signature, 6 the clock, 7 the statement's age, 8 what is known
//! of the ticket, 9 its dates, 10 the budget.

use super::limits::{OfflineLimits, Spent};
use crate::calendar::Instant;
use crate::code::issuer_key::IssuerKeys;
use crate::code::layout::{Claims, CodeKind};
use crate::code::step::Step;
use crate::code::{Authentic, authenticate, link};
use crate::hours::Hours;
use crate::identity::{MerchantNumber, ProductNumber};
use crate::proof::{ProofLevel, ProofPolicy};
use crate::refusal::RefusalCode;

/// Half minutes that a code may lie behind or ahead of this phone's clock without network.
pub const WIDEST_STEPS: i64 = 10;
/// A statement that is older is named as not checked.
const STATEMENT_HOURS: i64 = 24;
/// So long after the server was heard nobody else is thought to have used the ticket.
const FRESH_MINUTES: i64 = 15;
/// The server was heard in this phone's future: its clock was set back.
const CLOCK_SET_BACK_SECONDS: i64 = 300;

stated_enum! {
    /// What a phone without network could not check. The order is that of the bits in a scan.
    pub enum Unchecked {
        /// Whether it was used elsewhere since the server was last heard.
        Elsewhere = "elsewhere",
        /// The holder's phone and this one disagree about the time.
        Clock = "clock",
        /// The holder's phone was not heard for more than a day.
        Statement = "statement",
        /// A code on paper has no age.
        Paper = "paper",
    }
}

/// A product as a phone knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfflineProduct {
    /// 發行單位
    pub merchant: MerchantNumber,
    /// The product.
    pub product: ProductNumber,
    /// Why this phone's post may not redeem it, if it may not.
    pub barred: Option<RefusalCode>,
    /// NT$ a unit; 0 for a gift.
    pub face_value: i64,
    /// What it asks of a living code.
    pub living: ProofPolicy,
    /// What it asks of a moment code.
    pub moment: ProofPolicy,
    /// What it asks of a printed code.
    pub printed: ProofPolicy,
    /// How much may be taken.
    pub limits: OfflineLimits,
}

/// What the phone was given when it last heard the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Whose phone.
    pub merchant: MerchantNumber,
    /// Its account acts for the head office.
    pub head_office: bool,
    /// When its account may redeem.
    pub hours: Hours,
    /// The list of dead codes goes back to the first ticket.
    pub whole: bool,
    /// The server's time when it was last heard.
    pub heard_at: Instant,
    /// Every product that it may meet.
    pub products: Vec<OfflineProduct>,
}

/// A line of the list of dead codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Older ones are dead.
    pub generation: u8,
    /// Units left; none while it is offered to somebody.
    pub left: u32,
}

/// What the phone itself knows of the ticket in question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    /// Its line in the list.
    pub listed: Option<Listed>,
    /// Units of it that wait to be sent.
    pub queued: u32,
    /// A scan of this very half minute waits to be sent.
    pub step_queued: bool,
    /// What waits to be sent of its product.
    pub spent: Spent,
}

/// The cashier's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// Units; `None` = the one that is left, otherwise ask.
    pub quantity: Option<u32>,
    /// The ticket was seen and tapped again.
    pub confirmed: bool,
}

/// A ticket that the phone may take, or asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The issuer's claims.
    pub claims: Claims,
    /// How it was shown.
    pub proof: ProofLevel,
    /// The half minute; `None` on paper.
    pub step: Option<Step>,
    /// Units; of a question: those to suggest.
    pub units: u32,
    /// NT$ of these units.
    pub money: i64,
    /// What was not checked; nothing = green.
    pub unchecked: Vec<Unchecked>,
}

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfflineVerdict {
    /// Taken, once the scan is stored.
    Take(Taken),
    /// A person must look and say how many of so many.
    Ask {
        /// Units left, as far as the phone knows.
        left: u32,
        /// With the units to suggest.
        taken: Taken,
    },
    /// Not taken.
    Refuse(RefusalCode),
}

/// Decides without network. `now` is the server's clock as the phone reckons it; `scanned` is the whole text of a QR:
/// anything else needs the network or is nothing of ours.
pub fn judge(
    scanned: &str,
    keys: &IssuerKeys,
    snapshot: &Snapshot,
    known: &Known,
    wish: Wish,
    now: Instant,
) -> OfflineVerdict {
    match decide(scanned, keys, snapshot, known, wish, now) {
        Ok(verdict) => verdict,
        Err(code) => OfflineVerdict::Refuse(code),
    }
}

fn decide(
    scanned: &str,
    keys: &IssuerKeys,
    snapshot: &Snapshot,
    known: &Known,
    wish: Wish,
    now: Instant,
) -> Result<OfflineVerdict, RefusalCode> {
    if link::code_part(scanned).is_none() {
        return Err(RefusalCode::NotOurs);
    }
    if snapshot.heard_at > now.plus_seconds(CLOCK_SET_BACK_SECONDS) {
        return Err(RefusalCode::ClockWrong);
    }
    let authentic = authenticate(scanned, keys, now).map_err(|refusal| refusal.code())?;
    if !snapshot.hours.are_open(now) {
        return Err(RefusalCode::OutsideHours);
    }
    let claims = *authentic.claims();
    let product = product_of(snapshot, &claims)?;
    let barred = product.barred.map_or(Ok(()), Err);
    barred?;
    let presented = authentic.admit_at_any_time(Ok(())).map_err(|refusal| refusal.code())?;
    let mut unchecked = Vec::new();
    if now.0.saturating_sub(snapshot.heard_at.0) > FRESH_MINUTES * 60_000 {
        unchecked.push(Unchecked::Elsewhere);
    }
    clock(presented.step, now, &mut unchecked)?;
    statement(&authentic, &product.limits, now, &mut unchecked)?;
    if authentic.kind() == CodeKind::Printed {
        let revoked = keys.find(claims.key).is_none_or(|key| key.revoked_at.is_some());
        if !snapshot.whole || revoked {
            return Err(RefusalCode::NeedsNetwork);
        }
        unchecked.push(Unchecked::Paper);
    }
    let left = left(&claims, known)?;
    let today = now.day();
    if claims.usable_until.is_some_and(|last| today > last) {
        return Err(RefusalCode::Expired);
    }
    if claims.usable_from.is_some_and(|first| today < first) {
        return Err(RefusalCode::NotYetUsable);
    }
    let chosen = presented.wanted.map(u32::from).filter(|wanted| *wanted > 0);
    let quantity = wish.quantity.or(chosen);
    let units = quantity.unwrap_or(1);
    if units == 0 || units > left {
        return Err(RefusalCode::NotEnoughLeft);
    }
    let asks = match policy(product, presented.proof) {
        ProofPolicy::Accept => quantity.is_none() && left > 1,
        ProofPolicy::Confirm => true,
        // This phone knows no holder.
        ProofPolicy::ConfirmByPhone => return Err(RefusalCode::NeedsNetwork),
        ProofPolicy::HeadOfficeOnly if snapshot.head_office && claims.merchant == snapshot.merchant => true,
        ProofPolicy::HeadOfficeOnly => return Err(RefusalCode::HeadOfficeOnly),
        ProofPolicy::Refuse => return Err(RefusalCode::ProofRefused),
    };
    if known.step_queued {
        return Err(RefusalCode::CodeAlreadyPresented);
    }
    budget(product, known, snapshot, units, now)?;
    let money = product.face_value.saturating_mul(i64::from(units));
    let taken = Taken { claims, proof: presented.proof, step: presented.step, units, money, unchecked };
    Ok(if asks && !wish.confirmed {
        OfflineVerdict::Ask { left, taken }
    } else {
        OfflineVerdict::Take(taken)
    })
}

/// Step 4. A product that came after the phone was told is the server's to judge.
fn product_of<'s>(snapshot: &'s Snapshot, claims: &Claims) -> Result<&'s OfflineProduct, RefusalCode> {
    let found = snapshot
        .products
        .iter()
        .find(|product| (product.merchant, product.product) == (claims.merchant, claims.product));
    let met = claims.merchant == snapshot.merchant
        || snapshot.products.iter().any(|product| product.merchant == claims.merchant);
    found.ok_or(if met { RefusalCode::NeedsNetwork } else { RefusalCode::OtherMerchant })
}

/// Step 6.
fn clock(step: Option<Step>, now: Instant, unchecked: &mut Vec<Unchecked>) -> Result<(), RefusalCode> {
    let Some(step) = step else { return Ok(()) };
    if !step.is_within(now, WIDEST_STEPS) {
        return Err(RefusalCode::ClockWrong);
    }
    if step.check(now).is_err() {
        unchecked.push(Unchecked::Clock);
    }
    Ok(())
}

/// Step 7. Only a living code has a statement: a moment code is as young as its half minute.
fn statement(
    authentic: &Authentic,
    limits: &OfflineLimits,
    now: Instant,
    unchecked: &mut Vec<Unchecked>,
) -> Result<(), RefusalCode> {
    let Some(made_at) = authentic.statement_made_at() else { return Ok(()) };
    let hours = |hours: i64| made_at.plus_seconds(hours * 3_600);
    if now > hours(i64::from(limits.statement_hours)) {
        return Err(RefusalCode::StatementTooOld);
    }
    if now > hours(STATEMENT_HOURS) {
        unchecked.push(Unchecked::Statement);
    }
    Ok(())
}

/// Step 8. A code younger than the list's line was made anew since, and says by itself how much is left.
fn left(claims: &Claims, known: &Known) -> Result<u32, RefusalCode> {
    let stated = u32::from(claims.remaining);
    let left = match known.listed {
        Some(listed) if listed.generation > claims.generation => return Err(RefusalCode::CodeRenewed),
        Some(listed) if listed.generation == claims.generation => stated.min(listed.left),
        Some(_) | None => stated,
    };
    if left == 0 {
        return Err(RefusalCode::SpentAsListed);
    }
    if known.queued >= left {
        return Err(RefusalCode::AlreadyQueued);
    }
    Ok(left - known.queued)
}

fn policy(product: &OfflineProduct, proof: ProofLevel) -> ProofPolicy {
    match proof {
        ProofLevel::Living => product.living,
        ProofLevel::Moment => product.moment,
        ProofLevel::Printed => product.printed,
        ProofLevel::Typed | ProofLevel::LookUp | ProofLevel::Operator => ProofPolicy::Refuse,
    }
}

/// Step 10.
fn budget(
    product: &OfflineProduct,
    known: &Known,
    snapshot: &Snapshot,
    units: u32,
    now: Instant,
) -> Result<(), RefusalCode> {
    if !product.limits.allow_anything() {
        return Err(RefusalCode::NeedsNetwork);
    }
    let heard_until = snapshot.heard_at.plus_seconds(i64::from(product.limits.minutes) * 60);
    if now > heard_until || !known.spent.leaves_room(&product.limits, units, product.face_value) {
        return Err(RefusalCode::OfflineBudgetSpent);
    }
    Ok(())
}
