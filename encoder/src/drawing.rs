//! Dark and light as small SVG: one path, dark on white whatever the theme (a dark QR on a dark page is not read by
//! cameras).

use crate::mask;
use qrcode::canvas::Canvas;
use qrcode::{EcLevel, bits, ec};
use std::fmt::Write;

/// Modules of white around a QR.
const QUIET_ZONE: usize = 4;
/// About as wide as a picture is where nothing else says so: what a scanner reads at arm's length fits a small phone.
const USUAL_WIDTH: usize = 340;

/// A QR for a screen (error correction L, CODES layout). `None` if the text is too long for any QR.
pub fn screen_qr(text: &str) -> Option<String> {
    qr(text, EcLevel::L)
}

/// A QR for paper, which is folded and rubbed (error correction M, CODES layout).
pub fn paper_qr(text: &str) -> Option<String> {
    qr(text, EcLevel::M)
}

/// The modules of a QR for paper: how many a row has, and which are dark, row by row.
pub fn paper_modules(text: &str) -> Option<(usize, Vec<bool>)> {
    modules(text, EcLevel::M)
}

pub(crate) fn modules(text: &str, level: EcLevel) -> Option<(usize, Vec<bool>)> {
    let bits = bits::encode_auto(text.as_bytes(), level).ok()?;
    let version = bits.version();
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, level).ok()?;
    let mut canvas = Canvas::new(version, level);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    let width = usize::try_from(version.width()).ok()?;
    Some((width, mask::best_masked(&canvas, width)?))
}

fn qr(text: &str, level: EcLevel) -> Option<String> {
    let (width, dark) = modules(text, level)?;
    let mut path = String::new();
    for (row, modules) in dark.chunks(width).enumerate() {
        draw_runs(&mut path, modules, QUIET_ZONE, row + QUIET_ZONE, 1);
    }
    let side = width + 2 * QUIET_ZONE;
    Some(svg(side, side, &path))
}

/// Adds each run of dark modules of one row as a rectangle.
pub fn draw_runs(path: &mut String, modules: &[bool], left: usize, top: usize, height: usize) {
    let mut column = 0;
    for run in modules.chunk_by(|one, next| one == next) {
        if run.first() == Some(&true) {
            let length = run.len();
            let _ = write!(path, "M{} {top}h{length}v{height}h-{length}z", left + column);
        }
        column += run.len();
    }
}

/// The picture around a path. It has a size of its own, for where no style sheet comes: whole pixels for each module, so
/// that edges stay sharp.
pub fn svg(width: usize, height: usize, path: &str) -> String {
    let pixels = (USUAL_WIDTH / width.max(1)).max(1);
    let (wide, high) = (width * pixels, height * pixels);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {width} {height}" shape-rendering="crispEdges" aria-hidden="true"><path fill="#fff" d="M0 0h{width}v{height}H0z"/><path d="{path}"/></svg>"##
    )
}
