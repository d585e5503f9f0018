//! Numbers in a phrase, in digits or in Chinese words, each with what stands around it.

/// Parts of one: a figure is counted in ten-thousandths.
pub const ONE: u64 = 10_000;

/// A number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure<'t> {
    /// What stands before it.
    pub before: &'t str,
    /// As it stands there.
    pub digits: &'t str,
    /// What stands behind it.
    pub after: &'t str,
    /// In ten-thousandths; nothing where it is no number, such as `2027.12.31`.
    pub value: Option<u64>,
}

/// The numbers of a text, from the left.
pub fn figures(text: &str) -> Vec<Figure<'_>> {
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(begin) = rest.find(|letter: char| letter.is_ascii_digit()).map(|at| from + at) else {
            break;
        };
        let Some(run) = text.get(begin..) else { break };
        let length = run
            .find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == ','))
            .unwrap_or(run.len());
        let digits = run.get(..length).unwrap_or(run).trim_end_matches(['.', ',']);
        let end = begin + digits.len();
        let (before, after) = (text.get(..begin).unwrap_or_default(), text.get(end..).unwrap_or_default());
        all.push(Figure { before, digits, after, value: value(digits) });
        from = end;
    }
    all
}

/// What is far too large is as large as can be.
fn value(digits: &str) -> Option<u64> {
    let digits = digits.replace(',', "");
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    if part.contains('.') {
        return None;
    }
    let whole: u64 = whole.parse().unwrap_or(u64::MAX);
    let part: String = part.chars().chain("0000".chars()).take(4).collect();
    Some(whole.saturating_mul(ONE).saturating_add(part.parse().ok()?))
}

/// The same text with its Chinese numbers in digits: 百分之五 is `percentof5`, 一年 is `1年`, 二〇二七 is `2027`. Words that
/// hold such a character, as 一律, change as well: only numbers are looked for in what comes out.
pub fn in_digits(text: &str) -> String {
    let text = text
        .replace("百分之", "percentof")
        .replace("千分之", "permilleof")
        .replace("半年", "6個月")
        .replace("半成", "0.5成")
        .replace('趴', "%");
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for letter in text.chars() {
        if worth(letter).is_some() {
            run.push(letter);
        } else {
            write_number(&mut out, &run);
            run.clear();
            // 三點五
            let is_point = letter == '點' && out.ends_with(|last: char| last.is_ascii_digit());
            out.push(if is_point { '.' } else { letter });
        }
    }
    write_number(&mut out, &run);
    out
}

/// What a character stands for: a digit, or so many times what stands before it.
#[derive(Clone, Copy)]
enum Worth {
    Digit(u64),
    Times(u64),
}

fn worth(letter: char) -> Option<Worth> {
    let digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if let Some(digit) = digits.iter().position(|of| *of == letter) {
        return u64::try_from(digit).ok().map(Worth::Digit);
    }
    match letter {
        '零' => Some(Worth::Digit(0)),
        '兩' => Some(Worth::Digit(2)),
        '十' => Some(Worth::Times(10)),
        '百' => Some(Worth::Times(100)),
        '千' => Some(Worth::Times(1_000)),
        '萬' => Some(Worth::Times(10_000)),
        _ => None,
    }
}

/// 一百二十 is counted, 一一六 is read digit by digit.
fn write_number(out: &mut String, run: &str) {
    let worths: Vec<Worth> = run.chars().filter_map(worth).collect();
    if worths.is_empty() {
        return;
    }
    if worths.iter().all(|worth| matches!(worth, Worth::Digit(_))) {
        for worth in worths {
            if let Worth::Digit(digit) = worth {
                out.push_str(&digit.to_string());
            }
        }
        return;
    }
    let (mut sum, mut part, mut digit) = (0_u64, 0_u64, 0_u64);
    for worth in worths {
        match worth {
            Worth::Digit(of) => digit = of,
            Worth::Times(10_000) => {
                sum = sum.saturating_add(part.saturating_add(digit).max(1).saturating_mul(10_000));
                (part, digit) = (0, 0);
            }
            Worth::Times(times) => {
                part = part.saturating_add(digit.max(1).saturating_mul(times));
                digit = 0;
            }
        }
    }
    out.push_str(&sum.saturating_add(part).saturating_add(digit).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_are_read_as_people_say_them() {
        for (text, read) in [
            ("一年內", "1年內"),
            ("十二個月", "12個月"),
            ("九十天", "90天"),
            ("三百六十五日", "365日"),
            ("兩千元", "2000元"),
            ("一萬零五十元", "10050元"),
            ("二〇二七年", "2027年"),
            ("一一六年", "116年"),
            ("百分之五", "percentof5"),
            ("百分之三點五", "percentof3.5"),
            ("半年內", "6個月內"),
            ("５", "５"),
        ] {
            assert_eq!(in_digits(text), read, "{text}");
        }
    }

    #[test]
    fn numbers_know_their_neighbours() {
        let found = figures("收1,000元,3.5%。2027.12.31前");
        let told: Vec<_> = found.iter().map(|one| (one.digits, one.value)).collect();
        assert_eq!(told, [("1,000", Some(1_000 * ONE)), ("3.5", Some(35_000)), ("2027.12.31", None)]);
        assert_eq!(found.last().map(|one| one.after), Some("前"));
        assert_eq!(figures("無"), []);
        assert_eq!(figures("9".repeat(40).as_str()).first().and_then(|one| one.value), Some(u64::MAX));
    }
}
