//! A change is asked for by our own pages only: `Sec-Fetch-Site: same-origin`, or, from browsers without that header,
//! an `Origin` equal to the host that was asked.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Wallet apps are no pages. No cookie counts there; what does is a header that no form can send.
const WALLET_APPS: &str = "/passes/v1/";

/// Refuses unsafe methods from elsewhere.
pub async fn check(request: Request, next: Next) -> Response {
    let by_phone = request.uri().path().starts_with(WALLET_APPS);
    if is_safe(request.method()) || by_phone || comes_from_us(request.headers()) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = text(header::HOST.as_str());
    let origin =
        text(header::ORIGIN.as_str()).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    origin.is_some() && origin == host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_change_anything() {
        let of = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.insert(*name, value.parse().expect("header"));
            }
            comes_from_us(&headers)
        };
        assert!(of(&[("sec-fetch-site", "same-origin")]));
        assert!(!of(&[("sec-fetch-site", "same-site")]));
        assert!(!of(&[("sec-fetch-site", "cross-site"), ("host", "p.tw"), ("origin", "https://p.tw")]));
        assert!(of(&[("host", "p.tw"), ("origin", "https://p.tw")]));
        assert!(!of(&[("host", "p.tw"), ("origin", "https://evil.tw")]));
        assert!(!of(&[("host", "p.tw")]));
    }
}
