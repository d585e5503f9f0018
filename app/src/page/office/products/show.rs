//! One product: what it says, whether it may be published, and what was done to it.

use super::{counter, created, finding, shelf_chip};
use crate::component::picture::image;
use crate::component::refused::refused;
use crate::component::rows::rows;
use crate::language::Language;
use crate::page::office::products::framed;
use crate::text::{common, desk, office, product as text};
use domain::event::EventKind;
use domain::field::Faults;
use domain::identity::BranchNumber;
use domain::picture::NotTaken;
use domain::product::TermsForm;
use domain::product::counter::TypedCounter;
use domain::product::policy::Finding;
use domain::proof::ProofLevel;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use leptos::prelude::*;
use store::query::product::{Product, ProductChoices, ProductRecord};
use store::query::session::SignedIn;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The product.
    pub product: Product,
    /// Names of branches and partners.
    pub choices: ProductChoices,
    /// What the check found.
    pub findings: Vec<Finding>,
    /// What was done to it.
    pub records: Vec<ProductRecord>,
    /// Whether the account may change it.
    pub changeable: bool,
    /// What it says at the counter, as it is or as it was typed.
    pub counter: TypedCounter,
    /// What is wrong with that.
    pub counter_faults: Faults,
    /// A picture that was sent and not taken.
    pub not_taken: Option<NotTaken>,
    /// Why something was not done.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let product = &shown.product;
    let locked =
        product.issued.then(|| view! { <p class="muted small">{text::LOCKED_NOTE.of(language)}</p> });
    let acts = shown.changeable.then(|| acts(language, product));
    let content = view! {
        <p><a class="back" href="/office/products">{text::BACK.of(language)}</a></p>
        {refused(language, shown.refusal.as_ref())}
        <section class="card">
            <h1>{product.facts.name.clone()}</h1>
            <p>{shelf_chip(language, product.on_shelf)}</p>
            {facts(language, product)}
            {locked}
            {acts}
        </section>
        {policy(language, shown)}
        {picture(language, shown)}
        {TermsForm::ALL.iter().map(|form| terms(language, product, *form)).collect_view()}
        {lists(language, shown)}
        {proof(language, product)}
        {counter::part(language, shown)}
        {history(language, &shown.records)}
    };
    framed(language, signed_in, content)
}

fn facts(language: Language, product: &Product) -> impl IntoView + use<> {
    let facts = &product.facts;
    let face = (facts.kind == TicketKind::Paid).then(|| language.money(facts.face_value));
    rows(vec![
        (text::CODE.of(language), Some(product.code.clone())),
        (text::OWN_NUMBER.of(language), Some(facts.own_number.clone())),
        (text::KIND.of(language), Some(common::kind(facts.kind).of(language).to_owned())),
        (common::FACE_VALUE.of(language), face),
        (text::CREATED.of(language), Some(created(language, product.created_at))),
    ])
}

fn acts(language: Language, product: &Product) -> impl IntoView + use<> {
    let edit = if product.issued { text::EDIT_LISTS } else { text::EDIT };
    let address = format!("/office/products/{}", product.number);
    view! {
        <div class="acts">
            <a class="button" href=format!("{address}/edit")>{edit.of(language)}</a>
            <a class="button quiet" href=format!("/office/products/new?copy={}", product.number)>{text::COPY.of(language)}</a>
        </div>
    }
}

fn policy(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let part = |stops: bool, title: crate::sentences::Sentence| {
        let lines: Vec<_> = shown
            .findings
            .iter()
            .filter(|found| found.stops() == stops)
            .map(|found| finding::line(language, found).into_any())
            .collect();
        (!lines.is_empty()).then(|| {
            let class = if stops { "found stops" } else { "found" };
            view! { <div class=class><h3>{title.of(language)}</h3><ul>{lines}</ul></div> }
        })
    };
    let good = shown
        .findings
        .is_empty()
        .then(|| view! { <p class="outcome good">{text::POLICY_GOOD.of(language)}</p> });
    let form = shown.changeable.then(|| shelf(language, shown));
    view! {
        <section class="card" id="policy">
            <h2>{text::POLICY.of(language)}</h2>
            {good}
            {part(true, text::POLICY_STOPS)}
            {part(false, text::POLICY_SHOWN)}
            {form}
        </section>
    }
}

fn shelf(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let product = &shown.product;
    let stopped = shown.findings.iter().any(Finding::stops);
    let ask = (!product.on_shelf && !stopped && !shown.findings.is_empty()).then(|| {
        view! {
            <label class="tick">
                <input type="checkbox" name="read" value="1" required />
                <span>{text::POLICY_READ.of(language)}</span>
            </label>
        }
    });
    let (on, words, class) =
        if product.on_shelf { ("0", text::TAKE_OFF, "button quiet") } else { ("1", text::PUT_ON, "button") };
    // What is stopped has no button: the list above says why.
    (product.on_shelf || !stopped).then(|| {
        view! {
            <form method="post" action="/office/products/shelf">
                <input type="hidden" name="number" value=product.number.to_string() />
                <input type="hidden" name="one" value="1" />
                {ask}
                <button class=class name="on" value=on>{words.of(language)}</button>
            </form>
        }
    })
}

