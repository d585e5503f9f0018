//! Codes and links: everything that a camera, a scanner or a finger can bring in (docs/CODES.md).
//!
//! [`authenticate`] and [`Authentic::admit`] are the one way to verify a signed code, on server and scanner alike.

pub mod crockford;
pub mod issuer_key;
pub mod layout;
pub mod link;
pub mod redemption_code;
pub mod serial;
pub mod sign;
pub mod step;
pub mod typing;
mod verify;

pub use verify::{Authentic, Claimed, Presented, authenticate, claimed, verify};
