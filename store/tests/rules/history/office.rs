//! What the merchant does to orders, and what the night does to everything.

use super::History;
use super::people::Desk;
use domain::refusal::RefusalCode;
use store::StoreError;
use store::command::contact::Contact;

impl History {
    /// Another purchaser for the order of some ticket: a new link, the old one dies, and with it all codes.
    pub(super) async fn change_purchaser(&mut self) -> bool {
        let which = self.dice.below(self.orders.len());
        let (number, old) = (self.orders[which].number.clone(), self.orders[which].link.clone());
        let locked = self.tickets.iter().filter(|ticket| ticket.order == number);
        let locked = locked.into_iter().any(|ticket| ticket.is_given() || ticket.offer.is_some());
        let purchaser = Contact::parse("李大同", "0933444555", "li@example.com", "zh-TW").expect("a contact");
        let (session, attempt) = (&self.people.at(Desk::Owner).session, self.house.attempt());
        let answer = self.house.store.change_purchaser(session, &number, &purchaser, &attempt).await;
        let told = answer.as_ref().map(|_| ()).map_err(|error| error.refusal().code());
        let said = if locked { Err(RefusalCode::PurchaserLocked) } else { Ok(()) };
        assert_eq!(told, said, "{:?} of {:?}", self.orders[which], self.tickets);
        let Ok(changed) = answer else {
            return true;
        };
        assert!(matches!(self.house.store.wallet(&old).await, Err(StoreError::NotFound)));
        self.orders[which].link = changed.link.clone();
        for at in 0..self.tickets.len() {
            if self.tickets[at].ticket.link == old {
                self.tickets[at].withdraw_request();
                self.has_new_codes(at, &changed.link).await;
            }
        }
        self.count("change purchaser");
        true
    }

    /// 取消轉贈 of a transfer that some ticket is in: its offer ends, or what is left goes back to the purchaser.
    pub(super) async fn cancel_transfer(&mut self) -> bool {
        let Some(at) = self.pick(|ticket| ticket.offer.is_some() || ticket.is_given()) else {
            return false;
        };
        let mut standing = self.tickets[at].transfers.clone();
        standing.extend(self.tickets[at].offer.as_ref().map(|offer| offer.transfer.clone()));
        let transfer = standing.swap_remove(self.dice.below(standing.len()));
        let (session, attempt) = (&self.people.at(Desk::Owner).session, self.house.attempt());
        let answer = self.house.store.cancel_transfer(session, &transfer, &attempt).await;
        let (mut offers, mut accepted) = (Vec::new(), Vec::new());
        for (at, ticket) in self.tickets.iter().enumerate() {
            if ticket.is_offered_by(&transfer) {
                offers.push(at);
            } else if ticket.transfers.contains(&transfer) && ticket.remaining > 0 {
                accepted.push(at);
            }
        }
        let told = answer.map(|done| done.tickets).map_err(|error| error.refusal().code());
        if offers.is_empty() && accepted.is_empty() {
            // Of several lines one may be over and another used up: either is said.
            let none = [Err(RefusalCode::NothingLeft), Err(RefusalCode::TransferClosed)];
            assert!(none.contains(&told), "{told:?} on {:?}", self.tickets[at]);
            return true;
        }
        assert_eq!(told, Ok(offers.len() + accepted.len()), "{:?}", self.tickets[at]);
        for at in offers {
            self.tickets[at].offer = None;
            self.count("cancel offer");
        }
        for at in accepted {
            let ticket = &mut self.tickets[at];
            ticket.transfers.clear();
            ticket.offer = None;
            ticket.withdraw_request();
            let order = self.orders.iter().find(|order| order.number == ticket.order).expect("its order");
            let link = order.link.clone();
            self.has_new_codes(at, &link).await;
            self.count("cancel transfer");
        }
        true
    }

    pub(super) async fn resend(&mut self) -> bool {
        let which = self.dice.below(self.orders.len());
        let order = &self.orders[which];
        let (session, attempt) = (&self.people.at(Desk::Owner).session, self.house.attempt());
        let told = self.house.store.resend(session, &order.number, &attempt).await.expect("sent again");
        assert!(told.link == order.link);
        self.count("resend");
        true
    }

    /// Midnight, the bank, ended guarantees, lapsed offers; then everything is compared.
    pub(super) async fn next_day(&mut self, days: u64) -> bool {
        let day = self.today().plus_days(days);
        let one = day.start().plus_seconds(3600);
        self.people.sign_in(&self.house, one).await;
        let store = &self.house.store;
        store.lapse_transfers(day).await.expect("lapsed");
        store.bank_night(&self.bank.files, day).await.expect("sent");
        store.simulate_bank(&self.bank.files, day).await.expect("answered");
        store.bank_night(&self.bank.files, day).await.expect("taken");
        store.release_trust(day).await.expect("released");
        self.bank.sweep();
        for ticket in &mut self.tickets {
            if ticket.offer.as_ref().is_some_and(|offer| offer.on.last_of_period(30) < day) {
                ticket.offer = None;
            }
        }
        self.worth = self.worth_now();
        self.check_units().await;
        self.count("night");
        true
    }
}
