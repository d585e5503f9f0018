//! 上架 and 下架 (RULES §7), one or many at once. What goes on the shelf is looked at first: only what may be published
//! may be issued.

use super::until_written;
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

/// More are not changed at once; a page of the list has at most 100.
const MOST: usize = 200;

impl Store {
    /// Puts products on the shelf or takes them off, all in one transaction; those that are there already stay, and those that
    /// may not be published are named. `read`: whoever asks has read what is shown of their terms. Products that are none of the
    /// merchant's are left out.
    pub async fn shelve_products(
        &self,
        session: &SessionToken,
        numbers: &[ProductNumber],
        on: bool,
        read: bool,
    ) -> Result<Vec<NotShelved>, StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let mut numbers: Vec<_> = numbers.iter().copied().take(MOST).collect();
        // Whoever shelves the same products at once does it in the same order.
        numbers.sort_unstable();
        numbers.dedup();
        // Where somebody else changed one of them, what may be published is looked at again.
        until_written!(self.shelve_round(&actor, &numbers, on, read))
    }

    async fn shelve_round(
        &self,
        actor: &Actor,
        numbers: &[ProductNumber],
        on: bool,
        read: bool,
    ) -> Result<Vec<NotShelved>, StoreError> {
        let Decided { changes, not_shelved } = self.decide_shelf(actor, numbers, on, read).await?;
        self.write_shelf(changes, on).await?;
        Ok(not_shelved)
    }

    /// What is to be written, each with the version that was looked at, and what stays where it is.
    async fn decide_shelf(
        &self,
        actor: &Actor,
        numbers: &[ProductNumber],
        on: bool,
        read: bool,
    ) -> Result<Decided, StoreError> {
        let kind = if on { EventKind::ProductShelved } else { EventKind::ProductUnshelved };
        let contract = if on { Some(self.contract(actor.merchant).await?) } else { None };
        let mut decided = Decided::default();
        for &number in numbers {
            let product = match self.product(actor, number).await {
                Ok(product) => product,
                Err(StoreError::NotFound) => continue,
                Err(error) => return Err(error),
            };
            if product.on_shelf == on {
                continue;
            }
            if let Some(contract) = &contract {
                let findings = contract.findings(&product.facts);
                if !policy::may_publish(&findings, read) {
                    let name = product.facts.name;
                    decided.not_shelved.push(NotShelved { number, name, findings });
                    continue;
                }
            }
            let change = Change::new(actor, number, kind, Vec::new(), self.now());
            decided.changes.push((change, product.version));
        }
        Ok(decided)
    }

    async fn write_shelf(&self, changes: Vec<(Change, i64)>, on: bool) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    for (change, version) in changes {
                        change.shelve(connection, version, on).await?;
                        change.note(connection).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// What becomes of the products that were asked for.
#[derive(Default)]
struct Decided {
    changes: Vec<(Change, i64)>,
    not_shelved: Vec<NotShelved>,
}
