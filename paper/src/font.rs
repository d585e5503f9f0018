//! The font of a sheet: which characters it has, and how wide they are.

use crate::face::Face;
use domain::print::SheetField;
use krilla::text::{Font as Embedded, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::raw::FileRef;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};
use std::sync::Arc;

/// Of a collection, the face with one of these words in its name is Taiwan's.
const TAIWAN: [&str; 2] = ["TC", "HK"];

/// Why a file is no font for sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FontError {
    /// It cannot be read as OpenType.
    NoFont,
    /// It is a collection without a face for traditional Chinese.
    NoTaiwan,
}

/// A font that was read; cheap to clone.
#[derive(Clone)]
pub struct Font {
    bytes: Arc<Vec<u8>>,
    index: u32,
    embedded: Embedded,
}

impl std::fmt::Debug for Font {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Font").field("index", &self.index).finish_non_exhaustive()
    }
}

impl Font {
    /// A font, or the face for traditional Chinese of a collection.
    pub fn read(bytes: Vec<u8>) -> Result<Self, FontError> {
        let bytes = Arc::new(bytes);
        let index = taiwan(&bytes)?;
        let embedded = Embedded::new(Arc::clone(&bytes).into(), index).ok_or(FontError::NoFont)?;
        Ok(Self { bytes, index, embedded })
    }

    pub(crate) fn embedded(&self) -> Embedded {
        self.embedded.clone()
    }

    pub(crate) fn measure(&self) -> Option<Measure<'_>> {
        let font = FontRef::from_index(&self.bytes, self.index).ok()?;
        let location = LocationRef::default();
        Some(Measure { characters: font.charmap(), widths: font.glyph_metrics(Size::new(1.0), location) })
    }

    /// The first character of a face that the font does not have, and where it stands.
    pub fn missing(&self, face: &Face) -> Option<(SheetField, char)> {
        let Some(measure) = self.measure() else {
            return face.words().find_map(|words| Some((words.field, words.text.chars().next()?)));
        };
        face.words().find_map(|words| {
            let missing = words.text.chars().find(|letter| measure.characters.map(*letter).is_none());
            missing.map(|letter| (words.field, letter))
        })
    }
}

fn taiwan(bytes: &[u8]) -> Result<u32, FontError> {
    let file = FileRef::new(bytes).map_err(|_| FontError::NoFont)?;
    if let FileRef::Font(_) = file {
        return Ok(0);
    }
    let faces: Vec<_> = file.fonts().map(|face| face.map(|face| name(&face)).unwrap_or_default()).collect();
    let face = TAIWAN
        .iter()
        .find_map(|wanted| faces.iter().position(|name| name.split_whitespace().any(|word| word == *wanted)));
    face.and_then(|face| u32::try_from(face).ok()).ok_or(FontError::NoTaiwan)
}

fn name(face: &FontRef<'_>) -> String {
    let names = face.localized_strings(StringId::FAMILY_NAME);
    names.english_or_first().map(|name| name.to_string()).unwrap_or_default()
}

/// Characters and widths of a font, for one document.
pub(crate) struct Measure<'f> {
    characters: Charmap<'f>,
    widths: GlyphMetrics<'f>,
}

impl Measure<'_> {
    /// Width of a character at size 1.
    pub(crate) fn advance(&self, letter: char) -> f32 {
        let glyph = self.characters.map(letter);
        glyph.and_then(|glyph| self.widths.advance_width(glyph)).unwrap_or(1.0)
    }

    /// Width of a text at size 1.
    pub(crate) fn width(&self, text: &str) -> f32 {
        text.chars().map(|letter| self.advance(letter)).sum()
    }

    /// A text, character by character: sheets have neither ligatures nor scripts that need shaping.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        text.char_indices()
            .map(|(at, letter)| KrillaGlyph {
                glyph_id: GlyphId::new(self.characters.map(letter).map_or(0, |glyph| glyph.to_u32())),
                text_range: at..at + letter.len_utf8(),
                x_advance: self.advance(letter),
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            })
            .collect()
    }
}
