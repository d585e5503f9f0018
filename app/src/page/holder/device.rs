//! The phones that sign for a wallet (CODES, phones): seen and removed without scripts.

use crate::component::removal::removal;
use crate::language::Language;
use crate::text::wallet as text;
use leptos::prelude::*;
use store::query::device::Device;

/// The list. `link` is the wallet's address; `devices.js` marks the phone that looks. Another phone joins once its browser
/// has proven the wallet's address: `must_prove` says that this one has not.
pub fn page(language: Language, devices: &[Device], link: &str, must_prove: bool) -> impl IntoView + use<> {
    let prove = (must_prove && !devices.is_empty()).then(|| {
        let address = format!("{link}/unlock?next={link}/device");
        view! { <p class="centre" data-join=""><a class="button" href=address>{text::DEVICE_PROVE.of(language)}</a></p> }
    });
    let entries: Vec<_> = devices.iter().map(|device| entry(language, device, link).into_any()).collect();
    let list = if entries.is_empty() {
        view! { <p class="empty">{text::DEVICES_NONE.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="card entries">{entries}</ul> }.into_any()
    };
    view! {
        <header class="top slim">
            <p><a class="back" href=link.to_owned()>{text::BACK.of(language)}</a></p>
        </header>
        <main id="main" data-wallet=link.to_owned()>
            <h1>{text::DEVICES.of(language)}</h1>
            <p>{text::DEVICES_NOTE.of(language)}</p>
            {list}
            {prove}
            <div class="card" data-again="" hidden>
                <p>{text::DEVICE_WAS_REMOVED.of(language)}</p>
                <button type="button" class="button">{text::SIGN_AGAIN.of(language)}</button>
            </div>
            <p class="muted small">{text::DEVICES_LINK_NOTE.of(language)}</p>
            {removal(language)}
        </main>
    }
}

fn entry(language: Language, device: &Device, link: &str) -> impl IntoView + use<> {
    let name = match device.name.as_str() {
        "" => text::DEVICE_UNKNOWN.of(language).to_owned(),
        name => name.to_owned(),
    };
    let since = text::DEVICE_SINCE.with(language, &[("time", &language.time(device.made_at))]);
    let seen = text::DEVICE_SEEN.with(language, &[("time", &language.time(device.seen_at))]);
    let label = format!("{} {name}", text::DEVICE_REMOVE.of(language));
    view! {
        <li data-key=device.key.clone()>
            <p>
                <strong>{name}</strong>" "
                <span class="chip" data-this="" hidden>{text::THIS_DEVICE.of(language)}</span>
            </p>
            <p class="muted small">{since}<br />{seen}</p>
            <form method="post" action=format!("{link}/device/{}/remove", device.id)>
                <button class="button quiet" aria-label=label>{text::DEVICE_REMOVE.of(language)}</button>
            </form>
        </li>
    }
}
