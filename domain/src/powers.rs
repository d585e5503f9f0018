//! What an account may (RULES §8): its rows of the permission table, which products they are about, and when.

use crate::hours::Hours;
use crate::identity::{MerchantNumber, ProductNumber};
use crate::permission::{Grants, Role};
use std::collections::BTreeSet;

/// Products that an account may be limited to.
pub const MOST_PRODUCTS: usize = 200;

/// Whose tickets an account may do something to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Products {
    /// Those of all products.
    All,
    /// Those of these alone, the own merchant's and others' that are open to it.
    Named(BTreeSet<(MerchantNumber, ProductNumber)>),
}

/// Not a list of products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedProducts;

impl Products {
    /// Whether this product is among them.
    pub fn include(&self, issuer: MerchantNumber, product: ProductNumber) -> bool {
        match self {
            Self::All => true,
            Self::Named(named) => named.contains(&(issuer, product)),
        }
    }

    /// Whether `other` has all of them.
    pub fn are_within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::All) => true,
            (Self::All, Self::Named(_)) => false,
            (Self::Named(these), Self::Named(others)) => these.is_subset(others),
        }
    }

    /// As [`Self::to_text`] writes those that are named.
    pub fn parse(text: &str) -> Result<Self, MalformedProducts> {
        let named = text.split_terminator(' ').map(|one| {
            let (merchant, product) = one.split_once('-').ok_or(MalformedProducts)?;
            let number = |text: &str| text.parse::<u32>().map_err(|_| MalformedProducts);
            Ok((MerchantNumber(number(merchant)?), ProductNumber(number(product)?)))
        });
        let named = named.collect::<Result<BTreeSet<_>, _>>()?;
        if named.len() > MOST_PRODUCTS { Err(MalformedProducts) } else { Ok(Self::Named(named)) }
    }

    /// For example `1000001-12 1000001-13`; nothing where there is no limit.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::All => None,
            Self::Named(named) => {
                let named = named.iter().map(|(merchant, product)| format!("{merchant}-{product}"));
                Some(named.collect::<Vec<_>>().join(" "))
            }
        }
    }
}

/// All that an account may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Powers {
    /// Where the rows come from.
    pub role: Role,
    /// The rows.
    pub grants: Grants,
    /// Whose tickets it may do something to.
    pub products: Products,
    /// When it may change anything.
    pub hours: Hours,
}

impl Powers {
    /// A preset: all products, at any time.
    pub fn of(role: Role) -> Self {
        Self { role, grants: Grants::of(role), products: Products::All, hours: Hours::ALWAYS }
    }

    /// Whether whoever has `other` may all of this, too.
    pub fn are_within(&self, other: &Self) -> bool {
        self.grants.are_within(&other.grants)
            && self.products.are_within(&other.products)
            && self.hours.are_within(&other.hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_what_it_names() {
        let products = Products::parse("1000001-12 2000002-12").expect("a list");
        assert!(products.include(MerchantNumber(1_000_001), ProductNumber(12)));
        assert!(!products.include(MerchantNumber(1_000_001), ProductNumber(13)));
        assert!(!products.include(MerchantNumber(3_000_003), ProductNumber(12)));
        assert_eq!(products.to_text().as_deref(), Some("1000001-12 2000002-12"));
        assert_eq!(Products::All.to_text(), None);
        for bad in ["12", "1000001-", "-12", "1000001-12-13", "all"] {
            assert_eq!(Products::parse(bad), Err(MalformedProducts), "{bad}");
        }
    }

    #[test]
    fn powers_lie_within_others_in_every_respect() {
        let manager = Powers::of(Role::Manager);
        let one = Powers { products: Products::parse("1-1").expect("a list"), ..Powers::of(Role::Clerk) };
        let two = Powers { products: Products::parse("1-1 1-2").expect("a list"), ..manager.clone() };
        let days = Powers { hours: Hours::parse("1 09:00-12:00").expect("hours"), ..manager.clone() };
        for (these, others, within) in [
            (&manager, &Powers::of(Role::Owner), true),
            (&Powers::of(Role::Owner), &manager, false),
            (&one, &two, true),
            (&two, &one, false),
            (&two, &manager, true),
            (&manager, &two, false),
            (&days, &manager, true),
            (&manager, &days, false),
            (&one, &days, false),
        ] {
            assert_eq!(these.are_within(others), within, "{these:?} in {others:?}");
        }
    }
}
