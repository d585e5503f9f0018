//! Rows that several use cases share, and how columns become domain types.

pub(crate) mod columns;
pub(crate) mod desk_facts;
pub(crate) mod entry;
pub mod issuer_key;
pub(crate) mod refused_attempt;
pub(crate) mod ticket;
