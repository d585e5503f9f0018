//! Handlers translate: a request into a use case or a query, its answer into a page.

pub mod account;
pub mod code_link;
pub mod desk;
pub mod desk_phone;
pub mod dev;
pub mod find;
pub mod health;
pub mod holder;
pub mod home;
pub mod look_up;
pub mod my_tickets;
pub mod office;
pub mod offline;
pub mod pass_service;
pub mod passkey;
pub mod picture;
pub mod receipt;
pub mod redemption;
pub mod scan;
pub mod second_half;
pub mod shift;
pub mod sign_in;
pub mod wallet;
