//! What holders do: give away, split and merge, ask for a return, get new codes.

use super::History;
use super::model::{Offer, Request, Ticket};
use super::people::Desk;
use domain::refusal::RefusalCode;
use store::command::contact::{Contact, Message};
use store::command::transfer::OfferRequest;
use store::fixture::TestTicket;
use store::secret::LinkToken;

/// Dead codes that are kept to be shown again.
const DEAD: usize = 64;

impl History {
    /// One ticket, or up to three of one wallet.
    pub(super) async fn offer(&mut self) -> bool {
        let at = self.dice.below(self.tickets.len());
        let wallet = self.tickets[at].ticket.link.clone();
        let mut offered = vec![at];
        for _ in 0..self.dice.below(3) {
            let more = self.pick(|ticket| ticket.ticket.link == wallet).expect("itself, if nothing else");
            if !offered.contains(&more) {
                offered.push(more);
            }
        }
        let recipient = Contact::parse("陳怡君", "0922333444", "chen@example.com", "zh-TW");
        let request = OfferRequest {
            tickets: offered.iter().map(|at| self.tickets[*at].ticket.id.clone()).collect(),
            recipient: recipient.expect("a contact"),
            message: Message::parse("生日快樂").expect("a message"),
            card: domain::card::Card::Birthday,
            sent_on: None,
        };
        let attempt = self.house.attempt();
        let answer = self.house.store.offer_transfer(&wallet, &request, &attempt).await;
        let said = offered.iter().try_for_each(|at| self.tickets[*at].offer());
        if let Some(done) = self.agreed(at, said, answer) {
            assert_eq!(done.tickets, offered.len());
            let offer = Offer { transfer: done.transfer, link: done.link, on: self.today() };
            for at in &offered {
                self.tickets[*at].offer = Some(offer.clone());
            }
            self.count(if offered.len() > 1 { "offer several" } else { "offer" });
        }
        true
    }

    /// The offer of some ticket ends; which tickets it was about.
    fn end_offer(&mut self, at: usize) -> (Offer, Vec<usize>) {
        let offer = self.tickets[at].offer.clone().expect("an offer");
        let (mut ended, all) = (Vec::new(), self.tickets.iter_mut().enumerate());
        for (at, ticket) in all.filter(|(_, ticket)| ticket.is_offered_by(&offer.transfer)) {
            ticket.offer = None;
            ended.push(at);
        }
        (offer, ended)
    }

    /// The recipient accepts or declines.
    pub(super) async fn answer(&mut self) -> bool {
        let Some(at) = self.pick(|ticket| ticket.offer.is_some()) else {
            return false;
        };
        let (Offer { transfer, link, .. }, offered) = self.end_offer(at);
        if self.dice.below(3) == 0 {
            self.house.store.decline_transfer(&link).await.expect("declined");
            self.count("decline");
            return true;
        }
        self.house.store.accept_transfer(&link).await.expect("accepted");
        for at in offered {
            self.tickets[at].transfers.push(transfer.clone());
            self.tickets[at].withdraw_request();
            self.has_new_codes(at, &link).await;
        }
        self.count("accept");
        true
    }

    pub(super) async fn take_back(&mut self) -> bool {
        let Some(at) = self.pick(|ticket| ticket.offer.is_some()) else {
            return false;
        };
        let (offer, offered) = self.end_offer(at);
        let giver = &self.tickets[at].ticket.link;
        let done = self.house.store.take_back_transfer(giver, &offer.transfer).await.expect("taken back");
        assert_eq!(done.tickets, offered.len());
        self.count("take back");
        true
    }

    pub(super) async fn split(&mut self) -> bool {
        let several = self.pick(|ticket| ticket.quantity > 1);
        let Some(at) = several.or_else(|| self.pick(|_| true)) else {
            return false;
        };
        let units = 1 + u32::try_from(self.dice.below(2)).expect("small");
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let (link, attempt) = (ticket.ticket.link.clone(), self.house.attempt());
        let answer = self.house.store.split(&link, &ticket.ticket.id, units, &attempt).await;
        let Some(pieces) = self.agreed(at, ticket.split(units, today), answer) else {
            return true;
        };
        assert_eq!(pieces.tickets.len(), units as usize);
        let ticket = &mut self.tickets[at];
        ticket.quantity -= units;
        ticket.remaining -= units;
        let held = self.has_new_codes(at, &link).await;
        for piece in held.into_iter().filter(|held| pieces.tickets.contains(&held.id)) {
            let ticket = &self.tickets[at];
            self.tickets.push(Ticket {
                ticket: piece,
                order: ticket.order.clone(),
                origin: ticket.origin.clone(),
                goods: ticket.goods,
                quantity: 1,
                remaining: 1,
                last_day: ticket.last_day,
                uses: Vec::new(),
                returns: Vec::new(),
                offer: None,
                transfers: ticket.transfers.clone(),
                request: None,
            });
        }
        self.count("split");
        true
    }

