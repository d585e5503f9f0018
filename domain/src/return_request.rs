//! Asking for a return in the wallet (RULES §4, 電子票券申請退貨): the holder asks, the merchant decides.

use crate::actor::Actor;
use crate::calendar::Instant;
use crate::give_back::{self, FeeCap, FeeRule, GiveBack, GiveBackFacts, Quote};
use crate::money::Dollars;
use crate::refusal::Refusal;

stated_enum! {
    /// State of a request (申請退貨進度).
    pub enum RequestState {
        /// 申請中: the merchant has not answered.
        Asked = "asked",
        /// 已同意: it became a return.
        Approved = "approved",
        /// 已拒絕
        Declined = "declined",
        /// 已撤回 by the holder.
        Withdrawn = "withdrawn",
    }
}

stated_enum! {
    /// What ends a request.
    pub enum RequestAct {
        /// The merchant agrees.
        Approve = "approve",
        /// The merchant refuses.
        Decline = "decline",
        /// The holder no longer wants it.
        Withdraw = "withdraw",
    }
}

/// The one table of this life: an answer ends it, and nothing opens it again.
pub fn after(state: RequestState, act: RequestAct) -> Result<RequestState, Refusal> {
    match (state, act) {
        (RequestState::Asked, RequestAct::Approve) => Ok(RequestState::Approved),
        (RequestState::Asked, RequestAct::Decline) => Ok(RequestState::Declined),
        (RequestState::Asked, RequestAct::Withdraw) => Ok(RequestState::Withdrawn),
        (RequestState::Approved | RequestState::Declined | RequestState::Withdrawn, _) => {
            Err(Refusal::RequestClosed)
        }
    }
}

/// The merchant's side of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskFacts {
    /// The merchant has switched 電子票券申請退貨 on.
    pub requests_open: bool,
    /// A request for this ticket waits for its answer.
    pub already_asked: bool,
}

/// The holder asks: what would be returned is worked out now and kept with the request.
/// That the ticket lies in the holder's wallet is seen to by whoever looks it up there.
pub fn ask(
    ask: AskFacts,
    facts: &GiveBackFacts,
    units: Option<u32>,
    fee: FeeRule,
    now: Instant,
) -> Result<Quote, Refusal> {
    if !ask.requests_open {
        return Err(Refusal::RequestsNotOpen);
    }
    if ask.already_asked {
        return Err(Refusal::AlreadyRequested);
    }
    give_back::quote(facts, units, fee, now)
}

/// The holder withdraws the request.
pub fn withdraw(state: RequestState) -> Result<RequestState, Refusal> {
    after(state, RequestAct::Withdraw)
}

/// The merchant refuses: whoever may return the ticket may also decline to.
pub fn decline(state: RequestState, facts: &GiveBackFacts, actor: &Actor) -> Result<RequestState, Refusal> {
    give_back::admit(facts, actor)?;
    after(state, RequestAct::Decline)
}

/// The merchant agrees: the units of the quote are returned for the fee of the quote, so that the holder gets what
/// the holder was told. If the guarantee has ended since, nothing may be kept, and if the contract's cap was lowered, no
/// more than that: then the holder gets more. Whoever agrees to fewer `units` keeps the same part of the fee, begun dollars
/// left out; the others stay with the holder.
pub fn approve(
    state: RequestState,
    quote: &Quote,
    units: Option<u32>,
    facts: &GiveBackFacts,
    actor: &Actor,
    now: Instant,
) -> Result<(RequestState, GiveBack), Refusal> {
    give_back::admit(facts, actor)?;
    let approved = after(state, RequestAct::Approve)?;
    let units = units.unwrap_or(quote.quantity);
    if units == 0 || units > quote.quantity {
        return Err(Refusal::NotEnoughLeft { remaining: quote.quantity });
    }
    let fee = if facts.ticket.is_guaranteed(now.day()) {
        FeeRule::Amount(fee_of_part(quote, units, facts.fee_cap).ok_or(Refusal::Unavailable)?)
    } else {
        FeeRule::None
    };
    let give_back = give_back::decide(facts, actor, Some(units), fee, now)?;
    Ok((approved, give_back))
}

/// What of the fee of a quote is kept of so many of its units: never above the cap of that part.
fn fee_of_part(quote: &Quote, units: u32, cap: FeeCap) -> Option<Dollars> {
    let part = |whole: Dollars| whole.times(units)?.0.checked_div(i64::from(quote.quantity)).map(Dollars);
    Some(part(quote.fee)?.min(cap.of(part(quote.face)?)))
}
