//! Giving tickets away (RULES §5, 轉贈): the offer here, what becomes of it in the files below.
//!
//! The recipient's wallet has the transfer's name, so that one link opens the gift before it is accepted and the
//! wallet afterwards. That name is derived from giver and attempt: nobody can choose the name of a wallet that is there.
//! The link that the giver passes on is another one: it opens the gift and never the wallet.

mod answer;
mod cancel;
mod ending;
mod lapse;
mod line;
mod link;
mod opened;
mod part;
mod remind;
mod resend;
mod send;

use super::again::until_written;
use super::contact::{Contact, Message};
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
use domain::calendar::{Day, Instant};
use domain::card::Card;
use domain::event::EventKind;
use domain::identity::{AttemptId, MerchantNumber, TicketId, TransferId};
use domain::refusal::Refusal;
use domain::transfer::{self, Offer, OfferFacts, TransferState};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

pub use answer::{Acceptance, Accepted};
pub use part::Part;
pub use resend::Resent;

/// What a giver offers to one person.
#[derive(Debug, Clone)]
pub struct OfferRequest {
    /// Tickets of the giver's wallet; one named twice counts once.
    pub tickets: Vec<TicketId>,
    /// Who gets them.
    pub recipient: Contact,
    /// What the giver writes.
    pub message: Message,
    /// What it is wrapped in.
    pub card: Card,
    /// When the recipient hears of it; at once without a day.
    pub sent_on: Option<Day>,
}

/// An offer that stands written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The transfer.
    pub transfer: TransferId,
    /// 轉贈單號
    pub number: String,
    /// Opens the gift, for the recipient only: the giver is never shown it.
    pub link: LinkToken,
    /// Opens the gift for whoever the giver passes it on to, until it is accepted.
    pub share: LinkToken,
    /// The day on which it is sent.
    pub sent_on: Day,
    /// Tickets offered.
    pub tickets: usize,
    /// The last day on which the recipient may answer.
    pub last_day: Day,
    /// This attempt had been answered before.
    pub repeated: bool,
}

/// What became of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferAnswer {
    /// The transfer.
    pub transfer: TransferId,
    /// 轉贈單號
    pub number: String,
    /// Tickets that moved or stayed by it.
    pub tickets: usize,
    /// It had been so before.
    pub repeated: bool,
}

/// What an offer writes.
struct NewTransfer {
    holder: Holder,
    id: TransferId,
    token_hash: String,
    share_hash: String,
    sent_on: Day,
    card: Card,
    series: String,
    order_number: String,
    days: u32,
    recipient: Contact,
    message: String,
    lines: Vec<(TicketId, Offer)>,
}

impl Store {
    /// Offers tickets of the giver's wallet to one person, all or none.
    pub async fn offer_transfer(
        &self,
        giver: &LinkToken,
        request: &OfferRequest,
        attempt: &AttemptId,
    ) -> Result<Offered, StoreError> {
        until_written!(self.offer_once(giver, request, attempt))
    }

    async fn offer_once(
        &self,
        giver: &LinkToken,
        request: &OfferRequest,
        attempt: &AttemptId,
    ) -> Result<Offered, StoreError> {
        let now = self.now();
        let holder = Holder::by_link(&self.engine, giver).await?;
        // The tickets first: whoever sees them offered by this very attempt then finds the transfer, too.
        let held = held::of_wallet(&self.engine, holder.merchant, &holder.wallet).await?;
        let id = Self::transfer_of(&holder, attempt)?;
        if let Some(earlier) = self.earlier_offer(holder.merchant, &id, Some(request)).await? {
            return Ok(Offered { repeated: true, ..earlier });
        }
        let issuer = IssuerRow::read(&self.engine, holder.merchant).await?;
        let merchant = holder.merchant;
        let offered = self.decide_offer(holder, &held, &id, request, &issuer, now.day())?;
        self.engine
            .writer()
            .transaction(move |connection| Box::pin(write_offer(connection, offered, now)))
            .await?;
        self.earlier_offer(merchant, &id, None).await?.ok_or(StoreError::Corrupt("an offer"))
    }

    /// The name of what this attempt offers.
    fn transfer_of(holder: &Holder, attempt: &AttemptId) -> Result<TransferId, StoreError> {
        TransferId::parse(&derived_name("transfer", holder.merchant, holder.wallet.as_str(), attempt))
            .map_err(|_| StoreError::Corrupt("transfer"))
    }

    fn decide_offer(
        &self,
        holder: Holder,
        held: &[Held],
        id: &TransferId,
        request: &OfferRequest,
        issuer: &IssuerRow,
        today: Day,
    ) -> Result<NewTransfer, StoreError> {
        let sent_on = transfer::sending_day(request.sent_on, today).map_err(StoreError::Refused)?;
        let mut named = BTreeSet::new();
        let mut lines = Vec::with_capacity(request.tickets.len());
        let mut order_number = None;
        for wanted in request.tickets.iter().filter(|wanted| named.insert(wanted.as_str())) {
            let found = held.iter().find(|held| held.row.id == *wanted);
            let found = found.ok_or(StoreError::Refused(Refusal::NotTheGiver))?;
            let facts = OfferFacts {
                ticket: found.row.state.clone(),
                holder: found.row.wallet.clone(),
                electronic: found.electronic,
                passed_on: found.row.transfer.is_some(),
                product_forbids_passing_on: found.forbids_passing_on,
            };
            let offer = transfer::offer(&facts, &holder.wallet, issuer.answer_days, sent_on)
                .map_err(StoreError::Refused)?;
            order_number.get_or_insert_with(|| found.order_number.clone());
            lines.push((wanted.clone(), offer));
        }
        // Always in one order, so that no two offers wait for each other's tickets.
        lines.sort_by(|one, other| one.0.cmp(&other.0));
        let order_number = order_number.ok_or(StoreError::Refused(Refusal::NothingLeft))?;
        Ok(NewTransfer {
            holder,
            id: id.clone(),
            token_hash: self.recipient_link(id)?.hash(),
            share_hash: self.share_link(id)?.hash(),
            sent_on,
            card: request.card,
            series: format!("transfer_{order_number}"),
            order_number,
            days: issuer.answer_days,
            recipient: request.recipient.clone(),
            message: request.message.as_str().to_owned(),
            lines,
        })
    }

