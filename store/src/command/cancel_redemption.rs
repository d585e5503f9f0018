//! Cancelling a redemption (RULES §3).

use crate::change::{CancelRow, Change, EventRow, Line, Outcome, ROUNDS};
use crate::random::new_identity;
use crate::secret::{SessionToken, sha256_hex};
use crate::table::columns::Columns;
use crate::table::entry::{only, unbookable};
use crate::table::ticket::given_away_since;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::cancel::{self, CancelFacts, Cancellation, Reason};
use domain::event::EventKind;
use domain::identity::{AttemptId, MerchantNumber, UseId};
use domain::ledger::{self, Money};
use domain::money::Dollars;
use domain::refusal::Refusal;
use domain::ticket::{TicketKind, UseState};

/// What was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled {
    /// Units that are 未使用 again.
    pub quantity: u32,
    /// When.
    pub at: Instant,
    /// This attempt had been answered before.
    pub repeated: bool,
}

struct Read {
    ticket: String,
    money: Money,
    facts: CancelFacts,
}

impl Store {
    /// Takes a redemption back, all of it or `units` of it, or says why not. `issuer` and `use_id` name the redemption.
    pub async fn cancel_redemption(
        &self,
        session: &SessionToken,
        issuer: MerchantNumber,
        use_id: &UseId,
        units: Option<u32>,
        attempt: &AttemptId,
        reason: Option<&Reason>,
    ) -> Result<Cancelled, StoreError> {
        let now = self.now();
        let session_hash = session.hash();
        let actor = crate::query::session::by_hash(&self.engine, &session_hash, now)
            .await?
            .ok_or(StoreError::Refused(Refusal::SignedOut))?
            .actor;
        let content = sha256_hex(format!("cancel|{issuer}|{use_id}|{}", units.unwrap_or(0)).as_bytes());
        for _ in 0..ROUNDS {
            // The line first: whoever sees it cancelled by this very attempt then finds the attempt, too.
            let read = self.read_use(issuer, use_id, &actor).await?;
            if let Some(answer) = self.earlier_cancel(&actor, issuer, attempt, &content).await? {
                return Ok(answer);
            }
            let cancellation =
                cancel::decide(&read.facts, &actor, units, now).map_err(StoreError::Refused)?;
            let change =
                change(&read, &actor, &session_hash, use_id, attempt, &content, cancellation, reason, now)?;
            if self.engine.writer().apply(change).await? == Outcome::Written {
                return Ok(Cancelled { quantity: cancellation.quantity, at: now, repeated: false });
            }
        }
        Err(StoreError::Refused(Refusal::Unavailable))
    }

    /// Whether the rules would let this actor cancel now: for showing the form, not for deciding.
    pub async fn may_cancel(
        &self,
        actor: &Actor,
        issuer: MerchantNumber,
        use_id: &UseId,
    ) -> Result<bool, StoreError> {
        let read = self.read_use(issuer, use_id, actor).await?;
        Ok(cancel::decide(&read.facts, actor, None, self.now()).is_ok())
    }

    /// The redemption, if this actor may know of it: the issuer's people and the redeemer's.
    async fn read_use(
        &self,
        issuer: MerchantNumber,
        use_id: &UseId,
        actor: &Actor,
    ) -> Result<Read, StoreError> {
        let row = sqlx::query(
            concat!(
                "SELECT t.id, t.product, t.kind, t.version, t.remaining, t.face_value, t.trust_released, u.state, u.quantity,
                    u.business_day, u.redeemer, u.branch, ",
                given_away_since!("u.recorded_at"),
                "
             FROM use_line u JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
             WHERE u.merchant = $1 AND u.id = $2 AND (u.merchant = $3 OR u.redeemer = $3)"
            ),
        )
        .bind(i64::from(issuer.0))
        .bind(use_id.to_string())
        .bind(i64::from(actor.merchant.0))
        .fetch_optional(self.engine.counter())
        .await?
        .ok_or(StoreError::Refused(Refusal::UseUnknown))?;
        let columns = Columns(&row);
        let kind = columns.stated("kind", TicketKind::parse)?;
        Ok(Read {
            ticket: columns.text("id")?,
            money: Money {
                kind,
                face_value: Dollars(columns.number("face_value")?),
                trust_released: columns.flag("trust_released")?,
            },
            facts: CancelFacts {
                kind,
                issuer,
                product: columns.product("product")?,
                version: columns.number("version")?,
                remaining: columns.count("remaining")?,
                state: columns.stated("state", UseState::parse)?,
                quantity: columns.count("quantity")?,
                business_day: columns.day("business_day")?,
                redeemer: columns.merchant("redeemer")?,
                redeemer_branch: columns.maybe_branch("branch")?,
                given_away: columns.flag("given_away")?,
            },
        })
    }

    async fn earlier_cancel(
        &self,
        actor: &Actor,
        issuer: MerchantNumber,
        attempt: &AttemptId,
        content: &str,
    ) -> Result<Option<Cancelled>, StoreError> {
        let row = sqlx::query(
            "SELECT content, quantity, at FROM event WHERE merchant = $1 AND account = $2 AND attempt = $3",
        )
        .bind(i64::from(issuer.0))
        .bind(actor.account.to_string())
        .bind(attempt.to_string())
        .fetch_optional(self.engine.counter())
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let columns = Columns(&row);
        if columns.text("content")? != content {
            return Err(StoreError::Refused(Refusal::AttemptReused));
        }
        let (quantity, at) = (columns.count("quantity")?, columns.instant("at")?);
        Ok(Some(Cancelled { quantity, at, repeated: true }))
    }
}

#[allow(clippy::too_many_arguments)] // the facts of one change, used only here
fn change(
    read: &Read,
    actor: &Actor,
    session_hash: &str,
    use_id: &UseId,
    attempt: &AttemptId,
    content: &str,
    cancellation: Cancellation,
    reason: Option<&Reason>,
    now: Instant,
) -> Result<Change, StoreError> {
    let postings = ledger::cancel_redemption(read.money, read.facts.state, cancellation.quantity);
    Ok(Change {
        posting: only(postings.map_err(unbookable)?)?,
        releases: false,
        merchant: i64::from(read.facts.issuer.0),
        ticket: read.ticket.clone(),
        version: cancellation.expected_version,
        remaining: i64::from(cancellation.remaining),
        session: session_hash.to_owned(),
        line: Line::Cancel(CancelRow {
            id: use_id.to_string(),
            from: read.facts.state.as_str(),
            quantity: i64::from(cancellation.quantity),
            part: (!cancellation.whole).then(|| new_identity(now)),
            changed_at: now.0,
            reason: reason.map(|reason| reason.as_str().to_owned()),
        }),
        event: EventRow {
            id: new_identity(now),
            kind: EventKind::RedemptionCancelled.as_str(),
            at: now.0,
            actor_merchant: i64::from(actor.merchant.0),
            account: actor.account.to_string(),
            branch: actor.branch().map(|branch| branch.as_str().to_owned()),
            use_line: use_id.to_string(),
            quantity: i64::from(cancellation.quantity),
            proof: None,
            business_day: now.day().to_string(),
            attempt: attempt.to_string(),
            content: content.to_owned(),
        },
    })
}
