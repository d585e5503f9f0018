//! What a holder is told of, by mail and on phones, and in which language (RULES §14). Choosing the same again changes nothing.

use crate::command::contact::tag;
use crate::secret::LinkToken;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::notice_topic::NoticeChoice;

impl Store {
    /// From now on the wallet's holder is told of these topics only, and of what always comes. `push` is of its phones;
    /// without it their choice stays.
    pub async fn choose_notices(
        &self,
        link: &LinkToken,
        mail: &NoticeChoice,
        push: Option<&NoticeChoice>,
    ) -> Result<(), StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let (mail, push) = (mail.to_string(), push.map(NoticeChoice::to_string));
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    sqlx::query(
                        "UPDATE wallet SET notice_topics = $3, push_topics = COALESCE($4, push_topics)
                         WHERE merchant = $1 AND id = $2",
                    )
                    .bind(i64::from(holder.merchant.0))
                    .bind(holder.wallet.as_str())
                    .bind(mail)
                    .bind(push)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// From now on the wallet's mails and phones speak this language. `Corrupt` if it is no language tag.
    pub async fn choose_language(&self, link: &LinkToken, language: &str) -> Result<(), StoreError> {
        let language = tag(language).ok_or(StoreError::Corrupt("a language tag"))?;
        let holder = Holder::by_link(&self.engine, link).await?;
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    sqlx::query("UPDATE wallet SET language = $3 WHERE merchant = $1 AND id = $2")
                        .bind(i64::from(holder.merchant.0))
                        .bind(holder.wallet.as_str())
                        .bind(language)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}
