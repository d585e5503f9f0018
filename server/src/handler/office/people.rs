//! 子帳號 in the office: lists, new, change, reset, sign-out, delete, and the codes for phones. Whoever may not look finds
//! nothing; whoever may look and not act is told why.

mod form;
mod list;
mod make;

pub use list::{bind, deleted, export, export_deleted, home};

use super::{NotDone, fault, reader};
use crate::handler::sign_in;
use crate::state::AppState;
use crate::{password, render};
use app::page::office::people::form::{Choices, Filled, Not, page as form_page};
use app::page::office::people::once::{code as code_page, password as password_page};
use app::page::office::people::one::{Note, page as one_page};
use app::text::people as text;
use axum::Form;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::Faults;
use domain::identity::AccountId;
use domain::permission::{Access, Function};
use domain::refusal::Refusal;
use leptos::prelude::IntoView;
use store::query::session::SignedIn;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

use form::{Pairs, draft, filled, named_draft};

const PATH: &str = "/office/people";

/// Whoever asks, for one page or one act.
struct Asked<'a> {
    state: &'a AppState,
    headers: &'a HeaderMap,
    signed_in: SignedIn,
}

/// `GET /office/people/new`
pub async fn form(State(state): State<AppState>, headers: HeaderMap) -> Response {
    match Asked::to_change(&state, &headers).await {
        Ok((asked, _)) => asked.form(&Filled::default(), None, &Faults::default(), None).await,
        Err(response) => response,
    }
}

