//! The print itself: the sheets are drawn first, then the print is written down, then the file goes out.

use super::{allowed, answer_confirm, serials_of};
use crate::handler::holder::{attempt_of, value};
use crate::handler::list::Pairs;
use crate::handler::office::fault;
use crate::picture;
use crate::render;
use crate::state::AppState;
use app::face;
use app::language::Language;
use app::listing::encoded;
use app::text::paper as text;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::field::Faults;
use domain::print::{PaperSize, ReprintReason};
use domain::refusal::Refusal;
use paper::{Face, NotDrawn, Picture};
use store::StoreError;
use store::query::issuer::IssuerData;
use tokio::sync::Semaphore;

/// One print at a time is drawn: the counter needs the rest.
static DRAWING: Semaphore = Semaphore::const_new(1);

/// `POST /office/paper/print`: the same attempt again gives the same sheets, counted once.
pub async fn print(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let (token, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let mut faults = Faults::default();
    let done = async {
        let attempt = attempt_of(value(&form, "attempt"))?;
        let sheets = state.store.sheets_to_print(&token, &serials_of(&form), &attempt).await?;
        let is_reprint = sheets.printed_before > 0 && !sheets.is_repeated;
        let reason = match ReprintReason::parse(value(&form, "reason"), is_reprint) {
            Ok(reason) => reason,
            Err(found) => {
                faults = Faults::one("reason", found);
                return Ok(None);
            }
        };
        let issuer = state.store.issuer_on_paper(signed_in.actor.merchant).await?;
        let logo = logo_of(&state, &issuer).await?;
        let code_base = state.code_base();
        let faces: Vec<_> =
            sheets.sheets.iter().map(|sheet| face::face(&issuer, logo.clone(), sheet, code_base)).collect();
        let pdf = drawn(&state, &form, text::TITLE.of(language), faces).await?;
        state.store.note_print(&token, &sheets, &reason).await?;
        Ok::<_, StoreError>(Some(pdf))
    };
    match done.await {
        Ok(Some(pdf)) => file(language, text::FILE.of(language), &state, pdf),
        Ok(None) => answer_confirm(&state, &headers, &signed_in, &form, faults, None).await,
        Err(StoreError::Refused(refusal)) => {
            answer_confirm(&state, &headers, &signed_in, &form, faults, Some(refusal)).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `POST /office/paper/test`: a sample without any code; nothing is written down.
pub async fn test(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let (_, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let done = async {
        let issuer = state.store.issuer_on_paper(signed_in.actor.merchant).await?;
        let logo = logo_of(&state, &issuer).await?;
        let face = face::sample(language, &issuer, logo);
        drawn(&state, &form, text::TEST.of(language), vec![face]).await
    };
    match done.await {
        Ok(pdf) => file(language, text::TEST_FILE.of(language), &state, pdf),
        Err(StoreError::Refused(refusal)) => {
            answer_confirm(&state, &headers, &signed_in, &form, Faults::default(), Some(refusal)).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn logo_of(state: &AppState, issuer: &IssuerData) -> Result<Option<Picture>, StoreError> {
    let Some(logo) = &issuer.logo else { return Ok(None) };
    let file = state.store.picture_file(&logo.name).await?;
    // One that cannot be unpacked any more is left out: the issuer's name stands there anyhow.
    let pixels = tokio::task::spawn_blocking(move || picture::pixels(&file.bytes)).await;
    Ok(pixels.ok().flatten().map(|(size, pixels)| Picture { width: size.width, height: size.height, pixels }))
}

async fn drawn(
    state: &AppState,
    form: &Pairs,
    title: &'static str,
    faces: Vec<Face>,
) -> Result<Vec<u8>, StoreError> {
    let size = PaperSize::parse(value(form, "size")).unwrap_or(PaperSize::Roll);
    let font = state.print_font.read(&state.serve.print_font).await?;
    let turn = DRAWING.acquire().await.map_err(|_| StoreError::Closing)?;
    let work = move || {
        // Whoever hangs up does not make room for another while it goes on.
        let _turn = turn;
        paper::document(&font, size, title, &faces)
    };
    let drawn = tokio::task::spawn_blocking(work).await;
    drawn.map_err(|_| StoreError::Corrupt("a sheet"))?.map_err(|reason| match reason {
        NotDrawn::CharacterMissing { product, field, character } => {
            let (field, character) = (Some(field), Some(character));
            StoreError::Refused(Refusal::CharacterMissing { product, field, character })
        }
        NotDrawn::TooFull { product } => StoreError::Refused(Refusal::SheetTooFull { product }),
        NotDrawn::Fault(reason) => {
            tracing::error!(reason, "sheets could not be drawn");
            StoreError::Corrupt("a sheet")
        }
    })
}

/// A file to be printed; it holds codes, so nobody keeps it on the way.
fn file(language: Language, name: &str, state: &AppState, pdf: Vec<u8>) -> Response {
    let time: String = language.time(state.store.now()).chars().filter(char::is_ascii_digit).collect();
    let place =
        format!("attachment; filename=\"tickets-{time}.pdf\"; filename*=UTF-8''{}-{time}.pdf", encoded(name));
    let head = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, place)];
    render::private((head, pdf).into_response())
}
