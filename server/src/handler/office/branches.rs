//! 票券分店 in the console (RULES §8).

use super::{fault, may_change, may_look, reader, saved, show};
use crate::handler::list::{Pairs, window};
use crate::handler::list_file::{self, Head};
use crate::handler::short_list::{ShortList, Whole};
use crate::handler::sign_in;
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::branches::{
    FILTERS, Form, SORTS, Shown, list as list_page, new as new_page, one as one_page, state_of,
};
use app::sentences::Sentence;
use app::text::branch as text;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::branch::TypedBranch;
use domain::change::Subject;
use domain::field::{Fault, Faults};
use domain::identity::{BranchNumber, MerchantNumber};
use domain::permission::Function;
use domain::refusal::Refusal;
use serde::Deserialize;
use store::query::branch::{BranchSearch, BranchSort, ListedBranch};
use store::query::session::SignedIn;
use store::query::window::Window;
use store::{Store, StoreError};

const PATH: &str = "/office/branches";

/// What the address of a list of branches asks for.
pub fn search_of(listing: &Listing) -> (BranchSearch, BranchSort) {
    let search = BranchSearch {
        words: listing.filter("words").to_owned(),
        is_enabled: match listing.filter("state") {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        },
    };
    (search, BranchSort::parse(listing.sort()).unwrap_or(BranchSort::Number))
}

/// `GET /office/branches`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    if !may_look(&signed_in, Function::Settings) {
        return render::not_found(&state, render::language(&headers));
    }
    let (search, sort) = search_of(&listing);
    match state.store.branches(signed_in.actor.merchant, &search, sort, window(&listing)).await {
        Ok(branches) => {
            let language = render::language(&headers);
            let view = list_page(
                language,
                &signed_in,
                &listing,
                &branches,
                may_change(&signed_in, Function::Settings),
            );
            show(&state, language, text::TITLE, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /office/branches/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    if !may_look(&signed_in, Function::Settings) {
        return render::not_found(&state, language);
    }
    let ((search, sort), merchant) = (search_of(&listing), signed_in.actor.merchant);
    let list = Listed { store: state.store.clone(), merchant, search, sort, language };
    let head = Head::of(language, text::FILE, text::TITLE, &HEADINGS);
    let rows = Whole { list, is_descending: listing.is_descending() };
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => fault(&state, &headers, &error),
    }
}

/// The list, for its file.
struct Listed {
    store: Store,
    merchant: MerchantNumber,
    search: BranchSearch,
    sort: BranchSort,
    language: Language,
}

impl ShortList for Listed {
    type Row = ListedBranch;

    async fn rows(&self, window: Window) -> Result<Vec<ListedBranch>, StoreError> {
        let found = self.store.branches(self.merchant, &self.search, self.sort, window).await?;
        Ok(found.found.rows)
    }

    fn cells(&self, one: &ListedBranch) -> Vec<Cell> {
        vec![
            Cell::Text(one.number.as_str().to_owned()),
            Cell::Text(one.branch.name.clone()),
            Cell::Text(one.branch.phone.clone()),
            Cell::Text(one.branch.address.clone()),
            Cell::Text(state_of(one.branch.is_enabled).of(self.language).to_owned()),
            Cell::Number(i64::from(one.accounts)),
            Cell::Text(one.changed_at.map(|at| self.language.time(at)).unwrap_or_default()),
            Cell::Text(one.changed_by.clone().unwrap_or_default()),
        ]
    }
}

const HEADINGS: [Sentence; 8] = [
    text::NUMBER,
    text::NAME,
    text::PHONE,
    text::ADDRESS,
    text::STATE,
    text::ACCOUNTS,
    text::CHANGED,
    text::CHANGED_BY,
];

/// A branch as it was sent.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    number: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    state: String,
}

impl Sent {
    fn typed(&self) -> TypedBranch {
        TypedBranch {
            name: self.name.clone(),
            phone: self.phone.clone(),
            address: self.address.clone(),
            is_enabled: self.state == "on",
        }
    }
}

/// `GET /office/branches/new`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let form = Form { typed: TypedBranch { is_enabled: true, ..TypedBranch::default() }, ..Form::default() };
    match sign_in::require(&state, &headers, "/office/branches/new").await {
        Ok((_, signed_in)) => answer_new(&state, &headers, &signed_in, &form, StatusCode::OK),
        Err(response) => response,
    }
}

