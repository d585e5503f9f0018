//! What fingers, input methods and hand-held scanners make of characters: full-width forms, other blanks and dashes,
//! small letters (CODES, folding).

use super::link;

/// The plain character for a full-width one (全形); others as they are.
pub fn narrow(character: char) -> char {
    match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// What groups a code for the eye, or came along when it was copied, and means nothing.
pub fn is_separator(character: char) -> bool {
    let invisible = matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let dash = matches!(narrow(character), '-' | '_' | '\u{2010}'..='\u{2015}' | '−' | '﹣' | 'ー' | '─');
    let dot = matches!(narrow(character), '.' | '·' | '・' | '。');
    invisible || dash || dot || character.is_whitespace() || character.is_control()
}

/// A link of ours that was typed, pasted or came from a scanner that works as a keyboard: in small letters, in
/// full-width ones, with blanks around. `None` is any other text.
pub fn typed_link(typed: &str) -> Option<String> {
    let text = plain_capitals(typed);
    link::code_part(&text).is_some().then_some(text)
}

/// What follows `/w/` in the address of a wallet (or of a page in it) that was typed, pasted or scanned likewise: the link's
/// token, in capitals. `None` is any other text.
pub fn typed_wallet(typed: &str) -> Option<String> {
    let text = plain_capitals(typed);
    let rest = text.strip_prefix("HTTPS://").or_else(|| text.strip_prefix("HTTP://"))?;
    let (_, path) = rest.split_once('/')?;
    let token = path.strip_prefix("W/")?.split(['/', '?', '#']).next().unwrap_or_default();
    let of_form = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    of_form.then(|| token.to_owned())
}

fn plain_capitals(typed: &str) -> String {
    let blank =
        |character: &char| character.is_whitespace() || character.is_control() || *character == '\u{FEFF}';
    let plain = typed.chars().filter(|character| !blank(character)).map(narrow);
    plain.map(|character| character.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_link_is_known_however_it_was_typed() {
        let ours = "HTTPS://P.TW/R/11AZ";
        for typed in [
            "HTTPS://P.TW/R/11AZ",
            "https://p.tw/r/11az",
            " HTTPS://P.TW/R/11AZ\r\n",
            "ＨＴＴＰＳ：／／Ｐ．ＴＷ／Ｒ／１１ＡＺ",
            "hTTPS://p.tw/R/11aZ\u{FEFF}",
        ] {
            assert_eq!(typed_link(typed).as_deref(), Some(ours), "{typed}");
        }
        for foreign in ["", "63OV 12345", "https://p.tw/x/11az", "https://例.tw/r/1", "票券"] {
            assert_eq!(typed_link(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_wallet_is_known_by_its_address() {
        for typed in [
            "https://p.tw/w/abc123",
            " HTTPS://P.TW/W/ABC123 ",
            "https://p.tw/w/abc123/notices",
            "http://localhost:3000/w/abc123?from=mail#tickets",
            "ｈｔｔｐｓ：／／ｐ．ｔｗ／ｗ／ａｂｃ１２３",
        ] {
            assert_eq!(typed_wallet(typed).as_deref(), Some("ABC123"), "{typed}");
        }
        for foreign in
            ["", "abc123", "https://p.tw/w/", "https://p.tw/r/abc123", "/w/abc123", "https://p.tw/w/票"]
        {
            assert_eq!(typed_wallet(foreign), None, "{foreign}");
        }
    }

    proptest! {
        #[test]
        fn narrowing_gives_plain_characters_and_is_done_once(code in 0x21_u32..0x7F) {
            let plain = char::from_u32(code).expect("ASCII");
            let wide = char::from_u32(code + 0xFEE0).expect("full-width");
            prop_assert_eq!(narrow(wide), plain);
            prop_assert_eq!(narrow(plain), plain);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            let _ = (typed_link(&text), typed_wallet(&text));
        }
    }
}
