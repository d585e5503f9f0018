//! A page with one message.

use leptos::prelude::*;

/// Title, sentence and a way on.
pub fn notice(title: String, sentence: String, link: Option<(String, &'static str)>) -> impl IntoView {
    let link = link.map(|(address, words)| view! { <p><a class="button" href=address>{words}</a></p> });
    view! {
        <main id="main" class="notice">
            <h1>{title}</h1>
            <p>{sentence}</p>
            {link}
        </main>
    }
}
