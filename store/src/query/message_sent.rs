//! What the platform has told its merchants, as a list: found by words, kind and to whom.

use crate::query::message_received::MessageSearch;
use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::MerchantNumber;
use domain::message::{Message, MessageKind};
use sqlx::any::AnyRow;

/// A message with who gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMessage {
    /// The message.
    pub id: String,
    /// To whom; `None` = to all merchants.
    pub merchant: Option<(MerchantNumber, String)>,
    /// What it says.
    pub message: Message,
    /// When.
    pub at: Instant,
    /// Nobody sees it any longer.
    pub is_withdrawn: bool,
}

impl Store {
    /// A page of what the platform has told, by its time. Words are looked for in the name and number of whoever got it, too.
    pub async fn sent_messages(
        &self,
        search: &MessageSearch,
        window: Window,
    ) -> Result<Rows<SentMessage>, StoreError> {
        let (mut parameters, found) = found(search);
        let counted = format!("SELECT COUNT(*) AS total {found}");
        let total = parameters.ask(&counted).fetch_one(self.engine.reader()).await?;
        let (size, offset) = (parameters.number(window.size.into()), parameters.number(window.offset.into()));
        let direction = window.direction();
        let text = format!(
            "SELECT e.id, e.merchant, m.name AS merchant_name, e.kind, e.title, e.body, e.at, e.withdrawn_at {found}
             ORDER BY e.at {direction}, e.id {direction} LIMIT {size} OFFSET {offset}"
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        Ok(Rows {
            rows: rows.iter().map(sent).collect::<Result<_, _>>()?,
            total: u64::from(Columns(&total).count("total")?),
        })
    }
}

fn found(search: &MessageSearch) -> (Parameters, String) {
    let mut parameters = Parameters::none();
    let mut text = "FROM message e LEFT JOIN merchant m ON m.number = e.merchant WHERE 1 = 1".to_owned();
    let words = search.words.trim();
    if !words.is_empty() {
        let words = parameters.text(part(words));
        text.push_str(&format!(
            " AND (LOWER(e.title) LIKE {words} ESCAPE '!' OR LOWER(e.body) LIKE {words} ESCAPE '!'
                OR LOWER(m.name) LIKE {words} ESCAPE '!' OR CAST(m.number AS TEXT) LIKE {words} ESCAPE '!')"
        ));
    }
    if let Some(kind) = search.kind {
        text.push_str(&format!(" AND e.kind = {}", parameters.text(kind.as_str())));
    }
    (parameters, text)
}

fn sent(row: &AnyRow) -> Result<SentMessage, StoreError> {
    let columns = Columns(row);
    let merchant = match columns.maybe_number("merchant")? {
        Some(_) => Some((columns.merchant("merchant")?, columns.text("merchant_name")?)),
        None => None,
    };
    Ok(SentMessage {
        id: columns.text("id")?,
        merchant,
        message: Message {
            kind: columns.stated("kind", MessageKind::parse)?,
            title: columns.text("title")?,
            body: columns.text("body")?,
        },
        at: columns.instant("at")?,
        is_withdrawn: columns.maybe_number("withdrawn_at")?.is_some(),
    })
}
