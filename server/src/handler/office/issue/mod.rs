//! 票券發行 in the browser (RULES §6): a file is uploaded, or one order typed (`one`); what becomes of it stands in `preview`, all
//! batches in `batches`.

mod batches;
mod faults;
mod one;
mod preview;

pub use batches::{batches, batches_file};
pub use faults::faults_file;
pub use one::{one, send_one};
pub use preview::{cancel, choose_serials, confirm, mend, show};

use super::{fault, may_look, reader};
use crate::handler::holder::values;
use crate::handler::sign_in;
use crate::issue_file;
use crate::render;
use crate::state::AppState;
use app::page::office::issue::{NotTaken, page};
use app::text::issue as text;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use batch::{SheetRow, TemplateProduct};
use domain::hexadecimal::hex;
use domain::permission::Function;
use domain::print::TicketForm;
use domain::refusal::Refusal;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::command::issue_draft::NewDraft;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use tokio::sync::Semaphore;

/// Most bytes of an uploaded file (RULES §6).
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Larger forms are cut off before anybody can say why.
pub const LARGEST_UPLOAD: usize = 16 * 1024 * 1024;
/// The rows that are mended at once, every cell typed full.
pub const LARGEST_FORM: usize = 2 * 1024 * 1024;
/// Most tickets of a batch: what the machine takes; the documents' own limit is 1,000.
const MOST_TICKETS: u32 = 100_000;
const PATH: &str = "/office/issue";
/// What the script of a form asks with.
const FRAGMENT: &str = "x-fragment";
/// What says how far a file is, and the check of its rows.
const SCRIPTS: &[&str] = &["waiting.js"];
/// One file at a time is read and checked: the counter needs the rest.
static READING: Semaphore = Semaphore::const_new(1);

type Fields = Vec<(String, String)>;

/// Whoever may look: at any time (RULES §8).
async fn allowed(state: &AppState, headers: &HeaderMap) -> Result<(SessionToken, SignedIn), Response> {
    let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
    if may_look(&signed_in, Function::Issue) {
        Ok((token, signed_in))
    } else {
        Err(render::not_found(state, render::language(headers)))
    }
}

/// Who sees the batches: whoever may look at issuing, and the platform during a look. What stands in a draft is no part of that.
async fn seen(state: &AppState, headers: &HeaderMap) -> Result<SignedIn, Response> {
    let signed_in = reader(state, headers, PATH).await?;
    if may_look(&signed_in, Function::Issue) {
        Ok(signed_in)
    } else {
        Err(render::not_found(state, render::language(headers)))
    }
}

/// Whoever may issue, now. Who may only look is told why nothing was done.
async fn allowed_to_issue(
    state: &AppState,
    headers: &HeaderMap,
) -> Result<(SessionToken, SignedIn), Response> {
    let (token, signed_in) = allowed(state, headers).await?;
    match signed_in.actor.may_change(Function::Issue) {
        Ok(()) => Ok((token, signed_in)),
        Err(refusal) => Err(answer_form(state, headers, &signed_in, Not::Done(refusal)).await),
    }
}

/// Why a file was not taken.
#[derive(Default)]
enum Not {
    /// None was sent.
    #[default]
    Sent,
    Read(String),
    Done(Refusal),
}

/// `GET /office/issue`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match allowed(&state, &headers).await {
        Ok((_, signed_in)) => answer_form(&state, &headers, &signed_in, Not::default()).await,
        Err(response) => response,
    }
}