/// `POST /office/branches/new`
pub async fn add(
    State(state): State<AppState>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Sent>,
) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, "/office/branches/new").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let typed = sent.typed();
    let mut form = Form { number: sent.number.clone(), typed: typed.clone(), ..Form::default() };
    let (number, branch) = match typed.read_new(&sent.number) {
        Ok(read) => read,
        Err(faults) => {
            form.faults = faults;
            return answer_new(&state, &headers, &signed_in, &form, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    match state.store.add_branch(&token, &number, branch).await {
        Ok(()) => Redirect::to(&format!("{PATH}/{}?saved", number.as_str())).into_response(),
        Err(StoreError::AlreadyThere { .. }) => {
            form.faults = Faults::one("number", Fault::Taken);
            answer_new(&state, &headers, &signed_in, &form, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(StoreError::Refused(refusal)) => {
            form.refusal = Some(refusal);
            answer_new(&state, &headers, &signed_in, &form, StatusCode::CONFLICT)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

fn answer_new(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    form: &Form,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    if !may_change(signed_in, Function::Settings) {
        return render::not_found(state, language);
    }
    let path = if status == StatusCode::OK { "/office/branches/new" } else { "" };
    show(state, language, text::ADD, path, status, new_page(language, signed_in, form))
}

/// `GET /office/branches/{number}`
pub async fn one(
    State(state): State<AppState>,
    Path(number): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) => {
            answer(&state, &headers, &signed_in, &number, None, saved(&query), StatusCode::OK).await
        }
        Err(response) => response,
    }
}

/// `POST /office/branches/{number}`
pub async fn change(
    State(state): State<AppState>,
    Path(number): Path<String>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Sent>,
) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let Ok(parsed) = BranchNumber::parse(&number) else {
        return render::not_found(&state, render::language(&headers));
    };
    let typed = sent.typed();
    let mut form = Form { typed: typed.clone(), ..Form::default() };
    let branch = match typed.read() {
        Ok(branch) => branch,
        Err(faults) => {
            form.faults = faults;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return answer(&state, &headers, &signed_in, &number, Some(form), false, status).await;
        }
    };
    let version = sent.version.parse().unwrap_or_default();
    match state.store.change_branch(&token, &parsed, version, branch).await {
        Ok(()) => Redirect::to(&format!("{PATH}/{number}?saved")).into_response(),
        Err(StoreError::Refused(refusal)) => {
            form.refusal = Some(refusal);
            answer(&state, &headers, &signed_in, &number, Some(form), false, StatusCode::CONFLICT).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    number: &str,
    form: Option<Form>,
    is_saved: bool,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    let may_change = may_change(signed_in, Function::Settings);
    let allowed = if status == StatusCode::OK { may_look(signed_in, Function::Settings) } else { may_change };
    let Some(parsed) = BranchNumber::parse(number).ok().filter(|_| allowed) else {
        return render::not_found(state, language);
    };
    let merchant = signed_in.actor.merchant;
    let read = async {
        Ok::<_, StoreError>(Shown {
            branch: state.store.branch_of(merchant, &parsed).await?,
            accounts: state.store.accounts_of_branch(merchant, &parsed).await?,
            changes: state.store.changes_of(merchant, Subject::Branch, parsed.as_str()).await?,
            may_change,
            is_saved,
        })
    };
    match read.await {
        Ok(shown) => {
            let form = form.unwrap_or_else(|| Form { typed: typed_of(&shown), ..Form::default() });
            // What somebody else made of it meanwhile is shown instead of what was typed.
            let form = match form.refusal {
                Some(Refusal::ChangedMeanwhile) => Form { typed: typed_of(&shown), ..form },
                _ => form,
            };
            let path = if status == StatusCode::OK { format!("{PATH}/{number}") } else { String::new() };
            show(state, language, text::TITLE, &path, status, one_page(language, signed_in, &shown, &form))
        }
        Err(StoreError::NotFound) => render::not_found(state, language),
        Err(error) => fault(state, headers, &error),
    }
}

fn typed_of(shown: &Shown) -> TypedBranch {
    let branch = &shown.branch.branch;
    TypedBranch {
        name: branch.name.clone(),
        phone: branch.phone.clone(),
        address: branch.address.clone(),
        is_enabled: branch.is_enabled,
    }
}
