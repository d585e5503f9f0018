//! The rules of the counter, each told once and run on SQLite and on PostgreSQL. `harness` makes the databases;
//! after every rule it checks that quantities add up and that every change has its event.
#![allow(clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

#[macro_use]
mod harness;

mod attempt;
mod backup;
mod bank;
mod books;
mod cancel;
mod desk;
mod device;
mod dice;
mod ending;
mod enquiry;
mod event_log;
mod gift;
mod give_back;
mod heads_out;
mod history;
mod issue;
mod issue_chunk;
mod issue_whole;
mod job;
mod look_up;
mod notice;
mod notice_choice;
mod notice_delivery;
mod notice_of_issue;
mod paid_order;
mod pass;
mod phone;
mod picture;
mod prove_address;
mod purchaser;
mod push;
mod push_sending;
mod race;
mod race_thousand;
mod receipt;
mod redeem;
mod refuse;
mod return_request;
mod schema;
mod seal;
mod seal_tampering;
mod secret;
mod session;
mod shift;
mod split;
mod transfer;
mod transfer_end;
mod transfer_race;
mod upgrade;
mod wallet;
mod who_may;
mod write;
