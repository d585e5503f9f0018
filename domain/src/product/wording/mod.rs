//! What the words of one text break (RULES §7): an end of a 提貨券, a fee above the law, a clause that must not stand on a
//! voucher. The same for terms, for a product's name, and for 退貨權益. Words are found, not understood; what the law itself
//! wants to be told (the days of the guarantee), and what is said of 贈品券, breaks nothing.

mod figure;
mod phrase;
mod words;

use self::figure::{Figure, ONE, figures, in_digits};
use self::phrase::{Phrase, Subject, phrases};
use super::policy::Rule;
use crate::give_back::FeeCap;
use crate::money::Dollars;

stated_enum! {
    /// A clause that must not stand on a voucher.
    pub enum Clause {
        /// No refund.
        NoRefund = "no_refund",
        /// What is left is lost.
        BalanceLost = "balance_lost",
        /// More is charged on use.
        ExtraCharge = "extra_charge",
        /// 截角無效 and the like.
        UnfairLimit = "unfair_limit",
        /// The issuer alone changes or ends it.
        OneSided = "one_sided",
        /// The issuer is liable for nothing.
        NoLiability = "no_liability",
        /// What was advertised does not bind.
        AdvertisingOnly = "advertising_only",
    }
}

/// What a text breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// It sets an end.
    Expiry,
    /// It names a fee above 3 %.
    Fee,
    /// It holds what must not stand there.
    Clause(Clause),
}

impl Breach {
    /// The rule.
    pub const fn rule(self) -> Rule {
        match self {
            Self::Expiry => Rule::NoExpiry,
            Self::Fee => Rule::FeeCap,
            Self::Clause(_) => Rule::ForbiddenClause,
        }
    }
}

/// A breach and the words that it was found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub breach: Breach,
    /// As they stand there.
    pub words: String,
}

/// Everything that one text breaks, each once. A fee in dollars is measured by the face value, where that is known.
pub fn breaches(text: &str, face_value: Option<Dollars>) -> Vec<Found> {
    let phrases = phrases(text);
    let mut found = Vec::new();
    let mut note = |breach, words: Option<String>| found.extend(words.map(|words| Found { breach, words }));
    note(Breach::Expiry, phrases.iter().find_map(|phrase| end(phrase, is_of_a_code(phrase, &phrases))));
    note(Breach::Fee, fee(&phrases, face_value));
    for &clause in Clause::ALL {
        note(Breach::Clause(clause), phrases.iter().find_map(|phrase| forbidden(clause, phrase)));
    }
    found
}

fn first_of(all: &[&str], text: &str) -> Option<String> {
    all.iter().find(|words| text.contains(**words)).map(|words| (*words).to_owned())
}

fn holds(text: &str, all: &[&str]) -> bool {
    all.iter().any(|words| text.contains(words))
}

fn starts(text: &str, all: &[&str]) -> bool {
    all.iter().any(|words| text.starts_with(words))
}

fn ends(text: &str, all: &[&str]) -> bool {
    all.iter().any(|words| text.ends_with(words))
}

fn without(text: &str, all: &[&str]) -> String {
    all.iter().fold(text.to_owned(), |text, words| text.replace(words, ""))
}

/// What stands behind the first of those words that begins a word of the text.
fn behind_word<'t>(text: &'t str, all: &[&str]) -> Option<&'t str> {
    all.iter().find_map(|words| {
        text.match_indices(words).find_map(|(at, _)| {
            let before = text.get(..at)?.chars().next_back();
            let begins = before.is_none_or(|letter| !letter.is_ascii_alphanumeric());
            text.get(at + words.len()..).filter(|_| begins)
        })
    })
}

/// Whether its sentence is about a code that is shown anew: the code's end is none of the ticket's.
fn is_of_a_code(phrase: &Phrase, all: &[Phrase]) -> bool {
    let names =
        |words| all.iter().any(|other| other.sentence == phrase.sentence && holds(&other.plain, words));
    names(words::CODE) && names(words::SHOWN_ANEW)
}

