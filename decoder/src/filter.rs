//! Variants of a picture for the later tries.

use crate::luma::Luma;

/// The picture with its edges drawn harder, against a lens out of focus: every pixel moves away from the mean of
/// the 3 × 3 around it, by four times the distance.
pub fn sharpened(picture: &Luma) -> Option<Luma> {
    let width = picture.width();
    let mut pixels = picture.pixels().to_vec();
    let mut columns = vec![0_u16; width];
    let above = picture.rows();
    let (here, below) = (above.clone().skip(1), above.clone().skip(2));
    // The outermost pixels stay as they are: a code has a white margin around it.
    let targets = pixels.chunks_exact_mut(width).skip(1);
    for (target, ((above, here), below)) in targets.zip(above.zip(here).zip(below)) {
        for (column, ((&a, &b), &c)) in columns.iter_mut().zip(above.iter().zip(here).zip(below)) {
            *column = u16::from(a) + u16::from(b) + u16::from(c);
        }
        for (pixel, three) in target.iter_mut().skip(1).zip(columns.windows(3)) {
            let nine: u16 = three.iter().sum();
            *pixel = (5 * i32::from(*pixel) - i32::from(nine) * 4 / 9).clamp(0, 255) as u8;
        }
    }
    picture.same_size(pixels)
}

/// The picture with black and white exchanged. In grey already, because [`threshold`](crate::threshold) takes what
/// is flat for light paper.
pub fn inverted(picture: &Luma) -> Option<Luma> {
    picture.same_size(picture.pixels().iter().map(|&level| !level).collect())
}

/// The picture at half size, which takes away the noise of a dark room and the weave of a screen. Nothing if no
/// pixel is left.
pub fn halved(picture: &Luma) -> Option<Luma> {
    let pairs = picture.pixels().chunks_exact(2 * picture.width());
    let mut pixels = Vec::with_capacity(picture.pixels().len() / 4);
    for pair in pairs {
        let (upper, lower) = pair.split_at(picture.width());
        let (upper, _) = upper.as_chunks::<2>();
        let (lower, _) = lower.as_chunks::<2>();
        pixels.extend(upper.iter().zip(lower).map(|(&[a, b], &[c, d])| {
            ((u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d)) >> 2) as u8
        }));
    }
    Luma::new(pixels, (picture.width() / 2) as u32, (picture.height() / 2) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halving_takes_means_and_drops_an_odd_edge() {
        let picture = Luma::new(vec![0, 4, 9, 8, 12, 9, 7, 7, 7], 3, 3).unwrap();
        assert_eq!(halved(&picture), Luma::new(vec![6], 1, 1));
        assert_eq!(halved(&Luma::new(vec![1, 2, 3], 3, 1).unwrap()), None);
    }

    #[test]
    fn sharpening_keeps_flat_parts_and_hardens_edges() {
        let flat = Luma::new(vec![90; 20], 5, 4).unwrap();
        assert_eq!(sharpened(&flat), Some(flat));
        let soft = [60, 60, 110, 160, 160].repeat(3);
        let hard = sharpened(&Luma::new(soft, 5, 3).unwrap()).unwrap();
        assert_eq!(hard.rows().nth(1), Some(&[60, 0, 110, 227, 160][..]));
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 2)] {
            let small = Luma::new(vec![7; width * height], width as u32, height as u32).unwrap();
            assert_eq!(sharpened(&small), Some(small));
        }
    }
}
