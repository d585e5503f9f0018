//! What a holder is told of, by mail and on phones (RULES §14).

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
    /// The same of phones: all while its holder chose nothing.
    pub push: NoticeChoice,
    /// The tag of the language that mails and phones speak.
    pub language: String,
    /// The keys of the phones that are told, in hexadecimal digits.
    pub phones: Vec<String>,
}

impl Store {
    /// `NotFound` for links that open no wallet.
    pub async fn notice_switches(&self, link: &LinkToken) -> Result<NoticeSwitches, StoreError> {
        let row = sqlx::query(
            "SELECT w.merchant, w.id, w.notice_topics, w.push_topics, w.holder_email, w.language, m.tells_uses
             FROM wallet w JOIN merchant m ON m.number = w.merchant WHERE w.token_hash = $1",
        )
        .bind(link.hash())
        .fetch_optional(self.engine.look_ups())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let choice = match columns.maybe_text("notice_topics")? {
            Some(topics) => NoticeChoice::parse(&topics),
            None => NoticeChoice::unasked(columns.flag("tells_uses")?),
        };
        let push = columns.maybe_text("push_topics")?;
        let push = push.map_or_else(NoticeChoice::all, |topics| NoticeChoice::parse(&topics));
        let phones = sqlx::query(
            "SELECT d.public_key FROM push_subscription s
             JOIN wallet_device d ON d.merchant = s.merchant AND d.wallet = s.wallet AND d.id = s.device
             WHERE s.merchant = $1 AND s.wallet = $2 ORDER BY s.made_at, s.device",
        )
        .bind(columns.number("merchant")?)
        .bind(columns.text("id")?)
        .fetch_all(self.engine.look_ups())
        .await?;
        Ok(NoticeSwitches {
            choice,
            has_address: !columns.text("holder_email")?.is_empty(),
            push,
            language: columns.text("language")?,
            phones: phones.iter().map(|row| Columns(row).text("public_key")).collect::<Result<_, _>>()?,
        })
    }
}
