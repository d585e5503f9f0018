//! 票券發行 (RULES §6): the upload, one order by form, and the latest batches.

pub mod batches;
pub mod draft;
pub mod faults;
mod issued;
mod orders;
mod serials;

use crate::component::console::{Place, console};
use crate::component::form::select;
use crate::component::labelled::{Around, choice, line};
use crate::component::refused::refused;
use crate::language::Language;
use crate::page::office::set_up::missing as missing_in_set_up;
use crate::text::{issue as text, issue_list, paper};
use domain::identity::AttemptId;
use domain::permission::{Access, Function};
use domain::print::TicketForm;
use domain::refusal::Refusal;
use domain::set_up::Required;
use leptos::prelude::*;
use store::query::issue_draft::{DraftState, IssueDraft};
use store::query::session::SignedIn;

/// Why a file was not taken.
#[derive(Debug, Default)]
pub struct NotTaken<'a> {
    /// It cannot be read.
    pub wrong: Option<String>,
    /// It may not be issued.
    pub refusal: Option<&'a Refusal>,
}

/// The page of the upload, and of the latest batches for whoever may only look.
pub fn page(
    language: Language,
    signed_in: &SignedIn,
    drafts: &[IssueDraft],
    forms: &[TicketForm],
    missing: &[Required],
    not: NotTaken<'_>,
) -> impl IntoView + use<> {
    let upload = signed_in
        .actor
        .may_change(Function::Issue)
        .is_ok()
        .then(|| upload(language, forms, not.wrong.is_some()).into_any());
    let wrong = not.wrong.map(|words| {
        view! { <div class="error" role="alert"><p><a href="#file">{text::FILE.of(language)}</a>" "{words}</p></div> }
    });
    let lines: Vec<_> = drafts.iter().map(|draft| entry(language, draft).into_any()).collect();
    let list = if lines.is_empty() {
        view! { <p class="empty">{text::DRAFTS_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    let content = view! {
        <h1>{text::TITLE.of(language)}</h1>
        {wrong}
        {refused(language, not.refusal)}
        {set_up(language, signed_in, missing)}
        {upload}
        <section class="card">
            <h2>{text::DRAFTS.of(language)}</h2>
            {list}
            <p><a href="/office/issue/batches">{issue_list::SEE_ALL.of(language)}</a></p>
        </section>
    };
    framed(language, signed_in, content)
}

fn upload(language: Language, forms: &[TicketForm], is_wrong: bool) -> impl IntoView + use<> {
    let invalid = is_wrong.then_some("true");
    view! {
        <section class="card">
            <h2>{text::UPLOAD.of(language)}</h2>
            <p class="muted">{text::UPLOAD_NOTE.of(language)}</p>
            <form
                method="post"
                action="/office/issue"
                enctype="multipart/form-data"
                data-sending=text::SENDING.of(language)
                data-waiting=text::CHECKING.of(language)
                data-stop=text::STOP.of(language)
            >
                {form_choice(language, forms)}
                <label>
                    <span>{text::FILE.of(language)}</span>
                    <input id="file" type="file" name="file" accept=".xlsx,.csv,text/csv" required aria-invalid=invalid />
                </label>
                {serials::choice(language, None)}
                <button class="button">{text::UPLOAD_DO.of(language)}</button>
            </form>
            <div class="acts">
                <a class="button quiet" href="/office/issue/template">{text::TEMPLATE.of(language)}</a>
                <a class="button quiet" href="/office/issue/one">{text::ONE.of(language)}</a>
            </div>
        </section>
    }
}

/// What is still to be set up before anything is issued, with the way to it.
fn set_up(language: Language, signed_in: &SignedIn, missing: &[Required]) -> Option<AnyView> {
    let way = signed_in.actor.allows(Function::Settings, Access::Look).then(|| {
        view! { <p><a class="button quiet" href="/office/set-up">{text::SET_UP_WAY.of(language)}</a></p> }
    });
    (!missing.is_empty()).then(|| view! { {missing_in_set_up(language, missing)} {way} }.into_any())
}

fn entry(language: Language, draft: &IssueDraft) -> impl IntoView + use<> {
    let who = draft.operator.clone().unwrap_or_default();
    let facts = [language.time(draft.made_at), paper::form(draft.form).of(language).to_owned(), who];
    view! {
        <li>
            <p>
                <a href=format!("/office/issue/{}", draft.id)>{draft.file_name.clone()}</a>" "
                {state_chip(language, draft.state)}
            </p>
            <p class="muted small">{language.facts(&facts)}</p>
        </li>
    }
}

/// Where a batch is. Chips are styled by the ticket's states.
fn state_chip(language: Language, state: DraftState) -> AnyView {
    let style = match state {
        DraftState::Open | DraftState::Issuing => "return_pending",
        DraftState::Issued => "unused",
        DraftState::Dropped => "cancelled",
    };
    view! { <span class="chip" data-state=style>{text::state(state).of(language)}</span> }.into_any()
}

/// 出券類型, where the contract has opened more than one.
fn form_choice(language: Language, forms: &[TicketForm]) -> AnyView {
    let chosen = forms.first().map_or("", |form| form.as_str());
    if forms.len() < 2 {
        return view! { <input type="hidden" name="form" value=chosen /> }.into_any();
    }
    let all = forms.iter().map(|form| (form.as_str(), paper::form(*form))).collect();
    select(language, "form", paper::FORM, chosen, all)
}

/// Products that an order by form may have.
pub const FORM_LINES: usize = 3;

/// The form of one order; `products` are codes and what people call them.
pub fn one(
    language: Language,
    signed_in: &SignedIn,
    products: &[(String, String)],
    forms: &[TicketForm],
    missing: &[Required],
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    use batch::Column;
    let name = |column: Column| match language {
        Language::Chinese => column.header().split('(').next().unwrap_or_default().to_owned(),
        Language::English => column.english().to_owned(),
    };
    let field = |of: &'static str, column: Column, kind: &'static str| {
        line(Around::new(of, &name(column)), kind, None, "").into_any()
    };
    let is_paper = forms.contains(&TicketForm::Paper);
    let lines: Vec<_> = LINE_NAMES
        .iter()
        .zip(1..)
        .map(|([product, tickets, from, until, uses], number)| {
            let mut options = vec![(String::new(), text::NO_PRODUCT.of(language).to_owned())];
            options.extend(products.iter().cloned());
            let chosen = if number == 1 { products.first().map_or("", |(code, _)| code.as_str()) } else { "" };
            view! {
                <fieldset class="card">
                    <legend>{text::ONE_LINE.with(language, &[("number", &number.to_string())])}</legend>
                    <div class="filter">
                        {choice(Around::new(product, &name(Column::ProductCode)), options, chosen)}
                        {line(Around::new(tickets, &name(Column::Tickets)), "text", Some("numeric"), if number == 1 { "1" } else { "" })}
                        {field(from, Column::UsableFrom, "date")}
                        {field(until, Column::ExpiresOn, "date")}
                        {line(Around::new(uses, &name(Column::Quantity)), "text", Some("numeric"), "")}
                    </div>
                </fieldset>
            }
            .into_any()
        })
        .collect();
    let content = view! {
        <p><a class="back" href="/office/issue">{text::BACK.of(language)}</a></p>
        <h1>{text::ONE.of(language)}</h1>
        <p class="muted">{text::ONE_NOTE.of(language)}</p>
        {set_up(language, signed_in, missing)}
        <form method="post" action="/office/issue/one">
            <input type="hidden" name="attempt" value=attempt.to_string() />
            <section class="card">
                {form_choice(language, forms)}
                <div class="filter">
                    {field("order_number", Column::OrderNumber, "text")}
                    {field("gift_number", Column::GiftNumber, "text")}
                    {field("name", Column::PurchaserName, "text")}
                    {field("phone", Column::PurchaserPhone, "tel")}
                    {field("email", Column::PurchaserEmail, "email")}
                    {is_paper.then(|| field("address", Column::PurchaserAddress, "text"))}
                </div>
            </section>
            {lines}
            <section class="card">{serials::choice(language, None)}</section>
            <button class="button large">{text::ONE_DO.of(language)}</button>
        </form>
    };
    framed(language, signed_in, content)
}

/// Names of the fields of each product: code, tickets, first day, last day, uses.
pub const LINE_NAMES: [[&str; 5]; FORM_LINES] = [
    ["product_1", "tickets_1", "from_1", "until_1", "uses_1"],
    ["product_2", "tickets_2", "from_2", "until_2", "uses_2"],
    ["product_3", "tickets_3", "from_3", "until_3", "uses_3"],
];

/// The frame around each of these pages.
pub(crate) fn framed<C: IntoView + 'static>(
    language: Language,
    signed_in: &SignedIn,
    content: C,
) -> impl IntoView + use<C> {
    console(language, signed_in, Place::Issue, content)
}
