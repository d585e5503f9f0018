//! Transfer (RULES §5, 轉贈): giving a ticket away, with what is left of it ‡.
//!
//! A transfer order (轉贈單號) names one giver, one recipient and any of the giver's tickets. Each ticket is a line of
//! its own with a state of its own, since one may be returned while the others stay.

use crate::actor::Actor;
use crate::calendar::{Day, Instant};
use crate::identity::{MerchantNumber, ProductNumber, WalletId};
use crate::permission::Function;
use crate::refusal::Refusal;
use crate::ticket::{Ticket, TicketKind};

/// Days in which an offer may be answered, the day of the offer being day 1 ‡.
pub const ANSWER_DAYS: u32 = 30;

/// The furthest day on which a gift may be sent: so many days from now ‡.
pub const SEND_WITHIN_DAYS: u64 = 365;

/// An offer that nobody answered is told of again so many days after it was sent, and so many before it lapses ‡.
const REMINDED_AFTER_DAYS: u64 = 7;
const REMINDED_BEFORE_DAYS: u64 = 3;

/// The last generation that may be offered: accepting and undoing each raise it once, and it ends at 255.
const LAST_GENERATION_TO_OFFER: u8 = u8::MAX - 2;

stated_enum! {
    /// State of one ticket in a transfer order.
    pub enum TransferState {
        /// 轉贈中: the recipient has not answered; nobody can use the ticket.
        Offered = "offered",
        /// 已接受: it is the recipient's.
        Accepted = "accepted",
        /// 已婉拒 by the recipient.
        Declined = "declined",
        /// 已收回 by the giver.
        TakenBack = "taken_back",
        /// 逾期未接受
        Lapsed = "lapsed",
        /// 取消轉贈 by the merchant.
        Cancelled = "cancelled",
        /// 退貨同步取消轉贈
        UndoneByReturn = "undone_by_return",
    }
}

stated_enum! {
    /// What a recipient who does not answer is reminded by, each once ‡.
    pub enum Reminder {
        /// A week after the offer was sent.
        AfterAWeek = "after_a_week",
        /// Shortly before it lapses.
        BeforeTheEnd = "before_the_end",
    }
}

/// Everything the offer of one ticket is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferFacts {
    /// The ticket.
    pub ticket: Ticket,
    /// Whose it is now.
    pub holder: WalletId,
    /// 電子票券: the other forms are given away by hand.
    pub electronic: bool,
    /// Its holder got it by a transfer that stands.
    pub passed_on: bool,
    /// The product forbids a recipient to give it away again.
    pub product_forbids_passing_on: bool,
}

/// What an offer will write for one ticket: from now on it is [`Ticket::offered`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The version it was decided on.
    pub expected_version: i64,
    /// Units that go with it.
    pub units: u32,
    /// The last day on which the recipient may answer.
    pub last_day: Day,
}

/// One ticket of a transfer order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferFacts {
    /// Its state.
    pub state: TransferState,
    /// The ticket as it is now.
    pub ticket: Ticket,
    /// 發行單位
    pub issuer: MerchantNumber,
    /// Its product.
    pub product: ProductNumber,
    /// Who gave it away.
    pub giver: WalletId,
    /// The day on which the offer is sent: today's, or a later one that the giver chose.
    pub offered_on: Day,
    /// Days in which it may be answered ([`ANSWER_DAYS`] unless the merchant says otherwise).
    pub days: u32,
}

/// What an answer, a withdrawal or a cancellation will write for one ticket. It is no longer offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransferEnd {
    /// The version it was decided on.
    pub expected_version: i64,
    /// State of the ticket's line afterwards.
    pub state: TransferState,
    /// The ticket's generation afterwards: raised where it changes hands, which kills the former holder's signed
    /// codes. The redemption code carries no generation: it is made anew with every raise.
    pub generation: u8,
    /// Where the ticket is afterwards.
    pub goes_to: GoesTo,
}

/// Whose the ticket is after an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoesTo {
    /// Still the giver's.
    Giver,
    /// The recipient's.
    Recipient,
    /// The purchaser's of the order, over however many hands it went.
    Purchaser,
}

