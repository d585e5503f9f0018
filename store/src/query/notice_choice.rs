//! What a holder is told of by mail (RULES §14).

use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::notice_topic::NoticeChoice;

/// A wallet's switches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSwitches {
    /// As its holder chose, else as the merchant has it.
    pub choice: NoticeChoice,
    /// Whether there is an address to write to.
    pub has_address: bool,
}

impl Store {
    /// `NotFound` for links that open no wallet.
    pub async fn notice_switches(&self, link: &LinkToken) -> Result<NoticeSwitches, StoreError> {
        let row = sqlx::query(
            "SELECT w.notice_topics, w.holder_email, m.tells_uses
             FROM wallet w JOIN merchant m ON m.number = w.merchant WHERE w.token_hash = $1",
        )
        .bind(link.hash())
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let choice = match columns.maybe_text("notice_topics")? {
            Some(topics) => NoticeChoice::parse(&topics),
            None => NoticeChoice::unasked(columns.flag("tells_uses")?),
        };
        Ok(NoticeSwitches { choice, has_address: !columns.text("holder_email")?.is_empty() })
    }
}
