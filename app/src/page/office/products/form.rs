//! The form of a product: new, copied, or changed. Once it was issued, only its lists stand in it.

use crate::component::labelled::{Around, choice, line, lines};
use crate::component::refused::refused;
use crate::language::Language;
use crate::page::office::products::framed;
use crate::sentences::Sentence;
use crate::text::product as text;
use domain::identity::{AttemptId, BranchNumber, ProductNumber};
use domain::product::{ProductDraft, ProductFault, ProductField, TermsForm, Wrong};
use domain::proof::{ProofLevel, ProofPolicies, ProofPolicy};
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::command::product::ProductLists;
use store::query::product::ProductChoices;
use store::query::session::SignedIn;

/// Where the form leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To a product that is new.
    Make {
        /// Copied from this one.
        like: Option<ProductNumber>,
    },
    /// To this one, as it was at a version.
    Change {
        /// Which.
        number: ProductNumber,
        /// Its name now.
        name: String,
        /// As it was read.
        version: i64,
        /// Whether a ticket of it was issued.
        issued: bool,
    },
}

/// What stands in the form.
#[derive(Debug, Clone)]
pub struct Filled {
    /// Where it leads.
    pub purpose: Purpose,
    /// As typed.
    pub draft: ProductDraft,
    /// As ticked.
    pub lists: ProductLists,
    /// What is wrong with it.
    pub faults: Vec<ProductFault>,
    /// Why it was not done.
    pub refusal: Option<Refusal>,
    /// What the lists choose from.
    pub choices: ProductChoices,
    /// This sending of it.
    pub attempt: AttemptId,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, filled: &Filled) -> impl IntoView + use<> {
    let (action, title, send, note, locked, version) = match &filled.purpose {
        Purpose::Make { .. } => (
            "/office/products/new".to_owned(),
            text::NEW.of(language).to_owned(),
            text::MAKE,
            Some(text::MAKE_NOTE),
            false,
            None,
        ),
        Purpose::Change { number, name, version, issued } => (
            format!("/office/products/{number}/edit"),
            name.clone(),
            text::SAVE,
            issued.then_some(text::LOCKED_NOTE),
            *issued,
            Some(*version),
        ),
    };
    let back = match &filled.purpose {
        Purpose::Make { .. } => "/office/products".to_owned(),
        Purpose::Change { number, .. } => format!("/office/products/{number}"),
    };
    let version =
        version.map(|version| view! { <input type="hidden" name="version" value=version.to_string() /> });
    let like = match &filled.purpose {
        Purpose::Make { like: Some(number) } => Some(view! {
            <input type="hidden" name="copy" value=number.to_string() />
            <p class="muted small">{text::COPY_NOTE.of(language)}</p>
        }),
        Purpose::Make { like: None } | Purpose::Change { .. } => None,
    };
    let facts = (!locked).then(|| facts(language, filled));
    let content = view! {
        <p><a class="back" href=back>{text::BACK.of(language)}</a></p>
        <h1>{title}</h1>
        {note.map(|note| view! { <p class="muted">{note.of(language)}</p> })}
        {refused(language, filled.refusal.as_ref())}
        {summary(language, &filled.faults)}
        <form method="post" action=action>
            // Enter in a field sends the first button: that must not be one that copies.
            <button class="first-button" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="attempt" value=filled.attempt.to_string() />
            {version}
            {like}
            {facts}
            {lists_part(language, filled)}
            <button class="button large">{send.of(language)}</button>
        </form>
    };
    framed(language, signed_in, content)
}

/// Everything that is wrong, above the form, each with a way to its field.
fn summary(language: Language, faults: &[ProductFault]) -> impl IntoView + use<> {
    let lines: Vec<_> = faults
        .iter()
        .map(|fault| {
            let words = format!("{}: {}", text::field(fault.field).of(language), wrong(language, fault));
            view! { <li><a href=format!("#{}", fault.field.as_str())>{words}</a></li> }.into_any()
        })
        .collect();
    (!lines.is_empty()).then(|| {
        let count = faults.len().to_string();
        view! {
            <div class="error" role="alert">
                <div><p>{text::SUMMARY.with(language, &[("count", &count)])}</p><ul>{lines}</ul></div>
            </div>
        }
    })
}

