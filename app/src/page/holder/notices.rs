//! What a holder is told of, by mail and on phones: a form of switches, what cannot be switched off, and the phone at hand.

use crate::language::Language;
use crate::text::{notices as text, push, wallet};
use domain::notice_topic::NoticeTopic;
use leptos::prelude::*;
use store::query::notice_choice::NoticeSwitches;

/// The form. `link` is the wallet's address; `saved` says that it was just saved; `key` is what a browser needs to let us
/// write to it. `ask` leads to whoever may change where notices go: the issuer alone (RULES §6).
pub fn page(
    language: Language,
    switches: &NoticeSwitches,
    link: &str,
    saved: bool,
    key: String,
    ask: Option<String>,
    wrong_address: Option<&str>,
) -> impl IntoView + use<> {
    let saved = saved.then(|| view! { <p class="outcome good" role="status">{text::SAVED.of(language)}</p> });
    let no_address = (!switches.has_address).then(|| leave_address(language, link, wrong_address));
    let has_phones = !switches.phones.is_empty();
    let (note, which) =
        if has_phones { (text::NOTE_WITH_PHONES, text::WHICH_AND_HOW) } else { (text::NOTE, text::WHICH) };
    let topics = NoticeTopic::ALL
        .iter()
        .map(|topic| match has_phones {
            true => both_switches(language, *topic, switches).into_any(),
            false => switch(language, *topic, switches.choice.is_on(*topic)).into_any(),
        })
        .collect_view();
    // Says that the switches of phones stood there: one that is off says nothing.
    let phones = has_phones.then(|| view! { <input type="hidden" name="phones" value="shown" /> });
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
            <p>{note.of(language)}</p>
            {no_address}
            <form class="card" method="post" action=format!("{link}/notices")>
                <fieldset>
                    <legend>{which.of(language)}</legend>
                    {phones}
                    {topics}
                </fieldset>
                <button class="button">{text::SAVE.of(language)}</button>
            </form>
            {this_phone(language, switches, link, key)}
            {letters(language, &switches.language, link)}
            {ask.filter(|_| switches.has_address).map(|ask| elsewhere(language, ask))}
            <section class="card">
                <h2>{text::ALWAYS.of(language)}</h2>
                <p>{text::ALWAYS_NOTE.of(language)}</p>
                <ul class="terms">{always}</ul>
            </section>
        </main>
    }
}

/// Of a wallet without an address; nobody is asked to prove it, since its link is all that there is.
fn leave_address(language: Language, link: &str, wrong: Option<&str>) -> impl IntoView + use<> {
    let fault = wrong.map(|_| {
        view! { <p class="error" role="alert" id="address-fault">{text::LEAVE_ADDRESS_WRONG.of(language)}</p> }
    });
    view! {
        <form class="card" method="post" action=format!("{link}/notices")>
            <h2>{text::LEAVE_ADDRESS.of(language)}</h2>
            <p class="muted">{text::NO_ADDRESS.of(language)}{language.between_sentences()}{text::LEAVE_ADDRESS_NOTE.of(language)}</p>
            {fault}
            <label>
                <span>{text::LEAVE_ADDRESS_EMAIL.of(language)}</span>
                <input
                    name="email" type="email" required maxlength="254" autocomplete="email" value=wrong.unwrap_or_default().to_owned()
                    aria-invalid=wrong.map(|_| "true") aria-describedby=wrong.map(|_| "address-fault")
                />
            </label>
            <button class="button">{text::LEAVE_ADDRESS.of(language)}</button>
        </form>
    }
}

/// In which language we write. It is not the page's: that is the browser's, and a mail is written without one.
fn letters(language: Language, chosen: &str, link: &str) -> impl IntoView + use<> {
    let chosen = Language::parse(chosen).unwrap_or(Language::Chinese);
    let choices = Language::ALL.map(|one| {
        view! {
            <label class="choice">
                <input type="radio" name="letters" value=one.tag() checked={one == chosen} />
                <span lang=one.tag()>{text::name_of(one)}</span>
            </label>
        }
    });
    view! {
        <form class="card" method="post" action=format!("{link}/notices")>
            <fieldset>
                <legend>{text::LETTERS.of(language)}</legend>
                {choices.into_iter().collect_view()}
            </fieldset>
            <button class="button quiet">{text::LETTERS_SAVE.of(language)}</button>
        </form>
    }
}

fn elsewhere(language: Language, ask: String) -> impl IntoView + use<> {
    view! {
        <section class="card">
            <h2>{text::ELSEWHERE.of(language)}</h2>
            <p>{text::ELSEWHERE_NOTE.of(language)}</p>
            <p><a class="button quiet" href=ask>{text::ELSEWHERE_ASK.of(language)}</a></p>
        </section>
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

/// A topic with a switch for mail and one for phones.
fn both_switches(language: Language, topic: NoticeTopic, switches: &NoticeSwitches) -> impl IntoView + use<> {
    let (name, note) = text::topic(topic);
    let label = format!("topic-{}", topic.as_str());
    let way = |field: &'static str, words: &'static str, is_on: bool| {
        view! {
            <label class="choice">
                <input type="checkbox" name=field value=topic.as_str() checked=is_on />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <div class="topic" role="group" aria-labelledby=label.clone()>
            <p id=label.clone()>{name.of(language)}<small>{note.of(language)}</small></p>
            {way("topic", text::BY_MAIL.of(language), switches.choice.is_on(topic))}
            {way("push", text::BY_PHONE.of(language), switches.push.is_on(topic))}
        </div>
    }
}

/// The phone at hand. Only a script can ask a browser whether it may notify, so all of it is hidden until `push.js` has.
fn this_phone(
    language: Language,
    switches: &NoticeSwitches,
    link: &str,
    key: String,
) -> impl IntoView + use<> {
    let prove = format!("{link}/unlock?next={link}/notices");
    view! {
        <section class="card" data-push=key data-wallet=link.to_owned() data-told=switches.phones.join(" ") hidden>
            <h2>{push::TITLE.of(language)}</h2>
            <p data-off="" hidden>{push::NOTE.of(language)}</p>
            <p data-on="" hidden>{push::IS_ON.of(language)}</p>
            <p data-blocked="" hidden>{push::BLOCKED.of(language)}</p>
            <p data-home-screen="" hidden>{push::HOME_SCREEN.of(language)}</p>
            <p role="alert" class="error" data-failed="" hidden>{push::FAILED.of(language)}</p>
            <p data-prove="" hidden><a class="button" href=prove>{push::PROVE.of(language)}</a></p>
            <button type="button" class="button" data-off="" hidden>{push::BEGIN.of(language)}</button>
            <button type="button" class="button quiet" data-on="" hidden>{push::END.of(language)}</button>
        </section>
    }
}
