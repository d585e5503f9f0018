//! Read models: what a page shows, bound to who asks.

pub mod account;
pub mod branch;
pub mod catalog;
pub mod desk;
pub mod device;
pub mod enquiry;
pub mod history;
pub mod home;
pub mod issuer;
pub mod my_tickets;
pub mod notice_choice;
pub mod operator;
pub mod partner;
pub mod pass;
pub mod people;
pub mod picture;
pub mod receipt;
pub mod return_request;
pub mod session;
pub mod set_up;
pub mod set_up_change;
pub mod several;
pub mod shift;
pub mod transfer;
pub mod wallet;
pub mod window;
