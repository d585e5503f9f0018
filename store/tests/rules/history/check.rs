//! The model against the rows.

use super::History;
use domain::ledger::LedgerAccount;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

impl History {
    /// After every day: each ticket that the model knows, the units of each order, and the books.
    pub(super) async fn check_units(&self) {
        let written = self.written().await;
        for ticket in &self.tickets {
            let expected = [
                i64::from(ticket.quantity),
                i64::from(ticket.remaining),
                i64::from(ticket.offer.is_some()),
                i64::from(ticket.ticket.claims.generation),
                i64::from(ticket.is_given()),
                i64::from(ticket.is_asked()),
            ];
            assert_eq!(written[ticket.ticket.id.as_str()], expected, "{ticket:?}");
            assert!(ticket.adds_up(), "{ticket:?}");
        }
        for order in &self.orders {
            let of_order = self.tickets.iter().filter(|ticket| ticket.order == order.number);
            assert_eq!(of_order.map(|ticket| ticket.quantity).sum::<u32>(), order.units, "{order:?}");
        }
        for proof in self.house.store.prove(self.today()).await.expect("a proof") {
            assert!(proof.holds(), "{proof:?}");
            assert_eq!(proof.accounts.first().map(|account| account.account), Some(LedgerAccount::Trust));
        }
    }

    /// Quantity, units left, offered, generation, given away, requests that are open; by ticket.
    async fn written(&self) -> BTreeMap<String, [i64; 6]> {
        let names: Vec<_> = self.tickets.iter().map(|ticket| format!("'{}'", ticket.ticket.id)).collect();
        let sql = format!(
            "SELECT t.id, t.quantity, t.remaining, t.offered, t.generation,
                    CAST(CASE WHEN t.transfer IS NULL THEN 0 ELSE 1 END AS BIGINT),
                    (SELECT COUNT(*) FROM return_request r
                     WHERE r.merchant = t.merchant AND r.ticket = t.id AND r.state = 'asked')
             FROM ticket t WHERE t.merchant = 1000001 AND t.id IN ({})",
            names.join(", ")
        );
        let read = |row: &AnyRow| {
            (row.get(0), [row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), row.get(6)])
        };
        self.house.rows(&sql, read).await.into_iter().collect()
    }

    /// Codes unique, every event sealed and the chain whole. Units and money are the harness's, after every rule.
    pub(super) async fn check_everything(&self) {
        let house = &self.house;
        house.store.seal_every_log(house.store.now()).await.expect("sealed");
        let verification = house.store.verify(store::fixture::ISSUER, None).await.expect("verified");
        assert!(verification.holds() && verification.unsealed_count == 0, "{verification:?}");
        let events = house.number("SELECT COUNT(*) FROM event WHERE merchant = 1000001").await;
        assert_eq!(i64::try_from(verification.sealed).expect("small"), events);
        let codes = "SELECT COUNT(*) - COUNT(DISTINCT code_index) FROM ticket";
        assert_eq!(house.number(codes).await, 0);
    }
}
