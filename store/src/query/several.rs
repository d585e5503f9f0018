//! What else of an order may be redeemed with the ticket that was shown (RULES §3, several tickets in one scan).

use crate::command::redeem::Presentation;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::{Actor, Post};
use domain::identity::{MerchantNumber, UseId};
use domain::permission::Function;
use domain::proof::{ProofLevel, ProofPolicy};
use domain::several::{FirstUse, MOST, may_follow};
use domain::ticket::UseState;

/// Tickets of one unit that go with another one, each with what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followers {
    /// Name of their product.
    pub product_name: String,
    /// What the product tells the staff; empty where it says nothing.
    pub desk_note: String,
    /// One a ticket; at least one.
    pub presentations: Vec<Presentation>,
}

impl Store {
    /// The others of the order behind a redemption that this account made a moment ago: same product, same holder,
    /// usable now at this post. `None` = there are none, or they must be shown themselves.
    pub async fn followers(
        &self,
        actor: &Actor,
        issuer: MerchantNumber,
        use_id: &UseId,
    ) -> Result<Option<Followers>, StoreError> {
        let now = self.now();
        if actor.may_change(Function::Redeem).is_err() || actor.merchant != issuer {
            return Ok(None);
        }
        let first = sqlx::query(
            "SELECT u.proof, u.state, u.scanned_at, u.redeemer, u.account, t.id AS ticket, t.ticket_order, t.product,
                    t.wallet, p.name, p.desk_note, p.proof_look_up
             FROM use_line u
             JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             WHERE u.merchant = $1 AND u.id = $2",
        )
        .bind(i64::from(issuer.0))
        .bind(use_id.to_string())
        .fetch_optional(self.engine.reader())
        .await?;
        let Some(first) = first else {
            return Ok(None);
        };
        let columns = Columns(&first);
        let head_office = match &actor.post {
            Post::HeadOffice => true,
            Post::Branch { .. } | Post::Onlooker => false,
        };
        let shown = FirstUse {
            proof: columns.stated("proof", ProofLevel::parse)?,
            state: columns.stated("state", UseState::parse)?,
            at: columns.instant("scanned_at")?,
            own: columns.merchant("redeemer")? == actor.merchant
                && columns.text("account")? == actor.account.to_string(),
            policy: columns.stated("proof_look_up", ProofPolicy::parse)?,
            head_office,
        };
        if !may_follow(shown, now) {
            return Ok(None);
        }
        let rows = sqlx::query(
            "SELECT t.locator, t.generation FROM ticket t
             JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch AND bt.state = 'visible'
             WHERE t.merchant = $1 AND t.ticket_order = $2 AND t.product = $3 AND t.wallet = $4 AND t.id <> $5
               AND t.quantity = 1 AND t.remaining = 1 AND t.offered = 0
               AND (t.usable_from IS NULL OR t.usable_from <= $6)
               AND (t.usable_until IS NULL OR t.usable_until >= $6)
             ORDER BY t.serial LIMIT $7",
        )
        .bind(i64::from(issuer.0))
        .bind(columns.text("ticket_order")?)
        .bind(columns.number("product")?)
        .bind(columns.text("wallet")?)
        .bind(columns.text("ticket")?)
        .bind(now.day().to_string())
        .bind(MOST as i64)
        .fetch_all(self.engine.reader())
        .await?;
        let presentations = rows.iter().map(|row| {
            let columns = Columns(row);
            let generation =
                u8::try_from(columns.number("generation")?).map_err(|_| StoreError::Corrupt("generation"))?;
            Ok(Presentation::looked_up(issuer, columns.number("locator")?, generation, now))
        });
        let presentations = presentations.collect::<Result<Vec<_>, StoreError>>()?;
        let (product_name, desk_note) = (columns.text("name")?, columns.text("desk_note")?);
        let found = Followers { product_name, desk_note, presentations };
        Ok((!found.presentations.is_empty()).then_some(found))
    }
}
