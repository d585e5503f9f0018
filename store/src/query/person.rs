//! Everything that is kept about one person, by mail address or phone (RULES §15): counted, and as a file for them.

use crate::table::columns::Columns;
use crate::table::drafted::drafted;
use crate::table::erase;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::identity::MerchantNumber;
use domain::notice::Channel;
use domain::reach::Reach;
use domain::retention::Held;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Column, Row};

/// Whose data, and whether at one merchant only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whom {
    /// Mail address or phone.
    pub reach: Reach,
    /// `None` = at all of them.
    pub merchant: Option<MerchantNumber>,
}

/// No address is written like this.
const NOBODY: &str = "-";

impl Whom {
    /// `$1` mail address, `$2` phone, `$3` merchant or 0.
    pub(crate) fn values(&self) -> (String, String, i64) {
        let address = self.reach.address().to_owned();
        let merchant = self.merchant.map_or(0, |merchant| i64::from(merchant.0));
        match self.reach.channel() {
            Channel::Mail => (address, NOBODY.to_owned(), merchant),
            Channel::Sms => (NOBODY.to_owned(), address, merchant),
        }
    }
}

/// Their wallets, as `mine`.
pub(crate) const MINE: &str = "mine AS (SELECT w.merchant, w.id FROM wallet w
    WHERE (lower(w.holder_email) = $1 OR w.holder_phone = $2) AND ($3 = 0 OR w.merchant = $3))";

/// What was offered to them.
pub(crate) const GIFTS: &str = "(lower(tr.recipient_email) = $1 OR tr.recipient_phone = $2)
    AND ($3 = 0 OR tr.merchant = $3)";

