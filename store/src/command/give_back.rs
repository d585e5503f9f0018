//! Returning tickets (RULES §4): any units of any tickets of the issuer's, all of them or none.

use crate::change::ROUNDS;
use crate::random::new_identity;
use crate::secret::{SessionToken, sha256_hex};
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry, unbookable};
use crate::table::ticket::{self, NewCode, TicketChange, TicketRow};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::cancel::Reason;
use domain::code::redemption_code::IssuerCode;
use domain::event::EventKind;
use domain::give_back::{self, FeeCap, FeeRule, GiveBack, GiveBackFacts, Quote};
use domain::identity::{AttemptId, GiveBackId, MerchantNumber, TicketId};
use domain::ledger;
use domain::money::{Dollars, Percent};
use domain::redeem::BranchList;
use domain::refusal::Refusal;
use domain::return_request::{self, RequestState};
use domain::ticket::GiveBackState;
use sqlx::AnyConnection;

/// A ticket to return.
#[derive(Debug, Clone)]
pub struct Returning {
    /// Which.
    pub ticket: TicketId,
    /// Units; `None` = all that are left.
    pub units: Option<u32>,
}

/// A return that stands written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenBack {
    /// The return.
    pub id: GiveBackId,
    /// 退貨單號
    pub number: String,
    /// The ticket.
    pub ticket: TicketId,
    /// Units returned.
    pub quantity: u32,
    /// What the issuer keeps.
    pub fee: Dollars,
    /// State of the return now.
    pub state: GiveBackState,
    /// This attempt had been answered before.
    pub repeated: bool,
}

/// A ticket as a return is decided on it.
pub(super) struct Read {
    pub row: TicketRow,
    pub facts: GiveBackFacts,
    pub order_number: String,
    /// The purchaser's: where the ticket goes when a transfer is undone.
    pub purchaser: String,
    pub issuer_code: String,
}

/// One decided return, with everything its rows need.
struct Decided {
    read: Read,
    give_back: GiveBack,
    number: String,
    attempt: String,
    content: String,
    reason: Option<String>,
    request: Option<String>,
    new_code: Option<NewCode>,
}

const READ: &str = "
SELECT t.merchant, t.id, t.serial, t.product, t.ticket_order, t.wallet, t.kind, t.face_value, t.quantity, t.remaining,
       t.version, t.usable_from, t.usable_until, t.guarantee_until, t.offered, t.generation, t.trust_released, t.origin,
       t.transfer, t.issued_at, p.names_return_branches, m.fee_cap, m.issuer_code, o.number AS order_number,
       o.wallet AS purchaser,
       (SELECT pb.branch FROM product_branch pb WHERE pb.merchant = t.merchant AND pb.product = t.product
           AND pb.purpose = 'give_back' AND pb.branch = $3) AS listed_branch
FROM ticket t
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
JOIN merchant m ON m.number = t.merchant
JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
WHERE t.merchant = $1 AND t.id = $2";

