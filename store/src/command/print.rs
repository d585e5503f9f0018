//! Printing tickets of paper (RULES §6). First what stands on the sheets is read, so that a sheet that cannot be made is found;
//! then the print is written down, each ticket with its own count, and only what was written down leaves the house.

use super::again::until_written;
use crate::query::paper::may_look;
use crate::query::parameters::Parameters;
use crate::secret::SessionToken;
use crate::table::attempt::Attempt;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::table::ticket::{self, TicketChange};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::code::layout::{Claims, Locator};
use domain::event::EventKind;
use domain::identity::AttemptId;
use domain::money::Dollars;
use domain::permission::Function;
use domain::print::{self, ReprintReason};
use domain::proof::ProofPolicy;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// What stands on one sheet.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // RULES §7
pub struct Sheet {
    pub serial: String,
    pub order_number: String,
    pub own_number: Option<String>,
    pub product_name: String,
    pub kind: TicketKind,
    pub face_value: Dollars,
    pub units: u32,
    pub terms: Vec<String>,
    pub usable_from: Option<Day>,
    pub usable_until: Option<Day>,
    pub guarantee: Option<(Day, Day)>,
    /// `zh-TW` or `en`: the purchaser's.
    pub language: String,
    /// The static code, where the product takes one.
    pub printed_code: Option<String>,
    /// The redemption code, where the product takes one that is typed.
    pub redemption_code: Option<String>,
}

/// Tickets that are to be printed, and what was decided on.
#[derive(Debug, Clone)]
pub struct Sheets {
    /// In the order in which they were chosen.
    pub sheets: Vec<Sheet>,
    /// How many of them were printed before.
    pub printed_before: usize,
    /// This attempt was written down already: the same sheets once more.
    pub is_repeated: bool,
    seen: Vec<Seen>,
    asked: Attempt,
}

/// A ticket as it was read.
#[derive(Debug, Clone)]
struct Seen {
    ticket: String,
    version: i64,
    remaining: i64,
    prints: i64,
}

impl Store {
    /// What stands on the sheets of these tickets. Nothing is written down yet: it must not leave the house before
    /// [`Self::note_print`].
    pub async fn sheets_to_print(
        &self,
        session: &SessionToken,
        serials: &[String],
        attempt: &AttemptId,
    ) -> Result<Sheets, StoreError> {
        let actor = self.acting(session, Function::Paper).await?;
        print::may_print_so_many(serials.len()).map_err(StoreError::Refused)?;
        let asked = Attempt::new(attempt, &format!("print|{}|{}", actor.merchant, serials.join(",")));
        let chosen = self.chosen_paper(&actor, serials).await?;
        let is_repeated = asked.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await?;
        for ticket in &chosen {
            print::may_print(ticket.printable).map_err(StoreError::Refused)?;
        }
        let printed_before = chosen.iter().filter(|ticket| ticket.printable.prints > 0).count();
        let (mut sheets, mut seen) = (Vec::with_capacity(chosen.len()), Vec::with_capacity(chosen.len()));
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let ids: Vec<_> = chosen.iter().map(|ticket| parameters.text(ticket.id.as_str())).collect();
        let text = format!(
                "SELECT t.id, t.serial, t.product, t.kind, t.face_value, t.quantity, t.remaining, t.version, t.usable_from,
                        t.usable_until, t.guarantee_from, t.guarantee_until, t.locator, t.generation, t.encrypted_code,
                        p.name, p.terms, p.paper_terms, p.proof_printed, p.proof_typed, o.number AS order_number,
                        COALESCE(o.merchant_order_no, o.gift_order_no) AS own_number, w.language
                 FROM ticket t
                 JOIN product p ON p.merchant = t.merchant AND p.number = t.product
                 JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
                 JOIN wallet w ON w.merchant = o.merchant AND w.id = o.wallet
                 WHERE t.merchant = $1 AND t.id IN ({})",
            ids.join(", ")
        );
        let mut rows = BTreeMap::new();
        for row in parameters.ask(&text).fetch_all(self.engine.reader()).await? {
            rows.insert(Columns(&row).text("id")?, row);
        }
        for ticket in chosen {
            let row = rows.remove(ticket.id.as_str()).ok_or(StoreError::RaceLost)?;
            let columns = Columns(&row);
            actor.may_handle(actor.merchant, columns.product("product")?).map_err(StoreError::Refused)?;
            seen.push(Seen {
                ticket: ticket.id.to_string(),
                version: columns.number("version")?,
                remaining: columns.number("remaining")?,
                prints: i64::from(ticket.printable.prints),
            });
            sheets.push(self.sheet(&actor, &row)?);
        }
        Ok(Sheets { sheets, printed_before, is_repeated, seen, asked })
    }

