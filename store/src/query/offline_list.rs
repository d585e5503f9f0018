//! Conflicts and phones of the desk without network as lists: all of them, found, ordered and paged; the page of what waits
//! shows the newest. For whoever may see them, a branch its own.

use crate::query::offline_conflict::{Conflict, conflict};
use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::identity::DeskPhoneId;
use domain::offline::conflict::may_see;
use sqlx::any::AnyRow;

/// What is looked for among conflicts; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConflictSearch {
    /// The serial of an own ticket, or part of a phone's, account's or product's name.
    pub words: String,
    /// Waiting for a decision, or decided.
    pub is_open: Option<bool>,
    /// First day on which it arrived.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

/// A page of conflicts.
#[derive(Debug, Clone)]
pub struct Conflicts {
    /// Of this page.
    pub found: Rows<Conflict>,
    /// Of all that were found, those that wait for a decision.
    pub open: u64,
}

domain::stated_enum! {
    /// What the list of phones can be ordered by.
    pub enum PhoneSort {
        /// When it was made.
        Made = "made",
        /// When it last heard the server.
        Heard = "heard",
    }
}

/// What is looked for among phones; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PhoneSearch {
    /// Part of its name or its account's.
    pub words: String,
    /// 停用, or not.
    pub is_revoked: Option<bool>,
}

/// A phone in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneInList {
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
    /// The highest number of them.
    pub highest: u32,
}