impl Store {
    /// Returns tickets of the actor's own merchant, all of them or none. The same attempt gets the same answer.
    pub async fn give_back(
        &self,
        session: &SessionToken,
        returning: &[Returning],
        fee: FeeRule,
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Vec<GivenBack>, StoreError> {
        let now = self.now();
        let actor = self.actor(session, now).await?;
        let content = content_of(&actor, returning, fee);
        for _ in 0..ROUNDS {
            if let Some(answer) = self.earlier_give_back(&actor, returning.len(), attempt, &content).await? {
                return Ok(answer);
            }
            let mut decided = Vec::with_capacity(returning.len());
            for (position, one) in returning.iter().enumerate() {
                let read = self.read_for_return(actor.merchant, &one.ticket, &actor).await?;
                let give_back = give_back::decide(&read.facts, &actor, one.units, fee, now)
                    .map_err(StoreError::Refused)?;
                decided.push(self.prepare_return(
                    read,
                    give_back,
                    numbered(attempt, position),
                    &content,
                    reason,
                    None,
                )?);
            }
            if let Some(written) = self.write_returns(&actor, decided, now).await? {
                return Ok(written);
            }
        }
        Err(StoreError::Refused(Refusal::Unavailable))
    }

    /// Approves what a holder asked for (RULES §4): the units and the fee of the frozen quote.
    pub async fn approve_return(
        &self,
        session: &SessionToken,
        request: &str,
        attempt: &AttemptId,
    ) -> Result<GivenBack, StoreError> {
        let now = self.now();
        let actor = self.actor(session, now).await?;
        let content = sha256_hex(format!("approve|{}|{request}", actor.merchant).as_bytes());
        for _ in 0..ROUNDS {
            if let Some(mut answer) = self.earlier_give_back(&actor, 1, attempt, &content).await? {
                return answer.pop().ok_or(StoreError::Corrupt("a return"));
            }
            let asked = sqlx::query(
                "SELECT r.ticket, r.state, r.quantity, r.face, r.fee, r.refund, r.by_hand FROM return_request r
                 JOIN ticket t ON t.merchant = r.merchant AND t.id = r.ticket AND t.wallet = r.wallet
                 WHERE r.merchant = $1 AND r.id = $2",
            )
            .bind(i64::from(actor.merchant.0))
            .bind(request)
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::Refused(Refusal::RequestUnknown))?;
            let columns = Columns(&asked);
            let quote = Quote {
                quantity: columns.count("quantity")?,
                face: Dollars(columns.number("face")?),
                fee: Dollars(columns.number("fee")?),
                refund: Dollars(columns.number("refund")?),
                by_hand: columns.flag("by_hand")?,
            };
            let ticket =
                TicketId::parse(&columns.text("ticket")?).map_err(|_| StoreError::Corrupt("ticket"))?;
            let state = columns.stated("state", RequestState::parse)?;
            let read = self.read_for_return(actor.merchant, &ticket, &actor).await?;
            let (_, give_back) = return_request::approve(state, &quote, &read.facts, &actor, now)
                .map_err(StoreError::Refused)?;
            let decided =
                self.prepare_return(read, give_back, numbered(attempt, 0), &content, None, Some(request))?;
            if let Some(mut written) = self.write_returns(&actor, vec![decided], now).await? {
                return written.pop().ok_or(StoreError::Corrupt("a return"));
            }
        }
        Err(StoreError::Refused(Refusal::Unavailable))
    }

    /// What a return of these units would give back now; for showing, not for deciding.
    pub async fn quote_return(
        &self,
        session: &SessionToken,
        one: &Returning,
        fee: FeeRule,
    ) -> Result<Quote, StoreError> {
        let now = self.now();
        let actor = self.actor(session, now).await?;
        let read = self.read_for_return(actor.merchant, &one.ticket, &actor).await?;
        give_back::admit(&read.facts, &actor).map_err(StoreError::Refused)?;
        give_back::quote(&read.facts, one.units, fee, now).map_err(StoreError::Refused)
    }

    /// Who acts, or `signed_out`.
    pub(super) async fn actor(&self, session: &SessionToken, now: Instant) -> Result<Actor, StoreError> {
        let signed_in = crate::query::session::by_hash(&self.engine, &session.hash(), now).await?;
        Ok(signed_in.ok_or(StoreError::Refused(Refusal::SignedOut))?.actor)
    }

