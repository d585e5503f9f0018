//! What the house keeps, for the platform's people to read. [`super::list_file`] makes files of the same lists.

use super::{fault, require, show};
use crate::handler::list::{Pairs, wants_sums, window};
use crate::render;
use crate::state::AppState;
use app::listing::Listing;
use app::page::operator::lists::{
    DELIVERY_FILTERS, FILTERS, JOB_FILTERS, JOB_SORTS, SORTS, deliveries as deliveries_page,
    jobs as jobs_page, proofs as proofs_page,
};
use app::text::operator as text;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::calendar::Day;
use domain::job::Job;
use domain::notice::{NoticeKind, NoticeState};
use store::StoreError;
use store::query::platform_list::{JobSearch, JobSort, KeptSearch};

/// What the address of the list of runs says.
pub fn jobs_listing(query: &Pairs) -> Listing {
    Listing::read("/operator/jobs", query, JOB_FILTERS, JOB_SORTS)
}

/// What the address of the list of deliveries says.
pub fn deliveries_listing(query: &Pairs) -> Listing {
    Listing::read("/operator/deliveries", query, DELIVERY_FILTERS, SORTS)
}

/// What the address of the list of proofs says.
pub fn proofs_listing(query: &Pairs) -> Listing {
    Listing::read("/operator/proofs", query, FILTERS, SORTS)
}

/// What it asks of the runs.
pub fn jobs_of(listing: &Listing) -> (JobSearch, JobSort) {
    let search = JobSearch {
        job: Job::parse(listing.filter("job")),
        is_done: match listing.filter("state") {
            "done" => Some(true),
            "open" => Some(false),
            _ => None,
        },
    };
    (search, JobSort::parse(listing.sort()).unwrap_or(JobSort::Started))
}

/// What it asks of deliveries or proofs, beside what only one of them has.
pub fn search_of(listing: &Listing) -> KeptSearch {
    KeptSearch {
        words: listing.filter("words").to_owned(),
        from: Day::parse(listing.filter("from")),
        until: Day::parse(listing.filter("until")),
    }
}

/// Of deliveries.
pub fn state_of(listing: &Listing) -> Option<NoticeState> {
    NoticeState::parse(listing.filter("state"))
}

/// Of deliveries, too.
pub fn kind_of(listing: &Listing) -> Option<NoticeKind> {
    NoticeKind::parse(listing.filter("kind"))
}

/// Of proofs.
pub fn only_broken(listing: &Listing) -> bool {
    listing.filter("state") == "broken"
}

/// `GET /operator/jobs`
pub async fn jobs(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let operator = match require(&state, &headers).await {
        Ok((_, operator)) => operator,
        Err(response) => return response,
    };
    let listing = jobs_listing(&query);
    let (search, sort) = jobs_of(&listing);
    let found = async {
        let runs = state.store.job_runs(&search, sort, window(&listing)).await?;
        Ok::<_, StoreError>((runs, state.store.nights_left_out().await?))
    };
    match found.await {
        Ok((runs, left_out)) => {
            let language = render::language(&headers);
            let view = jobs_page(language, &operator.name, &listing, &runs, left_out);
            show(&state, language, text::JOBS, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /operator/deliveries`
pub async fn deliveries(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let operator = match require(&state, &headers).await {
        Ok((_, operator)) => operator,
        Err(response) => return response,
    };
    let listing = deliveries_listing(&query);
    let (search, of, kind) = (search_of(&listing), state_of(&listing), kind_of(&listing));
    let read = async {
        let found = state.store.deliveries(&search, of, kind, window(&listing)).await?;
        let all = if found.has_more && wants_sums(&query) {
            Some(state.store.count_of_deliveries(&search, of, kind).await?)
        } else {
            None
        };
        Ok::<_, StoreError>((found, all))
    };
    match read.await {
        Ok((found, all)) => {
            let language = render::language(&headers);
            let view = deliveries_page(language, &operator.name, &listing, &found, all);
            show(&state, language, text::DELIVERIES, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

/// `GET /operator/proofs`
pub async fn proofs(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let operator = match require(&state, &headers).await {
        Ok((_, operator)) => operator,
        Err(response) => return response,
    };
    let listing = proofs_listing(&query);
    let (search, only_broken) = (search_of(&listing), only_broken(&listing));
    let read = async {
        let found = state.store.proofs(&search, only_broken, window(&listing)).await?;
        let all = if found.has_more && wants_sums(&query) {
            Some(state.store.count_of_proofs(&search, only_broken).await?)
        } else {
            None
        };
        Ok::<_, StoreError>((found, all))
    };
    match read.await {
        Ok((found, all)) => {
            let language = render::language(&headers);
            let view = proofs_page(language, &operator.name, &listing, &found, all);
            show(&state, language, text::PROOFS, &listing.address(), StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}
