//! Redeeming a ticket (RULES §3): read once, decide in `domain`, compare and set; the same attempt gets the same
//! answer however often and however late it comes.

mod evidence;
mod hand_in;

use crate::change::{Outcome, ROUNDS};
use crate::deciding::Deciding;
use crate::secret::{SessionToken, sha256_hex};
use crate::table::desk_facts::{self, Depth, DeskRow, EarlierAnswer, Found, Look, StoredReceipt};
use crate::table::refused_attempt;
use crate::writer::Writing;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::code::redemption_code::RedemptionCode;
use domain::identity::{AttemptId, MerchantNumber, UseId};
use domain::proof::{ProofLevel, ProofPolicy};
use domain::redeem::{self, PhoneEnd, RedeemDecision, Shown};
use domain::refusal::{Refusal, RefusalCode};
use domain::ticket::UseState;
use serde::{Deserialize, Serialize};

pub use crate::table::desk_facts::TicketFace;
pub use evidence::Presentation;

use evidence::Evidence;
use hand_in::Told;

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
    /// What used the ticket up, by its issuer and its name, where the asker may look at it.
    pub redemption: Option<(MerchantNumber, UseId)>,
}

impl Refused {
    /// Only whoever is admitted to the ticket is told which one it is, the first time and every other time.
    fn by_rule(refusal: Refusal, face: TicketFace, admitted: bool) -> Self {
        Self { error: StoreError::Refused(refusal), face: admitted.then(|| Box::new(face)), redemption: None }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self { error, face: None, redemption: None }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { error: StoreError::Refused(refusal), face: None, redemption: None }
    }
}

/// What comes of one round.
enum Decided {
    /// Somebody was faster, or a quick look is not enough for the answer.
    ReadAgain,
    /// Nothing is to be written.
    Answer(Box<RedeemAnswer>),
    /// A redemption that is being written, and what it will be if it stands.
    Writing { writing: Writing, receipt: Receipt, face: Box<TicketFace> },
}

impl Decided {
    fn answer(answer: RedeemAnswer) -> Self {
        Self::Answer(Box::new(answer))
    }

    fn to_confirm(found: Found, evidence: &Evidence, shown: &Shown, suggested: u32, now: Instant) -> Self {
        Self::answer(RedeemAnswer::Confirm {
            suggested,
            asks_phone: shown.phone != PhoneEnd::NotAsked,
            proof: shown.proof,
            presentation: evidence.presentation(&found, shown.proof, now),
            face: found.face,
        })
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
        let (answer, _) = self.redeem_and_prepare(session, request, |_, _| ()).await?;
        Ok(answer)
    }

    /// The same; while a redemption is being written, `prepare` makes what the asker will be told of it. It comes with the
    /// answer only when the redemption stands, so that nobody is told of one that does not.
    pub async fn redeem_and_prepare<T>(
        &self,
        session: &SessionToken,
        request: &RedeemRequest,
        prepare: impl Fn(&Receipt, &TicketFace) -> T,
    ) -> Result<(RedeemAnswer, Option<T>), Refused> {
        let session_hash = session.hash();
        let now = self.now();
        let (key, claim) = self.claim(&request.brought, now)?;
        let mut look = Look {
            session: session_hash.clone(),
            key,
            attempt: request.attempt.as_ref().map(AttemptId::to_string),
            step: claim.step(),
            holder_key: claim.holder_key(),
            now,
            depth: if request.attempt.is_some() { Depth::first(self.engine.kind()) } else { Depth::All },
        };
        let mut looking = self.engine.desk_reader().ask(look.clone()).await?;
        // Whoever arrived with this one asks, too; then the signature is checked while the database reads.
        tokio::task::yield_now().await;
        let evidence = self.evidence(claim)?;
        for _ in 0..ROUNDS {
            let (row, deciding) = looking.seen().await?;
            let Some(row) = row else {
                return Err(self.why_no_row(&session_hash, now).await?.into());
            };
            let read = (row, look.depth, deciding);
            match self.decide(&session_hash, read, &evidence, request, now).await? {
                Decided::ReadAgain => {}
                Decided::Answer(answer) => return Ok((*answer, None)),
                Decided::Writing { writing, receipt, face } => {
                    // Whoever was read with this one hands in, too; then the answer is made while the database writes.
                    tokio::task::yield_now().await;
                    let prepared = prepare(&receipt, &face);
                    match writing.outcome().await? {
                        Outcome::Written => {
                            return Ok((RedeemAnswer::Redeemed { receipt, face: *face }, Some(prepared)));
                        }
                        Outcome::Lost => {}
                    }
                }
            }
            look.depth = Depth::All;
            looking = self.engine.desk_reader().ask(look.clone()).await?;
        }
        Err(Refusal::Unavailable.into())
    }

    /// One round, up to what is handed to the writer.
    async fn decide(
        &self,
        session_hash: &str,
        (row, depth, deciding): (DeskRow, Depth, Deciding),
        evidence: &Evidence,
        request: &RedeemRequest,
        now: Instant,
    ) -> Result<Decided, Refused> {
        let DeskRow { actor, found, earlier } = row;
        let Some(mut found) = found else {
            actor.may_change(domain::permission::Function::Redeem)?;
            return Err(Refusal::TicketUnknown.into());
        };
        let content = content_of(&found, request.quantity);
        let admitted = redeem::admit(&found.facts, &actor).is_ok();
        if let Some(earlier) = earlier {
            return answer_again(earlier, &content, found.face, admitted).map(Decided::answer);
        }
        let quick = depth == Depth::Quick;
        if quick && found.facts.ticket.remaining == 0 {
            return Ok(Decided::ReadAgain);
        }
        let quantity = request.quantity.or(evidence.wanted());
        match self.judge(&mut found, &actor, evidence, request, quantity, now).await? {
            Err(_) | Ok((RedeemDecision::Confirm { .. }, _)) if quick => Ok(Decided::ReadAgain),
            Err(refusal) => {
                self.remember_refusal(&found, &actor, request, &content, &refusal, now).await?;
                let redemption = if admitted && refusal.code() == RefusalCode::AlreadyRedeemed {
                    self.last_redemption(&actor, found.facts.issuer, &found.ticket).await?
                } else {
                    None
                };
                Err(Refused { redemption, ..Refused::by_rule(refusal, found.face, admitted) })
            }
            Ok((RedeemDecision::Confirm { .. }, shown)) => {
                Ok(Decided::to_confirm(found, evidence, &shown, quantity.unwrap_or(1), now))
            }
            Ok((RedeemDecision::Redeem(redemption), shown)) => {
                let Some(attempt) = &request.attempt else {
                    return Ok(Decided::to_confirm(found, evidence, &shown, redemption.quantity, now));
                };
                let told = Told { session_hash, attempt, content, proof: shown.proof, step: evidence.step() };
                self.hand_in(told, &actor, found, redemption, now, deciding).await
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
