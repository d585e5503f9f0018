//! What a product tells the staff at the counter (RULES §7): an age limit, an add-on, a warning. About no person.

/// At most 100 characters on one line, shown on the desk before and after redeeming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskNote(String);

impl DeskNote {
    /// Most characters.
    pub const LONGEST: usize = 100;

    /// What somebody wrote, its lines joined to one and without control characters; blank says nothing. `None` = too
    /// long.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<_> = text.split_whitespace().collect();
        let note: String = words.join(" ").chars().filter(|character| !character.is_control()).collect();
        (note.chars().count() <= Self::LONGEST).then_some(Self(note))
    }

    /// The words; empty where there is nothing to say.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::DeskNote;

    #[test]
    fn one_line_of_at_most_a_hundred_characters() {
        let note = |text: &str| DeskNote::parse(text).map(|note| note.as_str().to_owned());
        assert_eq!(note(" 18 歲以上\n出示證件\u{7} ").as_deref(), Some("18 歲以上 出示證件"));
        assert_eq!(note(" \n ").as_deref(), Some(""));
        assert!(note(&"字".repeat(100)).is_some());
        assert!(note(&"字".repeat(101)).is_none());
    }
}
