//! The books (RULES §15): what the nightly jobs post, and the proof that the books say what the tickets say.

mod overdue;
mod pay_out;
mod prove;

pub use prove::{EscrowProof, ProvenAccount};
