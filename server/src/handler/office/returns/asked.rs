//! 退貨申請: the list, its file, one request and its answer.

use super::{Rows, failed, search_of};
use crate::handler::holder::attempt_of;
use crate::handler::list::{Pairs, wants_sums, window};
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{NotDone, reader, saved, show};
use crate::handler::sign_in;
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::listing::Listing;
use app::page::office::returns::FILTERS;
use app::page::office::returns::asked::{SORTS, list as list_page};
use app::page::office::returns::one::{Shown, TypedAnswer, page};
use app::sentences::Sentence;
use app::text::{holder, returns as text};
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cancel::Reason;
use domain::field::Faults;
use domain::identity::RequestId;
use domain::refusal::Refusal;
use domain::return_form::{self, Wrong};
use domain::return_request::RequestState;
use serde::Deserialize;
use store::query::return_list::Last;
use store::query::return_request::ReturnRequest;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

const PATH: &str = "/office/returns";

/// `GET /office/returns`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let search = search_of(&listing, RequestState::parse);
    let (store, actor) = (&state.store, &signed_in.actor);
    let read = async {
        let found = store.listed_requests(actor, &search, window(&listing)).await?;
        let all = if found.has_more && wants_sums(&query) {
            Some(store.sums_of_requests(actor, &search).await?)
        } else {
            None
        };
        Ok::<_, StoreError>((found, all))
    };
    match read.await {
        Ok((found, all)) => {
            let language = render::language(&headers);
            let view = list_page(language, &signed_in, &listing, &found, all);
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => failed(&state, &headers, &error),
    }
}

/// `GET /office/returns/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let rows = Rows::of(&state, signed_in.actor, &listing, RequestState::parse, language);
    let head = Head::of(language, text::ASKED_FILE, text::ASKED, &HEADINGS);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => failed(&state, &headers, &error),
    }
}

impl FileRows for Rows<RequestState> {
    type Row = ReturnRequest;

    async fn after(&self, last: Option<&ReturnRequest>) -> Result<Vec<ReturnRequest>, StoreError> {
        let last = last.map(|row| Last { at: row.asked_at, id: row.request.as_str() });
        self.store.listed_requests_after(&self.actor, &self.search, self.is_descending, last, AT_ONCE).await
    }

    fn cells(&self, row: &ReturnRequest) -> Vec<Cell> {
        let quote = &row.quote;
        vec![
            Cell::Text(row.number.clone()),
            Cell::Text(self.language.time(row.asked_at)),
            Cell::Text(holder::request_state(row.state).of(self.language).to_owned()),
            Cell::Text(row.order_number.clone()),
            Cell::Text(row.serial.clone()),
            Cell::Text(row.product_name.clone()),
            Cell::Text(row.holder_name.clone()),
            Cell::Number(i64::from(quote.quantity)),
            Cell::Number(quote.face.0),
            Cell::Number(quote.fee.0),
            Cell::Number(quote.refund.0),
            Cell::Text(row.reason.clone().unwrap_or_default()),
            Cell::Text(row.answer.clone().unwrap_or_default()),
            Cell::Text(row.outcome.as_ref().map(|outcome| outcome.number.clone()).unwrap_or_default()),
        ]
    }
}

const HEADINGS: [Sentence; 14] = [
    text::REQUEST_NUMBER,
    text::TIME,
    text::STATE,
    text::ORDER,
    text::SERIAL,
    text::PRODUCT_NAME,
    text::HOLDER,
    text::UNITS,
    text::FACE,
    text::FEE,
    text::REFUND,
    text::REASON,
    text::ANSWER_GIVEN,
    text::RETURN_NUMBER,
];

/// `GET /office/returns/{request}`
pub async fn one(
    State(state): State<AppState>,
    Path(request): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) => {
            let after = After { is_saved: saved(&query), ..After::default() };
            answer(&state, &headers, &signed_in, &request, after).await
        }
        Err(response) => response,
    }
}

/// An answer, as it was sent.
#[derive(Deserialize)]
pub struct Act {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    units: String,
    #[serde(default)]
    answer: String,
}

