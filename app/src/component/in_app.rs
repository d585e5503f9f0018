//! One line for whoever opened the wallet inside another app: how to keep it.

use crate::language::Language;
use crate::text::{gift, offline as text};
use crate::visitor::App;
use leptos::prelude::*;

/// `path` is the page's own; the parameter makes LINE open it in the phone's browser.
pub fn in_app(language: Language, app: App, path: &str) -> impl IntoView + use<> {
    let (words, link) = match app {
        App::Line => (text::IN_LINE, text::IN_LINE_LINK),
        App::Other => (text::IN_OTHER_APP, text::IN_OTHER_APP_LINK),
    };
    let end = match language {
        Language::Chinese => "\u{3002}",
        Language::English => ".",
    };
    let address = format!("{path}?openExternalBrowser=1");
    view! {
        <aside class="in-app">
            <p>{words.of(language)}<a href=address>{link.of(language)}</a>{end}</p>
            <button type="button" class="quiet" hidden data-copy-page=path.to_owned() data-copied=gift::COPIED.of(language)>{gift::COPY.of(language)}</button>
        </aside>
    }
}
