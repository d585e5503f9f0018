//! Redeeming (RULES §3): who may, which ticket, how many, and what it becomes.

use crate::actor::{Actor, Post};
use crate::business_day::business_day;
use crate::calendar::{Day, Instant};
use crate::identity::{MerchantNumber, ProductNumber};
use crate::permission::Function;
use crate::proof::{ProofLevel, ProofPolicies, ProofPolicy};
use crate::refusal::{EarlierUse, Refusal};
use crate::ticket::{Ticket, TicketKind, UseState};

stated_enum! {
    /// The relation of a redeemer to an issuer (RULES §8, 可核銷商店).
    pub enum RelationState {
        /// 開啟
        Open = "open",
        /// 解除
        Ended = "ended",
        /// 解除(已封鎖): the redeemer left; only the operator can reopen.
        Blocked = "blocked",
    }
}

/// Which branches of the issuer may redeem the product (核銷分店).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BranchList {
    /// 不指定: every branch.
    Any,
    /// 指定, and whether the acting branch is on the list.
    Named {
        /// The acting branch is named.
        includes_actor: bool,
    },
}

/// Everything a redemption is decided on. Read in one query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedeemFacts {
    /// The ticket.
    pub ticket: Ticket,
    /// 發行單位
    pub issuer: MerchantNumber,
    /// The issuer's product.
    pub product: ProductNumber,
    /// 核銷分店 of the product.
    pub branches: BranchList,
    /// The relation of the actor's merchant to the issuer, where they differ and one was ever made.
    pub relation: Option<RelationState>,
    /// The product is 開放 to the actor's merchant.
    pub product_open: bool,
    /// What the product asks at each proof level.
    pub policies: ProofPolicies,
    /// Units standing as returned.
    pub returned: u32,
    /// The newest standing redemption, for whoever comes second.
    pub latest_use: Option<EarlierUse>,
}

/// The last three digits of the holder's phone, where the product asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneEnd {
    /// There is nothing to ask for: another policy, a holder without a phone, or a ticket that was handed over already.
    NotAsked,
    /// Nobody has said them yet.
    Unsaid,
    /// As the wallet has them.
    Right,
    /// Others.
    Wrong,
}

/// How many digits are asked for.
const PHONE_END: usize = 3;

impl PhoneEnd {
    /// What was `said` about the `phone` of a holder. Blanks count for nothing.
    pub fn of(phone: &str, said: Option<&str>) -> Self {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let phone = digits(phone);
        let Some(end) = phone.len().checked_sub(PHONE_END).and_then(|start| phone.get(start..)) else {
            return Self::NotAsked;
        };
        match said.map(str::trim).filter(|said| !said.is_empty()) {
            None => Self::Unsaid,
            Some(said) if said == end => Self::Right,
            Some(_) => Self::Wrong,
        }
    }
}

/// How the ticket was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The proof level.
    pub proof: ProofLevel,
    /// The generation the code carries; a typed code carries none (an old one is unknown).
    pub generation: Option<u8>,
    /// The cashier has seen the ticket and tapped again.
    pub confirmed: bool,
    /// A living code whose phone is not one of the wallet's.
    pub device_removed: bool,
    /// This very code (ticket and half minute) has made a redemption already.
    pub presented_before: bool,
    /// What was said of the holder's phone.
    pub phone: PhoneEnd,
}

/// What a redemption will write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redemption {
    /// The version it was decided on.
    pub expected_version: i64,
    /// Units redeemed.
    pub quantity: u32,
    /// Units left afterwards.
    pub remaining: u32,
    /// State of the new use line.
    pub state: UseState,
    /// The day it counts for.
    pub business_day: Day,
}

/// A decision that is not a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedeemDecision {
    /// Write this.
    Redeem(Redemption),
    /// All is well, but a person must look (and choose how many) first.
    Confirm {
        /// Units the person may choose from.
        remaining: u32,
    },
}

/// Whether the actor's merchant, branch and role may redeem this product at all.
/// Order: permission, hours and branch, relation, product, branch list, the actor's own products.
pub fn admit(facts: &RedeemFacts, actor: &Actor) -> Result<(), Refusal> {
    actor.may_change(Function::Redeem)?;
    if actor.merchant == facts.issuer {
        match (&actor.post, facts.branches) {
            (Post::Onlooker, _) => return Err(Refusal::ReadOnlyLook),
            (Post::HeadOffice, _) | (Post::Branch { .. }, BranchList::Any) => {}
            (Post::Branch { .. }, BranchList::Named { includes_actor: true }) => {}
            (Post::Branch { .. }, BranchList::Named { includes_actor: false }) => {
                return Err(Refusal::BranchNotListed);
            }
        }
    } else {
        match facts.relation {
            None => return Err(Refusal::OtherMerchant),
            Some(RelationState::Ended | RelationState::Blocked) => return Err(Refusal::RelationEnded),
            Some(RelationState::Open) if !facts.product_open => return Err(Refusal::ProductNotOpen),
            Some(RelationState::Open) => {}
        }
    }
    actor.may_handle(facts.issuer, facts.product)
}

