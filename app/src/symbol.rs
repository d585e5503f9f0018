//! QR codes and barcodes as small SVG: one path each, dark on white whatever the theme (a dark QR on a dark page is
//! not read by cameras).

use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Modules of white around a QR.
const QUIET_ZONE: usize = 4;

/// A QR for a screen (error correction L, CODES layout). `None` if the text is too long for any QR.
pub fn screen_qr(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let width = code.width();
    let dark: Vec<bool> = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
    let mut path = String::new();
    for (row, modules) in dark.chunks(width).enumerate() {
        draw_runs(&mut path, modules, QUIET_ZONE, row + QUIET_ZONE, 1);
    }
    let side = width + 2 * QUIET_ZONE;
    Some(svg(side, side, &path))
}

/// Code 128 of a redemption code. `None` if a character has no place in it.
pub fn code_128(text: &str) -> Option<String> {
    const HEIGHT: usize = 60;
    const MARGIN: usize = 10;
    let bars = Code128::new(format!("\u{181}{text}")).ok()?.encode();
    let dark: Vec<bool> = bars.iter().map(|bar| *bar == 1).collect();
    let mut path = String::new();
    draw_runs(&mut path, &dark, MARGIN, 0, HEIGHT);
    Some(svg(dark.len() + 2 * MARGIN, HEIGHT, &path))
}

/// Adds each run of dark modules of one row as a rectangle.
fn draw_runs(path: &mut String, modules: &[bool], left: usize, top: usize, height: usize) {
    let mut column = 0;
    for run in modules.chunk_by(|one, next| one == next) {
        if run.first() == Some(&true) {
            let length = run.len();
            let _ = write!(path, "M{} {top}h{length}v{height}h-{length}z", left + column);
        }
        column += run.len();
    }
}

fn svg(width: usize, height: usize, path: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h{width}v{height}H0z"/><path d="{path}"/></svg>"##
    )
}
