//! A page of a list.

/// Which rows of a list are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The largest first.
    pub is_descending: bool,
    /// Rows before the page.
    pub offset: u32,
    /// Rows of the page.
    pub size: u32,
}

impl Window {
    pub(crate) fn direction(self) -> &'static str {
        if self.is_descending { "DESC" } else { "ASC" }
    }
}

/// The rows of a page, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    /// Of this page.
    pub rows: Vec<T>,
    /// Of the whole list.
    pub total: u64,
}

/// Part of a text as a pattern of `LIKE … ESCAPE '!'`, in small letters.
pub(crate) fn part(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_part_is_taken_as_it_was_written() {
        assert_eq!(super::part("50%_A!"), "%50!%!_a!!%");
    }
}
