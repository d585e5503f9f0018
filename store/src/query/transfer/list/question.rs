//! Which transfers a search finds: by an index for each thing that its words may be.

use super::TransferListSearch;
use crate::Store;
use crate::query::found::{Found, Searched};
use crate::query::parameters::Parameters;
use domain::actor::Actor;

/// The list of transfers, as its search has it.
pub(super) struct Transfer;

/// The transfers that were found, and which of their lines are shown.
pub(super) struct FoundTransfers {
    pub found: Found<Transfer>,
    /// A condition on the lines `l`.
    pub of_branch: String,
}

impl Store {
    /// `None`: nothing has such a name.
    pub(super) fn found_transfers(
        &self,
        actor: &Actor,
        search: &TransferListSearch,
    ) -> Option<FoundTransfers> {
        let mut found = Found::<Transfer>::by_words(actor.merchant, &search.words, &self.keyring)?;
        let of_branch = of_branch(&mut found.parameters, actor);
        found.and_days("tr.offered_at", search.from, search.until);
        let mut lines = of_branch.clone();
        if let Some(state) = search.state {
            lines.push_str(&format!(" AND l.state = {}", found.parameters.text(state.as_str())));
        }
        if !lines.is_empty() {
            found.and(&format!(
                "EXISTS (SELECT 1 FROM transfer_line l WHERE l.merchant = tr.merchant AND l.transfer = tr.id
                   AND l.piece_of IS NULL {lines})"
            ));
        }
        Some(FoundTransfers { found, of_branch })
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

impl Searched for Transfer {
    const FROM: &'static str = "transfer tr";
    const ROW: &'static str = "tr";

    fn of_number(number: &str, capital: &str) -> String {
        let of_order = |which: String| {
            format!(
                "SELECT l.transfer AS id FROM ticket_order o CROSS JOIN ticket t CROSS JOIN transfer_line l
                 WHERE o.merchant = $1 AND {which} AND t.merchant = $1 AND t.ticket_order = o.id
                   AND l.merchant = $1 AND l.ticket = t.id"
            )
        };
        format!(
            "SELECT tr.id FROM transfer tr WHERE tr.merchant = $1 AND tr.number = {capital}
             UNION {} UNION {} UNION {} UNION {}",
            Self::of_ticket(&format!("t.serial = {capital}")),
            of_order(format!("o.number = {number}")),
            of_order(format!("o.merchant_order_no IN ({number}, {capital})")),
            of_order(format!("o.gift_order_no IN ({number}, {capital})"))
        )
    }

    fn of_ticket(which: &str) -> String {
        format!(
            "SELECT l.transfer AS id FROM ticket t CROSS JOIN transfer_line l
             WHERE t.merchant = $1 AND {which} AND l.merchant = $1 AND l.ticket = t.id"
        )
    }

    /// Of whoever gives.
    fn of_wallet(which: &str) -> String {
        format!(
            "SELECT tr.id FROM wallet w CROSS JOIN transfer tr
             WHERE w.merchant = $1 AND {which} AND tr.merchant = $1 AND tr.giver = w.id"
        )
    }

    /// Of whoever gives, or was offered something.
    fn of_person(giver: &str, recipient: &str) -> String {
        format!(
            "SELECT tr.id FROM transfer tr WHERE tr.merchant = $1 AND {recipient} UNION {}",
            Self::of_wallet(giver)
        )
    }
}