async fn answer_form(state: &AppState, headers: &HeaderMap, signed_in: &SignedIn, not: Not) -> Response {
    let (wrong, refusal, status) = match not {
        Not::Sent => (None, None, StatusCode::OK),
        Not::Read(words) => (Some(words), None, StatusCode::UNPROCESSABLE_ENTITY),
        Not::Done(refusal) => (None, Some(refusal), StatusCode::CONFLICT),
    };
    let language = render::language(headers);
    let read = async {
        let drafts = state.store.issue_drafts(&signed_in.actor).await?;
        let catalog = state.store.catalog(signed_in.actor.merchant).await?;
        let missing = state.store.set_up_of(signed_in.actor.merchant).await?.missing();
        Ok::<_, StoreError>((drafts, issue_file::forms_of(&catalog.opened), missing))
    };
    match read.await {
        Ok((drafts, forms, missing)) => {
            let path = if status == StatusCode::OK { PATH } else { "" };
            let not = NotTaken { wrong, refusal: refusal.as_ref() };
            let view = page(language, signed_in, &drafts, &forms, &missing, not);
            let mut frame = render::frame(state, language, text::TITLE.of(language), path, "console");
            frame.scripts = SCRIPTS;
            let mut response = render::page(frame, view);
            *response.status_mut() = status;
            response
        }
        Err(error) => fault(state, headers, &error),
    }
}

