//! What a holder is told of by mail: a form of switches, and what cannot be switched off.

use crate::language::Language;
use crate::text::{notices as text, wallet};
use domain::notice_topic::NoticeTopic;
use leptos::prelude::*;
use store::query::notice_choice::NoticeSwitches;

/// The form. `link` is the wallet's address; `saved` says that it was just saved.
pub fn page(language: Language, switches: &NoticeSwitches, link: &str, saved: bool) -> impl IntoView + use<> {
    let saved = saved.then(|| view! { <p class="outcome good" role="status">{text::SAVED.of(language)}</p> });
    let no_address =
        (!switches.has_address).then(|| view! { <p class="muted">{text::NO_ADDRESS.of(language)}</p> });
    let topics = NoticeTopic::ALL
        .iter()
        .map(|topic| switch(language, *topic, switches.choice.is_on(*topic)))
        .collect_view();
    let always = [text::ALWAYS_LINKS, text::ALWAYS_CHANGES, text::ALWAYS_BACK]
        .map(|sentence| view! { <li>{sentence.of(language)}</li> })
        .collect_view();
    view! {
        <header class="top slim">
            <p><a class="back" href=link.to_owned()>{wallet::BACK.of(language)}</a></p>
        </header>
        <main id="main">
            <h1>{text::TITLE.of(language)}</h1>
            {saved}
            <p>{text::NOTE.of(language)}</p>
            {no_address}
            <form class="card" method="post" action=format!("{link}/notices")>
                <fieldset>
                    <legend>{text::WHICH.of(language)}</legend>
                    {topics}
                </fieldset>
                <button class="button">{text::SAVE.of(language)}</button>
            </form>
            <section class="card">
                <h2>{text::ALWAYS.of(language)}</h2>
                <p>{text::ALWAYS_NOTE.of(language)}</p>
                <ul class="terms">{always}</ul>
            </section>
        </main>
    }
}

fn switch(language: Language, topic: NoticeTopic, is_on: bool) -> impl IntoView + use<> {
    let (name, note) = text::topic(topic);
    view! {
        <label class="choice">
            <input type="checkbox" name="topic" value=topic.as_str() checked=is_on />
            <span>{name.of(language)}<small>{note.of(language)}</small></span>
        </label>
    }
}
