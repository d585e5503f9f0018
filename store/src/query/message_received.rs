//! 訊息中心 (RULES §9): what the platform tells a merchant, the newest on the console's first page, all of it as a list. What was
//! withdrawn is gone.

use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::message::{Message, MessageKind, may_read};
use sqlx::any::AnyRow;

/// Messages on the first page.
const NEWEST: i64 = 5;

/// A message from the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// What it says.
    pub message: Message,
    /// When.
    pub at: Instant,
}

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageSearch {
    /// Part of its title or body.
    pub words: String,
    /// Of this kind alone.
    pub kind: Option<MessageKind>,
}

impl Store {
    /// The newest messages of the platform to this merchant.
    pub async fn messages_for(&self, merchant: MerchantNumber) -> Result<Vec<ReceivedMessage>, StoreError> {
        let rows = sqlx::query(
            "SELECT e.kind, e.title, e.body, e.at FROM message e
             WHERE e.withdrawn_at IS NULL AND (e.merchant IS NULL OR e.merchant = $1)
             ORDER BY e.at DESC, e.id DESC LIMIT $2",
        )
        .bind(i64::from(merchant.0))
        .bind(NEWEST)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(received).collect()
    }

    /// A page of all of them, by their time.
    pub async fn received_messages(
        &self,
        actor: &Actor,
        search: &MessageSearch,
        window: Window,
    ) -> Result<Rows<ReceivedMessage>, StoreError> {
        if !may_read(actor) {
            return Err(StoreError::NotFound);
        }
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let mut found = String::from(
            "FROM message e WHERE e.withdrawn_at IS NULL AND (e.merchant IS NULL OR e.merchant = $1)",
        );
        if let Some(kind) = search.kind {
            found.push_str(&format!(" AND e.kind = {}", parameters.text(kind.as_str())));
        }
        let words = search.words.trim();
        if !words.is_empty() {
            let part = parameters.text(part(words));
            found.push_str(&format!(
                " AND (LOWER(e.title) LIKE {part} ESCAPE '!' OR LOWER(e.body) LIKE {part} ESCAPE '!')"
            ));
        }
        let total = parameters.ask(&format!("SELECT COUNT(*) AS total {found}"));
        let total = total.fetch_one(self.engine.reader()).await?;
        let (size, offset) = (parameters.number(window.size.into()), parameters.number(window.offset.into()));
        let direction = window.direction();
        let text = format!(
            "SELECT e.kind, e.title, e.body, e.at {found}
             ORDER BY e.at {direction}, e.id {direction} LIMIT {size} OFFSET {offset}"
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        Ok(Rows {
            rows: rows.iter().map(received).collect::<Result<_, _>>()?,
            total: u64::from(Columns(&total).count("total")?),
        })
    }
}

fn received(row: &AnyRow) -> Result<ReceivedMessage, StoreError> {
    let columns = Columns(row);
    Ok(ReceivedMessage {
        message: Message {
            kind: columns.stated("kind", MessageKind::parse)?,
            title: columns.text("title")?,
            body: columns.text("body")?,
        },
        at: columns.instant("at")?,
    })
}
