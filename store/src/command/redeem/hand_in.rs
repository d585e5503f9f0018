//! A decided redemption as rows, handed to the writer.

use super::{Decided, Receipt, Refused};
use crate::change::{Change, EventRow, Line, UseRow};
use crate::deciding::Deciding;
use crate::random::new_identity;
use crate::table::desk_facts::{Found, TicketFace};
use crate::table::entry::{only, unbookable};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::event::EventKind;
use domain::identity::{AttemptId, UseId};
use domain::ledger;
use domain::proof::ProofLevel;
use domain::redeem::Redemption;
use domain::ticket::UseState;

/// What a redemption's rows have from the request.
pub(super) struct Told<'a> {
    pub session_hash: &'a str,
    pub attempt: &'a AttemptId,
    pub content: String,
    pub proof: ProofLevel,
    pub step: Option<u32>,
}

impl Store {
    /// Hands the redemption to the writer, with its event and its postings.
    pub(super) async fn hand_in(
        &self,
        told: Told<'_>,
        actor: &Actor,
        found: Found,
        redemption: Redemption,
        now: Instant,
        deciding: Deciding,
    ) -> Result<Decided, Refused> {
        let use_id = new_identity(now);
        let branch = actor.branch().map(|branch| branch.as_str().to_owned());
        let redeemer = i64::from(actor.merchant.0);
        let money = found.money;
        let postings = ledger::redeem(money, &redemption).map_err(unbookable)?;
        let releases = ledger::releases(money, redemption.state == UseState::RedeemedOverdue);
        let change = Change {
            posting: only(postings)?,
            releases,
            merchant: i64::from(found.facts.issuer.0),
            ticket: found.ticket.to_string(),
            version: redemption.expected_version,
            remaining: i64::from(redemption.remaining),
            session: told.session_hash.to_owned(),
            line: Line::Insert(UseRow { state: redemption.state.as_str(), step: told.step.map(i64::from) }),
            event: EventRow {
                id: new_identity(now),
                kind: EventKind::Redeemed.as_str(),
                at: now.0,
                actor_merchant: redeemer,
                account: actor.account.to_string(),
                branch,
                use_line: use_id.clone(),
                quantity: i64::from(redemption.quantity),
                proof: Some(told.proof.as_str()),
                business_day: redemption.business_day.to_string(),
                attempt: told.attempt.to_string(),
                content: told.content,
            },
        };
        let receipt = Receipt {
            use_id: UseId::parse(&use_id).map_err(|_| StoreError::Corrupt("use"))?,
            at: now,
            business_day: redemption.business_day,
            quantity: redemption.quantity,
            remaining: redemption.remaining,
            state: redemption.state,
            repeated: false,
        };
        let face = Box::new(TicketFace { remaining: redemption.remaining, ..found.face });
        let writing = self.engine.writer().hand_in(change, Some(deciding)).await?;
        Ok(Decided::Writing { writing, receipt, face })
    }
}
