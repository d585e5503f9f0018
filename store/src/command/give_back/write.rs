//! The rows of a return: the ticket, the return itself, its event, its money, and the transfer that ends with it.

use super::{GivenBack, Read};
use crate::random::new_identity;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry, unbookable};
use crate::table::open_request;
use crate::table::ticket::{self, NewCode, TicketChange};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::cancel::Reason;
use domain::event::EventKind;
use domain::give_back::GiveBack;
use domain::identity::GiveBackId;
use domain::ledger;
use sqlx::AnyConnection;

/// The request that a return answers.
pub(super) struct Agreed {
    pub(super) request: String,
    /// What the holder reads about it.
    pub(super) answer: Option<String>,
}

/// One decided return, with everything its rows need.
pub(super) struct Decided {
    read: Read,
    give_back: GiveBack,
    number: String,
    attempt: String,
    content: String,
    reason: Option<String>,
    request: Option<Agreed>,
    new_code: Option<NewCode>,
}

impl Store {
    pub(super) fn prepare_return(
        &self,
        read: Read,
        give_back: GiveBack,
        attempt: String,
        content: &str,
        reason: Option<&Reason>,
        request: Option<Agreed>,
    ) -> Result<Decided, StoreError> {
        let new_code = if give_back.undoes_transfer {
            let (index, encrypted) = self.keyring.new_code(&read.issuer_code, read.row.id.as_str())?;
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
            request,
            new_code,
        })
    }

    /// One number (退貨單號) an order, then everything in one transaction. `RaceLost` = somebody was faster.
    pub(super) async fn write_returns(
        &self,
        actor: &Actor,
        mut decided: Vec<Decided>,
        now: Instant,
    ) -> Result<Vec<GivenBack>, StoreError> {
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
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    for (id, one) in &rows {
                        write_return(transaction, &actor, id, one, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(written)
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
    .bind(one.request.as_ref().map(|agreed| agreed.request.as_str()))
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
        open_request::withdraw(transaction, read.row.merchant, &read.row.id, now).await?;
        undo_transfers(transaction, merchant, ticket, actor, now).await?;
    }
    Ok(())
}

async fn close_request(
    transaction: &mut AnyConnection,
    merchant: i64,
    agreed: &Agreed,
    give_back: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "UPDATE return_request SET state = 'approved', give_back = $3, answer = $5, changed_at = $4
         WHERE merchant = $1 AND id = $2 AND state = 'asked'",
    )
    .bind(merchant)
    .bind(agreed.request.as_str())
    .bind(give_back)
    .bind(now.0)
    .bind(agreed.answer.as_deref())
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
