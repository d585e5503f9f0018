//! In front of every handler while the platform looks at a merchant's console (RULES §15): nothing is sent but to the platform's
//! own pages, the pages of those who act are not there, and each page that is looked at is written down before it is answered.

use crate::handler::look;
use crate::state::AppState;
use crate::{cookie, render};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, Uri};
use axum::middleware::Next;
use axum::response::Response;
use url::form_urlencoded;

/// What becomes of a request during a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing of the merchant's: as without a look.
    Apart,
    /// A page of the console.
    Looked,
    /// A page of those who act.
    NotPart,
    /// Sends something.
    ReadOnly,
}

/// Whoever names no look passes. Whoever does is nobody of the staff, whether it is over or not.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(named) = cookie::read(request.headers(), cookie::LOOK).map(str::to_owned) else {
        return next.run(request).await;
    };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| request.uri().path().to_owned());
    let place = place(request.method(), &route);
    if place == Place::Apart {
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let onlooker = match look::onlooker(&state, &headers, &named).await {
        Ok(onlooker) => onlooker,
        Err(response) => return response,
    };
    let subject = subject(&route, request.uri());
    match place {
        Place::ReadOnly => return look::read_only(&state, &headers),
        Place::NotPart => return look::not_part(&state, &headers),
        Place::Apart | Place::Looked => {}
    }
    let response = next.run(request).await;
    // What was refused or not found shows nothing of the merchant's.
    if !response.status().is_success() {
        return response;
    }
    match state.store.note_looked_at(&onlooker, &route, &subject).await {
        Ok(()) => response,
        Err(error) => {
            tracing::error!(%error, "what was looked at could not be noted, so it is not shown");
            render::fault(&state, render::language(&headers))
        }
    }
}

fn place(method: &Method, route: &str) -> Place {
    let is_under =
        |root: &str| route.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        if is_under("/office") {
            Place::Looked
        } else if is_under("/desk") || is_under("/account") || is_under("/enrol") {
            Place::NotPart
        } else {
            Place::Apart
        }
    } else if route.starts_with("/operator/") || route == "/language" {
        Place::Apart
    } else {
        Place::ReadOnly
    }
}

/// The numbers that an address names: those of its path, and the serial of the one page that has it in its query. What is
/// filtered by is left out, since people are looked for by their names.
fn subject(route: &str, uri: &Uri) -> String {
    let mut numbers: Vec<String> = Vec::new();
    if route.contains('{') {
        let parts = route.split('/').zip(uri.path().split('/'));
        numbers.extend(parts.filter(|(name, _)| name.starts_with('{')).map(|(_, value)| plain(value)));
    } else if route == "/office/ticket" {
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        numbers.extend(
            query.filter(|(name, _)| name == "serial").map(|(_, value)| plain(&value).to_uppercase()).take(1),
        );
    }
    numbers.retain(|number| !number.is_empty());
    numbers.join(" ")
}

/// Letters, digits and `-`, as all numbers and identities here have them.
fn plain(text: &str) -> String {
    const LONGEST: usize = 64;
    text.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_but_to_the_platforms_own_pages() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for route in ["/operator/look/leave", "/operator/sign-out", "/language"] {
                assert_eq!(place(&method, route), Place::Apart, "{method} {route}");
            }
            for route in [
                "/office",
                "/office/orders/{order}/show",
                "/desk/scan",
                "/desk/sign-in",
                "/account/password",
                "/enrol/{token}/ask",
                "/invitation/{link}",
                "/w/{link}/give",
                "/operators",
                "/operator",
                "/languages",
                "/nowhere",
            ] {
                assert_eq!(place(&method, route), Place::ReadOnly, "{method} {route}");
            }
        }
        for (route, expected) in [
            ("/office", Place::Looked),
            ("/office/orders", Place::Looked),
            ("/desk", Place::NotPart),
            ("/account/app", Place::NotPart),
            ("/enrol/{token}", Place::NotPart),
            ("/officer", Place::Apart),
            ("/operator", Place::Apart),
            ("/assets/{build}/{name}", Place::Apart),
        ] {
            assert_eq!(place(&Method::GET, route), expected, "{route}");
            assert_eq!(place(&Method::HEAD, route), expected, "{route}");
        }
    }

    #[test]
    fn the_log_has_numbers_and_nobodys_name() {
        let of = |route: &str, address: &str| subject(route, &address.parse().expect("an address"));
        assert_eq!(of("/office/orders/{order}", "/office/orders/2611060001"), "2611060001");
        assert_eq!(of("/office/orders", "/office/orders?words=wang&sort=-issued"), "");
        assert_eq!(of("/office/ticket", "/office/ticket?serial=8abc%3Cb%3E-1&words=wang"), "8ABCB-1");
        assert_eq!(of("/office/people/{account}", "/office/people/%E7%8E%8B"), "E78E8B");
        assert_eq!(of("/office", "/office"), "");
    }
}
