//! Ours or foreign.

/// Whether the bytes are printable ASCII, which every code that we draw is.
///
/// Codes of others carry Chinese in UTF-8 or Big5, Latin-1, or plain binary: `false`. An empty code is no text.
pub fn is_ascii_text(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_text() {
        assert!(is_ascii_text(b"HTTPS://PIAO.EXAMPLE/R/0123456789ABCDEFGHJKMNPQRSTVWXYZ"));
        assert!(is_ascii_text(b"BEGIN:VCARD\r\nN:\tSmith\nEND:VCARD"));
    }

    #[test]
    fn everything_else_is_foreign() {
        assert!(!is_ascii_text("票夾".as_bytes()));
        assert!(!is_ascii_text(b"\xb2\xbc\xa7\xa8"), "Big5");
        assert!(!is_ascii_text(b"caf\xe9"), "Latin-1");
        assert!(!is_ascii_text(&[0, 1, 2, 254, 255]));
        assert!(!is_ascii_text(&[0, b'A']), "UTF-16");
        assert!(!is_ascii_text(b""));
    }
}
