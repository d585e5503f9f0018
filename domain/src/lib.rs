//! What may happen to a ticket. No I/O, no clock, no randomness: the same code decides on the server
//! and in the browser.
//!
//! Reading order: [`identity`], [`money`] and [`calendar`] are the words; [`ticket`] is the thing;
//! [`product`] says what may be sold; [`permission`], [`powers`], [`hours`], [`people`] and [`actor`] say who acts; [`proof`], [`code`] and [`device`] say how a ticket was shown;
//! [`look_up`] finds one without its code, [`offline`] takes one without network; [`redeem`] and [`cancel`], [`give_back`] and [`cancel_give_back`], [`return_request`], [`enquiry`],
//! [`transfer`] and [`split`] decide; [`refusal`] is every "no" there is; [`event`] is what remains. [`ledger`] says which money
//! moves, [`bank`] what its bank is told, [`order`] until when an order may be issued; [`seal`] chains the events,
//! [`pass`] is a ticket as a card in a wallet app; [`receipt`] is what their seals are worth outside the house, [`notice`] says
//! who is told of them, [`reach`] where, [`push`] on which phone,
//! [`contract`], [`set_up`], [`branch`] and [`partner`] are what a merchant is set up with, [`field`] what people type into
//! forms; [`one_time_code`] how somebody proves to be there, [`job`] what is done by itself and when,
//! [`job_result`] what came of it.
//!
//! The rules themselves, with section numbers, stand in `docs/RULES.md`, the protocol of the codes in
//! `docs/CODES.md`.

#[macro_use]
mod stated;

pub mod actor;
pub mod bank;
pub mod billing;
pub mod branch;
pub mod business_day;
pub mod calendar;
pub mod cancel;
pub mod cancel_give_back;
pub mod card;
pub mod change;
pub mod code;
pub mod contract;
pub mod desk_note;
pub mod device;
pub mod ending;
pub mod enquiry;
pub mod event;
pub mod field;
pub mod give_back;
pub mod hexadecimal;
pub mod hours;
pub mod identity;
pub mod instalment;
pub mod issued_order;
pub mod job;
pub mod job_result;
pub mod ledger;
pub mod look_up;
pub mod message;
pub mod money;
pub mod notice;
pub mod notice_topic;
pub mod offline;
pub mod one_time_code;
pub mod order;
pub mod partner;
pub mod pass;
pub mod people;
pub mod permission;
pub mod picture;
pub mod powers;
pub mod practice;
pub mod print;
pub mod product;
pub mod proof;
pub mod push;
pub mod reach;
pub mod receipt;
pub mod redeem;
pub mod refusal;
pub mod renewal;
pub mod retention;
pub mod return_form;
pub mod return_request;
pub mod seal;
pub mod set_up;
pub mod settlement;
pub mod several;
pub mod sign_in;
pub mod split;
pub mod ticket;
pub mod transfer;
pub mod vapid;
