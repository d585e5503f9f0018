//! What a phone is told: sentences of the topic without a name, a value or a product, since others read its lock screen.

use app::language::Language;
use app::text::push::told;
use serde::Serialize;
use store::push::Push;

/// As `public/service_worker.js` reads it.
#[derive(Serialize)]
struct Message<'m> {
    title: &'m str,
    body: &'m str,
    language: &'m str,
    /// The wallet to be opened.
    wallet: String,
    /// News of one topic takes the place of the one before it.
    topic: &'m str,
    name: &'m str,
    at: i64,
    /// The phone's key: one that was told and keeps the wallet no longer says with it that it wants no more.
    phone: &'m str,
}

/// The text to be encrypted; `None` for what phones are not told.
pub fn message(push: &Push) -> Option<Vec<u8>> {
    let language = Language::parse(&push.language).unwrap_or(Language::Chinese);
    let (title, body) = told(push.kind)?;
    let message = Message {
        title: title.of(language),
        body: body.of(language),
        language: language.tag(),
        wallet: format!("/w/{}", push.link.as_str()),
        topic: push.kind.push_topic()?.as_str(),
        name: &push.name,
        at: push.at.0,
        phone: &push.phone,
    };
    serde_json::to_vec(&message).ok()
}
