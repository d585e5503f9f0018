//! Redeeming a ticket (RULES §3): read once, decide in `domain`, compare and set; the same attempt gets the same
//! answer however often and however late it comes.

mod evidence;

use crate::change::{Change, EventRow, Line, Outcome, ROUNDS, UseRow};
use crate::deciding::Deciding;
use crate::random::new_identity;
use crate::secret::{SessionToken, sha256_hex};
use crate::table::desk_facts::{self, Depth, DeskRow, EarlierAnswer, Found, Look, StoredReceipt};
use crate::table::entry::{only, unbookable};
use crate::table::refused_attempt;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::code::redemption_code::RedemptionCode;
use domain::event::EventKind;
use domain::identity::{AttemptId, UseId};
use domain::ledger;
use domain::proof::{ProofLevel, ProofPolicy};
use domain::redeem::{self, PhoneEnd, RedeemDecision, Redemption, Shown};
use domain::refusal::Refusal;
use domain::ticket::UseState;
use serde::{Deserialize, Serialize};

pub use crate::table::desk_facts::TicketFace;
pub use evidence::Presentation;

use evidence::Evidence;

/// What the cashier's phone brings.
#[derive(Debug, Clone)]
pub enum Brought {
    /// The text of a QR.
    Scanned(String),
    /// A redemption code, typed or from the 1-D barcode.
    Typed(RedemptionCode),
    /// A ticket that this account was shown minutes ago and now confirms.
    Presentation(Presentation),
}

/// One request to redeem.
#[derive(Debug, Clone)]
pub struct RedeemRequest {
    /// What was brought.
    pub brought: Brought,
    /// Made once at the moment of the scan; `None` only looks.
    pub attempt: Option<AttemptId>,
    /// Units; `None` = the one that is left, otherwise ask.
    pub quantity: Option<u32>,
    /// The cashier has seen the ticket and tapped again.
    pub confirmed: bool,
    /// What the holder said about the phone, where the product asks for it.
    pub phone_end: Option<String>,
}

/// A redemption that stands written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The redemption.
    pub use_id: UseId,
    /// When it was scanned.
    pub at: Instant,
    /// The day it counts for.
    pub business_day: Day,
    /// Units redeemed.
    pub quantity: u32,
    /// Units left right after it.
    pub remaining: u32,
    /// State of the redemption now; `Cancelled` if it was taken back since.
    pub state: UseState,
    /// This attempt had been answered before.
    pub repeated: bool,
}

/// The answer to a request that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedeemAnswer {
    /// Written.
    Redeemed {
        /// What stands written.
        receipt: Receipt,
        /// The ticket.
        face: TicketFace,
    },
    /// All is well; a person must look and tap.
    Confirm {
        /// The ticket.
        face: TicketFace,
        /// How it was shown.
        proof: ProofLevel,
        /// Units to suggest: what the holder chose, else one. One too few is scanned again; one too many is a
        /// customer's loss.
        suggested: u32,
        /// The holder is to say the phone's last three digits.
        asks_phone: bool,
        /// What the browser keeps, sealed, until the tap.
        presentation: Presentation,
    },
}

/// A refusal, with the ticket where the asker may know it.
#[derive(Debug)]
pub struct Refused {
    /// Why.
    pub error: StoreError,
    /// Which ticket, once the asker was admitted to it.
    pub face: Option<Box<TicketFace>>,
}

impl Refused {
    /// Only whoever is admitted to the ticket is told which one it is, the first time and every other time.
    fn by_rule(refusal: Refusal, face: TicketFace, admitted: bool) -> Self {
        Self { error: StoreError::Refused(refusal), face: admitted.then(|| Box::new(face)) }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self { error, face: None }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { error: StoreError::Refused(refusal), face: None }
    }
}

