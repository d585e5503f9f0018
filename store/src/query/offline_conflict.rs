//! What the head office sees of its phones, and a branch of its own: scans that did not fit, with both facts, and scans that never arrived.

use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::{DeskPhoneId, OfflineScanId};
use domain::offline::conflict::{ConflictDecision, may_see};
use domain::offline::gap::not_looked_into;
use domain::offline::judge::Unchecked;
use domain::offline::scan::from_bits;
use domain::refusal::Refusal;
use sqlx::any::AnyRow;

/// Settled ones that are listed below the open ones.
const MOST_SETTLED: i64 = 50;
/// Gaps that were looked into and are listed at their phones.
const MOST_LOOKED_INTO: i64 = 200;

/// A scan that could not be redeemed.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The conflict.
    pub scan: OfflineScanId,
    /// Which phone, and what kind it is.
    pub phone_name: String,
    /// Its number on that phone.
    pub number: u32,
    /// Sign-in name of the account.
    pub account_name: String,
    /// The phone's branch; `None` = head office.
    pub branch_name: Option<String>,
    /// Units handed over.
    pub units: u32,
    /// NT$ of these units, where the ticket is known.
    pub amount: Option<i64>,
    /// 票券序號, of the own merchant's tickets.
    pub serial: Option<String>,
    /// Product name.
    pub product_name: Option<String>,
    /// When it was taken.
    pub scanned_at: Instant,
    /// When the phone had last heard the server.
    pub heard_at: Instant,
    /// What the phone could not check.
    pub unchecked: Vec<Unchecked>,
    /// When it arrived.
    pub received_at: Instant,
    /// What the server knew then.
    pub refusal: Refusal,
    /// What was decided, when and by whom.
    pub decision: Option<(ConflictDecision, Instant, String)>,
}

/// What waits for somebody of all that phones took without network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OpenOffline {
    /// Conflicts without a decision.
    pub conflicts: u32,
    /// Scans that never arrived, though later ones of the same phone did, and that nobody has looked into.
    pub missing: u32,
}

/// A phone at the counter that may go on without network.
#[derive(Debug, Clone)]
pub struct ListedPhone {
    /// The phone.
    pub id: DeskPhoneId,
    /// What kind it is.
    pub name: String,
    /// Sign-in name of its account.
    pub account_name: String,
    /// Its branch; `None` = head office.
    pub branch_name: Option<String>,
    /// Since when.
    pub made_at: Instant,
    /// When it last heard the server.
    pub heard_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// Scans that arrived.
    pub arrived: u32,
    /// The highest number that arrived.
    pub highest: u32,
    /// Scans that never arrived, though later ones did, and that nobody has looked into.
    pub missing: u32,
    /// What was looked into, the newest first.
    pub looked_into: Vec<LookedInto>,
}

/// Scans of a phone that never arrived, and somebody knows why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedInto {
    /// How many.
    pub missing: u32,
    /// What it was.
    pub note: String,
    /// When.
    pub at: Instant,
    /// Sign-in name of who did.
    pub account_name: String,
}

