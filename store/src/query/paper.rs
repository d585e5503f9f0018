//! 紙本票券列印 (RULES §6): the merchant's tickets of paper with how often each was printed, and what stands on a sheet.

use crate::query::issuer::{IssuerData, issuer_data};
use crate::query::parameters::Parameters;
use crate::query::window::{Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::{Day, Instant};
use domain::identity::{MerchantNumber, TicketId};
use domain::look_up::masked_name;
use domain::money::Dollars;
use domain::permission::{Access, Function};
use domain::print::{self, Printable, TicketForm};
use domain::proof::ProofPolicy;
use domain::refusal::Refusal;
use domain::ticket::TicketKind;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;

/// How many rows are counted and paged through at most, as in the list of orders.
pub const MOST_COUNTED: u32 = 5_000;

/// What is looked for; what is left empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperSearch {
    /// Number of the order, or the ticket's serial.
    pub words: String,
    /// Part of the product's name, or its code.
    pub product: String,
    /// First day of issue.
    pub from: Option<Day>,
    /// Last day of issue.
    pub until: Option<Day>,
    /// 提貨券 or 贈品券 alone.
    pub kind: Option<TicketKind>,
    /// 已列印 or 未列印 alone.
    pub is_printed: Option<bool>,
}

/// A ticket of paper in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of RULES §6
pub struct PaperTicket {
    pub id: TicketId,
    pub serial: String,
    pub order_number: String,
    pub own_number: Option<String>,
    pub product_code: String,
    pub product_name: String,
    pub kind: TicketKind,
    pub face_value: Dollars,
    pub units: u32,
    pub purchaser: String,
    pub issued_at: Instant,
    /// As the rule looks at it.
    pub printable: Printable,
    /// Its prints, newest first.
    pub prints: Vec<PrintRecord>,
}

/// One print of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PrintRecord {
    pub number: u32,
    pub at: Instant,
    /// Sign-in name.
    pub operator: String,
    /// Of a reprint.
    pub reason: Option<String>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperTickets {
    /// Of this page.
    pub rows: Vec<PaperTicket>,
    /// How many were found, at most [`MOST_COUNTED`].
    pub counted: u64,
    /// There are more than were counted.
    pub has_more: bool,
    /// What those that were counted come to.
    pub sums: PaperSums,
}

/// What tickets of paper come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperSums {
    /// How many there are.
    pub tickets: u64,
    /// How many of them were printed.
    pub printed: u64,
    /// Their face value.
    pub face: Dollars,
}

const COLUMNS: &str = "t.id, t.serial, t.kind, t.face_value, t.quantity, t.remaining, t.offered, t.usable_until,
    t.issued_at, o.number AS order_number, COALESCE(o.merchant_order_no, o.gift_order_no) AS own_number, o.form,
    p.code AS product_code, p.name AS product_name, p.proof_printed, p.proof_typed, w.holder_name,
    (SELECT COUNT(*) FROM ticket_print c WHERE c.merchant = t.merchant AND c.ticket = t.id) AS prints";

impl Store {
    /// A page of the merchant's tickets of paper; three queries, however many there are.
    pub async fn paper_tickets(
        &self,
        actor: &Actor,
        search: &PaperSearch,
        window: Window,
    ) -> Result<PaperTickets, StoreError> {
        may_look(actor)?;
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let found = found(actor, search, &mut parameters);
        let limit = format!("LIMIT {MOST_COUNTED} + 1");
        let sums = self.sums_of_paper(&parameters, &found, &limit).await?;
        let most = u64::from(MOST_COUNTED);
        let size = window.size.min(MOST_COUNTED.saturating_sub(window.offset));
        let mut page = parameters.clone();
        let (size, offset) = (page.number(size.into()), page.number(window.offset.into()));
        let limit = format!("LIMIT {size} OFFSET {offset}");
        let rows = self.papers(&page, &found, window.is_descending, &limit).await?;
        let rows = self.with_prints(actor, rows).await?;
        Ok(PaperTickets { rows, counted: sums.tickets.min(most), has_more: sums.tickets > most, sums })
    }

