//! What the address of a list says: its filters, order, page, size and columns. A list can be kept, sent and come back to by its
//! address alone.

/// Rows of a page; the first is what nobody chose (RULES §9).
pub const SIZES: [u32; 3] = [25, 50, 100];
/// Pages after this one are not asked for: whoever needs them filters.
const LAST_PAGE: u32 = 100_000;
/// A QR's text that a scanner typed is the longest of what is looked for.
pub const LONGEST_FILTER: usize = 500;
const LONGEST_COLUMN: usize = 30;
const MOST_COLUMNS: usize = 40;
/// What the address calls a column that is shown.
pub const COLUMN: &str = "column";

/// The state of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    path: String,
    filters: Vec<(&'static str, String)>,
    sort: &'static str,
    is_descending: bool,
    page: u32,
    size: u32,
    /// Those that are shown; none of them named: all.
    columns: Vec<String>,
}

impl Listing {
    /// Reads a query. Filters and orders that this list does not have are left out; the first order is what nobody chose,
    /// descending where it begins with `-`.
    pub fn read(
        path: &str,
        query: &[(String, String)],
        filters: &[&'static str],
        sorts: &[&'static str],
    ) -> Self {
        let value =
            |name: &str| query.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
        let wanted = |name: &&'static str| {
            let value = value(name)?.trim();
            let readable: String = value.chars().filter(|c| !c.is_control()).take(LONGEST_FILTER).collect();
            (!readable.is_empty()).then_some((*name, readable))
        };
        let first = sorts.first().copied().unwrap_or_default();
        let (bare, is_descending) = order(value("sort").unwrap_or(first));
        let known = sorts.iter().map(|sort| order(sort).0).find(|sort| *sort == bare);
        let (sort, is_descending) = known.map_or(order(first), |sort| (sort, is_descending));
        let number = |name: &str| value(name).and_then(|value| value.trim().parse::<u32>().ok());
        Self {
            path: path.to_owned(),
            filters: filters.iter().filter_map(wanted).collect(),
            sort,
            is_descending,
            page: number("page").unwrap_or(1).clamp(1, LAST_PAGE),
            size: number("size").filter(|size| SIZES.contains(size)).unwrap_or(SIZES[0]),
            columns: named_columns(query),
        }
    }

    /// Which of these columns are shown, the first in any case: all of them, where the address names none.
    pub fn shown(&self, columns: &[&'static str]) -> Vec<bool> {
        let is_named = |column: &&'static str| self.columns.iter().any(|named| named == column);
        let names_any = columns.iter().any(is_named);
        columns
            .iter()
            .enumerate()
            .map(|(place, column)| place == 0 || !names_any || is_named(column))
            .collect()
    }

    /// Where the list stands.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is asked of this filter; empty where nothing is.
    pub fn filter(&self, name: &str) -> &str {
        self.filters.iter().find(|(found, _)| *found == name).map_or("", |(_, value)| value)
    }

    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        !self.filters.is_empty()
    }

    /// By which column it is ordered.
    pub fn sort(&self) -> &'static str {
        self.sort
    }

    /// Whether the largest comes first.
    pub fn is_descending(&self) -> bool {
        self.is_descending
    }

    /// Which page, from 1.
    pub fn page(&self) -> u32 {
        self.page
    }

    /// Rows of a page.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// Rows before this page.
    pub fn offset(&self) -> u32 {
        (self.page - 1).saturating_mul(self.size)
    }

    /// Pages of so many rows, at least one.
    pub fn pages(&self, total: u64) -> u32 {
        u32::try_from(total.div_ceil(u64::from(self.size))).unwrap_or(LAST_PAGE).clamp(1, LAST_PAGE)
    }

    /// This very list.
    pub fn address(&self) -> String {
        self.at(self.sort, self.is_descending, self.page, self.size)
    }

    /// Another page of it.
    pub fn page_address(&self, page: u32) -> String {
        self.at(self.sort, self.is_descending, page, self.size)
    }

    /// Its first page with so many rows.
    pub fn size_address(&self, size: u32) -> String {
        self.at(self.sort, self.is_descending, 1, size)
    }

    /// Its first page ordered by this column; by the same column again the other way around.
    pub fn sort_address(&self, sort: &'static str) -> String {
        self.at(sort, sort == self.sort && !self.is_descending, 1, self.size)
    }