impl Store {
    /// Conflicts of the asker's merchant, the open ones first. Only for whoever may see them; others find none.
    pub async fn conflicts(&self, actor: &Actor) -> Result<Vec<Conflict>, StoreError> {
        if !may_see(actor) {
            return Err(StoreError::NotFound);
        }
        let rows = sqlx::query(
            "SELECT s.id, s.merchant, s.number, s.units, s.scanned_at, s.heard_at, s.unchecked, s.received_at, s.refusal,
                    s.issuer, s.decision, s.decided_at, d.name AS phone_name, a.name AS account_name, b.name AS branch_name,
                    t.serial, t.face_value, p.name AS product_name, da.name AS decider
             FROM offline_scan s
             JOIN desk_phone d ON d.merchant = s.merchant AND d.id = s.phone
             JOIN account a ON a.merchant = d.merchant AND a.id = d.account
             LEFT JOIN branch b ON b.merchant = d.merchant AND b.number = d.branch
             LEFT JOIN ticket t ON t.merchant = s.issuer AND t.id = s.ticket
             LEFT JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             LEFT JOIN account da ON da.merchant = s.merchant AND da.id = s.decided_by
             WHERE s.merchant = $1 AND s.outcome = 'conflict' AND ($3 = '' OR d.branch = $3)
               AND (s.decision IS NULL OR s.id IN (SELECT o.id FROM offline_scan o
                    JOIN desk_phone od ON od.merchant = o.merchant AND od.id = o.phone
                    WHERE o.merchant = $1 AND o.outcome = 'conflict' AND o.decision IS NOT NULL
                      AND ($3 = '' OR od.branch = $3) ORDER BY o.received_at DESC LIMIT $2))
             ORDER BY CASE WHEN s.decision IS NULL THEN 0 ELSE 1 END, s.received_at DESC, s.id DESC",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(MOST_SETTLED)
        .bind(actor.branch().map_or("", |branch| branch.as_str()))
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter().map(conflict).collect()
    }

    /// What waits for somebody who may see it: for the way to the page.
    pub async fn open_offline(&self, actor: &Actor) -> Result<OpenOffline, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM offline_scan s
                     JOIN desk_phone d ON d.merchant = s.merchant AND d.id = s.phone
                     WHERE s.merchant = $1 AND s.outcome = 'conflict' AND s.decision IS NULL
                       AND ($2 = '' OR d.branch = $2)) AS conflicts,
                    CAST(COALESCE((SELECT SUM(g.highest - g.looked_to - g.arrived) FROM (
                        SELECT l.looked_to, MAX(s.number) AS highest, COUNT(*) AS arrived
                        FROM (SELECT d.id, COALESCE((SELECT MAX(k.looked_to) FROM offline_gap k
                                  WHERE k.merchant = d.merchant AND k.phone = d.id), 0) AS looked_to
                              FROM desk_phone d WHERE d.merchant = $1 AND ($2 = '' OR d.branch = $2)) l
                        JOIN offline_scan s ON s.merchant = $1 AND s.phone = l.id AND s.number > l.looked_to
                        GROUP BY l.id, l.looked_to) g), 0) AS BIGINT) AS missing",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(actor.branch().map_or("", |branch| branch.as_str()))
        .fetch_one(self.engine.reader())
        .await?;
        let columns = Columns(&row);
        Ok(OpenOffline { conflicts: columns.count("conflicts")?, missing: columns.count("missing")? })
    }

    /// The phones of the asker's merchant: those with a gap to look into, then the newest.
    pub async fn desk_phones(&self, actor: &Actor) -> Result<Vec<ListedPhone>, StoreError> {
        if !may_see(actor) {
            return Err(StoreError::NotFound);
        }
        let rows = sqlx::query(
            "SELECT f.* FROM (SELECT d.id, d.name, d.made_at, d.heard_at, d.revoked_at, a.name AS account_name,
                    b.name AS branch_name,
                    (SELECT COUNT(*) FROM offline_scan s WHERE s.merchant = d.merchant AND s.phone = d.id) AS arrived,
                    (SELECT COUNT(*) FROM offline_scan s WHERE s.merchant = d.merchant AND s.phone = d.id
                       AND s.number > d.looked_to) AS arrived_after,
                    CAST(COALESCE((SELECT MAX(s.number) FROM offline_scan s
                        WHERE s.merchant = d.merchant AND s.phone = d.id), 0) AS BIGINT) AS highest, d.looked_to
             FROM (SELECT p.*, CAST(COALESCE((SELECT MAX(g.looked_to) FROM offline_gap g
                       WHERE g.merchant = p.merchant AND g.phone = p.id), 0) AS BIGINT) AS looked_to
                   FROM desk_phone p WHERE p.merchant = $1) d
             JOIN account a ON a.merchant = d.merchant AND a.id = d.account
             LEFT JOIN branch b ON b.merchant = d.merchant AND b.number = d.branch
             WHERE d.merchant = $1 AND ($2 = '' OR d.branch = $2)) f
             ORDER BY CASE WHEN f.highest - f.looked_to > f.arrived_after THEN 0 ELSE 1 END, f.made_at DESC, f.id DESC
             LIMIT 200",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(actor.branch().map_or("", |branch| branch.as_str()))
        .fetch_all(self.engine.reader())
        .await?;
        let mut phones = rows.iter().map(phone).collect::<Result<Vec<_>, _>>()?;
        for (id, looked) in self.looked_into(actor).await? {
            if let Some(phone) = phones.iter_mut().find(|phone| phone.id == id) {
                phone.looked_into.push(looked);
            }
        }
        Ok(phones)
    }

    /// What was looked into, the newest first, each with its phone.
    async fn looked_into(&self, actor: &Actor) -> Result<Vec<(DeskPhoneId, LookedInto)>, StoreError> {
        let rows = sqlx::query(
            "SELECT g.phone, g.missing, g.note, g.at, a.name AS account_name
             FROM offline_gap g
             JOIN desk_phone d ON d.merchant = g.merchant AND d.id = g.phone
             JOIN account a ON a.merchant = g.merchant AND a.id = g.account
             WHERE g.merchant = $1 AND ($2 = '' OR d.branch = $2) ORDER BY g.at DESC, g.id DESC LIMIT $3",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(actor.branch().map_or("", |branch| branch.as_str()))
        .bind(MOST_LOOKED_INTO)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                let phone =
                    DeskPhoneId::parse(&columns.text("phone")?).map_err(|_| StoreError::Corrupt("phone"))?;
                let looked = LookedInto {
                    missing: columns.count("missing")?,
                    note: columns.text("note")?,
                    at: columns.instant("at")?,
                    account_name: columns.text("account_name")?,
                };
                Ok((phone, looked))
            })
            .collect()
    }
}

