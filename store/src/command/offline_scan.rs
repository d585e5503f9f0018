//! What a phone took without network, when it arrives (RULES §3, offline): verified once more, redeemed as of the scan, or
//! kept as a conflict. Nothing is forced and nothing is lost; the same scan gets the same answer however often it comes.

mod write;

use crate::command::again::until_written;
use crate::table::columns::Columns;
use crate::table::offline_facts::{self, PhoneRow};
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::{DeskPhoneId, MerchantNumber, OfflineScanId, UseId};
use domain::offline::scan::OfflineScan;
use domain::refusal::Refusal;
use sqlx::AnyConnection;
use std::sync::{Arc, OnceLock};

pub(super) use write::{Arrived, Late, redeem_late};

/// A scan with the signature of the phone that took it.
#[derive(Debug, Clone)]
pub struct SignedScan {
    /// What was signed.
    pub scan: OfflineScan,
    /// ES256, r ‖ s.
    pub signature: [u8; 64],
}

/// What became of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanOutcome {
    /// It stands written.
    Redeemed {
        /// 發行單位
        issuer: MerchantNumber,
        /// The redemption.
        use_id: UseId,
        /// Of the ticket, now.
        generation: u8,
        /// Units left, now.
        left: u32,
    },
    /// It is kept, and somebody will decide; why it could not be redeemed.
    Conflict {
        /// The conflict.
        scan: OfflineScanId,
        /// What the server knew.
        refusal: Refusal,
    },
    /// It was not signed by this phone, or its number stands for another scan: not kept.
    NotTaken(Refusal),
}

impl Store {
    /// Takes scans in the order in which they were sent. They prove themselves: whoever sends them need not be signed in,
    /// and the phone may have been revoked since. `NotFound` = there is no such phone.
    pub async fn receive_scans(
        &self,
        merchant: MerchantNumber,
        phone: &DeskPhoneId,
        scans: &[SignedScan],
    ) -> Result<Vec<ScanOutcome>, StoreError> {
        let mut reader = self.engine.counter().acquire().await?;
        let known = offline_facts::phone(&mut reader, merchant, phone.as_str(), self.now()).await?;
        drop(reader);
        let key = known.ok_or(StoreError::NotFound)?.key;
        let mut outcomes = Vec::with_capacity(scans.len());
        for signed in scans {
            let its_own = signed.scan.phone == *phone && signed.scan.units > 0 && signed.scan.number > 0;
            outcomes.push(if its_own && key.has_signed(&signed.scan, merchant, &signed.signature) {
                self.receive_scan(merchant, signed).await?
            } else {
                ScanOutcome::NotTaken(Refusal::Forged)
            });
        }
        Ok(outcomes)
    }

    async fn receive_scan(
        &self,
        merchant: MerchantNumber,
        signed: &SignedScan,
    ) -> Result<ScanOutcome, StoreError> {
        until_written!(self.receive_once(merchant, signed))
    }

    async fn receive_once(
        &self,
        merchant: MerchantNumber,
        signed: &SignedScan,
    ) -> Result<ScanOutcome, StoreError> {
        let answer: Arc<OnceLock<ScanOutcome>> = Arc::default();
        let arrived = Arrived {
            id: self.new_identity(),
            signed: signed.clone(),
            at: self.now(),
            keys: self.issuer_keys.clone(),
            engine: self.engine.kind(),
        };
        let told = Arc::clone(&answer);
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let outcome = take(connection, merchant, &arrived).await?;
                    let _ = told.set(outcome);
                    Ok(())
                })
            })
            .await?;
        answer.get().cloned().ok_or(StoreError::Closing)
    }
}

/// One scan, all in one transaction.
async fn take(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    arrived: &Arrived,
) -> Result<ScanOutcome, StoreError> {
    let scan = &arrived.signed.scan;
    if let Some(outcome) = earlier(connection, merchant, scan).await? {
        return Ok(outcome);
    }
    let phone = offline_facts::phone(connection, merchant, scan.phone.as_str(), scan.scanned_at).await?;
    let phone = phone.ok_or(StoreError::NotFound)?;
    write::decide_and_write(connection, &phone, arrived).await
}

/// The answer that this number has already.
async fn earlier(
    connection: &mut AnyConnection,
    merchant: MerchantNumber,
    scan: &OfflineScan,
) -> Result<Option<ScanOutcome>, StoreError> {
    let row = sqlx::query(
        "SELECT s.id, s.attempt, s.code, s.units, s.scanned_at, s.outcome, s.refusal, s.issuer, s.use_line,
                t.generation, t.remaining
         FROM offline_scan s LEFT JOIN ticket t ON t.merchant = s.issuer AND t.id = s.ticket
         WHERE s.merchant = $1 AND s.phone = $2 AND s.number = $3",
    )
    .bind(i64::from(merchant.0))
    .bind(scan.phone.as_str())
    .bind(i64::from(scan.number))
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    let same = columns.text("attempt")? == scan.attempt.as_str()
        && columns.text("code")? == scan.code
        && columns.count("units")? == u32::from(scan.units)
        && columns.instant("scanned_at")? == scan.scanned_at;
    if !same {
        return Ok(Some(ScanOutcome::NotTaken(Refusal::AttemptReused)));
    }
    if columns.text("outcome")? == "conflict" {
        return Ok(Some(ScanOutcome::Conflict {
            scan: OfflineScanId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("scan"))?,
            refusal: serde_json::from_str(&columns.text("refusal")?)
                .map_err(|_| StoreError::Corrupt("a stored refusal"))?,
        }));
    }
    Ok(Some(ScanOutcome::Redeemed {
        issuer: columns.merchant("issuer")?,
        use_id: UseId::parse(&columns.text("use_line")?).map_err(|_| StoreError::Corrupt("use"))?,
        generation: u8::try_from(columns.number("generation")?)
            .map_err(|_| StoreError::Corrupt("generation"))?,
        left: columns.count("remaining")?,
    }))
}

/// How far the clock of a phone that has just been told the time may be off.
const SLACK_SECONDS: i64 = 600;

/// Why a phone is not believed, whatever the ticket says. A revoked phone's scans from before stand, as far as they can be
/// dated: a code on paper says nothing about its time. Nor is such a code taken from before there was this phone: whoever
/// holds its key could say that a gift was shown before it expired.
fn distrust(phone: &PhoneRow, scanned: Instant, dated: bool) -> Result<(), Refusal> {
    if phone.revoked_at.is_some_and(|revoked| scanned >= revoked || !dated) {
        return Err(Refusal::DeskPhoneRevoked);
    }
    if !dated && scanned < phone.made_at.plus_seconds(-SLACK_SECONDS) {
        return Err(Refusal::ClockWrong);
    }
    if phone.account_enabled { Ok(()) } else { Err(Refusal::PermissionMissing) }
}
