//! The phones that ask to be told when an Apple card changes.

use crate::secret::PassSerial;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::pass::MOST_PHONES;

/// The cards of a phone that have changed, and the moment until which that is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedSince {
    /// The cards.
    pub serials: Vec<String>,
    /// To be asked with the next time.
    pub until: Instant,
}

impl Store {
    /// Whether this is the card's own password.
    pub fn is_pass_token(&self, serial: &PassSerial, token: &str) -> bool {
        self.keyring.is_pass_token(serial, token)
    }

    /// The card's own password.
    pub fn pass_token(&self, serial: &PassSerial) -> String {
        self.keyring.pass_token(serial)
    }

    /// Tells this phone from now on; `false` if it was told before. More phones than fit are not told, silently: their
    /// cards are renewed when somebody looks.
    pub async fn register_pass(
        &self,
        serial: &PassSerial,
        device: &str,
        push_token: &str,
    ) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT COUNT(r.device) AS phones, COUNT(CASE WHEN r.device = $2 THEN 1 END) AS this_one
             FROM pass p LEFT JOIN pass_registration r ON r.serial = p.serial WHERE p.serial = $1 GROUP BY p.serial",
        )
        .bind(serial.as_str())
        .bind(device)
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        let is_known = columns.number("this_one")? > 0;
        if !is_known && columns.number("phones")? >= MOST_PHONES {
            return Ok(true);
        }
        let (serial, device, push_token, now) =
            (serial.to_string(), device.to_owned(), push_token.to_owned(), self.now());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO pass_registration (device, serial, push_token, made_at) VALUES ($1, $2, $3, $4)
                         ON CONFLICT (device, serial) DO UPDATE SET push_token = excluded.push_token",
                    )
                    .bind(device)
                    .bind(serial)
                    .bind(push_token)
                    .bind(now.0)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        Ok(!is_known)
    }

    /// The card was removed from this phone.
    pub async fn unregister_pass(&self, serial: &PassSerial, device: &str) -> Result<(), StoreError> {
        let (serial, device) = (serial.to_string(), device.to_owned());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM pass_registration WHERE device = $1 AND serial = $2")
                        .bind(device)
                        .bind(serial)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Apple's service says that nobody is there any more.
    pub async fn forget_push_token(&self, push_token: &str) -> Result<(), StoreError> {
        let push_token = push_token.to_owned();
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM pass_registration WHERE push_token = $1")
                        .bind(push_token)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Cards of a phone that changed after `since`. `None`: none of its cards did.
    pub async fn passes_changed_since(
        &self,
        device: &str,
        since: Instant,
    ) -> Result<Option<ChangedSince>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.serial, p.updated_at FROM pass_registration r JOIN pass p ON p.serial = r.serial
             WHERE r.device = $1 AND p.updated_at > $2 ORDER BY p.updated_at, p.serial",
        )
        .bind(device)
        .bind(since.0)
        .fetch_all(self.engine.reader())
        .await?;
        let Some(last) = rows.last() else {
            return Ok(None);
        };
        let until = Columns(last).instant("updated_at")?;
        let serials = rows.iter().map(|row| Columns(row).text("serial")).collect::<Result<_, _>>()?;
        Ok(Some(ChangedSince { serials, until }))
    }
}
