//! The PDF of a print: a page for each ticket of a roll, two tickets side by side on A4, with marks to cut along.

use crate::face::{Face, Symbol};
use crate::font::{Font, Measure};
use crate::layout::{BARS_QUIET, Layout, Line, MILLIMETRE, QR_QUIET, Room, TICKET, TooFull, layout};
use domain::print::{PaperSize, SheetField};
use krilla::Document;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::Font as Embedded;

/// Millimetres of a page of A4.
const A4: (f32, f32) = (210.0, 297.0);
/// Between a ticket's corner and the mark beside it, and how long that is.
const CUT: (f32, f32) = (1.0 * MILLIMETRE, 4.0 * MILLIMETRE);
const GREY: u8 = 150;

/// Why nothing was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDrawn {
    /// The font does not have a character: of which product, where, which.
    CharacterMissing {
        /// 商品名稱
        product: String,
        /// Where it stands.
        field: SheetField,
        /// The character.
        character: char,
    },
    /// The words of this product do not fit on a ticket.
    TooFull {
        /// 商品名稱
        product: String,
    },
    /// The library could not write it: our fault.
    Fault(String),
}

/// Whether all of it can be printed: looked at before anything is written down as printed.
pub fn check(font: &Font, faces: &[Face]) -> Result<(), NotDrawn> {
    for face in faces {
        if let Some((field, character)) = font.missing(face) {
            return Err(NotDrawn::CharacterMissing { product: face.product.clone(), field, character });
        }
        let measure = measured(font)?;
        layout(face, &measure).map_err(|TooFull| NotDrawn::TooFull { product: face.product.clone() })?;
    }
    Ok(())
}

fn measured(font: &Font) -> Result<Measure<'_>, NotDrawn> {
    font.measure().ok_or_else(|| NotDrawn::Fault("the font".to_owned()))
}

/// The PDF, in the order of the tickets.
pub fn document(font: &Font, size: PaperSize, title: &str, faces: &[Face]) -> Result<Vec<u8>, NotDrawn> {
    check(font, faces)?;
    let measure = measured(font)?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()));
    for page in faces.chunks(size.tickets_on_a_page()) {
        let (width, height) = match size {
            PaperSize::Roll => TICKET,
            PaperSize::A4 => A4,
        };
        let settings = PageSettings::from_wh(width * MILLIMETRE, height * MILLIMETRE)
            .ok_or_else(|| NotDrawn::Fault("the page".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for (at, face) in (0_u8..).zip(page) {
            let layout = layout(face, &measure)
                .map_err(|TooFull| NotDrawn::TooFull { product: face.product.clone() })?;
            let (left, top) = match size {
                PaperSize::Roll => (0.0, 0.0),
                PaperSize::A4 => {
                    ((A4.0 / 2.0 - TICKET.0) + f32::from(at) * TICKET.0, (A4.1 - TICKET.1) / 2.0)
                }
            };
            surface.push_transform(&Transform::from_translate(left * MILLIMETRE, top * MILLIMETRE));
            if size == PaperSize::A4 {
                cut_marks(&mut surface);
            }
            Drawing { surface: &mut surface, measure: &measure, font: font.embedded() }.face(face, &layout);
            surface.pop();
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|error| NotDrawn::Fault(format!("{error:?}")))
}

struct Drawing<'d, 's, 'f> {
    surface: &'d mut Surface<'s>,
    measure: &'d Measure<'f>,
    font: Embedded,
}

impl Drawing<'_, '_, '_> {
    fn face(&mut self, face: &Face, layout: &Layout) {
        // Under everything else, so that it spoils no code.
        if let Some(mark) = &layout.mark {
            self.ink(GREY);
            self.line(mark);
        }
        self.ink(0);
        if let (Some(logo), Some(room)) = (&face.logo, layout.logo)
            && let Some(size) = Size::from_wh(room.width, room.height)
        {
            self.surface.push_transform(&Transform::from_translate(room.x, room.y));
            self.surface.draw_image(Image::from_rgba8(logo.pixels.clone(), logo.width, logo.height), size);
            self.surface.pop();
        }
        for line in &layout.lines {
            self.line(line);
        }
        for rule in &layout.rules {
            let right = TICKET.0 * MILLIMETRE;
            let ends = (6.0 * MILLIMETRE, right - 6.0 * MILLIMETRE);
            self.filled(Rect::from_ltrb(ends.0, *rule, ends.1, *rule + 0.5).and_then(path_of));
        }
        if let (Some(qr), Some(room)) = (&face.qr, layout.qr) {
            self.filled(modules(qr, room, (QR_QUIET, QR_QUIET)));
        }
        if let (Some(bars), Some(room)) = (&face.bars, layout.bars) {
            self.filled(modules(bars, room, (BARS_QUIET, 0)));
        }
    }

    fn ink(&mut self, lightness: u8) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill(lightness)));
    }

    fn line(&mut self, line: &Line) {
        let glyphs = self.measure.glyphs(&line.text);
        let start = Point::from_xy(line.x, line.y);
        self.surface.draw_glyphs(start, &glyphs, self.font.clone(), &line.text, line.size, false);
    }

    fn filled(&mut self, path: Option<Path>) {
        if let Some(path) = path {
            self.surface.draw_path(&path);
        }
    }
}

fn fill(lightness: u8) -> Fill {
    Fill { paint: luma::Color::new(lightness).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn path_of(rect: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    path.finish()
}

/// All dark modules as one path, so that no printer leaves a seam between them.
fn modules(symbol: &Symbol, room: Room, quiet: (usize, usize)) -> Option<Path> {
    let rows = symbol.dark.len().checked_div(symbol.width)?;
    let (wide, high) =
        (room.width / count(symbol.width + 2 * quiet.0), room.height / count(rows + 2 * quiet.1));
    let mut path = PathBuilder::new();
    for (row, modules) in symbol.dark.chunks(symbol.width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, next| one == next) {
            if run.first() == Some(&true) {
                let (left, top) =
                    (room.x + count(column + quiet.0) * wide, room.y + count(row + quiet.1) * high);
                path.push_rect(Rect::from_xywh(left, top, count(run.len()) * wide, high)?);
            }
            column += run.len();
        }
    }
    path.finish()
}

fn count(modules: usize) -> f32 {
    // Symbols are some hundred modules wide.
    f32::from(u16::try_from(modules).unwrap_or(u16::MAX))
}

/// Short lines outside the four corners of a ticket.
fn cut_marks(surface: &mut Surface<'_>) {
    let (right, bottom) = (TICKET.0 * MILLIMETRE, TICKET.1 * MILLIMETRE);
    let (near, far) = (CUT.0, CUT.0 + CUT.1);
    let mut path = PathBuilder::new();
    for x in [0.0, right] {
        for (from, to) in [(-near, -far), (bottom + near, bottom + far)] {
            path.move_to(x, from);
            path.line_to(x, to);
        }
    }
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: luma::Color::new(0).into(),
            width: 0.4,
            ..Stroke::default()
        }));
        surface.draw_path(&path);
        surface.set_stroke(None);
    }
}