fn wrong(language: Language, fault: &ProductFault) -> String {
    match fault.wrong {
        Wrong::Missing => text::WRONG_MISSING.of(language).to_owned(),
        Wrong::Characters if fault.field == ProductField::OwnNumber => {
            text::WRONG_OWN_NUMBER.of(language).to_owned()
        }
        Wrong::Characters => text::WRONG_CHARACTERS.of(language).to_owned(),
        Wrong::Amount => text::WRONG_AMOUNT.of(language).to_owned(),
        Wrong::NothingNamed => text::WRONG_NOTHING_NAMED.of(language).to_owned(),
        Wrong::Length { allowed, has } => numbers(
            text::WRONG_LENGTH,
            language,
            &[("least", allowed.least), ("most", allowed.most), ("has", has)],
        ),
        Wrong::Lines { most, has } => numbers(text::WRONG_LINES, language, &[("most", most), ("has", has)]),
        Wrong::Line { line, allowed, has } => numbers(
            text::WRONG_LINE,
            language,
            &[("line", line), ("least", allowed.least), ("most", allowed.most), ("has", has)],
        ),
    }
}

fn numbers(sentence: Sentence, language: Language, values: &[(&str, usize)]) -> String {
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    sentence.with(language, &values)
}

fn around(language: Language, filled: &Filled, field: ProductField) -> Around {
    let fault = filled.faults.iter().find(|fault| fault.field == field);
    Around::new(field.as_str(), text::field(field).of(language))
        .wrong(fault.map(|fault| wrong(language, fault)))
}

fn facts(language: Language, filled: &Filled) -> impl IntoView + use<> {
    let draft = &filled.draft;
    let kinds = TicketKind::ALL.iter().map(|kind| kind_choice(language, draft.kind, *kind)).collect_view();
    let kind_wrong = filled
        .faults
        .iter()
        .find(|fault| fault.field == ProductField::Kind)
        .map(|fault| view! { <p class="wrong">{wrong(language, fault)}</p> });
    let at = |field| around(language, filled, field);
    view! {
        <section class="card">
            <fieldset id=ProductField::Kind.as_str()>
                <legend>{text::KIND.of(language)}</legend>
                {kinds}
                {kind_wrong}
            </fieldset>
            {line(at(ProductField::Name).hint(text::NAME_HINT.of(language)), "text", None, &draft.name)}
            {line(at(ProductField::OwnNumber).hint(text::OWN_NUMBER_HINT.of(language)), "text", None, &draft.own_number)}
            {line(at(ProductField::FaceValue).hint(text::FACE_VALUE_HINT.of(language)), "text", Some("numeric"), &draft.face_value)}
        </section>
        <section class="card">
            {terms(language, filled, TermsForm::Electronic, &draft.terms)}
            <p><button class="button quiet" name="act" value="copy_from_paper" formnovalidate>{text::COPY_FROM_PAPER.of(language)}</button></p>
            {terms(language, filled, TermsForm::Paper, &draft.paper_terms)}
            <p><button class="button quiet" name="act" value="copy_from_electronic" formnovalidate>{text::COPY_FROM_ELECTRONIC.of(language)}</button></p>
            {terms(language, filled, TermsForm::ConvenienceStore, &draft.store_terms)}
        </section>
        {proof(language, draft.proof.unwrap_or(ProofPolicies::DEFAULT))}
    }
}

fn kind_choice(language: Language, chosen: Option<TicketKind>, kind: TicketKind) -> impl IntoView + use<> {
    let words = match kind {
        TicketKind::Paid => text::KIND_PAID,
        TicketKind::Gift => text::KIND_GIFT,
    };
    view! {
        <label class="tick">
            <input type="radio" name="kind" value=kind.as_str() checked=chosen == Some(kind) />
            <span>{words.of(language)}</span>
        </label>
    }
}

fn terms(language: Language, filled: &Filled, form: TermsForm, value: &str) -> impl IntoView + use<> {
    let allowed = form.line();
    let hint = numbers(
        text::TERMS_HINT,
        language,
        &[("most", form.most_lines()), ("least", allowed.least), ("longest", allowed.most)],
    );
    lines(around(language, filled, ProductField::of_terms(form)).hint(hint), form.most_lines(), value)
}

