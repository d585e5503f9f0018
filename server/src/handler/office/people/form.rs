//! The fields of an account's form: what was typed, and what it means.

use app::page::office::people::form::{Filled, FilledWindow, WINDOWS};
use domain::field::{Fault, Faults};
use domain::hours::{Hours, MOST_WINDOWS, Window};
use domain::identity::BranchNumber;
use domain::people::{AccountName, AccountNote};
use domain::permission::{Access, Function, Grants, Role};
use domain::powers::{Powers, Products};
use domain::refusal::Refusal;
use std::collections::BTreeSet;
use store::command::people::SubAccountDraft;

/// A form as it was sent: fields that are many have names of their own.
pub type Pairs = Vec<(String, String)>;

/// What was typed; what no field of ours could send is left out.
pub fn filled(pairs: &Pairs) -> Filled {
    let field = |name: &str| {
        pairs.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let grants = Function::ALL.iter().fold(Grants::NONE, |grants, function| {
        grants.with(*function, Access::parse(&field(&format!("grant-{}", function.as_str()))))
    });
    let products = pairs.iter().filter_map(|(name, _)| name.strip_prefix("product-"));
    let products = products.filter_map(|one| Products::parse(one).ok()).flat_map(|one| match one {
        Products::All => BTreeSet::new(),
        Products::Named(named) => named,
    });
    let window = |place: usize| FilledWindow {
        days: (1..=7).filter(|day| !field(&format!("window-{place}-day-{day}")).is_empty()).collect(),
        from: field(&format!("window-{place}-from")),
        until: field(&format!("window-{place}-until")),
    };
    let mut windows: Vec<_> = (0..MOST_WINDOWS).map(window).collect();
    while windows.len() > WINDOWS && windows.last() == Some(&FilledWindow::default()) {
        windows.pop();
    }
    Filled {
        name: field("name"),
        note: field("note"),
        branch: field("branch"),
        role: Role::parse(&field("role")).unwrap_or(Role::Custom),
        grants,
        named: field("products") == "named",
        products: products.collect(),
        windows,
        password: field("sign_in") == "password",
        version: field("version").parse().unwrap_or(-1),
        attempt: field("attempt"),
    }
}

/// What it means, or what is wrong with which field.
pub fn draft(filled: &Filled) -> Result<SubAccountDraft, Faults> {
    let mut faults = Faults::default();
    let note = faults.take("note", AccountNote::of_field(&filled.note));
    let branch = match filled.branch.as_str() {
        "" => None,
        number => faults.take("branch", BranchNumber::parse(number).map(Some).map_err(|_| Fault::Choice)),
    };
    let grants = match filled.role {
        Role::Custom => filled.grants,
        Role::Owner | Role::Manager | Role::Clerk | Role::Accountant => Grants::of(filled.role),
    };
    let products = if filled.named { Products::Named(filled.products.clone()) } else { Products::All };
    let hours = hours(filled).unwrap_or_else(|| {
        faults.add("hours", Fault::Hours);
        Hours::default()
    });
    faults.or(SubAccountDraft { note, branch, powers: Powers { role: filled.role, grants, products, hours } })
}

/// A new account: the same with its name.
pub fn named_draft(filled: &Filled) -> Result<(AccountName, SubAccountDraft), Faults> {
    match (AccountName::of_field(&filled.name), draft(filled)) {
        (Ok(name), Ok(draft)) => Ok((name, draft)),
        (Ok(_), Err(faults)) => Err(faults),
        (Err(fault), draft) => {
            let mut faults = Faults::one("name", fault);
            draft.err().iter().flat_map(Faults::iter).for_each(|(field, fault)| faults.add(field, fault));
            Err(faults)
        }
    }
}

fn hours(filled: &Filled) -> Option<Hours> {
    let windows = filled.windows.iter().filter(|one| **one != FilledWindow::default());
    let windows = windows.map(|one| {
        let days: Vec<_> = one.days.iter().copied().collect();
        Window::new(&days, &one.from, &one.until).ok()
    });
    Hours::of(windows.collect::<Option<_>>()?).ok()
}

/// The field that a refusal is about, if it is about one.
pub fn faults_of(refusal: &Refusal) -> Option<Faults> {
    [
        (Refusal::AccountNameTaken, "name", Fault::Taken),
        (Refusal::BranchUnknown, "branch", Fault::Choice),
        (Refusal::ProductsWrong, "products", Fault::Products),
        (Refusal::PowersMissing, "role", Fault::Powers),
    ]
    .into_iter()
    .find_map(|(why, field, fault)| (why == *refusal).then(|| Faults::one(field, fault)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(fields: &[(&str, &str)]) -> Pairs {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_means_what_stands_in_it() {
        let typed = filled(&pairs(&[
            ("note", " 早班 "),
            ("branch", "001"),
            ("role", "custom"),
            ("grant-redeem", "change"),
            ("grant-products", "look"),
            ("products", "named"),
            ("product-1000001-12", "yes"),
            ("product-nonsense", "yes"),
            ("window-0-day-1", "yes"),
            ("window-0-from", "09:00"),
            ("window-0-until", "22:00"),
        ]));
        let draft = draft(&typed).expect("a draft");
        assert_eq!(
            (draft.note.as_str(), draft.branch.as_ref().map(BranchNumber::as_str)),
            ("早班", Some("001"))
        );
        assert_eq!(draft.powers.grants.to_text(), "products:look redeem:change");
        assert_eq!(draft.powers.products.to_text().as_deref(), Some("1000001-12"));
        assert_eq!(draft.powers.hours.to_text(), "1 09:00-22:00");
    }

    #[test]
    fn a_preset_brings_its_own_rows() {
        let typed = filled(&pairs(&[("role", "clerk"), ("grant-settings", "change")]));
        let draft = draft(&typed).expect("a draft");
        assert_eq!(draft.powers, Powers::of(Role::Clerk));
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (field, value, named, fault) in [
            ("note", "字字字字字字字字字字字字字字字字字字字字字", "note", Fault::TooLong(20)),
            ("branch", "no branch", "branch", Fault::Choice),
            ("window-0-from", "09:00", "hours", Fault::Hours),
            ("window-1-day-3", "yes", "hours", Fault::Hours),
        ] {
            let typed = filled(&pairs(&[("role", "clerk"), (field, value)]));
            assert_eq!(draft(&typed).err(), Some(Faults::one(named, fault)), "{field}");
        }
        let typed = filled(&pairs(&[("name", "short"), ("role", "clerk"), ("window-0-from", "09:00")]));
        let faults = named_draft(&typed).expect_err("two faults");
        assert_eq!(faults.of("name"), Some(Fault::AccountName));
        assert_eq!(faults.of("hours"), Some(Fault::Hours));
    }
}
