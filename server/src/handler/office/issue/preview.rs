//! What was uploaded or typed, before it is issued (RULES §6): preview with corrections, confirm, follow, cancel.

use super::{Fields, MOST_TICKETS, PATH, READING, SCRIPTS, allowed, serial_start, value, written};
use crate::handler::office::{fault, may_change};
use crate::issue_file::{self, Checked};
use crate::render;
use crate::state::AppState;
use app::page::office::issue::draft as draft_page;
use app::page::office::issue::draft::Shown;
use app::page::office::issue::faults::{MENDED_ROWS, cell_of};
use app::text::issue as text;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use batch::{Column, SheetRow};
use domain::identity::DraftId;
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::StoreError;
use store::command::issue_draft::Totals;
use store::query::issue_draft::{DraftState, IssueDraft};
use store::query::own_serials::OwnSerials;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// A page that follows a batch asks again after so many seconds.
const FOLLOW: HeaderValue = HeaderValue::from_static("2");

/// Which page of the preview: of its orders, and of its bad rows.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    page: String,
    #[serde(default)]
    rows: String,
    #[serde(default)]
    known: String,
}

/// `GET /office/issue/{draft}`
pub async fn show(
    State(state): State<AppState>,
    Path(draft): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    match allowed(&state, &headers).await {
        Ok((_, signed_in)) => answer(&state, &headers, &signed_in, &draft, &asked, None).await,
        Err(response) => response,
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    draft: &str,
    asked: &Asked,
    refusal: Option<Refusal>,
) -> Response {
    let language = render::language(headers);
    let read = async {
        let draft = state.store.issue_draft_of(&signed_in.actor, &id_of(draft)?).await?;
        let page = asked.page.parse().unwrap_or(1).clamp(1, 100_000);
        let (mut checked, mut bad_rows, mut bad_page, mut own_serials) = (None, Vec::new(), (1, 0), None);
        let issued = match &draft.batch {
            Some(batch) if draft.state == DraftState::Issued => {
                state.store.orders_of_batch(&signed_in.actor, batch, page).await?
            }
            Some(_) | None => Vec::new(),
        };
        if draft.state == DraftState::Open {
            let (found, rows) = looked_at(state, signed_in, &draft).await?;
            (bad_rows, bad_page) = bad_rows_of(&found, &rows, asked.rows.parse().unwrap_or(1));
            own_serials = own_serials_of(state, signed_in, &draft, &found).await?;
            checked = Some(found.batch);
        }
        Ok::<_, StoreError>(Shown {
            draft,
            checked,
            bad_rows,
            bad_page,
            own_serials,
            issued,
            page,
            known: asked.known == "1",
            may_change: may_change(signed_in, Function::Issue),
            refusal,
        })
    };
    match read.await {
        Ok(shown) => {
            let follows = shown.draft.state == DraftState::Issuing;
            let path =
                if shown.refusal.is_some() { String::new() } else { format!("{PATH}/{}", shown.draft.id) };
            let mut frame = render::frame(state, language, text::TITLE.of(language), &path, "console");
            frame.scripts = SCRIPTS;
            let mut response = render::page(frame, draft_page::page(language, signed_in, &shown));
            if follows {
                response.headers_mut().insert(header::REFRESH, FOLLOW);
            }
            if shown.refusal.is_some() {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
        Err(StoreError::NotFound | StoreError::Refused(_)) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}

/// Where own serials are asked for: which ones these would be.
async fn own_serials_of(
    state: &AppState,
    signed_in: &SignedIn,
    draft: &IssueDraft,
    found: &Checked,
) -> Result<Option<OwnSerials>, StoreError> {
    let Some(start) = &draft.serial_start else {
        return Ok(None);
    };
    let tickets = |wanted: TicketKind| {
        let lines = found.batch.orders.iter().flat_map(|order| &order.lines);
        let of_kind = lines.filter(|line| line.kind == issue_file::kind_of(wanted));
        (wanted, of_kind.map(|line| u64::from(line.tickets)).sum())
    };
    let tickets = [tickets(TicketKind::Paid), tickets(TicketKind::Gift)];
    state.store.own_serials(&signed_in.actor, start, tickets).await.map(Some)
}

pub(super) fn id_of(text: &str) -> Result<DraftId, StoreError> {
    DraftId::parse(text).map_err(|_| StoreError::NotFound)
}

/// The sheet, read again and checked as of now: a product may have gone off the shelf meanwhile.
pub(super) async fn looked_at(
    state: &AppState,
    signed_in: &SignedIn,
    draft: &IssueDraft,
) -> Result<(Checked, Vec<SheetRow>), StoreError> {
    let rows: Vec<SheetRow> =
        serde_json::from_str(&draft.sheet).map_err(|_| StoreError::Corrupt("a sheet"))?;
    let _turn = READING.acquire().await.map_err(|_| StoreError::Closing)?;
    let found =
        issue_file::check_rows(&state.store, signed_in.actor.merchant, &rows, draft.form, MOST_TICKETS)
            .await?;
    Ok((found, rows))
}

/// A row as it may be typed over: its number and its cells.
type BadRow = (u32, Vec<(Column, String)>);

/// A page of the bad rows, to be typed over; which one it is, and how many rows there are in all. The header is none.
fn bad_rows_of(found: &Checked, rows: &[SheetRow], page: u32) -> (Vec<BadRow>, (u32, usize)) {
    let header = rows.first().map(SheetRow::number);
    let numbers: BTreeSet<_> = found.batch.faults.iter().filter_map(|fault| fault.row).collect();
    let numbers: Vec<_> = numbers.into_iter().filter(|number| Some(*number) != header).collect();
    let last = u32::try_from(numbers.len().div_ceil(MENDED_ROWS)).unwrap_or(u32::MAX).max(1);
    let page = page.clamp(1, last);
    let of_page = numbers.iter().skip((page as usize - 1) * MENDED_ROWS).take(MENDED_ROWS);
    let rows = of_page.map(|number| (*number, batch::typed_cells(rows, *number))).collect();
    (rows, (page, numbers.len()))
}

/// `POST /office/issue/{draft}/mend`
pub async fn mend(
    State(state): State<AppState>,
    Path(draft): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    // Whoever mends the third page goes on there.
    let rows = value(&form, "rows");
    let asked = Asked { rows: if rows == "1" { String::new() } else { rows }, ..Asked::default() };
    done(&state, &headers, &draft, asked, async |token, signed_in| {
        let id = id_of(&draft)?;
        let now = state.store.issue_draft_of(&signed_in.actor, &id).await?;
        if now.state != DraftState::Open {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
        let mut rows: Vec<SheetRow> =
            serde_json::from_str(&now.sheet).map_err(|_| StoreError::Corrupt("a sheet"))?;
        for (name, value) in &form {
            if let Some((row, column)) = cell_of(name) {
                let value: String = value.chars().filter(|letter| *letter != '\0').collect();
                batch::mend(&mut rows, row, column, &value);
            }
        }
        let version = value(&form, "version").parse().unwrap_or(0);
        state.store.mend_issue_draft(token, &id, version, written(&rows)?).await
    })
    .await
}

/// `POST /office/issue/{draft}/serials`
pub async fn choose_serials(
    State(state): State<AppState>,
    Path(draft): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    done(&state, &headers, &draft, Asked::default(), async |token, _| {
        let start = serial_start(&value(&form, "serials"), &value(&form, "serial_start"));
        let version = value(&form, "version").parse().unwrap_or(0);
        state.store.choose_serials(token, &id_of(&draft)?, version, start).await
    })
    .await
}

/// `POST /office/issue/{draft}/confirm`
pub async fn confirm(
    State(state): State<AppState>,
    Path(draft): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Fields>,
) -> Response {
    done(&state, &headers, &draft, Asked::default(), async |token, signed_in| {
        let id = id_of(&draft)?;
        let now = state.store.issue_draft_of(&signed_in.actor, &id).await?;
        let version: i64 = value(&form, "version").parse().unwrap_or(0);
        // Sent twice: it is on its way, or there.
        if now.state != DraftState::Open {
            return Ok(());
        }
        if now.version != version || value(&form, "read") != "1" {
            return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
        }
        let (found, rows) = looked_at(&state, signed_in, &now).await?;
        drop(rows);
        if found.batch.issuable().is_none() {
            // The page says what is wrong now.
            return Ok(());
        }
        let own = own_serials_of(&state, signed_in, &now, &found).await?;
        if own.is_some_and(|own| own.refusal.is_some()) {
            // Likewise.
            return Ok(());
        }
        let totals = Totals {
            orders: found.batch.orders.len() as u64,
            tickets: found.batch.tickets().into(),
            amount: found.batch.amount(),
        };
        match state.store.issue_draft(token, &id, version, (found.good_orders(), totals)).await {
            Err(StoreError::Refused(Refusal::ChangedMeanwhile)) => Ok(()),
            other => other,
        }
    })
    .await
}

/// `POST /office/issue/{draft}/cancel`
pub async fn cancel(
    State(state): State<AppState>,
    Path(draft): Path<String>,
    headers: HeaderMap,
) -> Response {
    done(&state, &headers, &draft, Asked::default(), async |token, _| {
        state.store.cancel_issue_draft(token, &id_of(&draft)?).await
    })
    .await
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    draft: &str,
    asked: Asked,
    act: impl AsyncFnOnce(&SessionToken, &SignedIn) -> Result<(), StoreError>,
) -> Response {
    let (token, signed_in) = match allowed(state, headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    // Who may only look is told so on the page of the batch.
    let outcome = match signed_in.actor.may_change(Function::Issue) {
        Ok(()) => act(&token, &signed_in).await,
        Err(refusal) => Err(StoreError::Refused(refusal)),
    };
    match outcome {
        Ok(()) => {
            let rows = asked.rows.parse::<u32>().map(|page| format!("?rows={page}")).unwrap_or_default();
            Redirect::to(&format!("{PATH}/{draft}{rows}")).into_response()
        }
        Err(StoreError::Refused(refusal)) => {
            answer(state, headers, &signed_in, draft, &asked, Some(refusal)).await
        }
        Err(StoreError::NotFound) => render::not_found(state, render::language(headers)),
        Err(error) => fault(state, headers, &error),
    }
}
