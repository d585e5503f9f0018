//! What a product says at the counter, and how much of it a phone takes without network (RULES §7): changed at any time, and
//! in force from the next scan, or from the next time a phone is heard.

use super::meanwhile;
use super::write::Change;
use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::event::EventKind;
use domain::identity::ProductNumber;
use domain::permission::Function;
use domain::product;
use domain::product::counter::Counter;

impl Store {
    /// Changes it for the product as it was at `version`; the same again changes nothing.
    pub async fn change_product_counter(
        &self,
        session: &SessionToken,
        (number, version): (ProductNumber, i64),
        counter: &Counter,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let now = self.product(&actor, number).await?;
        let fields = now.counter.differences(counter);
        if fields.is_empty() {
            return Ok(());
        }
        let before = self.changing(&actor, number, version).await?;
        product::may_change(before.issued, &fields).map_err(StoreError::Refused)?;
        let change = Change::new(&actor, number, EventKind::ProductChanged, fields, self.now());
        let counter = counter.clone();
        let written = self
            .engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    change.update_counter(connection, version, &counter).await?;
                    change.note(connection).await
                })
            })
            .await;
        meanwhile(written)
    }
}