    pub(super) async fn read_for_return(
        &self,
        merchant: MerchantNumber,
        ticket: &TicketId,
        actor: &Actor,
    ) -> Result<Read, StoreError> {
        let row = sqlx::query(READ)
            .bind(i64::from(merchant.0))
            .bind(ticket.as_str())
            .bind(actor.branch().map(|branch| branch.as_str()))
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::Refused(Refusal::TicketUnknown))?;
        let columns = Columns(&row);
        let ticket = TicketRow::read(&row)?;
        let branches = if columns.flag("names_return_branches")? {
            BranchList::Named { includes_actor: columns.maybe_text("listed_branch")?.is_some() }
        } else {
            BranchList::Any
        };
        Ok(Read {
            facts: GiveBackFacts {
                ticket: ticket.state.clone(),
                issuer: ticket.merchant,
                face_value: ticket.face_value,
                branches,
                transferred: ticket.transfer.is_some(),
                fee_cap: FeeCap(Percent(columns.count("fee_cap")?)),
            },
            order_number: columns.text("order_number")?,
            purchaser: columns.text("purchaser")?,
            issuer_code: columns.text("issuer_code")?,
            row: ticket,
        })
    }

    fn prepare_return(
        &self,
        read: Read,
        give_back: GiveBack,
        attempt: String,
        content: &str,
        reason: Option<&Reason>,
        request: Option<&str>,
    ) -> Result<Decided, StoreError> {
        let new_code = if give_back.undoes_transfer {
            let issuer = IssuerCode::parse(&read.issuer_code).ok_or(StoreError::Corrupt("issuer code"))?;
            let (index, encrypted) = self.keyring.new_code(&issuer, read.row.id.as_str())?;
            Some(NewCode { generation: give_back.generation, index, encrypted })
        } else {
            None
        };
        Ok(Decided {
            read,
            give_back,
            number: String::new(),
            attempt,
            content: content.to_owned(),
            reason: reason.map(|reason| reason.as_str().to_owned()),
            request: request.map(str::to_owned),
            new_code,
        })
    }

    /// One number (退貨單號) an order, then everything in one transaction. `None` = somebody was faster.
    async fn write_returns(
        &self,
        actor: &Actor,
        mut decided: Vec<Decided>,
        now: Instant,
    ) -> Result<Option<Vec<GivenBack>>, StoreError> {
        let mut numbers: Vec<(String, String)> = Vec::new();
        for one in &mut decided {
            let order = &one.read.order_number;
            let known = numbers.iter().find(|(of, _)| of == order).map(|(_, number)| number.clone());
            one.number = match known {
                Some(number) => number,
                None => {
                    let series = format!("return_{order}");
                    let next = self.take_numbers(one.read.row.merchant, &series, 1).await?;
                    let number = format!("R{order}{next:03}");
                    numbers.push((order.clone(), number.clone()));
                    number
                }
            };
        }
        let mut written = Vec::with_capacity(decided.len());
        let mut rows = Vec::with_capacity(decided.len());
        for one in decided {
            let id = new_identity(now);
            written.push(GivenBack {
                id: GiveBackId::parse(&id).map_err(|_| StoreError::Corrupt("return"))?,
                number: one.number.clone(),
                ticket: one.read.row.id.clone(),
                quantity: one.give_back.quantity,
                fee: one.give_back.fee,
                state: one.give_back.state,
                repeated: false,
            });
            rows.push((id, one));
        }
        let actor = actor.clone();
        let done = self
            .engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    for (id, one) in &rows {
                        write_return(transaction, &actor, id, one, now).await?;
                    }
                    Ok(())
                })
            })
            .await;
        match done {
            Ok(()) => Ok(Some(written)),
            Err(error) if error.lost_a_race() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What this attempt has written before.
    async fn earlier_give_back(
        &self,
        actor: &Actor,
        count: usize,
        attempt: &AttemptId,
        content: &str,
    ) -> Result<Option<Vec<GivenBack>>, StoreError> {
        let mut answer = Vec::new();
        for position in 0..count {
            let row = sqlx::query(
                "SELECT e.content, g.id, g.number, g.ticket, g.quantity, g.fee, g.state
                 FROM event e JOIN give_back g ON g.merchant = e.merchant AND g.id = e.line
                 WHERE e.merchant = $1 AND e.account = $2 AND e.attempt = $3",
            )
            .bind(i64::from(actor.merchant.0))
            .bind(actor.account.to_string())
            .bind(numbered(attempt, position))
            .fetch_optional(self.engine.reader())
            .await?;
            let Some(row) = row else {
                return Ok(None);
            };
            let columns = Columns(&row);
            if columns.text("content")? != content {
                return Err(StoreError::Refused(Refusal::AttemptReused));
            }
            answer.push(GivenBack {
                id: GiveBackId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("return"))?,
                number: columns.text("number")?,
                ticket: TicketId::parse(&columns.text("ticket")?)
                    .map_err(|_| StoreError::Corrupt("ticket"))?,
                quantity: columns.count("quantity")?,
                fee: Dollars(columns.number("fee")?),
                state: columns.stated("state", GiveBackState::parse)?,
                repeated: true,
            });
        }
        Ok((!answer.is_empty()).then_some(answer))
    }
}