    /// What the whole list comes to: reads each of its tickets, so it is asked for.
    pub async fn sums_of_paper_tickets(
        &self,
        actor: &Actor,
        search: &PaperSearch,
    ) -> Result<PaperSums, StoreError> {
        may_look(actor)?;
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let found = found(actor, search, &mut parameters);
        self.sums_of_paper(&parameters, &found, "").await
    }

    async fn sums_of_paper(
        &self,
        parameters: &Parameters,
        found: &str,
        limit: &str,
    ) -> Result<PaperSums, StoreError> {
        let text = format!(
            "SELECT COUNT(*) AS tickets, CAST(COALESCE(SUM(f.face_value), 0) AS BIGINT) AS face,
                    CAST(COALESCE(SUM(f.printed), 0) AS BIGINT) AS printed
             FROM (SELECT t.face_value * t.quantity AS face_value,
                          CASE WHEN EXISTS (SELECT 1 FROM ticket_print c WHERE c.merchant = t.merchant
                                            AND c.ticket = t.id) THEN 1 ELSE 0 END AS printed
                   {found} {limit}) f"
        );
        let row = parameters.ask(&text).fetch_one(self.engine.reader()).await?;
        let columns = Columns(&row);
        Ok(PaperSums {
            tickets: u64::from(columns.count("tickets")?),
            printed: u64::from(columns.count("printed")?),
            face: Dollars(columns.number("face")?),
        })
    }

    /// The next tickets of the same list after `last`, however many there are: for a file of all of them. Their prints stand
    /// there once [`Store::with_prints`] has read them.
    pub async fn paper_tickets_after(
        &self,
        actor: &Actor,
        search: &PaperSearch,
        is_descending: bool,
        last: Option<&PaperTicket>,
        size: u32,
    ) -> Result<Vec<PaperTicket>, StoreError> {
        may_look(actor)?;
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let mut found = found(actor, search, &mut parameters);
        if let Some(last) = last {
            let is = if is_descending { "<" } else { ">" };
            let number = parameters.text(last.order_number.as_str());
            let serial = parameters.text(last.serial.as_str());
            // The first comparison is for the index; the second leaves out what was read of the same order.
            found.push_str(&format!(
                " AND o.number {is}= {number} AND (o.number {is} {number} OR t.serial {is} {serial})"
            ));
        }
        let limit = format!("LIMIT {}", parameters.number(size.into()));
        self.papers(&parameters, &found, is_descending, &limit).await
    }

    async fn papers(
        &self,
        parameters: &Parameters,
        found: &str,
        is_descending: bool,
        limit: &str,
    ) -> Result<Vec<PaperTicket>, StoreError> {
        let direction = if is_descending { "DESC" } else { "ASC" };
        let text =
            format!("SELECT {COLUMNS} {found} ORDER BY o.number {direction}, t.serial {direction} {limit}");
        // Planned anew for this place in the list: a plan for any of them sorts all that is left.
        let rows = parameters.ask(&text).persistent(false).fetch_all(self.engine.reader()).await?;
        let today = self.now().day();
        rows.iter().map(|row| listed(row, today)).collect()
    }

