//! The files of the platform's lists: exactly what is filtered, in the same order.

use super::lists::{
    deliveries_listing, jobs_listing, jobs_of, kind_of, only_broken, proofs_listing, search_of, state_of,
};
use super::messages::{listing_of as message_listing, search_of as message_search};
use super::{fault, merchants_listing, require, sort_of};
use crate::handler::list::Pairs;
use crate::handler::list_file::{self, AT_ONCE, FileRows, Head};
use crate::handler::short_list::{ShortList, Whole};
use crate::render;
use crate::sheet::Cell;
use crate::state::AppState;
use app::language::Language;
use app::page::office::set_up::standing;
use app::page::operator::lists::{channel, holds};
use app::page::operator::messages::to;
use app::sentences::Sentence;
use app::text::numbers::message_kind;
use app::text::{contract as agreed, job_result, notice_kind, operator as text};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::calendar::Day;
use domain::notice::{NoticeKind, NoticeState};
use store::query::operator::{ListedMerchant, MerchantSort};
use store::query::platform_list::{Delivery, JobRow, JobSearch, JobSort, KeptSearch, StoredProof};
use store::query::window::Window;
use store::query::{message_received::MessageSearch, message_sent::SentMessage};
use store::{Store, StoreError};

/// `GET /operator/merchants/export`
pub async fn merchants(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = merchants_listing(&query);
    let (words, sort) = (listing.filter("words").to_owned(), sort_of(&listing));
    let list = Merchants { store: state.store.clone(), words, sort, language: render::language(&headers) };
    let rows = Whole { list, is_descending: listing.is_descending() };
    answer(&state, &headers, rows, text::MERCHANTS_FILE, text::MERCHANTS, MERCHANTS).await
}

/// `GET /operator/jobs/export`
pub async fn jobs(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    let listing = jobs_listing(&query);
    let (search, sort) = jobs_of(&listing);
    let list = Jobs { store: state.store.clone(), search, sort, language: render::language(&headers) };
    let rows = Whole { list, is_descending: listing.is_descending() };
    answer(&state, &headers, rows, text::JOBS_FILE, text::JOBS, JOBS).await
}

/// `GET /operator/deliveries/export`
pub async fn deliveries(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = deliveries_listing(&query);
    let rows = Deliveries {
        store: state.store.clone(),
        search: search_of(&listing),
        state: state_of(&listing),
        kind: kind_of(&listing),
        is_descending: listing.is_descending(),
        language: render::language(&headers),
    };
    answer(&state, &headers, rows, text::DELIVERIES_FILE, text::DELIVERIES, DELIVERIES).await
}

/// `GET /operator/proofs/export`
pub async fn proofs(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = proofs_listing(&query);
    let rows = Proofs {
        store: state.store.clone(),
        search: search_of(&listing),
        only_broken: only_broken(&listing),
        is_descending: listing.is_descending(),
        language: render::language(&headers),
    };
    answer(&state, &headers, rows, text::PROOFS_FILE, text::PROOFS, PROOFS).await
}

/// `GET /operator/messages/export`
pub async fn messages(
    State(state): State<AppState>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let listing = message_listing(&query);
    let search = message_search(&listing);
    let list = Messages { store: state.store.clone(), search, language: render::language(&headers) };
    let rows = Whole { list, is_descending: listing.is_descending() };
    answer(&state, &headers, rows, text::MESSAGES_FILE, text::MESSAGES, MESSAGES).await
}

/// Nothing is read for whoever is not signed in.
async fn answer<R: FileRows>(
    state: &AppState,
    headers: &HeaderMap,
    rows: R,
    file: Sentence,
    title: Sentence,
    headings: &[Sentence],
) -> Response {
    if let Err(response) = require(state, headers).await {
        return response;
    }
    let language = render::language(headers);
    let head = Head::of(language, file, title, headings);
    match list_file::answer(rows, head, state.store.now().day()).await {
        Ok(response) => response,
        Err(error) => fault(state, headers, &error),
    }
}

struct Merchants {
    store: Store,
    words: String,
    sort: MerchantSort,
    language: Language,
}

const MERCHANTS: &[Sentence] = &[
    text::NUMBER,
    text::NAME,
    agreed::TAX_ID,
    agreed::RESPONSIBLE_PERSON,
    agreed::ADDRESS,
    text::SERVICE_PHONE,
    text::SERVICE_EMAIL,
    text::STATE,
    agreed::FROM,
    agreed::UNTIL,
    agreed::ENDED_ON,
    agreed::MODE,
    text::SERVICE,
    text::ACCOUNTS,
    text::MADE,
];

impl ShortList for Merchants {
    type Row = ListedMerchant;

    async fn rows(&self, window: Window) -> Result<Vec<ListedMerchant>, StoreError> {
        Ok(self.store.merchants(&self.words, self.sort, window).await?.rows)
    }

    fn cells(&self, one: &ListedMerchant) -> Vec<Cell> {
        let language = self.language;
        let day = |day: Option<Day>| Cell::Text(day.map(|day| language.day(day)).unwrap_or_default());
        let service = if one.issue_open { agreed::ISSUE_OPEN_ON } else { agreed::ISSUE_OPEN_OFF };
        vec![
            Cell::Text(one.number.to_string()),
            Cell::Text(one.name.clone()),
            Cell::Text(one.tax_id.clone()),
            Cell::Text(one.responsible_person.clone()),
            Cell::Text(one.address.clone()),
            Cell::Text(one.service_phone.clone()),
            Cell::Text(one.service_email.clone()),
            Cell::Text(standing(language, one.standing)),
            day(one.from),
            day(one.until),
            day(one.ended_on),
            Cell::Text(agreed::mode(one.mode).of(language).to_owned()),
            Cell::Text(service.of(language).to_owned()),
            Cell::Number(i64::from(one.accounts)),
            Cell::Text(language.time(one.made_at)),
        ]
    }
}

