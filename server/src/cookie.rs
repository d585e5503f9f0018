//! Cookies, all of them host-only and secure (design of sessions: docs/decisions).

use axum::http::{HeaderMap, HeaderValue, header};

/// Who is signed in.
pub const SESSION: &str = "__Host-session";
/// The browser of a holder who proved an address.
pub const HOLDER: &str = "__Host-holder";
/// The code that the phone's camera opened, sealed, for ten minutes.
pub const SHOWN: &str = "__Host-shown";
/// What this browser accepts gifts under.
pub const RECIPIENT: &str = "__Host-recipient";
/// A browser that staff signed in from, so that a new one is noticed.
pub const STAFF: &str = "__Host-staff";
/// Between the right password and the code of the app.
pub const HALF: &str = "__Host-half";
/// A question to an authenticator.
pub const CEREMONY: &str = "__Host-ceremony";
/// Who of the platform is signed in; nobody's desk or console opens by it.
pub const OPERATOR: &str = "__Host-operator";
/// Which look at a merchant's console an operator has begun here. Wherever it is, nobody is of the staff (RULES §15).
pub const LOOK: &str = "__Host-look";
/// How many scans of this phone wait to be sent: written by the desk's script.
pub const UNSENT: &str = "__Host-unsent";
/// Somebody in front of this browser has said to be there.
pub const PERSON: &str = "__Host-person";
/// The chosen language.
pub const LANGUAGE: &str = "__Host-language";

/// The value of a cookie.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// A `Set-Cookie` value. `Lax`, because the camera's link must bring the session along.
pub fn set(name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax");
    HeaderValue::try_from(text).ok()
}
