//! 子帳號 as whoever manages them sees them: the lists, one account with its phones and its history, and what a form
//! offers. A branch sees its own people only.

mod list;

pub use list::{AccountSearch, AccountSort, Bound, SubAccounts};

use crate::command::people::Changed;
use crate::query::parameters::Parameters;
use crate::table::account::powers;
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::calendar::Instant;
use domain::identity::{AccountId, BranchNumber, MerchantNumber, ProductNumber};
use domain::people::AccountChange;
use domain::permission::{Access, Function};
use domain::powers::Powers;
use domain::refusal::Refusal;
use sqlx::any::AnyRow;

/// Lines of a history that are shown.
const MOST_CHANGES: i64 = 100;

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubAccount {
    /// The account.
    pub id: AccountId,
    /// Sign-in name.
    pub name: String,
    /// 備註
    pub note: String,
    /// Its branch; `None` = 總店.
    pub branch: Option<BranchNumber>,
    /// Branch's name.
    pub branch_name: Option<String>,
    /// What it may.
    pub powers: Powers,
    /// Raised by each change.
    pub version: i64,
    /// Since when.
    pub created_at: Instant,
    /// 刪除時間
    pub deleted_at: Option<Instant>,
    /// The newest sign-in.
    pub signed_in_at: Option<Instant>,
    /// Browsers that are signed in.
    pub sessions: u32,
    /// Passkeys, of phones that were enrolled and others.
    pub passkeys: u32,
}

/// A phone that was enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledPhone {
    /// Of the enrolment.
    pub id: String,
    /// `iPhone · Safari`; empty where it did not say.
    pub browser: String,
    /// Since when.
    pub enrolled_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// When its passkey last answered.
    pub used_at: Option<Instant>,
}

/// A line of an account's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// When.
    pub at: Instant,
    /// Sign-in name; `None` = the phone itself.
    pub by: Option<String>,
    /// What.
    pub kind: AccountChange,
    /// What it was and became, where something was changed.
    pub changed: Option<Changed>,
    /// Which phone, where it is about one.
    pub phone: Option<String>,
}

/// One account with everything about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubAccountPage {
    /// The account.
    pub account: SubAccount,
    /// The newest first.
    pub phones: Vec<EnrolledPhone>,
    /// The newest first.
    pub changes: Vec<ChangeLine>,
}

/// A branch that an account may be bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchChoice {
    /// 分店編號
    pub number: BranchNumber,
    /// Name.
    pub name: String,
}

/// A product that an account may be limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductChoice {
    /// Whose.
    pub merchant: MerchantNumber,
    /// Which.
    pub number: ProductNumber,
    /// Name.
    pub name: String,
    /// The issuer's name where it is not the own merchant.
    pub issuer_name: Option<String>,
}

impl ProductChoice {
    /// As a limit names it.
    pub fn key(&self) -> (MerchantNumber, ProductNumber) {
        (self.merchant, self.number)
    }
}

/// What is shown of accounts; $1 merchant, $2 now.
const ACCOUNTS: &str = "
SELECT a.id, a.name, a.note, a.branch, b.name AS branch_name, a.role, a.grants, a.products, a.hours, a.version,
       a.created_at, a.deleted_at,
       (SELECT MAX(s.at) FROM sign_in s WHERE s.merchant = a.merchant AND s.account = a.id
           AND s.outcome = 'signed_in') AS signed_in_at,
       (SELECT COUNT(*) FROM session s WHERE s.merchant = a.merchant AND s.account = a.id AND s.revoked_at IS NULL
           AND s.expires_at > $2) AS sessions,
       (SELECT COUNT(*) FROM passkey p WHERE p.merchant = a.merchant AND p.account = a.id) AS passkeys
FROM account a
LEFT JOIN branch b ON b.merchant = a.merchant AND b.number = a.branch
WHERE a.merchant = $1";

impl Store {
    /// One account; `NotFound` for everybody else's.
    pub async fn sub_account(
        &self,
        actor: &Actor,
        account: &AccountId,
    ) -> Result<SubAccountPage, StoreError> {
        may_look(actor)?;
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        parameters.number(self.now().0);
        let id = parameters.text(account.as_str());
        let mut text = format!("{ACCOUNTS} AND a.id = {id}");
        if let Some(branch) = actor.branch() {
            let branch = parameters.text(branch.as_str());
            text.push_str(&format!(" AND a.branch = {branch}"));
        }
        let row = parameters.ask(&text).fetch_optional(self.engine.reader()).await?;
        let found = self::account(&row.ok_or(StoreError::NotFound)?)?;
        let merchant = i64::from(actor.merchant.0);
        let phones = sqlx::query(
            "SELECT e.id, e.browser, e.used_at AS enrolled_at, e.revoked_at, p.used_at FROM enrolment e
             LEFT JOIN passkey p ON p.merchant = e.merchant AND p.id = e.passkey
             WHERE e.merchant = $1 AND e.account = $2 AND e.used_at IS NOT NULL ORDER BY e.used_at DESC, e.id DESC",
        )
        .bind(merchant)
        .bind(account.as_str())
        .fetch_all(self.engine.reader())
        .await?;
        let changes = sqlx::query(
            "SELECT c.at, c.kind, c.facts, a.name AS by_name FROM account_change c
             LEFT JOIN account a ON a.merchant = c.merchant AND a.id = c.by_account
             WHERE c.merchant = $1 AND c.account = $2 ORDER BY c.at DESC, c.id DESC LIMIT $3",
        )
        .bind(merchant)
        .bind(account.as_str())
        .bind(MOST_CHANGES)
        .fetch_all(self.engine.reader())
        .await?;
        Ok(SubAccountPage {
            account: found,
            phones: phones.iter().map(phone).collect::<Result<_, _>>()?,
            changes: changes.iter().map(change).collect::<Result<_, _>>()?,
        })
    }

