//! The first QR code in a black and white picture, through `rxing`'s low-level functions.
//!
//! Nothing here may make a `String` of the content: without character sets `rxing` panics then, and a panic kills
//! the wasm instance. `helpers::*` and `QRCodeReader` do that on every text, so they are not used.

use std::cmp::Reverse;

use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};

/// Corner marks that are kept, the largest first. A sheet full of them must not stall the scanner: `rxing` forms up
/// to 105 groups for each.
const MAX_MARKS: usize = 256;
/// Groups of three marks that are tried in one picture. They come sorted, the likeliest first.
const MAX_GROUPS: usize = 48;
/// Modules per side of the smallest full QR code.
///
/// Smaller samples would be read as Micro QR, where `rxing` indexes outside its tables on unlucky bits.
const MIN_MODULES: u32 = 21;

/// The raw bytes of the first code found.
pub fn first_symbol(picture: &BitMatrix) -> Option<Vec<u8>> {
    // "Harder" only means every third row instead of every fifth or so; it costs little and small codes need it.
    let mut marks = FindFinderPatterns(picture, true, 0);
    marks.sort_by_key(|mark| Reverse(mark.size));
    marks.truncate(MAX_MARKS);
    GenerateFinderPatternSets(&mut marks).iter().take(MAX_GROUPS).find_map(|group| {
        let sample = SampleQR(picture, group).ok()?;
        let modules = sample.getBits();
        if modules.getHeight() < MIN_MODULES {
            return None;
        }
        let code = Decode(modules).ok().filter(|code| code.isValid())?;
        Some(code.content().bytes().to_vec())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::{Sketch, matrix};
    use qrcode::bits::Bits;
    use qrcode::{EcLevel, QrCode};
    use rxing::qrcode::common::{ErrorCorrectionLevel, Version};
    use rxing::qrcode::cpp_port::decoder::DecodeBitStream;

    /// Reads a code back that is drawn straight into black and white.
    fn back(code: &QrCode) -> Option<Vec<u8>> {
        first_symbol(&matrix(&Sketch::of(code).draw()))
    }

    #[test]
    fn bytes_come_back_as_they_are() {
        let every: Vec<u8> = (0..=255).collect();
        let long: Vec<u8> = (0..2900_u32).map(|i| ((i * i) >> 3) as u8).collect();
        for content in [
            &b"0123456789"[..],
            b"HTTPS://A.TW/R/0123",
            "票夾".as_bytes(),
            b"\xb2\xbc\xa7\xa8",
            &every,
            &long,
        ] {
            for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
                // The longest one has room at the lowest level only.
                let Ok(code) = QrCode::with_error_correction_level(content, level) else { continue };
                assert_eq!(back(&code).as_deref(), Some(content), "{content:?} {level:?}");
            }
        }
    }

    #[test]
    fn codes_that_name_a_character_set_do_not_panic() {
        // Every character set number that has a name somewhere, and numbers that have none.
        for number in (0..40).chain([170, 899, 900, 16_383, 16_384, 810_899, 999_999]) {
            let mut bits = Bits::new(qrcode::Version::Normal(4));
            bits.push_eci_designator(number).unwrap();
            bits.push_byte_data("中文 caf\u{e9}".as_bytes()).unwrap();
            bits.push_terminator(EcLevel::L).unwrap();
            let code = QrCode::with_bits(bits, EcLevel::L).unwrap();
            assert_eq!(back(&code).as_deref(), Some("中文 caf\u{e9}".as_bytes()), "{number}");
        }
    }

    #[test]
    fn kanji_and_gs1_do_not_panic() {
        let mut kanji = Bits::new(qrcode::Version::Normal(2));
        kanji.push_kanji_data(b"\x93\x5f\xe4\xaa").unwrap();
        kanji.push_terminator(EcLevel::L).unwrap();
        assert_eq!(back(&QrCode::with_bits(kanji, EcLevel::L).unwrap()).unwrap(), b"\x93\x5f\xe4\xaa");

        let mut gs1 = Bits::new(qrcode::Version::Normal(2));
        gs1.push_fnc1_first_position().unwrap();
        gs1.push_alphanumeric_data(b"01%%%0").unwrap();
        gs1.push_terminator(EcLevel::L).unwrap();
        back(&QrCode::with_bits(gs1, EcLevel::L).unwrap());
    }

    #[test]
    fn broken_streams_do_not_panic() {
        // What is left of a symbol after error correction: every mode, then lengths that promise too much.
        for seed in 0..20_000_u32 {
            let version = Version::Model2(1 + seed % 40).unwrap();
            let random =
                (0..seed % 37).map(|i| (seed.wrapping_mul(2_654_435_761) >> (i % 23)) as u8 ^ (i * 91) as u8);
            let mut bytes: Vec<u8> = random.collect();
            bytes.insert(0, (seed << 4) as u8);
            let _ = DecodeBitStream(&bytes, version, ErrorCorrectionLevel::L)
                .map(|code| code.content().bytes().len());
        }
    }

    #[test]
    fn micro_codes_are_left_alone() {
        let code = QrCode::with_version(b"12345", qrcode::Version::Micro(2), EcLevel::L).unwrap();
        assert_eq!(back(&code), None);
    }

    #[test]
    fn mirrored_codes_are_read() {
        let code = QrCode::new(b"HTTPS://A.TW/R/MIRROR").unwrap();
        let picture = Sketch { mirrored: true, ..Sketch::of(&code) }.draw();
        assert_eq!(first_symbol(&matrix(&picture)).unwrap(), b"HTTPS://A.TW/R/MIRROR");
    }

    #[test]
    fn a_sheet_of_corner_marks_ends() {
        let mut sheet = BitMatrix::new(900, 600).unwrap();
        for (x, y) in (0..900).flat_map(|x| (0..600).map(move |y| (x, y))) {
            let ring = (x as i32 % 9 - 4).abs().max((y as i32 % 9 - 4).abs());
            if ring < 2 || ring == 3 {
                sheet.set(x, y);
            }
        }
        assert_eq!(first_symbol(&sheet), None);
    }

    #[test]
    fn pictures_of_any_size_do_not_panic() {
        for edge in 1..40 {
            for fill in [false, true] {
                let mut matrix = BitMatrix::new(edge, 41 - edge).unwrap();
                if fill {
                    matrix.flip_self();
                }
                assert_eq!(first_symbol(&matrix), None);
            }
        }
    }
}
