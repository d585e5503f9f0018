//! Black and white with a threshold of its own for every block of 8 × 8 pixels.
//!
//! The method of ZXing's hybrid binarizer: a block that shows black and white is cut at its mean, a flat block
//! takes over what its neighbours know, and the cut is smoothed over 5 × 5 blocks. Two things differ. What counts
//! as flat is measured against the contrast of the whole picture, so that a dim picture is read like a bright one
//! without stretching its pixels first. And eight pixels are handled at a time.

use rxing::common::{BIT_FIELD_BASE_BITS, BitArray, BitMatrix};

use crate::lanes::{Range, at_most};
use crate::luma::Luma;

/// Edge of a block in pixels.
const BLOCK: usize = 8;
/// Pixels in a block.
const AREA: u32 = (BLOCK * BLOCK) as u32;
/// Blocks on either side over which the threshold is smoothed.
const REACH: usize = 2;
/// Edge of the smoothing window in blocks.
const WINDOW: usize = 2 * REACH + 1;
/// Up to this difference a block is flat, in a picture of full contrast.
const FLAT_AT_FULL_CONTRAST: u32 = 24;
/// Up to this difference a block is flat in any picture: what is left then is the noise of the camera.
const FLAT_ALWAYS: u32 = 3;

/// Black (set) and white of a picture; nothing if it is too small to hold a code.
pub fn threshold(picture: &Luma) -> Option<BitMatrix> {
    let (width, height) = (picture.width(), picture.height());
    let (columns, lines) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
    if columns < WINDOW || lines < WINDOW {
        return None;
    }
    let cuts = smooth(&cuts(&measure(picture, columns), columns), columns);
    let mut matrix = BitMatrix::new(width as u32, height as u32).ok()?;
    let mut line = BitArray::with_size(width);
    for (y, row) in picture.rows().enumerate() {
        let cuts = cuts.chunks_exact(columns).nth(y / BLOCK)?;
        let words = row.chunks(BIT_FIELD_BASE_BITS).zip(cuts.chunks(BIT_FIELD_BASE_BITS / BLOCK));
        for (index, (pixels, cuts)) in words.enumerate() {
            line.setBulk(index * BIT_FIELD_BASE_BITS, pack(pixels, cuts));
        }
        matrix.setRow(y as u32, &line);
    }
    Some(matrix)
}

/// One machine word of bits, the first pixel in the lowest, out of at most that many pixels; a cut for each eight.
fn pack(pixels: &[u8], cuts: &[u8]) -> usize {
    let (eights, rest) = pixels.as_chunks::<BLOCK>();
    let mut word = 0;
    let mut shift = 0;
    for (&eight, &cut) in eights.iter().zip(cuts) {
        // "At most", so that pure black is black where the cut is 0.
        word |= usize::from(at_most(eight, cut)) << shift;
        shift += BLOCK;
    }
    // Fewer than eight are left only at the right edge; the last word must be zero beyond it.
    let cut = cuts.get(eights.len()).copied().unwrap_or_default();
    rest.iter().enumerate().fold(word, |word, (i, &pixel)| word | usize::from(pixel <= cut) << (shift + i))
}

/// Brightness within every block.
fn measure(picture: &Luma, columns: usize) -> Vec<Range> {
    let (width, height) = (picture.width(), picture.height());
    let mut blocks = Vec::with_capacity(columns * height.div_ceil(BLOCK));
    for top in (0..height).step_by(BLOCK) {
        // Blocks that would hang over the edge are moved back into the picture.
        let band = picture.pixels().get(top.min(height - BLOCK) * width..).unwrap_or_default();
        let mut line = vec![Range::EMPTY; columns];
        for row in band.chunks_exact(width).take(BLOCK) {
            let (eights, rest) = row.as_chunks::<BLOCK>();
            for (block, &eight) in line.iter_mut().zip(eights) {
                block.gather(eight);
            }
            if let (false, Some(block), Some(&eight)) = (rest.is_empty(), line.last_mut(), row.last_chunk()) {
                block.gather(eight);
            }
        }
        blocks.append(&mut line);
    }
    blocks
}

/// The level of every block up to which a pixel is black.
fn cuts(blocks: &[Range], columns: usize) -> Vec<u8> {
    let darkest = blocks.iter().map(Range::low).min().unwrap_or_default();
    let brightest = blocks.iter().map(Range::high).max().unwrap_or_default();
    let flat = (FLAT_AT_FULL_CONTRAST * (brightest - darkest) / 255).max(FLAT_ALWAYS);
    let mut cuts: Vec<u8> = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter().enumerate() {
        let low = block.low();
        let cut = if block.high() - low > flat {
            block.sum() / AREA
        } else {
            let known = |index: Option<usize>| cuts.get(index?).map(|&cut| u32::from(cut));
            let left = known(index.checked_sub(1).filter(|_| index % columns > 0));
            let above = known(index.checked_sub(columns));
            let corner = known(index.checked_sub(columns + 1));
            match (left, above, corner) {
                // Darker than what is black next to it: the inside of something black.
                (Some(left), Some(above), Some(corner)) if low < (2 * left + above + corner) / 4 => {
                    (2 * left + above + corner) / 4
                }
                // Paper: the cut lies half way down to the darkest of the picture.
                _ => (low + darkest) / 2,
            }
        };
        cuts.push(cut as u8);
    }
    cuts
}

/// The cuts, each one the mean of the 5 × 5 blocks around it (at the edges: of the nearest 5 × 5).
fn smooth(cuts: &[u8], columns: usize) -> Vec<u8> {
    let lines = cuts.len() / columns;
    let mut smoothed = Vec::with_capacity(cuts.len());
    for line in 0..lines {
        let window = cuts.chunks_exact(columns).skip(first_of_window(line, lines)).take(WINDOW);
        let mut sums = vec![0_u16; columns];
        for row in window {
            sums.iter_mut().zip(row).for_each(|(sum, &cut)| *sum += u16::from(cut));
        }
        for column in 0..columns {
            let near = sums.iter().skip(first_of_window(column, columns)).take(WINDOW);
            smoothed.push((near.sum::<u16>() / (WINDOW * WINDOW) as u16) as u8);
        }
    }
    smoothed
}

/// Where the window around one of `count` blocks begins. `count` is at least a window.
fn first_of_window(index: usize, count: usize) -> usize {
    index.saturating_sub(REACH).min(count - WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_small_for_a_code_gives_nothing() {
        for (width, height) in [(1, 1), (32, 400), (400, 32)] {
            let picture = Luma::new(vec![9; width * height], width as u32, height as u32).unwrap();
            assert!(threshold(&picture).is_none(), "{width} × {height}");
        }
    }

    #[test]
    fn dim_and_bright_pictures_give_the_same_bits() {
        // Stripes of four pixels, with widths that end within a block and within a word.
        for width in [40_usize, 45, 64, 71, 130] {
            let stripes = |dark: u8, light: u8| {
                let row = (0..width).map(|x| if x / 4 % 2 == 0 { dark } else { light });
                let pixels = row.collect::<Vec<_>>().repeat(48);
                threshold(&Luma::new(pixels, width as u32, 48).unwrap()).unwrap()
            };
            let bits = stripes(10, 240);
            assert_eq!(bits, stripes(12, 46), "{width}");
            for x in 0..width as u32 {
                assert_eq!(bits.get(x, 47), x / 4 % 2 == 0, "{x} of {width}");
            }
        }
    }
}
