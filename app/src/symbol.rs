//! QR codes and barcodes as small SVG; phones draw with the same code.

use barcoders::sym::code128::Code128;
use encoder::drawing::{draw_runs, svg};

pub use encoder::drawing::{paper_modules, paper_qr, screen_qr};

/// The bars of a Code 128, from left to right: which of them are dark.
pub fn code_128_bars(text: &str) -> Option<Vec<bool>> {
    let bars = Code128::new(format!("\u{181}{text}")).ok()?.encode();
    Some(bars.iter().map(|bar| *bar == 1).collect())
}

/// Code 128 of a redemption code. `None` if a character has no place in it.
pub fn code_128(text: &str) -> Option<String> {
    const HEIGHT: usize = 60;
    const MARGIN: usize = 10;
    let dark = code_128_bars(text)?;
    let mut path = String::new();
    draw_runs(&mut path, &dark, MARGIN, 0, HEIGHT);
    Some(svg(dark.len() + 2 * MARGIN, HEIGHT, &path))
}
