//! The lists of accounts and their files: exactly what is filtered, in the same order.

use super::Asked;
use crate::handler::holder::{value, values};
use crate::handler::list::{Pairs, again, window};
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::office::{fault, may_change, reader, show};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::listing::Listing;
use app::page::office::people::bind::{Bind, HEAD_OFFICE};
use app::page::office::people::list::{FILTERS, Tab, page};
use app::page::office::people::{hours, place, products, role};
use app::sentences::Sentence;
use app::text::people as text;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Actor;
use domain::identity::{AccountId, BranchNumber};
use domain::permission::{Function, Role};
use domain::refusal::Refusal;
use store::query::people::{AccountSearch, AccountSort, Bound, SubAccount};
use store::query::session::SignedIn;
use store::query::window::Window;
use store::{Store, StoreError};

/// `GET /office/people`
pub async fn home(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    // Where those that were deleted stood once.
    if query.iter().any(|(name, _)| name == "deleted") {
        return Redirect::to(Tab::Deleted.address()).into_response();
    }
    answer(&state, &headers, &query, Tab::Standing).await
}

/// `POST /office/people/bind`: those ticked in the list go to a branch, or to none.
pub async fn bind(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let (asked, token) = match Asked::to_change(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let accounts: Vec<_> =
        values(&form, "account").iter().filter_map(|text| AccountId::parse(text).ok()).collect();
    let listing = again(value(&form, "back"), Tab::Standing.address(), FILTERS, Tab::Standing.sorts());
    let wanted = match value(&form, "to") {
        HEAD_OFFICE => Ok(None),
        number => BranchNumber::parse(number).map(Some),
    };
    let mut bind =
        Bind { none_picked: accounts.is_empty() || value(&form, "to").is_empty(), ..Bind::default() };
    match wanted {
        _ if bind.none_picked => {}
        Ok(branch) => match state.store.bind_sub_accounts(&token, &accounts, branch.as_ref()).await {
            Ok(not_bound) => bind.not_bound = not_bound,
            Err(StoreError::Refused(refusal)) => bind.refusal = Some(refusal),
            Err(error) => return fault(&state, &headers, &error),
        },
        Err(_) => bind.refusal = Some(Refusal::BranchUnknown),
    }
    if bind.is_done() {
        return Redirect::to(&listing.address()).into_response();
    }
    shown(&state, &headers, &asked.signed_in, &listing, Tab::Standing, bind).await
}

/// `GET /office/people/deleted`
pub async fn deleted(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    answer(&state, &headers, &query, Tab::Deleted).await
}

/// `GET /office/people/export`
pub async fn export(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    file(&state, &headers, &query, Tab::Standing).await
}

/// `GET /office/people/deleted/export`
pub async fn export_deleted(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    file(&state, &headers, &query, Tab::Deleted).await
}

/// What the address of a list asks for.
fn search_of(listing: &Listing, tab: Tab) -> (AccountSearch, AccountSort) {
    let search = AccountSearch {
        is_deleted: tab == Tab::Deleted,
        words: listing.filter("words").to_owned(),
        role: Role::parse(listing.filter("role")),
        bound: Bound::parse(listing.filter("bound")),
        has_signed_in: match listing.filter("signed_in") {
            "once" => Some(true),
            "never" => Some(false),
            _ => None,
        },
    };
    (search, AccountSort::parse(listing.sort()).unwrap_or(AccountSort::Name))
}

async fn answer(state: &AppState, headers: &HeaderMap, query: &Pairs, tab: Tab) -> Response {
    let listing = Listing::read(tab.address(), query, FILTERS, tab.sorts());
    let signed_in = match reader(state, headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    shown(state, headers, &signed_in, &listing, tab, Bind::default()).await
}

/// The list; `bind` is what became of its form.
async fn shown(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    listing: &Listing,
    tab: Tab,
    bind: Bind,
) -> Response {
    let (search, sort) = search_of(listing, tab);
    let actor = &signed_in.actor;
    // A branch has its own people only: there is nowhere else for them to go.
    let binds = tab == Tab::Standing && actor.branch().is_none() && may_change(signed_in, Function::People);
    let read = async {
        let accounts = state.store.sub_accounts(actor, &search, sort, window(listing)).await?;
        let branches = if binds { state.store.branches_of(actor).await? } else { Vec::new() };
        Ok::<_, StoreError>((accounts, branches))
    };
    match read.await {
        Ok((accounts, branches)) => {
            let language = render::language(headers);
            let (status, path) = if bind.is_done() {
                (StatusCode::OK, listing.address())
            } else {
                (StatusCode::CONFLICT, String::new())
            };
            let bind = binds.then_some(Bind { branches, ..bind });
            let view = page(language, signed_in, tab, listing, &accounts, bind.as_ref());
            show(state, language, text::TITLE, &path, status, view)
        }
        Err(error) => failed(state, headers, &error),
    }
}

async fn file(state: &AppState, headers: &HeaderMap, query: &Pairs, tab: Tab) -> Response {
    let listing = Listing::read(tab.address(), query, FILTERS, tab.sorts());
    let signed_in = match reader(state, headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(headers);
    let (search, sort) = search_of(&listing, tab);
    let rows = Rows {
        store: state.store.clone(),
        actor: signed_in.actor,
        search,
        sort,
        is_descending: listing.is_descending(),
        language,
    };
    let head = Head {
        file: match tab {
            Tab::Standing => text::FILE.of(Language::English),
            Tab::Deleted => text::DELETED_FILE.of(Language::English),
        },
        title: text::TITLE.of(language),
        headings: HEADINGS.iter().map(|heading| heading.of(language)).collect(),
    };
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => failed(state, headers, &error),
    }
}

/// Whoever may not look finds nothing.
fn failed(state: &AppState, headers: &HeaderMap, error: &StoreError) -> Response {
    if matches!(error, StoreError::Refused(_)) {
        render::not_found(state, render::language(headers))
    } else {
        fault(state, headers, error)
    }
}

struct Rows {
    store: Store,
    actor: Actor,
    search: AccountSearch,
    sort: AccountSort,
    is_descending: bool,
    language: Language,
}

impl FileRows for Rows {
    /// An account and its place in the list: a merchant has not many.
    type Row = (u32, SubAccount);

    async fn after(&self, last: Option<&Self::Row>) -> Result<Vec<Self::Row>, StoreError> {
        let offset = last.map_or(0, |(place, _)| place + 1);
        let window = Window { is_descending: self.is_descending, offset, size: AT_ONCE };
        let accounts = self.store.sub_accounts(&self.actor, &self.search, self.sort, window).await?;
        Ok((offset..).zip(accounts.found.rows).collect())
    }

    fn cells(&self, (_, account): &Self::Row) -> Vec<Cell> {
        let (language, powers) = (self.language, &account.powers);
        let time = |at: Option<_>| Cell::Text(at.map(|at| language.time(at)).unwrap_or_default());
        vec![
            Cell::Text(account.name.clone()),
            Cell::Text(account.note.clone()),
            Cell::Text(role(language, powers.role, &powers.grants)),
            Cell::Text(place(language, account)),
            Cell::Text(products(language, &powers.products)),
            Cell::Text(hours(language, &powers.hours)),
            time(account.signed_in_at),
            Cell::Number(i64::from(account.sessions)),
            Cell::Number(i64::from(account.passkeys)),
            time(Some(account.created_at)),
            time(account.deleted_at),
        ]
    }
}

const HEADINGS: [Sentence; 11] = [
    text::NAME,
    text::NOTE_NAME,
    text::ROLE,
    text::BRANCH,
    text::PRODUCTS,
    text::HOURS,
    text::SIGNED_IN,
    text::SESSIONS_NUMBER,
    text::PASSKEYS_NUMBER,
    text::CREATED,
    text::DELETED_TIME,
];
