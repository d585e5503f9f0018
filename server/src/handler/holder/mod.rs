//! What a holder does behind a link beside showing a ticket: give, ask for a return, split, renew. Every form is answered
//! by a redirect, or by itself with the reason why not.

pub mod ask_return;
pub mod device;
pub mod enquiry;
pub mod gift;
pub mod give;
pub mod given;
pub mod keep;
pub mod notices;
pub mod paper;
pub mod pass;
pub mod push;
pub mod renew;
pub mod split;
pub mod unlock;

use super::wallet::{open_ticket, refuse};
use crate::render;
use crate::state::AppState;
use app::language::Language;
use axum::extract::{ConnectInfo, FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::IntoView;
use std::net::SocketAddr;
use store::query::wallet::{Wallet, WalletTicket};
use store::secret::LinkToken;
use store::{StoreError, attempt_id};

/// Who asks, behind which link: the `{link}` of the address.
pub struct Visit {
    pub state: AppState,
    pub language: Language,
    pub link: String,
    pub peer: SocketAddr,
    pub headers: HeaderMap,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let peer = ConnectInfo::<SocketAddr>::from_request_parts(parts, state).await;
        let ConnectInfo(peer) = peer.map_err(IntoResponse::into_response)?;
        let path = RawPathParams::from_request_parts(parts, state).await;
        let path = path.map_err(IntoResponse::into_response)?;
        let link = path.iter().find(|(name, _)| *name == "link").map(|(_, link)| link.to_owned());
        Ok(Self {
            language: render::language(&parts.headers),
            state: state.clone(),
            link: link.unwrap_or_default(),
            peer,
            headers: parts.headers.clone(),
        })
    }
}

impl Visit {
    pub fn address(&self) -> String {
        format!("/w/{}", self.link)
    }

    /// Every link that cannot be one looks like one that never was.
    pub fn token(&self) -> Result<LinkToken, StoreError> {
        LinkToken::parse(&self.link).ok_or(StoreError::NotFound)
    }

    pub fn fresh_attempt(&self) -> Result<AttemptId, StoreError> {
        attempt_id(self.state.store.now())
    }

    pub async fn ticket(&self, serial: &str) -> Result<(Wallet, WalletTicket), StoreError> {
        let (wallet, position) = open_ticket(&self.state, &self.link, serial).await?;
        let ticket = wallet.tickets.get(position).cloned().ok_or(StoreError::NotFound)?;
        Ok((wallet, ticket))
    }

    /// A form or its repetition with the reason why not.
    pub fn page(
        &self,
        title: &str,
        path: &str,
        refusal: Option<&Refusal>,
        view: impl IntoView + 'static,
    ) -> Response {
        let path = if refusal.is_some() { "" } else { path };
        let mut frame = render::frame(&self.state, self.language, title, path, "wallet");
        frame.scripts = &["stepper.js"];
        let mut response = render::page(frame, view);
        if refusal.is_some() {
            *response.status_mut() = StatusCode::CONFLICT;
        }
        response
    }

    /// A page that nothing is filled in on.
    pub fn page_with(
        &self,
        title: &str,
        path: &str,
        scripts: &'static [&'static str],
        view: impl IntoView + 'static,
    ) -> Response {
        let mut frame = render::frame(&self.state, self.language, title, path, "wallet");
        frame.scripts = scripts;
        render::page(frame, view)
    }

    /// Not a rule's refusal: a link that is none, or a fault.
    pub fn failed(&self, error: &StoreError) -> Response {
        refuse(&self.state, self.language, error, self.peer, &self.headers)
    }

    /// Done: back to the list.
    pub fn back_to_list(&self) -> Response {
        Redirect::to(&self.address()).into_response()
    }

    /// Done: back to the ticket.
    pub fn back_to_ticket(&self, serial: &str) -> Response {
        Redirect::to(&format!("{}/{serial}", self.address())).into_response()
    }
}

/// The attempt of a form. One that nobody made is a code of nobody's: the form is asked for again.
pub(super) fn attempt_of(text: &str) -> Result<AttemptId, StoreError> {
    AttemptId::parse(text).map_err(|_| StoreError::Refused(Refusal::AttemptReused))
}

/// The values of a repeated field, and of the others the last.
pub(in crate::handler) fn values<'a>(form: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    form.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
}

pub(in crate::handler) fn value<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    values(form, name).last().copied().unwrap_or_default()
}
