//! What a desk's phone is given so that it can go on without network (RULES §3, offline): products with what they ask, and
//! the list of tickets about which a code may say too much. No holder, no serial, no code.

use crate::random::first_identity_of;
use crate::secret::SessionToken;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::{Actor, Post};
use domain::calendar::Instant;
use domain::code::layout::Locator;
use domain::hours::Hours;
use domain::identity::{DeskPhoneId, MerchantNumber};
use domain::offline::judge::OfflineProduct;
use domain::offline::limits::OfflineLimits;
use domain::permission::Function;
use domain::proof::ProofPolicy;
use domain::redeem::RelationState;
use domain::refusal::{Refusal, RefusalCode};
use domain::ticket::TicketKind;
use sqlx::any::AnyRow;

/// Lines of one answer.
const MOST_LINES: usize = 4_000;
/// A merchant with more changed tickets than these gives the newest changes only: its phones take no paper without network.
const MOST_OF_ALL: i64 = 40_000;
/// What was written at a moment is there so much later at the latest.
const OVERLAP_SECONDS: i64 = 120;

/// How far a phone has read the list. Text, since a phone keeps it and brings it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cursor {
    /// All changed tickets, in the order of merchant and locator; with the time at which the reading began.
    Whole {
        /// When it began.
        since: Instant,
        /// The last line that was read.
        after: (u32, i64),
    },
    /// Changes, in the order of their events.
    Changes {
        /// The last event that was read, or what sorts before the next one.
        after: String,
    },
}

impl Cursor {
    /// As a phone keeps it.
    pub fn to_text(&self) -> String {
        match self {
            Self::Whole { since, after: (merchant, locator) } => {
                format!("w.{}.{merchant}.{}", since.0, Locator::from_integer(*locator).to_text())
            }
            Self::Changes { after } => format!("c.{after}"),
        }
    }

    /// Reads [`Self::to_text`]; anything else begins anew.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(after) = text.strip_prefix("c.") {
            let of_form =
                after.len() <= 40 && after.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
            return of_form.then(|| Self::Changes { after: after.to_owned() });
        }
        let mut fields = text.strip_prefix("w.")?.split('.');
        let since = Instant(fields.next()?.parse().ok()?);
        let after = (fields.next()?.parse().ok()?, Locator::parse(fields.next()?)?.to_integer());
        fields.next().is_none().then_some(Self::Whole { since, after })
    }
}

/// A ticket that was changed since it was issued, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// 發行單位
    pub merchant: MerchantNumber,
    /// Its public name in codes.
    pub locator: Locator,
    /// Codes of an older one are dead.
    pub generation: u8,
    /// Units left; none while it is offered.
    pub left: u32,
}

/// A product as a desk's phone knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProduct {
    /// What is decided on.
    pub rule: OfflineProduct,
    /// Product name.
    pub name: String,
    /// 提貨券 or 贈品券
    pub kind: TicketKind,
    /// 發行單位
    pub issuer_name: String,
    /// What it tells the staff at the counter; empty where it says nothing.
    pub note: String,
}

/// One answer to a phone.
#[derive(Debug, Clone)]
pub struct PhoneNews {
    /// Whose phone.
    pub merchant: MerchantNumber,
    /// Its account acts for the head office.
    pub head_office: bool,
    /// When its account may redeem.
    pub hours: Hours,
    /// The server's time.
    pub now: Instant,
    /// Every product that it may meet.
    pub products: Vec<KnownProduct>,
    /// Lines of the list, each in place of what was there of its ticket.
    pub lines: Vec<ListLine>,
    /// From where to go on.
    pub cursor: Cursor,
    /// There is more at once.
    pub more: bool,
    /// The list begins anew with this answer; whether it will hold every changed ticket.
    pub begins: Option<bool>,
}

/// $1 the phone's merchant: its own tickets, and those of others' products that are open to it.
const REACHED: &str = "(t.merchant = $1 OR EXISTS (SELECT 1 FROM product_opening po
    JOIN relation r ON r.issuer = po.merchant AND r.redeemer = po.redeemer AND r.state = 'open'
    WHERE po.merchant = t.merchant AND po.product = t.product AND po.redeemer = $1))";
/// The merchants of these tickets.
const ISSUERS: &str = "(SELECT m.number FROM merchant m WHERE m.number = $1 UNION SELECT r.issuer FROM relation r WHERE r.redeemer = $1 AND r.state = 'open')";