/// One part of the file; each begins with the merchant.
const SECTIONS: &[(&str, &str)] = &[
    (
        "wallets",
        "SELECT w.merchant, w.id, w.holder_name, w.holder_phone, w.holder_email, w.language, w.created_at,
               NULLIF(w.opened_at, 0) AS opened_at FROM wallet w JOIN mine ON mine.merchant = w.merchant AND mine.id = w.id",
    ),
    (
        "orders",
        "SELECT o.merchant, o.number, o.merchant_order_no, o.gift_order_no, o.amount, o.purchaser_address,
               o.issued_at FROM ticket_order o JOIN mine ON mine.merchant = o.merchant AND mine.id = o.wallet",
    ),
    (
        "tickets",
        "SELECT t.merchant, t.serial, p.name AS product, t.kind, t.face_value, t.quantity, t.remaining,
               t.usable_from, t.usable_until, t.guarantee_until, t.issued_at
        FROM ticket t JOIN mine ON mine.merchant = t.merchant AND mine.id = t.wallet
        JOIN product p ON p.merchant = t.merchant AND p.number = t.product",
    ),
    (
        "redemptions",
        "SELECT u.merchant, t.serial, u.redeemer, u.branch, u.quantity, u.state, u.cancel_reason, u.recorded_at
        FROM use_line u JOIN ticket t ON t.merchant = u.merchant AND t.id = u.ticket
        JOIN mine ON mine.merchant = t.merchant AND mine.id = t.wallet",
    ),
    (
        "return_requests",
        "SELECT r.merchant, r.number, r.state, r.quantity, r.face, r.fee, r.refund, r.reason, r.answer,
               r.asked_at, r.changed_at
        FROM return_request r JOIN mine ON mine.merchant = r.merchant AND mine.id = r.wallet",
    ),
    (
        "returns",
        "SELECT g.merchant, g.number, t.serial, g.quantity, g.fee, g.state, g.reason, g.cancel_reason, g.recorded_at
        FROM give_back g JOIN ticket t ON t.merchant = g.merchant AND t.id = g.ticket
        JOIN mine ON mine.merchant = t.merchant AND mine.id = t.wallet",
    ),
    (
        "prints",
        "SELECT tp.merchant, t.serial, tp.number, tp.reason, tp.at AS printed_at
        FROM ticket_print tp JOIN ticket t ON t.merchant = tp.merchant AND t.id = tp.ticket
        JOIN mine ON mine.merchant = t.merchant AND mine.id = t.wallet",
    ),
    (
        "gifts_given",
        "SELECT tr.merchant, tr.number, tr.recipient_name, tr.message, tr.offered_at
        FROM transfer tr JOIN mine ON mine.merchant = tr.merchant AND mine.id = tr.giver",
    ),
    (
        "gifts_received",
        "SELECT tr.merchant, tr.number, tr.recipient_name, tr.recipient_phone, tr.recipient_email,
               tr.message, tr.offered_at FROM transfer tr WHERE {gifts}",
    ),
    (
        "enquiries",
        "SELECT q.merchant, l.author, l.text, l.at AS written_at
        FROM enquiry q JOIN mine ON mine.merchant = q.merchant AND mine.id = q.wallet
        JOIN enquiry_message l ON l.merchant = q.merchant AND l.enquiry = q.id",
    ),
    (
        "messages_sent",
        "SELECT n.merchant, n.kind, n.channel, n.state, n.made_at
        FROM notice n JOIN mine ON mine.merchant = n.merchant AND mine.id = n.subject",
    ),
    (
        "phones",
        "SELECT d.merchant, d.name, d.made_at, d.seen_at, d.removed_at
        FROM wallet_device d JOIN mine ON mine.merchant = d.merchant AND mine.id = d.wallet",
    ),
    (
        "notes_of_the_merchant",
        "SELECT n.merchant, o.number, t.serial, n.note, n.at AS written_at
        FROM order_note n JOIN ticket_order o ON o.merchant = n.merchant AND o.id = n.ticket_order
        LEFT JOIN ticket t ON t.merchant = n.merchant AND t.id = n.ticket
        JOIN mine ON mine.merchant = o.merchant AND mine.id = COALESCE(t.wallet, o.wallet)",
    ),
    (
        "former_wallets",
        "SELECT f.merchant, f.wallet, f.name, f.phone, f.email, f.until AS until_at
        FROM former_holder f
        WHERE (lower(f.email) = $1 OR f.phone = $2) AND ($3 = 0 OR f.merchant = $3)",
    ),
    (
        "paid_orders",
        "SELECT p.merchant, p.merchant_order_no, p.amount, p.holder_name, p.holder_phone, p.holder_email,
               p.description, p.outcome, p.paid_at FROM paid_order p
        WHERE (lower(p.holder_email) = $1 OR p.holder_phone = $2) AND ($3 = 0 OR p.merchant = $3)",
    ),
];

/// How much is kept about somebody, and what of it is open.
pub(crate) async fn held_about(
    connection: &mut AnyConnection,
    whom: &Whom,
    today: Day,
) -> Result<Held, StoreError> {
    let held = counted(&mut *connection, whom, today).await?;
    let drafted = u32::try_from(drafted(connection, whom).await?.len()).unwrap_or(u32::MAX);
    Ok(Held { drafted, ..held })
}

