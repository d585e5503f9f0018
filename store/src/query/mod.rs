//! Read models: what a page shows, bound to who asks.

pub mod account;
pub mod catalog;
pub mod desk;
pub mod device;
pub mod enquiry;
pub mod history;
pub mod issuer;
pub mod my_tickets;
pub mod notice_choice;
pub mod offline;
pub mod offline_conflict;
pub mod pass;
pub mod picture;
pub mod receipt;
pub mod return_request;
pub mod session;
pub mod shift;
pub mod transfer;
pub mod wallet;
