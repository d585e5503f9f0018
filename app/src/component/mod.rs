//! Pieces that stand on several pages: dumb, reusable, no data fetching.

pub mod card;
pub mod console;
pub mod form;
pub mod frame;
pub mod further;
pub mod history;
pub mod in_app;
pub mod labelled;
pub mod list;
pub mod looks;
pub mod notice;
pub mod offline_desk;
pub mod pages;
pub mod passkey;
pub mod picture;
pub mod places;
pub mod practice;
pub mod refused;
pub mod removal;
pub mod rows;
pub mod scanner;
pub mod several;
pub mod thread;
pub mod ticket_history;
pub mod tone;
pub mod verdict;
