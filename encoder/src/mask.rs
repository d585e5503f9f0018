//! Which of the eight masks a QR is drawn with: the one with the fewest penalty points (ISO/IEC 18004 §7.8.3), which cameras
//! find best. The library that makes the codewords chooses the same, in a time that was two fifths of a ticket's page.

use qrcode::Color;
use qrcode::canvas::{Canvas, MaskPattern};

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// Points for modules that look like a finder pattern beside white.
const LIKE_A_FINDER: u32 = 40;
/// Dark, light, three dark, light, dark.
const FINDER: u16 = 0b101_1101;
/// Points for a square of four modules of one colour.
const SQUARE: u32 = 3;
/// Modules of one colour in a row that begin to cost.
const LONG_RUN: u32 = 5;

/// The dark modules under the best mask, row by row, of a canvas whose data are drawn and not masked.
pub(crate) fn best_masked(canvas: &Canvas, width: usize) -> Option<Vec<bool>> {
    let masked = MASKS.iter().map(|mask| {
        let mut canvas = canvas.clone();
        canvas.apply_mask(*mask);
        canvas.into_colors().into_iter().map(|colour| colour == Color::Dark).collect::<Vec<bool>>()
    });
    masked.min_by_key(|dark| penalty(dark, width))
}

fn penalty(dark: &[bool], width: usize) -> u32 {
    let rows: u32 = dark.chunks(width).map(|row| line_penalty(row.iter().copied())).sum();
    let columns: u32 =
        (0..width).map(|column| line_penalty(dark.iter().skip(column).step_by(width).copied())).sum();
    rows + columns + squares(dark, width) + imbalance(dark)
}

/// Long runs, and what looks like a finder pattern with four light modules before or after it. Beyond a line's ends all is
/// light.
fn line_penalty(line: impl Iterator<Item = bool>) -> u32 {
    let mut points = 0;
    let mut run = 0_u32;
    let mut last = None;
    // Four modules, seven that may be a finder pattern, four more.
    let mut window = 0_u16;
    let mut see = |module: bool| {
        window = window << 1 | u16::from(module);
        let is_finder = window >> 4 & 0x7F == FINDER;
        if is_finder && (window & 0xF == 0 || window >> 11 & 0xF == 0) { LIKE_A_FINDER } else { 0 }
    };
    for module in line {
        points += see(module);
        if last == Some(module) {
            run += 1;
        } else {
            points += run_points(run);
            (last, run) = (Some(module), 1);
        }
    }
    points += run_points(run);
    points + (0..4).map(|_| see(false)).sum::<u32>()
}

fn run_points(run: u32) -> u32 {
    if run >= LONG_RUN { run - 2 } else { 0 }
}

fn squares(dark: &[bool], width: usize) -> u32 {
    let pairs = dark.chunks(width).zip(dark.chunks(width).skip(1));
    let squares: usize = pairs
        .map(|(upper, lower)| {
            let beside = upper.windows(2).zip(lower.windows(2));
            beside.filter(|(above, below)| above == below && above.first() == above.last()).count()
        })
        .sum();
    u32::try_from(squares).unwrap_or(u32::MAX / 2 / SQUARE) * SQUARE
}

/// Points for each half percent that dark modules are more or fewer than half of all.
fn imbalance(dark: &[bool]) -> u32 {
    let darks = dark.iter().filter(|module| **module).count();
    let share = darks * 200 / dark.len().max(1);
    u32::try_from(share).unwrap_or(u32::MAX).abs_diff(100)
}

#[cfg(test)]
mod tests {
    use crate::drawing::modules;
    use proptest::prelude::*;
    use qrcode::{Color, EcLevel, QrCode};

    proptest! {
        #[test]
        fn the_library_would_have_chosen_the_same(
            text in "[A-Z0-9 $%*+./:-]{1,300}|.{1,80}|[0-9]{1,200}",
            level in prop_oneof![Just(EcLevel::L), Just(EcLevel::M), Just(EcLevel::Q)],
        ) {
            let theirs = QrCode::with_error_correction_level(&text, level).expect("it fits");
            let dark: Vec<bool> = theirs.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
            prop_assert_eq!(modules(&text, level), Some((theirs.width(), dark)));
        }
    }
}