    /// What a form of filters must carry along, as hidden fields.
    pub fn carried(&self) -> Vec<(&'static str, String)> {
        let mut carried = self.carried_without_columns();
        carried.extend(self.columns.iter().map(|column| (COLUMN, column.clone())));
        carried
    }

    /// What a form of columns must carry along: the filters, too.
    pub fn carried_to_columns(&self) -> Vec<(&'static str, String)> {
        let mut carried = self.carried_without_columns();
        carried.extend(self.filters.iter().cloned());
        carried
    }

    fn carried_without_columns(&self) -> Vec<(&'static str, String)> {
        vec![("sort", signed(self.sort, self.is_descending)), ("size", self.size.to_string())]
    }

    fn at(&self, sort: &str, is_descending: bool, page: u32, size: u32) -> String {
        let mut parts: Vec<_> =
            self.filters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        parts.push(format!("sort={}", signed(sort, is_descending)));
        parts.extend(self.columns.iter().map(|column| format!("{COLUMN}={column}")));
        if size != SIZES[0] {
            parts.push(format!("size={size}"));
        }
        if page > 1 {
            parts.push(format!("page={page}"));
        }
        format!("{}?{}", self.path, parts.join("&"))
    }
}

/// Which column it is, the list's table knows.
fn named_columns(query: &[(String, String)]) -> Vec<String> {
    let is_name = |name: &str| {
        (1..=LONGEST_COLUMN).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let named = query.iter().filter(|(name, value)| name == COLUMN && is_name(value));
    named.map(|(_, value)| value.clone()).take(MOST_COLUMNS).collect()
}

fn order(text: &str) -> (&str, bool) {
    text.strip_prefix('-').map_or((text, false), |bare| (bare, true))
}

fn signed(sort: &str, is_descending: bool) -> String {
    if is_descending { format!("-{sort}") } else { sort.to_owned() }
}

/// A value of a query.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Listing {
        let query: Vec<_> =
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Listing::read("/office/branches", &query, &["name", "state"], &["number", "-changed"])
    }

    #[test]
    fn an_address_leads_back_to_its_list() {
        let listing =
            read(&[("name", "永康"), ("sort", "-changed"), ("page", "3"), ("size", "50"), ("other", "x")]);
        assert_eq!(
            listing.address(),
            "/office/branches?name=%E6%B0%B8%E5%BA%B7&sort=-changed&size=50&page=3"
        );
        assert_eq!((listing.offset(), listing.filter("name"), listing.filter("state")), (100, "永康", ""));
        assert_eq!((listing.sort(), listing.is_descending()), ("changed", true));
    }

    #[test]
    fn nonsense_is_the_first_page_as_nobody_chose_it() {
        for query in [
            vec![],
            vec![("page", "0"), ("size", "7"), ("sort", "password")],
            vec![("page", "-1"), ("name", "\0 ")],
        ] {
            let listing = read(&query);
            assert_eq!(listing.address(), "/office/branches?sort=number", "{query:?}");
            assert!(!listing.is_filtered());
        }
    }

    #[test]
    fn chosen_columns_stand_in_the_address() {
        let all = ["number", "issued", "left", "amount"];
        let some = read(&[("name", "x"), (COLUMN, "amount"), (COLUMN, "\"><b>")]);
        assert_eq!(some.address(), "/office/branches?name=x&sort=number&column=amount");
        assert_eq!(some.shown(&all), [true, false, false, true], "the first names the row");
        assert!(some.carried().contains(&(COLUMN, "amount".to_owned())));
        assert!(some.carried_to_columns().contains(&("name", "x".to_owned())));
        for none_named in [read(&[]), read(&[(COLUMN, "password")])] {
            assert_eq!(none_named.shown(&all), [true; 4]);
        }
    }

    #[test]
    fn the_same_column_again_turns_the_order_around() {
        let listing = read(&[("page", "4")]);
        assert_eq!(listing.sort_address("number"), "/office/branches?sort=-number");
        assert_eq!(listing.sort_address("changed"), "/office/branches?sort=changed");
        assert_eq!((listing.pages(0), listing.pages(25), listing.pages(26)), (1, 1, 2));
    }
}
