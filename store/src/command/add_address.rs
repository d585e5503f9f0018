//! A holder who was reached by a passed-on link alone leaves an e-mail address (RULES §5, §14).

use crate::command::contact::Email;
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::table::entry::{self, Entry};
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::event::EventKind;

impl Store {
    /// From now on the wallet is reached by this address, and its link is mailed there. `RaceLost`: it has an address, which
    /// stays.
    pub async fn add_address(&self, link: &LinkToken, email: &Email) -> Result<(), StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let (email, now) = (email.as_str().to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    holder.hold(connection).await?;
                    let merchant = i64::from(holder.merchant.0);
                    let added = sqlx::query(
                        "UPDATE wallet SET holder_email = $3 WHERE merchant = $1 AND id = $2 AND holder_email = '' AND erased_at IS NULL",
                    )
                    .bind(merchant)
                    .bind(holder.wallet.as_str())
                    .bind(email)
                    .execute(&mut *connection)
                    .await?;
                    if added.rows_affected() != 1 {
                        return Err(StoreError::RaceLost);
                    }
                    // Who is told of an event is found by its ticket.
                    let ticket = sqlx::query(
                        "SELECT MIN(id) AS ticket FROM ticket WHERE merchant = $1 AND wallet = $2",
                    )
                    .bind(merchant)
                    .bind(holder.wallet.as_str())
                    .fetch_one(&mut *connection)
                    .await?;
                    let event = Entry {
                        ticket: Columns(&ticket).maybe_text("ticket")?,
                        ..Entry::new(merchant, EventKind::AddressAdded, now)
                    };
                    entry::insert(connection, &event).await
                })
            })
            .await
    }
}
