//! What a list comes to. One that is longer than it is paged through says so, and has the way to the sums of all of it: they
//! are counted when somebody asks for them.

use crate::language::Language;
use crate::listing::Listing;
use crate::text::list as text;
use leptos::prelude::*;

/// What the address of a list that counts itself to its end says.
pub const SUM: (&str, &str) = ("sum", "all");

/// Under the rows. `totals`: what all that was found comes to, where that is known; `has_more`: there are more than `most`.
pub fn sums(
    language: Language,
    listing: &Listing,
    most: u32,
    has_more: bool,
    totals: Option<String>,
) -> AnyView {
    let way = totals.is_none().then(|| {
        let address = format!("{}&{}={}", listing.address(), SUM.0, SUM.1);
        view! { " "<a href=address>{text::COUNT_ALL.of(language)}</a> }
    });
    let too_many = has_more.then(|| {
        let words = text::TOO_MANY.with(language, &[("most", &most.to_string())]);
        view! { <p class="muted small">{words}{way}</p> }
    });
    let totals = totals.map(|words| view! { <p class="muted small">{words}</p> });
    view! { {too_many}{totals} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(has_more: bool, totals: Option<&str>) -> String {
        let query = [("words".to_owned(), "a".to_owned())];
        let listing = Listing::read("/office/paper", &query, &["words"], &["-order"]);
        let totals = totals.map(str::to_owned);
        Owner::new().with(|| sums(Language::English, &listing, 5_000, has_more, totals).to_html())
    }

    #[test]
    fn a_long_list_is_added_up_when_asked() {
        let short = shown(false, Some("3 in all"));
        assert!(short.contains("3 in all") && !short.contains("sum=all"), "{short}");
        let long = shown(true, None);
        assert!(long.contains("5000") && long.contains("/office/paper?words=a"), "{long}");
        assert!(long.contains("sum=all"), "{long}");
        let asked = shown(true, Some("7,000 in all"));
        assert!(asked.contains("7,000 in all") && !asked.contains("sum=all"), "{asked}");
    }
}