pub(crate) fn conflict(row: &AnyRow) -> Result<Conflict, StoreError> {
    let columns = Columns(row);
    let own = columns.maybe_number("issuer")? == Some(columns.number("merchant")?);
    let units = columns.count("units")?;
    let bits = u8::try_from(columns.number("unchecked")?).map_err(|_| StoreError::Corrupt("a scan"))?;
    let decision = match columns.maybe_stated("decision", ConflictDecision::parse)? {
        None => None,
        Some(decision) => Some((
            decision,
            columns.instant("decided_at")?,
            columns.maybe_text("decider")?.unwrap_or_default(),
        )),
    };
    Ok(Conflict {
        scan: OfflineScanId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("scan"))?,
        phone_name: columns.text("phone_name")?,
        number: columns.count("number")?,
        account_name: columns.text("account_name")?,
        branch_name: columns.maybe_text("branch_name")?,
        units,
        amount: columns.maybe_number("face_value")?.map(|value| value.saturating_mul(i64::from(units))),
        serial: columns.maybe_text("serial")?.filter(|_| own),
        product_name: columns.maybe_text("product_name")?,
        scanned_at: columns.instant("scanned_at")?,
        heard_at: columns.instant("heard_at")?,
        unchecked: from_bits(bits),
        received_at: columns.instant("received_at")?,
        refusal: serde_json::from_str(&columns.text("refusal")?)
            .map_err(|_| StoreError::Corrupt("a stored refusal"))?,
        decision,
    })
}

fn phone(row: &AnyRow) -> Result<ListedPhone, StoreError> {
    let columns = Columns(row);
    let (arrived, highest) = (columns.count("arrived")?, columns.count("highest")?);
    Ok(ListedPhone {
        id: DeskPhoneId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("phone"))?,
        name: columns.text("name")?,
        account_name: columns.text("account_name")?,
        branch_name: columns.maybe_text("branch_name")?,
        made_at: columns.instant("made_at")?,
        heard_at: columns.instant("heard_at")?,
        revoked_at: columns.maybe_instant("revoked_at")?,
        arrived,
        highest,
        missing: not_looked_into(highest, columns.count("looked_to")?, columns.count("arrived_after")?),
        looked_into: Vec::new(),
    })
}