/// The day on which an offer made today is sent: at once, or on a day within a year ‡.
pub fn sending_day(wanted: Option<Day>, today: Day) -> Result<Day, Refusal> {
    let day = wanted.unwrap_or(today);
    let may_be = today <= day && day <= today.plus_days(SEND_WITHIN_DAYS);
    if may_be { Ok(day) } else { Err(Refusal::SendDayWrong) }
}

/// Whether `by` may offer this ticket, to be sent on `sent_on`. A ticket before its 可使用日期 or after its guarantee may go (RULES §20).
pub fn offer(facts: &OfferFacts, by: &WalletId, days: u32, sent_on: Day) -> Result<Offer, Refusal> {
    let ticket = &facts.ticket;
    if facts.holder != *by {
        return Err(Refusal::NotTheGiver);
    }
    if ticket.offered {
        return Err(Refusal::Offered);
    }
    if ticket.remaining == 0 {
        return Err(Refusal::NothingLeft);
    }
    match ticket.kind {
        TicketKind::Gift => return Err(Refusal::GiftNotTransferable),
        TicketKind::Paid => {}
    }
    let passed_on_for_good = facts.passed_on && facts.product_forbids_passing_on;
    if !facts.electronic || passed_on_for_good || ticket.generation > LAST_GENERATION_TO_OFFER {
        return Err(Refusal::TransferForbidden);
    }
    Ok(Offer { expected_version: ticket.version, units: ticket.remaining, last_day: last_day(sent_on, days) })
}

/// The last day on which an offer may be answered.
pub fn last_day(offered_on: Day, days: u32) -> Day {
    offered_on.last_of_period(days)
}

/// The recipient takes it: new link, new codes; the giver's are dead at that moment ‡.
pub fn accept(facts: &TransferFacts, today: Day) -> Result<TransferEnd, Refusal> {
    still_offered(facts)?;
    not_too_early(facts, today)?;
    if is_over(facts, today) {
        return Err(Refusal::TransferClosed);
    }
    Ok(end(facts, TransferState::Accepted, GoesTo::Recipient))
}

/// The recipient does not want it.
pub fn decline(facts: &TransferFacts, today: Day) -> Result<TransferEnd, Refusal> {
    still_offered(facts)?;
    not_too_early(facts, today)?;
    Ok(end(facts, TransferState::Declined, GoesTo::Giver))
}

/// Whether the recipient may be told again: while it is offered or accepted, and not before it was sent.
pub fn tell_again(facts: &TransferFacts, today: Day) -> Result<(), Refusal> {
    if facts.state != TransferState::Accepted {
        still_offered(facts)?;
    }
    not_too_early(facts, today)
}

/// Minutes in which a recipient is told once: a mailbox is not filled by an impatient tap ‡.
pub const TOLD_ONCE_IN_MINUTES: i64 = 10;

/// Of one ticket so many offers of one giver are told to their recipients within 24 hours ‡; of later ones the giver passes
/// the link on. Whoever mistypes an address needs two or three.
pub const MOST_OFFERS_TOLD_A_DAY: i64 = 5;

/// Whether the recipient was told so lately that nothing more is sent now.
pub fn told_lately(told_at: Option<Instant>, now: Instant) -> Result<(), Refusal> {
    match told_at {
        Some(told_at) if now < told_at.plus_seconds(TOLD_ONCE_IN_MINUTES * 60) => Err(Refusal::SlowDown),
        Some(_) | None => Ok(()),
    }
}

/// By what the recipient of an unanswered offer is reminded today, if `told` was the last reminder.
pub fn reminder_due(offered_on: Day, days: u32, told: Option<Reminder>, today: Day) -> Option<Reminder> {
    let last = last_day(offered_on, days);
    let before_the_end = last.minus_days(REMINDED_BEFORE_DAYS);
    let due = if today > last || before_the_end <= offered_on {
        None
    } else if today >= before_the_end {
        Some(Reminder::BeforeTheEnd)
    } else {
        (today >= offered_on.plus_days(REMINDED_AFTER_DAYS)).then_some(Reminder::AfterAWeek)
    };
    due.filter(|due| told.is_none_or(|told| told == Reminder::AfterAWeek && *due == Reminder::BeforeTheEnd))
}