/// The words by which a phrase sets an end to the use of a ticket.
fn end(phrase: &Phrase, is_of_a_code: bool) -> Option<String> {
    let plain = without(&phrase.plain, words::NO_END);
    let goes_on = |span: &&str| {
        plain.match_indices(*span).any(|(at, _)| {
            plain.get(at + span.len()..).is_some_and(|rest| rest.starts_with(words::SPAN_GOES_ON))
        })
    };
    let named = || {
        let span = words::SPANS.iter().find(|span| goes_on(span)).map(|span| (*span).to_owned());
        first_of(words::END_OF_USE, &plain).or(span)
    };
    let typed = || phrase.typed.clone();
    let numbered = in_digits(&plain);
    let stays_good = holds(&plain, words::STILL);
    match phrase.subject {
        Subject::Gift => None,
        Subject::Guarantee => {
            let uses_end = !stays_good && (holds(&plain, words::LOST) || ends_use(&numbered));
            named().or_else(|| uses_end.then(typed))
        }
        Subject::Voucher => {
            let ends = !stays_good
                && (ends_use(&numbered) || figures(&numbered).iter().any(|day| is_last_day(day, &numbered)));
            // Whatever is lost with it is no code that is shown anew.
            let is_the_codes = is_of_a_code && !holds(&plain, words::LOST);
            let word = || first_of(words::END, &plain).filter(|_| !stays_good && !is_the_codes);
            named().or_else(word).or_else(|| (ends || ends_in_english(&phrase.spaced)).then(typed))
        }
    }
}

fn ends_in_english(spaced: &str) -> bool {
    let text = without(spaced, words::ENGLISH_NO_END);
    let digit = |rest: &str| rest.contains(|letter: char| letter.is_ascii_digit());
    behind_word(&text, words::ENGLISH_END).is_some()
        || behind_word(&text, words::ENGLISH_END_OF_DAY).is_some_and(digit)
        || behind_word(&text, words::ENGLISH_SPAN).is_some_and(|rest| holds(rest, words::ENGLISH_UNITS))
}

/// A duration or a day by which a ticket is to be used.
fn ends_use(text: &str) -> bool {
    if holds(text, words::OF_GOODS) {
        return false;
    }
    figures(text).iter().any(|figure| {
        let lasts = rest_after(figure.after, words::UNITS).is_some_and(|rest| lasts(figure.before, rest));
        let last_day = last_day(figure).is_some_and(is_use);
        lasts || last_day
    })
}

/// 提貨券 names no use.
fn is_use(text: &str) -> bool {
    holds(&text.replace("提貨券", ""), words::USE)
}

/// A duration: what stands before it and behind it says that a ticket is good for so long.
fn lasts(before: &str, rest: &str) -> bool {
    let within = starts(rest, words::WITHIN) && is_use(rest);
    let counted = holds(before, words::FROM) && is_use(rest);
    let good = starts(rest, &["有效", "內有效"]) || ends(before, &["有效", "有效:", "效力"]);
    within || counted || good
}

/// What stands behind the first of those words, where the text begins with one.
fn rest_after<'t>(text: &'t str, all: &[&str]) -> Option<&'t str> {
    all.iter().find_map(|words| text.strip_prefix(words))
}

/// Where a figure is the end of a day (12月31日前, 至2027/12/31), what stands behind it.
fn last_day<'t>(figure: &Figure<'t>) -> Option<&'t str> {
    let behind = behind_day(figure)?;
    let behind =
        behind.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(behind, |(_, rest)| rest);
    let behind = rest_after(behind, &["當日", "當天", "含"]).unwrap_or(behind);
    let day = |letter: char| letter.is_ascii_digit() || "/.-年月民國西元".contains(letter);
    let ends_there = ends(figure.before.trim_end_matches(day), &["至", "迄", "到"]);
    rest_after(behind, words::BEFORE).or_else(|| ends_there.then_some(behind))
}

/// What stands behind a day, or a month or year that is one's end.
fn behind_day<'t>(figure: &Figure<'t>) -> Option<&'t str> {
    let Figure { before, digits, after, .. } = *figure;
    let of_date = digits.split('.').count() == 3
        || before
            .strip_suffix(['/', '-'])
            .is_some_and(|rest| rest.ends_with(|letter: char| letter.is_ascii_digit()));
    let of_month = before.ends_with('月').then(|| rest_after(after, &["日", "號"])).flatten();
    let of_end = rest_after(after, &["月底", "年底"]);
    // 100年前 is how old a house is.
    let of_span = (digits.len() == 4 || before.ends_with("民國") || after.starts_with('月'))
        .then(|| rest_after(after, &["年", "月"]))
        .flatten()
        .filter(|rest| starts(rest, words::BEFORE));
    // 2027/12 of 2027/12/31 is no day yet.
    let is_whole = !after.starts_with(['/', '-']);
    of_month
        .or(of_end)
        .or(of_span)
        .or((of_date && is_whole).then(|| rest_after(after, &["日"]).unwrap_or(after)))
}

/// A last day that is not about the house's holidays, nor about an offer only.
fn is_last_day(figure: &Figure<'_>, text: &str) -> bool {
    last_day(figure).is_some()
        && !holds(text, words::OF_DAYS)
        && !holds(text, words::OF_GOODS)
        && (is_use(text) || !holds(text, words::OF_OFFERS))
}

