//! Enquiries (RULES §5, 詢問) as the holder and the issuer's people see them.

use crate::secret::LinkToken;
use crate::table::columns::Columns;
use crate::table::holder::Holder;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::enquiry::{ANSWERED_BY, Author, EnquiryState, Thread};
use domain::identity::{EnquiryId, MerchantNumber, UseId};
use domain::look_up::masked_name;
use domain::ticket::UseState;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

/// Of a wallet only what its present holder opened.
const OF_WALLET: &str = "q.wallet = $2 AND q.generation = w.generation";
const ONE_OF_WALLET: &str = "q.wallet = $2 AND q.generation = w.generation AND q.id = $3";

/// What [`enquiry`] reads of `enquiry q` and what stands beside it.
pub(super) const COLUMNS: &str =
    "q.id, q.merchant, q.state, q.messages, q.opened_at, q.changed_at, m.name AS merchant_name,
     t.serial, p.name AS product_name, w.holder_name, l.author,
     u.id AS use_id, u.scanned_at AS used_at, u.quantity, u.state AS use_state, r.name AS redeemer_name";
/// Beside `enquiry q`.
pub(super) const BESIDE: &str = "JOIN merchant m ON m.number = q.merchant
     JOIN ticket t ON t.merchant = q.merchant AND t.id = q.ticket
     JOIN product p ON p.merchant = t.merchant AND p.number = t.product
     JOIN wallet w ON w.merchant = q.merchant AND w.id = q.wallet
     JOIN enquiry_message l ON l.merchant = q.merchant AND l.enquiry = q.id AND l.number = q.messages
     LEFT JOIN use_line u ON u.merchant = q.merchant AND u.id = q.use_id
     LEFT JOIN merchant r ON r.number = u.redeemer";

/// The newest 200, which is what a list shows at once. Of constants only, so that no text of anybody's gets into the
/// statement.
fn select(which: &'static str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM enquiry q {BESIDE}
         WHERE q.merchant = $1 AND {which}
         ORDER BY q.changed_at DESC, q.id LIMIT 200"
    ))
}

/// About a ticket that this branch issued; empty = any.
const OPEN_OF_BRANCH: &str = "q.state = 'open' AND ($2 = '' OR EXISTS (SELECT 1 FROM ticket_order o
    WHERE o.merchant = t.merchant AND o.id = t.ticket_order AND o.issued_branch = $2))";
const ONE_OF_BRANCH: &str = "q.id = $3 AND ($2 = '' OR EXISTS (SELECT 1 FROM ticket_order o
    WHERE o.merchant = t.merchant AND o.id = t.ticket_order AND o.issued_branch = $2))";

fn branch_of(actor: &Actor) -> &str {
    actor.branch().map(|branch| branch.as_str()).unwrap_or_default()
}

/// An enquiry, without its messages.
#[derive(Debug, Clone)]
pub struct Enquiry {
    /// The enquiry.
    pub id: EnquiryId,
    /// 發行單位
    pub merchant: MerchantNumber,
    /// Its name.
    pub merchant_name: String,
    /// 票券序號
    pub serial: String,
    /// Product name.
    pub product_name: String,
    /// Who asked, as the wallet names its holder now; masked in the office's lists.
    pub holder_name: String,
    /// State, length, and who wrote last.
    pub thread: Thread,
    /// When it was opened.
    pub opened_at: Instant,
    /// When somebody wrote last, or it was closed.
    pub changed_at: Instant,
    /// The use that it is about.
    pub of: Option<UseInQuestion>,
}

impl Enquiry {
    /// As it stands in a list.
    pub(super) fn masked(self) -> Self {
        Self { holder_name: masked_name(&self.holder_name), ..self }
    }
}

/// A use that a holder asks about.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // the columns of table use_line
pub struct UseInQuestion {
    pub id: UseId,
    pub at: Instant,
    pub quantity: u32,
    pub state: UseState,
    pub merchant_name: String,
}

/// One message.
#[derive(Debug, Clone)]
pub struct EnquiryMessage {
    /// When.
    pub at: Instant,
    /// Which side.
    pub author: Author,
    /// Sign-in name of the issuer's writer: for the office only.
    pub account_name: Option<String>,
    /// What was written.
    pub text: String,
}

impl Store {
    /// What the holder of a wallet asked, newest first.
    pub async fn enquiries(&self, holder: &LinkToken) -> Result<Vec<Enquiry>, StoreError> {
        let holder = Holder::by_link(&self.engine, holder).await?;
        self.enquiry_rows(OF_WALLET, holder.merchant, &[holder.wallet.as_str()]).await
    }

