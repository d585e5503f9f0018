//! Whether a recipient may give a product's tickets away again (RULES §5). What holders were promised when their tickets
//! were issued stays so: it is locked then, like the product's other fields.

use super::meanwhile;
use super::write::Change;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::event::EventKind;
use domain::permission::Function;
use domain::product::{self, ProductField};

impl Store {
    /// The product with this code (商品編號) of the asker's merchant forbids passing on from now on, or allows it.
    pub async fn forbid_passing_on(
        &self,
        session: &SessionToken,
        code: &str,
        forbids: bool,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Products).await?;
        let row = sqlx::query(
            "SELECT number, version, forbids_passing_on, CASE WHEN issued_at IS NULL THEN 0 ELSE 1 END AS issued
             FROM product WHERE merchant = $1 AND code = $2",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(code.to_owned())
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        if columns.flag("forbids_passing_on")? == forbids {
            return Ok(());
        }
        let fields = vec![ProductField::PassingOn];
        product::may_change(columns.number("issued")? == 1, &fields).map_err(StoreError::Refused)?;
        let (number, version) = (columns.product("number")?, columns.number("version")?);
        let change = Change::new(&actor, number, EventKind::ProductChanged, fields, self.now());
        let written = self
            .engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    change.raise_version(connection, version).await?;
                    change.write_passing_on(connection, forbids).await?;
                    change.note(connection).await
                })
            })
            .await;
        meanwhile(written)
    }
}
