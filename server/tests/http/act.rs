//! What people do: one method an act, so that tests read as stories.

use crate::browser::{Answer, Browser};
use crate::house::House;
use store::fixture::TestTicket;

impl Browser {
    /// The camera sees the wallet's code of this half minute.
    pub async fn scan(&mut self, house: &House, ticket: &TestTicket) -> Answer {
        self.scan_as(&house.world.moment_link(ticket), &house.attempt()).await
    }

    /// The same with an attempt that may have been sent before.
    pub async fn scan_as(&mut self, code: &str, attempt: &str) -> Answer {
        self.ask("/desk/scan", &[("code", code), ("attempt", attempt)]).await
    }

    /// A code is looked at, nothing is redeemed.
    pub async fn look(&mut self, code: &str) -> Answer {
        self.post("/desk/look", &[("code", code)]).await
    }

    /// The second tap on the card that [`Self::look`] showed.
    pub async fn confirm(&mut self, card: &Answer, quantity: &str) -> Answer {
        let (presentation, attempt) = (card.field("presentation"), card.field("attempt"));
        self.confirm_as(&presentation, &attempt, quantity).await
    }

    pub async fn confirm_as(&mut self, presentation: &str, attempt: &str, quantity: &str) -> Answer {
        let form = [("presentation", presentation), ("attempt", attempt), ("quantity", quantity)];
        self.post("/desk/redeem", &form).await
    }

    /// The cancel form of a redemption's page, filled in; an attempt of its own.
    pub async fn cancel(&mut self, house: &House, redemption: &str, quantity: &str, reason: &str) -> Answer {
        self.cancel_as(redemption, &house.attempt(), quantity, reason).await
    }

    pub async fn cancel_as(
        &mut self,
        redemption: &str,
        attempt: &str,
        quantity: &str,
        reason: &str,
    ) -> Answer {
        let name = redemption.trim_start_matches("/desk/use/");
        let (merchant, use_id) = name.split_once('/').expect("/desk/use/{merchant}/{use_id}");
        let form = [
            ("merchant", merchant),
            ("use_id", use_id),
            ("attempt", attempt),
            ("quantity", quantity),
            ("reason", reason),
        ];
        self.post("/desk/cancel", &form).await
    }

    pub async fn sign_in(&mut self, merchant: &str, account: &str, password: &str, next: &str) -> Answer {
        let form = [("merchant", merchant), ("account", account), ("password", password), ("next", next)];
        self.post("/desk/sign-in", &form).await
    }
}

/// What a browser keeps after the phone's camera opened the ticket's code.
pub async fn ours(browser: &mut Browser, house: &House, ticket: &TestTicket) -> String {
    browser.get(&format!("/R/{}", house.code_of(ticket))).await;
    browser.cookie("__Host-shown").expect("the code is kept").to_owned()
}