    /// The same tickets of the actor's merchant with their prints, in one query.
    pub async fn with_prints(
        &self,
        actor: &Actor,
        mut rows: Vec<PaperTicket>,
    ) -> Result<Vec<PaperTicket>, StoreError> {
        may_look(actor)?;
        if rows.is_empty() {
            return Ok(rows);
        }
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let ids: Vec<_> = rows.iter().map(|row| parameters.text(row.id.as_str())).collect();
        let text = format!(
            "SELECT r.ticket, r.number, r.at, r.reason, a.name AS operator FROM ticket_print r
             JOIN account a ON a.merchant = r.merchant AND a.id = r.account
             WHERE r.merchant = $1 AND r.ticket IN ({}) ORDER BY r.ticket, r.number DESC",
            ids.join(", ")
        );
        let prints = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        let mut by_ticket: BTreeMap<String, Vec<PrintRecord>> = BTreeMap::new();
        for row in &prints {
            let columns = Columns(row);
            by_ticket.entry(columns.text("ticket")?).or_default().push(PrintRecord {
                number: columns.count("number")?,
                at: columns.instant("at")?,
                operator: columns.text("operator")?,
                reason: columns.maybe_text("reason")?,
            });
        }
        for row in &mut rows {
            row.prints = by_ticket.remove(row.id.as_str()).unwrap_or_default();
        }
        Ok(rows)
    }

