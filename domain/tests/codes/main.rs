//! The signed codes (docs/CODES.md): the vectors for every verifier, and what no code may ever do.
#![cfg(test)]

mod code_vectors;
mod file;
mod nothing_else;
