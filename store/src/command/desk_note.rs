//! What a product tells the staff at the counter (RULES §7): it may change at any time and holds from the next scan on.

use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::desk_note::DeskNote;
use domain::permission::Function;

impl Store {
    /// The product with this code (商品編號) of the asker's merchant says this from now on.
    pub async fn change_desk_note(
        &self,
        session: &SessionToken,
        code: &str,
        note: &DeskNote,
    ) -> Result<(), StoreError> {
        let actor = self.acting(session, Function::Settings).await?;
        let (merchant, code, note) = (i64::from(actor.merchant.0), code.to_owned(), note.as_str().to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    let done =
                        sqlx::query("UPDATE product SET desk_note = $3 WHERE merchant = $1 AND code = $2")
                            .bind(merchant)
                            .bind(code)
                            .bind(note)
                            .execute(connection)
                            .await?;
                    if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
                })
            })
            .await
    }
}
