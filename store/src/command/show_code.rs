//! Codes that outlive the screen: the number to be typed, and the static code on paper. Each look is an event, so that a
//! holder who did not look learns that somebody did (CODES, proof levels).

use crate::query::wallet::WalletTicket;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::event::EventKind;
use domain::identity::MerchantNumber;
use domain::refusal::Refusal;

impl Store {
    /// The redemption code behind "show number".
    pub async fn show_number(
        &self,
        merchant: MerchantNumber,
        ticket: &WalletTicket,
    ) -> Result<String, StoreError> {
        if !ticket.takes_typed {
            return Err(StoreError::Refused(Refusal::ProofRefused));
        }
        let row = sqlx::query("SELECT encrypted_code FROM ticket WHERE merchant = $1 AND id = $2")
            .bind(i64::from(merchant.0))
            .bind(ticket.id.to_string())
            .fetch_one(self.engine.reader())
            .await?;
        let sealed = Columns(&row).bytes("encrypted_code")?;
        let code = self.keyring.cipher().open(ticket.id.as_str(), &sealed)?;
        self.write_look(merchant, ticket, EventKind::NumberShown).await?;
        String::from_utf8(code).map_err(|_| StoreError::Corrupt("a redemption code"))
    }

    /// The static code for paper. It lives until the ticket is used, returned, given away or renewed.
    pub async fn print_code(
        &self,
        merchant: MerchantNumber,
        ticket: &WalletTicket,
    ) -> Result<String, StoreError> {
        if !ticket.takes_printed {
            return Err(StoreError::Refused(Refusal::ProofRefused));
        }
        let signing = self.issuer_keys.signing();
        let code = signing.printed(&ticket.claims(signing.id(), merchant));
        self.write_look(merchant, ticket, EventKind::SheetPrinted).await?;
        Ok(code)
    }

    async fn write_look(
        &self,
        merchant: MerchantNumber,
        ticket: &WalletTicket,
        kind: EventKind,
    ) -> Result<(), StoreError> {
        let (id, event, now) = (ticket.id.to_string(), self.new_identity(), self.now());
        self.engine
            .writer()
            .transaction(move |transaction| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO event (merchant, id, kind, at, ticket, business_day)
                         VALUES ($1, $2, $3, $4, $5, $6)",
                    )
                    .bind(i64::from(merchant.0))
                    .bind(event)
                    .bind(kind.as_str())
                    .bind(now.0)
                    .bind(id)
                    .bind(now.day().to_string())
                    .execute(transaction)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
