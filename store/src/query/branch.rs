//! 分店 of a merchant: the list, and one of them with its accounts.

use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::branch::Branch;
use domain::calendar::Instant;
use domain::identity::{BranchNumber, MerchantNumber};
use domain::permission::Role;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

domain::stated_enum! {
    /// What the list can be ordered by.
    pub enum BranchSort {
        /// 分店編號
        Number = "number",
        /// 分店名稱
        Name = "name",
        /// Accounts bound to it.
        Accounts = "accounts",
        /// 最後編輯時間
        Changed = "changed",
    }
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct BranchSearch {
    /// Part of the name or number.
    pub words: String,
    /// 啟用 or 停用 only.
    pub is_enabled: Option<bool>,
}

/// A branch as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedBranch {
    /// 分店編號
    pub number: BranchNumber,
    /// Its data.
    pub branch: Branch,
    /// What a form was made of.
    pub version: i64,
    /// When it was last changed; `None` = before there was a console.
    pub changed_at: Option<Instant>,
    /// 最後編輯者: the account that changed it last, where somebody did.
    pub changed_by: Option<String>,
    /// Accounts that are bound to it.
    pub accounts: u32,
}

/// The list, and how many of all that were found are 啟用.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branches {
    /// A page of it.
    pub found: Rows<ListedBranch>,
    /// 啟用
    pub enabled: u64,
}

/// An account that belongs to a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundAccount {
    /// Sign-in name.
    pub name: String,
    /// What it may.
    pub role: Role,
    /// It can no longer sign in.
    pub is_disabled: bool,
}

/// Of a branch `b`.
const COLUMNS: &str = "SELECT b.number, b.name, b.phone, b.address, b.enabled, b.version, b.changed_at,
    (SELECT COUNT(*) FROM account a WHERE a.merchant = b.merchant AND a.branch = b.number AND a.disabled = 0) AS accounts,
    (SELECT e.name FROM set_up_change c JOIN account e ON e.merchant = c.actor_merchant AND e.id = c.account
     WHERE c.merchant = b.merchant AND c.subject = 'branch' AND c.subject_key = b.number
     ORDER BY c.at DESC, c.id DESC LIMIT 1) AS changed_by";
/// Which branches: `$2` a pattern, `$3` 0, 1 or 2 = both.
const FOUND: &str = "FROM branch b WHERE b.merchant = $1
    AND ($2 = '%%' OR LOWER(b.name) LIKE $2 ESCAPE '!' OR LOWER(b.number) LIKE $2 ESCAPE '!')
    AND ($3 = 2 OR b.enabled = $3)";

impl Store {
    /// The branches of a merchant.
    pub async fn branches(
        &self,
        merchant: MerchantNumber,
        search: &BranchSearch,
        sort: BranchSort,
        window: Window,
    ) -> Result<Branches, StoreError> {
        let column = match sort {
            BranchSort::Number => "b.number",
            BranchSort::Name => "b.name",
            BranchSort::Accounts => "accounts",
            BranchSort::Changed => "b.changed_at",
        };
        let text = format!(
            "{COLUMNS} {FOUND} ORDER BY {column} {}, b.number LIMIT $4 OFFSET $5",
            window.direction()
        );
        let state = search.is_enabled.map_or(2, i64::from);
        let (merchant, words) = (i64::from(merchant.0), part(search.words.trim()));
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(merchant)
            .bind(words.clone())
            .bind(state)
            .bind(i64::from(window.size))
            .bind(i64::from(window.offset))
            .fetch_all(self.engine.reader())
            .await?;
        let counted = format!(
            "SELECT COUNT(*) AS total, CAST(COALESCE(SUM(b.enabled), 0) AS BIGINT) AS enabled {FOUND}"
        );
        let sums = sqlx::query(AssertSqlSafe(counted))
            .bind(merchant)
            .bind(words)
            .bind(state)
            .fetch_one(self.engine.reader())
            .await?;
        Ok(Branches {
            found: Rows {
                rows: rows.iter().map(listed).collect::<Result<_, _>>()?,
                total: u64::from(Columns(&sums).count("total")?),
            },
            enabled: u64::from(Columns(&sums).count("enabled")?),
        })
    }

    /// One of them.
    pub async fn branch_of(
        &self,
        merchant: MerchantNumber,
        number: &BranchNumber,
    ) -> Result<ListedBranch, StoreError> {
        let text = format!("{COLUMNS} FROM branch b WHERE b.merchant = $1 AND b.number = $2");
        let row = sqlx::query(AssertSqlSafe(text))
            .bind(i64::from(merchant.0))
            .bind(number.as_str().to_owned())
            .fetch_optional(self.engine.reader())
            .await?
            .ok_or(StoreError::NotFound)?;
        listed(&row)
    }

    /// The accounts that are bound to it.
    pub async fn accounts_of_branch(
        &self,
        merchant: MerchantNumber,
        number: &BranchNumber,
    ) -> Result<Vec<BoundAccount>, StoreError> {
        let rows = sqlx::query(
            "SELECT name, role, disabled FROM account WHERE merchant = $1 AND branch = $2 ORDER BY disabled, name",
        )
        .bind(i64::from(merchant.0))
        .bind(number.as_str().to_owned())
        .fetch_all(self.engine.reader())
        .await?;
        rows.iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(BoundAccount {
                    name: columns.text("name")?,
                    role: columns.stated("role", Role::parse)?,
                    is_disabled: columns.flag("disabled")?,
                })
            })
            .collect()
    }
}

fn listed(row: &AnyRow) -> Result<ListedBranch, StoreError> {
    let columns = Columns(row);
    let number = columns.text("number")?;
    Ok(ListedBranch {
        number: BranchNumber::parse(&number).map_err(|_| StoreError::Corrupt("a branch number"))?,
        branch: Branch {
            name: columns.text("name")?,
            phone: columns.text("phone")?,
            address: columns.text("address")?,
            is_enabled: columns.flag("enabled")?,
        },
        version: columns.number("version")?,
        changed_at: Some(columns.instant("changed_at")?).filter(|at| at.0 > 0),
        changed_by: columns.maybe_text("changed_by")?,
        accounts: columns.count("accounts")?,
    })
}
