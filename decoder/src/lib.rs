//! Camera frame in, code bytes out.
//!
//! This crate becomes the wasm module of the scanner's Web Worker. It is handed one frame (RGBA, as a canvas
//! gives it), and answers with the raw bytes of the first QR code in it, or with nothing. It never builds text:
//! without its character sets `rxing` panics as soon as it does, so [`symbol`] goes through the low-level
//! public path of that library only and takes the bytes from there.
//!
//! The way of a frame: [`luma`] checks the sizes and makes grey, [`threshold`] makes black and white out of it,
//! [`symbol`] looks for a code there, and [`plan`] says which variants of the picture ([`filter`]) are tried in
//! which order. [`text`] tells our kind of content (printable ASCII) from foreign content, [`export`] is what the
//! worker calls.

pub mod export;
pub mod filter;
pub mod lanes;
pub mod luma;
pub mod plan;
pub mod symbol;
pub mod text;
pub mod threshold;

#[cfg(test)]
mod sketch;
