//! All that was changed about one thing of the merchant (RULES §8): a list, and its file.

use super::partners::merchant as merchant_of;
use super::{fault, may_look, reader, show};
use crate::handler::list::{Pairs, window};
use crate::handler::list_file::{self, Head};
use crate::handler::short_list::{ShortList, Whole};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::component::history::who;
use app::language::Language;
use app::listing::Listing;
use app::page::office::changes::{FILTERS, Of, PATH, SORTS, page, words};
use app::text::console as text;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::actor::{Actor, Post};
use domain::calendar::Day;
use domain::change::Subject;
use domain::permission::Function;
use store::query::session::SignedIn;
use store::query::set_up_change::{Changed, PastChange};
use store::query::window::Window;
use store::{Store, StoreError};

/// The days between which the address asks.
pub fn days_of(listing: &Listing) -> [Option<Day>; 2] {
    [Day::parse(listing.filter("from")), Day::parse(listing.filter("until"))]
}

/// Of what the address asks, as far as this account may look at it; `None`: there is nothing for it.
fn asked(signed_in: &SignedIn, listing: &Listing) -> Option<(Of, Changed)> {
    let (of, key, actor) = (Of::parse(listing.filter("of"))?, listing.filter("key"), &signed_in.actor);
    let may = may_look(signed_in, Function::Settings);
    // A branch does not see the contract.
    let may = may && (of != Of::Contract || actor.post == Post::HeadOffice);
    may.then(|| changed(of, key, actor)).flatten().map(|changed| (of, changed))
}

/// Always the account's own merchant, or a relation that it is one side of.
fn changed(of: Of, key: &str, actor: &Actor) -> Option<Changed> {
    let own = actor.merchant;
    let whole = |subject| Some(Changed { merchant: own, subject, key: String::new() });
    match of {
        Of::Settings => whole(Subject::Settings),
        Of::Contract => whole(Subject::Contract),
        Of::Branch => Some(Changed { merchant: own, subject: Subject::Branch, key: key.to_owned() }),
        Of::Redeemer => {
            let redeemer = merchant_of(key)?.to_string();
            Some(Changed { merchant: own, subject: Subject::Relation, key: redeemer })
        }
        Of::Issuer => {
            let issuer = merchant_of(key)?;
            Some(Changed { merchant: issuer, subject: Subject::Relation, key: own.to_string() })
        }
    }
}

/// `GET /office/changes`
pub async fn list(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = Listing::read(PATH, &query, FILTERS, SORTS);
    let signed_in = match reader(&state, &headers, &listing.address()).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    let Some((of, changed)) = asked(&signed_in, &listing) else {
        return render::not_found(&state, language);
    };
    match state.store.listed_changes(&changed, days_of(&listing), window(&listing)).await {
        Ok(found) => {
            let view = page(language, &signed_in, of, &listing, &found);
            show(&state, language, text::HISTORY, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /office/changes/export`
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
    let Some((_, changed)) = asked(&signed_in, &listing) else {
        return render::not_found(&state, language);
    };
    match file(&state, changed, &listing, language).await {
        Ok(response) => response,
        Err(error) => fault(&state, &headers, &error),
    }
}

/// The file of such a list.
pub async fn file(
    state: &AppState,
    changed: Changed,
    listing: &Listing,
    language: Language,
) -> Result<Response, StoreError> {
    let list = Changes { store: state.store.clone(), changed, days: days_of(listing), language };
    let headings = [text::HISTORY_AT, text::HISTORY_WHO, text::HISTORY_WHAT, text::HISTORY_NOTE];
    let head = Head::of(language, text::HISTORY_FILE, text::HISTORY, &headings);
    let rows = Whole { list, is_descending: listing.is_descending() };
    list_file::answer(rows, head, state.store.now().day()).await
}

struct Changes {
    store: Store,
    changed: Changed,
    days: [Option<Day>; 2],
    language: Language,
}

impl ShortList for Changes {
    type Row = PastChange;

    async fn rows(&self, window: Window) -> Result<Vec<PastChange>, StoreError> {
        Ok(self.store.listed_changes(&self.changed, self.days, window).await?.rows)
    }

    fn cells(&self, one: &PastChange) -> Vec<Cell> {
        vec![
            Cell::Text(self.language.time(one.at)),
            Cell::Text(who(self.language, one)),
            Cell::Text(words(self.language, one)),
            Cell::Text(one.note.clone()),
        ]
    }
}