fn picture(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let product = &shown.product;
    let now = match &product.picture {
        Some(picture) => {
            view! { <p>{image(picture, product.facts.name.clone(), "product-picture")}</p> }.into_any()
        }
        None => view! { <p class="empty">{text::PICTURE_NONE.of(language)}</p> }.into_any(),
    };
    let why = shown.not_taken.map(|why| {
        view! { <div class="error" role="alert"><p>{text::not_taken(why).of(language)}</p></div> }
    });
    let forms = (shown.changeable && !product.issued).then(|| picture_forms(language, product));
    view! {
        <section class="card" id="picture">
            <h2>{text::PICTURE.of(language)}</h2>
            {why}
            {now}
            {forms}
        </section>
    }
}

fn picture_forms(language: Language, product: &Product) -> impl IntoView + use<> {
    let address = format!("/office/products/{}/picture", product.number);
    let version = product.version.to_string();
    let remove = product.picture.is_some().then(|| {
        view! {
            <form method="post" action=format!("{address}/remove")>
                <input type="hidden" name="version" value=version.clone() />
                <button class="button quiet">{text::PICTURE_REMOVE.of(language)}</button>
            </form>
        }
    });
    view! {
        <form method="post" action=address enctype="multipart/form-data">
            <input type="hidden" name="version" value=version.clone() />
            <label>
                <span>{text::PICTURE_FILE.of(language)}</span>
                <input type="file" name="file" accept="image/png,image/jpeg" required />
                <small>{text::PICTURE_HINT.of(language)}</small>
            </label>
            <button class="button">{text::PICTURE_UPLOAD.of(language)}</button>
        </form>
        {remove}
    }
}

fn terms(language: Language, product: &Product, form: TermsForm) -> impl IntoView + use<> {
    let lines = product.facts.terms_of(form);
    let body = if lines.is_empty() {
        view! { <p class="empty">{text::FACE_NONE.of(language)}</p> }.into_any()
    } else {
        let lines = lines.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
        view! { <ul class="terms">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::terms(form).of(language)}</h2>{body}</section> }
}

fn lists(language: Language, shown: &Shown) -> impl IntoView + use<> {
    let lists = &shown.product.lists;
    let branches = |named: &Option<Vec<BranchNumber>>| match named {
        None => text::LIST_ALL.of(language).to_owned(),
        Some(named) => {
            let names: Vec<_> = named
                .iter()
                .map(|number| {
                    let known = shown.choices.branches.iter().find(|(of, _)| of == number);
                    known.map_or_else(
                        || number.as_str().to_owned(),
                        |(number, name)| format!("{} {name}", number.as_str()),
                    )
                })
                .collect();
            language.facts(&names)
        }
    };
    let partners: Vec<_> = shown
        .choices
        .partners
        .iter()
        .filter(|(number, _)| lists.partners.contains(number))
        .map(|(_, name)| name.clone())
        .collect();
    let partners = if partners.is_empty() {
        text::PARTNERS_NONE.of(language).to_owned()
    } else {
        language.facts(&partners)
    };
    let list = rows(vec![
        (text::REDEEMING.of(language), Some(branches(&lists.redeeming))),
        (text::RETURNING.of(language), Some(branches(&lists.returning))),
        (text::PARTNERS.of(language), Some(partners)),
    ]);
    view! { <section class="card">{list}</section> }
}

fn proof(language: Language, product: &Product) -> impl IntoView + use<> {
    let list = ProofLevel::ALL
        .iter()
        .filter(|level| **level != ProofLevel::Operator)
        .map(|level| {
            let policy = text::proof_policy(product.facts.proof.at(*level)).of(language).to_owned();
            (text::proof_level(*level).of(language), Some(policy))
        })
        .collect();
    view! { <section class="card"><h2>{text::PROOF.of(language)}</h2>{rows(list)}</section> }
}

fn history(language: Language, records: &[ProductRecord]) -> impl IntoView + use<> {
    let lines: Vec<_> = records.iter().map(|one| record(language, one).into_any()).collect();
    let body = if lines.is_empty() {
        view! { <p class="empty">{text::HISTORY_EMPTY.of(language)}</p> }.into_any()
    } else {
        view! { <ul class="history">{lines}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{text::HISTORY.of(language)}</h2>{body}</section> }
}

/// A kind that a newer version wrote is shown by its name.
fn record(language: Language, one: &ProductRecord) -> impl IntoView + use<> {
    let what = EventKind::parse(&one.kind)
        .map_or_else(|| one.kind.clone(), |kind| office::event(kind).of(language).to_owned());
    let fields: Vec<_> = one.fields.iter().map(|field| text::field(*field).of(language)).collect();
    let fields = (!fields.is_empty()).then(|| fields.join(language.between_words()));
    let who = one.operator.clone().unwrap_or_else(|| office::BY_SYSTEM.of(language).to_owned());
    let place = one.branch.clone().unwrap_or_else(|| desk::HEAD_OFFICE.of(language).to_owned());
    let facts = [Some(language.time(one.at)), Some(what), fields, Some(who), Some(place)];
    let facts: Vec<_> = facts.into_iter().flatten().collect();
    view! { <li>{language.facts(&facts)}</li> }
}
