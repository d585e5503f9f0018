//! The second, simpler model: units, days, hands and codes of each ticket, and what the rules say to an act on it. It
//! knows no versions, no lines and no money.

use super::people::Desk;
use domain::calendar::Day;
use domain::identity::{GiveBackId, RequestId, TicketId, TransferId, UseId};
use domain::refusal::RefusalCode;
use store::fixture::{Goods, TestTicket};
use store::secret::LinkToken;

/// What the rules say.
pub type Said = Result<(), RefusalCode>;

/// A line that took units away.
#[derive(Debug)]
pub struct Taken<Id> {
    pub id: Id,
    pub quantity: u32,
    pub on: Day,
    pub overdue: bool,
    pub gone: bool,
    pub by: Desk,
    /// The transfers by which whoever held it then had got it.
    pub held_by: Vec<TransferId>,
}

impl<Id> Taken<Id> {
    /// Units that were taken out of the guarantee.
    fn guaranteed(&self) -> u32 {
        if self.gone || self.overdue { 0 } else { self.quantity }
    }
}

/// An offer that nobody has answered.
#[derive(Debug, Clone)]
pub struct Offer {
    pub transfer: TransferId,
    pub link: LinkToken,
    pub on: Day,
}

/// What a holder asked for.
#[derive(Debug)]
pub struct Request {
    pub id: RequestId,
    pub units: u32,
    pub open: bool,
}

/// An order and whoever bought it.
#[derive(Debug)]
pub struct Order {
    pub number: String,
    /// The purchaser's.
    pub link: LinkToken,
    /// Units of all its tickets at issue; splitting and merging leave them as they are.
    pub units: u32,
}

/// A ticket in somebody's hands: `ticket.link` is its holder's.
#[derive(Debug)]
pub struct Ticket {
    pub ticket: TestTicket,
    /// The number of its order.
    pub order: String,
    /// The ticket it was split off, or itself.
    pub origin: TicketId,
    pub goods: Goods,
    pub quantity: u32,
    pub remaining: u32,
    pub last_day: Day,
    pub uses: Vec<Taken<UseId>>,
    pub returns: Vec<Taken<GiveBackId>>,
    pub offer: Option<Offer>,
    /// The standing transfers by which its holder got it, through however many hands; the last one last.
    pub transfers: Vec<TransferId>,
    pub request: Option<Request>,
}

impl Ticket {
    /// Its holder got it from somebody.
    pub fn is_given(&self) -> bool {
        !self.transfers.is_empty()
    }

    pub fn is_offered_by(&self, transfer: &TransferId) -> bool {
        self.offer.as_ref().is_some_and(|offer| offer.transfer == *transfer)
    }

    fn is_expired(&self, today: Day) -> bool {
        self.goods == Goods::Gift && today > self.last_day
    }

    pub fn is_overdue(&self, today: Day) -> bool {
        self.goods != Goods::Gift && today > self.last_day
    }

    pub fn is_asked(&self) -> bool {
        self.request.as_ref().is_some_and(|request| request.open)
    }

    /// A request goes with its ticket, its asker or its holder.
    pub fn withdraw_request(&mut self) {
        if let Some(request) = &mut self.request {
            request.open = false;
        }
    }

    /// Not offered, not used up, not expired.
    fn is_usable(&self, today: Day) -> Said {
        if self.offer.is_some() {
            Err(RefusalCode::Offered)
        } else if self.remaining == 0 {
            Err(RefusalCode::NothingLeft)
        } else if self.is_expired(today) {
            Err(RefusalCode::Expired)
        } else {
            Ok(())
        }
    }

    fn has(&self, units: u32) -> Said {
        if units > self.remaining { Err(RefusalCode::NotEnoughLeft) } else { Ok(()) }
    }

    /// Neither offered nor with anybody who got it after the line was made.
    fn is_not_given_since<Id>(&self, taken: &Taken<Id>) -> Said {
        let got_later = self.transfers.iter().any(|transfer| !taken.held_by.contains(transfer));
        if self.offer.is_some() || got_later { Err(RefusalCode::GivenAwaySince) } else { Ok(()) }
    }