    /// Branches to bind an account to.
    pub async fn branches_of(&self, actor: &Actor) -> Result<Vec<BranchChoice>, StoreError> {
        let (all, branch) = super::desk::reach(actor);
        let rows = sqlx::query(
            "SELECT number AS branch, name FROM branch WHERE merchant = $1 AND ($2 = 1 OR number = $3) ORDER BY number",
        )
        .bind(i64::from(actor.merchant.0))
        .bind(all)
        .bind(branch)
        .fetch_all(self.engine.reader())
        .await?;
        let choice = |row| {
            let columns = Columns(row);
            let number = columns.maybe_branch("branch")?.ok_or(StoreError::Corrupt("a branch"))?;
            Ok(BranchChoice { number, name: columns.text("name")? })
        };
        rows.iter().map(choice).collect()
    }

    /// Products to limit an account to: the own ones, and those that others opened.
    pub async fn products_to_choose(&self, actor: &Actor) -> Result<Vec<ProductChoice>, StoreError> {
        let rows = sqlx::query(
            "SELECT p.merchant, p.number, p.name, m.name AS issuer_name FROM product p
             JOIN merchant m ON m.number = p.merchant
             WHERE p.merchant = $1
                OR EXISTS (SELECT 1 FROM product_opening o WHERE o.merchant = p.merchant AND o.product = p.number
                           AND o.redeemer = $1)
             ORDER BY CASE WHEN p.merchant = $1 THEN 0 ELSE 1 END, p.merchant, p.number",
        )
        .bind(i64::from(actor.merchant.0))
        .fetch_all(self.engine.reader())
        .await?;
        let choice = |row| {
            let columns = Columns(row);
            let merchant = columns.merchant("merchant")?;
            Ok(ProductChoice {
                merchant,
                number: columns.product("number")?,
                name: columns.text("name")?,
                issuer_name: (merchant != actor.merchant).then(|| columns.text("issuer_name")).transpose()?,
            })
        };
        rows.iter().map(choice).collect()
    }
}

fn may_look(actor: &Actor) -> Result<(), StoreError> {
    if actor.allows(Function::People, Access::Look) {
        Ok(())
    } else {
        Err(StoreError::Refused(Refusal::PermissionMissing))
    }
}

fn account(row: &AnyRow) -> Result<SubAccount, StoreError> {
    let columns = Columns(row);
    Ok(SubAccount {
        id: AccountId::parse(&columns.text("id")?).map_err(|_| StoreError::Corrupt("account"))?,
        name: columns.text("name")?,
        note: columns.text("note")?,
        branch: columns.maybe_branch("branch")?,
        branch_name: columns.maybe_text("branch_name")?,
        powers: powers(&columns)?,
        version: columns.number("version")?,
        created_at: columns.instant("created_at")?,
        deleted_at: columns.maybe_instant("deleted_at")?,
        signed_in_at: columns.maybe_instant("signed_in_at")?,
        sessions: columns.count("sessions")?,
        passkeys: columns.count("passkeys")?,
    })
}

fn phone(row: &AnyRow) -> Result<EnrolledPhone, StoreError> {
    let columns = Columns(row);
    Ok(EnrolledPhone {
        id: columns.text("id")?,
        browser: columns.text("browser")?,
        enrolled_at: columns.instant("enrolled_at")?,
        revoked_at: columns.maybe_instant("revoked_at")?,
        used_at: columns.maybe_instant("used_at")?,
    })
}

fn change(row: &AnyRow) -> Result<ChangeLine, StoreError> {
    let columns = Columns(row);
    let kind = columns.stated("kind", AccountChange::parse)?;
    let facts = columns.maybe_text("facts")?.unwrap_or_default();
    let (changed, phone) = match kind {
        AccountChange::Created | AccountChange::Changed => {
            let changed = serde_json::from_str(&facts).map_err(|_| StoreError::Corrupt("a change"))?;
            (Some(changed), None)
        }
        AccountChange::PhoneEnrolled | AccountChange::PhoneRevoked => {
            let phone = serde_json::from_str(&facts).map_err(|_| StoreError::Corrupt("a change"))?;
            (None, Some(phone))
        }
        AccountChange::SignInReset
        | AccountChange::SignedOut
        | AccountChange::Deleted
        | AccountChange::EnrolmentOffered => (None, None),
    };
    Ok(ChangeLine { at: columns.instant("at")?, by: columns.maybe_text("by_name")?, kind, changed, phone })
}
