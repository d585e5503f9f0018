//! Settling a conflict (RULES §3, offline): somebody decides, once, knowing both facts.

use super::offline_scan::{Arrived, Late, SignedScan, redeem_late};
use crate::command::again::until_written;
use crate::random::new_identity;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::table::offline_facts;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::event::EventKind;
use domain::hexadecimal::unhex;
use domain::identity::{AttemptId, DeskPhoneId, OfflineScanId};
use domain::offline::conflict::{ConflictDecision, decisions, may_settle};
use domain::offline::scan::OfflineScan;
use domain::permission::Function;
use domain::redeem::{self, PhoneEnd, RedeemDecision, Shown};
use domain::refusal::Refusal;
use sqlx::AnyConnection;

/// A conflict as it lies there.
struct Kept {
    scan: OfflineScan,
    signature: [u8; 64],
    of_branch: bool,
    decided: Option<ConflictDecision>,
    issuer: Option<i64>,
    ticket: Option<String>,
}

impl Store {
    /// Decides what becomes of a scan that could not be redeemed. Redeeming after all is decided by the rules as they are
    /// now, for the ticket as it is now; the other decisions write down who bears what. The same decision again changes
    /// nothing.
    pub async fn settle_conflict(
        &self,
        session: &SessionToken,
        scan: &OfflineScanId,
        decision: ConflictDecision,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::CancelRedemption).await?;
        may_settle(&actor).map_err(StoreError::Refused)?;
        until_written!(self.settle_once(&actor, scan, decision))
    }

    async fn settle_once(
        &self,
        actor: &Actor,
        scan: &OfflineScanId,
        decision: ConflictDecision,
    ) -> Result<(), StoreError> {
        let (actor, id, now) = (actor.clone(), scan.to_string(), self.now());
        let (keys, engine) = (self.issuer_keys.clone(), self.engine.kind());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let kept = kept(connection, &actor, &id).await?;
                    match kept.decided {
                        Some(decided) if decided == decision => return Ok(()),
                        Some(_) => return Err(StoreError::Refused(Refusal::ConflictClosed)),
                        None => {}
                    }
                    if !decisions(&actor, kept.of_branch).contains(&decision) {
                        return Err(StoreError::Refused(Refusal::ConflictUnknown));
                    }
                    let (issuer, ticket) = (kept.issuer, kept.ticket.clone());
                    let units = i64::from(kept.scan.units);
                    let use_line = match decision {
                        ConflictDecision::Redeemed => {
                            let signed = SignedScan { scan: kept.scan, signature: kept.signature };
                            let arrived = Arrived { id: id.clone(), signed, at: now, keys, engine };
                            Some(redeem_after_all(connection, &actor, &arrived).await?)
                        }
                        ConflictDecision::MerchantBears
                        | ConflictDecision::BranchBears
                        | ConflictDecision::NothingGiven => None,
                    };
                    close(connection, &actor, &id, decision, use_line, now.0).await?;
                    let event = Entry {
                        ticket,
                        line: Some(id),
                        quantity: Some(units),
                        content: Some(decision.as_str().to_owned()),
                        ..Entry::new(
                            issuer.unwrap_or(i64::from(actor.merchant.0)),
                            EventKind::OfflineConflictSettled,
                            now,
                        )
                        .by(&actor)
                    };
                    entry::insert(connection, &event).await
                })
            })
            .await
    }
}

