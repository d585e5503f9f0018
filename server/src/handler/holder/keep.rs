//! What makes a wallet one that a phone keeps: its facts for times without network, and the manifest that puts it on a
//! home screen. Both are behind the wallet's link, as its pages are.

use super::Visit;
use crate::handler::wallet::open;
use crate::manifest::{self, App};
use app::facts::facts;
use app::text::offline as text;
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// `GET /w/{link}/facts`
pub async fn show(visit: Visit) -> Response {
    match open(&visit.state, &visit.link).await {
        Ok(wallet) => {
            private(Json(facts(visit.language, &wallet, visit.state.store.now())), "application/json")
        }
        Err(error) => visit.failed(&error),
    }
}

/// `GET /w/{link}/manifest.webmanifest`: a home screen shares nothing with the browser on some phones, so the address
/// it starts at carries the link.
pub async fn manifest(visit: Visit) -> Response {
    match open(&visit.state, &visit.link).await {
        Ok(wallet) => {
            let address = visit.address();
            let app = App {
                start: &address,
                scope: &address,
                name: text::APP_NAME.with(visit.language, &[("issuer", &wallet.issuer.name)]),
                short_name: text::APP_SHORT,
            };
            private(Json(app.manifest(visit.language, visit.state.site.folder())), manifest::KIND)
        }
        Err(error) => visit.failed(&error),
    }
}

fn private(answer: impl IntoResponse, kind: &'static str) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
