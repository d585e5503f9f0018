//! What the platform's own people look at: merchants, deliveries, proofs, looks, messages. All of it is read only.

use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::calendar::{Day, Instant};
use domain::contract::{self, Standing};
use domain::identity::MerchantNumber;
use domain::ledger::LedgerAccount;
use domain::message::{Message, MessageKind};
use domain::money::Dollars;
use domain::notice::{Channel, NoticeKind, NoticeState};
use sqlx::AssertSqlSafe;

domain::stated_enum! {
    /// What the list of merchants can be ordered by.
    pub enum MerchantSort {
        /// 商店代號
        Number = "number",
        /// 商店名稱
        Name = "name",
        /// 統一編號
        TaxId = "tax_id",
        /// When it was made.
        Made = "made",
    }
}

/// A merchant in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMerchant {
    /// 商店代號
    pub number: MerchantNumber,
    /// Name.
    pub name: String,
    /// 統一編號
    pub tax_id: String,
    /// How its contract stands today.
    pub standing: Standing,
    /// ECT 發行服務
    pub issue_open: bool,
    /// Accounts that can sign in.
    pub accounts: u32,
    /// When it was made.
    pub made_at: Instant,
}

/// A message with who gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMessage {
    /// The message.
    pub id: String,
    /// To whom; `None` = to all merchants.
    pub merchant: Option<(MerchantNumber, String)>,
    /// What it says.
    pub message: Message,
    /// When.
    pub at: Instant,
    /// Nobody sees it any longer.
    pub is_withdrawn: bool,
}

/// A notice that did not go out yet, or never will. No names, no addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whose ticket it is about.
    pub merchant_name: String,
    /// What is told.
    pub kind: NoticeKind,
    /// Which way.
    pub channel: Channel,
    /// What became of it.
    pub state: NoticeState,
    /// Tries so far.
    pub attempts: u32,
    /// What the other side said last.
    pub result: Option<String>,
    /// When it was made.
    pub made_at: Instant,
}

/// One account of a merchant's escrow proof, as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredProof {
    /// Whose money.
    pub merchant_name: String,
    /// Of which day.
    pub day: Day,
    /// When it was made.
    pub at: Instant,
    /// Which account.
    pub account: LedgerAccount,
    /// What the books say.
    pub books: Dollars,
    /// What was counted over tickets and lines.
    pub counted: Dollars,
}

/// A look of the platform at a merchant's console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastLook {
    /// Who.
    pub operator_name: String,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

const MERCHANTS: &str =
    "FROM merchant m WHERE ($1 = '%%' OR LOWER(m.name) LIKE $1 ESCAPE '!' OR m.tax_id LIKE $1 ESCAPE '!'
    OR CAST(m.number AS TEXT) LIKE $1 ESCAPE '!')";
/// The newest so many are shown.
const MOST: i64 = 100;

impl Store {
    /// The merchants.
    pub async fn merchants(
        &self,
        words: &str,
        sort: MerchantSort,
        window: Window,
    ) -> Result<Rows<ListedMerchant>, StoreError> {
        let column = match sort {
            MerchantSort::Number => "m.number",
            MerchantSort::Name => "m.name",
            MerchantSort::TaxId => "m.tax_id",
            MerchantSort::Made => "m.created_at",
        };
        let text = format!(
            "SELECT m.number, m.name, m.tax_id, m.contract_from, m.contract_until, m.contract_ended_on, m.issue_open,
                    m.created_at, (SELECT COUNT(*) FROM account a WHERE a.merchant = m.number AND a.disabled = 0) AS accounts
             {MERCHANTS} ORDER BY {column} {}, m.number LIMIT $2 OFFSET $3",
            window.direction()
        );
        let words = part(words.trim());
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(words.clone())
            .bind(i64::from(window.size))
            .bind(i64::from(window.offset))
            .fetch_all(self.engine.reader())
            .await?;
        let total = sqlx::query(AssertSqlSafe(format!("SELECT COUNT(*) AS total {MERCHANTS}")))
            .bind(words)
            .fetch_one(self.engine.reader())
            .await?;
        let today = self.now().day();
        let listed = rows.iter().map(|row| {
            let columns = Columns(row);
            let day = |column| columns.maybe_day(column);
            Ok(ListedMerchant {
                number: columns.merchant("number")?,
                name: columns.text("name")?,
                tax_id: columns.text("tax_id")?,
                standing: contract::standing(
                    day("contract_from")?,
                    day("contract_until")?,
                    day("contract_ended_on")?,
                    today,
                ),
                issue_open: columns.flag("issue_open")?,
                accounts: columns.count("accounts")?,
                made_at: columns.instant("created_at")?,
            })
        });
        Ok(Rows {
            rows: listed.collect::<Result<_, StoreError>>()?,
            total: u64::from(Columns(&total).count("total")?),
        })
    }

