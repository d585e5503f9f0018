//! Doors that exist in the demo only, and only for the machine that it runs on.

use crate::render;
use crate::state::AppState;
use app::page::dev_mailbox::{Mail, page};
use app::text::dev as text;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use std::net::SocketAddr;

/// `GET /dev/mailbox`
pub async fn mailbox(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    let language = render::language(&headers);
    if !state.serve.demo || !peer.ip().to_canonical().is_loopback() {
        return render::not_found(&state, language);
    }
    let mails = state.mailbox.mails().into_iter();
    let mails = mails.map(|mail| Mail { to: mail.to, subject: mail.subject, paragraphs: mail.paragraphs });
    let view = page(language, mails.collect());
    render::page(render::frame(&state, language, text::MAILBOX.of(language), "/dev/mailbox", "wallet"), view)
}
