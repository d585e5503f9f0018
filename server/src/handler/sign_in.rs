//! Staff sign-in and sign-out.

use crate::edge::address;
use crate::handler::home::own_path;
use crate::handler::look;
use crate::state::AppState;
use crate::{cookie, demo, password, phone, render};
use app::component::notice::notice;
use app::language::Language;
use app::page::sign_in::{Failure, Filled, page};
use app::text::{desk as text, refusal};
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::MerchantNumber;
use domain::picture::{Picture, PictureKind};
use domain::refusal::RefusalCode;
use domain::sign_in::{HALF_SIGN_IN_SECONDS, Way};
use serde::Deserialize;
use std::net::SocketAddr;
use store::StoreError;
use store::command::sign_in::SignInAccount;
use store::query::session::SignedIn;
use store::secret::{BrowserToken, SessionToken};
use store::visitor::Visitor;

/// A cookie as long as the session; the session itself ends on the server.
const COOKIE_SECONDS: i64 = 16 * 3600;
/// For which a browser is known again.
const BROWSER_SECONDS: i64 = 400 * 86_400;

/// Where to go afterwards.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    /// As it was sent.
    pub fn path(&self) -> &str {
        &self.next
    }
}

/// Somebody whose password was looked at.
enum Checked {
    /// Nobody, or not the password.
    Wrong(Option<(MerchantNumber, SignInAccount)>),
    /// It is.
    Right(MerchantNumber, SignInAccount),
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

/// The session of a request: who is signed in, or the way to the sign-in page. During a look of the platform nobody is.
pub async fn require(
    state: &AppState,
    headers: &HeaderMap,
    next: &str,
) -> Result<(SessionToken, SignedIn), Response> {
    let away = || Redirect::to(&format!("/desk/sign-in?next={}", encoded(next))).into_response();
    if look::is_named(headers) {
        return Err(look::not_part(state, headers));
    }
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

/// The session token of a request; none during a look, which wins over whoever is signed in beside it.
pub fn token(headers: &HeaderMap) -> Option<SessionToken> {
    if look::is_named(headers) {
        return None;
    }
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
    let visitor = visitor(&headers, client.to_string());
    match enter(&state, &headers, &visitor, merchant, &name, form.password, &form.next).await {
        Ok(Some(response)) => response,
        Ok(None) => answer(&state, &headers, filled, Some(Failure::Wrong)).await,
        Err(error) => {
            tracing::error!(%error, "sign-in");
            render::fault(&state, render::language(&headers))
        }
    }
}

async fn enter(
    state: &AppState,
    headers: &HeaderMap,
    visitor: &Visitor,
    merchant: Option<MerchantNumber>,
    name: &str,
    password: String,
    next: &str,
) -> Result<Option<Response>, StoreError> {
    match check(state, merchant, name, password).await? {
        Checked::Wrong(None) => Ok(None),
        Checked::Wrong(Some((merchant, account))) => {
            note_failure(state, merchant, account, visitor);
            Ok(None)
        }
        Checked::Right(_, account) if account.has_code && !state.limits.allow_half(account.id.as_str()) => {
            let filled = Filled { next: next.to_owned(), ..Filled::default() };
            Ok(Some(answer(state, headers, filled, Some(Failure::Slow)).await))
        }
        Checked::Right(merchant, account) if account.has_code => {
            let half = state.store.half_sign_in(merchant, &account.id).await?;
            let to = format!("/desk/sign-in/code?next={}", encoded(next));
            let mut response = Redirect::to(&to).into_response();
            append(&mut response, cookie::set(cookie::HALF, half.as_str(), HALF_SIGN_IN_SECONDS));
            Ok(Some(response))
        }
        Checked::Right(merchant, account) => {
            let token = state.store.sign_in(merchant, &account.id, Way::Password, visitor).await?;
            let response = Redirect::to(after(next)).into_response();
            Ok(Some(signed_in(state, headers, visitor, response, &token).await))
        }
    }
}

/// Beside the answer, so that a name that exists takes no longer than one that does not.
fn note_failure(state: &AppState, merchant: MerchantNumber, account: SignInAccount, visitor: &Visitor) {
    let (state, visitor) = (state.clone(), visitor.clone());
    tokio::spawn(async move {
        let noted = state.store.note_failed_sign_in(merchant, &account.id, Way::Password, &visitor).await;
        if let Err(error) = noted {
            tracing::error!(%error, "a failed sign-in was not noted");
        }
    });
}

/// Where somebody goes who signed in.
pub fn after(next: &str) -> &str {
    if next.is_empty() { "/desk" } else { own_path(next) }
}

/// The answer to somebody who signed in: the new session, and the end of the one that sat here before.
pub async fn signed_in(
    state: &AppState,
    headers: &HeaderMap,
    visitor: &Visitor,
    mut response: Response,
    token: &SessionToken,
) -> Response {
    if let Some(earlier) = self::token(headers)
        && let Err(error) = state.store.end_session(&earlier).await
    {
        tracing::error!(%error, "an earlier session was not ended");
    }
    append(&mut response, cookie::set(cookie::SESSION, token.as_str(), COOKIE_SECONDS));
    if let Some(browser) = &visitor.token {
        append(&mut response, cookie::set(cookie::STAFF, browser.as_str(), BROWSER_SECONDS));
    }
    response
}

/// Who knocks: a browser that is known by its cookie, or gets one.
pub fn visitor(headers: &HeaderMap, address: String) -> Visitor {
    let known = cookie::read(headers, cookie::STAFF).and_then(BrowserToken::parse);
    Visitor { browser: phone::name(headers), address, token: known.or_else(|| BrowserToken::new().ok()) }
}

/// The sign-in page, after the second half came too late.
pub async fn again(state: &AppState, headers: &HeaderMap, next: &str) -> Response {
    let filled = Filled { next: next.to_owned(), ..Filled::default() };
    answer(state, headers, filled, Some(Failure::Over)).await
}

/// `POST /desk/sign-out`
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if unsent_scans(&headers) > 0 {
        return unsent(&state, render::language(&headers));
    }
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

/// How many scans of this phone wait to be sent: the desk's script says so in a cookie, which every request brings along.
pub fn unsent_scans(headers: &HeaderMap) -> u32 {
    cookie::read(headers, cookie::UNSENT).and_then(|count| count.parse().ok()).unwrap_or(0)
}

/// What waits on this phone is sent first: whoever signs in next should not have to.
fn unsent(state: &AppState, language: Language) -> Response {
    let words = refusal::of(RefusalCode::UnsentScans);
    let link = Some(("/desk".to_owned(), text::BACK.of(language)));
    let sentence =
        [words.reason.of(language), language.between_sentences(), words.next.of(language)].concat();
    let frame = render::frame(state, language, words.word.of(language), "", "desk");
    let mut response = render::page(frame, notice(words.word.of(language).to_owned(), sentence, link));
    *response.status_mut() = StatusCode::CONFLICT;
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
) -> Result<Checked, StoreError> {
    let found = match merchant {
        // PostgreSQL refuses texts with NUL: nobody has such a name.
        Some(merchant) if !name.contains('\0') => {
            let account = state.store.account_for_sign_in(merchant, name).await?;
            account.map(|account| (merchant, account))
        }
        Some(_) | None => None,
    };
    let stored = found.as_ref().map(|(_, account)| account.password_hash.clone());
    let right = password::is_right(password, stored).await;
    Ok(match found {
        Some((merchant, account)) if right => Checked::Right(merchant, account),
        other => Checked::Wrong(other),
    })
}

async fn answer(state: &AppState, headers: &HeaderMap, filled: Filled, failure: Option<Failure>) -> Response {
    let language = render::language(headers);
    let mut frame = render::frame(state, language, text::SIGN_IN_TITLE.of(language), "/desk/sign-in", "desk");
    let passkeys_open = state.passkeys.are_open();
    frame.scripts = if passkeys_open { &["passkey.js", "signed_out.js"] } else { &["signed_out.js"] };
    let demo = state.serve.demo.then_some(demo::PRINTED_SIGN_IN);
    let mut response = render::page(
        frame,
        page(language, filled, failure, demo, banner(state, headers).await, passkeys_open),
    );
    *response.status_mut() = match failure {
        None => StatusCode::OK,
        Some(Failure::Wrong | Failure::Over) => StatusCode::UNPROCESSABLE_ENTITY,
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

/// One more cookie.
pub fn append(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
