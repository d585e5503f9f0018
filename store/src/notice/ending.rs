//! The job of the morning that tells holders of what ends soon (RULES §14): one event a wallet and last day, however many
//! tickets end then. A job that died and runs again finds what it has told.

use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::ending::Ending;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use tokio::sync::oneshot;

/// Wallets with something left whose last day is `$1`, and whose holder can be written to or told on a phone; the first of their tickets
/// carries the event.
macro_rules! wallets_where {
    ($ends:literal) => {
        concat!(
            "SELECT t.merchant, t.wallet, MIN(t.id) AS ticket, CAST(SUM(t.remaining) AS BIGINT) AS units
FROM ticket t
JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
JOIN wallet w ON w.merchant = t.merchant AND w.id = t.wallet AND (w.holder_email <> '' OR EXISTS (
    SELECT 1 FROM push_subscription p WHERE p.merchant = w.merchant AND p.wallet = w.id))
WHERE ",
            $ends,
            " AND t.remaining > 0 AND (t.merchant > $2 OR (t.merchant = $2 AND t.wallet > $3))
GROUP BY t.merchant, t.wallet ORDER BY t.merchant, t.wallet LIMIT $4"
        )
    };
}

const GUARANTEES: &str =
    wallets_where!("t.kind = 'paid' AND t.trust_released = 0 AND t.guarantee_until = $1");
const EXPIRIES: &str = wallets_where!("t.kind = 'gift' AND t.usable_until = $1");

/// Wallets of one query, and of one transaction.
const CHUNK: usize = 40;

struct Wallet {
    merchant: i64,
    id: String,
    ticket: String,
    units: i64,
}

impl Store {
    /// Tells of every last day that it is time for, of all merchants; how many wallets.
    pub async fn tell_of_endings(&self, today: Day) -> Result<u64, StoreError> {
        let mut told = 0;
        for ending in Ending::ALL {
            told += self.tell_of(*ending, ending.told_on(today)).await?;
        }
        Ok(told)
    }

    async fn tell_of(&self, ending: Ending, last_day: Day) -> Result<u64, StoreError> {
        let (mut after, mut told) = ((0, String::new()), 0);
        let text = match ending {
            Ending::Guarantee => GUARANTEES,
            Ending::Expiry => EXPIRIES,
        };
        loop {
            let rows = sqlx::query(text)
                .bind(last_day.to_string())
                .bind(after.0)
                .bind(after.1.as_str())
                .bind(CHUNK as i64)
                .fetch_all(self.engine.reader())
                .await?;
            let wallets = rows.iter().map(wallet).collect::<Result<Vec<_>, _>>()?;
            let is_last = wallets.len() < CHUNK;
            if let Some(last) = wallets.last() {
                after = (last.merchant, last.id.clone());
                told += self.write_told(ending, last_day, wallets).await?;
            }
            if is_last {
                return Ok(told);
            }
        }
    }

    async fn write_told(
        &self,
        ending: Ending,
        last_day: Day,
        wallets: Vec<Wallet>,
    ) -> Result<u64, StoreError> {
        let now = self.now();
        let (answer, answered) = oneshot::channel();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let mut told = 0;
                    for wallet in wallets {
                        told += u64::from(write(connection, ending, last_day, wallet, now).await?);
                    }
                    let _ = answer.send(told);
                    Ok(())
                })
            })
            .await?;
        answered.await.map_err(|_| StoreError::Closing)
    }
}

fn wallet(row: &AnyRow) -> Result<Wallet, StoreError> {
    let columns = Columns(row);
    Ok(Wallet {
        merchant: columns.number("merchant")?,
        id: columns.text("wallet")?,
        ticket: columns.text("ticket")?,
        units: columns.number("units")?,
    })
}

/// Whether this wallet had not been told yet.
async fn write(
    connection: &mut AnyConnection,
    ending: Ending,
    last_day: Day,
    wallet: Wallet,
    now: Instant,
) -> Result<bool, StoreError> {
    let told = sqlx::query(
        "INSERT INTO ending_told (merchant, wallet, ending, last_day, told_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (merchant, wallet, ending, last_day) DO NOTHING",
    )
    .bind(wallet.merchant)
    .bind(wallet.id)
    .bind(ending.as_str())
    .bind(last_day.to_string())
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    if told.rows_affected() != 1 {
        return Ok(false);
    }
    let event = Entry {
        ticket: Some(wallet.ticket),
        quantity: Some(wallet.units),
        ..Entry::new(wallet.merchant, ending.event(), now)
    };
    entry::insert(connection, &event).await?;
    Ok(true)
}
