//! One issued order: who, what, where it went, what was told, what staff wrote down, and what can be done about it.

use super::many::{history, mails as mails_of, tickets};
use super::person;
use crate::component::console::{Place, console};
use crate::component::form::summary;
use crate::component::notes::{NoteForm, notes};
use crate::component::purchaser_form::{self, TypedPurchaser, purchaser_form};
use crate::component::record::happened;
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::sentences::Sentence;
use crate::text::{
    console as common, holder, issue, issued_order as text, office, operator, paper, transfer_list,
};
use domain::field::Faults;
use domain::identity::AttemptId;
use domain::notice::{Channel, NoticeState};
use domain::permission::{Access, Function};
use domain::print::TicketForm;
use domain::refusal::Refusal;
use domain::transfer::TransferState;
use leptos::prelude::*;
use store::query::issued_order::page::{IssuedOrder, MailOfOrder, Opening, TransferOfOrder};
use store::query::session::SignedIn;

/// The order, and what its forms need.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The order as it is now.
    pub order: IssuedOrder,
    /// What a form sends once.
    pub attempt: AttemptId,
    /// The account may change issued orders.
    pub may_change: bool,
    /// It may cancel transfers.
    pub may_cancel_transfers: bool,
    /// It was changed just now.
    pub is_saved: bool,
    /// A note that was not taken, as it was typed.
    pub note: String,
    /// A purchaser who was not taken, as typed.
    pub purchaser: TypedPurchaser,
    /// What is wrong with what was typed.
    pub faults: Faults,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let [name, phone, email] = purchaser_form::LABELS;
    let labels = [("note", text::NOTE), name, phone, email];
    let order = &shown.order;
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{common::SAVED.of(language)}</p> });
    let change = shown.may_change.then(|| change(language, shown).into_any());
    let transfers = order.transfers.as_ref().map(|transfers| {
        let lines = transfers.iter().map(|one| transfer(language, shown, one)).collect();
        let all = order.has_more_transfers.then(|| {
            let address = format!("/office/transfers?words={}", order.number);
            view! { <p class="muted small"><a href=address>{text::TRANSFERS_MORE.of(language)}</a></p> }
        });
        view! {
            {section(text::TRANSFERS.of(language).to_owned(), text::TRANSFERS_EMPTY, lines, language)}
            {all}
        }
    });
    let mails = order.mails.iter().map(|one| mail(language, shown, one)).collect();
    let content = view! {
        <p><a class="back" href="/office/orders">{text::TITLE.of(language)}</a></p>
        <h1>{text::OF.with(language, &[("number", &order.number)])}</h1>
        {saved}
        {summary(language, &shown.faults, &labels)}
        {refused(language, shown.refusal.as_ref())}
        {facts(language, shown, signed_in)}
        {to_print(language, shown, signed_in)}
        {change}
        {tickets(language, order)}
        {transfers}
        {mails_of(language, order, mails)}
        {notes_and_form(language, shown)}
        {history(language, order)}
    };
    console(language, signed_in, Place::Orders, content)
}

fn facts(language: Language, shown: &Shown, signed_in: &SignedIn) -> impl IntoView + use<> {
    let order = &shown.order;
    let by = order.issued_by.clone().unwrap_or_else(|| text::COMMAND_LINE.of(language).to_owned());
    let mut list = vec![
        (text::PURCHASER.of(language), Some(person(language, &order.purchaser))),
        (text::OPENING.of(language), opening(language, order)),
        (text::AMOUNT.of(language), Some(language.money(order.amount))),
        (text::ISSUED.of(language), Some(language.time(order.issued_at))),
        (text::BY.of(language), Some(by)),
        (text::BRANCH.of(language), order.issued_branch.clone()),
        (text::SOURCE.of(language), Some(order.source.clone())),
        (issue::SERIALS.of(language), Some(issue::serials(order.has_own_serials).of(language).to_owned())),
    ];
    let own = order.merchant_order_no.clone().or_else(|| order.gift_order_no.clone());
    list.push((text::OWN_NUMBER.of(language), own));
    list.push((paper::FORM.of(language), Some(paper::form(order.form).of(language).to_owned())));
    if order.form == TicketForm::Paper {
        let address = order.address.clone();
        let address = address.unwrap_or_else(|| paper::ADDRESS_HIDDEN.of(language).to_owned());
        list.push((paper::ADDRESS.of(language), Some(address)));
    }
    let former = order
        .former
        .iter()
        .map(|one| {
            let until = text::FORMER.with(language, &[("time", &language.time(one.until))]);
            view! { <p class="muted small">{until}" "{person(language, &one.person)}</p> }
        })
        .collect_view();
    let show = if order.is_shown {
        view! { <p class="muted small">{text::SHOWN.of(language)}</p> }.into_any()
    } else if signed_in.actor.is_onlooker() {
        // Whoever looks on sees people as everybody sees them first, and asks for no more.
        ().into_any()
    } else {
        view! {
            <form method="post" action=format!("/office/orders/{}/show", order.number)>
                <p class="muted small">{text::SHOW_NOTE.of(language)}</p>
                <button class="button quiet">{text::SHOW.of(language)}</button>
            </form>
        }
        .into_any()
    };
    view! { <section class="card">{rows(list)}{former}{show}</section> }
}