/// The ticket, the return, its event and its money; where a transfer ends with it, that too.
async fn write_return(
    transaction: &mut AnyConnection,
    actor: &Actor,
    id: &str,
    one: &Decided,
    now: Instant,
) -> Result<(), StoreError> {
    let Decided { read, give_back, .. } = one;
    let (merchant, ticket) = (i64::from(read.row.merchant.0), read.row.id.as_str());
    let money = read.row.money();
    let postings = ledger::give_back(money, give_back).map_err(unbookable)?;
    let change = TicketChange {
        remaining: i64::from(give_back.remaining),
        code: one.new_code.clone(),
        wallet: give_back.undoes_transfer.then(|| read.purchaser.clone()),
        transfer: give_back.undoes_transfer.then_some(None),
        releases: ledger::releases(money, give_back.by_hand),
        ..TicketChange::default()
    };
    ticket::change(transaction, merchant, ticket, give_back.expected_version, &change).await?;
    sqlx::query(
        "INSERT INTO give_back (merchant, id, ticket, quantity, state, fee, business_day, recorded_at, branch, account,
                                changed_at, number, by_hand, reason, request)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8, $11, $12, $13, $14)",
    )
    .bind(merchant)
    .bind(id)
    .bind(ticket)
    .bind(i64::from(give_back.quantity))
    .bind(give_back.state.as_str())
    .bind(give_back.fee.0)
    .bind(give_back.business_day.to_string())
    .bind(now.0)
    .bind(actor.branch().map(|branch| branch.as_str()))
    .bind(actor.account.as_str())
    .bind(one.number.as_str())
    .bind(i64::from(give_back.by_hand))
    .bind(one.reason.as_deref())
    .bind(one.request.as_deref())
    .execute(&mut *transaction)
    .await?;
    let event = Entry {
        ticket: Some(ticket.to_owned()),
        line: Some(id.to_owned()),
        quantity: Some(i64::from(give_back.quantity)),
        remaining: Some(i64::from(give_back.remaining)),
        amount: Some(give_back.refund.0),
        attempt: Some(one.attempt.clone()),
        content: Some(one.content.clone()),
        ..Entry::new(merchant, EventKind::GivenBack, now).by(actor)
    };
    entry::insert(transaction, &event).await?;
    entry::post(transaction, merchant, Some(&event.id), &postings, give_back.business_day, now).await?;
    if let Some(request) = &one.request {
        close_request(transaction, merchant, request, id, now).await?;
    }
    if give_back.undoes_transfer {
        undo_transfers(transaction, merchant, ticket, actor, now).await?;
    }
    Ok(())
}

async fn close_request(
    transaction: &mut AnyConnection,
    merchant: i64,
    request: &str,
    give_back: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE return_request SET state = 'approved', give_back = $3, changed_at = $4
         WHERE merchant = $1 AND id = $2 AND state = 'asked'",
    )
    .bind(merchant)
    .bind(request)
    .bind(give_back)
    .bind(now.0)
    .execute(transaction)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::RaceLost) }
}

/// 退貨同步取消轉贈: over however many hands the ticket went.
async fn undo_transfers(
    transaction: &mut AnyConnection,
    merchant: i64,
    ticket: &str,
    actor: &Actor,
    now: Instant,
) -> Result<(), StoreError> {
    let undone = sqlx::query(
        "UPDATE transfer_line SET state = 'undone_by_return', changed_at = $3
         WHERE merchant = $1 AND ticket = $2 AND state = 'accepted' RETURNING transfer",
    )
    .bind(merchant)
    .bind(ticket)
    .bind(now.0)
    .fetch_all(&mut *transaction)
    .await?;
    for row in &undone {
        let event = Entry {
            ticket: Some(ticket.to_owned()),
            line: Some(Columns(row).text("transfer")?),
            ..Entry::new(merchant, EventKind::TransferUndone, now).by(actor)
        };
        entry::insert(transaction, &event).await?;
    }
    Ok(())
}

/// One attempt may return many tickets: each event has its own.
fn numbered(attempt: &AttemptId, position: usize) -> String {
    format!("{attempt}-{position}")
}

fn content_of(actor: &Actor, returning: &[Returning], fee: FeeRule) -> String {
    let mut text = format!("give_back|{}|{fee:?}", actor.merchant);
    for one in returning {
        text.push_str(&format!("|{}:{}", one.ticket, one.units.unwrap_or(0)));
    }
    sha256_hex(text.as_bytes())
}