    fn sheet(&self, actor: &Actor, row: &AnyRow) -> Result<Sheet, StoreError> {
        let columns = Columns(row);
        let takes = |policy: &str| {
            Ok::<_, StoreError>(columns.stated(policy, ProofPolicy::parse)? != ProofPolicy::Refuse)
        };
        let (usable_from, usable_until) =
            (columns.maybe_day("usable_from")?, columns.maybe_day("usable_until")?);
        let signing = self.issuer_keys.signing();
        let claims = Claims {
            key: signing.id(),
            merchant: actor.merchant,
            product: columns.product("product")?,
            locator: Locator::from_integer(columns.number("locator")?),
            generation: u8::try_from(columns.number("generation")?)
                .map_err(|_| StoreError::Corrupt("generation"))?,
            remaining: u8::try_from(columns.number("remaining")?).unwrap_or(u8::MAX),
            usable_from,
            usable_until,
        };
        let redemption_code = if takes("proof_typed")? {
            let code = self.keyring.cipher().open(&columns.text("id")?, &columns.bytes("encrypted_code")?)?;
            Some(String::from_utf8(code).map_err(|_| StoreError::Corrupt("a redemption code"))?)
        } else {
            None
        };
        // Products of before there were terms for each form have those of the electronic one.
        let terms = Some(columns.text("paper_terms")?).filter(|terms| !terms.is_empty());
        let terms = terms.map_or_else(|| columns.text("terms"), Ok)?;
        Ok(Sheet {
            serial: columns.text("serial")?,
            order_number: columns.text("order_number")?,
            own_number: columns.maybe_text("own_number")?,
            product_name: columns.text("name")?,
            kind: columns.stated("kind", TicketKind::parse)?,
            face_value: Dollars(columns.number("face_value")?),
            units: columns.count("quantity")?,
            terms: terms.lines().map(str::to_owned).collect(),
            usable_from,
            usable_until,
            guarantee: columns.maybe_day("guarantee_from")?.zip(columns.maybe_day("guarantee_until")?),
            language: columns.text("language")?,
            printed_code: takes("proof_printed")?.then(|| signing.printed(&claims)),
            redemption_code,
        })
    }

    /// Writes the print down: who, when, the how manieth of each ticket, and of a reprint why. What changed since it was read
    /// (somebody else printed or used it) is refused: the sheets were made of something else.
    pub async fn note_print(
        &self,
        session: &SessionToken,
        sheets: &Sheets,
        reason: &ReprintReason,
    ) -> Result<(), StoreError> {
        until_written!(self.note_print_once(session, sheets, reason))
    }

    async fn note_print_once(
        &self,
        session: &SessionToken,
        sheets: &Sheets,
        reason: &ReprintReason,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Paper).await?;
        may_look(&actor)?;
        if sheets.asked.is_done_by(&self.engine, actor.merchant, actor.account.as_str()).await? {
            return Ok(());
        }
        let (now, asked, seen) = (self.now(), sheets.asked.clone(), sheets.seen.clone());
        let reason = reason.as_deref().map(str::to_owned);
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let mut asked = Some(asked);
                    for one in &seen {
                        write(connection, &actor, one, asked.take(), reason.as_deref(), now).await?;
                    }
                    Ok(())
                })
            })
            .await
            .map_err(|error| {
                // Not read again here: the sheets are made already.
                if matches!(error, StoreError::RaceLost) {
                    StoreError::Refused(Refusal::ChangedMeanwhile)
                } else {
                    error
                }
            })
    }

    /// Tells each merchant which of its tickets were printed again until 21:00 of `day`, once; how many merchants.
    pub async fn tell_of_reprints(&self, day: Day) -> Result<u32, StoreError> {
        let (from, until) = print::told_on(day);
        let rows = sqlx::query(
            "SELECT merchant, COUNT(DISTINCT ticket) AS tickets FROM ticket_print
             WHERE number > 1 AND at >= $1 AND at < $2 GROUP BY merchant ORDER BY merchant",
        )
        .bind(from.0)
        .bind(until.0)
        .fetch_all(self.engine.reader())
        .await?;
        let mut told = 0;
        for row in &rows {
            let columns = Columns(row);
            let (merchant, tickets) = (columns.number("merchant")?, columns.number("tickets")?);
            let event = Entry {
                line: Some(day.to_string()),
                quantity: Some(tickets),
                ..Entry::new(merchant, EventKind::ReprintsTold, self.now())
            };
            let (send, receive) = tokio::sync::oneshot::channel();
            self.engine
                .writer()
                .transaction(move |connection| {
                    Box::pin(async move {
                        let told = sqlx::query(
                            "INSERT INTO reprints_told (merchant, day) VALUES ($1, $2)
                             ON CONFLICT (merchant, day) DO NOTHING",
                        )
                        .bind(event.merchant)
                        .bind(event.line.clone())
                        .execute(&mut *connection)
                        .await?;
                        let is_new = told.rows_affected() == 1;
                        if is_new {
                            entry::insert(connection, &event).await?;
                        }
                        let _ = send.send(is_new);
                        Ok(())
                    })
                })
                .await?;
            told += u32::from(receive.await.unwrap_or(false));
        }
        Ok(told)
    }
}

async fn write(
    connection: &mut AnyConnection,
    actor: &Actor,
    seen: &Seen,
    asked: Option<Attempt>,
    reason: Option<&str>,
    now: Instant,
) -> Result<(), StoreError> {
    let merchant = i64::from(actor.merchant.0);
    let (attempt, content) = asked.map(|asked| (asked.id, asked.content)).unzip();
    let event = Entry {
        ticket: Some(seen.ticket.clone()),
        quantity: Some(seen.prints + 1),
        attempt,
        content,
        ..Entry::new(merchant, EventKind::TicketPrinted, now).by(actor)
    };
    // Nothing about the ticket changes; but whoever decided on it before must look again.
    let change = TicketChange { remaining: seen.remaining, ..TicketChange::default() };
    ticket::change(connection, merchant, &seen.ticket, seen.version, &change).await?;
    sqlx::query(
        "INSERT INTO ticket_print (merchant, id, ticket, number, at, account, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(merchant)
    .bind(event.id.as_str())
    .bind(seen.ticket.as_str())
    .bind(seen.prints + 1)
    .bind(now.0)
    .bind(actor.account.to_string())
    .bind(reason.filter(|_| seen.prints > 0))
    .execute(&mut *connection)
    .await?;
    entry::insert(connection, &event).await
}
