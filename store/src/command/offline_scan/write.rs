//! The decision about one scan that arrived, and its rows.

use super::{ScanOutcome, SignedScan, distrust};
use crate::StoreError;
use crate::command::redeem::content_of;
use crate::engine::EngineKind;
use crate::random::new_identity;
use crate::table::columns::Columns;
use crate::table::desk_facts::{Found, spent_by_on};
use crate::table::entry::{self, Entry, unbookable};
use crate::table::issuer_key::IssuerKeyRing;
use crate::table::offline_facts::{self, PhoneRow};
use crate::table::ticket::{self, TicketChange};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::code::Presented;
use domain::event::EventKind;
use domain::hexadecimal::hex;
use domain::identity::{OfflineScanId, UseId};
use domain::ledger;
use domain::offline::scan::OfflineScan;
use domain::proof::ProofLevel;
use domain::redeem::{self, PhoneEnd, RedeemDecision, Redemption, Shown};
use domain::refusal::Refusal;
use domain::ticket::UseState;
use sqlx::AnyConnection;

/// A scan as it arrived.
pub(in crate::command) struct Arrived {
    pub id: String,
    pub signed: SignedScan,
    pub at: Instant,
    pub keys: IssuerKeyRing,
    pub engine: EngineKind,
}

/// What is known of it in the end.
struct Judged {
    found: Option<Found>,
    /// The use line, and whether it is written now or was before.
    outcome: Result<(String, Option<Late>), Refusal>,
}

/// A redemption that is to be written.
pub(in crate::command) struct Late {
    pub redemption: Redemption,
    pub presented: Presented,
}

/// Decides, and writes the scan with whatever follows from it.
pub(super) async fn decide_and_write(
    connection: &mut AnyConnection,
    phone: &PhoneRow,
    arrived: &Arrived,
) -> Result<ScanOutcome, StoreError> {
    let Judged { found, outcome } = judge(connection, phone, arrived).await?;
    insert_scan(connection, phone, arrived, found.as_ref(), outcome.as_ref()).await?;
    let scan = &arrived.signed.scan;
    let refusal = match (outcome, found) {
        (Ok((use_line, late)), Some(found)) => {
            let use_id = UseId::parse(&use_line).map_err(|_| StoreError::Corrupt("use"))?;
            let mut left = found.facts.ticket.remaining;
            if let Some(late) = late {
                left = late.redemption.remaining;
                let attempt = scan.attempt.as_str();
                redeem_late(
                    connection,
                    &phone.actor,
                    &found,
                    &use_line,
                    attempt,
                    scan.scanned_at,
                    arrived.at,
                    &late,
                )
                .await?;
            }
            let generation = found.facts.ticket.generation;
            return Ok(ScanOutcome::Redeemed { issuer: found.facts.issuer, use_id, generation, left });
        }
        (Ok(_), None) => return Err(StoreError::Corrupt("a redemption of nothing")),
        (Err(refusal), found) => {
            let merchant = found.as_ref().map_or(phone.merchant, |found| found.facts.issuer);
            let event = Entry {
                ticket: found.as_ref().map(|found| found.ticket.to_string()),
                line: Some(arrived.id.clone()),
                quantity: Some(i64::from(scan.units)),
                ..Entry::new(i64::from(merchant.0), EventKind::OfflineConflict, arrived.at).by(&phone.actor)
            };
            entry::insert(connection, &event).await?;
            refusal
        }
    };
    let scan = OfflineScanId::parse(&arrived.id).map_err(|_| StoreError::Corrupt("scan"))?;
    Ok(ScanOutcome::Conflict { scan, refusal })
}

/// Steps 1–6 as of the scan, whose phone it is, and what the database says.
async fn judge(
    connection: &mut AnyConnection,
    phone: &PhoneRow,
    arrived: &Arrived,
) -> Result<Judged, StoreError> {
    let scan = &arrived.signed.scan;
    let nothing = |refusal| Ok(Judged { found: None, outcome: Err(refusal) });
    let authentic = match scan.authentic(arrived.keys.public()) {
        Ok(authentic) => authentic,
        Err(refusal) => return nothing(refusal),
    };
    let claims = *authentic.claims();
    let step = authentic.step().map(|step| step.0);
    let holder_key = authentic.holder_key().map(|key| key.to_text());
    let address = (claims.merchant, claims.locator.to_integer());
    let found =
        offline_facts::ticket(connection, arrived.engine, address, &phone.actor, step, holder_key.as_deref())
            .await?;
    let Some(mut found) = found else {
        return nothing(Refusal::TicketUnknown);
    };
    if let Some(use_line) = of_this_attempt(connection, phone, &found, scan).await? {
        let outcome = use_line.map(|line| (line, None));
        return Ok(Judged { found: Some(found), outcome });
    }
    if found.facts.ticket.remaining == 0 {
        let (returned, latest) = spent_by_on(connection, found.facts.issuer, &found.ticket).await?;
        found.facts.returned = returned;
        found.facts.latest_use = latest;
    }
    let presented = scan.presented(&authentic);
    let outcome = distrust(phone, scan.scanned_at, step.is_some()).and_then(|()| {
        let presented = presented?;
        let redemption = decide(&found, &phone.actor, &presented, arrived)?;
        Ok((new_identity(arrived.at), Some(Late { redemption, presented })))
    });
    Ok(Judged { found: Some(found), outcome })
}