impl Store {
    /// What is new for a phone since `cursor`; without one, the list begins anew. Whoever is signed in must be the account
    /// whose phone it is.
    pub async fn phone_news(
        &self,
        session: &SessionToken,
        phone: &DeskPhoneId,
        cursor: Option<Cursor>,
    ) -> Result<PhoneNews, StoreError> {
        let actor = self.acting(session, Function::Redeem).await?;
        let now = self.now();
        self.hear_phone(&actor, phone, now).await?;
        let products = self.known_products(&actor).await?;
        let (cursor, begins) = match cursor {
            Some(cursor) => (cursor, None),
            None => {
                let whole = self.changed_tickets(&actor).await? <= MOST_OF_ALL;
                (begin(&products, whole, now), Some(whole))
            }
        };
        let (lines, cursor, more) = self.lines_after(&actor, cursor, now).await?;
        let head_office = actor.post == Post::HeadOffice;
        Ok(PhoneNews {
            merchant: actor.merchant,
            head_office,
            hours: actor.powers.hours,
            now,
            products,
            lines,
            cursor,
            more,
            begins,
        })
    }

    /// Writes down that the phone was here. A revoked one, or somebody else's, is told nothing.
    async fn hear_phone(&self, actor: &Actor, phone: &DeskPhoneId, now: Instant) -> Result<(), StoreError> {
        let row =
            sqlx::query("SELECT revoked_at FROM desk_phone WHERE merchant = $1 AND id = $2 AND account = $3")
                .bind(i64::from(actor.merchant.0))
                .bind(phone.as_str())
                .bind(actor.account.as_str())
                .fetch_optional(self.engine.counter())
                .await?
                .ok_or(StoreError::NotFound)?;
        if Columns(&row).maybe_instant("revoked_at")?.is_some() {
            return Err(StoreError::Refused(Refusal::DeskPhoneRevoked));
        }
        let (merchant, phone) = (i64::from(actor.merchant.0), phone.to_string());
        self.engine
            .writer()
            .transaction(move |connection| {
                Box::pin(async move {
                    sqlx::query("UPDATE desk_phone SET heard_at = $3 WHERE merchant = $1 AND id = $2 AND heard_at < $3")
                        .bind(merchant)
                        .bind(phone)
                        .bind(now.0)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Every product of the own merchant and of those that have, or had, a relation to it.
    async fn known_products(&self, actor: &Actor) -> Result<Vec<KnownProduct>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.merchant, p.number, p.name, p.kind, p.face_value, p.proof_living, p.proof_moment, p.proof_printed,
                    p.offline_units, p.offline_money, p.offline_minutes, p.offline_statement_hours,
                    p.names_redeeming_branches, p.desk_note, m.name AS issuer_name, r.state AS relation, po.redeemer AS opened_to,
                    pb.branch AS listed_branch
             FROM product p
             JOIN merchant m ON m.number = p.merchant
             LEFT JOIN relation r ON r.issuer = p.merchant AND r.redeemer = $1
             LEFT JOIN product_opening po ON po.merchant = p.merchant AND po.product = p.number AND po.redeemer = $1
             LEFT JOIN product_branch pb ON pb.merchant = p.merchant AND pb.product = p.number
                  AND pb.purpose = 'redeem' AND pb.branch = $2
             WHERE p.merchant = $1 OR r.state IS NOT NULL
             ORDER BY p.merchant, p.number",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(actor.branch().map(|branch| branch.as_str()))
        .fetch_all(self.engine.reader())
        .await?;
        let products: Vec<KnownProduct> =
            rows.iter().map(|row| known_product(row, actor)).collect::<Result<_, _>>()?;
        // What this account may not handle, its phone does not know.
        let is_handled =
            |known: &KnownProduct| actor.may_handle(known.rule.merchant, known.rule.product).is_ok();
        Ok(products.into_iter().filter(is_handled).collect())
    }

    /// How many tickets the whole list would have, counted no further than matters.
    async fn changed_tickets(&self, actor: &Actor) -> Result<i64, StoreError> {
        let text = format!(
            "SELECT COUNT(*) AS changed FROM (SELECT 1 FROM ticket t WHERE t.merchant IN {ISSUERS} AND t.version > 0
                 AND {REACHED} LIMIT $2) AS reached"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(i64::from(actor.merchant.0))
            .bind(MOST_OF_ALL + 1)
            .fetch_one(self.engine.reader())
            .await?;
        Columns(&row).number("changed")
    }

    async fn lines_after(
        &self,
        actor: &Actor,
        cursor: Cursor,
        now: Instant,
    ) -> Result<(Vec<ListLine>, Cursor, bool), StoreError> {
        let columns = "t.merchant, t.locator, t.generation, CASE WHEN t.offered = 1 THEN 0 ELSE t.remaining END AS left_of_it";
        let most = MOST_LINES as i64;
        let merchant = i64::from(actor.merchant.0);
        match cursor {
            Cursor::Whole { since, after } => {
                let text = format!(
                    "SELECT {columns} FROM ticket t WHERE t.merchant IN {ISSUERS} AND t.version > 0 AND {REACHED}
                        AND (t.merchant, t.locator) > ($2, $3) ORDER BY t.merchant, t.locator LIMIT $4"
                );
                let rows = sqlx::query(sqlx::AssertSqlSafe(text))
                    .bind(merchant)
                    .bind(i64::from(after.0))
                    .bind(after.1)
                    .bind(most)
                    .fetch_all(self.engine.reader())
                    .await?;
                let lines = rows.iter().map(list_line).collect::<Result<Vec<_>, _>>()?;
                let Some(last) = lines.last().filter(|_| lines.len() == MOST_LINES) else {
                    // What changed behind the reading comes again.
                    return Ok((lines, changes_since(since), true));
                };
                let after = (last.merchant.0, last.locator.to_integer());
                Ok((lines, Cursor::Whole { since, after }, true))
            }
            Cursor::Changes { after } => {
                let text = format!(
                    "SELECT {columns}, e.id AS event FROM event e
                     JOIN ticket t ON t.merchant = e.merchant AND t.id = e.ticket
                     WHERE e.merchant IN {ISSUERS} AND e.id > $2 AND t.version > 0 AND {REACHED}
                     ORDER BY e.id LIMIT $3"
                );
                let rows = sqlx::query(sqlx::AssertSqlSafe(text))
                    .bind(merchant)
                    .bind(after)
                    .bind(most)
                    .fetch_all(self.engine.reader())
                    .await?;
                let lines = rows.iter().map(list_line).collect::<Result<Vec<_>, _>>()?;
                match rows.last().filter(|_| lines.len() == MOST_LINES) {
                    Some(last) => Ok((lines, Cursor::Changes { after: Columns(last).text("event")? }, true)),
                    None => Ok((lines, changes_since(now), false)),
                }
            }
        }
    }
}

/// From the first ticket, or as far back as a statement may be old.
fn begin(products: &[KnownProduct], whole: bool, now: Instant) -> Cursor {
    if whole {
        return Cursor::Whole { since: now, after: (0, i64::MIN) };
    }
    let hours = products.iter().map(|product| product.rule.limits.statement_hours).max().unwrap_or(0);
    changes_since(now.plus_seconds(-i64::from(hours) * 3_600))
}

fn changes_since(at: Instant) -> Cursor {
    Cursor::Changes { after: first_identity_of(at.plus_seconds(-OVERLAP_SECONDS)) }
}

fn list_line(row: &AnyRow) -> Result<ListLine, StoreError> {
    let columns = Columns(row);
    Ok(ListLine {
        merchant: columns.merchant("merchant")?,
        locator: Locator::from_integer(columns.number("locator")?),
        generation: u8::try_from(columns.number("generation")?)
            .map_err(|_| StoreError::Corrupt("generation"))?,
        left: columns.count("left_of_it")?,
    })
}

fn known_product(row: &AnyRow, actor: &Actor) -> Result<KnownProduct, StoreError> {
    let columns = Columns(row);
    let merchant = columns.merchant("merchant")?;
    let named = columns.flag("names_redeeming_branches")?;
    let listed = columns.maybe_text("listed_branch")?.is_some();
    let relation = columns.maybe_stated("relation", RelationState::parse)?;
    let barred = if merchant == actor.merchant {
        (named && !listed && actor.branch().is_some()).then_some(RefusalCode::BranchNotListed)
    } else if relation != Some(RelationState::Open) {
        Some(RefusalCode::RelationEnded)
    } else {
        columns.maybe_number("opened_to")?.is_none().then_some(RefusalCode::ProductNotOpen)
    };
    let rule = OfflineProduct {
        merchant,
        product: columns.product("number")?,
        barred,
        face_value: columns.number("face_value")?,
        living: columns.stated("proof_living", ProofPolicy::parse)?,
        moment: columns.stated("proof_moment", ProofPolicy::parse)?,
        printed: columns.stated("proof_printed", ProofPolicy::parse)?,
        limits: OfflineLimits {
            units: columns.count("offline_units")?,
            money: columns.number("offline_money")?,
            minutes: columns.count("offline_minutes")?,
            statement_hours: columns.count("offline_statement_hours")?,
        },
    };
    Ok(KnownProduct {
        rule,
        name: columns.text("name")?,
        kind: columns.stated("kind", TicketKind::parse)?,
        issuer_name: columns.text("issuer_name")?,
        note: columns.text("desk_note")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_brings_back_what_it_was_given() {
        let whole = Cursor::Whole { since: Instant(1_795_000_000_000), after: (1_000_001, i64::MIN) };
        let changes = changes_since(Instant(1_795_000_000_000));
        for cursor in [whole, changes] {
            assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        }
        for other in ["", "c", "c.x'y", "w.1.2", "w.1.2.3.4", "c.0123456789012345678901234567890123456789a"] {
            assert_eq!(Cursor::parse(other), None, "{other}");
        }
    }
}
