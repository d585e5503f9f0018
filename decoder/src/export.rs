//! What the worker calls.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::luma::Luma;
use crate::{plan, text};

/// The bytes of the first code in a camera frame, or nothing.
///
/// `rgba` is what `getImageData` gives. `turn` counts the frames: every frame is looked at as it is, and in one
/// other way that changes with the turn.
#[wasm_bindgen]
pub fn decode_frame(rgba: &[u8], width: u32, height: u32, turn: u32) -> Option<Vec<u8>> {
    plan::read_frame(&Luma::from_rgba(rgba, width, height)?, turn)
}

/// The bytes of the first code in a single picture, such as a photograph that was chosen, or nothing.
#[wasm_bindgen]
pub fn decode_still(rgba: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    plan::read_still(&Luma::from_rgba(rgba, width, height)?)
}

/// Whether the bytes of a code are printable ASCII; if not, the code is foreign.
#[wasm_bindgen]
pub fn is_ascii_text(bytes: &[u8]) -> bool {
    text::is_ascii_text(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::Sketch;
    use qrcode::QrCode;

    #[test]
    fn frames_come_as_rgba() {
        let picture = Sketch::of(&QrCode::new(b"HELLO").unwrap()).draw();
        let rgba: Vec<u8> = picture.pixels().iter().flat_map(|&level| [level, level, level, 255]).collect();
        let (width, height) = (picture.width() as u32, picture.height() as u32);
        assert_eq!(decode_frame(&rgba, width, height, 0).unwrap(), b"HELLO");
        assert_eq!(decode_still(&rgba, width, height).unwrap(), b"HELLO");
        assert!(is_ascii_text(b"HELLO"));
        assert_eq!(decode_frame(&rgba, width, height + 1, 0), None);
        assert_eq!(decode_still(&rgba[1..], width, height), None);
        assert_eq!(decode_frame(&[], 0, 0, 0), None);
    }
}
