//! The books (RULES §15): what the nightly jobs post, and the proof that the books say what the tickets say.

mod correct;
mod overdue;
mod pay_out;
mod prove;

pub use correct::{Corrected, PostingFilter, PostingRow};
pub use prove::{EscrowProof, ProvenAccount, ToRelease};
