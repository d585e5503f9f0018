//! 已發行訂單管理 (RULES §6): staff write something down about an order, ask to see its people, or send a message again. Each is
//! an event.

use super::again::until_written;
use crate::notice::try_again;
use crate::secret::SessionToken;
use crate::table::attempt::Attempt;
use crate::table::entry::{self, Entry};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::event::EventKind;
use domain::identity::{AttemptId, TransferId};
use domain::issued_order::OrderNote;
use domain::notice::NoticeState;
use domain::permission::Function;
use domain::refusal::Refusal;

impl Store {
    /// From now on, for [`domain::issued_order::SHOWN_SECONDS`], the account sees the order's people. Looking is enough for
    /// it, and each asking is kept.
    pub async fn show_people_of_order(&self, session: &SessionToken, number: &str) -> Result<(), StoreError> {
        let signed_in = self.signed_in(session).await?.ok_or(StoreError::Refused(Refusal::SignedOut))?;
        let order = self.issued_order(&signed_in.actor, number).await?;
        let event = self.event_of_order(&signed_in.actor, EventKind::OrderPeopleShown, &order.id);
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(async move { entry::insert(connection, &event).await }))
            .await
    }

    /// Cancels a transfer of tickets of this order: whoever may not look at the order cancels none of its transfers, and a
    /// transfer of another order is unknown here.
    pub async fn cancel_transfer_of_order(
        &self,
        session: &SessionToken,
        number: &str,
        transfer: &TransferId,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Transfers).await?;
        let order = self.issued_order(&actor, number).await?;
        if !order.transfers.iter().flatten().any(|one| one.transfer == *transfer) {
            return Err(StoreError::Refused(Refusal::TransferUnknown));
        }
        self.cancel_transfer(session, transfer, attempt).await.map(|_| ())
    }

    /// Sends a message about this order or one of its tickets once more, which failed or came back: from its first try on. One
    /// that is on its way, or arrived, is left alone.
    pub async fn send_notice_again(
        &self,
        session: &SessionToken,
        number: &str,
        notice: &str,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        until_written!(self.send_notice_again_once(session, number, notice, attempt))
    }

    async fn send_notice_again_once(
        &self,
        session: &SessionToken,
        number: &str,
        notice: &str,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::IssuedOrders).await?;
        let order = self.issued_order(&actor, number).await?;
        // A message about another order is unknown here.
        let mail = order.mails.iter().find(|mail| mail.notice == notice).ok_or(StoreError::NotFound)?;
        let attempt =
            Attempt::new(attempt, &format!("send_notice_again|{}|{number}|{notice}", actor.merchant));
        let is_done = attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await?;
        if is_done || !matches!(mail.state, NoticeState::Failed | NoticeState::Bounced) {
            return Ok(());
        }
        let event = Entry {
            line: Some(mail.notice.clone()),
            attempt: Some(attempt.id),
            content: Some(attempt.content),
            ..self.event_of_order(&actor, EventKind::NoticeSentAgain, &order.id)
        };
        let notice = mail.notice.clone();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    if !try_again(connection, event.merchant, &notice, event.at).await? {
                        return Err(StoreError::RaceLost);
                    }
                    entry::insert(connection, &event).await
                })
            })
            .await
    }

    /// Writes something down about an order, for the merchant's own people.
    pub async fn note_order(
        &self,
        session: &SessionToken,
        number: &str,
        note: &OrderNote,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        until_written!(self.note_order_once(session, number, note, attempt))
    }

    async fn note_order_once(
        &self,
        session: &SessionToken,
        number: &str,
        note: &OrderNote,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::IssuedOrders).await?;
        let order = self.issued_order(&actor, number).await?;
        // The note may be about somebody: nothing of it goes into the event, not even hashed.
        let attempt = Attempt::new(attempt, &format!("note_order|{}|{number}", actor.merchant));
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            return Ok(());
        }
        let event = Entry {
            attempt: Some(attempt.id),
            content: Some(attempt.content),
            ..self.event_of_order(&actor, EventKind::OrderNoted, &order.id)
        };
        self.keep_note(&actor, order.id, note, event).await
    }

    /// Writes something down about one ticket, for the merchant's own people: it stands with the ticket and with its order.
    pub async fn note_ticket(
        &self,
        session: &SessionToken,
        serial: &str,
        note: &OrderNote,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        until_written!(self.note_ticket_once(session, serial, note, attempt))
    }

    async fn note_ticket_once(
        &self,
        session: &SessionToken,
        serial: &str,
        note: &OrderNote,
        attempt: &AttemptId,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::IssuedOrders).await?;
        let ticket = self.ticket_history(session, serial).await?;
        if !ticket.may_change_order {
            return Err(StoreError::Refused(Refusal::PermissionMissing));
        }
        let attempt = Attempt::new(attempt, &format!("note_ticket|{}|{serial}", actor.merchant));
        if attempt.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            return Ok(());
        }
        let event = Entry {
            ticket: Some(ticket.id.to_string()),
            attempt: Some(attempt.id),
            content: Some(attempt.content),
            ..Entry::new(i64::from(actor.merchant.0), EventKind::OrderNoted, self.now()).by(&actor)
        };
        self.keep_note(&actor, ticket.order_id, note, event).await
    }

    async fn keep_note(
        &self,
        actor: &Actor,
        order: String,
        note: &OrderNote,
        event: Entry,
    ) -> Result<(), StoreError> {
        let (account, note) = (actor.account.to_string(), note.as_str().to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO order_note (merchant, id, ticket_order, ticket, at, account, note)
                         VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    )
                    .bind(event.merchant)
                    .bind(event.id.clone())
                    .bind(order)
                    .bind(event.ticket.clone())
                    .bind(event.at)
                    .bind(account)
                    .bind(note)
                    .execute(&mut *connection)
                    .await?;
                    entry::insert(connection, &event).await
                })
            })
            .await
    }

    fn event_of_order(&self, actor: &Actor, kind: EventKind, order: &str) -> Entry {
        Entry {
            ticket_order: Some(order.to_owned()),
            ..Entry::new(i64::from(actor.merchant.0), kind, self.now()).by(actor)
        }
    }
}
