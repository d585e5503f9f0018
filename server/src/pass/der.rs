//! Just enough DER to write a signature (X.690): a tag, a length, and what is in it.

/// Tags that we write.
pub const INTEGER: u8 = 0x02;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OBJECT_IDENTIFIER: u8 = 0x06;
pub const UTC_TIME: u8 = 0x17;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
/// `[0]`, constructed.
pub const CONTEXT_0: u8 = 0xA0;

/// One value: the parts one after the other under this tag.
pub fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = vec![tag];
    let digits = length.to_be_bytes();
    let digits = digits.split_at(digits.iter().take_while(|digit| **digit == 0).count()).1;
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => bytes.push(short),
        Ok(_) | Err(_) => {
            // At most 8 digits.
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
            bytes.extend(digits);
        }
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_as_few_bytes_as_they_can() {
        assert_eq!(value(NULL, &[]), [5, 0]);
        assert_eq!(value(SEQUENCE, &[&[2, 1, 1], &[5, 0]]), [0x30, 5, 2, 1, 1, 5, 0]);
        for (length, head) in [(127, vec![4, 127]), (128, vec![4, 0x81, 128]), (256, vec![4, 0x82, 1, 0])] {
            let bytes = value(OCTET_STRING, &[&vec![7; length]]);
            assert!(bytes.starts_with(&head) && bytes.len() == head.len() + length, "{length}");
        }
    }
}
