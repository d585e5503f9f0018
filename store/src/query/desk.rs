//! What the desk shows beside the verdicts, and the public face of a ticket.

use super::issuer::contract_last_day;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::{Actor, Post};
use domain::calendar::{Day, Instant};
use domain::code::layout::Locator;
use domain::identity::{MerchantNumber, TicketId, UseId};
use domain::ticket::{TicketKind, UseState};
use sqlx::any::AnyRow;

/// One redemption in the desk's list.
#[derive(Debug, Clone)]
pub struct DeskUse {
    /// 發行單位, names the redemption together with `id`.
    pub issuer: MerchantNumber,
    /// The redemption.
    pub id: UseId,
    /// When.
    pub at: Instant,
    /// Units.
    pub quantity: u32,
    /// State now.
    pub state: UseState,
    /// The day it counts for.
    pub business_day: Day,
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// 提貨券 or 贈品券
    pub kind: TicketKind,
    /// NT$ a unit.
    pub face_value: i64,
    /// Branch that redeemed; `None` = head office.
    pub branch_name: Option<String>,
}

/// What anybody may know of a ticket whose code they hold: no state, no holder, no power.
#[derive(Debug, Clone)]
pub struct PublicFace {
    /// 發行單位
    pub issuer_name: String,
    /// Service phone of the issuer.
    pub service_phone: String,
    /// Product name.
    pub product_name: String,
    /// 提貨券 or 贈品券
    pub kind: TicketKind,
    /// Terms, one line each.
    pub terms: Vec<String>,
    /// The issuer's contract with the platform was ended or has run out: its last day. Tickets go on.
    pub contract_last_day: Option<Day>,
}

impl Store {
    /// Today's redemptions of the asker's own post: the branch's, or the whole merchant's for the head office.
    pub async fn redemptions_today(&self, actor: &Actor) -> Result<Vec<DeskUse>, StoreError> {
        let (all, branch) = reach(actor);
        let rows = sqlx::query(
            "SELECT u.merchant, u.id, u.scanned_at, u.quantity, u.state, u.business_day, t.serial, t.kind, t.face_value,
                    p.name, b.name AS branch_name
             FROM use_line u
             JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             LEFT JOIN branch b ON b.merchant = u.redeemer AND b.number = u.branch
             WHERE u.redeemer = $1 AND u.business_day = $2 AND ($3 = 1 OR u.branch = $4)
             ORDER BY u.scanned_at DESC, u.id DESC LIMIT 50",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(self.now().day().to_string())
        .bind(all)
        .bind(branch)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(desk_use).collect()
    }

    /// One redemption, for its result page: the two head offices may see it, and the branch that redeemed.
    pub async fn redemption(
        &self,
        actor: &Actor,
        issuer: MerchantNumber,
        use_id: &UseId,
    ) -> Result<DeskUse, StoreError> {
        let (all, branch) = reach(actor);
        let row = sqlx::query(
            "SELECT u.merchant, u.id, u.scanned_at, u.quantity, u.state, u.business_day, t.serial, t.kind, t.face_value,
                    p.name, b.name AS branch_name
             FROM use_line u
             JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             LEFT JOIN branch b ON b.merchant = u.redeemer AND b.number = u.branch
             WHERE u.merchant = $1 AND u.id = $2
               AND (($4 = 1 AND (u.merchant = $3 OR u.redeemer = $3)) OR (u.redeemer = $3 AND u.branch = $5))",
        )
        .bind(i64::from(issuer.0))
        .bind(use_id.to_string())
        .bind(i64::from(actor.merchant.0))
        .bind(all)
        .bind(branch)
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        desk_use(&row)
    }

    /// The newest standing redemption of a ticket, if this actor may look at it as [`Self::redemption`] does.
    pub(crate) async fn last_redemption(
        &self,
        actor: &Actor,
        issuer: MerchantNumber,
        ticket: &TicketId,
    ) -> Result<Option<(MerchantNumber, UseId)>, StoreError> {
        let (all, branch) = reach(actor);
        let row = sqlx::query(
            "SELECT u.id FROM use_line u
             WHERE u.merchant = $1 AND u.ticket = $2 AND u.state <> 'cancelled'
               AND (($4 = 1 AND (u.merchant = $3 OR u.redeemer = $3)) OR (u.redeemer = $3 AND u.branch = $5))
             ORDER BY u.scanned_at DESC, u.id DESC LIMIT 1",
        )
        .bind(i64::from(issuer.0))
        .bind(ticket.to_string())
        .bind(i64::from(actor.merchant.0))
        .bind(all)
        .bind(branch)
        .fetch_optional(self.engine.reader())
        .await?;
        row.map(|row| {
            let id = UseId::parse(&Columns(&row).text("id")?).map_err(|_| StoreError::Corrupt("use"))?;
            Ok((issuer, id))
        })
        .transpose()
    }

    /// The public face behind a code's locator.
    pub async fn public_face(
        &self,
        merchant: MerchantNumber,
        locator: Locator,
    ) -> Result<PublicFace, StoreError> {
        let row = sqlx::query(
            "SELECT m.name AS issuer_name, m.service_phone, m.contract_until, m.contract_ended_on, p.name, p.kind,
                    p.terms
             FROM ticket t
             JOIN batch bt ON bt.merchant = t.merchant AND bt.id = t.batch AND bt.state = 'visible'
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN merchant m ON m.number = t.merchant
             WHERE t.merchant = $1 AND t.locator = $2",
        )
        .bind(i64::from(merchant.0))
        .bind(locator.to_integer())
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        let columns = Columns(&row);
        Ok(PublicFace {
            issuer_name: columns.text("issuer_name")?,
            service_phone: columns.text("service_phone")?,
            product_name: columns.text("name")?,
            kind: columns.stated("kind", TicketKind::parse)?,
            terms: columns.text("terms")?.lines().map(str::to_owned).collect(),
            contract_last_day: contract_last_day(&columns, self.now().day())?,
        })
    }
}

impl DeskUse {
    /// NT$ of this redemption.
    pub fn amount(&self) -> i64 {
        self.face_value.saturating_mul(i64::from(self.quantity))
    }
}

/// Whether an actor sees what every branch did, and otherwise which branch's (RULES §9).
pub(super) fn reach(actor: &Actor) -> (i64, String) {
    match &actor.post {
        Post::HeadOffice | Post::Onlooker => (1, String::new()),
        Post::Branch { number, .. } => (0, number.as_str().to_owned()),
    }
}

pub(super) fn desk_use(row: &AnyRow) -> Result<DeskUse, StoreError> {
    let columns = Columns(row);
    Ok(DeskUse {
        issuer: columns.merchant("merchant")?,
        id: UseId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("use"))?,
        at: columns.instant("scanned_at")?,
        quantity: columns.count("quantity")?,
        state: columns.stated("state", UseState::parse)?,
        business_day: columns.day("business_day")?,
        serial: columns.text("serial")?,
        product_name: columns.text("name")?,
        kind: columns.stated("kind", TicketKind::parse)?,
        face_value: columns.number("face_value")?,
        branch_name: columns.maybe_text("branch_name")?,
    })
}