/// The phrase that names a fee above the law. What follows a fee in its sentence is about it, too.
fn fee(phrases: &[Phrase], face_value: Option<Dollars>) -> Option<String> {
    let mut fee_of = None;
    phrases.iter().find_map(|phrase| {
        let text = in_digits(&phrase.plain);
        let named = behind_fee(phrase, &text);
        let goes_on = fee_of == Some(phrase.sentence);
        if named.is_some() {
            fee_of = Some(phrase.sentence);
        }
        let is_high = match named {
            Some(rest) => is_high_part(&text) || is_high_amount(&text, &rest, face_value),
            None if goes_on && !holds(&text, words::NO_FEE) => {
                is_high_part(&text)
                    || (holds(&text, words::LEAST) && is_high_amount(&text, &text, face_value))
            }
            None => false,
        };
        is_high.then(|| phrase.typed.clone())
    })
}

/// What stands behind the words that name a fee; nothing where none is named.
fn behind_fee(phrase: &Phrase, text: &str) -> Option<String> {
    let behind = |all: &[&str]| {
        let last = all.iter().filter_map(|words| text.rfind(words).map(|at| at + words.len())).max();
        last.and_then(|at| text.get(at..)).map(str::to_owned)
    };
    let english = || {
        let of_word = |rest: &&str| !rest.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let rest =
            words::ENGLISH_FEE.iter().find_map(|fee| behind_word(&phrase.spaced, &[*fee]).filter(of_word));
        rest.map(|rest| rest.split_whitespace().collect())
    };
    let kept = || if text.contains('退') { behind(words::KEPT) } else { None };
    behind(words::FEE).or_else(english).or_else(kept)
}

/// A part above 3 %: 5%, 百分之五, 一成. Of 退還95% the rest is meant.
fn is_high_part(text: &str) -> bool {
    figures(text).iter().any(|figure| {
        let Some(value) = figure.value else { return false };
        let percent = if starts(figure.after, &["%", "percent"]) || figure.before.ends_with("percentof") {
            value
        } else if figure.before.ends_with("permilleof") {
            value / 10
        } else if figure.after.starts_with('成') {
            value.saturating_mul(10)
        } else {
            return false;
        };
        let given = ends(figure.before.trim_end_matches("percentof"), words::GIVEN);
        let kept = if given { (100 * ONE).saturating_sub(percent) } else { percent };
        // A percentage has as many hundredths as it has ten-thousandths of one hundredth.
        kept > u64::from(FeeCap::TAIWAN.0.0).saturating_mul(ONE / 100)
    })
}

/// An amount above 3 % of the face value: behind the word of a fee, or right before it.
fn is_high_amount(text: &str, behind: &str, face_value: Option<Dollars>) -> bool {
    let Some(most) = face_value.and_then(|face| u64::try_from(FeeCap::TAIWAN.of(face).0).ok()) else {
        return false;
    };
    let amounts = |text: &str| -> Vec<u64> { figures(text).iter().filter_map(amount).collect() };
    let mut named = amounts(behind);
    if named.is_empty() {
        // 收取30元手續費
        let before = text.strip_suffix(behind).unwrap_or(text);
        named = amounts(before).last().copied().filter(|_| !before.contains('免')).into_iter().collect();
    }
    named.into_iter().any(|amount| amount > most.saturating_mul(ONE))
}

/// Dollars, and not the face value or a limit.
fn amount(figure: &Figure<'_>) -> Option<u64> {
    let sign = ["nt$", "$", "ntd", "twd", "新臺幣", "新台幣"];
    let unit = rest_after(figure.after, &["元整", "元", "圓整", "圓", "塊", "dollars", "ntd", "twd"]);
    let is_money = unit.is_some() || ends(figure.before, &sign);
    let before = sign.iter().fold(figure.before, |text, sign| text.trim_end_matches(sign));
    let is_face = ends(before, words::FACE.0) || starts(unit.unwrap_or(figure.after), words::FACE.1);
    figure.value.filter(|_| is_money && !is_face)
}

/// The words of a clause that a phrase holds.
fn forbidden(clause: Clause, phrase: &Phrase) -> Option<String> {
    if holds(&phrase.plain, clause.lawful()) {
        return None;
    }
    let english = clause.english().iter().find(|words| behind_word(&phrase.spaced, &[**words]).is_some());
    first_of(clause.words(), &phrase.plain).or_else(|| english.map(|words| (*words).to_owned()))
}
