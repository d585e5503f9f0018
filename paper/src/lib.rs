//! Tickets on paper (RULES §6, §7). What stands on a sheet comes in as words and symbols ([`Face`]); where it stands is
//! worked out in [`layout`], with the widths of the font itself; [`pdf`] draws it: QR and Code 128 as one vector path each,
//! the text with an embedded font of which only the used characters travel.

pub mod face;
pub mod font;
pub mod layout;
pub mod pdf;

pub use face::{Face, Picture, Symbol, Words};
pub use font::{Font, FontError};
pub use layout::TooFull;
pub use pdf::{NotDrawn, document};
