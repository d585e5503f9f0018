//! Who knocks at the staff's door, as far as it shows.

use crate::secret::BrowserToken;

/// A browser that signs in.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// For people: `iPhone · Safari`.
    pub browser: String,
    /// Where it is, as the server sees it.
    pub address: String,
    /// By which it is known again; `None` where it keeps nothing.
    pub token: Option<BrowserToken>,
}
