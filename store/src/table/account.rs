//! What an account may, as its row says it: in one row, so that the counter's one read needs no more than that.

use super::columns::{Columns, StoredRow};
use crate::StoreError;
use domain::actor::{Actor, Post};
use domain::calendar::Instant;
use domain::hours::Hours;
use domain::identity::{AccountId, MerchantNumber};
use domain::permission::{Grants, Role};
use domain::powers::{Powers, Products};

/// The columns of `powers`, written.
#[derive(Debug, Clone)]
pub(crate) struct PowerColumns {
    pub role: &'static str,
    pub grants: Option<String>,
    pub products: Option<String>,
    pub hours: String,
}

impl PowerColumns {
    pub fn of(powers: &Powers) -> Self {
        Self {
            role: powers.role.as_str(),
            grants: (powers.role == Role::Custom).then(|| powers.grants.to_text()),
            products: powers.products.to_text(),
            hours: powers.hours.to_text(),
        }
    }
}

/// From a row that selected `role, grants, products, hours` of the account.
pub(crate) fn powers<R: StoredRow>(columns: &Columns<'_, R>) -> Result<Powers, StoreError> {
    let role = columns.stated("role", Role::parse)?;
    let grants = match (role, columns.maybe_text("grants")?) {
        (Role::Custom, own) => {
            Grants::parse(&own.unwrap_or_default()).map_err(|_| StoreError::Corrupt("grants"))?
        }
        (Role::Owner | Role::Manager | Role::Clerk | Role::Accountant, _) => Grants::of(role),
    };
    let products = match columns.maybe_text("products")? {
        None => Products::All,
        Some(named) => Products::parse(&named).map_err(|_| StoreError::Corrupt("products"))?,
    };
    let hours = Hours::parse(&columns.text("hours")?).map_err(|_| StoreError::Corrupt("hours"))?;
    Ok(Powers { role, grants, products, hours })
}

/// From a row that also selected `account, branch, branch_enabled`.
pub(crate) fn actor<R: StoredRow>(
    columns: &Columns<'_, R>,
    merchant: MerchantNumber,
    at: Instant,
) -> Result<Actor, StoreError> {
    Ok(Actor {
        account: AccountId::parse(&columns.text("account")?).map_err(|_| StoreError::Corrupt("account"))?,
        merchant,
        post: match columns.maybe_branch("branch")? {
            None => Post::HeadOffice,
            Some(number) => {
                Post::Branch { number, enabled: columns.maybe_number("branch_enabled")? == Some(1) }
            }
        },
        powers: powers(columns)?,
        at,
    })
}