/// `POST /office/returns/{request}/approve`: as many units as it says; all, if it does not say.
pub async fn approve(
    State(state): State<AppState>,
    Path(request): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    let typed =
        TypedAnswer { units: Some(act.units.clone()), answer: act.answer.clone(), ..TypedAnswer::default() };
    done(&state, &headers, &request, typed, async |token, request| -> Result<(), NotDone> {
        let mut faults = Faults::default();
        let units = faults.take("units", return_form::units(&act.units));
        let answer = faults.take("answer", Reason::of_field(&act.answer));
        let (units, answer) = faults.or((units, answer))?;
        let attempt = attempt_of(&act.attempt)?;
        let store = &state.store;
        match store.approve_return_in_part(token, request, units, answer.as_ref(), &attempt).await {
            Ok(_) => Ok(()),
            Err(StoreError::Refused(refusal)) => match return_form::wrong(&refusal) {
                // The fee is what the holder was told: nobody typed it here.
                Some(Wrong::Units(fault)) => Err(Faults::one("units", fault).into()),
                Some(Wrong::Fee(_)) | None => Err(refusal.into()),
            },
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// `POST /office/returns/{request}/decline`: the holder is told why.
pub async fn decline(
    State(state): State<AppState>,
    Path(request): Path<String>,
    headers: HeaderMap,
    Form(act): Form<Act>,
) -> Response {
    let typed = TypedAnswer { why: Some(act.answer.clone()), ..TypedAnswer::default() };
    done(&state, &headers, &request, typed, async |token, request| -> Result<(), NotDone> {
        let why = Reason::needed(&act.answer).map_err(|fault| Faults::one("why", fault))?;
        let attempt = attempt_of(&act.attempt)?;
        state.store.decline_return(token, request, Some(&why), &attempt).await?;
        Ok(())
    })
    .await
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    request: &str,
    typed: TypedAnswer,
    write: impl AsyncFnOnce(&SessionToken, &RequestId) -> Result<(), NotDone>,
) -> Response {
    let (token, signed_in) = match sign_in::require(state, headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let outcome = match request_of(request) {
        Ok(request) => write(&token, &request).await,
        Err(error) => Err(error.into()),
    };
    let after = match outcome {
        Ok(()) => return Redirect::to(&format!("{PATH}/{request}?saved")).into_response(),
        Err(NotDone::Faults(faults)) => After { typed, faults, ..After::default() },
        Err(NotDone::Store(StoreError::Refused(refusal))) => {
            After { typed, refusal: Some(refusal), ..After::default() }
        }
        Err(NotDone::Store(error)) => return failed(state, headers, &error),
    };
    answer(state, headers, &signed_in, request, after).await
}

/// What became of a form.
#[derive(Default)]
struct After {
    is_saved: bool,
    typed: TypedAnswer,
    faults: Faults,
    refusal: Option<Refusal>,
}

/// Whoever may not return its ticket finds no request, whatever was sent.
async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    request: &str,
    after: After,
) -> Response {
    let read = async {
        let found = state.store.listed_request(&signed_in.actor, &request_of(request)?).await?;
        Ok::<_, StoreError>((found, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((found, attempt)) => {
            let language = render::language(headers);
            let shown = Shown {
                request: &found,
                attempt: &attempt,
                is_saved: after.is_saved,
                typed: &after.typed,
                faults: &after.faults,
                refusal: after.refusal.as_ref(),
            };
            let (status, path) = match (&after.refusal, after.faults.is_empty()) {
                (Some(_), _) => (StatusCode::CONFLICT, String::new()),
                (None, false) => (StatusCode::UNPROCESSABLE_ENTITY, String::new()),
                (None, true) => (StatusCode::OK, format!("{PATH}/{request}")),
            };
            show(state, language, text::ASKED, &path, status, page(language, signed_in, &shown))
        }
        Err(error) => failed(state, headers, &error),
    }
}

fn request_of(text: &str) -> Result<RequestId, StoreError> {
    RequestId::parse(text).map_err(|_| StoreError::NotFound)
}
