//! Machines that show others where a link leads see the same page behind each, and no wallet is even looked up. A GET
//! changes nothing anyway; this is about names and values.

use crate::render;
use crate::state::AppState;
use app::page::preview::page;
use app::text::offline as text;
use app::visitor::Visitor;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

/// Who asks.
pub fn visitor(headers: &HeaderMap) -> Visitor {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    Visitor::of(agent.unwrap_or_default())
}

/// Answers preview makers itself.
pub async fn answer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match visitor(request.headers()) {
        Visitor::Preview if request.method().is_safe() => {
            let language = render::language(request.headers());
            let title = text::PREVIEW.of(language);
            render::page(render::frame(&state, language, title, "", "wallet"), page(language))
        }
        Visitor::Preview | Visitor::Browser | Visitor::InApp(_) => next.run(request).await,
    }
}
