//! Where a ticket can be used: the shops, with what one needs to get there.

use crate::language::Language;
use crate::text::wallet as text;
use leptos::prelude::*;
use store::query::place::UsablePlace;

/// So many are shown at once; of a longer list one sees how many there are and opens it.
const SHOWN_AT_ONCE: usize = 3;

/// The section; nothing where no shop is known.
pub fn places(language: Language, places: &[UsablePlace]) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = places.iter().map(|place| line(place).into_any()).collect();
    (!lines.is_empty()).then(|| {
        let count = lines.len().to_string();
        let list = view! { <ul class="entries places">{lines}</ul> };
        let list = if places.len() <= SHOWN_AT_ONCE {
            list.into_any()
        } else {
            let all = text::PLACES_ALL.with(language, &[("count", &count)]);
            view! { <details><summary>{all}</summary>{list}</details> }.into_any()
        };
        view! { <section class="card"><h2>{text::PLACES.of(language)}</h2>{list}</section> }
    })
}

fn line(place: &UsablePlace) -> impl IntoView + use<> {
    // A partner's shop may be called anything: whose it is stands before it.
    let name = if place.is_own || place.branch_name.contains(&place.merchant_name) {
        place.branch_name.clone()
    } else {
        format!("{} {}", place.merchant_name, place.branch_name)
    };
    let address = Some(place.address.clone()).filter(|address| !address.is_empty());
    let address = address.map(|address| view! { <p class="muted small">{address}</p> });
    let phone = Some(place.phone.clone()).filter(|phone| !phone.is_empty());
    let phone = phone.map(|phone| {
        let number: String = phone.chars().filter(|one| one.is_ascii_digit() || *one == '+').collect();
        view! { <p class="small"><a href=format!("tel:{number}")>{phone}</a></p> }
    });
    view! { <li><p>{name}</p>{address}{phone}</li> }
}
