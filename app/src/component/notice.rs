//! A page with one message.

use leptos::prelude::*;

/// Title, sentence and the ways on, the likeliest first.
pub fn notice(
    title: String,
    sentence: String,
    links: impl IntoIterator<Item = (String, &'static str)>,
) -> impl IntoView {
    let link = links
        .into_iter()
        .enumerate()
        .map(|(place, (address, words))| {
            let class = if place == 0 { "button" } else { "button quiet" };
            view! { <p><a class=class href=address>{words}</a></p> }
        })
        .collect_view();
    view! {
        <main id="main" class="notice">
            <h1>{title}</h1>
            <p>{sentence}</p>
            {link}
        </main>
    }
}
