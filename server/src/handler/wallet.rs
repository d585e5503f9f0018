//! The holder's pages behind a link.

use super::holder::{Visit, gift};
use crate::edge::address;
use crate::edge::preview::visitor;
use crate::render;
use crate::state::AppState;
use app::component::frame::Inside;
use app::language::Language;
use app::page;
use app::page::ticket::{Showing, Shown};
use app::symbol;
use app::text::{offline, wallet as text};
use app::visitor::Visitor;
use axum::Json;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::code::link;
use serde::Serialize;
use std::net::SocketAddr;
use store::query::wallet::{Wallet, WalletTicket};
use store::secret::LinkToken;
use store::{StoreError, attempt_id};

/// Seconds after which the page without scripts asks for a new code: inside the window that is accepted.
const REFRESH_SECONDS: u32 = 25;

/// `GET /w/{link}`
pub async fn list(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    match open(&state, &link).await {
        Ok(wallet) => list_page(&state, language, &link, &wallet, visitor(&headers)).await,
        // A gift's link is a wallet's once it is accepted.
        Err(StoreError::NotFound) => gift::show(&state, language, &link, peer, &headers).await,
        Err(error) => refuse(&state, language, &error, peer, &headers),
    }
}

async fn list_page(
    state: &AppState,
    language: Language,
    link: &str,
    wallet: &Wallet,
    visitor: Visitor,
) -> Response {
    let read = async {
        let token = LinkToken::parse(link).ok_or(StoreError::NotFound)?;
        let requests = state.store.return_requests(&token).await?;
        let enquiries = state.store.enquiries(&token).await?;
        Ok::<_, StoreError>((requests, enquiries, attempt_id(state.store.now())?))
    };
    match read.await {
        Ok((requests, enquiries, attempt)) => {
            let path = format!("/w/{link}");
            let today = state.store.now().day();
            let view = page::wallet::page(language, wallet, &requests, &enquiries, &path, &attempt, today);
            let mut frame = render::frame(state, language, text::TITLE.of(language), &path, "wallet");
            frame.manifest = Some(manifest(&path));
            frame.inside = visitor.app().map(Inside::Above);
            // What another app's browser keeps, nobody finds again.
            frame.scripts = match (frame.inside.is_none(), wallet.is_opened) {
                (true, true) => &["keep.js"],
                (true, false) => &["keep.js", "opened.js"],
                (false, true) => &[],
                (false, false) => &["opened.js"],
            };
            render::page(frame, view)
        }
        Err(error) => {
            tracing::error!(%error, "a wallet could not be shown");
            render::fault(state, language)
        }
    }
}

/// `POST /w/{link}/opened`: the page of a wallet or of a gift was looked at for a second.
pub async fn opened(visit: Visit) -> Response {
    let done = async {
        let token = visit.token()?;
        match visit.state.store.open_wallet(&token).await {
            Err(StoreError::NotFound) => visit.state.store.open_gift(&token).await,
            done => done,
        }
    };
    match done.await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => visit.failed(&error),
    }
}

fn manifest(wallet: &str) -> String {
    format!("{wallet}/manifest.webmanifest")
}

