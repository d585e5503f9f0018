//! The one table of permissions (RULES §8): function × 查詢 / 修改. Roles are presets of it; an account may have rows of
//! its own. With products and hours it is [`crate::powers`].

stated_enum! {
    /// What an account may be allowed to do. The names follow the table of RULES §8.
    pub enum Function {
        /// 操作設定
        Settings = "settings",
        /// 子帳號
        People = "people",
        /// 商品管理
        Products = "products",
        /// 票券發行
        Issue = "issue",
        /// 票券核銷
        Redeem = "redeem",
        /// 取消核銷
        CancelRedemption = "cancel_redemption",
        /// 票券退貨
        GiveBack = "give_back",
        /// 取消退貨
        CancelGiveBack = "cancel_give_back",
        /// 已發行訂單管理
        IssuedOrders = "issued_orders",
        /// 紙本票券列印
        Paper = "paper",
        /// 電子票券轉贈紀錄
        Transfers = "transfers",
        /// 報表
        Reports = "reports",
    }
}

impl Function {
    /// Whether 查詢 and 修改 are told apart. The others are held or not held: holding them means doing them.
    pub const fn is_split(self) -> bool {
        match self {
            Self::Settings
            | Self::People
            | Self::Products
            | Self::Issue
            | Self::IssuedOrders
            | Self::Paper
            | Self::Transfers => true,
            Self::Redeem | Self::CancelRedemption | Self::GiveBack | Self::CancelGiveBack | Self::Reports => {
                false
            }
        }
    }
}

stated_enum! {
    /// How far a permission reaches.
    pub enum Access {
        /// 查詢
        Look = "look",
        /// 修改
        Change = "change",
    }
}

stated_enum! {
    /// Where an account's rows of the table come from.
    pub enum Role {
        /// Everything.
        Owner = "owner",
        /// Everything but the settings' changes.
        Manager = "manager",
        /// The desk: redeem, cancel what the own branch redeemed today.
        Clerk = "clerk",
        /// Looks at orders and reports, changes nothing.
        Accountant = "accountant",
        /// No preset: the account has rows of its own.
        Custom = "custom",
    }
}

/// An account's rows of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grants([Option<Access>; Function::ALL.len()]);

/// Not rows of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedGrants;

impl Grants {
    /// Nothing.
    pub const NONE: Self = Self([None; Function::ALL.len()]);

    /// The rows of a preset; of [`Role::Custom`], which is none, nothing.
    pub fn of(role: Role) -> Self {
        let row = |function| match role {
            Role::Owner => Some(Access::Change),
            Role::Manager => manager(function),
            Role::Clerk => clerk(function),
            Role::Accountant => accountant(function),
            Role::Custom => None,
        };
        Function::ALL.iter().fold(Self::NONE, |grants, function| grants.with(*function, row(*function)))
    }

    /// The same with another row. What is not split is held for changing.
    pub fn with(mut self, function: Function, access: Option<Access>) -> Self {
        let access = if function.is_split() { access } else { access.map(|_| Access::Change) };
        if let Some(row) = self.0.get_mut(function as usize) {
            *row = access;
        }
        self
    }

    /// How far a function is held.
    pub fn access(&self, function: Function) -> Option<Access> {
        self.0.get(function as usize).copied().flatten()
    }

    /// Whether `function` may be done to that extent: who changes looks, too.
    pub fn allow(&self, function: Function, access: Access) -> bool {
        self.access(function).is_some_and(|held| held >= access)
    }

    /// Whether `other` holds all of these.
    pub fn are_within(&self, other: &Self) -> bool {
        Function::ALL.iter().all(|function| self.access(*function) <= other.access(*function))
    }

    /// Nothing is held.
    pub fn are_none(&self) -> bool {
        *self == Self::NONE
    }

    /// As [`Self::to_text`] writes them.
    pub fn parse(text: &str) -> Result<Self, MalformedGrants> {
        text.split_terminator(' ').try_fold(Self::NONE, |grants, row| {
            let (function, access) = row.split_once(':').ok_or(MalformedGrants)?;
            let function = Function::parse(function).ok_or(MalformedGrants)?;
            Ok(grants.with(function, Some(Access::parse(access).ok_or(MalformedGrants)?)))
        })
    }

