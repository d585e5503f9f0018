//! 持有人詢問: what holders report, in the list of what waits and as one thread with its answer (RULES §5).

use crate::component::console::{Place, console};
use crate::component::thread::{Tried, chip, field, messages, use_line, why_not};
use crate::language::Language;
use crate::text::{enquiry as text, enquiry_list};
use domain::enquiry::Author;
use domain::identity::AttemptId;
use leptos::prelude::*;
use store::query::enquiry::{Enquiry, EnquiryMessage};
use store::query::session::SignedIn;

/// One open enquiry in the list.
pub fn line(language: Language, one: &Enquiry) -> impl IntoView + use<> {
    let values = [("holder", one.holder_name.as_str()), ("product", one.product_name.as_str())];
    let about = one.of.as_ref().map(|of| view! { <p>{use_line(language, of)}</p> });
    view! {
        <li>
            <p>
                <strong>{text::OFFICE_LINE.with(language, &values)}</strong>" "
                {chip(language, one.thread)}
            </p>
            {about}
            <p class="muted small">{serial(one)}" "{language.time(one.changed_at)}</p>
            <p><a class="button quiet" href=format!("/office/enquiry/{}", one.id)>{text::OFFICE_READ.of(language)}</a></p>
        </li>
    }
}

/// The thread, the form to answer, and the end.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    enquiry: &Enquiry,
    all: &[EnquiryMessage],
    attempt: &AttemptId,
    tried: &Tried,
) -> impl IntoView + use<> {
    let address = format!("/office/enquiry/{}", enquiry.id);
    let values = [("holder", enquiry.holder_name.as_str()), ("product", enquiry.product_name.as_str())];
    let about = enquiry.of.as_ref().map(|of| {
        let redemption = format!("/desk/use/{}/{}", enquiry.merchant, of.id);
        view! {
            <p>{use_line(language, of)}<br /><a href=redemption>{text::OFFICE_USE.of(language)}</a></p>
        }
    });
    let list = messages(language, all, Author::Merchant, |one| match one.author {
        Author::Holder => enquiry.holder_name.clone(),
        Author::Merchant => one.account_name.clone().unwrap_or_else(|| enquiry.merchant_name.clone()),
    });
    let answer = if enquiry.thread.takes_more_of_merchant() {
        view! {
            <form method="post" action=address.clone() class="card">
                {field(language, text::OFFICE_ANSWER, None, attempt, tried)}
                <button class="button">{text::OFFICE_SEND.of(language)}</button>
            </form>
        }
        .into_any()
    } else {
        view! { <p>{text::OFFICE_FULL.of(language)}</p> }.into_any()
    };
    let close = enquiry.thread.is_closable().then(|| {
        view! {
            <form method="post" action=format!("{address}/close") class="card">
                <input type="hidden" name="attempt" value=attempt.to_string() />
                <p class="small">{text::OFFICE_CLOSE_NOTE.of(language)}</p>
                <button class="button quiet">{text::OFFICE_CLOSE.of(language)}</button>
            </form>
        }
    });
    let content = view! {
        <p><a class="back" href="/office/enquiries">{enquiry_list::TITLE.of(language)}</a></p>
        <h1>{text::OFFICE_LINE.with(language, &values)}</h1>
        <p>{chip(language, enquiry.thread)}" "{serial(enquiry)}</p>
        {about}
        {list}
        {why_not(language, tried)}
        {answer}
        {close}
    };
    console(language, signed_in, Place::Enquiries, content)
}

fn serial(one: &Enquiry) -> impl IntoView + use<> {
    view! { <a href=format!("/office/ticket?serial={}", one.serial)>{one.serial.clone()}</a> }
}
