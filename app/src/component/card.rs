//! The cards that gifts are wrapped in: a picture of ours, the words of the occasion, what the giver writes. They keep
//! their colours by night, like paper.

use crate::language::Language;
use crate::text::gift as text;
use domain::card::Card;
use leptos::prelude::*;

/// A seal on a ribbon.
const PLAIN: &str = r##"<path fill="#e2cfae" d="M0 104h320v10H0z"/><path fill="#e2cfae" d="M228 0h10v140h-10z"/><path fill="none" stroke="#b2301c" stroke-width="5" d="M233 104c-30-34-58-30-54-12 3 12 30 14 54 12 24 2 51 0 54-12 4-18-24-22-54 12z"/><path fill="none" stroke="#b2301c" stroke-width="5" stroke-linecap="round" d="M230 107l-16 26M236 107l16 26"/><circle cx="233" cy="104" r="8" fill="#b2301c"/>"##;
/// A cake with three candles.
const BIRTHDAY: &str = r##"<g fill="#e8664a"><circle cx="40" cy="30" r="5"/><circle cx="112" cy="20" r="4"/><circle cx="292" cy="34" r="5"/></g><g fill="#3f8f7d"><circle cx="76" cy="46" r="4"/><circle cx="150" cy="38" r="5"/><circle cx="304" cy="78" r="4"/></g><g fill="#e5a92f"><path d="M24 62l10 4-8 7zM128 58l11 2-7 8zM270 14l10 4-8 7z"/></g><ellipse cx="226" cy="128" rx="82" ry="9" fill="#eec3ac"/><path fill="#fff7f0" d="M160 84h132v42H160z"/><path fill="#e8664a" d="M160 84h132v14c-9 12-18 12-22 0-5 14-17 14-22 0-5 12-17 12-22 0-5 14-17 14-22 0-5 12-17 12-22 0-5 12-13 12-22 0z"/><path fill="#fff7f0" d="M182 56h88v28h-88z"/><path fill="#f3b49c" d="M182 56h88v9c-8 9-15 9-22 0-6 10-16 10-22 0-6 9-16 9-22 0-6 10-15 10-22 0z"/><g stroke="#3f8f7d" stroke-width="5" stroke-linecap="round"><path d="M202 54V38M226 54V34M250 54V38"/></g><g fill="#e5a92f"><path d="M202 22c6 7 5 12 0 14-5-2-6-7 0-14zM226 18c6 7 5 12 0 14-5-2-6-7 0-14zM250 22c6 7 5 12 0 14-5-2-6-7 0-14z"/></g>"##;
/// Flowers on their stems.
const THANKS: &str = r##"<g fill="none" stroke="#4c7a56" stroke-width="4" stroke-linecap="round"><path d="M232 140c-2-40-8-58-30-82M236 140c2-44 6-58 6-98M240 140c4-36 14-50 38-66"/></g><g fill="#7fa981"><path d="M222 104c-24-2-32-14-32-26 20 0 32 10 32 26zM246 112c22-2 32-12 32-26-20 0-32 10-32 26z"/></g><g fill="#e48a77"><circle cx="202" cy="46" r="9"/><circle cx="190" cy="56" r="9"/><circle cx="195" cy="70" r="9"/><circle cx="210" cy="70" r="9"/><circle cx="215" cy="56" r="9"/></g><circle cx="202" cy="59" r="7" fill="#e5a92f"/><g fill="#b2301c"><circle cx="242" cy="18" r="9"/><circle cx="229" cy="28" r="9"/><circle cx="234" cy="42" r="9"/><circle cx="250" cy="42" r="9"/><circle cx="255" cy="28" r="9"/></g><circle cx="242" cy="31" r="7" fill="#f2c766"/><g fill="#f0b2a0"><circle cx="284" cy="60" r="8"/><circle cx="273" cy="69" r="8"/><circle cx="277" cy="82" r="8"/><circle cx="291" cy="82" r="8"/><circle cx="295" cy="69" r="8"/></g><circle cx="284" cy="72" r="6" fill="#e5a92f"/>"##;
/// Fireworks.
const CONGRATULATIONS: &str = r##"<g stroke-width="5" stroke-linecap="round"><g stroke="#b2301c"><path d="M228 70V34M228 70l26-26M228 70h38M228 70l26 26M228 70v36M228 70l-26 26M228 70h-38M228 70l-26-26"/></g><g stroke="#c98a12"><path d="M286 36V18M286 36l13-13M286 36h18M286 36l13 13M286 36v18M286 36l-13 13M286 36h-18M286 36l-13-13M152 100V84M152 100l11-11M152 100h16M152 100l11 11M152 100v16M152 100l-11 11M152 100h-16M152 100l-11-11"/></g></g><g fill="#b2301c"><circle cx="228" cy="24" r="4"/><circle cx="274" cy="70" r="4"/><circle cx="182" cy="70" r="4"/><circle cx="261" cy="103" r="4"/><circle cx="195" cy="103" r="4"/><circle cx="228" cy="116" r="4"/></g><g fill="#3f8f7d"><circle cx="120" cy="40" r="4"/><circle cx="300" cy="112" r="5"/><circle cx="96" cy="84" r="3"/></g>"##;
/// Lanterns.
const FESTIVAL: &str = r##"<g stroke="#f2c766" stroke-width="3"><path d="M196 0v26M262 0v48M140 0v14"/></g><g fill="#f2c766"><ellipse cx="196" cy="58" rx="32" ry="28"/><ellipse cx="262" cy="82" rx="36" ry="31"/><ellipse cx="140" cy="34" rx="20" ry="17"/></g><g fill="none" stroke="#b2301c" stroke-width="2.5"><ellipse cx="196" cy="58" rx="14" ry="28"/><path d="M196 30v56"/><ellipse cx="262" cy="82" rx="16" ry="31"/><path d="M262 51v62"/><ellipse cx="140" cy="34" rx="8" ry="17"/></g><g fill="#7d1c0f"><path d="M184 26h24v7h-24zM184 83h24v7h-24zM248 47h28v7h-28zM248 110h28v7h-28zM131 13h18v5h-18zM131 49h18v5h-18z"/></g><g stroke="#f2c766" stroke-width="3" stroke-linecap="round"><path d="M190 92v20M196 92v26M202 92v20M255 119v14M262 119v18M269 119v14M140 56v14"/></g>"##;

/// The picture alone, for choosing.
pub fn picture(card: Card) -> impl IntoView + use<> {
    let drawing = match card {
        Card::Plain => PLAIN,
        Card::Birthday => BIRTHDAY,
        Card::Thanks => THANKS,
        Card::Congratulations => CONGRATULATIONS,
        Card::Festival => FESTIVAL,
    };
    let svg = format!(r#"<svg viewBox="0 0 320 140" aria-hidden="true" focusable="false">{drawing}</svg>"#);
    view! { <span class="picture" data-card=card.as_str() inner_html=svg></span> }
}

/// The whole card: for whom, what is wished, from whom.
pub fn card(
    language: Language,
    card: Card,
    recipient_name: &str,
    message: &str,
    giver_name: Option<&str>,
) -> impl IntoView + use<> {
    let message = (!message.is_empty()).then(|| view! { <blockquote>{message.to_owned()}</blockquote> });
    let from =
        giver_name.map(|name| view! { <p class="from">{text::FROM.with(language, &[("name", name)])}</p> });
    view! {
        <article class="wish" data-card=card.as_str()>
            {picture(card)}
            <p class="to">{text::TO.with(language, &[("name", recipient_name)])}</p>
            <p class="words">{text::card(card).of(language)}</p>
            {message}
            {from}
        </article>
    }
}