async fn counted(connection: &mut AnyConnection, whom: &Whom, today: Day) -> Result<Held, StoreError> {
    let open = erase::OPEN.replace("{day}", "$4");
    let gifts = GIFTS;
    let text = format!(
        "WITH {MINE}, theirs AS (
            SELECT t.merchant, t.id FROM ticket t JOIN mine ON mine.merchant = t.merchant AND mine.id = t.wallet
            UNION SELECT t.merchant, t.id FROM ticket_order o
            JOIN mine ON mine.merchant = o.merchant AND mine.id = o.wallet
            JOIN ticket t ON t.merchant = o.merchant AND t.ticket_order = o.id)
         SELECT (SELECT COUNT(*) FROM mine) AS wallets,
            (SELECT COUNT(*) FROM ticket_order o JOIN mine ON mine.merchant = o.merchant AND mine.id = o.wallet)
                AS orders,
            (SELECT COUNT(*) FROM ticket t JOIN mine ON mine.merchant = t.merchant AND mine.id = t.wallet) AS tickets,
            (SELECT COUNT(*) FROM transfer tr WHERE {gifts}) AS gifts,
            (SELECT COUNT(*) FROM paid_order p WHERE (lower(p.holder_email) = $1 OR p.holder_phone = $2)
                AND ($3 = 0 OR p.merchant = $3)) AS paid_orders,
            (SELECT COUNT(*) FROM former_holder f WHERE (lower(f.email) = $1 OR f.phone = $2)
                AND ($3 = 0 OR f.merchant = $3)) AS former,
            (SELECT COUNT(*) FROM ticket t JOIN theirs h ON h.merchant = t.merchant AND h.id = t.id WHERE {open})
                AS open_tickets,
            (SELECT COUNT(*) FROM return_request r JOIN mine ON mine.merchant = r.merchant AND mine.id = r.wallet
                WHERE r.state = 'asked')
            + (SELECT COUNT(*) FROM enquiry q JOIN mine ON mine.merchant = q.merchant AND mine.id = q.wallet
                WHERE q.state = 'open')
            + (SELECT COUNT(*) FROM transfer tr WHERE {gifts} AND EXISTS (SELECT 1 FROM transfer_line l
                WHERE l.merchant = tr.merchant AND l.transfer = tr.id AND l.state = 'offered'))
            + (SELECT COUNT(*) FROM paid_order p WHERE (lower(p.holder_email) = $1 OR p.holder_phone = $2)
                AND ($3 = 0 OR p.merchant = $3) AND p.outcome IS NULL) AS open_matters"
    );
    let (mail, phone, merchant) = whom.values();
    let row = sqlx::query(AssertSqlSafe(text))
        .bind(mail)
        .bind(phone)
        .bind(merchant)
        .bind(today.to_string())
        .fetch_one(connection)
        .await?;
    let columns = Columns(&row);
    Ok(Held {
        wallets: columns.count("wallets")?,
        orders: columns.count("orders")?,
        tickets: columns.count("tickets")?,
        gifts: columns.count("gifts")?,
        paid_orders: columns.count("paid_orders")?,
        former: columns.count("former")?,
        open_tickets: columns.count("open_tickets")?,
        open_matters: columns.count("open_matters")?,
        drafted: 0,
    })
}

impl Store {
    /// All of it, part by part.
    pub(crate) async fn kept_about(&self, whom: &Whom) -> Result<Value, StoreError> {
        let mut parts = Map::new();
        parts.insert("made_at".to_owned(), Value::String(self.now().taipei_text()));
        for (name, select) in SECTIONS {
            let text = format!("WITH {MINE} {} ORDER BY 1, 2", select.replace("{gifts}", GIFTS));
            let (mail, phone, merchant) = whom.values();
            let rows = sqlx::query(AssertSqlSafe(text))
                .bind(mail)
                .bind(phone)
                .bind(merchant)
                .fetch_all(self.engine.reader())
                .await?;
            let rows = rows.iter().map(entry).collect::<Result<Vec<_>, StoreError>>()?;
            parts.insert((*name).to_owned(), Value::Array(rows));
        }
        let drafted = drafted(&mut *self.engine.reader().acquire().await?, whom).await?;
        parts.insert("batches_not_issued".to_owned(), Value::Array(drafted));
        Ok(Value::Object(parts))
    }
}

/// A row as people read it: moments in Taipei's time.
fn entry(row: &AnyRow) -> Result<Value, StoreError> {
    let columns = Columns(row);
    let mut fields = Map::new();
    for column in row.columns() {
        let name = column.name();
        let value = match columns.maybe_number(name) {
            Ok(Some(number)) if name.ends_with("_at") => Value::String(Instant(number).taipei_text()),
            Ok(Some(number)) => Value::from(number),
            Ok(None) => Value::Null,
            Err(_) => columns.maybe_text(name)?.map_or(Value::Null, Value::String),
        };
        fields.insert(name.to_owned(), value);
    }
    Ok(Value::Object(fields))
}
