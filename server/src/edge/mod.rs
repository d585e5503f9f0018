//! What stands in front of every handler.

pub mod address;
pub mod headers;
pub mod look;
pub mod origin;
pub mod preview;
pub mod record;
