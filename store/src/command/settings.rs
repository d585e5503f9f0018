//! A merchant changes its settings (RULES §8). Somebody else's change in between is told, and nothing is written over it.

use crate::secret::SessionToken;
use crate::table::set_up_change::{self, Author, SetUpChange};
use crate::{Store, StoreError};
use domain::change::{Subject, between};
use domain::permission::Function;
use domain::refusal::Refusal;
use domain::set_up::Settings;

impl Store {
    /// From now on these settings. `version` is that of the form they were typed into. The same again changes nothing.
    pub async fn change_settings(
        &self,
        session: &SessionToken,
        version: i64,
        wanted: Settings,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let present = self.set_up_of(actor.merchant).await?;
        let fields = between(&present.settings.fields(), &wanted.fields());
        if fields.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let change = SetUpChange {
            merchant: i64::from(actor.merchant.0),
            subject: Subject::Settings,
            key: String::new(),
            author: Author::Account(actor),
            fields,
            note: String::new(),
        };
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    // Text messages stay off where the contract has none, whatever the form said.
                    let changed = sqlx::query(
                        "UPDATE merchant SET service_phone = $3, service_email = $4, line_link = $5, facebook_link = $6,
                                twitter_link = $7, instagram_link = $8, shows_shop_site = $9, return_rights = $10,
                                sms_open = CASE WHEN sms_contracted = 1 THEN $11 ELSE 0 END, requests_open = $12,
                                answer_days = $13, request_fee = $14, tells_uses = $15, settings_version = settings_version + 1
                         WHERE number = $1 AND settings_version = $2",
                    )
                    .bind(change.merchant)
                    .bind(version)
                    .bind(wanted.service_phone)
                    .bind(wanted.service_email)
                    .bind(wanted.line)
                    .bind(wanted.facebook)
                    .bind(wanted.twitter)
                    .bind(wanted.instagram)
                    .bind(i64::from(wanted.shows_shop_site))
                    .bind(wanted.return_rights)
                    .bind(i64::from(wanted.sms_open))
                    .bind(i64::from(wanted.requests_open))
                    .bind(i64::from(wanted.answer_days))
                    .bind(i64::from(wanted.request_fee.0))
                    .bind(i64::from(wanted.tells_uses))
                    .execute(&mut *connection)
                    .await?;
                    if changed.rows_affected() != 1 {
                        return Err(StoreError::Refused(Refusal::ChangedMeanwhile));
                    }
                    set_up_change::insert(connection, &change, now).await
                })
            })
            .await
    }
}