/// `POST /office/people/new`
pub async fn create(State(state): State<AppState>, headers: HeaderMap, Form(pairs): Form<Pairs>) -> Response {
    let (asked, token) = match Asked::to_change(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let filled = filled(&pairs);
    let (name, draft) = match named_draft(&filled) {
        Ok(read) => read,
        Err(faults) => return asked.form(&filled, None, &faults, None).await,
    };
    match asked.make(&token, &name, draft, &filled).await {
        Ok(response) => response,
        Err(StoreError::Refused(refusal)) => asked.not_done(&filled, None, refusal).await,
        Err(error) => asked.no(&error),
    }
}

/// `GET /office/people/{account}`
pub async fn show(
    State(state): State<AppState>,
    Path(account): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let note = match query.as_deref() {
        Some("done") => Note::Done,
        Some("made") => Note::MadeBefore,
        Some(_) | None => Note::None,
    };
    match Asked::to_look(&state, &headers).await {
        Ok(asked) => asked.one(&account, note).await,
        Err(response) => response,
    }
}

/// `GET /office/people/{account}/edit`
pub async fn edit(
    State(state): State<AppState>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (asked, _) = match Asked::to_change(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let read = async {
        let account = known(&account)?;
        state.store.sub_account(&asked.signed_in.actor, &account).await.map(|page| page.account)
    };
    match read.await {
        Ok(account) if account.deleted_at.is_none() => {
            asked.form(&Filled::of(&account), Some(&account.id), &Faults::default(), None).await
        }
        Ok(_) => asked.no(&StoreError::NotFound),
        Err(error) => asked.no(&error),
    }
}

/// `POST /office/people/{account}/edit`
pub async fn change(
    State(state): State<AppState>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Form(pairs): Form<Pairs>,
) -> Response {
    let (asked, token) = match Asked::to_change(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut filled = filled(&pairs);
    let changed = async {
        let account = known(&account)?;
        let page = state.store.sub_account(&asked.signed_in.actor, &account).await?;
        filled.name = page.account.name;
        let draft = draft(&filled)?;
        state.store.change_sub_account(&token, &account, filled.version, draft).await?;
        Ok::<_, NotDone>(())
    };
    match (changed.await, known(&account)) {
        (Ok(()), Ok(account)) => Redirect::to(&format!("{PATH}/{account}?done")).into_response(),
        (Err(NotDone::Faults(faults)), Ok(account)) => {
            asked.form(&filled, Some(&account), &faults, None).await
        }
        // What somebody else wrote meanwhile is shown; nothing is written over it unseen.
        (
            Err(NotDone::Store(StoreError::Refused(
                refusal @ (Refusal::ChangedMeanwhile | Refusal::OwnAccount),
            ))),
            Ok(account),
        ) => asked.one(account.as_str(), Note::Refused(&refusal)).await,
        (Err(NotDone::Store(StoreError::Refused(refusal))), Ok(account)) => {
            asked.not_done(&filled, Some(&account), refusal).await
        }
        (Err(NotDone::Store(error)), _) | (Ok(()) | Err(NotDone::Faults(_)), Err(error)) => asked.no(&error),
    }
}

/// `POST /office/people/{account}/reset`
pub async fn reset(
    State(state): State<AppState>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (asked, token) = match Asked::to_change(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let done = async {
        let id = known(&account)?;
        let name = state.store.sub_account(&asked.signed_in.actor, &id).await?.account.name;
        let new = password::one_time().await?;
        state.store.reset_sub_account(&token, &id, new.hash).await?;
        Ok((id, name, new.plain))
    };
    match done.await {
        Ok((id, name, plain)) => asked.password(&id, &name, &plain),
        Err(error) => asked.refused(&account, &error).await,
    }
}

/// `POST /office/people/{account}/sign-out`
pub async fn sign_out(
    State(state): State<AppState>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    done(&state, &headers, &account, async |token, id| state.store.sign_out_sub_account(token, id).await)
        .await
}

/// `POST /office/people/{account}/delete`
pub async fn delete(
    State(state): State<AppState>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    done(&state, &headers, &account, async |token, id| state.store.delete_sub_account(token, id).await).await
}

/// `POST /office/people/{account}/phone/{id}/revoke`
pub async fn revoke(
    State(state): State<AppState>,
    Path((account, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    done(&state, &headers, &account, async |token, account| {
        // PostgreSQL takes no texts with NUL: nothing has such a name.
        if id.contains('\0') {
            return Err(StoreError::NotFound);
        }
        state.store.revoke_phone(token, account, &id).await
    })
    .await
}

/// `POST /office/people/{account}/enrol`: the code stands on this page alone.
pub async fn enrol(
    State(state): State<AppState>,
    Path(account): Path<String>,
    headers: HeaderMap,
) -> Response {
    let (asked, token) = match Asked::to_change(&state, &headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let offered = async {
        let id = known(&account)?;
        let name = state.store.sub_account(&asked.signed_in.actor, &id).await?.account.name;
        Ok((state.store.offer_enrolment(&token, &id).await?, name))
    };
    match offered.await {
        Ok((offered, name)) => {
            let link = state.data.enrol_link(&offered.token);
            let address = format!("{PATH}/{account}");
            let language = render::language(&headers);
            asked.page("", code_page(language, &asked.signed_in, &address, &name, &link, offered.ends_at))
        }
        Err(error) => asked.refused(&account, &error).await,
    }
}

fn known(account: &str) -> Result<AccountId, StoreError> {
    AccountId::parse(account).map_err(|_| StoreError::NotFound)
}

async fn done(
    state: &AppState,
    headers: &HeaderMap,
    account: &str,
    act: impl AsyncFnOnce(&SessionToken, &AccountId) -> Result<(), StoreError>,
) -> Response {
    let (asked, token) = match Asked::to_change(state, headers).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let done = async { act(&token, &known(account)?).await };
    match done.await {
        Ok(()) => Redirect::to(&format!("{PATH}/{account}?done")).into_response(),
        Err(error) => asked.refused(account, &error).await,
    }
}

impl<'a> Asked<'a> {
    async fn to_look(state: &'a AppState, headers: &'a HeaderMap) -> Result<Self, Response> {
        let signed_in = reader(state, headers, PATH).await?;
        let asked = Self { state, headers, signed_in };
        if asked.may(Access::Look) { Ok(asked) } else { Err(asked.nothing()) }
    }

    async fn to_change(
        state: &'a AppState,
        headers: &'a HeaderMap,
    ) -> Result<(Self, SessionToken), Response> {
        let (token, signed_in) = sign_in::require(state, headers, PATH).await?;
        let asked = Self { state, headers, signed_in };
        if asked.may(Access::Change) { Ok((asked, token)) } else { Err(asked.nothing()) }
    }

    fn may(&self, access: Access) -> bool {
        self.signed_in.actor.allows(Function::People, access)
    }

    /// Whoever has no right to a page is not told that there is one.
    fn nothing(&self) -> Response {
        render::not_found(self.state, render::language(self.headers))
    }

    fn page(&self, path: &str, view: impl IntoView + 'static) -> Response {
        let language = render::language(self.headers);
        render::page(render::frame(self.state, language, text::TITLE.of(language), path, "console"), view)
    }

    async fn form(
        &self,
        filled: &Filled,
        account: Option<&AccountId>,
        faults: &Faults,
        refusal: Option<&Refusal>,
    ) -> Response {
        let store = &self.state.store;
        let read = async {
            let branches = store.branches_of(&self.signed_in.actor).await?;
            let products = store.products_to_choose(&self.signed_in.actor).await?;
            Ok((Choices { branches, products }, attempt_id(store.now())?))
        };
        let (choices, attempt) = match read.await {
            Ok(read) => read,
            Err(error) => return self.no(&error),
        };
        let filled = Filled { attempt: attempt.to_string(), ..filled.clone() };
        let address = account.map(|account| format!("{PATH}/{account}"));
        let language = render::language(self.headers);
        let not = Not { faults, refusal };
        let view = form_page(language, &self.signed_in, &filled, &choices, address.as_deref(), &not);
        let is_not_taken = refusal.is_some() || !faults.is_empty();
        let path = match (&address, is_not_taken) {
            (_, true) => String::new(),
            (None, false) => format!("{PATH}/new"),
            (Some(address), false) => format!("{address}/edit"),
        };
        let mut response = self.page(&path, view);
        if is_not_taken {
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        response
    }

    async fn one(&self, account: &str, note: Note<'_>) -> Response {
        let read = async { self.state.store.sub_account(&self.signed_in.actor, &known(account)?).await };
        match read.await {
            Ok(shown) => {
                let language = render::language(self.headers);
                let open = self.state.passkeys.are_open();
                let path = if note == Note::None { format!("{PATH}/{account}") } else { String::new() };
                let mut response = self.page(&path, one_page(language, &self.signed_in, &shown, open, note));
                if let Note::Refused(_) = note {
                    *response.status_mut() = StatusCode::CONFLICT;
                }
                response
            }
            Err(error) => self.no(&error),
        }
    }

    fn password(&self, account: &AccountId, name: &str, plain: &str) -> Response {
        let (language, address) = (render::language(self.headers), format!("{PATH}/{account}"));
        self.page("", password_page(language, &self.signed_in, &address, name, plain))
    }

    async fn refused(&self, account: &str, error: &StoreError) -> Response {
        match error {
            StoreError::Refused(refusal) => self.one(account, Note::Refused(refusal)).await,
            StoreError::NotFound
            | StoreError::AlreadyThere { .. }
            | StoreError::RaceLost
            | StoreError::GivenUp
            | StoreError::Database(_)
            | StoreError::Migration(_)
            | StoreError::Corrupt(_)
            | StoreError::Closing => self.no(error),
        }
    }

    fn no(&self, error: &StoreError) -> Response {
        match error {
            StoreError::NotFound | StoreError::Refused(_) => {
                render::not_found(self.state, render::language(self.headers))
            }
            StoreError::AlreadyThere { .. }
            | StoreError::RaceLost
            | StoreError::GivenUp
            | StoreError::Database(_)
            | StoreError::Migration(_)
            | StoreError::Corrupt(_)
            | StoreError::Closing => fault(self.state, self.headers, error),
        }
    }
}
