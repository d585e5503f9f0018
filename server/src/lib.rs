//! How Piaojia is reached and kept running: configuration, HTTP, sign-in, files, command line. Handlers translate;
//! rules live in `domain`, rows in `store`, words and pages in `app`.
//!
//! Reading order: [`command_line`], [`config`], [`state`], [`router`], then a handler and its page.

pub mod command_line;
pub mod config;
mod cookie;
mod demo;
pub mod dev_mailbox;
mod edge;
mod handler;
mod https;
mod issue_file;
pub mod jobs;
mod limit;
mod loopback;
mod mail;
mod manifest;
pub mod master_key;
mod notice_letter;
pub mod notices;
pub mod pass;
mod passkey;
mod password;
mod person;
mod phone;
mod picture;
pub mod print_font;
pub mod push;
mod render;
pub mod router;
pub mod serve;
mod sheet;
mod sign_in_letter;
pub mod site;
pub mod sms;
pub mod smtp;
pub mod state;
mod telemetry;
pub mod workers;
