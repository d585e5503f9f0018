//! One merchant, as the platform sees it: contract, ending, invitation, relations, looks, history.

use super::relations::{Tried, TypedRelation, newest};
use super::{Place, frame};
use crate::component::form::{Field, summary};
use crate::component::history::history;
use crate::component::looks::looks as past_looks;
use crate::component::refused::refused;
use crate::language::Language;
use crate::page::office::set_up::{missing, terms};
use crate::sentences::Sentence;
use crate::text::{console as common, operator as text, partner};
use domain::calendar::Day;
use domain::field::Faults;
use domain::identity::MerchantNumber;
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::collections::HashMap;
use store::query::look::PastLook;
use store::query::partner::{Relations, Side};
use store::query::set_up::SetUp;
use store::query::set_up_change::PastChange;

/// What was typed into one of the page's forms and not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The contract's last day; nothing while that form was not sent.
    pub last_day: Option<String>,
    /// Why it ends, or goes on.
    pub note: String,
    /// The owner's name.
    pub account: String,
    /// Why the platform looks.
    pub reason: String,
    /// What was written to a relation.
    pub relation: Option<TypedRelation>,
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Contract and settings.
    pub set_up: SetUp,
    /// Changes of the contract.
    pub changes: Vec<PastChange>,
    /// Who redeems for it: those that were changed last.
    pub redeemers: Relations,
    /// For whom it redeems, likewise.
    pub issuers: Relations,
    /// Issued tickets that each of the redeemers can redeem today.
    pub redeemer_tickets: HashMap<MerchantNumber, u32>,
    /// Likewise of each issuer, that this one can.
    pub issuer_tickets: HashMap<MerchantNumber, u32>,
    /// Who looked at it.
    pub looks: Vec<PastLook>,
    /// Today.
    pub today: Day,
    /// A link that was just made; shown once.
    pub invitation: Option<String>,
    /// Something was done just now.
    pub is_saved: bool,
    /// What was sent and not taken, as it was typed.
    pub typed: Typed,
    /// What is wrong with what was sent.
    pub faults: Faults,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
}

const LABELS: &[(&str, Sentence)] = &[
    ("last_day", text::END_DAY),
    ("note", text::END_WHY),
    ("account", text::INVITE_NAME),
    ("reason", text::LOOK_WHY),
    ("relation_note", partner::NOTE),
];

/// The page.
pub fn page(language: Language, operator_name: &str, shown: &Shown) -> impl IntoView + use<> {
    let set_up = &shown.set_up;
    let own = format!("/operator/merchant/{}", set_up.number);
    let saved =
        shown.is_saved.then(|| view! { <p class="saved" role="status">{text::ACTED.of(language)}</p> });
    let invitation = shown.invitation.clone().map(|link| {
        view! {
            <div class="saved" role="status">
                <p>{text::INVITED.of(language)}</p>
                <p class="break"><code>{link}</code></p>
            </div>
        }
    });
    let tried = Tried { typed: shown.typed.relation.as_ref(), faults: &shown.faults };
    let content = view! {
        <p><a class="back" href="/operator">{text::MERCHANTS.of(language)}</a></p>
        <div class="heading">
            <h1>{set_up.contract.name.clone()}</h1>
            <a class="button" href=format!("{own}/contract")>{text::EDIT.of(language)}</a>
        </div>
        {saved}
        {invitation}
        {summary(language, &shown.faults, LABELS)}
        {refused(language, shown.refusal.as_ref())}
        {missing(language, &set_up.missing())}
        {terms(language, set_up, shown.today, None)}
        <div class="beside">
            {look(language, &own, shown)}
            {invite(language, &own, shown)}
            {end(language, &own, shown)}
        </div>
        {newest(language, set_up.number, Side::Issuer, (&shown.redeemers, &shown.redeemer_tickets), tried)}
        {newest(language, set_up.number, Side::Redeemer, (&shown.issuers, &shown.issuer_tickets), tried)}
        {history(language, &shown.changes, format!("{own}/changes"))}
        {looks(language, &own, &shown.looks)}
    };
    frame(language, operator_name, Place::Merchants, content)
}

