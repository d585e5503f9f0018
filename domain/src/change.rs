//! 設定歷程, 歷程 (RULES §8, §15): what a change of contract, settings, branch or relation was, field by field.

use serde::{Deserialize, Serialize};

stated_enum! {
    /// What was changed.
    pub enum Subject {
        /// 合約及費率
        Contract = "contract",
        /// 操作設定
        Settings = "settings",
        /// 分店; by its number.
        Branch = "branch",
        /// 跨店核銷; by the number of the redeemer.
        Relation = "relation",
    }
}

/// One field, from what to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its lasting name.
    pub field: String,
    /// What it was; empty where there was nothing.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// A thing's fields by their lasting names, for comparing.
pub type Fields = Vec<(&'static str, String)>;

/// What differs. Both list the same fields in the same order, or one of them none.
pub fn between(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let value = |fields: &Fields, name: &str| {
        fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let names = if after.is_empty() { before } else { after };
    let changes = names.iter().map(|(field, _)| FieldChange {
        field: (*field).to_owned(),
        before: value(before, field),
        after: value(after, field),
    });
    changes.filter(|change| change.before != change.after).collect()
}

/// A flag as a field.
pub fn flag(is_on: bool) -> String {
    if is_on { "on".to_owned() } else { "off".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_a_change() {
        let before = vec![("name", "永康".to_owned()), ("state", flag(true))];
        let after = vec![("name", "永康店".to_owned()), ("state", flag(true))];
        let changes = between(&before, &after);
        let name = |before: &str, after: &str| FieldChange {
            field: "name".to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        assert_eq!(changes, [name("永康", "永康店")]);
        assert_eq!(between(&after, &after), []);
        assert_eq!(between(&Vec::new(), &after).len(), 2, "what is new changed from nothing");
    }
}
