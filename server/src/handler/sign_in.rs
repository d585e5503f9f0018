//! Staff sign-in and sign-out.

use crate::edge::address;
use crate::handler::home::own_path;
use crate::state::AppState;
use crate::{cookie, demo, password, render};
use app::page::sign_in::{Failure, Filled, page};
use app::text::desk as text;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::MerchantNumber;
use domain::picture::{Picture, PictureKind};
use serde::Deserialize;
use std::net::SocketAddr;
use store::StoreError;
use store::query::session::SignedIn;
use store::secret::SessionToken;

/// A cookie as long as the session; the session itself ends on the server.
const COOKIE_SECONDS: i64 = 16 * 3600;

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The form.
#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    merchant: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The session of a request: who is signed in, or the way to the sign-in page.
pub async fn require(
    state: &AppState,
    headers: &HeaderMap,
    next: &str,
) -> Result<(SessionToken, SignedIn), Response> {
    let away = || Redirect::to(&format!("/desk/sign-in?next={}", encoded(next))).into_response();
    let token = token(headers).ok_or_else(away)?;
    match state.store.signed_in(&token).await {
        Ok(Some(signed_in)) => Ok((token, signed_in)),
        Ok(None) => Err(away()),
        Err(error) => {
            tracing::error!(%error, "a session could not be read");
            Err(render::fault(state, render::language(headers)))
        }
    }
}

/// The session token of a request.
pub fn token(headers: &HeaderMap) -> Option<SessionToken> {
    cookie::read(headers, cookie::SESSION).and_then(SessionToken::parse)
}

/// `GET /desk/sign-in`
pub async fn form(State(state): State<AppState>, Query(next): Query<Next>, headers: HeaderMap) -> Response {
    answer(&state, &headers, Filled { next: next.next, ..Filled::default() }, None).await
}

/// `POST /desk/sign-in`
pub async fn sign_in(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let client = address::client(peer, &headers, &state.serve.proxies);
    let name = form.account.trim().to_owned();
    let filled = Filled { merchant: form.merchant.clone(), account: name.clone(), next: form.next.clone() };
    let merchant = form.merchant.trim().parse().ok().map(MerchantNumber);
    if !state.limits.allow_sign_in(&limited_name(merchant, &name), client) {
        return answer(&state, &headers, filled, Some(Failure::Slow)).await;
    }
    match check(&state, merchant, &name, form.password).await {
        Ok(Some(token)) => {
            // Whoever sat here before is signed out on the server, too.
            if let Some(earlier) = self::token(&headers)
                && let Err(error) = state.store.end_session(&earlier).await
            {
                tracing::error!(%error, "an earlier session was not ended");
            }
            let next = if form.next.is_empty() { "/desk" } else { own_path(&form.next) };
            with_session(Redirect::to(next).into_response(), &token)
        }
        Ok(None) => answer(&state, &headers, filled, Some(Failure::Wrong)).await,
        Err(error) => {
            tracing::error!(%error, "sign-in");
            render::fault(&state, render::language(&headers))
        }
    }
}

/// `POST /desk/sign-out`
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(token) = token(&headers)
        && let Err(error) = state.store.end_session(&token).await
    {
        tracing::error!(%error, "sign-out");
        return render::fault(&state, render::language(&headers));
    }
    let mut response = Redirect::to("/desk/sign-in").into_response();
    for name in [cookie::SESSION, cookie::SHOWN] {
        append(&mut response, cookie::set(name, "", 0));
    }
    response
}

/// However the number was written, it is one account that is guessed at.
fn limited_name(merchant: Option<MerchantNumber>, name: &str) -> String {
    merchant.map_or_else(|| format!("?/{name}"), |merchant| format!("{merchant}/{name}"))
}

/// A path as the value of a query.
pub fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

async fn check(
    state: &AppState,
    merchant: Option<MerchantNumber>,
    name: &str,
    password: String,
) -> Result<Option<SessionToken>, StoreError> {
    let account = match merchant {
        // PostgreSQL refuses texts with NUL: nobody has such a name.
        Some(merchant) if !name.contains('\0') => state.store.account_for_sign_in(merchant, name).await?,
        Some(_) | None => None,
    };
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    let right = password::is_right(password, stored).await;
    match (merchant, account, right) {
        (Some(merchant), Some(account), true) => {
            Ok(Some(state.store.start_session(merchant, &account.id).await?))
        }
        (Some(_) | None, _, _) => Ok(None),
    }
}

async fn answer(state: &AppState, headers: &HeaderMap, filled: Filled, failure: Option<Failure>) -> Response {
    let language = render::language(headers);
    let frame = render::frame(state, language, text::SIGN_IN_TITLE.of(language), "/desk/sign-in", "desk");
    let demo = state.serve.demo.then_some(demo::PRINTED_SIGN_IN);
    let mut response =
        render::page(frame, page(language, filled, failure, demo, banner(state, headers).await));
    *response.status_mut() = match failure {
        None => StatusCode::OK,
        Some(Failure::Wrong) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Failure::Slow) => StatusCode::TOO_MANY_REQUESTS,
    };
    response
}

/// Of the merchant whose ticket this phone has just scanned; nothing where that cannot be read.
async fn banner(state: &AppState, headers: &HeaderMap) -> Option<(Picture, String)> {
    let sealed = cookie::read(headers, cookie::SHOWN).filter(|sealed| !sealed.is_empty())?;
    let (merchant, _) = state.store.open_presentation(sealed).ok()?.address();
    let picture = state.store.picture_of(merchant, PictureKind::Banner).await.ok()??;
    Some((picture, state.store.merchant_name(merchant).await.ok()?))
}

fn with_session(mut response: Response, token: &SessionToken) -> Response {
    append(&mut response, cookie::set(cookie::SESSION, token.as_str(), COOKIE_SECONDS));
    response
}

fn append(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
