//! 分店 (RULES §8): internal to its merchant, never on a ticket. Its number never changes and it is never deleted.

use crate::change::{self, Fields};
use crate::field::{self, Fault, Faults};
use crate::identity::BranchNumber;

/// Characters of a name: at least, at most.
pub const NAME: (usize, usize) = (2, 20);
const LONGEST_ADDRESS: usize = 100;

/// What may be changed about a branch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branch {
    /// 分店名稱
    pub name: String,
    /// 聯絡電話; may be empty.
    pub phone: String,
    /// 分店地址; may be empty.
    pub address: String,
    /// 啟用; otherwise 停用.
    pub is_enabled: bool,
}

impl Branch {
    /// For the history.
    pub fn fields(&self) -> Fields {
        vec![
            ("name", self.name.clone()),
            ("phone", self.phone.clone()),
            ("address", self.address.clone()),
            ("is_enabled", change::flag(self.is_enabled)),
        ]
    }
}

/// The same as it was typed.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the fields of Branch, as text
pub struct TypedBranch {
    pub name: String,
    pub phone: String,
    pub address: String,
    pub is_enabled: bool,
}

impl TypedBranch {
    /// The branch, or every field that is wrong.
    pub fn read(&self) -> Result<Branch, Faults> {
        let mut faults = Faults::default();
        let branch = self.read_into(&mut faults);
        faults.or(branch)
    }

    /// A new branch with its number.
    pub fn read_new(&self, number: &str) -> Result<(BranchNumber, Branch), Faults> {
        let mut faults = Faults::default();
        let number = match field::line(number, 1, 20) {
            Ok(number) => BranchNumber::parse(&number).map_err(|_| Fault::LettersAndDigits),
            Err(fault) => Err(fault),
        };
        if let Err(fault) = &number {
            faults.add("number", *fault);
        }
        let branch = self.read_into(&mut faults);
        match number {
            Ok(number) => faults.or((number, branch)),
            Err(_) => Err(faults),
        }
    }

    fn read_into(&self, faults: &mut Faults) -> Branch {
        Branch {
            name: faults.take("name", field::line(&self.name, NAME.0, NAME.1)),
            phone: faults.take("phone", field::maybe(&self.phone, field::phone)).unwrap_or_default(),
            address: faults.take("address", field::line(&self.address, 0, LONGEST_ADDRESS)),
            is_enabled: self.is_enabled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_2_to_20_characters_and_a_number_its_form() {
        let typed = |name: &str| TypedBranch { name: name.into(), ..TypedBranch::default() };
        assert!(typed("永康").read_new("001").is_ok());
        assert!(typed(&"店".repeat(20)).read().is_ok());
        for (name, fault) in [("店", Fault::TooShort(2)), ("", Fault::Missing)] {
            assert_eq!(typed(name).read().expect_err("a fault").of("name"), Some(fault), "{name}");
        }
        assert_eq!(typed(&"店".repeat(21)).read().expect_err("a fault").of("name"), Some(Fault::TooLong(20)));
        let faults = typed("店").read_new("0 1").expect_err("faults");
        assert_eq!(faults.of("number"), Some(Fault::LettersAndDigits));
        assert_eq!(faults.of("name"), Some(Fault::TooShort(2)), "all faults are told at once");
    }

    #[test]
    fn telephone_and_address_may_be_left_out() {
        let branch =
            TypedBranch { name: "永康店".into(), phone: " ".into(), ..TypedBranch::default() }.read();
        assert_eq!(branch.expect("a branch").phone, "");
    }
}
