//! 詢問 (RULES §5): the holder writes about a ticket or one of its uses, the issuer's people answer and close.
//!
//! A message has the name of its attempt, so that a form sent twice is one message. What was written stands in rows, never
//! in events.

mod write;

use super::again::until_written;
use crate::secret::{LinkToken, SessionToken};
use crate::table::attempt::{Attempt, derived_name};
use crate::table::columns::Columns;
use crate::table::held;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::enquiry::{self, ANSWERED_BY, Author, EnquiryState, NotWritten, Thread, Words};
use domain::identity::{AttemptId, EnquiryId, MerchantNumber, TicketId, UseId};
use domain::refusal::Refusal;
use write::{NewMessage, Step, write_first, write_step};

/// What a holder asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// A ticket of the wallet.
    pub ticket: TicketId,
    /// One of its uses; the ticket as a whole without.
    pub redemption: Option<UseId>,
}

/// An enquiry as it stands after a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The enquiry.
    pub enquiry: EnquiryId,
    /// It had been written before.
    pub repeated: bool,
}

/// What a form came to: written, or why its words were not.
pub type Outcome = Result<Written, NotWritten>;

/// An enquiry and what its next step is decided on.
struct EnquiryRow {
    id: EnquiryId,
    subject: Subject,
    thread: Thread,
}

/// Those of a wallet that whoever holds it now opened.
const OPEN_OF_WALLET: &str = "
SELECT COUNT(*) AS open FROM enquiry q
JOIN wallet w ON w.merchant = q.merchant AND w.id = q.wallet AND w.generation = q.generation
WHERE q.merchant = $1 AND q.wallet = $2 AND q.state = 'open'";

impl Store {
    /// The holder of a wallet writes about one of its tickets.
    pub async fn open_enquiry(
        &self,
        link: &LinkToken,
        subject: &Subject,
        words: &Words,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        until_written!(self.open_enquiry_once(link, subject, words, attempt))
    }

    /// The holder writes again; a closed enquiry is open again.
    pub async fn continue_enquiry(
        &self,
        link: &LinkToken,
        enquiry: &EnquiryId,
        words: &Words,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        until_written!(self.continue_enquiry_once(link, enquiry, words, attempt))
    }

    /// The issuer's people answer; the holder reads it.
    pub async fn answer_enquiry(
        &self,
        session: &SessionToken,
        enquiry: &EnquiryId,
        words: &Words,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        until_written!(self.answer_enquiry_once(session, enquiry, words, attempt))
    }

    /// The issuer's people are done with it.
    pub async fn close_enquiry(
        &self,
        session: &SessionToken,
        enquiry: &EnquiryId,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        until_written!(self.close_enquiry_once(session, enquiry, attempt))
    }

