//! The escrow proof (RULES §15): for each merchant, what the books say is in trust and on its way is counted a second time
//! over tickets and lines. One dollar off fails loudly.

use crate::random::new_identity;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::identity::MerchantNumber;
use domain::ledger::LedgerAccount;
use domain::money::Dollars;
use sqlx::any::AnyRow;
use sqlx::{Any, Executor};

/// One account, told twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenAccount {
    /// Which.
    pub account: LedgerAccount,
    /// What the postings add up to.
    pub books: Dollars,
    /// What tickets and lines add up to.
    pub counted: Dollars,
}

/// The proof of one merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscrowProof {
    /// Whose money.
    pub merchant: MerchantNumber,
    /// 價金保管, then what waits for the bank.
    pub accounts: Vec<ProvenAccount>,
    /// Of what lies in trust: guarantees that ended and were not released yet.
    pub to_release: Option<ToRelease>,
}

/// Money of guarantees that ended. It lies in trust until the night's job has released it, whenever that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToRelease {
    /// How much.
    pub amount: Dollars,
    /// The last day of the guarantee that ended first.
    pub ended_on: Day,
}

impl EscrowProof {
    /// How far the books are from what was counted, account by account.
    pub fn differences(&self) -> Vec<Dollars> {
        let difference = |account: &ProvenAccount| account.books.0.saturating_sub(account.counted.0);
        self.accounts.iter().map(|account| Dollars(difference(account))).collect()
    }

    /// Whether it holds to the dollar.
    pub fn holds(&self) -> bool {
        self.accounts.iter().all(|account| account.books == account.counted)
    }
}

/// Books and count in one statement, so that both see the same moment. `$1` = one merchant, or 0 = all. What must be in
/// trust follows from the guarantee's day (`$2` = today): until its last day is over all of it, whatever was noted of a
/// release, and after it what was not released. When the job of the night runs makes no proof wrong.
const PROVE: &str = "
SELECT m.number AS merchant,
  CAST(COALESCE((SELECT SUM(CASE WHEN p.to_account = 'trust' THEN p.amount ELSE 0 END)
       - SUM(CASE WHEN p.from_account = 'trust' THEN p.amount ELSE 0 END)
     FROM posting p WHERE p.merchant = m.number), 0) AS BIGINT) AS trust_books,
  CAST(COALESCE((SELECT SUM(t.face_value * t.remaining) FROM ticket t
     JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
     WHERE t.merchant = m.number AND t.kind = 'paid'
       AND (t.guarantee_until >= $2 OR t.trust_released = 0)), 0) AS BIGINT) AS trust_counted,
  CAST(COALESCE((SELECT SUM(t.face_value * t.remaining) FROM ticket t
     JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
     WHERE t.merchant = m.number AND t.guarantee_until < $2 AND t.trust_released = 0), 0) AS BIGINT) AS to_release,
  (SELECT MIN(t.guarantee_until) FROM ticket t
     JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
     WHERE t.merchant = m.number AND t.guarantee_until < $2 AND t.trust_released = 0 AND t.remaining > 0) AS ended_on,
  CAST(COALESCE((SELECT SUM(CASE WHEN p.to_account = 'settling' THEN p.amount ELSE 0 END)
       - SUM(CASE WHEN p.from_account = 'settling' THEN p.amount ELSE 0 END)
     FROM posting p WHERE p.merchant = m.number), 0) AS BIGINT) AS settling_books,
  CAST(COALESCE((SELECT SUM(t.face_value * u.quantity) FROM use_line u
     JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
     WHERE u.merchant = m.number AND t.kind = 'paid' AND u.state IN ('used', 'settling')), 0) AS BIGINT)
     AS settling_counted,
  CAST(COALESCE((SELECT SUM(CASE WHEN p.to_account = 'refunding' THEN p.amount ELSE 0 END)
       - SUM(CASE WHEN p.from_account = 'refunding' THEN p.amount ELSE 0 END)
     FROM posting p WHERE p.merchant = m.number), 0) AS BIGINT) AS refunding_books,
  CAST(COALESCE((SELECT SUM(t.face_value * g.quantity - g.fee) FROM give_back g
     JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
     WHERE g.merchant = m.number AND t.kind = 'paid' AND g.state IN ('pending', 'settling')), 0) AS BIGINT)
     AS refunding_counted,
  CAST(COALESCE((SELECT SUM(CASE WHEN p.to_account = 'fee' THEN p.amount ELSE 0 END)
       - SUM(CASE WHEN p.from_account = 'fee' THEN p.amount ELSE 0 END)
     FROM posting p WHERE p.merchant = m.number), 0) AS BIGINT) AS fee_books,
  CAST(COALESCE((SELECT SUM(g.fee) FROM give_back g WHERE g.merchant = m.number
     AND g.state IN ('pending', 'settling')), 0) AS BIGINT) AS fee_counted