/// Nobody is told of paper: that its wallet was not opened is no news.
fn opening(language: Language, order: &IssuedOrder) -> Option<String> {
    match order.opening {
        Opening::At(at) => Some(language.time(at)),
        Opening::NotYet => {
            (order.form == TicketForm::Electronic).then(|| text::NOT_OPENED.of(language).to_owned())
        }
        Opening::Unknown => None,
    }
}

/// The way to the print of a paper order's tickets.
fn to_print(language: Language, shown: &Shown, signed_in: &SignedIn) -> impl IntoView + use<> {
    let is_open =
        shown.order.form == TicketForm::Paper && signed_in.actor.allows(Function::Paper, Access::Look);
    is_open.then(|| {
        let address = format!("/office/paper?words={}", shown.order.number);
        view! { <p><a class="button" href=address>{paper::TO_PRINT.of(language)}</a></p> }
    })
}

fn change(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let at = format!("/office/orders/{}", shown.order.number);
    let resend = (shown.order.form == TicketForm::Electronic).then(|| {
        view! {
            <form method="post" action=format!("{at}/resend")>
                <input type="hidden" name="attempt" value=shown.attempt.to_string() />
                <button class="button quiet">{office::RESEND.of(language)}</button>
            </form>
        }
    });
    let is_open = purchaser_form::is_tried(&shown.purchaser, &shown.faults);
    let purchaser = purchaser_form(
        language,
        format!("{at}/purchaser"),
        ().into_any(),
        shown.order.purchaser_version,
        &shown.attempt,
        &shown.purchaser,
        &shown.faults,
    );
    view! {
        <section class="card">
            {resend}
            <details open=is_open>
                <summary>{office::PURCHASER.of(language)}</summary>
                {purchaser}
            </details>
        </section>
    }
}

pub(super) fn section(
    title: String,
    empty: Sentence,
    lines: Vec<AnyView>,
    language: Language,
) -> impl IntoView + use<> {
    let body = if lines.is_empty() {
        view! { <p class="empty">{empty.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{title}</h2>{body}</section> }
}

fn transfer(language: Language, shown: &Shown, one: &TransferOfOrder) -> AnyView {
    let chip = |(state, tickets): &(TransferState, u32)| {
        let words = format!("{} {tickets}", holder::transfer_state(*state).of(language));
        view! { <span class="chip" data-state=state.as_str()>{words}</span>" " }.into_any()
    };
    let states: Vec<_> = one.states.iter().map(chip).collect();
    let stands = one.states.iter().any(|(state, _)| *state == TransferState::Accepted);
    let cancel = (stands && shown.may_cancel_transfers).then(|| {
        view! {
            <details>
                <summary>{office::TRANSFER_CANCEL.of(language)}</summary>
                <form method="post" action=format!("/office/orders/{}/cancel-transfer", shown.order.number)>
                    <input type="hidden" name="transfer" value=one.transfer.to_string() />
                    <input type="hidden" name="attempt" value=shown.attempt.to_string() />
                    <button class="button danger">{office::TRANSFER_CANCEL.of(language)}</button>
                </form>
            </details>
        }
    });
    let recipient = text::RECIPIENT.with(language, &[("person", &person(language, &one.recipient))]);
    let page = format!("/office/transfers/{}", one.transfer);
    view! {
        <li>
            <p><strong>{recipient}</strong>" "{states}</p>
            <p class="muted small"><a href=page>{one.number.clone()}</a>" "{language.time(one.offered_at)}</p>
            {cancel}
        </li>
    }
    .into_any()
}

fn mail(language: Language, shown: &Shown, one: &MailOfOrder) -> AnyView {
    let state = match one.state {
        NoticeState::Sent => "used",
        NoticeState::Waiting => "unused",
        NoticeState::Failed | NoticeState::Bounced => "cancelled",
    };
    let what = happened(language, &one.event);
    let way = match one.channel {
        Channel::Mail => transfer_list::MAIL,
        Channel::Sms => transfer_list::SMS,
    };
    let values = [("event", what.as_str()), ("way", way.of(language)), ("time", &language.time(one.at))];
    let line = text::MAIL_LINE.with(language, &values);
    let did_not_arrive = matches!(one.state, NoticeState::Failed | NoticeState::Bounced);
    let made_up = (did_not_arrive && !one.is_missing).then(|| text::MAIL_MADE_UP.of(language));
    let again = (one.is_missing && shown.may_change).then(|| {
        let name = text::MAIL_AGAIN_NAME.with(language, &[("event", &what)]);
        view! {
            <form method="post" action=format!("/office/orders/{}/send-again", shown.order.number)>
                <input type="hidden" name="notice" value=one.notice.clone() />
                <input type="hidden" name="attempt" value=shown.attempt.to_string() />
                <button class="button quiet" aria-label=name>{text::MAIL_AGAIN.of(language)}</button>
            </form>
        }
    });
    view! {
        <li>
            <p>
                {line}" "
                <span class="chip" data-state=state>{operator::notice_state(one.state).of(language)}</span>
                {made_up.map(|words| view! { " "<span class="muted small">{words}</span> })}
            </p>
            {again}
        </li>
    }
    .into_any()
}

fn notes_and_form(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let form = shown.may_change.then(|| NoteForm {
        action: format!("/office/orders/{}/note", shown.order.number),
        serial: String::new(),
        attempt: shown.attempt.to_string(),
        note: shown.note.clone(),
        faults: shown.faults.clone(),
    });
    notes(language, &shown.order.notes, form)
}