    /// For example `redeem:change issued_orders:look`.
    pub fn to_text(&self) -> String {
        let row = |function: &Function| {
            self.access(*function).map(|access| format!("{}:{}", function.as_str(), access.as_str()))
        };
        Function::ALL.iter().filter_map(row).collect::<Vec<_>>().join(" ")
    }
}

fn manager(function: Function) -> Option<Access> {
    match function {
        Function::Settings => Some(Access::Look),
        Function::People
        | Function::Products
        | Function::Issue
        | Function::Redeem
        | Function::CancelRedemption
        | Function::GiveBack
        | Function::CancelGiveBack
        | Function::IssuedOrders
        | Function::Paper
        | Function::Transfers
        | Function::Reports => Some(Access::Change),
    }
}

fn clerk(function: Function) -> Option<Access> {
    match function {
        Function::Redeem | Function::CancelRedemption => Some(Access::Change),
        Function::Settings
        | Function::People
        | Function::Products
        | Function::Issue
        | Function::GiveBack
        | Function::CancelGiveBack
        | Function::IssuedOrders
        | Function::Paper
        | Function::Transfers
        | Function::Reports => None,
    }
}

fn accountant(function: Function) -> Option<Access> {
    match function {
        Function::IssuedOrders
        | Function::Paper
        | Function::Transfers
        | Function::Reports
        | Function::Products => Some(Access::Look),
        Function::Settings
        | Function::People
        | Function::Issue
        | Function::Redeem
        | Function::CancelRedemption
        | Function::GiveBack
        | Function::CancelGiveBack => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 修改 = C, 查詢 = l; presets in the order of their columns.
    const TABLE: &str = "
settings          C l - -
people            C C - -
products          C C - l
issue             C C - -
redeem            C C C -
cancel_redemption C C C -
give_back         C C - -
cancel_give_back  C C - -
issued_orders     C C - l
paper             C C - l
transfers         C C - l
reports           C C - C";

    #[test]
    fn the_presets_fill_the_table() {
        let roles = [Role::Owner, Role::Manager, Role::Clerk, Role::Accountant];
        let mut rows = 0;
        for line in TABLE.lines().filter(|line| !line.is_empty()) {
            let words: Vec<_> = line.split_whitespace().collect();
            let function = Function::parse(words[0]).expect("a function");
            for (role, cell) in roles.iter().zip(&words[1..]) {
                let held = match *cell {
                    "C" => Some(Access::Change),
                    "l" => Some(Access::Look),
                    _ => None,
                };
                let grants = Grants::of(*role);
                assert_eq!(grants.access(function), held, "{role:?}, {function:?}");
                assert_eq!(grants.allow(function, Access::Look), held.is_some(), "{role:?}, {function:?}");
                assert_eq!(grants.allow(function, Access::Change), held == Some(Access::Change));
            }
            rows += 1;
        }
        assert_eq!(rows, Function::ALL.len());
        assert!(Grants::of(Role::Custom).are_none());
    }

    #[test]
    fn every_preset_lies_within_the_owners() {
        for role in Role::ALL {
            assert!(Grants::of(*role).are_within(&Grants::of(Role::Owner)));
            assert_eq!(Grants::of(Role::Owner).are_within(&Grants::of(*role)), *role == Role::Owner);
        }
        assert!(!Grants::of(Role::Accountant).are_within(&Grants::of(Role::Clerk)));
    }

    #[test]
    fn what_is_not_split_is_held_for_changing() {
        let grants = Grants::parse("redeem:look products:look").expect("rows");
        assert!(grants.allow(Function::Redeem, Access::Change));
        assert!(!grants.allow(Function::Products, Access::Change));
        assert_eq!(grants.to_text(), "products:look redeem:change");
    }

    #[test]
    fn rows_are_read_as_they_are_written() {
        for role in Role::ALL {
            let grants = Grants::of(*role);
            assert_eq!(Grants::parse(&grants.to_text()), Ok(grants));
        }
        for bad in ["redeem", "redeem:all", "everything:look", ":"] {
            assert_eq!(Grants::parse(bad), Err(MalformedGrants), "{bad}");
        }
    }
}
