//! Where everything stands on a ticket of 90 × 203.2 mm, in points from its upper left corner. The terms are as large as
//! the room lets them be.

use crate::face::{Face, Words};
use crate::font::Measure;

/// Points of a millimetre.
pub const MILLIMETRE: f32 = 72.0 / 25.4;
/// A ticket on the roll, in millimetres.
pub const TICKET: (f32, f32) = (90.0, 203.2);

const MARGIN: f32 = 6.0 * MILLIMETRE;
const WIDTH: f32 = TICKET.0 * MILLIMETRE;
const HEIGHT: f32 = TICKET.1 * MILLIMETRE;
const INNER: f32 = WIDTH - 2.0 * MARGIN;

/// The side of a QR with its white edge: 45 modules of 0.75 mm are read by every phone.
const QR: f32 = 40.0 * MILLIMETRE;
/// Modules of white around a QR.
pub(crate) const QR_QUIET: usize = 4;
const BARS: f32 = 13.0 * MILLIMETRE;
/// Modules of white beside a barcode.
pub(crate) const BARS_QUIET: usize = 10;
/// The logo's room; 166×36 pixels are advised.
const LOGO: (f32, f32) = (42.0 * MILLIMETRE, 10.0 * MILLIMETRE);

const TITLE: f32 = 15.0;
const FRONT: f32 = 10.5;
const CODE: f32 = 9.5;
/// Sizes of the small print, the largest that fits is taken. Under 5 points nobody reads it.
const SMALL: [f32; 6] = [8.0, 7.5, 7.0, 6.5, 6.0, 5.5];
const LEADING: f32 = 1.32;
const GAP: f32 = 5.0;
const MARK: f32 = 30.0;

/// The words of a ticket do not fit on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFull;

/// A line of text; `y` is its base line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub text: String,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Room {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Where everything stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Layout {
    pub lines: Vec<Line>,
    pub logo: Option<Room>,
    pub qr: Option<Room>,
    pub bars: Option<Room>,
    /// Lines across the ticket.
    pub rules: Vec<f32>,
    pub mark: Option<Line>,
}

/// The layout with the largest small print that fits.
pub(crate) fn layout(face: &Face, measure: &Measure<'_>) -> Result<Layout, TooFull> {
    SMALL.into_iter().find_map(|small| try_layout(face, measure, small)).ok_or(TooFull)
}

fn try_layout(face: &Face, measure: &Measure<'_>, small: f32) -> Option<Layout> {
    let mut pen = Pen { measure, y: MARGIN, layout: Layout::default() };
    pen.head(face);
    pen.all(face.title.as_ref(), TITLE);
    pen.all(&face.front, FRONT);
    pen.y += GAP;
    pen.rule();
    if face.qr.is_some() {
        pen.layout.qr = Some(Room { x: (WIDTH - QR) / 2.0, y: pen.y, width: QR, height: QR });
        pen.y += QR;
    }
    if face.bars.is_some() {
        pen.y += GAP;
        pen.layout.bars = Some(Room { x: MARGIN, y: pen.y, width: INNER, height: BARS });
        pen.y += BARS + 2.0;
        pen.centred(face.code.as_ref(), CODE);
    }
    pen.y += GAP;
    pen.rule();
    pen.all(&face.facts, small);
    pen.y += GAP;
    pen.all(face.heading.as_ref(), small + 1.0);
    pen.all(&face.terms, small);
    pen.y += GAP;
    let head = pen.y;
    pen.rule();
    pen.all(&face.foot, small);
    let room = HEIGHT - MARGIN - pen.y;
    // The issuer stands at the bottom, whatever room the terms leave.
    if room < 0.0 {
        return None;
    }
    for line in pen.layout.lines.iter_mut().filter(|line| line.y > head) {
        line.y += room;
    }
    for rule in pen.layout.rules.iter_mut().filter(|rule| **rule >= head) {
        *rule += room;
    }
    if let Some(mark) = &face.mark {
        let size = MARK.min(INNER / measure.width(&mark.text).max(1.0));
        let width = measure.width(&mark.text) * size;
        let y = HEIGHT * 0.66;
        pen.layout.mark = Some(Line { x: (WIDTH - width) / 2.0, y, size, text: mark.text.clone() });
    }
    Some(pen.layout)
}

struct Pen<'m, 'f> {
    measure: &'m Measure<'f>,
    y: f32,
    layout: Layout,
}

impl Pen<'_, '_> {
    fn head(&mut self, face: &Face) {
        if let Some(logo) = &face.logo {
            let (wide, high) = (f32_of(logo.width), f32_of(logo.height));
            let scale = (LOGO.0 / wide).min(LOGO.1 / high);
            let (width, height) = (wide * scale, high * scale);
            self.layout.logo = Some(Room { x: MARGIN, y: self.y, width, height });
            self.y += height + GAP;
        }
        self.all(face.issuer.as_ref(), FRONT);
    }

    fn all<'w>(&mut self, words: impl IntoIterator<Item = &'w Words>, size: f32) {
        for words in words {
            for text in wrap(&words.text, self.measure, INNER / size) {
                self.y += size * LEADING;
                self.layout.lines.push(Line { x: MARGIN, y: self.y - size * 0.25, size, text });
            }
        }
    }

    fn centred(&mut self, words: Option<&Words>, size: f32) {
        let Some(words) = words else { return };
        self.y += size * LEADING;
        let width = self.measure.width(&words.text) * size;
        let x = (WIDTH - width) / 2.0;
        self.layout.lines.push(Line { x, y: self.y - size * 0.25, size, text: words.text.clone() });
    }

    fn rule(&mut self) {
        self.layout.rules.push(self.y);
        self.y += GAP;
    }
}

fn f32_of(pixels: u32) -> f32 {
    // Pictures are at most some thousand pixels wide.
    f32::from(u16::try_from(pixels.max(1)).unwrap_or(u16::MAX))
}

/// Lines of at most `width` (at size 1): Latin words stay whole where they can, Chinese breaks anywhere but before what closes
/// and after what opens.
fn wrap(text: &str, measure: &Measure<'_>, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for part in parts(text) {
        let wide = measure.width(&part);
        if used + wide > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0.0;
        }
        if line.is_empty() && part.trim().is_empty() {
            continue;
        }
        // Longer than a line by itself: cut where it ends.
        for letter in part.chars() {
            let advance = measure.advance(letter);
            if used + advance > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(letter);
            used += advance;
        }
    }
    if !line.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// What stays together: a Latin word, a space, one other character with what must not begin a line after it.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for letter in text.chars() {
        let joins = parts.last().is_some_and(|part| {
            let before = part.chars().last().unwrap_or(' ');
            (is_word(before) && is_word(letter)) || closes(letter) || opens(before)
        });
        match parts.last_mut() {
            Some(part) if joins => part.push(letter),
            Some(_) | None => parts.push(letter.to_string()),
        }
    }
    parts
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_graphic()
}

fn closes(letter: char) -> bool {
    "\u{3001}\u{3002}\u{ff0c}\u{ff1a}\u{ff1b}\u{ff01}\u{ff1f}\u{ff09}\u{300d}\u{300f}\u{3011}\u{300b}"
        .contains(letter)
}

fn opens(letter: char) -> bool {
    "\u{ff08}\u{300c}\u{300e}\u{3010}\u{300a}".contains(letter)
}
