//! Read models: what a page shows, bound to who asks.

pub mod catalog;
pub mod desk;
pub mod history;
pub mod session;
pub mod wallet;
