//! Who acts, and what the rules say to them before anything about the ticket.

use super::model::{Said, Taken};
use crate::harness::House;
use domain::calendar::Instant;
use domain::identity::UseId;
use domain::refusal::RefusalCode;
use store::fixture::{Goods, Person};

/// Somebody at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    Owner,
    First,
    Second,
    /// Of a branch that is 停用.
    Disabled,
    Partner,
    Stranger,
}

impl Desk {
    pub const ALL: [Self; 6] =
        [Self::Owner, Self::First, Self::Second, Self::Disabled, Self::Partner, Self::Stranger];

    pub fn may_redeem(self, goods: Goods) -> Said {
        match self {
            Self::Owner | Self::First => Ok(()),
            Self::Second if goods == Goods::BranchOnly => Err(RefusalCode::BranchNotListed),
            Self::Second => Ok(()),
            Self::Disabled => Err(RefusalCode::BranchDisabled),
            Self::Partner if goods == Goods::Shared => Ok(()),
            Self::Partner => Err(RefusalCode::ProductNotOpen),
            Self::Stranger => Err(RefusalCode::OtherMerchant),
        }
    }

    /// The issuer's head office, or the very desk that redeemed.
    pub fn may_cancel(self, used: &Taken<UseId>) -> Said {
        match self {
            Self::Disabled => Err(RefusalCode::BranchDisabled),
            Self::Owner => Ok(()),
            own if own == used.by => Ok(()),
            Self::First | Self::Second => Err(RefusalCode::NotYoursToCancel),
            Self::Partner | Self::Stranger => Err(RefusalCode::UseUnknown),
        }
    }
}

/// Everybody, signed in today.
pub struct People([Person; 6]);

impl People {
    pub fn of(house: &House) -> Self {
        let world = &house.world;
        let people = [
            &world.owner,
            &world.clerk_001,
            &world.clerk_002,
            &world.clerk_003,
            &world.partner_clerk,
            &world.stranger_owner,
        ];
        Self(people.map(Clone::clone))
    }

    pub fn at(&self, desk: Desk) -> &Person {
        let place = Desk::ALL.iter().position(|one| *one == desk).expect("one of them");
        &self.0[place]
    }

    /// Yesterday's sessions are over.
    pub async fn sign_in(&mut self, house: &House, now: Instant) {
        for person in &mut self.0 {
            *person = house.at(now, person).await;
        }
    }
}