    /// Two tickets of one order, mostly of one origin: one is merged into the other.
    pub(super) async fn merge(&mut self) -> bool {
        let Some(single) = self.pick(|ticket| ticket.origin != ticket.ticket.id) else {
            return false;
        };
        let of_origin = self.dice.below(4) > 0;
        let (order, origin) = (self.tickets[single].order.clone(), self.tickets[single].origin.clone());
        let into = self.pick(|ticket| ticket.order == order && (!of_origin || ticket.origin == origin));
        let into = into.expect("itself, if nothing else");
        let (today, target) = (self.today(), &self.tickets[into]);
        let singles = [self.tickets[single].ticket.id.clone()];
        let attempt = self.house.attempt();
        let answer = self.house.store.merge(&target.ticket.link, &target.ticket.id, &singles, &attempt).await;
        let said = target.merge(&self.tickets[single], today);
        if self.agreed(into, said, answer).is_some() {
            let target = &mut self.tickets[into];
            target.quantity += 1;
            target.remaining += 1;
            let gone = self.tickets.remove(single);
            self.bury(gone.ticket).await;
            self.count("merge");
        }
        true
    }

    pub(super) async fn ask(&mut self) -> bool {
        let at = self.dice.below(self.tickets.len());
        let units = [None, Some(1), Some(2)][self.dice.below(3)];
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let (link, attempt) = (&ticket.ticket.link, self.house.attempt());
        let answer = self.house.store.ask_return(link, &ticket.ticket.id, units, None, &attempt).await;
        if let Some(asked) = self.agreed(at, ticket.ask(units, today), answer) {
            let units = units.unwrap_or(self.tickets[at].remaining);
            assert_eq!(asked.quote.quantity, units);
            self.tickets[at].request = Some(Request { id: asked.request, units, open: true });
            self.count("ask");
        }
        true
    }

    /// The holder renews the codes, or has the merchant renew them.
    pub(super) async fn renew(&mut self) -> bool {
        let at = self.dice.below(self.tickets.len());
        let by_holder = self.dice.below(2) == 0;
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let (store, link, attempt) = (&self.house.store, ticket.ticket.link.clone(), self.house.attempt());
        let answer = if by_holder {
            store.renew_code(&link, &ticket.ticket.id, &attempt).await
        } else {
            store
                .renew_code_by_merchant(&self.people.at(Desk::Owner).session, &ticket.ticket.serial, &attempt)
                .await
        };
        if self.agreed(at, ticket.renew(today), answer).is_some() {
            self.has_new_codes(at, &link).await;
            self.count(if by_holder { "renew" } else { "renew by merchant" });
        }
        true
    }

    /// The ticket has new codes in the wallet of `link`, and the old ones are dead. All that the wallet holds.
    pub(super) async fn has_new_codes(&mut self, at: usize, link: &LinkToken) -> Vec<TestTicket> {
        let held = self.house.world.tickets_of(link).await.expect("tickets");
        let ticket = &mut self.tickets[at].ticket;
        let new = held.iter().find(|held| held.id == ticket.id).expect("it lies there").clone();
        assert!(new.claims.generation > ticket.claims.generation && new.code != ticket.code);
        let old = std::mem::replace(ticket, new);
        self.bury(old).await;
        held
    }

    async fn bury(&mut self, old: TestTicket) {
        self.is_dead(&old).await;
        if self.dead.len() < DEAD {
            self.dead.push(old);
        } else {
            let which = self.dice.below(DEAD);
            self.dead[which] = old;
        }
    }

    /// The merchant answers a request, or the holder withdraws it; one that is closed stays so.
    pub(super) async fn answer_request(&mut self) -> bool {
        let Some(at) = self.pick(|ticket| ticket.request.is_some()) else {
            return false;
        };
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let request = ticket.request.as_ref().expect("a request");
        let (id, units, open) = (request.id.clone(), request.units, request.open);
        let (store, session, attempt) =
            (&self.house.store, &self.people.at(Desk::Owner).session, self.house.attempt());
        match self.dice.below(4) {
            0 | 1 if open => {
                let answer = store.approve_return(session, &id, &attempt).await;
                if let Some(done) = self.agreed(at, ticket.give_back(units, today), answer) {
                    assert_eq!((done.quantity, done.fee), (units, domain::money::Dollars::ZERO));
                    self.tickets[at].withdraw_request();
                    self.returned(at, done.id, units).await;
                    self.count("approve");
                }
            }
            2 if open => {
                store.withdraw_return(&ticket.ticket.link, &id).await.expect("withdrawn");
                self.tickets[at].withdraw_request();
                self.count("withdraw");
            }
            _ => {
                let said = if open { Ok(()) } else { Err(RefusalCode::RequestClosed) };
                let answer = store.decline_return(session, &id, None, &attempt).await;
                if self.agreed(at, said, answer).is_some() {
                    self.tickets[at].withdraw_request();
                    self.count("decline request");
                }
            }
        }
        true
    }
}
