//! From the address of a list to the rows that it asks for.

use app::listing::Listing;
use store::query::window::Window;

/// A query as it stands in the address.
pub type Pairs = Vec<(String, String)>;

/// The rows of this page.
pub fn window(listing: &Listing) -> Window {
    Window { is_descending: listing.is_descending(), offset: listing.offset(), size: listing.size() }
}