/// `GET /office/issue/template`
pub async fn template(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let (_, signed_in) = match allowed(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let catalog = match state.store.catalog(signed_in.actor.merchant).await {
        Ok(catalog) => catalog,
        Err(error) => return fault(&state, &headers, &error),
    };
    let on_shelf = catalog.products.iter().filter(|product| product.on_shelf);
    let products: Vec<_> = on_shelf
        .map(|product| TemplateProduct {
            code: product.code.clone(),
            name: product.name.clone(),
            kind: issue_file::kind_of(product.kind),
            face_value: product.face_value,
        })
        .collect();
    match batch::template_for(&products) {
        Ok(bytes) => xlsx("piaojia-issue.xlsx", bytes),
        Err(error) => {
            tracing::error!(%error, "the template could not be written");
            render::fault(&state, render::language(&headers))
        }
    }
}

/// A workbook to be saved.
pub fn xlsx(name: &'static str, bytes: Vec<u8>) -> Response {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let place = format!("attachment; filename=\"{name}\"");
    render::private(
        ([(header::CONTENT_TYPE, KIND.to_owned()), (header::CONTENT_DISPOSITION, place)], bytes)
            .into_response(),
    )
}

/// `POST /office/issue`
pub async fn upload(State(state): State<AppState>, headers: HeaderMap, request: Request) -> Response {
    let (token, signed_in) = match allowed_to_issue(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let Sent { name, form, bytes, serial_start } = match file(&state, request).await {
        Ok(file) => file,
        Err(words) => {
            return answer_form(&state, &headers, &signed_in, Not::Read(words.of(language).to_owned())).await;
        }
    };
    let file_hash = hash_of(form, &bytes);
    let rows = read(bytes).await;
    let rows = match rows {
        Ok(rows) => rows,
        Err(refusal) => {
            let reason = refusal.sentence(issue_file::spoken(language));
            let words = text::NOT_READ.with(language, &[("reason", &reason)]);
            return answer_form(&state, &headers, &signed_in, Not::Read(words)).await;
        }
    };
    let done = async {
        let known = state.store.is_issue_file_known(&signed_in.actor, &file_hash).await?;
        let new = NewDraft { file_hash, file_name: name, form, sheet: written(&rows)?, serial_start };
        let draft = state.store.open_issue_draft(&token, new).await?;
        Ok::<_, StoreError>((draft, known))
    };
    match done.await {
        Ok((draft, known)) => {
            let known = if known { "?known=1" } else { "" };
            let address = format!("{PATH}/{draft}{known}");
            // A script that says how far the file is goes there by itself: a redirect would be followed unseen, and the rows be
            // checked twice.
            if headers.contains_key(FRAGMENT) {
                return (StatusCode::CREATED, [(header::LOCATION, address)]).into_response();
            }
            Redirect::to(&address).into_response()
        }
        Err(StoreError::Refused(_)) => render::not_found(&state, language),
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn read(bytes: Vec<u8>) -> Result<Vec<SheetRow>, batch::WorkbookRefusal> {
    let turn = READING.acquire().await.map_err(|_| batch::WorkbookRefusal::Damaged)?;
    let work = move || {
        // Whoever hangs up does not make room for another while it goes on.
        let _turn = turn;
        batch::read_file(&bytes)
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(batch::WorkbookRefusal::Damaged))
}

/// The start value as it was typed, where own serials were chosen (RULES §6).
fn serial_start(chosen: &str, typed: &str) -> Option<String> {
    /// What is longer is no start value, and is shown as such.
    const MOST: usize = 20;
    (chosen == "own").then(|| typed.chars().filter(|letter| !letter.is_control()).take(MOST).collect())
}

/// The same file as electronic tickets and as paper is two batches.
fn hash_of(form: TicketForm, bytes: &[u8]) -> String {
    let hash = hex(&Sha256::digest(bytes));
    match form {
        TicketForm::Electronic => hash,
        TicketForm::Paper | TicketForm::ConvenienceStore => {
            hex(&Sha256::digest(format!("{}|{hash}", form.as_str()).as_bytes()))
        }
    }
}

fn read_form(text: &str) -> TicketForm {
    TicketForm::parse(text).unwrap_or(TicketForm::Electronic)
}

/// What is sent with a file.
struct Sent {
    name: String,
    /// 出券類型 of all its tickets.
    form: TicketForm,
    bytes: Vec<u8>,
    /// As it was typed, where own serials were chosen.
    serial_start: Option<String>,
}

/// The file and what was chosen for it; the rest of one that is too large is read and forgotten, so that the browser gets the
/// answer.
async fn file(state: &AppState, request: Request) -> Result<Sent, app::sentences::Sentence> {
    let mut form = Multipart::from_request(request, state).await.map_err(|_| text::MISSING)?;
    let (mut name, mut file, mut too_large) = (String::new(), Vec::new(), false);
    let (mut of_form, mut chosen, mut start) = (String::new(), String::new(), String::new());
    while let Some(mut field) = form.next_field().await.map_err(|_| text::TOO_LARGE)? {
        match field.name() {
            Some("form") => {
                of_form = short_text(field).await?;
                continue;
            }
            Some("serials") => {
                chosen = short_text(field).await?;
                continue;
            }
            Some("serial_start") => {
                start = short_text(field).await?;
                continue;
            }
            Some("file") => {}
            Some(_) | None => continue,
        }
        name = field
            .file_name()
            .unwrap_or_default()
            .chars()
            .filter(|letter| !letter.is_control())
            .take(80)
            .collect();
        while let Some(part) = field.chunk().await.map_err(|_| text::TOO_LARGE)? {
            too_large |= file.len() + part.len() > MOST_BYTES;
            if !too_large {
                file.extend_from_slice(&part);
            }
        }
    }
    match (too_large, file.is_empty()) {
        (true, _) => Err(text::TOO_LARGE),
        (false, true) => Err(text::MISSING),
        (false, false) => Ok(Sent {
            name: if name.is_empty() { "?".to_owned() } else { name },
            form: read_form(&of_form),
            bytes: file,
            serial_start: serial_start(&chosen, &start),
        }),
    }
}

/// A field of a few letters; whatever is longer is cut off.
async fn short_text(mut field: Field<'_>) -> Result<String, app::sentences::Sentence> {
    const MOST_LETTERS: usize = 100;
    let mut bytes = Vec::new();
    while let Some(part) = field.chunk().await.map_err(|_| text::TOO_LARGE)? {
        bytes.extend(part.iter().take(MOST_LETTERS.saturating_sub(bytes.len())));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn written(rows: &[SheetRow]) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|_| StoreError::Corrupt("a sheet"))
}

fn value(form: &Fields, name: &str) -> String {
    let value = values(form, name).last().copied().unwrap_or_default();
    value.chars().filter(|letter| *letter != '\0').collect()
}
