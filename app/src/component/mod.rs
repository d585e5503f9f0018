//! Pieces that stand on several pages: dumb, reusable, no data fetching.

pub mod card;
pub mod frame;
pub mod in_app;
pub mod notice;
pub mod offline_desk;
pub mod passkey;
pub mod picture;
pub mod refused;
pub mod removal;
pub mod rows;
pub mod scanner;
pub mod thread;
pub mod verdict;
