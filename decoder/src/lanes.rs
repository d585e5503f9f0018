//! Eight grey levels at a time, in the lanes of one 64-bit number.
//!
//! A browser's wasm runs this several times as fast as a loop over single pixels, and it needs no SIMD, which older
//! phones lack. The eight bytes are spread over two numbers of four lanes, 16 bits each, so that a lane has room
//! for a sum or a borrow.

/// The level in each lane.
const LEVELS: u64 = 0x00ff_00ff_00ff_00ff;
/// One in each lane.
const ONES: u64 = 0x0001_0001_0001_0001;
/// The bit above the level in each lane.
const ABOVE: u64 = 0x0100_0100_0100_0100;
/// Brings the two lowest bits of the four lanes together in the uppermost 16 bits.
const GATHER: u64 = (1 << 48) | (1 << 34) | (1 << 20) | (1 << 6);

/// The even and the odd ones of eight levels.
fn split(eight: [u8; 8]) -> (u64, u64) {
    let all = u64::from_le_bytes(eight);
    (all & LEVELS, (all >> 8) & LEVELS)
}

/// The smaller and the larger level of each lane.
fn sort(a: u64, b: u64) -> (u64, u64) {
    // The borrow leaves the bit above only where a ≥ b; times 255 it becomes a mask of the lane.
    let mask = ((((a | ABOVE) - b) & ABOVE) >> 8) * 0xff;
    let differing = (a ^ b) & mask;
    (a ^ differing, b ^ differing)
}

/// Which of eight levels are at most `limit`, the first one in the lowest bit.
pub fn at_most(eight: [u8; 8], limit: u8) -> u8 {
    let (even, odd) = split(eight);
    let limits = (u64::from(limit) * ONES) | ABOVE;
    let pairs = (((limits - even) & ABOVE) >> 8) | (((limits - odd) & ABOVE) >> 7);
    (pairs.wrapping_mul(GATHER) >> 48) as u8
}

/// Sum and range of a number of levels, gathered eight at a time.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// Sums per lane.
    sums: u64,
    /// Smallest per lane.
    low: u64,
    /// Largest per lane.
    high: u64,
}

impl Range {
    /// Nothing gathered yet.
    pub const EMPTY: Self = Self { sums: 0, low: LEVELS, high: 0 };

    /// Takes eight levels in; at most 128 times, or the sums overflow.
    pub fn gather(&mut self, eight: [u8; 8]) {
        let (even, odd) = split(eight);
        let (smaller, larger) = sort(even, odd);
        self.sums += even + odd;
        self.low = sort(self.low, smaller).0;
        self.high = sort(self.high, larger).1;
    }

    /// The sum of all levels.
    pub fn sum(&self) -> u32 {
        lanes(self.sums).into_iter().sum()
    }

    /// The smallest level.
    pub fn low(&self) -> u32 {
        lanes(self.low).into_iter().fold(u32::MAX, u32::min)
    }

    /// The largest level.
    pub fn high(&self) -> u32 {
        lanes(self.high).into_iter().fold(0, u32::max)
    }
}

/// The four lanes one by one.
fn lanes(number: u64) -> [u32; 4] {
    [0, 16, 32, 48].map(|shift| (number >> shift) as u32 & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Levels without order, and the extremes.
    fn samples() -> impl Iterator<Item = [u8; 8]> {
        let mixed =
            (0..2000_u32).map(|seed| [1, 3, 5, 7, 11, 13, 17, 19].map(|k| ((seed * k * 37) >> 2) as u8));
        mixed.chain([[0; 8], [255; 8], [0, 255, 0, 255, 0, 255, 0, 255], [255, 0, 0, 0, 0, 0, 0, 254]])
    }

    #[test]
    fn bits_are_what_single_comparisons_give() {
        for eight in samples() {
            for limit in [0, 1, 100, 127, 128, 200, 254, 255, eight[3]] {
                let slowly = (0..8).fold(0, |bits, i| bits | u8::from(eight[i] <= limit) << i);
                assert_eq!(at_most(eight, limit), slowly, "{eight:?} ≤ {limit}");
            }
        }
    }

    #[test]
    fn ranges_are_what_single_levels_give() {
        let all: Vec<_> = samples().collect();
        for block in all.chunks(8) {
            let mut range = Range::EMPTY;
            block.iter().for_each(|&eight| range.gather(eight));
            let levels = || block.iter().flatten().map(|&level| u32::from(level));
            assert_eq!(range.sum(), levels().sum());
            assert_eq!(Some(range.low()), levels().min());
            assert_eq!(Some(range.high()), levels().max());
        }
    }
}
