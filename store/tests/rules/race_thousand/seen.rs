//! What stands written of a ticket, read past the store: its units, its events and where its money went.

use crate::harness::House;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;
use store::fixture::TestTicket;

/// Everything about one ticket that a race could get wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Units left.
    pub left: i64,
    /// Units of standing redemptions and of standing returns.
    pub redeemed: i64,
    pub returned: i64,
    pub offered: bool,
    /// Given away, by a transfer that stands.
    pub given: bool,
    /// Its codes were renewed so many times.
    pub renewed: i64,
    /// Kinds of its events, each as often as it is there.
    pub events: Vec<String>,
    /// From, to, NT$.
    pub money: Vec<(String, String, i64)>,
    /// Lines in the bank's files: NT$ of each.
    pub at_the_bank: Vec<i64>,
}

/// Events by their kinds.
pub fn events(kinds: &[&str]) -> Vec<String> {
    let mut kinds: Vec<_> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    kinds.sort();
    kinds
}

/// Money from one account to another.
pub fn money(moved: &[(&str, &str, i64)]) -> Vec<(String, String, i64)> {
    let mut moved: Vec<_> =
        moved.iter().map(|(from, to, dollars)| ((*from).to_owned(), (*to).to_owned(), *dollars)).collect();
    moved.sort();
    moved
}

/// The tickets as they stand written, in this order.
pub async fn seen(house: &House, tickets: &[TestTicket]) -> Vec<Seen> {
    let names: Vec<_> = tickets.iter().map(|ticket| format!("'{}'", ticket.id)).collect();
    let names = names.join(", ");
    let mut all: BTreeMap<String, Seen> = house.rows(&units(&names), read_units).await.into_iter().collect();
    let sql = format!("SELECT ticket, kind FROM event WHERE ticket IN ({names}) ORDER BY kind");
    for (ticket, kind) in house.rows(&sql, |row| (row.get::<String, _>(0), row.get(1))).await {
        all.get_mut(&ticket).expect("one of them").events.push(kind);
    }
    let sql = format!(
        "SELECT e.ticket, p.from_account, p.to_account, p.amount
         FROM event e JOIN posting p ON p.merchant = e.merchant AND p.event = e.id
         WHERE e.ticket IN ({names}) ORDER BY p.from_account, p.to_account, p.amount"
    );
    let moved = |row: &AnyRow| (row.get::<String, _>(0), (row.get(1), row.get(2), row.get(3)));
    for (ticket, moved) in house.rows(&sql, moved).await {
        all.get_mut(&ticket).expect("one of them").money.push(moved);
    }
    let sql = format!(
        "SELECT l.ticket, b.amount
         FROM (SELECT merchant, id, ticket FROM use_line WHERE ticket IN ({names})
               UNION ALL SELECT merchant, id, ticket FROM give_back WHERE ticket IN ({names})) AS l
         JOIN bank_entry b ON b.merchant = l.merchant AND b.line = l.id ORDER BY b.amount"
    );
    for (ticket, dollars) in house.rows(&sql, |row| (row.get::<String, _>(0), row.get(1))).await {
        all.get_mut(&ticket).expect("one of them").at_the_bank.push(dollars);
    }
    tickets.iter().map(|ticket| all[ticket.id.as_str()].clone()).collect()
}

fn units(names: &str) -> String {
    format!(
        "SELECT t.id, t.remaining, t.offered, t.generation, CAST(CASE WHEN t.transfer IS NULL THEN 0 ELSE 1 END AS BIGINT),
           (SELECT CAST(COALESCE(SUM(u.quantity), 0) AS BIGINT) FROM use_line u
            WHERE u.merchant = t.merchant AND u.ticket = t.id AND u.state <> 'cancelled'),
           (SELECT CAST(COALESCE(SUM(g.quantity), 0) AS BIGINT) FROM give_back g
            WHERE g.merchant = t.merchant AND g.ticket = t.id AND g.state <> 'cancelled')
         FROM ticket t WHERE t.id IN ({names})"
    )
}

fn read_units(row: &AnyRow) -> (String, Seen) {
    let seen = Seen {
        left: row.get(1),
        offered: row.get::<i64, _>(2) != 0,
        renewed: row.get::<i64, _>(3) - 1,
        given: row.get::<i64, _>(4) != 0,
        redeemed: row.get(5),
        returned: row.get(6),
        ..Seen::default()
    };
    (row.get(0), seen)
}