async fn kept(connection: &mut AnyConnection, actor: &Actor, id: &str) -> Result<Kept, StoreError> {
    let row = sqlx::query(
        "SELECT s.phone, s.number, s.attempt, s.code, s.units, s.scanned_at, s.ahead, s.heard_at, s.unchecked,
                s.signature, s.decision, s.issuer, s.ticket, d.branch
         FROM offline_scan s JOIN desk_phone d ON d.merchant = s.merchant AND d.id = s.phone
         WHERE s.merchant = $1 AND s.id = $2 AND s.outcome = 'conflict' AND ($3 = '' OR d.branch = $3)",
    )
    .bind(i64::from(actor.merchant.0))
    .bind(id)
    .bind(actor.branch().map_or("", |branch| branch.as_str()).to_owned())
    .fetch_optional(connection)
    .await?
    .ok_or(StoreError::Refused(Refusal::ConflictUnknown))?;
    let columns = Columns(&row);
    let small = |column| u8::try_from(columns.number(column)?).map_err(|_| StoreError::Corrupt("a scan"));
    Ok(Kept {
        scan: OfflineScan {
            phone: DeskPhoneId::parse(&columns.text("phone")?).map_err(|_| StoreError::Corrupt("phone"))?,
            number: columns.count("number")?,
            attempt: AttemptId::parse(&columns.text("attempt")?)
                .map_err(|_| StoreError::Corrupt("attempt"))?,
            code: columns.text("code")?,
            units: small("units")?,
            scanned_at: columns.instant("scanned_at")?,
            ahead: columns.number("ahead")?,
            heard_at: columns.instant("heard_at")?,
            unchecked: small("unchecked")?,
        },
        signature: unhex(&columns.text("signature")?).ok_or(StoreError::Corrupt("a signature"))?,
        of_branch: columns.maybe_text("branch")?.is_some(),
        decided: columns.maybe_stated("decision", ConflictDecision::parse)?,
        issuer: columns.maybe_number("issuer")?,
        ticket: columns.maybe_text("ticket")?,
    })
}

/// The code's signatures must hold, and the ticket must be redeemable now; whose phone it was, and which half minute, is
/// what somebody has just looked at.
async fn redeem_after_all(
    connection: &mut AnyConnection,
    actor: &Actor,
    arrived: &Arrived,
) -> Result<String, StoreError> {
    let scan = &arrived.signed.scan;
    let authentic = scan.authentic(arrived.keys.public()).map_err(StoreError::Refused)?;
    let mut presented = authentic.admit_at_any_time(Ok(())).map_err(StoreError::Refused)?;
    let step = presented.step.map(|step| step.0);
    let address = (presented.claims.merchant, presented.claims.locator.to_integer());
    let found = offline_facts::ticket(connection, arrived.engine, address, actor, step, None).await?;
    let found = found.ok_or(StoreError::Refused(Refusal::TicketUnknown))?;
    if found.step_used {
        presented.step = None;
    }
    let shown = Shown {
        proof: presented.proof,
        // A ticket that was renewed or given away since is somebody else's.
        generation: Some(presented.claims.generation),
        confirmed: true,
        device_removed: false,
        presented_before: false,
        phone: PhoneEnd::NotAsked,
    };
    let units = Some(u32::from(scan.units));
    let decided = redeem::decide_late(&found.facts, actor, shown, units, scan.scanned_at, arrived.at)
        .map_err(StoreError::Refused)?;
    let RedeemDecision::Redeem(redemption) = decided else {
        return Err(StoreError::Refused(Refusal::Unavailable));
    };
    let (use_line, attempt) = (new_identity(arrived.at), new_identity(arrived.at));
    let late = Late { redemption, presented };
    redeem_late(connection, actor, &found, &use_line, &attempt, scan.scanned_at, arrived.at, &late).await?;
    Ok(use_line)
}

async fn close(
    connection: &mut AnyConnection,
    actor: &Actor,
    id: &str,
    decision: ConflictDecision,
    use_line: Option<String>,
    now: i64,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE offline_scan SET decision = $3, decided_at = $4, decided_by = $5, use_line = $6
         WHERE merchant = $1 AND id = $2 AND decision IS NULL",
    )
    .bind(i64::from(actor.merchant.0))
    .bind(id)
    .bind(decision.as_str())
    .bind(now)
    .bind(actor.account.as_str())
    .bind(use_line)
    .execute(connection)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
}
