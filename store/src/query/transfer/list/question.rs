//! Which transfers a search finds: by an index for each thing that its words may be.

use super::TransferListSearch;
use crate::Store;
use crate::query::parameters::Parameters;
use crate::secret::LinkToken;
use domain::actor::Actor;
use domain::code::layout::Locator;
use domain::identity::MerchantNumber;
use domain::issued_order::OrderKey;

impl Store {
    /// `None`: nothing has such a name.
    pub(super) fn found_transfers(&self, actor: &Actor, search: &TransferListSearch) -> Option<Found> {
        let words = search.words.trim();
        let keys = OrderKey::readings(words);
        if !words.is_empty() && keys.is_empty() {
            return None;
        }
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let of_branch = of_branch(&mut parameters, actor);
        let mut found = Found { parameters, sources: Vec::new(), conditions: String::new(), of_branch };
        for key in keys {
            match key {
                OrderKey::Number(number) => found.or_number(&number),
                OrderKey::Ticket(merchant, locator) => found.or_ticket(merchant, locator),
                OrderKey::Wallet(token) => {
                    let hash = found.parameters.text(LinkToken::hash_of_typed(&token));
                    found.or_giver(&format!("w.token_hash = {hash}"));
                }
                OrderKey::Code(code) => found.or_code(self.keyring.code_index(&code)),
                OrderKey::Phone(phone) => {
                    let phone = found.parameters.text(phone);
                    found.or_person(
                        &format!("w.holder_phone = {phone}"),
                        &format!("tr.recipient_phone = {phone}"),
                    );
                }
                OrderKey::Mail(address) => {
                    let address = found.parameters.text(address);
                    found.or_person(
                        &format!("lower(w.holder_email) = {address}"),
                        &format!("lower(tr.recipient_email) = {address}"),
                    );
                }
                OrderKey::Name(name) => found.or_name(&name),
            }
        }
        if let Some(from) = search.from {
            let first = found.parameters.number(from.start().0);
            found.and(&format!("tr.offered_at >= {first}"));
        }
        if let Some(until) = search.until {
            let after = found.parameters.number(until.plus_days(1).start().0);
            found.and(&format!("tr.offered_at < {after}"));
        }
        let mut lines = found.of_branch.clone();
        if let Some(state) = search.state {
            lines.push_str(&format!(" AND l.state = {}", found.parameters.text(state.as_str())));
        }
        if !lines.is_empty() {
            found.and(&format!(
                "EXISTS (SELECT 1 FROM transfer_line l WHERE l.merchant = tr.merchant AND l.transfer = tr.id
                   AND l.piece_of IS NULL {lines})"
            ));
        }
        Some(found)
    }
}

/// Of the lines `l` only those of tickets that the actor's branch issued.
pub(super) fn of_branch(parameters: &mut Parameters, actor: &Actor) -> String {
    actor.branch().map_or_else(String::new, |branch| {
        let branch = parameters.text(branch.as_str());
        format!(
            " AND EXISTS (SELECT 1 FROM ticket t CROSS JOIN ticket_order o WHERE t.merchant = l.merchant
                AND t.id = l.ticket AND o.merchant = t.merchant AND o.id = t.ticket_order
                AND o.issued_branch = {branch})"
        )
    })
}

/// From where transfers come, and which of them. `$1` is the merchant.
pub(super) struct Found {
    pub parameters: Parameters,
    /// Each finds ids by an index of its own; what any of them finds is found.
    sources: Vec<String>,
    conditions: String,
    pub of_branch: String,
}

impl Found {
    pub(super) fn text(&self) -> String {
        let (from, these) = if self.sources.is_empty() {
            ("transfer tr".to_owned(), "")
        } else {
            (format!("({}) k CROSS JOIN transfer tr", self.sources.join(" UNION ")), "AND tr.id = k.id")
        };
        format!("FROM {from} WHERE tr.merchant = $1 {these} {}", self.conditions)
    }

    pub(super) fn and(&mut self, condition: &str) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
    }

    fn or_number(&mut self, number: &str) {
        let (capital, number) = (self.parameters.text(number.to_uppercase()), self.parameters.text(number));
        let of_order = |which: String| {
            format!(
                "SELECT l.transfer AS id FROM ticket_order o CROSS JOIN ticket t CROSS JOIN transfer_line l
                 WHERE o.merchant = $1 AND {which} AND t.merchant = $1 AND t.ticket_order = o.id
                   AND l.merchant = $1 AND l.ticket = t.id"
            )
        };
        self.sources.push(format!(
            "SELECT tr.id FROM transfer tr WHERE tr.merchant = $1 AND tr.number = {capital}
             UNION {} UNION {} UNION {} UNION {}",
            of_ticket(&format!("t.serial = {capital}")),
            of_order(format!("o.number = {number}")),
            of_order(format!("o.merchant_order_no IN ({number}, {capital})")),
            of_order(format!("o.gift_order_no IN ({number}, {capital})"))
        ));
    }

    fn or_ticket(&mut self, merchant: MerchantNumber, locator: Locator) {
        let merchant = self.parameters.number(i64::from(merchant.0));
        let locator = self.parameters.number(locator.to_integer());
        self.sources.push(of_ticket(&format!("t.locator = {locator} AND t.merchant = {merchant}")));
    }

    /// Whoever gives.
    fn or_giver(&mut self, giver: &str) {
        self.sources.push(format!(
            "SELECT tr.id FROM wallet w CROSS JOIN transfer tr
             WHERE w.merchant = $1 AND {giver} AND tr.merchant = $1 AND tr.giver = w.id"
        ));
    }

    fn or_code(&mut self, code_index: String) {
        let index = self.parameters.text(code_index);
        self.sources.push(of_ticket(&format!("t.code_index = {index}")));
    }

    fn or_name(&mut self, name: &str) {
        let begin = self.parameters.text(name.to_lowercase().chars().take(2).collect::<String>());
        let name = self.parameters.text(name.to_lowercase());
        let like = |column: &str| {
            format!(
                "substr(lower({column}), 1, 2) = {begin} AND substr(lower({column}), 1, length({name})) = {name}"
            )
        };
        self.or_person(&like("w.holder_name"), &like("tr.recipient_name"));
    }

    /// Whoever gives, or was offered something.
    fn or_person(&mut self, giver: &str, recipient: &str) {
        self.sources.push(format!(
            "SELECT tr.id FROM transfer tr WHERE tr.merchant = $1 AND {recipient}
             UNION SELECT tr.id FROM wallet w CROSS JOIN transfer tr
             WHERE w.merchant = $1 AND {giver} AND tr.merchant = $1 AND tr.giver = w.id"
        ));
    }
}

fn of_ticket(which: &str) -> String {
    format!(
        "SELECT l.transfer AS id FROM ticket t CROSS JOIN transfer_line l
         WHERE t.merchant = $1 AND {which} AND l.merchant = $1 AND l.ticket = t.id"
    )
}