fn proof(language: Language, policies: ProofPolicies) -> impl IntoView + use<> {
    let levels = ProofLevel::ALL.iter().filter(|level| **level != ProofLevel::Operator);
    let fields = levels
        .map(|level| {
            let options = ProofPolicy::ALL
                .iter()
                .map(|policy| {
                    (policy.as_str().to_owned(), text::proof_policy(*policy).of(language).to_owned())
                })
                .collect();
            let around = Around::new(proof_name(*level), text::proof_level(*level).of(language));
            choice(around, options, policies.at(*level).as_str())
        })
        .collect_view();
    view! {
        <section class="card" id=ProductField::Proof.as_str()>
            <h2>{text::PROOF.of(language)}</h2>
            <p class="muted small">{text::PROOF_NOTE.of(language)}</p>
            <div class="filter">{fields}</div>
        </section>
    }
}

/// The name of a level's field.
pub const fn proof_name(level: ProofLevel) -> &'static str {
    match level {
        ProofLevel::Living => "proof_living",
        ProofLevel::Moment => "proof_moment",
        ProofLevel::Printed => "proof_printed",
        ProofLevel::Typed => "proof_typed",
        ProofLevel::LookUp => "proof_look_up",
        ProofLevel::Operator => "proof_operator",
    }
}

fn lists_part(language: Language, filled: &Filled) -> impl IntoView + use<> {
    let (lists, choices) = (&filled.lists, &filled.choices);
    let partners: Vec<_> = choices
        .partners
        .iter()
        .map(|(number, name)| {
            let ticked = lists.partners.contains(number);
            tick("partner", number.to_string(), name.clone(), ticked).into_any()
        })
        .collect();
    let partners = if partners.is_empty() {
        view! { <p class="muted small">{text::PARTNERS_EMPTY.of(language)}</p> }.into_any()
    } else {
        partners.into_any()
    };
    view! {
        <section class="card">
            {branches(language, filled, ProductField::RedeemingBranches, lists.redeeming.as_deref())}
            {branches(language, filled, ProductField::ReturnBranches, lists.returning.as_deref())}
            <fieldset id=ProductField::Partners.as_str()>
                <legend>{text::PARTNERS.of(language)}</legend>
                {partners}
            </fieldset>
        </section>
    }
}

fn branches(
    language: Language,
    filled: &Filled,
    field: ProductField,
    named: Option<&[BranchNumber]>,
) -> impl IntoView + use<> {
    let name = field.as_str();
    let all = &filled.choices.branches;
    let ticks: Vec<_> = all
        .iter()
        .map(|(number, branch)| {
            let ticked = named.is_some_and(|named| named.contains(number));
            let box_name =
                if field == ProductField::ReturnBranches { "return_branch" } else { "redeeming_branch" };
            tick(box_name, number.as_str().to_owned(), format!("{} {branch}", number.as_str()), ticked)
                .into_any()
        })
        .collect();
    let ticks = if ticks.is_empty() {
        view! { <p class="muted small">{text::LIST_NO_BRANCHES.of(language)}</p> }.into_any()
    } else {
        ticks.into_any()
    };
    let fault = filled
        .faults
        .iter()
        .find(|fault| fault.field == field)
        .map(|fault| view! { <p class="wrong">{wrong(language, fault)}</p> });
    let radio = |value: &'static str, words: Sentence, checked: bool| {
        view! {
            <label class="tick">
                <input type="radio" name=name value=value checked=checked />
                <span>{words.of(language)}</span>
            </label>
        }
    };
    view! {
        <fieldset id=name>
            <legend>{text::field(field).of(language)}</legend>
            {radio("all", text::LIST_ALL, named.is_none())}
            {radio("named", text::LIST_NAMED, named.is_some())}
            <div class="inner">{ticks}</div>
            {fault}
        </fieldset>
    }
}

fn tick(name: &'static str, value: String, words: String, ticked: bool) -> impl IntoView + use<> {
    view! {
        <label class="tick">
            <input type="checkbox" name=name value=value checked=ticked />
            <span>{words}</span>
        </label>
    }
}