    /// One of them with its messages; `NotFound` for everybody else's.
    pub async fn enquiry(
        &self,
        holder: &LinkToken,
        id: &EnquiryId,
    ) -> Result<(Enquiry, Vec<EnquiryMessage>), StoreError> {
        let holder = Holder::by_link(&self.engine, holder).await?;
        let values = [holder.wallet.as_str(), id.as_str()];
        let mut found = self.enquiry_rows(ONE_OF_WALLET, holder.merchant, &values).await?;
        let enquiry = found.pop().ok_or(StoreError::NotFound)?;
        let messages = self.enquiry_messages(&enquiry).await?;
        Ok((enquiry, messages))
    }

    /// What the merchant has not closed, newest first; for an account of a branch, about tickets that its branch issued. A
    /// list: its holders are masked.
    pub async fn open_enquiries_of(&self, actor: &Actor) -> Result<Vec<Enquiry>, StoreError> {
        actor.may_change(ANSWERED_BY).map_err(StoreError::Refused)?;
        let found = self.enquiry_rows(OPEN_OF_BRANCH, actor.merchant, &[branch_of(actor)]).await?;
        Ok(found.into_iter().map(Enquiry::masked).collect())
    }

    /// One of the merchant's with its messages; `NotFound` for another merchant's.
    pub async fn enquiry_of(
        &self,
        actor: &Actor,
        id: &EnquiryId,
    ) -> Result<(Enquiry, Vec<EnquiryMessage>), StoreError> {
        actor.may_change(ANSWERED_BY).map_err(StoreError::Refused)?;
        let mut found =
            self.enquiry_rows(ONE_OF_BRANCH, actor.merchant, &[branch_of(actor), id.as_str()]).await?;
        let enquiry = found.pop().ok_or(StoreError::NotFound)?;
        let messages = self.enquiry_messages(&enquiry).await?;
        Ok((enquiry, messages))
    }

    async fn enquiry_rows(
        &self,
        which: &'static str,
        merchant: MerchantNumber,
        values: &[&str],
    ) -> Result<Vec<Enquiry>, StoreError> {
        let mut query = sqlx::query(select(which)).bind(i64::from(merchant.0));
        for value in values {
            query = query.bind(*value);
        }
        let rows = query.fetch_all(self.engine.reader()).await?;
        rows.iter().map(enquiry).collect()
    }

    async fn enquiry_messages(&self, of: &Enquiry) -> Result<Vec<EnquiryMessage>, StoreError> {
        let rows = sqlx::query(
            "SELECT l.at, l.author, l.text, a.name AS account_name FROM enquiry_message l
             LEFT JOIN account a ON a.merchant = l.merchant AND a.id = l.account
             WHERE l.merchant = $1 AND l.enquiry = $2 ORDER BY l.number",
        )
        .bind(i64::from(of.merchant.0))
        .bind(of.id.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        let read = |row| {
            let columns = Columns(row);
            Ok(EnquiryMessage {
                at: columns.instant("at")?,
                author: columns.stated("author", Author::parse)?,
                account_name: columns.maybe_text("account_name")?,
                text: columns.text("text")?,
            })
        };
        rows.iter().map(read).collect()
    }
}

pub(super) fn enquiry(row: &AnyRow) -> Result<Enquiry, StoreError> {
    let columns = Columns(row);
    let of = match columns.maybe_text("use_id")? {
        None => None,
        Some(id) => Some(UseInQuestion {
            id: UseId::parse(&id).map_err(|_| StoreError::Corrupt("use"))?,
            at: columns.instant("used_at")?,
            quantity: columns.count("quantity")?,
            state: columns.stated("use_state", UseState::parse)?,
            merchant_name: columns.text("redeemer_name")?,
        }),
    };
    Ok(Enquiry {
        id: EnquiryId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("enquiry"))?,
        merchant: columns.merchant("merchant")?,
        merchant_name: columns.text("merchant_name")?,
        serial: columns.text("serial")?,
        product_name: columns.text("product_name")?,
        holder_name: columns.text("holder_name")?,
        thread: Thread {
            state: columns.stated("state", EnquiryState::parse)?,
            messages: columns.count("messages")?,
            last: columns.stated("author", Author::parse)?,
        },
        opened_at: columns.instant("opened_at")?,
        changed_at: columns.instant("changed_at")?,
        of,
    })
}