/// The rules, as of the scan. What was handed over was confirmed by hand.
fn decide(
    found: &Found,
    actor: &Actor,
    presented: &Presented,
    arrived: &Arrived,
) -> Result<Redemption, Refusal> {
    let scan = &arrived.signed.scan;
    let shown = Shown {
        proof: presented.proof,
        generation: Some(presented.claims.generation),
        confirmed: true,
        device_removed: presented.proof == ProofLevel::Living && !found.device_known,
        presented_before: found.step_used,
        phone: PhoneEnd::NotAsked,
    };
    let units = Some(u32::from(scan.units));
    match redeem::decide_late(&found.facts, actor, shown, units, scan.scanned_at, arrived.at)? {
        RedeemDecision::Redeem(redemption) => Ok(redemption),
        RedeemDecision::Confirm { .. } => Err(Refusal::Unavailable),
    }
}

/// What the same attempt did with network before its answer was lost: the redemption, or another act. Fewer units than were
/// handed over are another act, too.
async fn of_this_attempt(
    connection: &mut AnyConnection,
    phone: &PhoneRow,
    found: &Found,
    scan: &OfflineScan,
) -> Result<Option<Result<String, Refusal>>, StoreError> {
    let row = sqlx::query(
        "SELECT kind, ticket, line, quantity FROM event
         WHERE merchant = $1 AND account = $2 AND attempt = $3",
    )
    .bind(i64::from(found.facts.issuer.0))
    .bind(phone.actor.account.as_str())
    .bind(scan.attempt.as_str())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    let same = columns.text("kind")? == EventKind::Redeemed.as_str()
        && columns.maybe_number("quantity")? == Some(i64::from(scan.units))
        && columns.maybe_text("ticket")?.as_deref() == Some(found.ticket.as_str());
    let line = columns.maybe_text("line")?.filter(|_| same);
    Ok(Some(line.ok_or(Refusal::AttemptReused)))
}

async fn insert_scan(
    connection: &mut AnyConnection,
    phone: &PhoneRow,
    arrived: &Arrived,
    found: Option<&Found>,
    outcome: Result<&(String, Option<Late>), &Refusal>,
) -> Result<(), StoreError> {
    let SignedScan { scan, signature } = &arrived.signed;
    let refusal = outcome.err().map(serde_json::to_string).transpose();
    let refusal = refusal.map_err(|_| StoreError::Corrupt("refusal"))?;
    sqlx::query(
        "INSERT INTO offline_scan (merchant, id, phone, number, attempt, code, units, scanned_at, ahead, heard_at,
                                   unchecked, signature, received_at, outcome, refusal, issuer, ticket, use_line)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(i64::from(phone.merchant.0))
    .bind(arrived.id.as_str())
    .bind(phone.id.as_str())
    .bind(i64::from(scan.number))
    .bind(scan.attempt.as_str())
    .bind(scan.code.as_str())
    .bind(i64::from(scan.units))
    .bind(scan.scanned_at.0)
    .bind(scan.ahead)
    .bind(scan.heard_at.0)
    .bind(i64::from(scan.unchecked))
    .bind(hex(signature))
    .bind(arrived.at.0)
    .bind(if outcome.is_ok() { "redeemed" } else { "conflict" })
    .bind(refusal)
    .bind(found.map(|found| i64::from(found.facts.issuer.0)))
    .bind(found.map(|found| found.ticket.to_string()))
    .bind(outcome.ok().map(|(use_line, _)| use_line.as_str()))
    .execute(connection)
    .await?;
    Ok(())
}

/// The ticket, its use line, its event and its money, for a scan of another moment.
#[allow(clippy::too_many_arguments)] // the facts of one redemption, as in `redeem`
pub(in crate::command) async fn redeem_late(
    connection: &mut AnyConnection,
    actor: &Actor,
    found: &Found,
    use_line: &str,
    attempt: &str,
    scanned_at: Instant,
    now: Instant,
    late: &Late,
) -> Result<(), StoreError> {
    let Late { redemption, presented } = late;
    let (merchant, ticket) = (i64::from(found.facts.issuer.0), found.ticket.as_str());
    let postings = ledger::redeem(found.money, redemption).map_err(unbookable)?;
    let change = TicketChange {
        remaining: i64::from(redemption.remaining),
        releases: ledger::releases(found.money, redemption.state == UseState::RedeemedOverdue),
        ..TicketChange::default()
    };
    ticket::change(connection, merchant, ticket, redemption.expected_version, &change).await?;
    sqlx::query(
        "INSERT INTO use_line (merchant, id, ticket, quantity, state, proof, step, scanned_at, recorded_at, business_day,
                               redeemer, branch, account, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $9)",
    )
    .bind(merchant)
    .bind(use_line)
    .bind(ticket)
    .bind(i64::from(redemption.quantity))
    .bind(redemption.state.as_str())
    .bind(presented.proof.as_str())
    .bind(presented.step.map(|step| i64::from(step.0)))
    .bind(scanned_at.min(now).0)
    .bind(now.0)
    .bind(redemption.business_day.to_string())
    .bind(i64::from(actor.merchant.0))
    .bind(actor.branch().map(|branch| branch.as_str()))
    .bind(actor.account.as_str())
    .execute(&mut *connection)
    .await?;
    let event = Entry {
        ticket: Some(ticket.to_owned()),
        line: Some(use_line.to_owned()),
        quantity: Some(i64::from(redemption.quantity)),
        remaining: Some(i64::from(redemption.remaining)),
        amount: postings.first().map(|posting| posting.amount().0),
        proof: Some(presented.proof.as_str()),
        business_day: Some(redemption.business_day.to_string()),
        attempt: Some(attempt.to_owned()),
        // As the counter would have written it: the same attempt, sent again with network, is answered.
        content: Some(content_of(found, None)),
        ..Entry::new(merchant, EventKind::Redeemed, now).by(actor)
    };
    entry::insert(connection, &event).await?;
    entry::post(connection, merchant, Some(&event.id), &postings, redemption.business_day, now).await
}