/// `GET /w/{link}/{serial}`
pub async fn ticket(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((link, serial)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    let (wallet, position) = match open_ticket(&state, &link, &serial).await {
        Ok(found) => found,
        Err(error) => return refuse(&state, language, &error, peer, &headers),
    };
    let shown = wallet.tickets.get(position).map_or(Shown::Nothing, |ticket| code(&state, &wallet, ticket));
    ticket_page(&state, &headers, &link, &wallet, position, shown).await
}

/// `POST /w/{link}/{serial}/number`: the redemption code, behind a warning; the looking is an event.
pub async fn number(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((link, serial)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    let shown = match show_number(&state, &link, &serial).await {
        Ok(shown) => shown,
        Err(error) => return refuse(&state, language, &error, peer, &headers),
    };
    let (wallet, position, number) = shown;
    ticket_page(&state, &headers, &link, &wallet, position, Shown::Number(number)).await
}

/// What the script asks for every half minute.
#[derive(Serialize)]
struct FreshCode {
    /// The QR, or nothing: then the page is asked for again, because the ticket's state has changed.
    svg: Option<String>,
    lives_milliseconds: i64,
}

/// `GET /w/{link}/{serial}/code`
pub async fn fresh_code(
    State(state): State<AppState>,
    Path((link, serial)): Path<(String, String)>,
) -> Response {
    let (wallet, position) = match open_ticket(&state, &link, &serial).await {
        Ok(found) => found,
        Err(StoreError::NotFound) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::warn!(%error, "no fresh code");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let shown = wallet.tickets.get(position).map_or(Shown::Nothing, |ticket| code(&state, &wallet, ticket));
    let fresh = match shown {
        Shown::Code { text, lives_milliseconds } => {
            FreshCode { svg: symbol::screen_qr(&text), lives_milliseconds }
        }
        Shown::Number(_) | Shown::Nothing => FreshCode { svg: None, lives_milliseconds: 0 },
    };
    let mut response = Json(fresh).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(super) async fn open(state: &AppState, link: &str) -> Result<Wallet, StoreError> {
    let token = LinkToken::parse(link).ok_or(StoreError::NotFound)?;
    state.store.wallet(&token).await
}

pub(super) async fn open_ticket(
    state: &AppState,
    link: &str,
    serial: &str,
) -> Result<(Wallet, usize), StoreError> {
    let wallet = open(state, link).await?;
    let position =
        wallet.tickets.iter().position(|ticket| ticket.serial == serial).ok_or(StoreError::NotFound)?;
    Ok((wallet, position))
}

async fn show_number(
    state: &AppState,
    link: &str,
    serial: &str,
) -> Result<(Wallet, usize, String), StoreError> {
    let (wallet, position) = open_ticket(state, link, serial).await?;
    let ticket = wallet.tickets.get(position).ok_or(StoreError::NotFound)?;
    if !ticket.takes_typed || !ticket.is_showable(state.store.now().day()) {
        return Err(StoreError::NotFound);
    }
    let number = state.store.show_number(wallet.issuer.number, ticket).await?;
    Ok((wallet, position, number))
}

fn code(state: &AppState, wallet: &Wallet, ticket: &WalletTicket) -> Shown {
    match state.store.moment_code(wallet.issuer.number, ticket) {
        None => Shown::Nothing,
        Some((code, step)) => Shown::Code {
            text: link::link(state.code_base(), &code),
            lives_milliseconds: (step.end().0 - state.store.now().0).max(0),
        },
    }
}

async fn ticket_page(
    state: &AppState,
    headers: &HeaderMap,
    link: &str,
    wallet: &Wallet,
    position: usize,
    shown: Shown,
) -> Response {
    let language = render::language(headers);
    let Some(ticket) = wallet.tickets.get(position) else {
        return render::not_found(state, language);
    };
    let address = format!("/w/{link}");
    let path = match shown {
        Shown::Number(_) => String::new(),
        Shown::Code { .. } | Shown::Nothing => format!("{address}/{}", ticket.serial),
    };
    let places = match state.store.usable_places(wallet.issuer.number, ticket.product).await {
        Ok(places) => places,
        Err(error) => {
            // The code is what people stand in the queue for.
            tracing::error!(%error, "where a ticket can be used could not be read");
            Vec::new()
        }
    };
    // What is in it is nobody's business who only sees the title.
    let mut frame = render::frame(state, language, offline::TICKET_TITLE.of(language), &path, "wallet");
    frame.manifest = Some(manifest(&address));
    let inside = visitor(headers).app();
    let keeps = inside.is_none();
    // An answer to a POST has no address that another browser could open.
    frame.inside = inside.filter(|_| !path.is_empty()).map(Inside::Below);
    frame.scripts = match (&shown, keeps, wallet.is_opened) {
        (Shown::Code { .. }, true, true) => &["wallet.js", "stepper.js", "swipe.js", "keep.js"],
        (Shown::Code { .. }, true, false) => &["wallet.js", "stepper.js", "swipe.js", "keep.js", "opened.js"],
        (Shown::Code { .. }, false, true) => &["wallet.js", "stepper.js", "swipe.js"],
        (Shown::Code { .. }, false, false) => &["wallet.js", "stepper.js", "swipe.js", "opened.js"],
        (Shown::Nothing, true, true) => &["swipe.js", "keep.js"],
        (Shown::Nothing, true, false) => &["swipe.js", "keep.js", "opened.js"],
        (Shown::Nothing, false, true) => &["swipe.js"],
        (Shown::Nothing, false, false) => &["swipe.js", "opened.js"],
        (Shown::Number(_), _, _) => &[],
    };
    if matches!(shown, Shown::Code { .. }) {
        frame.refresh_seconds = Some(REFRESH_SECONDS);
    }
    let (today, passes) = (state.store.now().day(), state.passes.are_there());
    let showing = Showing { shown: &shown, today, passes, places: &places };
    render::page(frame, page::ticket::page(language, wallet, position, ticket, &address, showing))
}

/// Links that never were and links that died look the same; whoever tries many is slowed down.
pub(super) fn refuse(
    state: &AppState,
    language: Language,
    error: &StoreError,
    peer: SocketAddr,
    headers: &HeaderMap,
) -> Response {
    match error {
        StoreError::NotFound => {
            let address = address::client(peer, headers, &state.serve.proxies);
            let mut response = render::not_found(state, language);
            if !state.limits.allow_unknown_link(address) {
                *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            }
            response
        }
        StoreError::Refused(_)
        | StoreError::AlreadyThere { .. }
        | StoreError::RaceLost
        | StoreError::GivenUp
        | StoreError::Database(_)
        | StoreError::Migration(_)
        | StoreError::Corrupt(_)
        | StoreError::Closing => {
            tracing::error!(%error, "a wallet could not be shown");
            render::fault(state, language)
        }
    }
}
