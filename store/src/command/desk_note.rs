//! What a product tells the staff at the counter (RULES §7), by its code: for the command line.

use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::desk_note::DeskNote;
use domain::permission::Function;
use domain::product::counter::Counter;

impl Store {
    /// The product with this code (商品編號) of the asker's merchant says this from now on.
    pub async fn change_desk_note(
        &self,
        session: &SessionToken,
        code: &str,
        note: &DeskNote,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let row = sqlx::query("SELECT number FROM product WHERE merchant = $1 AND code = $2")
            .bind(i64::from(actor.merchant.0))
            .bind(code.to_owned())
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        let product = self.product(&actor, Columns(&row).product("number")?).await?;
        let counter = Counter { note: note.clone(), limits: product.counter.limits };
        self.change_product_counter(session, (product.number, product.version), &counter).await
    }
}
