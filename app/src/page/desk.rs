//! The desk: camera, typed code, today's redemptions.

use crate::component::notice::notice;
use crate::component::offline_desk;
use crate::component::scanner::scanner;
use crate::language::Language;
use crate::text::{common, desk as text, look_up, office, practice, several, shift};
use domain::actor::Actor;
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::ticket::UseState;
use leptos::prelude::*;
use store::query::desk::DeskUse;
use store::query::session::SignedIn;

/// The page. `issuer_keys` are the public keys that the browser verifies with before it asks the server.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    today: &[DeskUse],
    issuer_keys: String,
) -> impl IntoView + use<> {
    view! {
        {header(language, signed_in)}
        <main id="main" class="counter" data-account=signed_in.actor.account.to_string()>
            {scanner(language, issuer_keys)}
            {offline_desk::standing(language)}
            <p class="offline" role="status" hidden data-offline="">{text::OFFLINE.of(language)}</p>
            <div data-verdict="" aria-live="assertive"></div>
            <form method="post" action="/desk/look" class="typed card" data-typed="">
                <label>
                    <span>{text::TYPE_CODE.of(language)}</span>
                    <input name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="400" enterkeyhint="search" aria-describedby="code-form" />
                </label>
                <button class="button">{text::LOOK_UP.of(language)}</button>
                <small id="code-form">{text::TYPE_CODE_HINT.of(language)}</small>
            </form>
            {ways(language)}
            {contract_over(language, signed_in)}
            <div data-today="">{today_list(language, today)}</div>
            {offline_desk::cards(language)}
        </main>
    }
}

/// Nothing at the counter ends with the contract; staff who have heard of its end are told so.
fn contract_over(language: Language, signed_in: &SignedIn) -> impl IntoView + use<> {
    signed_in.contract_over.map(|last_day| {
        let words = text::CONTRACT_OVER.with(language, &[("day", &language.day(last_day))]);
        view! { <p class="heads-up">{words}</p> }
    })
}

/// Where else a cashier goes.
fn ways(language: Language) -> impl IntoView {
    view! {
        <nav class="more" aria-label=text::TITLE.of(language)>
            <a class="button quiet" href="/desk/find">{look_up::LINK.of(language)}</a>
            <a class="button quiet" href="/desk/shift">{shift::LINK.of(language)}</a>
            <a class="button quiet" href="/desk/practice">{practice::LINK.of(language)}</a>
        </nav>
    }
}

/// A page around one verdict, for browsers without scripts and for the phone's own camera.
pub fn verdict_alone(language: Language, signed_in: &SignedIn, card: AnyView) -> impl IntoView + use<> {
    view! {
        {header(language, signed_in)}
        <main id="main" class="counter">{card}</main>
    }
}

/// What goes with a ticket that was redeemed a moment ago, for browsers without scripts.
pub fn more_of_order(language: Language, signed_in: &SignedIn, form: AnyView) -> impl IntoView + use<> {
    view! {
        {header(language, signed_in)}
        <main id="main">
            <section class="card"><h1>{several::TITLE.of(language)}</h1>{form}</section>
            <p class="centre"><a class="button quiet" href="/desk">{text::BACK.of(language)}</a></p>
        </main>
    }
}

/// Where a confirmation has nothing to confirm: the scan comes first.
pub fn scan_again(language: Language, signed_in: &SignedIn) -> impl IntoView + use<> {
    let link = Some(("/desk".to_owned(), text::BACK.of(language)));
    let title = text::SCAN_AGAIN_TITLE.of(language).to_owned();
    view! {
        {header(language, signed_in)}
        {notice(title, text::SCAN_AGAIN.of(language).to_owned(), link)}
    }
}

/// Who is signed in, and the way out.
pub fn header(language: Language, signed_in: &SignedIn) -> impl IntoView + use<> {
    let place = signed_in.branch_name.clone().unwrap_or_else(|| text::HEAD_OFFICE.of(language).to_owned());
    view! {
        <header class="top slim">
            <h1><a href="/desk">{text::TITLE.of(language)}</a></h1>
            {has_office(&signed_in.actor).then(|| view! { <p><a href="/office">{office::TITLE.of(language)}</a></p> })}
            <p class="who"><a href="/account">{language.facts(&[signed_in.merchant_name.clone(), place, signed_in.account_name.clone()])}</a></p>
            <form method="post" action="/desk/sign-out"><button class="quiet">{text::SIGN_OUT.of(language)}</button></form>
        </header>
    }
}

/// Whether there is anything in the office for this account.
fn has_office(actor: &Actor) -> bool {
    let shown = [
        Function::GiveBack,
        Function::Issue,
        Function::IssuedOrders,
        Function::Paper,
        Function::Transfers,
        Function::People,
    ];
    shown.into_iter().any(|function| actor.allows(function, Access::Look))
}

/// The list under the camera; also a fragment of its own.
pub fn today_list(language: Language, today: &[DeskUse]) -> impl IntoView + use<> {
    let standing = today.iter().filter(|entry| entry.state != UseState::Cancelled);
    let (count, sum) = standing.fold((0_u32, 0_i64), |(count, sum), entry| (count + 1, sum + entry.amount()));
    let amount = language.money(Dollars(sum));
    let values = [("count", count.to_string()), ("amount", amount)];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let total = text::TODAY_SUM.with(language, &values);
    let entries: Vec<_> = today.iter().map(|entry| line(language, entry).into_any()).collect();
    let body = if entries.is_empty() {
        view! { <p class="empty">{text::TODAY_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <p class="muted">{total}</p><ul class="uses">{entries}</ul> }.into_any()
    };
    view! { <section class="today"><h2>{text::TODAY.of(language)}</h2>{body}</section> }
}

/// One redemption in a list.
pub fn line(language: Language, entry: &DeskUse) -> impl IntoView + use<> {
    let address = format!("/desk/use/{}/{}", entry.issuer, entry.id);
    let units = common::units(language, entry.quantity);
    // A scan without network may count for another day than the one it was made on.
    let same_day = entry.at.day() == entry.business_day;
    let time = if same_day { entry.at.taipei_clock() } else { language.time(entry.at) };
    view! {
        <li>
            <a href=address>
                <span class="time">{time}</span>
                <span class="name">{entry.product_name.clone()}</span>
                <span class="units">{units}</span>
                <span class="chip" data-state=entry.state.as_str()>{common::use_state(entry.state).of(language)}</span>
            </a>
        </li>
    }
}
