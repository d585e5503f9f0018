//! Which variants of a picture are tried, in which order.

use crate::filter::{halved, inverted, sharpened};
use crate::luma::Luma;
use crate::symbol::first_symbol;
use crate::threshold::threshold;

/// One way to look at a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// As it is. Reads nearly everything, in any direction and in low light.
    Plain,
    /// With harder edges: out of focus.
    Sharp,
    /// White on black.
    Inverted,
    /// At half size: grain, moiré, a code that fills a large picture.
    Half,
    /// At half size with harder edges.
    SharpHalf,
    /// At a quarter of the size.
    Quarter,
}

/// All variants; what a single picture is worth.
const EVERY: [Variant; 6] =
    [Variant::Plain, Variant::Sharp, Variant::Inverted, Variant::Half, Variant::SharpHalf, Variant::Quarter];
/// What follows [`Variant::Plain`] on successive camera frames. Blur is what cameras do most.
const TURNS: [Variant; 4] = [Variant::Sharp, Variant::Half, Variant::Sharp, Variant::Inverted];
/// The same for large frames, in which a code has pixels to spare: sharpened grain at full size takes too long.
const TURNS_LARGE: [Variant; 4] = [Variant::SharpHalf, Variant::Half, Variant::SharpHalf, Variant::Inverted];
/// A frame with more pixels than this is large.
const LARGE: usize = 800 * 600;

/// Looks once.
pub fn try_variant(picture: &Luma, variant: Variant) -> Option<Vec<u8>> {
    let read = |picture: &Luma| first_symbol(&threshold(picture)?);
    match variant {
        Variant::Plain => read(picture),
        Variant::Sharp => read(&sharpened(picture)?),
        Variant::Inverted => read(&inverted(picture)?),
        Variant::Half => read(&halved(picture)?),
        Variant::SharpHalf => read(&sharpened(&halved(picture)?)?),
        Variant::Quarter => read(&halved(&halved(picture)?)?),
    }
}

/// Looks at a camera frame: as it is, then in one other way, chosen by `turn`.
///
/// The next frame comes at once, so it is better to spread the other ways over several frames than to drop frames.
pub fn read_frame(picture: &Luma, turn: u32) -> Option<Vec<u8>> {
    let turns = if picture.pixels().len() > LARGE { TURNS_LARGE } else { TURNS };
    let other = turns.get(turn as usize % turns.len()).copied()?;
    [Variant::Plain, other].into_iter().find_map(|variant| try_variant(picture, variant))
}

/// Looks at a picture of which there is only one, in every way.
pub fn read_still(picture: &Luma) -> Option<Vec<u8>> {
    EVERY.into_iter().find_map(|variant| try_variant(picture, variant))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::Sketch;
    use qrcode::QrCode;

    /// What the sketched code carries.
    const CONTENT: &[u8] = b"HTTPS://PIAOJIA.EXAMPLE/R/0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// A code of [`CONTENT`], ready to be changed.
    fn sketch() -> Sketch {
        Sketch::of(&QrCode::new(CONTENT).unwrap())
    }

    #[test]
    fn every_variant_reads_what_it_is_for() {
        let read = |sketch: Sketch, variant| try_variant(&sketch.draw(), variant);
        assert_eq!(read(sketch(), Variant::Plain).unwrap(), CONTENT);
        assert_eq!(read(sketch(), Variant::Sharp).unwrap(), CONTENT);
        assert_eq!(read(Sketch { dark: 240, light: 10, ..sketch() }, Variant::Inverted).unwrap(), CONTENT);
        assert_eq!(read(Sketch { dark: 240, light: 10, ..sketch() }, Variant::Plain), None);
        for variant in [Variant::Half, Variant::SharpHalf] {
            assert_eq!(read(Sketch { module: 8, ..sketch() }, variant).unwrap(), CONTENT);
        }
        assert_eq!(read(Sketch { module: 16, ..sketch() }, Variant::Quarter).unwrap(), CONTENT);
    }

    #[test]
    fn low_light_needs_no_second_look() {
        let dim = Sketch { dark: 12, light: 40, ..sketch() };
        assert_eq!(try_variant(&dim.draw(), Variant::Plain).unwrap(), CONTENT);
    }

    #[test]
    fn successive_frames_take_all_turns() {
        let inverted = Sketch { dark: 240, light: 10, ..sketch() }.draw();
        assert_eq!((0..8).filter(|&turn| read_frame(&inverted, turn).is_some()).count(), 2);
        assert_eq!(read_frame(&sketch().draw(), u32::MAX).unwrap(), CONTENT);
        assert_eq!(read_still(&inverted).unwrap(), CONTENT);
    }

    #[test]
    fn nothing_in_it_gives_nothing() {
        for (width, height) in [(1, 1), (1, 500), (39, 41), (300, 200)] {
            for level in [0, 128, 255] {
                let picture = Luma::new(vec![level; (width * height) as usize], width, height).unwrap();
                assert_eq!(read_still(&picture), None);
                assert!((0..4).all(|turn| read_frame(&picture, turn).is_none()));
            }
        }
    }
}
