//! Rows that several use cases share, and how columns become domain types.

pub(crate) mod account;
pub(crate) mod attempt;
pub(crate) mod bundle;
pub(crate) mod columns;
pub(crate) mod desk_facts;
pub(crate) mod device;
pub(crate) mod drafted;
pub(crate) mod entry;
pub(crate) mod erase;
pub(crate) mod held;
pub(crate) mod holder;
pub(crate) mod issuer;
pub mod issuer_key;
pub(crate) mod offline_facts;
pub(crate) mod open_request;
pub(crate) mod push_subscription;
pub(crate) mod refused_attempt;
pub(crate) mod rows;
pub(crate) mod running_number;
pub(crate) mod serials;
pub(crate) mod set_up_change;
pub(crate) mod ticket;
