//! Machines that look at links for others see the same page behind each, and no wallet is even looked up. A GET changes
//! nothing anyway; this is about names and values.

use crate::state::AppState;
use crate::{cookie, render};
use app::page::preview::page;
use app::text::offline as text;
use app::visitor::{Signs, Visitor};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// Ends of addresses that stand on pages only, or are asked for by scripts: whoever has them has read a page. Some phones
/// fetch files by a program of their own.
const NAMED_ON_PAGES: &[&str] =
    &["/code", "/facts", "/manifest.webmanifest", "/calendar", "/pass.pkpass", "/file"];

/// Who asks.
pub fn visitor(headers: &HeaderMap) -> Visitor {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let purposes = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map(text);
    Visitor::of(&Signs {
        user_agent: text(header::USER_AGENT.as_str()),
        accept: text(header::ACCEPT.as_str()),
        accept_language: text(header::ACCEPT_LANGUAGE.as_str()),
        purpose: purposes.into_iter().find(|purpose| !purpose.is_empty()).unwrap_or_default(),
        says_from_where: !text("sec-fetch-site").is_empty(),
        is_known: cookie::read(headers, cookie::PERSON).is_some(),
    })
}

/// Answers whoever shows no sign of a person itself.
pub async fn answer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !request.method().is_safe() {
        return next.run(request).await;
    }
    let path = request.uri().path();
    let is_named = NAMED_ON_PAGES.iter().any(|end| path.ends_with(end));
    let visitor = visitor(request.headers());
    // Nobody reads a page by its headers.
    let is_person = matches!(visitor, Visitor::Browser | Visitor::InApp(_));
    let visitor = if is_person && request.method() == Method::HEAD { Visitor::Unknown } else { visitor };
    let (back, status) = match visitor {
        Visitor::Preview => (None, StatusCode::OK),
        Visitor::Unknown if !is_named => (Some(request.uri()), StatusCode::OK),
        // A browser keeps what succeeds and shows it to whoever taps.
        Visitor::Ahead if !is_named => (Some(request.uri()), StatusCode::FORBIDDEN),
        Visitor::Browser | Visitor::InApp(_) | Visitor::Unknown | Visitor::Ahead => {
            return next.run(request).await;
        }
    };
    let language = render::language(request.headers());
    let back = back.and_then(|uri| uri.path_and_query()).map(|path| path.as_str());
    let title = text::PREVIEW.of(language);
    let frame = render::frame(&state, language, title, "", "wallet");
    let mut response = render::page(frame, page(language, back));
    *response.status_mut() = status;
    response
}
