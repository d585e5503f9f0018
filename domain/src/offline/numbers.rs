//! The numbers of a phone's scans: what never arrived (RULES §3, offline).

/// Scans below the highest number that arrived which did not: an edited queue, or a lost one. Numbers begin with 1, and
/// each arrives at most once.
pub const fn never_arrived(arrived: u32, highest: u32) -> u32 {
    highest.saturating_sub(arrived)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_counted() {
        assert_eq!(never_arrived(0, 0), 0);
        assert_eq!(never_arrived(5, 5), 0);
        assert_eq!(never_arrived(4, 7), 3, "3 scans of this phone never arrived");
    }
}