    async fn open_enquiry_once(
        &self,
        link: &LinkToken,
        subject: &Subject,
        words: &Words,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let merchant = holder.merchant;
        let open = self.open_enquiries(&holder).await?;
        let name = |what| derived_name(what, merchant, holder.wallet.as_str(), attempt);
        let enquiry = EnquiryId::parse(&name("enquiry")).map_err(|_| StoreError::Corrupt("enquiry"))?;
        let message = name("enquiry_message");
        if self.is_message(merchant, &message, &enquiry, words).await? {
            let row = self.enquiry_row(merchant, &enquiry, Some(&holder)).await?;
            // What it is about is part of what was sent.
            return if row.subject == *subject {
                Ok(Ok(Written { enquiry, repeated: true }))
            } else {
                Err(StoreError::Refused(Refusal::AttemptReused))
            };
        }
        let held = held::in_wallet(&self.engine, merchant, &holder.wallet, &subject.ticket).await?;
        held.ok_or(StoreError::Refused(Refusal::TicketUnknown))?;
        if let Some(of) = &subject.redemption {
            self.is_use_of(merchant, &subject.ticket, of).await?;
        }
        if let Err(why) = enquiry::open(open) {
            return Ok(Err(why));
        }
        let message = NewMessage {
            merchant,
            enquiry: enquiry.clone(),
            id: message,
            author: Author::Holder,
            account: None,
            text: words.as_str().to_owned(),
            at: self.now(),
        };
        let subject = subject.clone();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move { write_first(connection, &holder, open, &subject, &message).await })
            })
            .await?;
        Ok(Ok(Written { enquiry, repeated: false }))
    }

    async fn continue_enquiry_once(
        &self,
        link: &LinkToken,
        id: &EnquiryId,
        words: &Words,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let open = self.open_enquiries(&holder).await?;
        let row = self.enquiry_row(holder.merchant, id, Some(&holder)).await?;
        let message = derived_name("enquiry_message", holder.merchant, holder.wallet.as_str(), attempt);
        if self.is_message(holder.merchant, &message, id, words).await? {
            return Ok(Ok(Written { enquiry: row.id, repeated: true }));
        }
        let state = match enquiry::ask_again(row.thread, open) {
            Ok(state) => state,
            Err(why) => return Ok(Err(why)),
        };
        let message = NewMessage {
            merchant: holder.merchant,
            enquiry: row.id.clone(),
            id: message,
            author: Author::Holder,
            account: None,
            text: words.as_str().to_owned(),
            at: self.now(),
        };
        let step = Step::said(row.thread, state, &row.subject.ticket, message);
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    write::count_is(connection, &holder, open).await?;
                    write_step(connection, &step).await
                })
            })
            .await?;
        Ok(Ok(Written { enquiry: row.id, repeated: false }))
    }

    async fn answer_enquiry_once(
        &self,
        session: &SessionToken,
        id: &EnquiryId,
        words: &Words,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        let actor = self.acting(session, ANSWERED_BY).await?;
        // An account of a branch has those of its branch only.
        self.enquiry_of(&actor, id).await?;
        let row = self.enquiry_row(actor.merchant, id, None).await?;
        let message = derived_name("enquiry_answer", actor.merchant, actor.account.as_str(), attempt);
        let attempt = Attempt::new(attempt, &format!("answer_enquiry|{}|{id}", actor.merchant));
        let is_done = attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await?;
        if is_done && self.is_message(actor.merchant, &message, id, words).await? {
            return Ok(Ok(Written { enquiry: row.id, repeated: true }));
        }
        let state = match enquiry::answer(row.thread) {
            Ok(state) => state,
            Err(why) => return Ok(Err(why)),
        };
        let message = NewMessage {
            merchant: actor.merchant,
            enquiry: row.id.clone(),
            id: message,
            author: Author::Merchant,
            account: Some(actor.account.to_string()),
            text: words.as_str().to_owned(),
            at: self.now(),
        };
        let step = Step::said(row.thread, state, &row.subject.ticket, message).by(&actor, attempt);
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(async move { write_step(connection, &step).await }))
            .await?;
        Ok(Ok(Written { enquiry: row.id, repeated: false }))
    }

    async fn close_enquiry_once(
        &self,
        session: &SessionToken,
        id: &EnquiryId,
        attempt: &AttemptId,
    ) -> Result<Outcome, StoreError> {
        let actor = self.acting(session, ANSWERED_BY).await?;
        // An account of a branch has those of its branch only.
        self.enquiry_of(&actor, id).await?;
        let row = self.enquiry_row(actor.merchant, id, None).await?;
        let attempt = Attempt::new(attempt, &format!("close_enquiry|{}|{id}", actor.merchant));
        let is_done = attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await?;
        if is_done || row.thread.state == EnquiryState::Closed {
            return Ok(Ok(Written { enquiry: row.id, repeated: true }));
        }
        if let Err(why) = enquiry::close(row.thread) {
            return Ok(Err(why));
        }
        let step = Step::closed(row.thread, &row.id, &row.subject.ticket, actor.merchant, self.now());
        let step = step.by(&actor, attempt);
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(async move { write_step(connection, &step).await }))
            .await?;
        Ok(Ok(Written { enquiry: row.id, repeated: false }))
    }

    /// The enquiry of this name: the merchant's, or only one that this holder opened. `NotFound` for all others.
    async fn enquiry_row(
        &self,
        merchant: MerchantNumber,
        id: &EnquiryId,
        holder: Option<&Holder>,
    ) -> Result<EnquiryRow, StoreError> {
        let row = sqlx::query(
            "SELECT q.ticket, q.use_id, q.state, q.messages, l.author
             FROM enquiry q
             JOIN wallet w ON w.merchant = q.merchant AND w.id = q.wallet
             JOIN enquiry_message l ON l.merchant = q.merchant AND l.enquiry = q.id AND l.number = q.messages
             WHERE q.merchant = $1 AND q.id = $2
               AND ($3 = '' OR (q.wallet = $3 AND q.generation = w.generation))",
        )
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .bind(holder.map_or("", |holder| holder.wallet.as_str()))
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        Ok(EnquiryRow {
            id: id.clone(),
            subject: Subject {
                ticket: TicketId::parse(&columns.text("ticket")?)
                    .map_err(|_| StoreError::Corrupt("ticket"))?,
                redemption: columns.maybe_text("use_id")?.and_then(|of| UseId::parse(&of).ok()),
            },
            thread: Thread {
                state: columns.stated("state", EnquiryState::parse)?,
                messages: columns.count("messages")?,
                last: columns.stated("author", Author::parse)?,
            },
        })
    }

    async fn open_enquiries(&self, holder: &Holder) -> Result<u32, StoreError> {
        let row = sqlx::query(OPEN_OF_WALLET)
            .bind(i64::from(holder.merchant.0))
            .bind(holder.wallet.as_str())
            .fetch_one(self.engine.reader())
            .await?;
        Columns(&row).count("open")
    }

    /// Whether this message was written already; refused if it was another one.
    async fn is_message(
        &self,
        merchant: MerchantNumber,
        message: &str,
        enquiry: &EnquiryId,
        words: &Words,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT enquiry, text FROM enquiry_message WHERE merchant = $1 AND id = $2")
            .bind(i64::from(merchant.0))
            .bind(message)
            .fetch_optional(self.engine.reader())
            .await?;
        let Some(row) = row else {
            return Ok(false);
        };
        let columns = Columns(&row);
        if columns.text("enquiry")? == enquiry.as_str() && columns.text("text")? == words.as_str() {
            Ok(true)
        } else {
            Err(StoreError::Refused(Refusal::AttemptReused))
        }
    }

    async fn is_use_of(
        &self,
        merchant: MerchantNumber,
        ticket: &TicketId,
        of: &UseId,
    ) -> Result<(), StoreError> {
        let row = sqlx::query("SELECT id FROM use_line WHERE merchant = $1 AND id = $2 AND ticket = $3")
            .bind(i64::from(merchant.0))
            .bind(of.as_str())
            .bind(ticket.as_str())
            .fetch_optional(self.engine.reader())
            .await?;
        row.map(|_| ()).ok_or(StoreError::Refused(Refusal::UseUnknown))
    }
}
