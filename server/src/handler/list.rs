//! From the address of a list to the rows that it asks for.

use app::component::sums::SUM;
use app::listing::Listing;
use store::query::window::Window;
use url::form_urlencoded;

/// A query as it stands in the address.
pub type Pairs = Vec<(String, String)>;

/// Whether somebody asks what all of a list comes to that is longer than it counts.
pub fn wants_sums(query: &Pairs) -> bool {
    query.iter().any(|(name, value)| (name.as_str(), value.as_str()) == SUM)
}

/// The list as a form of it brought its address back; nobody is led anywhere else.
pub fn again(back: &str, path: &str, filters: &[&'static str], sorts: &[&'static str]) -> Listing {
    let query = back.split_once('?').map_or(back, |(_, query)| query);
    let query: Pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Listing::read(path, &query, filters, sorts)
}

/// The rows of this page.
pub fn window(listing: &Listing) -> Window {
    Window { is_descending: listing.is_descending(), offset: listing.offset(), size: listing.size() }
}
