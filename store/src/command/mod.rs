//! One file per use case: read, let `domain` decide, write all or nothing.

mod again;
pub mod cancel_give_back;
pub mod cancel_redemption;
pub mod change_picture;
pub mod choose_notices;
pub mod contact;
pub mod device;
pub mod enquiry;
pub mod give_back;
pub mod issue;
pub mod look_up;
pub mod paid_order;
pub mod pass;
pub mod pass_phone;
pub mod prove_address;
pub mod purchaser;
pub mod push;
pub mod redeem;
pub mod renew_code;
pub mod return_request;
pub mod set_up;
pub mod show_code;
pub mod sign_in;
pub mod split;
pub mod transfer;
