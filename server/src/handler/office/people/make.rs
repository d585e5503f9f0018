//! A new account by its form: made once however often it is sent, and what cannot be so stands at its field.

use super::form::faults_of;
use super::{Asked, PATH};
use crate::password;
use app::page::office::people::form::Filled;
use axum::response::{IntoResponse, Redirect, Response};
use domain::field::Faults;
use domain::identity::{AccountId, AttemptId};
use domain::people::{AccountName, PASSWORD_AGAIN_MINUTES};
use domain::refusal::Refusal;
use store::command::people::SubAccountDraft;
use store::secret::SessionToken;
use store::{StoreError, attempt_id};

impl Asked<'_> {
    /// Makes the account. Sent a second time, it shows the same password once more where that is still the account's, or says
    /// how to come to another one.
    pub async fn make(
        &self,
        session: &SessionToken,
        name: &AccountName,
        draft: SubAccountDraft,
        filled: &Filled,
    ) -> Result<Response, StoreError> {
        let (store, actor) = (&self.state.store, &self.signed_in.actor);
        let attempt = match AttemptId::parse(&filled.attempt) {
            Ok(attempt) => attempt,
            Err(_) => attempt_id(store.now())?,
        };
        let new = if filled.password {
            let draw = |number| store.first_password(actor, name, &attempt, number);
            Some(password::repeatable(draw).await?)
        } else {
            None
        };
        let hash = new.as_ref().map(|new| new.hash.clone());
        let made = store.make_sub_account(session, name, draft, hash, &attempt).await?;
        let address = format!("{PATH}/{}", made.account);
        let Some(new) = new else {
            return Ok(Redirect::to(&format!("{address}?done")).into_response());
        };
        let is_known = match made.before {
            None => true,
            Some(before) if before.at.plus_seconds(PASSWORD_AGAIN_MINUTES * 60) < store.now() => false,
            Some(before) => password::is_right(new.plain.clone(), before.password_hash).await,
        };
        Ok(if is_known {
            self.password(&made.account, name.as_str(), &new.plain)
        } else {
            Redirect::to(&format!("{address}?made")).into_response()
        })
    }

    /// The form with what was typed: the field that is not taken, or why nothing was done.
    pub async fn not_done(&self, filled: &Filled, account: Option<&AccountId>, refusal: Refusal) -> Response {
        match faults_of(&refusal) {
            Some(faults) => self.form(filled, account, &faults, None).await,
            None => self.form(filled, account, &Faults::default(), Some(&refusal)).await,
        }
    }
}
