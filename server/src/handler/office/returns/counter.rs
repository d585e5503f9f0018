//! 櫃檯退貨: from what is printed on a ticket to its order, from ticks to sums, and then to returns.

use super::failed;
use crate::handler::holder::{attempt_of, value, values};
use crate::handler::list::Pairs;
use crate::handler::office::fault;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::listing::encoded;
use app::page::office::returns::counter::{Filled, Shown, Typed, page, sums, told};
use app::text::returns as text;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cancel::Reason;
use domain::give_back::FeeRule;
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use store::command::give_back::sheet::{Choice, MOST_LINES, ReturnSheet};
use store::command::give_back::{ReturnLine, Returning};
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

const PATH: &str = "/office/returns/counter";
/// A line for each ticket that is shown.
pub const LARGEST_FORM: usize = 32 * 1024;
const FRAGMENT: &str = "x-fragment";

/// `GET /office/returns/counter`: with `order` its tickets, with `serial` that one first and ticked.
pub async fn form(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let (_, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let serial = value(&query, "serial");
    let filled = Filled { serial: serial.to_owned(), is_ticked: true, ..Filled::default() };
    let typed = Typed {
        words: serial.to_owned(),
        lines: if serial.is_empty() { Vec::new() } else { vec![filled] },
        ..Typed::default()
    };
    let shown = Answer::of(value(&query, "order"), &typed);
    answer(&state, &headers, &signed_in, shown).await
}

/// `POST /office/returns/find`: codes are no part of any address.
pub async fn find(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let (_, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let typed = Typed { words: value(&form, "words").to_owned(), ..Typed::default() };
    match state.store.order_to_return(&signed_in.actor, &typed.words).await {
        Ok(Some(found)) => {
            let serial =
                found.serial.map(|serial| format!("&serial={}", encoded(&serial))).unwrap_or_default();
            Redirect::to(&format!("{PATH}?order={}{serial}", encoded(&found.order_number))).into_response()
        }
        Ok(None) => {
            let shown = Answer { is_nothing: true, ..Answer::of("", &typed) };
            answer(&state, &headers, &signed_in, shown).await
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `POST /office/returns/counter`: `step=look` works it out, `step=do` returns exactly what the sums told, once.
pub async fn send(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let is_done = value(&form, "step") == "do";
    let attempt = attempt_of(value(&form, "attempt"));
    if let (true, Ok(attempt)) = (is_done, &attempt) {
        match state.store.return_by_attempt(&signed_in.actor, attempt).await {
            Ok(Some(number)) => return to_the_list(&number),
            Ok(None) => {}
            Err(error) => return failed(&state, &headers, &error),
        }
    }
    let (order, typed) = (value(&form, "order"), typed_of(&form));
    let choices = choices_of(&typed);
    let sheet = match state.store.return_sheet(&signed_in.actor, order, None, &choices).await {
        Ok(sheet) => sheet,
        Err(error) => return failed(&state, &headers, &error),
    };
    if headers.contains_key(FRAGMENT) {
        return render::fragment(sums(render::language(&headers), &sheet, false));
    }
    let shown = Answer::of(order, &typed);
    if !is_done {
        return answer(&state, &headers, &signed_in, shown).await;
    }
    if sheet.total.is_none() || told(&sheet) != value(&form, "told") {
        return answer(&state, &headers, &signed_in, Answer { is_changed: true, ..shown }).await;
    }
    match write(&state, &token, &sheet, &choices, &form).await {
        Ok(number) => to_the_list(&number),
        Err(StoreError::Refused(refusal)) => {
            answer(&state, &headers, &signed_in, Answer { refusal: Some(refusal), ..shown }).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

fn to_the_list(number: &str) -> Response {
    Redirect::to(&format!("/office/returns/made?words={}&saved", encoded(number))).into_response()
}

async fn write(
    state: &AppState,
    token: &SessionToken,
    sheet: &ReturnSheet,
    choices: &[Choice],
    form: &Pairs,
) -> Result<String, StoreError> {
    let reason = Reason::parse(value(form, "reason")).map_err(StoreError::Refused)?;
    let attempt = attempt_of(value(form, "attempt"))?;
    let line = |choice: &Choice| {
        let line = sheet.lines.iter().find(|line| line.serial == choice.serial)?;
        let returning = Returning { ticket: line.ticket.clone(), units: choice.units };
        Some(ReturnLine { returning, fee: choice.fee? })
    };
    let lines: Vec<_> = choices.iter().filter_map(line).collect();
    let done = state.store.give_back_lines(token, &lines, reason.as_ref(), &attempt).await?;
    done.into_iter().next().map(|done| done.number).ok_or(StoreError::Refused(Refusal::TicketUnknown))
}

/// The lines of the form that say something, each once.
fn typed_of(form: &Pairs) -> Typed {
    let ticked = values(form, "ticket");
    let mut serials: Vec<&str> = form.iter().filter_map(|(name, _)| name.strip_prefix("units_")).collect();
    serials.extend(form.iter().filter_map(|(name, _)| name.strip_prefix("fee_")));
    serials.extend(&ticked);
    serials.sort_unstable();
    serials.dedup();
    let line = |serial: &str| Filled {
        serial: serial.to_owned(),
        is_ticked: ticked.contains(&serial),
        units: value(form, &format!("units_{serial}")).trim().to_owned(),
        fee: value(form, &format!("fee_{serial}")).to_owned(),
    };
    Typed {
        words: String::new(),
        lines: serials.into_iter().take(MOST_LINES).map(line).collect(),
        fee: value(form, "fee").to_owned(),
        reason: value(form, "reason").to_owned(),
    }
}

/// What is ticked; a line without a fee of its own has that of all.
fn choices_of(typed: &Typed) -> Vec<Choice> {
    let choice = |line: &Filled| Choice {
        serial: line.serial.clone(),
        units: match line.units.as_str() {
            "" => None,
            text => Some(text.parse().unwrap_or(0)),
        },
        fee: FeeRule::parse(if line.fee.trim().is_empty() { &typed.fee } else { &line.fee }),
    };
    typed.lines.iter().filter(|line| line.is_ticked).map(choice).collect()
}

/// What the page is made of.
struct Answer<'a> {
    order: &'a str,
    typed: &'a Typed,
    is_nothing: bool,
    is_changed: bool,
    refusal: Option<Refusal>,
}

impl<'a> Answer<'a> {
    fn of(order: &'a str, typed: &'a Typed) -> Self {
        Self { order, typed, is_nothing: false, is_changed: false, refusal: None }
    }
}

async fn answer(state: &AppState, headers: &HeaderMap, signed_in: &SignedIn, with: Answer<'_>) -> Response {
    let language = render::language(headers);
    let first = with.typed.lines.iter().find(|line| line.is_ticked).map(|line| line.serial.as_str());
    let read = async {
        if !signed_in.actor.allows(Function::GiveBack, Access::Change) {
            return Err(StoreError::Refused(Refusal::PermissionMissing));
        }
        let sheet = if with.order.is_empty() {
            None
        } else {
            let choices = choices_of(with.typed);
            Some(state.store.return_sheet(&signed_in.actor, with.order, first, &choices).await?)
        };
        Ok((sheet, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((sheet, attempt)) => {
            let status = match (with.is_nothing, with.is_changed || with.refusal.is_some()) {
                (true, _) => StatusCode::NOT_FOUND,
                (false, true) => StatusCode::CONFLICT,
                (false, false) => StatusCode::OK,
            };
            let shown = Shown {
                typed: with.typed,
                sheet: sheet.as_ref(),
                is_nothing: with.is_nothing,
                is_changed: with.is_changed,
                attempt: &attempt,
                refusal: with.refusal.as_ref(),
            };
            let view = page(language, signed_in, &shown);
            let path = if status == StatusCode::OK { PATH } else { "" };
            let mut frame = render::frame(state, language, text::COUNTER.of(language), path, "console");
            frame.scripts = &["return_sums.js", "scan_to_find.js"];
            let mut response = render::page(frame, view);
            *response.status_mut() = status;
            response
        }
        Err(error) => failed(state, headers, &error),
    }
}