    pub fn redeem(&self, by: Desk, units: u32, today: Day) -> Said {
        by.may_redeem(self.goods)?;
        let only_returned = self.uses.iter().all(|used| used.gone);
        let spent = if only_returned { RefusalCode::Returned } else { RefusalCode::AlreadyRedeemed };
        self.is_usable(today).map_err(|no| if no == RefusalCode::NothingLeft { spent } else { no })?;
        self.has(units)
    }

    pub fn cancel(&self, by: Desk, used: &Taken<UseId>, today: Day) -> Said {
        by.may_cancel(used)?;
        if used.gone {
            Err(RefusalCode::AlreadyCancelled)
        } else if self.goods == Goods::Gift {
            Err(RefusalCode::GiftFinal)
        } else if used.overdue || used.on == today {
            self.is_not_given_since(used)
        } else {
            Err(RefusalCode::CancelTooLate)
        }
    }

    pub fn give_back(&self, units: u32, today: Day) -> Said {
        self.is_usable(today)?;
        self.has(units)
    }

    pub fn cancel_return(&self, returned: &Taken<GiveBackId>, today: Day) -> Said {
        if returned.gone {
            Err(RefusalCode::GiveBackAlreadyCancelled)
        } else if self.goods == Goods::Gift {
            Err(RefusalCode::GiveBackFinal)
        } else if returned.overdue || returned.on == today {
            self.is_not_given_since(returned)
        } else {
            Err(RefusalCode::GiveBackTooLate)
        }
    }

    pub fn offer(&self) -> Said {
        if self.offer.is_some() {
            Err(RefusalCode::Offered)
        } else if self.remaining == 0 {
            Err(RefusalCode::NothingLeft)
        } else if self.goods == Goods::Gift {
            Err(RefusalCode::GiftNotTransferable)
        } else {
            Ok(())
        }
    }

    pub fn split(&self, units: u32, today: Day) -> Said {
        self.is_usable(today)?;
        self.has(units)?;
        if units < self.quantity { Ok(()) } else { Err(RefusalCode::NotSplittable) }
    }

    /// Whether `single` may be merged into this ticket.
    pub fn merge(&self, single: &Self, today: Day) -> Said {
        if self.ticket.link != single.ticket.link {
            return Err(RefusalCode::TicketUnknown);
        }
        self.is_usable(today)?;
        single.is_usable(today)?;
        let alike = self.origin == single.origin && self.is_given() == single.is_given();
        if single.quantity == 1 && alike && self.ticket.id != single.ticket.id {
            Ok(())
        } else {
            Err(RefusalCode::NotMergeable)
        }
    }

    pub fn renew(&self, today: Day) -> Said {
        self.is_usable(today)
    }

    pub fn ask(&self, units: Option<u32>, today: Day) -> Said {
        if self.is_asked() {
            return Err(RefusalCode::AlreadyRequested);
        }
        self.give_back(units.unwrap_or(0), today)
    }

    pub fn used(&self) -> u32 {
        self.uses.iter().filter(|used| !used.gone).map(|used| used.quantity).sum()
    }

    pub fn returned(&self) -> u32 {
        self.returns.iter().filter(|one| !one.gone).map(|one| one.quantity).sum()
    }

    /// Units of the model itself: none is lost.
    pub fn adds_up(&self) -> bool {
        self.remaining + self.used() + self.returned() == self.quantity
    }

    /// Where its money lies today, in units: in trust, redeemed, returned; nothing of what is outside the guarantee.
    pub fn worth(&self, today: Day) -> [u32; 3] {
        if self.goods == Goods::Gift {
            return [0; 3];
        }
        let used = self.uses.iter().map(Taken::guaranteed).sum();
        let returned = self.returns.iter().map(Taken::guaranteed).sum();
        [if self.is_overdue(today) { 0 } else { self.remaining }, used, returned]
    }
}
