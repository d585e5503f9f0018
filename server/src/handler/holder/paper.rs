//! A ticket on paper, and its date in a calendar.

use super::Visit;
use app::language::Language;
use app::page::holder::paper::{Size, choose, sheet};
use app::text::holder as text;
use axum::Form;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::calendar::{Day, Instant};
use domain::code::link;
use domain::ticket::TicketKind;
use icalendar::{Alarm, Calendar, Component, Event, EventLike};
use serde::Deserialize;
use store::StoreError;
use store::query::wallet::{IssuerData, WalletTicket};

/// The calendar reminds seven days before, at nine: the day itself begins at midnight.
const REMINDED_HOURS_BEFORE: i64 = 7 * 24 - 9;

/// `GET /w/{link}/{serial}/paper`
pub async fn form(visit: Visit, Path((_, serial)): Path<(String, String)>) -> Response {
    match visit.ticket(&serial).await {
        Ok((_, ticket)) => {
            let address = visit.address();
            let usable = ticket.is_showable(visit.state.store.now().day());
            let view = choose(visit.language, &address, &ticket, usable, date(&ticket).is_some());
            let title = text::PAPER_TITLE.of(visit.language);
            visit.page(title, &format!("{address}/{serial}/paper"), None, view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// How it is printed.
#[derive(Deserialize)]
pub struct Printing {
    #[serde(default)]
    size: String,
}

/// `POST /w/{link}/{serial}/paper`: the static code; that it was made is an event.
pub async fn print(
    visit: Visit,
    Path((_, serial)): Path<(String, String)>,
    Form(form): Form<Printing>,
) -> Response {
    let made = async {
        let (wallet, ticket) = visit.ticket(&serial).await?;
        if !ticket.takes_printed || !ticket.is_showable(visit.state.store.now().day()) {
            return Err(StoreError::NotFound);
        }
        let code = visit.state.store.print_code(wallet.issuer.number, &ticket).await?;
        Ok((wallet, ticket, link::link(visit.state.code_base(), &code)))
    };
    match made.await {
        Ok((wallet, ticket, code)) => {
            let view =
                sheet(visit.language, &visit.address(), &wallet, &ticket, &code, Size::parse(&form.size));
            visit.page_with(&ticket.product_name, "", &["print.js"], view)
        }
        Err(error) => visit.failed(&error),
    }
}

/// `GET /w/{link}/{serial}/calendar`: a file for any calendar. Calendars are shared and synchronised: no link stands in it.
pub async fn calendar(visit: Visit, Path((_, serial)): Path<(String, String)>) -> Response {
    let read = async {
        let (wallet, ticket) = visit.ticket(&serial).await?;
        let day = date(&ticket).ok_or(StoreError::NotFound)?;
        entry(visit.language, &wallet.issuer, &ticket, day, visit.state.store.now())
            .ok_or(StoreError::Corrupt("a day"))
    };
    match read.await {
        Ok(file) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"ticket.ics\""),
            ];
            (headers, file).into_response()
        }
        Err(error) => visit.failed(&error),
    }
}

/// The day that matters: the last one of a 贈品券, the end of the guarantee of a 提貨券.
fn date(ticket: &WalletTicket) -> Option<Day> {
    match ticket.ticket.kind {
        TicketKind::Gift => ticket.ticket.usable_until,
        TicketKind::Paid => ticket.ticket.guarantee_until,
    }
}

fn entry(
    language: Language,
    issuer: &IssuerData,
    ticket: &WalletTicket,
    day: Day,
    now: Instant,
) -> Option<String> {
    let (title, note) = match ticket.ticket.kind {
        TicketKind::Gift => (text::CALENDAR_LAST_DAY, text::CALENDAR_LAST_DAY_NOTE),
        TicketKind::Paid => (text::CALENDAR_GUARANTEE, text::CALENDAR_GUARANTEE_NOTE),
    };
    let values = [
        ("product", ticket.product_name.as_str()),
        ("issuer", issuer.name.as_str()),
        ("serial", ticket.serial.as_str()),
    ];
    let date = chrono::NaiveDate::parse_from_str(&day.to_string(), "%Y-%m-%d").ok()?;
    let title = title.with(language, &values);
    let made_at = chrono::DateTime::from_timestamp_millis(now.0)?;
    let uid = format!("{}@piaojia", ticket.id);
    let reminder = Alarm::display(&title, -chrono::Duration::hours(REMINDED_HOURS_BEFORE))
        .uid(&format!("reminder-{uid}"))
        .timestamp(made_at)
        .done();
    // Without an end: one whole day.
    let event = Event::new()
        .uid(&uid)
        .timestamp(made_at)
        .summary(&title)
        .description(&note.with(language, &values))
        .starts(date)
        .alarm(reminder)
        .done();
    let calendar = Calendar::empty()
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", "-//Piaojia//Wallet//EN"))
        .push(event)
        .done();
    Some(calendar.to_string())
}
