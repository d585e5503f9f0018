//! Draws codes for the tests of this crate.

use qrcode::{Color, QrCode};
use rxing::common::BitMatrix;

use crate::luma::Luma;

/// A code, and how it is to be drawn.
pub(crate) struct Sketch {
    /// Rows of modules; `true` is dark.
    pub modules: Vec<Vec<bool>>,
    /// Pixels per module.
    pub module: usize,
    /// Level of dark modules.
    pub dark: u8,
    /// Level of light modules and of the margin.
    pub light: u8,
    /// Whether left and right are exchanged.
    pub mirrored: bool,
}

/// Light modules around the code.
const MARGIN: usize = 4;

impl Sketch {
    /// Black on white, four pixels a module.
    pub(crate) fn of(code: &QrCode) -> Self {
        let colours = code.to_colors();
        let modules = colours.chunks(code.width()).map(|row| row.iter().map(|&c| c == Color::Dark).collect());
        Self { modules: modules.collect(), module: 4, dark: 0, light: 255, mirrored: false }
    }

    /// The picture.
    pub(crate) fn draw(&self) -> Luma {
        let edge = (self.modules.len() + 2 * MARGIN) * self.module;
        let level = |x: usize, y: usize| {
            let x = if self.mirrored { edge - 1 - x } else { x };
            let row = (y / self.module).checked_sub(MARGIN).and_then(|row| self.modules.get(row));
            let dark = row.and_then(|row| row.get((x / self.module).checked_sub(MARGIN)?)).copied();
            if dark.unwrap_or(false) { self.dark } else { self.light }
        };
        let pixels = (0..edge * edge).map(|index| level(index % edge, index / edge)).collect();
        Luma::new(pixels, edge as u32, edge as u32).unwrap()
    }
}

/// Black where the picture is darker than half.
pub(crate) fn matrix(picture: &Luma) -> BitMatrix {
    let mut matrix = BitMatrix::new(picture.width() as u32, picture.height() as u32).unwrap();
    for (index, _) in picture.pixels().iter().enumerate().filter(|(_, level)| **level < 128) {
        matrix.set((index % picture.width()) as u32, (index / picture.width()) as u32);
    }
    matrix
}
