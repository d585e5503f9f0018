//! The step of the night that ends offers nobody answered (RULES §5, 逾期未接受). It may run as often as it likes.

use super::ending::Ending;
use super::line::{self, LineRow};
use crate::change::ROUNDS;
use crate::command::again::was_lost;
use crate::table::issuer::IssuerRow;
use crate::{Store, StoreError};
use domain::calendar::Day;
use domain::event::EventKind;
use domain::identity::MerchantNumber;
use domain::transfer;
use std::collections::BTreeMap;

/// Tickets ended by one transaction, so that the counter hardly waits.
const CHUNK_TICKETS: i64 = 40;

impl Store {
    /// Ends every offer whose last day is before `today`, of all merchants; how many tickets were the giver's again.
    pub async fn lapse_transfers(&self, today: Day) -> Result<u64, StoreError> {
        let mut after = (0, String::new());
        let mut lapsed = 0;
        loop {
            let (next, ended) = self.lapse_chunk(today, &after).await?;
            lapsed += ended;
            let Some(next) = next else {
                return Ok(lapsed);
            };
            after = next;
        }
    }

    /// One chunk after `after`: where it ended (nowhere if there is no more), and how many tickets lapsed.
    async fn lapse_chunk(
        &self,
        today: Day,
        after: &(i64, String),
    ) -> Result<(Option<(i64, String)>, u64), StoreError> {
        let mut next = None;
        for _ in 0..ROUNDS {
            let lines = line::open_before(&self.engine, &today.to_string(), after, CHUNK_TICKETS).await?;
            next = lines.last().map(key);
            match self.write_lapsed(&lines, today).await {
                Err(error) if was_lost(&error) => {}
                done => return Ok((next, done?)),
            }
        }
        // Somebody else keeps ending them: what is left of this chunk waits for the next run.
        Ok((next, 0))
    }

    async fn write_lapsed(&self, lines: &[LineRow], today: Day) -> Result<u64, StoreError> {
        let mut issuers: BTreeMap<MerchantNumber, IssuerRow> = BTreeMap::new();
        let mut endings = Vec::new();
        for line in lines {
            let Some(end) = transfer::lapse(&line.facts, today) else { continue };
            let merchant = line.ticket.merchant;
            let issuer = match issuers.get(&merchant) {
                Some(issuer) => issuer.clone(),
                None => IssuerRow::read(&self.engine, merchant).await?,
            };
            endings.push(Ending::new(line, end, &issuer, &self.keyring)?);
            issuers.insert(merchant, issuer);
        }
        let lapsed = u64::try_from(endings.len()).unwrap_or(u64::MAX);
        if endings.is_empty() {
            return Ok(0);
        }
        let now = self.now();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    for ending in &endings {
                        ending.write(connection, EventKind::TransferLapsed, now, |event| event).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(lapsed)
    }
}

fn key(line: &LineRow) -> (i64, String) {
    (i64::from(line.ticket.merchant.0), line.ticket.id.to_string())
}