impl Store {
    /// Redeems, or says why not. Nothing is half done: either the ticket, its use line and its event are durably
    /// written, or nothing is.
    pub async fn redeem(
        &self,
        session: &SessionToken,
        request: &RedeemRequest,
    ) -> Result<RedeemAnswer, Refused> {
        let session_hash = session.hash();
        let now = self.now();
        let (key, evidence) = self.evidence(&request.brought, now)?;
        let (step, holder_key) = (evidence.step(), evidence.holder_key());
        let mut depth = if request.attempt.is_some() { Depth::first(self.engine.kind()) } else { Depth::All };
        for _ in 0..ROUNDS {
            let look = Look {
                session: session_hash.clone(),
                key: key.clone(),
                attempt: request.attempt.as_ref().map(AttemptId::to_string),
                step,
                holder_key: holder_key.clone(),
                now,
                depth,
            };
            let (row, deciding) = self.engine.desk_reader().look(look).await?;
            let Some(row) = row else {
                return Err(self.why_no_row(&session_hash, now).await?.into());
            };
            let answer =
                self.decide_and_write(&session_hash, (row, depth, deciding), &evidence, request, now).await?;
            depth = Depth::All;
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
        Err(Refusal::Unavailable.into())
    }

    /// One round. `None` = somebody was faster, or a quick look is not enough for the answer: read again.
    async fn decide_and_write(
        &self,
        session_hash: &str,
        (row, depth, deciding): (DeskRow, Depth, Deciding),
        evidence: &Evidence,
        request: &RedeemRequest,
        now: Instant,
    ) -> Result<Option<RedeemAnswer>, Refused> {
        let DeskRow { actor, found, earlier } = row;
        let Some(mut found) = found else {
            actor.may_change(domain::permission::Function::Redeem)?;
            return Err(Refusal::TicketUnknown.into());
        };
        let content = content_of(&found, request.quantity);
        let admitted = redeem::admit(&found.facts, &actor).is_ok();
        if let Some(earlier) = earlier {
            return answer_again(earlier, &content, found.face, admitted).map(Some);
        }
        let quick = depth == Depth::Quick;
        if quick && found.facts.ticket.remaining == 0 {
            return Ok(None);
        }
        let quantity = request.quantity.or(evidence.wanted());
        match self.judge(&mut found, &actor, evidence, request, quantity, now).await? {
            Err(_) | Ok((RedeemDecision::Confirm { .. }, _)) if quick => Ok(None),
            Err(refusal) => {
                self.remember_refusal(&found, &actor, request, &content, &refusal, now).await?;
                Err(Refused::by_rule(refusal, found.face, admitted))
            }
            Ok((RedeemDecision::Confirm { .. }, shown)) => Ok(Some(RedeemAnswer::Confirm {
                suggested: quantity.unwrap_or(1),
                asks_phone: shown.phone != PhoneEnd::NotAsked,
                proof: shown.proof,
                presentation: evidence.presentation(&found, shown.proof, now),
                face: found.face,
            })),
            Ok((RedeemDecision::Redeem(redemption), Shown { proof, phone, .. })) => {
                let Some(attempt) = &request.attempt else {
                    let suggested = redemption.quantity;
                    let presentation = evidence.presentation(&found, proof, now);
                    return Ok(Some(RedeemAnswer::Confirm {
                        face: found.face,
                        proof,
                        suggested,
                        asks_phone: phone != PhoneEnd::NotAsked,
                        presentation,
                    }));
                };
                let step = evidence.step();
                self.write(
                    session_hash,
                    &actor,
                    found,
                    proof,
                    step,
                    attempt,
                    content,
                    redemption,
                    now,
                    deciding,
                )
                .await
            }
        }
    }

    /// The rules, in the order of CODES: merchant and product (4), holder and step (5, 6), then the ticket itself.
    async fn judge(
        &self,
        found: &mut Found,
        actor: &Actor,
        evidence: &Evidence,
        request: &RedeemRequest,
        quantity: Option<u32>,
        now: Instant,
    ) -> Result<Result<(RedeemDecision, Shown), Refusal>, StoreError> {
        if let Err(refusal) = redeem::admit(&found.facts, actor) {
            return Ok(Err(refusal));
        }
        let mut shown = match evidence.shown(request.confirmed, found, now) {
            Ok(shown) => shown,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if found.facts.ticket.remaining == 0 {
            let (returned, latest) =
                desk_facts::spent_by(self.engine.counter(), found.facts.issuer, &found.ticket).await?;
            found.facts.returned = returned;
            found.facts.latest_use = latest;
        }
        if redeem::policy(&found.facts, actor, shown.proof) == ProofPolicy::ConfirmByPhone {
            let phone =
                desk_facts::holder_phone(self.engine.counter(), found.facts.issuer, &found.ticket).await?;
            shown.phone = PhoneEnd::of(&phone, request.phone_end.as_deref());
        }
        Ok(redeem::decide(&found.facts, actor, shown, quantity, now).map(|decision| (decision, shown)))
    }

    #[allow(clippy::too_many_arguments)] // one redemption has this many facts, and they are used only here
    async fn write(
        &self,
        session_hash: &str,
        actor: &Actor,
        found: Found,
        proof: ProofLevel,
        step: Option<u32>,
        attempt: &AttemptId,
        content: String,
        redemption: Redemption,
        now: Instant,
        deciding: Deciding,
    ) -> Result<Option<RedeemAnswer>, Refused> {
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
            session: session_hash.to_owned(),
            line: Line::Insert(UseRow { state: redemption.state.as_str(), step: step.map(i64::from) }),
            event: EventRow {
                id: new_identity(now),
                kind: EventKind::Redeemed.as_str(),
                at: now.0,
                actor_merchant: redeemer,
                account: actor.account.to_string(),
                branch,
                use_line: use_id.clone(),
                quantity: i64::from(redemption.quantity),
                proof: Some(proof.as_str()),
                business_day: redemption.business_day.to_string(),
                attempt: attempt.to_string(),
                content,
            },
        };
        match self.engine.writer().apply(change, Some(deciding)).await? {
            Outcome::Lost => Ok(None),
            Outcome::Written => {
                let face = TicketFace { remaining: redemption.remaining, ..found.face };
                let receipt = Receipt {
                    use_id: UseId::parse(&use_id).map_err(|_| StoreError::Corrupt("use"))?,
                    at: now,
                    business_day: redemption.business_day,
                    quantity: redemption.quantity,
                    remaining: redemption.remaining,
                    state: redemption.state,
                    repeated: false,
                };
                Ok(Some(RedeemAnswer::Redeemed { receipt, face }))
            }
        }
    }

    async fn remember_refusal(
        &self,
        found: &Found,
        actor: &Actor,
        request: &RedeemRequest,
        content: &str,
        refusal: &Refusal,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Some(attempt) = &request.attempt else {
            return Ok(());
        };
        let issuer = found.facts.issuer;
        let content = content.to_owned();
        refused_attempt::remember(&self.engine, issuer, &actor.account, attempt, content, refusal, now).await
    }

    /// No row: either the session is over, or the ticket's batch is not visible.
    async fn why_no_row(&self, session_hash: &str, now: Instant) -> Result<Refusal, StoreError> {
        let session = crate::query::session::by_hash(&self.engine, session_hash, now).await?;
        Ok(if session.is_some() { Refusal::TicketUnknown } else { Refusal::SignedOut })
    }
}

/// What an attempt asked for: the same attempt with other content is refused, not answered.
pub(super) fn content_of(found: &Found, quantity: Option<u32>) -> String {
    let quantity = quantity.map_or_else(String::new, |quantity| quantity.to_string());
    sha256_hex(format!("redeem|{}|{}|{quantity}", found.facts.issuer, found.ticket).as_bytes())
}

fn answer_again(
    earlier: EarlierAnswer,
    content: &str,
    face: TicketFace,
    admitted: bool,
) -> Result<RedeemAnswer, Refused> {
    match earlier {
        EarlierAnswer::Redeemed { content: asked, receipt } if asked == content => {
            let StoredReceipt { use_id, at, business_day, quantity, remaining, state } = receipt;
            let use_id = UseId::parse(&use_id).map_err(|_| StoreError::Corrupt("use"))?;
            let receipt = Receipt { use_id, at, business_day, quantity, remaining, state, repeated: true };
            Ok(RedeemAnswer::Redeemed { receipt, face })
        }
        EarlierAnswer::Refused { content: asked, refusal } if asked == content => {
            Err(Refused::by_rule(refusal, face, admitted))
        }
        EarlierAnswer::Redeemed { .. } | EarlierAnswer::Refused { .. } | EarlierAnswer::OtherAct => {
            Err(Refusal::AttemptReused.into())
        }
    }
}
