//! The lists of accounts: those that stand, and those that were deleted. A page is two queries, however many there are.

use super::{ACCOUNTS, SubAccount, account, may_look};
use crate::query::parameters::Parameters;
use crate::query::window::{Rows, Window, part};
use crate::table::columns::Columns;
use crate::{Store, StoreError};
use domain::actor::Actor;
use domain::permission::Role;

domain::stated_enum! {
    /// What the lists can be ordered by.
    pub enum AccountSort {
        /// By branch, 總店 before them.
        Branch = "branch",
        /// Sign-in name.
        Name = "name",
        /// From the owner to 自訂.
        Role = "role",
        /// The newest sign-in; whoever never did so comes before everybody.
        SignedIn = "signed_in",
        /// Browsers that are signed in.
        Sessions = "sessions",
        /// Since when it stands.
        Created = "created",
        /// 刪除時間
        Deleted = "deleted",
    }
}

domain::stated_enum! {
    /// Where an account is bound.
    pub enum Bound {
        /// 總店
        HeadOffice = "head",
        /// A branch.
        Branch = "branch",
    }
}

/// Which accounts. Empty fields ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountSearch {
    /// Those that were deleted, and no others.
    pub is_deleted: bool,
    /// Part of the name, the note, or the branch's name or number.
    pub words: String,
    /// With this preset.
    pub role: Option<Role>,
    /// 總店, or any branch.
    pub bound: Option<Bound>,
    /// Signed in at least once, or never.
    pub has_signed_in: Option<bool>,
}

/// A list, and what all that were found are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubAccounts {
    /// A page of it.
    pub found: Rows<SubAccount>,
    /// Bound to a branch.
    pub bound: u64,
    /// Signed in at least once.
    pub signed_in: u64,
}

impl Store {
    /// The accounts that this one may look at. Those that are alike in what they are ordered by go by name, which is one
    /// account's alone.
    pub async fn sub_accounts(
        &self,
        actor: &Actor,
        search: &AccountSearch,
        sort: AccountSort,
        window: Window,
    ) -> Result<SubAccounts, StoreError> {
        may_look(actor)?;
        let mut parameters = Parameters::beginning_with(i64::from(actor.merchant.0));
        parameters.number(self.now().0);
        let found = found(&mut parameters, actor, search);
        let counted = format!(
            "SELECT COUNT(*) AS total, COUNT(f.branch) AS bound, COUNT(f.signed_in_at) AS signed_in {found}"
        );
        let sums = parameters.ask(&counted).fetch_one(self.engine.reader()).await?;
        let sums = Columns(&sums);
        let (size, offset) = (parameters.number(window.size.into()), parameters.number(window.offset.into()));
        let text = format!(
            "SELECT f.* {found} ORDER BY {} {}, f.name LIMIT {size} OFFSET {offset}",
            column(sort),
            window.direction()
        );
        let rows = parameters.ask(&text).fetch_all(self.engine.reader()).await?;
        let total = u64::from(sums.count("total")?);
        Ok(SubAccounts {
            found: Rows { rows: rows.iter().map(account).collect::<Result<_, _>>()?, total },
            bound: u64::from(sums.count("bound")?),
            signed_in: u64::from(sums.count("signed_in")?),
        })
    }
}

/// The engines order what is nothing differently.
const fn column(sort: AccountSort) -> &'static str {
    match sort {
        AccountSort::Branch => "COALESCE(f.branch, '')",
        AccountSort::Name => "f.name",
        AccountSort::Role => {
            "CASE f.role WHEN 'owner' THEN 0 WHEN 'manager' THEN 1 WHEN 'clerk' THEN 2 WHEN 'accountant' THEN 3 ELSE 4 END"
        }
        AccountSort::SignedIn => "COALESCE(f.signed_in_at, 0)",
        AccountSort::Sessions => "f.sessions",
        AccountSort::Created => "f.created_at",
        AccountSort::Deleted => "COALESCE(f.deleted_at, 0)",
    }
}

/// `FROM … WHERE …` of the accounts that are asked for.
fn found(parameters: &mut Parameters, actor: &Actor, search: &AccountSearch) -> String {
    let is_deleted = if search.is_deleted { "NOT NULL" } else { "NULL" };
    let mut conditions = format!(" AND a.deleted_at IS {is_deleted}");
    if let Some(branch) = actor.branch() {
        let branch = parameters.text(branch.as_str());
        conditions.push_str(&format!(" AND a.branch = {branch}"));
    }
    match search.bound {
        None => {}
        Some(Bound::HeadOffice) => conditions.push_str(" AND a.branch IS NULL"),
        Some(Bound::Branch) => conditions.push_str(" AND a.branch IS NOT NULL"),
    }
    if let Some(role) = search.role {
        let role = parameters.text(role.as_str());
        conditions.push_str(&format!(" AND a.role = {role}"));
    }
    let words = search.words.trim();
    if !words.is_empty() {
        let words = parameters.text(part(words));
        let columns = ["a.name", "a.note", "COALESCE(b.name, '')", "COALESCE(b.number, '')"];
        let like = columns.map(|column| format!("LOWER({column}) LIKE {words} ESCAPE '!'")).join(" OR ");
        conditions.push_str(&format!(" AND ({like})"));
    }
    let signed_in = match search.has_signed_in {
        None => "",
        Some(true) => "WHERE f.signed_in_at IS NOT NULL",
        Some(false) => "WHERE f.signed_in_at IS NULL",
    };
    format!("FROM ({ACCOUNTS}{conditions}) f {signed_in}")
}
