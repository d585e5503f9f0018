//! A small town for tests, benchmarks and the demo: an issuer with three branches, a partner that may redeem one of
//! its products, a stranger, people who are signed in, and tickets in their hands.
//!
//! ```no_run
//! # async fn walk(store: store::Store) -> Result<(), Box<dyn std::error::Error>> {
//! use store::fixture::{Goods, World};
//! let world = World::new(&store).await?;
//! let tickets = world.issue_tickets(Goods::Paid, 2, 1).await?;
//! let answer = store.redeem(&world.clerk_001.session, &world.scan(&tickets[0])?).await;
//! # Ok(()) }
//! ```

mod behind;
pub mod empty;
mod tickets;
mod town;

pub use behind::take_a_dollar;
pub use tickets::{PURCHASER_EMAIL, PURCHASER_NAME, PURCHASER_PHONE, TestTicket};

use crate::secret::SessionToken;
use crate::{Store, StoreError};
use domain::identity::{AccountId, BranchNumber, MerchantNumber, ProductNumber};
use domain::ticket::TicketKind;

/// The merchant whose tickets they all are; its issuer code is 63OV.
pub const ISSUER: MerchantNumber = MerchantNumber(1_000_001);
/// May redeem [`Goods::Shared`]; its issuer code is 7K2M.
pub const PARTNER: MerchantNumber = MerchantNumber(1_000_002);
/// Has nothing to do with the other two.
pub const STRANGER: MerchantNumber = MerchantNumber(1_000_003);

/// The issuer's products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goods {
    /// NT$ 200, every branch.
    Paid,
    /// No face value, every branch.
    Gift,
    /// NT$ 200, branch 001 only.
    BranchOnly,
    /// NT$ 200, every branch and the partner.
    Shared,
}

impl Goods {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Paid, Self::Gift, Self::BranchOnly, Self::Shared];

    /// Its number in codes.
    pub const fn number(self) -> ProductNumber {
        ProductNumber(match self {
            Self::Paid => 1,
            Self::Gift => 2,
            Self::BranchOnly => 3,
            Self::Shared => 4,
        })
    }

    /// 提貨券 or 贈品券.
    pub const fn kind(self) -> TicketKind {
        match self {
            Self::Paid | Self::BranchOnly | Self::Shared => TicketKind::Paid,
            Self::Gift => TicketKind::Gift,
        }
    }

    /// NT$ a unit.
    pub const fn face_value(self) -> i64 {
        match self {
            Self::Paid | Self::BranchOnly | Self::Shared => 200,
            Self::Gift => 0,
        }
    }
}

/// An account that is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Whose account.
    pub merchant: MerchantNumber,
    /// The account.
    pub account: AccountId,
    /// Its session.
    pub session: SessionToken,
}

/// The town. It holds no state of its own: rows are in the store.
#[derive(Clone)]
pub struct World {
    store: Store,
    /// The issuer's head office.
    pub owner: Person,
    /// Branch 001 of the issuer, 啟用.
    pub clerk_001: Person,
    /// Branch 002 of the issuer, 啟用.
    pub clerk_002: Person,
    /// Branch 003 of the issuer, 停用.
    pub clerk_003: Person,
    /// The issuer's head office, changes nothing.
    pub accountant: Person,
    /// The partner's head office.
    pub partner_owner: Person,
    /// The partner's one branch, 001.
    pub partner_clerk: Person,
    /// The stranger's head office.
    pub stranger_owner: Person,
}

impl World {
    /// Builds the town in an empty store.
    pub async fn new(store: &Store) -> Result<Self, StoreError> {
        town::found(store).await?;
        town::people(store).await
    }

    /// Another session of the same person: a second phone.
    pub async fn sign_in(&self, person: &Person) -> Result<SessionToken, StoreError> {
        self.store.start_session(person.merchant, &person.account).await
    }
}

/// A branch by its number.
pub fn branch(number: &str) -> Result<BranchNumber, StoreError> {
    BranchNumber::parse(number).map_err(|_| StoreError::Corrupt("branch number"))
}
