//! A grey picture whose sizes are known to be sound.

/// Longest edge that is looked at.
///
/// `rxing` counts runs of pixels in 16 bits and adds up to six of them; below this edge nothing there overflows.
pub const MAX_EDGE: u32 = 8192;

/// Grey levels, row by row without padding; `pixels.len() == width * height`, both at least 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Luma {
    /// Pixels per row.
    width: usize,
    /// Rows.
    height: usize,
    /// 0 is black, 255 is white.
    pixels: Vec<u8>,
}

impl Luma {
    /// Wraps grey levels; nothing if they do not fill exactly `width` × `height`.
    pub fn new(pixels: Vec<u8>, width: u32, height: u32) -> Option<Self> {
        let (width, height) = checked_size(width, height, pixels.len(), 1)?;
        Some(Self { width, height, pixels })
    }

    /// Grey out of RGBA as a canvas gives it; nothing if the buffer does not fill exactly `width` × `height`.
    pub fn from_rgba(rgba: &[u8], width: u32, height: u32) -> Option<Self> {
        let (width, height) = checked_size(width, height, rgba.len(), 4)?;
        // (r + 2g + b) / 4 is near enough to what the eye sees and needs no multiplication.
        let grey = |p: &[u8; 4]| ((u32::from(p[0]) + 2 * u32::from(p[1]) + u32::from(p[2])) >> 2) as u8;
        let (whole, _) = rgba.as_chunks::<4>();
        Some(Self { width, height, pixels: whole.iter().map(grey).collect() })
    }

    /// Pixels per row, at least 1.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows, at least 1.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All grey levels.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The rows from top to bottom.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, u8> {
        self.pixels.chunks_exact(self.width)
    }

    /// A picture of the same size with other pixels; nothing if their number is another.
    pub fn same_size(&self, pixels: Vec<u8>) -> Option<Self> {
        (pixels.len() == self.pixels.len()).then_some(Self { pixels, ..*self })
    }
}

/// The sizes as `usize`, if they are within limits and `length` is what they ask for.
fn checked_size(width: u32, height: u32, length: usize, bytes_per_pixel: usize) -> Option<(usize, usize)> {
    let sound = 1..=MAX_EDGE;
    if !sound.contains(&width) || !sound.contains(&height) {
        return None;
    }
    let (width, height) = (width as usize, height as usize);
    // Checked, because `usize` has 32 bits in the browser.
    (width.checked_mul(height)?.checked_mul(bytes_per_pixel)? == length).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_do_not_fit_give_nothing() {
        for (width, height, length) in
            [(0, 0, 0), (0, 4, 0), (4, 0, 0), (1, 1, 3), (1, 1, 5), (2, 2, 15), (MAX_EDGE + 1, 1, 32_772)]
        {
            assert_eq!(Luma::from_rgba(&vec![0; length], width, height), None, "{width}×{height}, {length}");
        }
        assert_eq!(Luma::from_rgba(&[], u32::MAX, u32::MAX), None);
        // 65,536 × 65,536 × 4 is 0 in 32 bits.
        assert_eq!(Luma::from_rgba(&[], 65_536, 65_536), None);
        assert_eq!(Luma::new(vec![0; 3], 2, 2), None);
    }

    #[test]
    fn grey_keeps_black_and_white() {
        let picture = Luma::from_rgba(&[0, 0, 0, 255, 255, 255, 255, 255], 2, 1).unwrap();
        assert_eq!(picture.pixels(), [0, 255]);
        assert_eq!((picture.width(), picture.height(), picture.rows().count()), (2, 1, 1));
    }
}