/// Decides one redemption of an admitted actor ([`admit`] is called again here, so nothing slips past).
///
/// `quantity` is what the cashier or the holder asked for; `None` means "the one that is left, otherwise ask".
pub fn decide(
    facts: &RedeemFacts,
    actor: &Actor,
    shown: Shown,
    quantity: Option<u32>,
    now: Instant,
) -> Result<RedeemDecision, Refusal> {
    decide_late(facts, actor, shown, quantity, now, now)
}

/// The same of a scan that arrives later: dates and guarantee are those of the scan, the business day follows
/// [`business_day`].
pub fn decide_late(
    facts: &RedeemFacts,
    actor: &Actor,
    shown: Shown,
    quantity: Option<u32>,
    scanned: Instant,
    arrived: Instant,
) -> Result<RedeemDecision, Refusal> {
    admit(facts, actor)?;
    let ticket = &facts.ticket;
    let today = scanned.min(arrived).day();
    if shown.generation.is_some_and(|generation| generation != ticket.generation) {
        return Err(Refusal::CodeRenewed);
    }
    if shown.device_removed {
        return Err(Refusal::DeviceRemoved);
    }
    if ticket.offered {
        return Err(Refusal::Offered);
    }
    if ticket.remaining == 0 {
        let only_returned = facts.latest_use.is_none() && facts.returned > 0;
        return Err(if only_returned {
            Refusal::Returned
        } else {
            Refusal::AlreadyRedeemed { earlier: facts.latest_use.clone() }
        });
    }
    if ticket.is_expired(today) {
        return Err(Refusal::Expired { last_day: ticket.usable_until });
    }
    if ticket.is_early(today) {
        return Err(Refusal::NotYetUsable { first_day: ticket.usable_from });
    }
    let wanted = quantity.unwrap_or(1);
    if wanted == 0 || wanted > ticket.remaining {
        return Err(Refusal::NotEnoughLeft { remaining: ticket.remaining });
    }
    let asked = policy(facts, actor, shown.proof);
    let must_confirm = match asked {
        ProofPolicy::Accept => quantity.is_none() && ticket.remaining > 1,
        ProofPolicy::Confirm | ProofPolicy::ConfirmByPhone => true,
        ProofPolicy::HeadOfficeOnly => match (actor.merchant == facts.issuer, &actor.post) {
            (true, Post::HeadOffice) => true,
            (true, Post::Branch { .. } | Post::Onlooker) | (false, _) => return Err(Refusal::HeadOfficeOnly),
        },
        ProofPolicy::Refuse => return Err(Refusal::ProofRefused),
    };
    if shown.presented_before {
        return Err(Refusal::CodeAlreadyPresented);
    }
    let by_phone = asked == ProofPolicy::ConfirmByPhone;
    if by_phone && shown.confirmed && shown.phone == PhoneEnd::Wrong {
        return Err(Refusal::PhoneEndWrong);
    }
    if must_confirm && (!shown.confirmed || (by_phone && shown.phone == PhoneEnd::Unsaid)) {
        return Ok(RedeemDecision::Confirm { remaining: ticket.remaining });
    }
    Ok(RedeemDecision::Redeem(Redemption {
        expected_version: ticket.version,
        quantity: wanted,
        remaining: ticket.remaining - wanted,
        state: state_after_use(ticket, today),
        business_day: business_day(scanned, arrived),
    }))
}

/// What the product asks of whoever brings the ticket like this. Holders are looked up by the issuer's own people only: a partner knows none.
pub fn policy(facts: &RedeemFacts, actor: &Actor, proof: ProofLevel) -> ProofPolicy {
    if proof == ProofLevel::LookUp && actor.merchant != facts.issuer {
        return ProofPolicy::Refuse;
    }
    facts.policies.at(proof)
}

/// RULES §2: inside the guarantee 已使用, after it 逾期兌回, a gift 已核銷 at once.
fn state_after_use(ticket: &Ticket, today: Day) -> UseState {
    match ticket.kind {
        TicketKind::Gift => UseState::Settled,
        TicketKind::Paid if ticket.is_guaranteed(today) => UseState::Used,
        TicketKind::Paid => UseState::RedeemedOverdue,
    }
}

#[cfg(test)]
mod tests {
    use super::PhoneEnd;

    #[test]
    fn three_digits_are_asked_of_whoever_has_a_phone() {
        for (phone, said, end) in [
            ("0912-345-678", Some("678"), PhoneEnd::Right),
            ("0912-345-678", Some(" 678 "), PhoneEnd::Right),
            ("0912-345-678", Some("345"), PhoneEnd::Wrong),
            ("0912-345-678", Some("5678"), PhoneEnd::Wrong),
            ("0912-345-678", Some(""), PhoneEnd::Unsaid),
            ("0912-345-678", None, PhoneEnd::Unsaid),
            ("", Some("678"), PhoneEnd::NotAsked),
            ("12", None, PhoneEnd::NotAsked),
        ] {
            assert_eq!(PhoneEnd::of(phone, said), end, "{phone} {said:?}");
        }
    }
}
