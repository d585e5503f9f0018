//! Text as typed to text as meant: full-width letters, odd spaces, invisible marks.

/// Full-width letters and digits become plain ones, every kind of space and line break becomes one space, invisible
/// marks go, the ends are trimmed. Punctuation stays: it belongs to names and addresses.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => out.push(narrow(letter)),
            _ if letter.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if is_invisible(letter) => {}
            _ => out.push(letter),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// [`tidy`], and full-width punctuation becomes plain too: for numbers, codes, dates, e-mail.
pub(crate) fn ascii(text: &str) -> String {
    tidy(text).chars().map(narrow).collect()
}

/// The plain form of a full-width character, and of the many dashes.
fn narrow(letter: char) -> char {
    match letter {
        '！'..='～' => {
            char::from_u32(u32::from(letter) - u32::from('！') + u32::from('!')).unwrap_or(letter)
        }
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        _ => letter,
    }
}

/// Control characters, zero-width marks and changes of direction.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_punctuation() {
        for (text, expected) in [
            ("　王　小明 ", "王 小明"),
            ("台北市１２號　３樓\n（後門）", "台北市12號 3樓 （後門）"),
            ("Ａｎｎ\u{200b}\u{202e}", "Ann"),
            ("a\u{7}b", "ab"),
            ("", ""),
        ] {
            assert_eq!(tidy(text), expected);
        }
    }

    #[test]
    fn codes_become_plain() {
        for (text, expected) in [
            ("０９１２－３４５－６７８", "0912-345-678"),
            ("ａ＠ｂ．ｔｗ", "a@b.tw"),
            ("２０２６／８／１", "2026/8/1"),
            ("0912–345—678", "0912-345-678"),
        ] {
            assert_eq!(ascii(text), expected);
        }
    }
}
