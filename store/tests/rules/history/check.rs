//! The model against the rows.

use super::History;
use super::model::Ticket;
use domain::calendar::Instant;
use domain::ledger::LedgerAccount;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// NT$ of a unit of everything that is paid for.
const FACE_VALUE: i64 = 200;

/// Quantity, units left, offered, generation, given away, requests that are open, units used and returned; by ticket.
const ROW: &str = "
SELECT t.id, t.quantity, t.remaining, t.offered, t.generation,
       CAST(CASE WHEN t.transfer IS NULL THEN 0 ELSE 1 END AS BIGINT),
       (SELECT COUNT(*) FROM return_request r
        WHERE r.merchant = t.merchant AND r.ticket = t.id AND r.state = 'asked'),
       (SELECT CAST(COALESCE(SUM(u.quantity), 0) AS BIGINT) FROM use_line u
        WHERE u.merchant = t.merchant AND u.ticket = t.id AND u.state <> 'cancelled'),
       (SELECT CAST(COALESCE(SUM(g.quantity), 0) AS BIGINT) FROM give_back g
        WHERE g.merchant = t.merchant AND g.ticket = t.id AND g.state <> 'cancelled')
FROM ticket t WHERE t.merchant = 1000001 AND t.id IN";

type Facts = [i64; 8];

fn row(row: &AnyRow) -> (String, Facts) {
    (row.get(0), std::array::from_fn(|at| row.get(at + 1)))
}

fn facts(ticket: &Ticket) -> Facts {
    [
        i64::from(ticket.quantity),
        i64::from(ticket.remaining),
        i64::from(ticket.offer.is_some()),
        i64::from(ticket.ticket.claims.generation),
        i64::from(ticket.is_given()),
        i64::from(ticket.is_asked()),
        i64::from(ticket.used()),
        i64::from(ticket.returned()),
    ]
}

impl History {
    /// After every command: each ticket that its events name stands as the model has it, and its postings moved the money
    /// that its units stand for. What was refused wrote nothing.
    pub(super) async fn check_step(&mut self, now: Instant, done: bool) {
        let since = format!("{:012x}", now.0);
        let (high, low) = since.split_at(8);
        let of_it = format!("merchant = 1000001 AND id >= '{high}-{low}'");
        let touched = format!("{ROW} (SELECT ticket FROM event WHERE {of_it})");
        for (id, is) in self.house.rows(&touched, row).await {
            assert!(done, "refused, and written to {id}");
            assert_eq!(is[0], is[1] + is[6] + is[7], "units of {id}");
            if let Some(ticket) = self.tickets.iter().find(|ticket| ticket.ticket.id.as_str() == id) {
                assert_eq!(is, facts(ticket), "{ticket:?}");
            }
        }
        let moved = format!(
            "SELECT from_account, to_account, CAST(SUM(amount) AS BIGINT) FROM posting WHERE {of_it}
             GROUP BY from_account, to_account"
        );
        let mut moved_to = BTreeMap::<String, i64>::new();
        let read = |row: &AnyRow| (row.get::<String, _>(0), row.get::<String, _>(1), row.get::<i64, _>(2));
        for (from, to, amount) in self.house.rows(&moved, read).await {
            *moved_to.entry(from).or_default() -= amount;
            *moved_to.entry(to).or_default() += amount;
        }
        let got = |account: LedgerAccount| moved_to.get(account.as_str()).copied().unwrap_or(0);
        let is = [
            got(LedgerAccount::Trust),
            got(LedgerAccount::Settling),
            got(LedgerAccount::Refunding) + got(LedgerAccount::Fee),
            got(LedgerAccount::Payable),
        ];
        let (before, after) = (self.worth, self.worth_now());
        let change = |at: usize| (i64::from(after[at]) - i64::from(before[at])) * FACE_VALUE;
        assert_eq!(is, [change(0), change(1), change(2), 0], "{moved_to:?} of {before:?} to {after:?}");
        self.worth = after;
    }

    /// After every day: each ticket that the model knows, the units of each order, and the books.
    pub(super) async fn check_units(&self) {
        let names: Vec<_> = self.tickets.iter().map(|ticket| format!("'{}'", ticket.ticket.id)).collect();
        let sql = format!("{ROW} ({})", names.join(", "));
        let written: BTreeMap<_, _> = self.house.rows(&sql, row).await.into_iter().collect();
        for ticket in &self.tickets {
            assert_eq!(written[ticket.ticket.id.as_str()], facts(ticket), "{ticket:?}");
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

    /// Codes unique, dead ones dead and living ones alive, every event sealed and the chain whole. Units and money of all
    /// tickets are the harness's, after every rule.
    pub(super) async fn check_everything(&mut self) {
        for old in &self.dead {
            self.is_dead(old).await;
        }
        for at in 0..self.tickets.len() {
            self.house.clock.set(self.house.store.now().plus_seconds(30));
            self.redeem_of(at).await;
        }
        self.check_units().await;
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
