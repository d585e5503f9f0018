//! 操作設定 and 合約及費率 in the console (RULES §8, §15).

use super::{fault, may_change, may_look, reader, saved, show};
use crate::handler::list::Pairs;
use crate::handler::sign_in;
use crate::render;
use crate::state::AppState;
use app::page::office::set_up::{Shown, contract as contract_page, page};
use app::text::{contract as contract_text, set_up as text};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::Subject;
use domain::field::Faults;
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::set_up::TypedSettings;
use serde::Deserialize;
use store::StoreError;
use store::query::session::SignedIn;

const PATH: &str = "/office/set-up";

/// `GET /office/set-up`
pub async fn form(State(state): State<AppState>, Query(query): Query<Pairs>, headers: HeaderMap) -> Response {
    match reader(&state, &headers, PATH).await {
        Ok(signed_in) => {
            let tried = Tried { is_saved: saved(&query), ..Tried::default() };
            answer(&state, &headers, &signed_in, tried, StatusCode::OK).await
        }
        Err(response) => response,
    }
}

/// The settings as they were sent.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    version: String,
    #[serde(default)]
    service_phone: String,
    #[serde(default)]
    service_email: String,
    #[serde(default)]
    line: String,
    #[serde(default)]
    facebook: String,
    #[serde(default)]
    twitter: String,
    #[serde(default)]
    instagram: String,
    #[serde(default)]
    shows_shop_site: String,
    #[serde(default)]
    return_rights: String,
    #[serde(default)]
    sms_open: String,
    #[serde(default)]
    requests_open: String,
    #[serde(default)]
    tells_uses: String,
    #[serde(default)]
    request_fee: String,
    #[serde(default)]
    answer_days: String,
}

impl Sent {
    fn typed(self) -> TypedSettings {
        TypedSettings {
            service_phone: self.service_phone,
            service_email: self.service_email,
            line: self.line,
            facebook: self.facebook,
            twitter: self.twitter,
            instagram: self.instagram,
            shows_shop_site: !self.shows_shop_site.is_empty(),
            // Browsers count a new line as one character more than people do.
            return_rights: self.return_rights.replace("\r\n", " ").replace('\n', " "),
            sms_open: !self.sms_open.is_empty(),
            requests_open: !self.requests_open.is_empty(),
            tells_uses: !self.tells_uses.is_empty(),
            request_fee: self.request_fee,
            answer_days: self.answer_days,
        }
    }
}

#[derive(Default)]
struct Tried {
    typed: Option<TypedSettings>,
    faults: Faults,
    refusal: Option<Refusal>,
    is_saved: bool,
}

/// `POST /office/set-up`
pub async fn change(
    State(state): State<AppState>,
    headers: HeaderMap,
    axum::Form(sent): axum::Form<Sent>,
) -> Response {
    let (token, signed_in) = match sign_in::require(&state, &headers, PATH).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    if !may_change(&signed_in, Function::Settings) {
        return render::not_found(&state, render::language(&headers));
    }
    let version = sent.version.parse().unwrap_or_default();
    let typed = sent.typed();
    let present = match state.store.set_up_of(signed_in.actor.merchant).await {
        Ok(present) => present,
        Err(error) => return fault(&state, &headers, &error),
    };
    let settings = match typed.read(present.contract.sms) {
        Ok(settings) => settings,
        Err(faults) => {
            let tried = Tried { typed: Some(typed), faults, ..Tried::default() };
            return answer(&state, &headers, &signed_in, tried, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match state.store.change_settings(&token, version, settings).await {
        Ok(()) => Redirect::to(&format!("{PATH}?saved")).into_response(),
        Err(StoreError::Refused(refusal)) => {
            // What somebody else made of it meanwhile is shown instead of what was typed.
            let typed = (refusal != Refusal::ChangedMeanwhile).then_some(typed);
            let tried = Tried { typed, refusal: Some(refusal), ..Tried::default() };
            answer(&state, &headers, &signed_in, tried, StatusCode::CONFLICT).await
        }
        Err(error) => fault(&state, &headers, &error),
    }
}

async fn answer(
    state: &AppState,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    tried: Tried,
    status: StatusCode,
) -> Response {
    let language = render::language(headers);
    if !may_look(signed_in, Function::Settings) {
        return render::not_found(state, language);
    }
    let merchant = signed_in.actor.merchant;
    let read = async {
        let set_up = state.store.set_up_of(merchant).await?;
        let changes = state.store.changes_of(merchant, Subject::Settings, "").await?;
        Ok::<_, StoreError>((set_up, changes))
    };
    match read.await {
        Ok((set_up, changes)) => {
            let shown = Shown {
                typed: tried.typed.unwrap_or_else(|| set_up.settings.typed()),
                set_up,
                changes,
                faults: tried.faults,
                refusal: tried.refusal,
                may_change: may_change(signed_in, Function::Settings),
                is_saved: tried.is_saved,
            };
            let path = if status == StatusCode::OK { PATH } else { "" };
            show(state, language, text::TITLE, path, status, page(language, signed_in, &shown))
        }
        Err(error) => fault(state, headers, &error),
    }
}

/// `GET /office/contract`: the head office's; a branch does not see it.
pub async fn contract(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let signed_in = match reader(&state, &headers, "/office/contract").await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let language = render::language(&headers);
    if !may_look(&signed_in, Function::Settings) || signed_in.actor.branch().is_some() {
        return render::not_found(&state, language);
    }
    let merchant = signed_in.actor.merchant;
    let read = async {
        let set_up = state.store.set_up_of(merchant).await?;
        let changes = state.store.changes_of(merchant, Subject::Contract, "").await?;
        Ok::<_, StoreError>((set_up, changes))
    };
    match read.await {
        Ok((set_up, changes)) => {
            let find = format!("{}/find/{merchant}", state.data.public_url.trim_end_matches('/'));
            let today = state.store.now().day();
            let view = contract_page(language, &signed_in, &set_up, &changes, today, find);
            show(&state, language, contract_text::TITLE, "/office/contract", StatusCode::OK, view)
        }
        Err(error) => fault(&state, &headers, &error),
    }
}