/// The giver takes back what is not yet accepted, sent or not ‡.
pub fn take_back(facts: &TransferFacts, by: &WalletId) -> Result<TransferEnd, Refusal> {
    if facts.giver != *by {
        return Err(Refusal::NotTheGiver);
    }
    still_offered(facts)?;
    Ok(end(facts, TransferState::TakenBack, GoesTo::Giver))
}

/// The job of the night: an offer that nobody answered is the giver's again. `None` while it may be answered.
pub fn lapse(facts: &TransferFacts, today: Day) -> Option<TransferEnd> {
    let over = facts.state == TransferState::Offered && is_over(facts, today);
    over.then(|| end(facts, TransferState::Lapsed, GoesTo::Giver))
}

/// The merchant cancels (電子票券轉贈紀錄 修改): an offer ends, and an accepted ticket of which units are left goes back
/// to the purchaser. Whichever of several transfers is cancelled, all of this ticket's end with it ‡.
pub fn cancel(facts: &TransferFacts, actor: &Actor) -> Result<TransferEnd, Refusal> {
    actor.may_change(Function::Transfers)?;
    if actor.merchant != facts.issuer {
        return Err(Refusal::TransferUnknown);
    }
    actor.may_handle(facts.issuer, facts.product)?;
    match facts.state {
        TransferState::Offered => Ok(end(facts, TransferState::Cancelled, GoesTo::Giver)),
        TransferState::Accepted if facts.ticket.remaining == 0 => Err(Refusal::NothingLeft),
        TransferState::Accepted => Ok(end(facts, TransferState::Cancelled, GoesTo::Purchaser)),
        TransferState::Declined
        | TransferState::TakenBack
        | TransferState::Lapsed
        | TransferState::Cancelled
        | TransferState::UndoneByReturn => Err(Refusal::TransferClosed),
    }
}

/// 退貨同步取消轉贈: the return that took the last units ends an accepted transfer. `None` if there is nothing to end.
pub fn undo_by_return(state: TransferState) -> Option<TransferState> {
    match state {
        TransferState::Accepted => Some(TransferState::UndoneByReturn),
        TransferState::Offered
        | TransferState::Declined
        | TransferState::TakenBack
        | TransferState::Lapsed
        | TransferState::Cancelled
        | TransferState::UndoneByReturn => None,
    }
}

/// Whether the merchant may still change the purchaser (RULES §5, §6): not once any ticket of the order was offered
/// or accepted and the transfer stands.
pub fn purchaser_may_change(transfers: &[TransferState]) -> Result<(), Refusal> {
    let locked = transfers.iter().any(|state| match state {
        TransferState::Offered | TransferState::Accepted => true,
        TransferState::Declined
        | TransferState::TakenBack
        | TransferState::Lapsed
        | TransferState::Cancelled
        | TransferState::UndoneByReturn => false,
    });
    if locked { Err(Refusal::PurchaserLocked) } else { Ok(()) }
}

fn still_offered(facts: &TransferFacts) -> Result<(), Refusal> {
    match facts.state {
        TransferState::Offered => Ok(()),
        TransferState::Accepted
        | TransferState::Declined
        | TransferState::TakenBack
        | TransferState::Lapsed
        | TransferState::Cancelled
        | TransferState::UndoneByReturn => Err(Refusal::TransferClosed),
    }
}

fn not_too_early(facts: &TransferFacts, today: Day) -> Result<(), Refusal> {
    if today < facts.offered_on { Err(Refusal::TransferNotYet) } else { Ok(()) }
}

fn is_over(facts: &TransferFacts, today: Day) -> bool {
    today > last_day(facts.offered_on, facts.days)
}

fn end(facts: &TransferFacts, state: TransferState, goes_to: GoesTo) -> TransferEnd {
    let changes_hands = match goes_to {
        GoesTo::Giver => 0,
        GoesTo::Recipient | GoesTo::Purchaser => 1,
    };
    TransferEnd {
        expected_version: facts.ticket.version,
        state,
        generation: facts.ticket.generation.saturating_add(changes_hands),
        goes_to,
    }
}
