//! 上架 and 下架 (RULES §7), one or many at once. What goes on the shelf is looked at first: only what may be published
//! may be issued.

use super::write::Change;
use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::event::EventKind;
use domain::identity::ProductNumber;
use domain::permission::Function;
use domain::product::policy::{self, Finding};

/// A product that stayed off the shelf, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotShelved {
    /// The product.
    pub number: ProductNumber,
    /// Its name.
    pub name: String,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// More are not changed at once.
const MOST: usize = 200;

impl Store {
    /// Puts products on the shelf or takes them off; those that are there already stay. `read`: whoever asks has read what
    /// is shown of their terms. Products that are none of the merchant's are left out.
    pub async fn shelve_products(
        &self,
        session: &SessionToken,
        numbers: &[ProductNumber],
        on: bool,
        read: bool,
    ) -> Result<Vec<NotShelved>, StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let mut not_shelved = Vec::new();
        for &number in numbers.iter().take(MOST) {
            for _ in 0..crate::change::ROUNDS {
                match self.shelve_one(&actor, number, on, read).await {
                    Ok(refused) => {
                        not_shelved.extend(refused);
                        break;
                    }
                    Err(StoreError::NotFound) => break,
                    // Somebody else changed it: what may be published is looked at again.
                    Err(StoreError::RaceLost) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(not_shelved)
    }

    async fn shelve_one(
        &self,
        actor: &Actor,
        number: ProductNumber,
        on: bool,
        read: bool,
    ) -> Result<Option<NotShelved>, StoreError> {
        let product = self.product(actor, number).await?;
        if product.on_shelf == on {
            return Ok(None);
        }
        if on {
            let findings = self.contract(actor.merchant).await?.findings(&product.facts);
            if !policy::may_publish(&findings, read) {
                return Ok(Some(NotShelved { number, name: product.facts.name, findings }));
            }
        }
        let kind = if on { EventKind::ProductShelved } else { EventKind::ProductUnshelved };
        let change = Change::new(actor, number, kind, Vec::new(), self.now());
        let version = product.version;
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    change.shelve(connection, version, on).await?;
                    change.note(connection).await
                })
            })
            .await?;
        Ok(None)
    }
}
