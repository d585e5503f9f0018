//! What makes a wallet one that a phone keeps: its facts for times without network, and the manifest that puts it on a
//! home screen. Both are behind the wallet's link, as its pages are.

use super::Visit;
use crate::handler::wallet::open;
use app::facts::facts;
use app::language::Language;
use app::text::offline as text;
use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// `GET /w/{link}/facts`
pub async fn show(visit: Visit) -> Response {
    match open(&visit.state, &visit.link).await {
        Ok(wallet) => {
            private(Json(facts(visit.language, &wallet, visit.state.store.now())), "application/json")
        }
        Err(error) => visit.failed(&error),
    }
}

/// The members of a web application manifest.
#[derive(Serialize)]
struct Manifest {
    id: String,
    start_url: String,
    scope: String,
    name: String,
    short_name: &'static str,
    lang: &'static str,
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: [Icon; 4],
}

#[derive(Serialize)]
struct Icon {
    src: String,
    sizes: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
}

/// `GET /w/{link}/manifest.webmanifest`: a home screen shares nothing with the browser on some phones, so the address
/// it starts at carries the link.
pub async fn manifest(visit: Visit) -> Response {
    match open(&visit.state, &visit.link).await {
        Ok(wallet) => {
            let assets = visit.state.site.folder();
            let manifest = of(visit.language, &visit.address(), &wallet.issuer.name, assets);
            private(Json(manifest), "application/manifest+json")
        }
        Err(error) => visit.failed(&error),
    }
}

fn of(language: Language, address: &str, issuer: &str, assets: &str) -> Manifest {
    let icon =
        |name: &str, sizes, kind, purpose| Icon { src: format!("{assets}/{name}"), sizes, kind, purpose };
    Manifest {
        id: address.to_owned(),
        start_url: address.to_owned(),
        scope: address.to_owned(),
        name: text::APP_NAME.with(language, &[("issuer", issuer)]),
        short_name: text::APP_SHORT.of(language),
        lang: language.tag(),
        display: "standalone",
        background_color: "#f6f2ea",
        theme_color: "#f6f2ea",
        icons: [
            icon("icon_192.png", "192x192", "image/png", "any"),
            icon("icon_512.png", "512x512", "image/png", "any"),
            icon("icon_maskable_512.png", "512x512", "image/png", "maskable"),
            icon("icon.svg", "any", "image/svg+xml", "any"),
        ],
    }
}

fn private(answer: impl IntoResponse, kind: &'static str) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
