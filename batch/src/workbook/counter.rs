//! A reader that counts what really comes out of an archive.

use std::io::{self, Read};

/// Passes bytes on until one more than the limit has come out, then ends.
pub(super) struct Counter<R> {
    inner: R,
    limit: u64,
    taken: u64,
}

impl<R> Counter<R> {
    pub(super) const fn new(inner: R, limit: u64) -> Self {
        Self { inner, limit, taken: 0 }
    }

    /// Bytes that came out so far.
    pub(super) const fn taken(&self) -> u64 {
        self.taken
    }

    /// Whether there was more than the limit.
    pub(super) const fn is_over(&self) -> bool {
        self.taken > self.limit
    }
}

impl<R: Read> Read for Counter<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.limit.saturating_add(1).saturating_sub(self.taken);
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = match buffer.get_mut(..length) {
            Some(part) if length > 0 => self.inner.read(part)?,
            Some(_) | None => 0,
        };
        self.taken = self.taken.saturating_add(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_one_byte_after_the_limit() {
        for (length, limit, over) in [(10, 10, false), (11, 10, true), (1_000, 10, true), (0, 0, false)] {
            let source = vec![7_u8; length];
            let mut counter = Counter::new(source.as_slice(), limit);
            let mut out = Vec::new();
            counter.read_to_end(&mut out).unwrap();
            assert_eq!(counter.is_over(), over);
            assert!(out.len() as u64 <= limit + 1);
        }
    }
}
