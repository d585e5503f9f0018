//! The pages: each a function from a read model to HTML.

pub mod account;
pub mod desk;
pub mod dev_mailbox;
pub mod enrol;
pub mod find;
pub mod holder;
pub mod home;
pub mod look_up;
pub mod my_tickets;
pub mod office;
pub mod offline;
pub mod offline_desk;
pub mod operator;
pub mod practice;
pub mod preview;
pub mod public_face;
pub mod receipt;
pub mod redemption;
pub mod second_half;
pub mod shift;
pub mod sign_in;
pub mod ticket;
pub mod wallet;
