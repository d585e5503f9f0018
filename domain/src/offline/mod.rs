//! The desk without network (RULES §3, offline): what a phone may take by itself, what it signs, and what becomes of it.
//!
//! [`judge`] is the one verdict, in the browser and in tests; [`scan`] is what a phone signs of each scan that it took;
//! [`limits`] is how much it may take before it must be heard again.

pub mod conflict;
pub mod gap;
pub mod judge;
pub mod limits;
pub mod lines;
pub mod scan;
