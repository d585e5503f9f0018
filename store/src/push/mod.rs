//! News for phones (RULES §14): made from the sealed log beside the notices, sent by themselves, so that no mail waits for a
//! push service and no phone for another one. What is sent or given up leaves no row.

mod due;
mod make;
mod send;
mod watch;

pub(crate) use make::{NewPush, make};
pub use send::{NotPushed, SendPush};
pub use watch::watch;

use crate::secret::LinkToken;
use domain::calendar::Instant;
use domain::notice::NoticeKind;
use domain::push::PushKeys;
use std::fmt;

/// Where a phone can be told. Whoever knows it may write there: it is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its address at a push service.
    pub endpoint: String,
    /// What makes the news readable by this phone only.
    pub keys: PushKeys,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Subscription(hidden)")
    }
}

/// One piece of news for one phone.
#[derive(Debug, Clone)]
pub struct Push {
    /// The same for each try.
    pub name: String,
    /// What is told.
    pub kind: NoticeKind,
    /// When it happened.
    pub at: Instant,
    /// `zh-TW` or `en`: the wallet's.
    pub language: String,
    /// Opens the wallet.
    pub link: LinkToken,
    /// The phone's key, by which it knows itself.
    pub phone: String,
    /// Where to.
    pub to: Subscription,
    waiting: due::Waiting,
}