    /// The offer of this name, if it was written; refused if it was written with other content than `request`.
    async fn earlier_offer(
        &self,
        merchant: MerchantNumber,
        id: &TransferId,
        request: Option<&OfferRequest>,
    ) -> Result<Option<Offered>, StoreError> {
        let rows = sqlx::query(
            "SELECT tr.number, tr.recipient_name, tr.recipient_phone, tr.recipient_email, tr.language, tr.message,
                    tr.days, tr.offered_on, tr.offered_at, tr.card, l.ticket
             FROM transfer tr
             JOIN transfer_line l ON l.merchant = tr.merchant AND l.transfer = tr.id AND l.piece_of IS NULL
             WHERE tr.merchant = $1 AND tr.id = $2",
        )
        .bind(i64::from(merchant.0))
        .bind(id.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        let Some(first) = rows.first().map(Columns) else {
            return Ok(None);
        };
        let sent_on = first.day("offered_on")?;
        let tickets = rows.iter().map(|row| Columns(row).text("ticket"));
        let tickets: BTreeSet<String> = tickets.collect::<Result<_, _>>()?;
        if let Some(request) = request {
            let recipient = Contact {
                name: first.text("recipient_name")?,
                phone: first.text("recipient_phone")?,
                email: first.text("recipient_email")?,
                language: first.text("language")?,
            };
            let asked: BTreeSet<String> = request.tickets.iter().map(TicketId::to_string).collect();
            let wrapped = (first.text("message")?, first.stated("card", Card::parse)?, sent_on);
            let made_on = first.instant("offered_at")?.day();
            let wished =
                (request.message.as_str().to_owned(), request.card, request.sent_on.unwrap_or(made_on));
            if recipient != request.recipient || wrapped != wished || tickets != asked {
                return Err(StoreError::Refused(Refusal::AttemptReused));
            }
        }
        Ok(Some(Offered {
            transfer: id.clone(),
            number: first.text("number")?,
            link: self.recipient_link(id)?,
            share: self.share_link(id)?,
            sent_on,
            tickets: tickets.len(),
            last_day: transfer::last_day(sent_on, first.count("days")?),
            repeated: false,
        }))
    }
}

async fn write_offer(
    connection: &mut AnyConnection,
    offered: NewTransfer,
    now: Instant,
) -> Result<(), StoreError> {
    let NewTransfer { holder, id, token_hash, share_hash, series, order_number, lines, .. } = &offered;
    holder.hold(connection).await?;
    let merchant = i64::from(holder.merchant.0);
    for (ticket, offer) in lines {
        let remaining = i64::from(offer.units);
        let change = TicketChange { remaining, offered: Some(true), ..TicketChange::default() };
        ticket::change(connection, merchant, ticket.as_str(), offer.expected_version, &change).await?;
    }
    let is_sent_now = offered.sent_on <= now.day();
    let kind = if is_sent_now { EventKind::TransferOffered } else { EventKind::TransferScheduled };
    let running = running_number::take(connection, holder.merchant, series, 1).await?;
    let done = sqlx::query(
        "INSERT INTO transfer (merchant, id, number, giver, recipient_name, recipient_phone, recipient_email, language,
                               message, token_hash, days, offered_at, offered_on, card, share_hash, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                 CASE WHEN $16 THEN CAST($12 AS BIGINT) END) ON CONFLICT DO NOTHING",
    )
    .bind(merchant)
    .bind(id.as_str())
    .bind(format!("{order_number}{running:03}"))
    .bind(holder.wallet.as_str())
    .bind(offered.recipient.name())
    .bind(offered.recipient.phone())
    .bind(offered.recipient.email())
    .bind(offered.recipient.language())
    .bind(offered.message.as_str())
    .bind(token_hash.as_str())
    .bind(i64::from(offered.days))
    .bind(now.0)
    .bind(offered.sent_on.to_string())
    .bind(offered.card.as_str())
    .bind(share_hash.as_str())
    .bind(is_sent_now)
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::RaceLost);
    }
    for (ticket, offer) in lines {
        sqlx::query(
            "INSERT INTO transfer_line (merchant, transfer, ticket, units, state, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(merchant)
        .bind(id.as_str())
        .bind(ticket.as_str())
        .bind(i64::from(offer.units))
        .bind(TransferState::Offered.as_str())
        .bind(now.0)
        .execute(&mut *connection)
        .await?;
        let event = Entry {
            ticket: Some(ticket.to_string()),
            line: Some(id.to_string()),
            quantity: Some(i64::from(offer.units)),
            remaining: Some(i64::from(offer.units)),
            ..Entry::new(merchant, kind, now)
        };
        entry::insert(connection, &event).await?;
    }
    Ok(())
}
