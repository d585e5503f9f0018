//! One file per use case: read, let `domain` decide, write all or nothing.

pub mod cancel_give_back;
pub mod cancel_redemption;
pub mod give_back;
pub mod issue;
pub mod paid_order;
pub mod redeem;
pub mod set_up;
pub mod sign_in;