FROM merchant m WHERE $1 = 0 OR m.number = $1 ORDER BY m.number";

/// Of one merchant, or all, as things must be at `now`.
pub(super) async fn proofs<'c>(
    database: impl Executor<'c, Database = Any>,
    merchant: Option<MerchantNumber>,
    now: Instant,
) -> Result<Vec<EscrowProof>, StoreError> {
    let rows = sqlx::query(PROVE)
        .bind(merchant.map_or(0, |merchant| i64::from(merchant.0)))
        .bind(now.day().to_string())
        .fetch_all(database)
        .await?;
    rows.iter().map(proof).collect()
}

fn proof(row: &AnyRow) -> Result<EscrowProof, StoreError> {
    let columns = Columns(row);
    let account = |account: LedgerAccount| -> Result<ProvenAccount, StoreError> {
        Ok(ProvenAccount {
            account,
            books: Dollars(columns.number(&format!("{}_books", account.as_str()))?),
            counted: Dollars(columns.number(&format!("{}_counted", account.as_str()))?),
        })
    };
    let amount = Dollars(columns.number("to_release")?);
    let to_release = columns.maybe_day("ended_on")?.map(|ended_on| ToRelease { amount, ended_on });
    Ok(EscrowProof {
        merchant: columns.merchant("merchant")?,
        accounts: vec![
            account(LedgerAccount::Trust)?,
            account(LedgerAccount::Settling)?,
            account(LedgerAccount::Refunding)?,
            account(LedgerAccount::Fee)?,
        ],
        to_release,
    })
}

impl Store {
    /// Proves every merchant's money now, and keeps the proof for `day`.
    pub async fn prove(&self, day: Day) -> Result<Vec<EscrowProof>, StoreError> {
        let proofs = proofs(self.engine.reader(), None, self.now()).await?;
        self.keep(day, proofs.clone()).await?;
        for proof in proofs.iter().filter(|proof| !proof.holds()) {
            tracing::error!(merchant = %proof.merchant, ?proof, "the escrow proof does not hold");
        }
        Ok(proofs)
    }

    /// Whether the last proof that was kept for `day` holds, of every merchant.
    pub async fn kept_proof_holds(&self, day: Day) -> Result<bool, StoreError> {
        let broken = sqlx::query(
            "SELECT merchant FROM escrow_proof
             WHERE day = $1 AND books <> counted AND at = (SELECT MAX(at) FROM escrow_proof WHERE day = $1) LIMIT 1",
        )
        .bind(day.to_string())
        .fetch_optional(self.engine.reader())
        .await?;
        Ok(broken.is_none())
    }

    /// The same at the moment of the newest event and posting, and not kept: for a database that was brought back, whose
    /// jobs have stood still since.
    pub(crate) async fn prove_as_left(&self) -> Result<Vec<EscrowProof>, StoreError> {
        let row = sqlx::query(
            "SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) AS newest FROM
               (SELECT MAX(at) AS at FROM event UNION ALL SELECT MAX(at) AS at FROM posting) AS both_of_them",
        )
        .fetch_one(self.engine.reader())
        .await?;
        let newest = Columns(&row).instant("newest")?;
        proofs(self.engine.reader(), None, newest).await
    }

    async fn keep(&self, day: Day, proofs: Vec<EscrowProof>) -> Result<(), StoreError> {
        let now = self.now();
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    for proof in &proofs {
                        for account in &proof.accounts {
                            sqlx::query(
                                "INSERT INTO escrow_proof (merchant, day, id, at, account, books, counted)
                                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                            )
                            .bind(i64::from(proof.merchant.0))
                            .bind(day.to_string())
                            .bind(new_identity(now))
                            .bind(now.0)
                            .bind(account.account.as_str())
                            .bind(account.books.0)
                            .bind(account.counted.0)
                            .execute(&mut *transaction)
                            .await?;
                        }
                    }
                    Ok(())
                })
            })
            .await
    }
}