    /// What the platform has told, the newest first.
    pub async fn sent_messages(&self) -> Result<Vec<SentMessage>, StoreError> {
        let rows = sqlx::query(
            "SELECT e.id, e.merchant, m.name AS merchant_name, e.kind, e.title, e.body, e.at, e.withdrawn_at
             FROM message e LEFT JOIN merchant m ON m.number = e.merchant ORDER BY e.at DESC, e.id DESC LIMIT $1",
        )
        .bind(MOST)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                let merchant = match columns.maybe_number("merchant")? {
                    Some(_) => Some((columns.merchant("merchant")?, columns.text("merchant_name")?)),
                    None => None,
                };
                Ok(SentMessage {
                    id: columns.text("id")?,
                    merchant,
                    message: Message {
                        kind: columns.stated("kind", MessageKind::parse)?,
                        title: columns.text("title")?,
                        body: columns.text("body")?,
                    },
                    at: columns.instant("at")?,
                    is_withdrawn: columns.maybe_number("withdrawn_at")?.is_some(),
                })
            })
            .collect()
    }

    /// Notices in this state, or all that are not sent.
    pub async fn deliveries(&self, state: Option<NoticeState>) -> Result<Vec<Delivery>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.name AS merchant_name, n.kind, n.channel, n.state, n.attempts, n.result, n.made_at
             FROM notice n JOIN merchant m ON m.number = n.merchant
             WHERE ($1 = '' AND n.state <> 'sent') OR n.state = $1
             ORDER BY n.made_at DESC, n.id DESC LIMIT $2",
        )
        .bind(state.map_or("", NoticeState::as_str))
        .bind(MOST)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(Delivery {
                    merchant_name: columns.text("merchant_name")?,
                    kind: columns.stated("kind", NoticeKind::parse)?,
                    channel: columns.stated("channel", Channel::parse)?,
                    state: columns.stated("state", NoticeState::parse)?,
                    attempts: columns.count("attempts")?,
                    result: columns.maybe_text("result")?,
                    made_at: columns.instant("made_at")?,
                })
            })
            .collect()
    }

    /// The escrow proofs that were made, the newest first; with `only_broken` those that do not hold.
    pub async fn proofs(&self, only_broken: bool) -> Result<Vec<StoredProof>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.name, p.day, p.at, p.account, p.books, p.counted FROM escrow_proof p
             JOIN merchant m ON m.number = p.merchant
             WHERE $1 = 0 OR p.books <> p.counted ORDER BY p.at DESC, p.merchant, p.account LIMIT $2",
        )
        .bind(i64::from(only_broken))
        .bind(MOST)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(StoredProof {
                    merchant_name: columns.text("name")?,
                    day: columns.day("day")?,
                    at: columns.instant("at")?,
                    account: columns.stated("account", LedgerAccount::parse)?,
                    books: Dollars(columns.number("books")?),
                    counted: Dollars(columns.number("counted")?),
                })
            })
            .collect()
    }

    /// The looks of the platform at a merchant, the newest first.
    pub async fn looks_at(&self, merchant: MerchantNumber) -> Result<Vec<PastLook>, StoreError> {
        let rows = sqlx::query(
            "SELECT o.name, l.at, l.reason FROM operator_look l JOIN operator_account o ON o.id = l.operator
             WHERE l.merchant = $1 ORDER BY l.at DESC, l.id DESC LIMIT $2",
        )
        .bind(i64::from(merchant.0))
        .bind(MOST)
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(PastLook {
                    operator_name: columns.text("name")?,
                    at: columns.instant("at")?,
                    reason: columns.text("reason")?,
                })
            })
            .collect()
    }
}
