//! Sending what is due. A notice is marked after it was taken: a server that dies in between sends it again.

use super::{CodeDelivery, Delivery, SignInDelivery};
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::notice::{NoticeState, next_try};
use domain::permission::Function;
use std::future::Future;

/// Characters of a result that are kept.
const RESULT_LENGTH: usize = 200;

/// Carries notices out of the house: mail, SMS. It must give up by itself within some seconds.
pub trait Deliver: Send + Sync {
    /// Hands the notice over. `Ok` says what the other side answered.
    fn deliver(&self, delivery: &Delivery) -> impl Future<Output = Result<String, NotDelivered>> + Send;

    /// Hands six digits over to somebody who waits for them.
    fn deliver_code(&self, code: &CodeDelivery) -> impl Future<Output = Result<String, NotDelivered>> + Send;

    /// Tells an account what happened at its door.
    fn deliver_sign_in(
        &self,
        mail: &SignInDelivery,
    ) -> impl Future<Output = Result<String, NotDelivered>> + Send;
}

/// Why a notice was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDelivered {
    /// It may be taken later.
    Later(String),
    /// It never will.
    Never(String),
}

/// What a round of sending did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Taken.
    pub sent: u32,
    /// Not taken; each is tried again later, or given up.
    pub failed: u32,
}

const SENT: &str = "
UPDATE notice SET state = $3, attempts = attempts + 1, result = $4, due_at = $5, changed_at = $6
WHERE merchant = $1 AND id = $2 AND state = 'waiting'";

const BOUNCED: &str = "
UPDATE notice SET state = 'bounced', result = $3, changed_at = $4
WHERE merchant = $1 AND id = $2 AND state = 'sent'";

impl Store {
    /// Sends what is due, one after the other; what failed waits for its next try.
    pub async fn deliver_notices<D: Deliver>(&self, deliverer: &D, limit: u32) -> Result<Round, StoreError> {
        let mut round = Round::default();
        for delivery in self.due_notices(limit).await? {
            self.deliver_one(deliverer, &delivery, &mut round).await?;
        }
        Ok(round)
    }

    pub(super) async fn deliver_one<D: Deliver>(
        &self,
        deliverer: &D,
        delivery: &Delivery,
        round: &mut Round,
    ) -> Result<(), StoreError> {
        let outcome = match &delivery.to {
            Some(_) => deliverer.deliver(delivery).await,
            None => Err(NotDelivered::Never("no address".to_owned())),
        };
        match outcome {
            Ok(result) => {
                round.sent += 1;
                self.notice_sent(delivery, &result).await
            }
            Err(NotDelivered::Later(result)) => {
                round.failed += 1;
                self.notice_failed(delivery, &result).await
            }
            Err(NotDelivered::Never(result)) => {
                round.failed += 1;
                self.write_result(delivery, NoticeState::Failed, &result, 0).await
            }
        }
    }

    /// The other side took it.
    pub async fn notice_sent(&self, delivery: &Delivery, result: &str) -> Result<(), StoreError> {
        self.write_result(delivery, NoticeState::Sent, result, 0).await
    }

    /// It was not taken: again after 1, 5 and 30 minutes and 2 hours, then never.
    pub async fn notice_failed(&self, delivery: &Delivery, result: &str) -> Result<(), StoreError> {
        match next_try(delivery.attempts.saturating_add(1)) {
            Some(seconds) => self.write_result(delivery, NoticeState::Waiting, result, seconds).await,
            None => self.write_result(delivery, NoticeState::Failed, result, 0).await,
        }
    }

    /// It was taken and came back, as a person has read (已發行訂單管理, 修改).
    pub async fn notice_bounced(&self, actor: &Actor, id: &str, result: &str) -> Result<(), StoreError> {
        actor.may_change(Function::IssuedOrders).map_err(StoreError::Refused)?;
        let (merchant, id, now) = (i64::from(actor.merchant.0), id.to_owned(), self.now().0);
        let result = shortened(&without_addresses(result));
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    let query = sqlx::query(BOUNCED).bind(merchant).bind(id).bind(result).bind(now);
                    let changed = query.execute(transaction).await?.rows_affected();
                    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
                })
            })
            .await
    }

    /// A notice that somebody else marked meanwhile stays as they marked it.
    async fn write_result(
        &self,
        delivery: &Delivery,
        state: NoticeState,
        result: &str,
        again_in: i64,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let (merchant, id) = (i64::from(delivery.notice.merchant.0), delivery.notice.id.clone());
        let result = shortened(&without_address(delivery, result));
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    sqlx::query(SENT)
                        .bind(merchant)
                        .bind(id)
                        .bind(state.as_str())
                        .bind(result)
                        .bind(now.plus_seconds(again_in).0)
                        .bind(now.0)
                        .execute(transaction)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Servers like to repeat the address that they refuse.
fn without_address(delivery: &Delivery, result: &str) -> String {
    match &delivery.to {
        Some(to) => result.replace(&to.address, "…"),
        None => result.to_owned(),
    }
}

/// What a person copies out of a bounce names the address, too, and we do not know which word it is.
fn without_addresses(result: &str) -> String {
    let words = result.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn shortened(result: &str) -> String {
    result.chars().take(RESULT_LENGTH).collect()
}
