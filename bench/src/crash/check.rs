//! What must be true after every crash.

use super::act::{Effect, KINDS};
use crate::Fallible;
use domain::seal::SignedHead;
use sqlx::{AnyPool, AssertSqlSafe, Row};
use std::collections::HashSet;
use store::Store;
use store::fixture::ISSUER;

/// Each counts offences; the first two are told apart from the books so that a failure names what broke.
const ALWAYS: [(&str, &str); 7] = [
    (
        "units do not add up",
        "SELECT COUNT(*) FROM ticket t WHERE t.quantity <> t.remaining
           + (SELECT COALESCE(SUM(u.quantity), 0) FROM use_line u
              WHERE u.merchant = t.merchant AND u.ticket = t.id AND u.state <> 'cancelled')
           + (SELECT COALESCE(SUM(g.quantity), 0) FROM give_back g
              WHERE g.merchant = t.merchant AND g.ticket = t.id AND g.state <> 'cancelled')",
    ),
    (
        "a redemption without its event",
        "SELECT COUNT(*) FROM use_line u WHERE NOT EXISTS
           (SELECT 1 FROM event e WHERE e.merchant = u.merchant AND e.line = u.id)",
    ),
    (
        "an event without its redemption",
        "SELECT COUNT(*) FROM event e WHERE e.kind = 'redeemed' AND NOT EXISTS
           (SELECT 1 FROM use_line u WHERE u.merchant = e.merchant AND u.id = e.line)",
    ),
    (
        "a cancelling that is half done",
        "SELECT COUNT(*) FROM use_line u WHERE (u.state = 'cancelled') <> EXISTS
           (SELECT 1 FROM event e WHERE e.merchant = u.merchant AND e.line = u.id AND e.kind = 'redemption_cancelled')",
    ),
    (
        "a return that is half done",
        "SELECT COUNT(*) FROM give_back g WHERE NOT EXISTS
           (SELECT 1 FROM event e WHERE e.merchant = g.merchant AND e.line = g.id AND e.kind = 'given_back')",
    ),
    (
        "money that did not move with its units",
        "SELECT COUNT(*) FROM event e WHERE e.kind IN ('redeemed', 'redemption_cancelled', 'given_back') AND NOT EXISTS
           (SELECT 1 FROM posting p WHERE p.merchant = e.merchant AND p.event = e.id)",
    ),
    (
        "a ticket that is offered without an offer, or the other way round",
        "SELECT COUNT(*) FROM ticket t WHERE t.offered <>
           (SELECT COUNT(*) FROM transfer_line l
            WHERE l.merchant = t.merchant AND l.ticket = t.id AND l.state = 'offered')",
    ),
];

/// Every acknowledged act has its event, none has two, and nothing is half done.
pub async fn check(rows: &AnyPool, acknowledged: &HashSet<Effect>) -> Fallible<()> {
    let sql = format!(
        "SELECT kind, ticket, COUNT(*) FROM event WHERE ticket IS NOT NULL AND kind IN ('{}') GROUP BY kind, ticket",
        KINDS.join("', '")
    );
    let mut written = HashSet::new();
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(rows).await? {
        let (kind, ticket): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if row.try_get::<i64, _>(2)? != 1 {
            return Err(format!("done twice: {kind} of {ticket}").into());
        }
        written.insert((kind, ticket));
    }
    let lost = |effect: &&Effect| !written.contains(&(effect.kind.to_owned(), effect.ticket.clone()));
    if let Some(lost) = acknowledged.iter().find(lost) {
        return Err(format!("acknowledged and lost: {} of {}", lost.kind, lost.ticket).into());
    }
    for (offence, sql) in ALWAYS {
        if sqlx::query(sql).fetch_one(rows).await?.try_get::<i64, _>(0)? != 0 {
            return Err(offence.into());
        }
    }
    Ok(())
}

/// What seals and books said the last time.
#[derive(Default)]
pub struct Proven {
    pub sealed: u64,
    head: Option<SignedHead>,
}

impl Proven {
    /// Seals what the dead servers left, walks the log against the head of the time before, and proves the books. No
    /// server of these lives long enough to have the sealer's lease.
    pub async fn prove(&mut self, store: &Store) -> Fallible<()> {
        store.seal_every_log(store.now()).await?;
        let found = store.verify(ISSUER, self.head.take()).await?;
        if !found.holds() || found.sealed <= self.sealed {
            return Err(format!("{} seals after {}: {:?}", found.sealed, self.sealed, found.faults).into());
        }
        let proofs = store.prove(store.now().day()).await?;
        if let Some(broken) = proofs.iter().find(|proof| !proof.holds()) {
            return Err(format!("the books are off: {broken:?}").into());
        }
        (self.sealed, self.head) = (found.sealed, Some(store.head(ISSUER).await?));
        Ok(())
    }
}
