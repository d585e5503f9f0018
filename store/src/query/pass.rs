//! What a card in a wallet app says now. Once its ticket or the codes have gone elsewhere it says that it is over, and
//! nothing else that its former holder did not know.

use super::issuer::{IssuerData, issuer_data};
use super::wallet::{Wallet, WalletTicket};
use crate::secret::{LinkToken, PassSerial};
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::calendar::Instant;
use domain::identity::{TicketId, WalletId};
use domain::pass::{Hands, PassKind, Standing, standing};
use sqlx::any::AnyRow;

/// A card.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Its name.
    pub serial: PassSerial,
    /// Whose wallet app.
    pub kind: PassKind,
    /// The tag of the language in which it was made.
    pub language: String,
    /// When it last changed, as far as phones were told.
    pub updated_at: Instant,
    /// The issuer.
    pub issuer: IssuerData,
    /// 票券序號
    pub ticket_serial: String,
    /// Product name.
    pub product_name: String,
    /// The ticket, unless the card is over.
    pub held: Option<Held>,
}

/// The ticket behind a card that is not over.
#[derive(Debug, Clone)]
pub struct Held {
    /// The ticket as its holder sees it.
    pub ticket: WalletTicket,
    /// What may be said of it.
    pub standing: Standing,
    /// The code on paper, where the product takes it and the ticket may be used.
    pub code: Option<String>,
    /// The link of its wallet.
    pub link: LinkToken,
}

const SELECT: &str = "SELECT p.serial, p.kind, p.ticket, p.wallet, p.link_generation, p.code_generation, p.language,
        p.updated_at, t.serial AS ticket_serial, pr.name AS product_name, p.merchant, m.name, m.responsible_person,
        m.tax_id, m.address, m.service_phone, m.service_email, m.return_rights, m.guarantee_bank,
                    m.contract_until, m.contract_ended_on, m.shop_site, m.shows_shop_site, m.line_link, m.facebook_link, m.twitter_link,
                    m.instagram_link,
        lg.name AS logo, lg.width AS logo_width, lg.height AS logo_height, lg.plate AS logo_plate
 FROM pass p JOIN ticket t ON t.merchant = p.merchant AND t.id = p.ticket
 JOIN product pr ON pr.merchant = t.merchant AND pr.number = t.product
 JOIN merchant m ON m.number = p.merchant
 LEFT JOIN merchant_picture lg ON lg.merchant = m.number AND lg.kind = 'logo'
 WHERE p.serial = $1";

impl Pass {
    /// What it may say.
    pub fn standing(&self) -> Standing {
        self.held.as_ref().map_or(Standing::Over, |held| held.standing)
    }
}

impl Store {
    /// The card with this name.
    pub async fn pass(&self, serial: &PassSerial) -> Result<Pass, StoreError> {
        let row = sqlx::query(SELECT)
            .bind(serial.as_str())
            .fetch_optional(self.engine.look_ups())
            .await?
            .ok_or(StoreError::NotFound)?;
        let made_for = made_for(&row)?;
        let columns = Columns(&row);
        let ticket = TicketId::parse(&columns.text("ticket")?).map_err(|_| StoreError::Corrupt("ticket"))?;
        let link = self.keyring.link_token(&made_for.wallet, made_for.link_generation);
        // A link that died opens nothing.
        let held = match self.wallet(&link).await {
            Ok(wallet) => self.held(wallet, link, &ticket, &made_for),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error),
        };
        Ok(Pass {
            serial: serial.clone(),
            kind: columns.stated("kind", PassKind::parse)?,
            language: columns.text("language")?,
            updated_at: columns.instant("updated_at")?,
            issuer: issuer_data(&columns, self.now().day())?,
            ticket_serial: columns.text("ticket_serial")?,
            product_name: columns.text("product_name")?,
            held,
        })
    }

    /// The card that was made of this ticket as it is now, by this link.
    pub async fn pass_of(
        &self,
        link: &LinkToken,
        ticket: &WalletTicket,
        kind: PassKind,
    ) -> Result<Pass, StoreError> {
        let holder = Holder::by_link(&self.engine, link).await?;
        let hands = self.hands(&holder, ticket).await?;
        self.pass(&self.keyring.pass_serial(kind, &ticket.id, &hands)).await
    }

    fn held(&self, wallet: Wallet, link: LinkToken, ticket: &TicketId, made_for: &Hands) -> Option<Held> {
        let today = self.now().day();
        let ticket = wallet.tickets.into_iter().find(|one| one.id == *ticket)?;
        let now_in = Hands { code_generation: ticket.ticket.generation, ..made_for.clone() };
        let standing = standing(made_for, &now_in, &ticket.ticket, today);
        if standing == Standing::Over {
            return None;
        }
        let signing = self.issuer_keys.signing();
        let code = (standing.is_usable() && ticket.takes_printed)
            .then(|| signing.printed(&ticket.claims(signing.id(), wallet.issuer.number)));
        Some(Held { ticket, standing, code, link })
    }
}

fn made_for(row: &AnyRow) -> Result<Hands, StoreError> {
    let columns = Columns(row);
    let generation =
        |column| u8::try_from(columns.number(column)?).map_err(|_| StoreError::Corrupt("generation"));
    Ok(Hands {
        wallet: WalletId::parse(&columns.text("wallet")?).map_err(|_| StoreError::Corrupt("wallet"))?,
        link_generation: generation("link_generation")?,
        code_generation: generation("code_generation")?,
    })
}
