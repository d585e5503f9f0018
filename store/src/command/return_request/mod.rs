//! 電子票券申請退貨 (RULES §4): the holder asks. How a request ends stands in `end.rs`; agreeing is a
//! return, and stands there.

mod end;

use super::again::until_written;
use super::give_back::Returning;
use crate::secret::LinkToken;
use crate::table::attempt::derived_name;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::table::held::{self, Held};
use crate::table::holder::Holder;
use crate::table::issuer::IssuerRow;
use crate::table::running_number;
use crate::table::ticket::{self, TicketChange};
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::cancel::Reason;
use domain::event::EventKind;
use domain::give_back::{FeeRule, GiveBackFacts, Quote};
use domain::identity::{AttemptId, MerchantNumber, RequestId, TicketId, WalletId};
use domain::money::Dollars;
use domain::redeem::BranchList;
use domain::refusal::Refusal;
use domain::return_request::{self, AskFacts, RequestState};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// A request that stands written, with what the holder was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The request.
    pub request: RequestId,
    /// 申請退貨單號
    pub number: String,
    /// What would be returned, kept and refunded.
    pub quote: Quote,
    /// Its state now.
    pub state: RequestState,
    /// It had been so before.
    pub repeated: bool,
}

/// A row of `return_request`.
struct RequestRow {
    asked: Asked,
    ticket: TicketId,
    wallet: WalletId,
}

/// What asking writes for one ticket.
struct NewRequest {
    id: RequestId,
    held: Held,
    quote: Quote,
}

impl Store {
    /// Asks for a return of `units` of a ticket of the wallet, or of all that are left.
    pub async fn ask_return(
        &self,
        holder: &LinkToken,
        ticket: &TicketId,
        units: Option<u32>,
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Asked, StoreError> {
        let one = Returning { ticket: ticket.clone(), units };
        let mut asked = self.ask_returns(holder, &[one], reason, attempt).await?;
        asked.pop().ok_or(StoreError::Corrupt("a request"))
    }

    /// Asks for several tickets of the wallet under one number, all of them or none. Each is answered by itself.
    pub async fn ask_returns(
        &self,
        holder: &LinkToken,
        returning: &[Returning],
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Vec<Asked>, StoreError> {
        until_written!(self.ask_once(holder, returning, reason, attempt))
    }

    /// What [`Self::ask_return`] would tell the holder now: for showing the form.
    pub async fn return_quote(
        &self,
        holder: &LinkToken,
        ticket: &TicketId,
        units: Option<u32>,
    ) -> Result<Quote, StoreError> {
        let holder = Holder::by_link(&self.engine, holder).await?;
        let held = self.held_for_return(&holder, ticket).await?;
        let already_asked = self.is_asked(holder.merchant, ticket).await?;
        self.quote(&held, units, already_asked).await
    }

    async fn ask_once(
        &self,
        link: &LinkToken,
        returning: &[Returning],
        reason: Option<&Reason>,
        attempt: &AttemptId,
    ) -> Result<Vec<Asked>, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let merchant = holder.merchant;
        // Before the attempt is looked for: whoever sees a ticket asked for by this very attempt then finds it.
        let mut read = Vec::with_capacity(returning.len());
        for one in returning {
            let already_asked = self.is_asked(merchant, &one.ticket).await?;
            read.push((one, already_asked, self.held_for_return(&holder, &one.ticket).await?));
        }
        let ids = (0..=returning.len())
            .map(|position| request_id(&holder, attempt, position))
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(earlier) = self.asked_before(merchant, &ids, returning).await? {
            return Ok(earlier);
        }
        let mut new = Vec::with_capacity(read.len());
        for ((one, already_asked, held), id) in read.into_iter().zip(&ids) {
            let quote = self.quote(&held, one.units, already_asked).await?;
            new.push(NewRequest { id: id.clone(), held, quote });
        }
        let (reason, now) = (reason.map(|reason| reason.as_str().to_owned()), self.now());
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(write_requests(connection, holder, new, reason, now)))
            .await?;
        let mut written = Vec::with_capacity(returning.len());
        for id in ids.iter().take(returning.len()) {
            let row = self.request_row(merchant, id).await?.ok_or(StoreError::Corrupt("a request"))?;
            written.push(row.asked);
        }
        Ok(written)
    }