    /// The tickets with these serials, in this order; one that is not the account's own is not found.
    pub async fn chosen_paper(
        &self,
        actor: &Actor,
        serials: &[String],
    ) -> Result<Vec<PaperTicket>, StoreError> {
        may_look(actor)?;
        if serials.is_empty() {
            return Ok(Vec::new());
        }
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        let names: Vec<_> = serials.iter().map(|serial| parameters.text(serial.as_str())).collect();
        let branch = and_branch(actor, &mut parameters);
        let text = format!(
            "SELECT {COLUMNS} FROM ticket t
             JOIN batch b ON b.merchant = t.merchant AND b.id = t.batch AND b.state = 'visible'
             JOIN ticket_order o ON o.merchant = t.merchant AND o.id = t.ticket_order
             JOIN product p ON p.merchant = t.merchant AND p.number = t.product
             JOIN wallet w ON w.merchant = o.merchant AND w.id = o.wallet
             WHERE t.merchant = $1 AND t.serial IN ({}) AND t.quantity > 0 {branch}",
            names.join(", ")
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        let today = self.now().day();
        let mut rows = rows.iter().map(|row| listed(row, today)).collect::<Result<Vec<_>, _>>()?;
        if rows.len() != serials.len() {
            return Err(StoreError::Refused(Refusal::TicketUnknown));
        }
        rows.sort_by_key(|row| serials.iter().position(|serial| *serial == row.serial));
        Ok(rows)
    }

    /// The issuer as it stands on every sheet.
    pub async fn issuer_on_paper(&self, merchant: MerchantNumber) -> Result<IssuerData, StoreError> {
        let row = sqlx::query(
            "SELECT m.number AS merchant, m.name, m.responsible_person, m.tax_id, m.address, m.service_phone,
                    m.service_email, m.return_rights, m.guarantee_bank, m.contract_until, m.contract_ended_on, m.shop_site,
                    m.shows_shop_site, m.line_link, m.facebook_link, m.twitter_link, m.instagram_link,
                    lg.name AS logo, lg.width AS logo_width, lg.height AS logo_height, lg.plate AS logo_plate
             FROM merchant m LEFT JOIN merchant_picture lg ON lg.merchant = m.number AND lg.kind = 'logo'
             WHERE m.number = $1",
        )
        .bind(i64::from(merchant.0))
        .fetch_optional(self.engine.reader())
        .await?
        .ok_or(StoreError::NotFound)?;
        issuer_data(&Columns(&row), self.now().day())
    }
}

/// Looking needs the permission, and no more.
pub(crate) fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.allows(Function::Paper, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn and_branch(actor: &Actor, parameters: &mut Parameters) -> String {
    match actor.branch() {
        Some(branch) => format!("AND o.issued_branch = {}", parameters.text(branch.as_str())),
        None => String::new(),
    }
}

/// `FROM … WHERE …`, the orders of paper in the order of their numbers, or whatever has the words.
fn found(actor: &Actor, search: &PaperSearch, parameters: &mut Parameters) -> String {
    let words = search.words.trim();
    let (from, these) = if words.is_empty() {
        ("ticket_order o CROSS JOIN ticket t".to_owned(), "")
    } else {
        let (number, capital) = (parameters.text(words), parameters.text(words.to_uppercase()));
        let of_order = |which: &str| {
            format!(
                "SELECT x.id FROM ticket_order y CROSS JOIN ticket x
                 WHERE y.merchant = $1 AND {which} AND x.merchant = $1 AND x.ticket_order = y.id"
            )
        };
        let source = format!(
            "SELECT x.id FROM ticket x WHERE x.merchant = $1 AND x.serial = {capital} UNION {} UNION {} UNION {}",
            of_order(&format!("y.number = {number}")),
            of_order(&format!("y.merchant_order_no IN ({number}, {capital})")),
            of_order(&format!("y.gift_order_no IN ({number}, {capital})"))
        );
        (format!("({source}) k CROSS JOIN ticket t CROSS JOIN ticket_order o"), "AND t.id = k.id")
    };
    let mut conditions = and_branch(actor, parameters);
    if let Some(day) = search.from {
        conditions.push_str(&format!(" AND o.issued_at >= {}", parameters.number(day.start().0)));
    }
    if let Some(day) = search.until {
        conditions.push_str(&format!(" AND o.issued_at < {}", parameters.number(day.plus_days(1).start().0)));
    }
    if let Some(kind) = search.kind {
        conditions.push_str(&format!(" AND t.kind = {}", parameters.text(kind.as_str())));
    }
    if let Some(is_printed) = search.is_printed {
        let not = if is_printed { "" } else { "NOT" };
        conditions.push_str(&format!(
            " AND {not} EXISTS (SELECT 1 FROM ticket_print q WHERE q.merchant = t.merchant AND q.ticket = t.id)"
        ));
    }
    let product = search.product.trim();
    if !product.is_empty() {
        let (code, name) = (parameters.text(product.to_uppercase()), parameters.text(part(product)));
        conditions.push_str(&format!(
            " AND (p.code = {code} OR UPPER(p.own_number) = {code} OR LOWER(p.name) LIKE {name} ESCAPE '!')"
        ));
    }
    format!(
        "FROM {from} CROSS JOIN batch b CROSS JOIN product p CROSS JOIN wallet w
         WHERE o.merchant = $1 AND o.form = 'paper' {these} AND t.merchant = $1 AND t.ticket_order = o.id
           AND t.quantity > 0 AND b.merchant = $1 AND b.id = o.batch AND b.state = 'visible' AND p.merchant = $1
           AND p.number = t.product AND w.merchant = $1 AND w.id = o.wallet {conditions}"
    )
}

fn listed(row: &AnyRow, today: Day) -> Result<PaperTicket, StoreError> {
    let columns = Columns(row);
    let (units, remaining) = (columns.count("quantity")?, columns.count("remaining")?);
    let (is_offered, last) = (columns.flag("offered")?, columns.maybe_day("usable_until")?);
    let takes = |policy: &str| {
        Ok::<_, StoreError>(columns.stated(policy, ProofPolicy::parse)? != ProofPolicy::Refuse)
    };
    Ok(PaperTicket {
        id: TicketId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("ticket"))?,
        serial: columns.text("serial")?,
        order_number: columns.text("order_number")?,
        own_number: columns.maybe_text("own_number")?,
        product_code: columns.text("product_code")?,
        product_name: columns.text("product_name")?,
        kind: columns.stated("kind", TicketKind::parse)?,
        face_value: Dollars(columns.number("face_value")?),
        units,
        purchaser: masked_name(&columns.text("holder_name")?),
        issued_at: columns.instant("issued_at")?,
        printable: Printable {
            form: columns.stated("form", TicketForm::parse)?,
            is_unused: print::is_unused(units, remaining, is_offered, last, today),
            prints: columns.count("prints")?,
            takes_paper: takes("proof_printed")? || takes("proof_typed")?,
        },
        prints: Vec::new(),
    })
}
