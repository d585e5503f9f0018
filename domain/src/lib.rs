//! What may happen to a ticket. No I/O, no clock, no randomness: the same code decides on the server
//! and in the browser.
//!
//! Reading order: [`identity`], [`money`] and [`calendar`] are the words; [`ticket`] is the thing;
//! [`permission`] and [`actor`] say who acts; [`proof`] and [`code`] say how a ticket was shown;
//! [`redeem`] and [`cancel`] decide; [`refusal`] is every "no" there is; [`event`] is what remains.
//!
//! The rules themselves, with section numbers, stand in `docs/RULES.md`, the protocol of the codes in
//! `docs/CODES.md`.

#[macro_use]
mod stated;

pub mod actor;
pub mod calendar;
pub mod cancel;
pub mod code;
pub mod event;
pub mod identity;
pub mod money;
pub mod permission;
pub mod proof;
pub mod redeem;
pub mod refusal;
pub mod ticket;