impl Store {
    /// A page of conflicts, by the time of their arrival.
    pub async fn listed_conflicts(
        &self,
        actor: &Actor,
        search: &ConflictSearch,
        window: Window,
    ) -> Result<Conflicts, StoreError> {
        let (mut parameters, found) = found_conflicts(actor, search)?;
        let counted = format!(
            "SELECT COUNT(*) AS total,
                    CAST(COALESCE(SUM(CASE WHEN s.decision IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting {found}"
        );
        let sums = parameters.ask(&counted).fetch_one(self.engine.reader()).await?;
        let limit = page(&mut parameters, window);
        let direction = window.direction();
        let text = format!(
            "SELECT s.id, s.merchant, s.number, s.units, s.scanned_at, s.heard_at, s.unchecked, s.received_at, s.refusal,
                    s.issuer, s.decision, s.decided_at, d.name AS phone_name, a.name AS account_name,
                    b.name AS branch_name, t.serial, t.face_value, p.name AS product_name, da.name AS decider
             {found} ORDER BY s.received_at {direction}, s.id {direction} {limit}"
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        let columns = Columns(&sums);
        Ok(Conflicts {
            found: Rows {
                rows: rows.iter().map(conflict).collect::<Result<_, _>>()?,
                total: u64::from(columns.count("total")?),
            },
            open: u64::from(columns.count("waiting")?),
        })
    }

    /// A page of phones.
    pub async fn listed_phones(
        &self,
        actor: &Actor,
        search: &PhoneSearch,
        sort: PhoneSort,
        window: Window,
    ) -> Result<Rows<PhoneInList>, StoreError> {
        let (mut parameters, found) = found_phones(actor, search)?;
        let counted = format!("SELECT COUNT(*) AS total {found}");
        let total = parameters.ask(&counted).fetch_one(self.engine.reader()).await?;
        let column = match sort {
            PhoneSort::Made => "d.made_at",
            PhoneSort::Heard => "d.heard_at",
        };
        let limit = page(&mut parameters, window);
        let direction = window.direction();
        let text = format!(
            "SELECT d.id, d.name, d.made_at, d.heard_at, d.revoked_at, a.name AS account_name, b.name AS branch_name,
                    (SELECT COUNT(*) FROM offline_scan s WHERE s.merchant = d.merchant AND s.phone = d.id) AS arrived,
                    CAST(COALESCE((SELECT MAX(s.number) FROM offline_scan s
                        WHERE s.merchant = d.merchant AND s.phone = d.id), 0) AS BIGINT) AS highest
             {found} ORDER BY {column} {direction}, d.id {direction} {limit}"
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        Ok(Rows {
            rows: rows.iter().map(phone).collect::<Result<_, _>>()?,
            total: u64::from(Columns(&total).count("total")?),
        })
    }
}

fn page(parameters: &mut Parameters, window: Window) -> String {
    let (size, offset) = (parameters.number(window.size.into()), parameters.number(window.offset.into()));
    format!("LIMIT {size} OFFSET {offset}")
}

/// The asker's merchant as `$1`; the asker's branch, where there is one.
fn of_the_asker(actor: &Actor) -> Result<(Parameters, String), StoreError> {
    if !may_see(actor) {
        return Err(StoreError::NotFound);
    }
    let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
    let branch = actor.branch().map(|branch| parameters.text(branch.as_str()));
    let condition = branch.map_or_else(String::new, |branch| format!(" AND d.branch = {branch}"));
    Ok((parameters, condition))
}

fn found_conflicts(actor: &Actor, search: &ConflictSearch) -> Result<(Parameters, String), StoreError> {
    let (mut parameters, mut conditions) = of_the_asker(actor)?;
    let words = search.words.trim();
    if !words.is_empty() {
        let (serial, part) = (parameters.text(words.to_uppercase()), parameters.text(part(words)));
        conditions.push_str(&format!(
            " AND ((s.issuer = s.merchant AND t.serial = {serial}) OR LOWER(d.name) LIKE {part} ESCAPE '!'
                OR LOWER(a.name) LIKE {part} ESCAPE '!' OR LOWER(p.name) LIKE {part} ESCAPE '!')"
        ));
    }
    if let Some(is_open) = search.is_open {
        let not = if is_open { "" } else { "NOT" };
        conditions.push_str(&format!(" AND s.decision IS {not} NULL"));
    }
    if let Some(from) = search.from {
        conditions.push_str(&format!(" AND s.received_at >= {}", parameters.number(from.start().0)));
    }
    if let Some(until) = search.until {
        let after = parameters.number(until.plus_days(1).start().0);
        conditions.push_str(&format!(" AND s.received_at < {after}"));
    }
    let text = format!(
        "FROM offline_scan s
         JOIN desk_phone d ON d.merchant = s.merchant AND d.id = s.phone
         JOIN account a ON a.merchant = d.merchant AND a.id = d.account
         LEFT JOIN branch b ON b.merchant = d.merchant AND b.number = d.branch
         LEFT JOIN ticket t ON t.merchant = s.issuer AND t.id = s.ticket
         LEFT JOIN product p ON p.merchant = t.merchant AND p.number = t.product
         LEFT JOIN account da ON da.merchant = s.merchant AND da.id = s.decided_by
         WHERE s.merchant = $1 AND s.outcome = 'conflict'{conditions}"
    );
    Ok((parameters, text))
}

fn found_phones(actor: &Actor, search: &PhoneSearch) -> Result<(Parameters, String), StoreError> {
    let (mut parameters, mut conditions) = of_the_asker(actor)?;
    let words = search.words.trim();
    if !words.is_empty() {
        let part = parameters.text(part(words));
        conditions.push_str(&format!(
            " AND (LOWER(d.name) LIKE {part} ESCAPE '!' OR LOWER(a.name) LIKE {part} ESCAPE '!')"
        ));
    }
    if let Some(is_revoked) = search.is_revoked {
        let not = if is_revoked { "NOT" } else { "" };
        conditions.push_str(&format!(" AND d.revoked_at IS {not} NULL"));
    }
    let text = format!(
        "FROM desk_phone d
         JOIN account a ON a.merchant = d.merchant AND a.id = d.account
         LEFT JOIN branch b ON b.merchant = d.merchant AND b.number = d.branch
         WHERE d.merchant = $1{conditions}"
    );
    Ok((parameters, text))
}

fn phone(row: &AnyRow) -> Result<PhoneInList, StoreError> {
    let columns = Columns(row);
    Ok(PhoneInList {
        id: DeskPhoneId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("phone"))?,
        name: columns.text("name")?,
        account_name: columns.text("account_name")?,
        branch_name: columns.maybe_text("branch_name")?,
        made_at: columns.instant("made_at")?,
        heard_at: columns.instant("heard_at")?,
        revoked_at: columns.maybe_instant("revoked_at")?,
        arrived: columns.count("arrived")?,
        highest: columns.count("highest")?,
    })
}
