//! The one table of permissions (RULES §8): function × 查詢 / 修改. Roles are presets of it.

stated_enum! {
    /// What an account may be allowed to do. The names follow the table of RULES §8.
    pub enum Function {
        /// 操作設定
        Settings = "settings",
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
        /// 電子票券轉贈紀錄
        Transfers = "transfers",
        /// 報表
        Reports = "reports",
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
    /// A named row of the permission table.
    pub enum Role {
        /// Everything.
        Owner = "owner",
        /// Everything but the settings' changes.
        Manager = "manager",
        /// The desk: redeem, cancel what the own branch redeemed today.
        Clerk = "clerk",
        /// Looks at orders and reports, changes nothing.
        Accountant = "accountant",
    }
}

impl Role {
    /// Whether this role may do `function` to that extent. Functions that RULES §8 does not split are held or
    /// not held: holding them means doing them.
    pub fn allows(self, function: Function, access: Access) -> bool {
        match self {
            Self::Owner => true,
            Self::Manager => match function {
                Function::Settings => access == Access::Look,
                Function::Products
                | Function::Issue
                | Function::Redeem
                | Function::CancelRedemption
                | Function::GiveBack
                | Function::CancelGiveBack
                | Function::IssuedOrders
                | Function::Transfers
                | Function::Reports => true,
            },
            Self::Clerk => match function {
                Function::Redeem | Function::CancelRedemption => true,
                Function::Settings
                | Function::Products
                | Function::Issue
                | Function::GiveBack
                | Function::CancelGiveBack
                | Function::IssuedOrders
                | Function::Transfers
                | Function::Reports => false,
            },
            Self::Accountant => match function {
                Function::IssuedOrders | Function::Transfers | Function::Reports | Function::Products => {
                    access == Access::Look
                }
                Function::Settings
                | Function::Issue
                | Function::Redeem
                | Function::CancelRedemption
                | Function::GiveBack
                | Function::CancelGiveBack => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clerk_has_the_desk_and_nothing_else() {
        for &function in Function::ALL {
            let desk = matches!(function, Function::Redeem | Function::CancelRedemption);
            assert_eq!(Role::Clerk.allows(function, Access::Change), desk, "{function:?}");
            assert_eq!(Role::Clerk.allows(function, Access::Look), desk, "{function:?}");
        }
    }

    #[test]
    fn an_accountant_changes_nothing() {
        assert!(Function::ALL.iter().all(|function| !Role::Accountant.allows(*function, Access::Change)));
    }
}
