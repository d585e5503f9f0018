//! Piaojia as browsers, phones and strangers meet it: the real router on a database of its own, on both engines.
//! Tests speak in actors and acts (`house`, `browser`); what must be true of *every* answer (headers, cookies, no
//! inline script, no Chinese on English pages, no 5xx) is checked at every act of every test (`always`).
//!
//! Reading order: `house`, `browser`, `always`, then [`door`]: who may do what.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

#[macro_use]
mod house;

mod act;
mod always;
mod browser;
mod cancel;
mod code_link;
mod console;
mod desk_phone;
mod device;
mod door;
mod enquiry;
mod find;
mod garbage;
mod gift;
mod harmless;
mod health;
mod issue;
mod kept;
mod knock;
mod language;
mod life;
mod list_file;
mod list_questions;
mod look;
mod look_up;
mod notices;
mod office_lists;
mod once;
mod operator;
mod orders;
mod own_account;
mod paper;
mod pass;
mod pass_google;
mod pass_keys;
mod pass_network;
mod people;
mod picture;
mod place;
mod places;
mod platform_door;
mod practice;
mod print;
mod products;
mod push;
mod push_service;
mod questions;
mod quiet;
mod receipt;
mod returns;
mod scan;
mod scene;
mod several;
mod shift;
mod sign_in;
mod site;
mod sms;
