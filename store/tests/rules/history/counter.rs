//! What shop and office do: redeem, return, and take either back.

use super::History;
use super::model::Taken;
use super::people::Desk;
use domain::give_back::FeeRule;
use domain::identity::GiveBackId;
use domain::money::Dollars;
use domain::refusal::RefusalCode;
use store::StoreError;
use store::command::give_back::Returning;
use store::fixture::{ISSUER, TestTicket};

impl History {
    pub(super) async fn redeem(&mut self) -> bool {
        let at = self.dice.below(self.tickets.len());
        self.redeem_of(at).await
    }

    /// By the branch next door more often than by anybody else, and by the partner often enough: few products are open to it.
    pub(super) async fn redeem_of(&mut self, at: usize) -> bool {
        let by = match self.dice.below(6) {
            0 | 1 => self.somebody(),
            2 => Desk::Partner,
            _ => Desk::First,
        };
        let units = 1 + u32::try_from(self.dice.below(2)).expect("small");
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let mut request = self.house.world.scan(&ticket.ticket).expect("a scan");
        request.quantity = Some(units);
        let answer = self.house.redeem(self.people.at(by), &request).await.map_err(|refused| refused.error);
        if let Some(answer) = self.agreed(at, ticket.redeem(by, units, today), answer) {
            let (receipt, _) = crate::harness::receipt_of(answer);
            let ticket = &mut self.tickets[at];
            ticket.remaining -= units;
            assert_eq!(receipt.remaining, ticket.remaining);
            let overdue = ticket.is_overdue(today);
            let (id, quantity, on) = (receipt.use_id, units, today);
            let held_by = ticket.transfers.clone();
            ticket.uses.push(Taken { id, quantity, on, overdue, gone: false, by, held_by });
            self.count(if by == Desk::Partner { "redeem by partner" } else { "redeem" });
        }
        true
    }

    /// All units of a redemption, or one.
    pub(super) async fn cancel(&mut self) -> bool {
        let Some(at) = self.pick(|ticket| !ticket.uses.is_empty()) else {
            return false;
        };
        let which = self.dice.below(self.tickets[at].uses.len());
        let units = (self.dice.below(2) == 0).then_some(1);
        let (strange, stranger) = (self.dice.below(4), self.somebody());
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let (used, attempt) = (&ticket.uses[which], self.house.attempt());
        let by = if strange == 0 { stranger } else { used.by };
        let session = &self.people.at(by).session;
        let answer =
            self.house.store.cancel_redemption(session, ISSUER, &used.id, units, &attempt, None).await;
        if let Some(done) = self.agreed(at, ticket.cancel(by, used, today), answer) {
            let ticket = &mut self.tickets[at];
            let used = &mut ticket.uses[which];
            let units = units.unwrap_or(used.quantity);
            assert_eq!(done.quantity, units);
            ticket.remaining += units;
            used.gone = units == used.quantity;
            if !used.gone {
                used.quantity -= units;
            }
            self.count("cancel");
        }
        true
    }

    /// Some units or all that are left; of a ticket that was given away more often than chance would have it.
    pub(super) async fn give_back(&mut self) -> bool {
        let given = self.pick(|ticket| ticket.is_given() && ticket.remaining > 0);
        let any = self.dice.below(self.tickets.len());
        let at = given.filter(|_| any.is_multiple_of(3)).unwrap_or(any);
        let some = 1 + u32::try_from(self.dice.below(2)).expect("small");
        let left = self.tickets[at].remaining;
        let units = if left > 0 && self.dice.below(2) == 0 { left } else { some };
        let keeps = self.dice.below(2) == 0;
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let guaranteed = ticket.goods != store::fixture::Goods::Gift && !ticket.is_overdue(today);
        let fee = if guaranteed && keeps { FeeRule::Amount(Dollars(3)) } else { FeeRule::None };
        let returning = [Returning { ticket: ticket.ticket.id.clone(), units: Some(units) }];
        let attempt = self.house.attempt();
        let answer = self
            .house
            .store
            .give_back(&self.people.at(Desk::Owner).session, &returning, fee, None, &attempt)
            .await;
        if let Some(mut done) = self.agreed(at, ticket.give_back(units, today), answer) {
            self.returned(at, done.remove(0).id, units).await;
            self.count("return");
        }
        true
    }

    /// Units of a ticket were returned. With the last ones a transfer ends: 退貨同步取消轉贈.
    pub(super) async fn returned(&mut self, at: usize, id: GiveBackId, units: u32) {
        let today = self.today();
        let ticket = &mut self.tickets[at];
        ticket.remaining -= units;
        let overdue = ticket.is_overdue(today);
        let by = Desk::Owner;
        let held_by = ticket.transfers.clone();
        ticket.returns.push(Taken { id, quantity: units, on: today, overdue, gone: false, by, held_by });
        if ticket.remaining == 0 && ticket.is_given() {
            ticket.transfers.clear();
            ticket.withdraw_request();
            let order = self.orders.iter().find(|order| order.number == self.tickets[at].order);
            let purchaser = order.expect("its order").link.clone();
            self.has_new_codes(at, &purchaser).await;
            self.count("undo by return");
        }
    }

    pub(super) async fn cancel_return(&mut self) -> bool {
        let Some(at) = self.pick(|ticket| !ticket.returns.is_empty()) else {
            return false;
        };
        let which = self.dice.below(self.tickets[at].returns.len());
        let (today, ticket) = (self.today(), &self.tickets[at]);
        let (returned, attempt) = (&ticket.returns[which], self.house.attempt());
        let answer = self
            .house
            .store
            .cancel_give_back(&self.people.at(Desk::Owner).session, &returned.id, None, &attempt)
            .await;
        if self.agreed(at, ticket.cancel_return(returned, today), answer).is_some() {
            let ticket = &mut self.tickets[at];
            ticket.returns[which].gone = true;
            ticket.remaining += ticket.returns[which].quantity;
            self.count("cancel return");
        }
        true
    }

    /// A code that died long ago is shown and typed.
    pub(super) async fn show_dead_code(&mut self) -> bool {
        if self.dead.is_empty() {
            return false;
        }
        let which = self.dice.below(self.dead.len());
        self.is_dead(&self.dead[which]).await;
        self.count("dead code");
        true
    }

    pub(super) async fn is_dead(&self, old: &TestTicket) {
        let scan = self.house.world.scan(old).expect("a scan");
        let typed = self.house.world.type_code(old).expect("a code");
        for (request, told) in [(scan, RefusalCode::CodeRenewed), (typed, RefusalCode::TicketUnknown)] {
            let answer = self.house.redeem(self.people.at(Desk::First), &request).await;
            let refused = answer.expect_err("dead").error;
            assert!(
                matches!(&refused, StoreError::Refused(no) if no.code() == told),
                "{refused} for {old:?}"
            );
        }
    }
}
