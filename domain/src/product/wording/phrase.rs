//! A text in its phrases: what stands between commas, written in one way whatever the keyboard, and what each is about.

use super::words::{GIFT, GUARANTEE, VOUCHER};

/// What a phrase is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The ticket.
    Voucher,
    /// The guarantee, whose days the law wants to be told.
    Guarantee,
    /// 贈品券, which may have an end.
    Gift,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// As it was typed.
    pub typed: String,
    /// Narrow, small, without blanks.
    pub plain: String,
    /// Narrow, small, one blank between words.
    pub spaced: String,
    /// What it is about; what says nothing of it is about what the phrase before it in its sentence is about.
    pub subject: Subject,
    /// Which sentence of the text it belongs to.
    pub sentence: usize,
}

/// The phrases of a text.
pub fn phrases(text: &str) -> Vec<Phrase> {
    let letters: Vec<(char, char)> = text.chars().map(|letter| (letter, narrow(letter))).collect();
    let narrow_at = |at: Option<usize>| at.and_then(|at| letters.get(at)).map(|(_, narrow)| *narrow);
    let mut all: Vec<Phrase> = Vec::new();
    let (mut piece, mut sentence) = (String::new(), 0);
    for (at, (typed, narrow)) in letters.iter().enumerate() {
        let end = End::of(*narrow, narrow_at(at.checked_sub(1)), narrow_at(at.checked_add(1)));
        match end {
            None => piece.push(*typed),
            Some(end) => {
                finish(&mut all, &std::mem::take(&mut piece), sentence);
                sentence += usize::from(end == End::Sentence);
            }
        }
    }
    finish(&mut all, &piece, sentence);
    all
}

fn finish(all: &mut Vec<Phrase>, piece: &str, sentence: usize) {
    let narrow: String = piece.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let spaced = narrow.split_whitespace().collect::<Vec<_>>().join(" ");
    if spaced.is_empty() {
        return;
    }
    let plain: String = narrow.chars().filter(|letter| !letter.is_whitespace()).collect();
    let names = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    let before = all.last().filter(|last| last.sentence == sentence).map(|last| last.subject);
    let subject = if names(GUARANTEE) {
        Subject::Guarantee
    } else if names(VOUCHER) {
        Subject::Voucher
    } else if names(GIFT) {
        Subject::Gift
    } else {
        before.unwrap_or(Subject::Voucher)
    };
    all.push(Phrase { typed: piece.trim().to_owned(), plain, spaced, subject, sentence });
}

/// What ends where.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Phrase,
    Sentence,
}

impl End {
    fn of(letter: char, before: Option<char>, after: Option<char>) -> Option<Self> {
        let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        match letter {
            '。' | '｡' | ';' | '!' | '?' | '\n' => Some(Self::Sentence),
            '.' if after.is_none_or(char::is_whitespace) => Some(Self::Sentence),
            // 1,000 is one number.
            ',' if !(digit(before) && digit(after)) => Some(Self::Phrase),
            _ => None,
        }
    }
}

/// Chinese keyboards write letters, digits and signs in full width.
fn narrow(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '﹪' => '%',
        '﹐' => ',',
        '﹩' => '$',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_its_phrases() {
        let found: Vec<_> = phrases("滿 1,000 元，贈品券一張；Fee 2.5 %. 完")
            .into_iter()
            .map(|one| (one.plain, one.sentence))
            .collect();
        let expected = [("滿1,000元", 0), ("贈品券一張", 0), ("fee2.5%", 1), ("完", 2)];
        assert_eq!(found, expected.map(|(text, sentence)| (text.to_owned(), sentence)));
    }

    #[test]
    fn what_names_nothing_goes_on_about_the_same() {
        let about = |text: &str| phrases(text).into_iter().map(|one| one.subject).collect::<Vec<_>>();
        assert_eq!(about("贈品券限時，逾期無效。逾期"), [Subject::Gift, Subject::Gift, Subject::Voucher]);
        assert_eq!(
            about("價金保管期間一年，至明年止，本券無期限"),
            [Subject::Guarantee, Subject::Guarantee, Subject::Voucher]
        );
        assert_eq!(about("本券履約保證期間一年"), [Subject::Guarantee]);
    }
}