struct Jobs {
    store: Store,
    search: JobSearch,
    sort: JobSort,
    language: Language,
}

const JOBS: &[Sentence] = &[text::JOB, text::DAY, text::STARTED, text::FINISHED, text::RESULT, text::RUN_BY];

impl ShortList for Jobs {
    type Row = JobRow;

    async fn rows(&self, window: Window) -> Result<Vec<JobRow>, StoreError> {
        Ok(self.store.job_runs(&self.search, self.sort, window).await?.rows)
    }

    fn cells(&self, run: &JobRow) -> Vec<Cell> {
        let language = self.language;
        vec![
            Cell::Text(text::job(run.job).of(language).to_owned()),
            Cell::Text(language.day(run.day)),
            Cell::Text(language.time(run.started_at)),
            Cell::Text(run.finished_at.map(|at| language.time(at)).unwrap_or_default()),
            Cell::Text(job_result::of(language, run)),
            Cell::Text(run.owner.clone()),
        ]
    }
}

struct Deliveries {
    store: Store,
    search: KeptSearch,
    state: Option<NoticeState>,
    kind: Option<NoticeKind>,
    is_descending: bool,
    language: Language,
}

const DELIVERIES: &[Sentence] = &[
    text::NUMBER,
    text::MERCHANT,
    text::KIND,
    text::CHANNEL,
    text::NOTICE_STATE,
    text::ATTEMPTS,
    text::RESULT,
    text::MADE,
    text::CHANGED,
];

impl FileRows for Deliveries {
    type Row = Delivery;

    async fn after(&self, last: Option<&Delivery>) -> Result<Vec<Delivery>, StoreError> {
        let (state, kind) = (self.state, self.kind);
        self.store.deliveries_after(&self.search, state, kind, self.is_descending, last, AT_ONCE).await
    }

    fn cells(&self, one: &Delivery) -> Vec<Cell> {
        let language = self.language;
        vec![
            Cell::Text(one.merchant.to_string()),
            Cell::Text(one.merchant_name.clone()),
            Cell::Text(notice_kind::name(one.kind).of(language).to_owned()),
            Cell::Text(channel(one.channel).of(language).to_owned()),
            Cell::Text(text::notice_state(one.state).of(language).to_owned()),
            Cell::Number(i64::from(one.attempts)),
            Cell::Text(one.result.clone().unwrap_or_default()),
            Cell::Text(language.time(one.made_at)),
            Cell::Text(language.time(one.changed_at)),
        ]
    }
}

struct Proofs {
    store: Store,
    search: KeptSearch,
    only_broken: bool,
    is_descending: bool,
    language: Language,
}

const PROOFS: &[Sentence] = &[
    text::NUMBER,
    text::MERCHANT,
    text::DAY,
    text::LEDGER_ACCOUNT,
    text::BOOKS,
    text::COUNTED,
    text::DIFFERENCE,
    text::HOLDS,
    text::MADE,
];

impl FileRows for Proofs {
    type Row = StoredProof;

    async fn after(&self, last: Option<&StoredProof>) -> Result<Vec<StoredProof>, StoreError> {
        self.store.proofs_after(&self.search, self.only_broken, self.is_descending, last, AT_ONCE).await
    }

    fn cells(&self, one: &StoredProof) -> Vec<Cell> {
        let language = self.language;
        vec![
            Cell::Text(one.merchant.to_string()),
            Cell::Text(one.merchant_name.clone()),
            Cell::Text(language.day(one.day)),
            Cell::Text(text::ledger_account(one.account).of(language).to_owned()),
            Cell::Number(one.books.0),
            Cell::Number(one.counted.0),
            Cell::Number(one.books.0.saturating_sub(one.counted.0)),
            Cell::Text(holds(one).of(language).to_owned()),
            Cell::Text(language.time(one.at)),
        ]
    }
}

struct Messages {
    store: Store,
    search: MessageSearch,
    language: Language,
}

const MESSAGES: &[Sentence] = &[
    text::MESSAGE_AT,
    text::MESSAGE_TO,
    text::MESSAGE_KIND,
    text::MESSAGE_TITLE,
    text::MESSAGE_BODY,
    text::NOTICE_STATE,
];

impl ShortList for Messages {
    type Row = SentMessage;

    async fn rows(&self, window: Window) -> Result<Vec<SentMessage>, StoreError> {
        Ok(self.store.sent_messages(&self.search, window).await?.rows)
    }

    fn cells(&self, one: &SentMessage) -> Vec<Cell> {
        let language = self.language;
        let state = if one.is_withdrawn { text::MESSAGE_WITHDRAWN.of(language) } else { "" };
        vec![
            Cell::Text(language.time(one.at)),
            Cell::Text(to(language, one)),
            Cell::Text(message_kind(one.message.kind).of(language).to_owned()),
            Cell::Text(one.message.title.clone()),
            Cell::Text(one.message.body.clone()),
            Cell::Text(state.to_owned()),
        ]
    }
}