    /// What this attempt has asked for before; refused where it was for anything else. `ids` has one more than there are
    /// tickets, by which an attempt for more of them is known.
    async fn asked_before(
        &self,
        merchant: MerchantNumber,
        ids: &[RequestId],
        returning: &[Returning],
    ) -> Result<Option<Vec<Asked>>, StoreError> {
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.push(self.request_row(merchant, id).await?);
        }
        let rows: Vec<_> = rows.into_iter().flatten().collect();
        if rows.is_empty() {
            return Ok(None);
        }
        let same = |(row, one): (&RequestRow, &Returning)| {
            row.ticket == one.ticket && one.units.is_none_or(|units| units == row.asked.quote.quantity)
        };
        if rows.len() != returning.len() || !rows.iter().zip(returning).all(same) {
            return Err(StoreError::Refused(Refusal::AttemptReused));
        }
        Ok(Some(rows.into_iter().map(|row| Asked { repeated: true, ..row.asked }).collect()))
    }

    async fn held_for_return(&self, holder: &Holder, ticket: &TicketId) -> Result<Held, StoreError> {
        let held = held::in_wallet(&self.engine, holder.merchant, &holder.wallet, ticket).await?;
        held.ok_or(StoreError::Refused(Refusal::TicketUnknown))
    }

    async fn quote(&self, held: &Held, units: Option<u32>, already_asked: bool) -> Result<Quote, StoreError> {
        let issuer = IssuerRow::read(&self.engine, held.row.merchant).await?;
        let ask = AskFacts { requests_open: issuer.requests_open, already_asked };
        let facts = facts(held, BranchList::Any, &issuer);
        let fee = FeeRule::Standing(issuer.request_fee);
        return_request::ask(ask, &facts, units, fee, self.now()).map_err(StoreError::Refused)
    }

    async fn is_asked(&self, merchant: MerchantNumber, ticket: &TicketId) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT id FROM return_request WHERE merchant = $1 AND ticket = $2 AND state = 'asked'",
        )
        .bind(i64::from(merchant.0))
        .bind(ticket.as_str())
        .fetch_optional(self.engine.reader())
        .await?;
        Ok(row.is_some())
    }

    async fn request_row(
        &self,
        merchant: MerchantNumber,
        id: &RequestId,
    ) -> Result<Option<RequestRow>, StoreError> {
        let row = sqlx::query(
            "SELECT id, number, wallet, ticket, state, quantity, face, fee, refund, by_hand
             FROM return_request WHERE merchant = $1 AND id = $2",
        )
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .fetch_optional(self.engine.reader())
        .await?;
        row.as_ref().map(request_of).transpose()
    }
}

fn request_of(row: &AnyRow) -> Result<RequestRow, StoreError> {
    let columns = Columns(row);
    Ok(RequestRow {
        asked: Asked {
            request: RequestId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("request"))?,
            number: columns.text("number")?,
            quote: Quote {
                quantity: columns.count("quantity")?,
                face: Dollars(columns.number("face")?),
                fee: Dollars(columns.number("fee")?),
                refund: Dollars(columns.number("refund")?),
                by_hand: columns.flag("by_hand")?,
            },
            state: columns.stated("state", RequestState::parse)?,
            repeated: false,
        },
        ticket: TicketId::parse(&columns.text("ticket")?).map_err(|_| StoreError::Corrupt("ticket"))?,
        wallet: WalletId::parse(&columns.text("wallet")?).map_err(|_| StoreError::Corrupt("wallet"))?,
    })
}

fn facts(held: &Held, branches: BranchList, issuer: &IssuerRow) -> GiveBackFacts {
    GiveBackFacts {
        ticket: held.row.state.clone(),
        issuer: held.row.merchant,
        product: held.row.product,
        face_value: held.row.face_value,
        branches,
        transferred: held.row.transfer.is_some(),
        fee_cap: issuer.fee_cap,
    }
}

/// Of the ticket at this place of an attempt.
fn request_id(holder: &Holder, attempt: &AttemptId, position: usize) -> Result<RequestId, StoreError> {
    let what = match position {
        0 => "request".to_owned(),
        position => format!("request_{position}"),
    };
    let id = derived_name(&what, holder.merchant, holder.wallet.as_str(), attempt);
    RequestId::parse(&id).map_err(|_| StoreError::Corrupt("request"))
}

/// One number for all of them.
async fn write_requests(
    connection: &mut AnyConnection,
    holder: Holder,
    new: Vec<NewRequest>,
    reason: Option<String>,
    now: Instant,
) -> Result<(), StoreError> {
    holder.hold(connection).await?;
    let Some(order) = new.first().map(|first| first.held.order_number.clone()) else {
        return Ok(());
    };
    let running = running_number::take(connection, holder.merchant, &format!("request_{order}"), 1).await?;
    let number = format!("Q{order}{running:03}");
    for one in &new {
        write_request(connection, &holder, one, &number, reason.as_deref(), now).await?;
    }
    Ok(())
}

/// The ticket's version is raised with it, so that the quote is of the ticket as it is, and in these hands.
async fn write_request(
    connection: &mut AnyConnection,
    holder: &Holder,
    new: &NewRequest,
    number: &str,
    reason: Option<&str>,
    now: Instant,
) -> Result<(), StoreError> {
    let NewRequest { id, held, quote } = new;
    let merchant = i64::from(holder.merchant.0);
    let (ticket, state) = (held.row.id.as_str(), &held.row.state);
    let same = TicketChange { remaining: i64::from(state.remaining), ..TicketChange::default() };
    ticket::change(connection, merchant, ticket, state.version, &same).await?;
    sqlx::query(
        "INSERT INTO return_request (merchant, id, number, wallet, ticket, state, quantity, face, fee, refund, by_hand,
                                     reason, asked_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
    )
    .bind(merchant)
    .bind(id.as_str())
    .bind(number)
    .bind(holder.wallet.as_str())
    .bind(ticket)
    .bind(RequestState::Asked.as_str())
    .bind(i64::from(quote.quantity))
    .bind(quote.face.0)
    .bind(quote.fee.0)
    .bind(quote.refund.0)
    .bind(i64::from(quote.by_hand))
    .bind(reason)
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    let event = Entry {
        ticket: Some(ticket.to_owned()),
        line: Some(id.to_string()),
        quantity: Some(i64::from(quote.quantity)),
        amount: Some(quote.refund.0),
        ..Entry::new(merchant, EventKind::ReturnAsked, now)
    };
    entry::insert(connection, &event).await
}
