//! The receipt of one redemption (CODES, receipts), for whoever may look at the redemption: the holder of its ticket, and
//! the people who see it at the desk.

use crate::seal::{Stored, sealed_columns};
use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::{Actor, Post};
use domain::identity::{MerchantNumber, UseId};
use domain::permission::{Access, Function};
use domain::receipt::{Facts, Stated, UseReceipt};
use domain::ticket::UseState;
use sqlx::any::AnyRow;

/// Of a part that was taken back later there is no event of its own: such a line has no receipt.
macro_rules! receipt_of {
    ($from:literal) => {
        concat!(
            "SELECT e.merchant, u.state, u.quantity AS standing, t.serial, p.name AS product_name, i.name AS issuer_name,
       r.name AS redeemer_name, b.name AS branch_name, s.number AS seal, ",
            sealed_columns!(),
            " FROM ",
            $from,
            "
JOIN event e ON e.merchant = u.merchant AND e.ticket = u.ticket AND e.line = u.id AND e.kind = 'redeemed'
JOIN product p ON p.merchant = t.merchant AND p.number = t.product
JOIN merchant i ON i.number = u.merchant
JOIN merchant r ON r.number = u.redeemer
LEFT JOIN branch b ON b.merchant = u.redeemer AND b.number = u.branch
LEFT JOIN event_seal s ON s.merchant = e.merchant AND s.event = e.id
WHERE "
        )
    };
}

/// As the wallet shows it: whoever has the ticket now sees all its uses, whoever had it sees none.
const OF_HOLDER: &str = concat!(
    receipt_of!(
        "wallet w
JOIN ticket t ON t.merchant = w.merchant AND t.wallet = w.id AND t.quantity > 0
JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch AND bt.state = 'visible'
JOIN use_line u ON u.merchant = t.merchant AND u.ticket = t.id"
    ),
    "w.token_hash = $1 AND t.serial = $2 AND u.id = $3"
);

/// As the desk shows it: both head offices, and the branch that redeemed.
const OF_DESK: &str = concat!(
    receipt_of!("use_line u JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket"),
    "u.merchant = $1 AND u.id = $2
  AND (($4 = 1 AND (u.merchant = $3 OR u.redeemer = $3)) OR (u.redeemer = $3 AND u.branch = $5))"
);

impl Store {
    /// The receipt of a use of a ticket in this wallet; `NotFound` for everybody else's.
    pub async fn receipt_for_holder(
        &self,
        link: &LinkToken,
        serial: &str,
        use_id: &UseId,
    ) -> Result<UseReceipt, StoreError> {
        let row = sqlx::query(OF_HOLDER)
            .bind(link.hash())
            .bind(serial)
            .bind(use_id.as_str())
            .fetch_optional(self.engine.look_ups())
            .await?
            .ok_or(StoreError::NotFound)?;
        self.receipt(&row).await
    }

    /// The receipt of a redemption that this account may see: with 票券核銷 or 報表, at the issuer's or redeemer's head
    /// office or the branch that redeemed. It says nothing of the holder.
    pub async fn receipt_for_desk(
        &self,
        actor: &Actor,
        issuer: MerchantNumber,
        use_id: &UseId,
    ) -> Result<UseReceipt, StoreError> {
        let may_look = [Function::Redeem, Function::Reports]
            .iter()
            .any(|function| actor.allows(*function, Access::Look));
        if !may_look {
            return Err(StoreError::NotFound);
        }
        let (all, branch) = match &actor.post {
            Post::HeadOffice | Post::Onlooker => (1_i64, ""),
            Post::Branch { number, .. } => (0, number.as_str()),
        };
        let row = sqlx::query(OF_DESK)
            .bind(i64::from(issuer.0))
            .bind(use_id.as_str())
            .bind(i64::from(actor.merchant.0))
            .bind(all)
            .bind(branch)
            .fetch_optional(self.engine.look_ups())
            .await?
            .ok_or(StoreError::NotFound)?;
        self.receipt(&row).await
    }

    /// Whether a redemption has a receipt: a part that was taken back is a line without an event of its own.
    pub async fn has_receipt(&self, issuer: MerchantNumber, use_id: &UseId) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT e.id FROM use_line u
             JOIN event e ON e.merchant = u.merchant AND e.ticket = u.ticket AND e.line = u.id
                  AND e.kind = 'redeemed'
             WHERE u.merchant = $1 AND u.id = $2",
        )
        .bind(i64::from(issuer.0))
        .bind(use_id.as_str())
        .fetch_optional(self.engine.look_ups())
        .await?;
        Ok(row.is_some())
    }

    /// The receipt's text, signed; nothing while the redemption waits for its seal.
    pub fn receipt_text(&self, receipt: &UseReceipt) -> Option<String> {
        self.keyring.receipt_text(receipt)
    }

    async fn receipt(&self, row: &AnyRow) -> Result<UseReceipt, StoreError> {
        let columns = Columns(row);
        let merchant = columns.merchant("merchant")?;
        let proof = match columns.maybe_number("seal")? {
            None => None,
            Some(number) => {
                let number = u64::try_from(number).map_err(|_| StoreError::Corrupt("seal number"))?;
                Some(self.proof_of(merchant, number).await?)
            }
        };
        // Where there is a seal, nothing but what was sealed.
        let bytes = match &proof {
            Some(proof) => proof.bytes.clone(),
            None => Stored::read(row)?.ok_or(StoreError::NotFound)?.bytes,
        };
        let facts = Facts::read(merchant, &bytes).ok_or(StoreError::Corrupt("the event of a redemption"))?;
        let state = columns.stated("state", UseState::parse)?;
        let standing = if state.is_standing() { columns.count("standing")? } else { 0 };
        let stated = Stated {
            serial: columns.text("serial")?,
            product: columns.text("product_name")?,
            issuer: columns.text("issuer_name")?,
            redeemer: columns.text("redeemer_name")?,
            branch: columns.maybe_text("branch_name")?,
            state,
            standing,
            at: self.now().whole_second(),
        };
        Ok(UseReceipt { facts, proof, stated, key_address: String::new() })
    }
}
