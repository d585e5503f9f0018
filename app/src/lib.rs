//! What people see. Every page is a pure function from a read model and a language to HTML; the server fetches the
//! model and sends the page. Nothing here runs in the browser: what must move there are the small modules of
//! `public/` (docs/decisions/0002).
//!
//! Reading order: [`language`] and [`text`] (every word a user reads), [`symbol`] (QR and barcode as SVG),
//! [`component`], [`page`]; [`facts`] and [`pass`] say the same to phones, [`face`] on paper.

#[macro_use]
pub mod sentences;

pub mod component;
pub mod face;
pub mod facts;
pub mod language;
pub mod listing;
pub mod page;
pub mod pass;
pub mod symbol;
pub mod text;
pub mod visitor;
