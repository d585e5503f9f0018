//! Notices and what became of them.

use super::{Found, KeptPage, KeptSearch};
use crate::query::window::Window;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::notice::{Channel, NoticeKind, NoticeState};
use sqlx::any::AnyRow;

const KEY: &[&str] = &["r.made_at", "r.merchant", "r.id"];
const COLUMNS: &str =
    "r.merchant, r.id, m.name AS merchant_name, r.kind, r.channel, r.state, r.attempts, r.result,
    r.made_at, r.changed_at";

/// A notice. No names, no addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    id: String,
    /// Whose ticket it is about.
    pub merchant: MerchantNumber,
    /// Its name.
    pub merchant_name: String,
    /// What is told.
    pub kind: NoticeKind,
    /// Which way.
    pub channel: Channel,
    /// What became of it.
    pub state: NoticeState,
    /// Tries so far.
    pub attempts: u32,
    /// What the other side said last.
    pub result: Option<String>,
    /// When it was made.
    pub made_at: Instant,
    /// When something last became of it.
    pub changed_at: Instant,
}

impl Store {
    /// A page of the notices in this state, or of all that are not sent; with `kind` of those that tell this.
    pub async fn deliveries(
        &self,
        search: &KeptSearch,
        state: Option<NoticeState>,
        kind: Option<NoticeKind>,
        window: Window,
    ) -> Result<KeptPage<Delivery>, StoreError> {
        found(search, state, kind).page(self, COLUMNS, window, delivery).await
    }

    /// How many the whole list has: reads each of them, so it is asked for.
    pub async fn count_of_deliveries(
        &self,
        search: &KeptSearch,
        state: Option<NoticeState>,
        kind: Option<NoticeKind>,
    ) -> Result<u64, StoreError> {
        found(search, state, kind).count_all(self).await
    }

    /// The next ones of the same list after `last`, however many there are: for a file of all of them.
    pub async fn deliveries_after(
        &self,
        search: &KeptSearch,
        state: Option<NoticeState>,
        kind: Option<NoticeKind>,
        is_descending: bool,
        last: Option<&Delivery>,
        size: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut found = found(search, state, kind);
        if let Some(last) = last {
            let key = [
                found.parameters.number(last.made_at.0),
                found.parameters.number(last.merchant.0.into()),
                found.parameters.text(last.id.as_str()),
            ];
            found.and_after(&key, is_descending);
        }
        found.first(self, COLUMNS, is_descending, size, delivery).await
    }
}

/// What is sent and what is not have an index each, which is taken where the text says so.
fn found(search: &KeptSearch, state: Option<NoticeState>, kind: Option<NoticeKind>) -> Found {
    let mut found = Found::new("notice", KEY, search);
    match state {
        Some(NoticeState::Sent) => found.and("r.state = 'sent'"),
        Some(state @ (NoticeState::Waiting | NoticeState::Failed | NoticeState::Bounced)) => {
            let state = found.parameters.text(state.as_str());
            found.and(&format!("r.state <> 'sent' AND r.state = {state}"));
        }
        None => found.and("r.state <> 'sent'"),
    }
    if let Some(kind) = kind {
        let kind = found.parameters.text(kind.as_str());
        found.and(&format!("r.kind = {kind}"));
    }
    found
}

fn delivery(row: &AnyRow) -> Result<Delivery, StoreError> {
    let columns = Columns(row);
    Ok(Delivery {
        id: columns.text("id")?,
        merchant: columns.merchant("merchant")?,
        merchant_name: columns.text("merchant_name")?,
        kind: columns.stated("kind", NoticeKind::parse)?,
        channel: columns.stated("channel", Channel::parse)?,
        state: columns.stated("state", NoticeState::parse)?,
        attempts: columns.count("attempts")?,
        result: columns.maybe_text("result")?,
        made_at: columns.instant("made_at")?,
        changed_at: columns.instant("changed_at")?,
    })
}