fn look(language: Language, own: &str, shown: &Shown) -> impl IntoView + use<> {
    let reason = Field::new("reason", text::LOOK_WHY, shown.typed.reason.clone()).most(50).required();
    view! {
        <form method="post" action=format!("{own}/look") class="card" novalidate>
            <h2>{text::LOOK.of(language)}</h2>
            <p class="muted small">{text::LOOK_NOTE.of(language)}</p>
            {reason.view(language, &shown.faults)}
            <p><button class="button quiet">{text::LOOK_DO.of(language)}</button></p>
        </form>
    }
}

fn invite(language: Language, own: &str, shown: &Shown) -> impl IntoView + use<> {
    let account = Field::new("account", text::INVITE_NAME, shown.typed.account.clone())
        .hint(text::INVITE_NAME_HINT.of(language))
        .most(20)
        .required()
        .as_typed();
    view! {
        <form method="post" action=format!("{own}/invite") class="card" novalidate>
            <h2>{text::INVITE.of(language)}</h2>
            <p class="muted small">{text::INVITE_NOTE.of(language)}</p>
            {account.view(language, &shown.faults)}
            <p><button class="button quiet">{text::INVITE_DO.of(language)}</button></p>
        </form>
    }
}

fn end(language: Language, own: &str, shown: &Shown) -> AnyView {
    let version = shown.set_up.contract_version.to_string();
    let action = format!("{own}/end");
    let note = Field::new("note", text::END_WHY, shown.typed.note.clone())
        .most(50)
        .required()
        .view(language, &shown.faults);
    if shown.set_up.contract.ended_on.is_some() {
        return view! {
            <form method="post" action=action class="card" novalidate>
                <h2>{text::RESUME.of(language)}</h2>
                <input type="hidden" name="version" value=version />
                <input type="hidden" name="resume" value="1" />
                {note}
                <p><button class="button quiet">{text::RESUME_DO.of(language)}</button></p>
            </form>
        }
        .into_any();
    }
    let last_day = shown.typed.last_day.clone().unwrap_or_else(|| shown.today.to_string());
    let last_day = Field::new("last_day", text::END_DAY, last_day).kind("date").required();
    view! {
        <form method="post" action=action class="card" novalidate>
            <h2>{text::END.of(language)}</h2>
            <p class="small">{text::END_NOTE.of(language)}</p>
            <input type="hidden" name="version" value=version />
            {last_day.view(language, &shown.faults)}
            {note}
            <p><button class="button danger">{text::END_DO.of(language)}</button></p>
        </form>
    }
    .into_any()
}

fn looks(language: Language, own: &str, past: &[PastLook]) -> impl IntoView + use<> {
    let list = past_looks(language, &format!("{own}/looks"), past, true);
    view! { <section class="card" id="looks"><h2>{text::LOOKS.of(language)}</h2>{list}</section> }
}

/// The owner's way in: a password for the account that the link is about.
pub fn invitation(
    language: Language,
    address: String,
    invited: Option<(String, String)>,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let form = invited.map(|(merchant, name)| {
        let values = [("merchant", merchant.as_str()), ("name", name.as_str())];
        let lead = text::INVITATION_LEAD.with(language, &values);
        view! {
            <p>{lead}</p>
            <form method="post" action=address class="card">
                // For password managers: which account this is.
                <input type="hidden" name="account" autocomplete="username" value=name />
                {Field::new("password", text::INVITATION_PASSWORD, "").kind("password").autocomplete("new-password").hint(text::INVITATION_PASSWORD_HINT.of(language)).most(200).required().view(language, &Faults::default())}
                <button class="button large">{text::INVITATION_DO.of(language)}</button>
            </form>
        }
    });
    view! {
        <main id="main" class="sign-in">
            <h1>{text::INVITATION_TITLE.of(language)}</h1>
            {refused(language, refusal)}
            {form}
            <p class="muted small">{common::BY_OPERATOR.of(language)}</p>
        </main>
    }
}
