//! A merchant's console as the platform looks at it: read-only, under a banner.

use super::{Place, frame};
use crate::language::Language;
use crate::page::office::numbers::numbers;
use crate::page::office::set_up::{missing, read_only};
use crate::text::operator as text;
use crate::text::{branch, partner};
use leptos::prelude::*;
use store::query::branch::Branches;
use store::query::home::Numbers;
use store::query::partner::{Relation, Relations};
use store::query::set_up::SetUp;

/// What is looked at.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // one field a part of the page
pub struct Shown {
    pub set_up: SetUp,
    pub numbers: Numbers,
    pub branches: Branches,
    pub redeemers: Relations,
    pub issuers: Relations,
}

/// The page: nothing on it can be pressed but the way back.
pub fn page(language: Language, operator_name: &str, shown: &Shown) -> impl IntoView + use<> {
    let number = shown.set_up.number;
    let banner = text::LOOK_BANNER.with(language, &[("merchant", &shown.set_up.contract.name)]);
    let branches: Vec<_> = shown
        .branches
        .found
        .rows
        .iter()
        .map(|one| {
            let state = if one.branch.is_enabled { branch::ENABLED } else { branch::DISABLED };
            let facts =
                [one.number.as_str().to_owned(), one.branch.name.clone(), state.of(language).to_owned()];
            language.facts(&facts)
        })
        .collect();
    let relations = |relations: &Relations| {
        let line = |one: &Relation| {
            language.facts(&[
                one.merchant.to_string(),
                one.name.clone(),
                partner::state(one.state).of(language).to_owned(),
            ])
        };
        relations.found.rows.iter().map(line).collect::<Vec<_>>()
    };
    let content = view! {
        <div class="heads-up heading" role="status">
            <p>{banner}</p>
            <a class="button quiet" href=format!("/operator/merchant/{number}")>{text::LOOK_END.of(language)}</a>
        </div>
        <h1>{shown.set_up.contract.name.clone()}</h1>
        {missing(language, &shown.set_up.missing())}
        {numbers(language, &shown.numbers, None)}
        {read_only(language, &shown.set_up)}
        {list(branch::TITLE.of(language), branches)}
        {list(partner::REDEEMERS.of(language), relations(&shown.redeemers))}
        {list(partner::ISSUERS.of(language), relations(&shown.issuers))}
    };
    frame(language, operator_name, Place::Merchants, content)
}

fn list(title: &'static str, lines: Vec<String>) -> impl IntoView + use<> {
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    view! { <section class="card"><h2>{title}</h2><ul class="terms">{lines}</ul></section> }
}
