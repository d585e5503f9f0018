//! What may be typed into the fields of a product (RULES §7): every fault, field by field, or the product.

use super::{HIGHEST_FACE_VALUE, Length, NAME, OWN_NUMBER, ProductField, TermsForm};
use crate::money::Dollars;
use crate::proof::ProofPolicies;
use crate::ticket::TicketKind;

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there.
    Missing,
    /// Too few characters, or too many.
    Length {
        /// What it may have.
        allowed: Length,
        /// What it has.
        has: usize,
    },
    /// Something else than letters and digits, or a character that cannot be seen.
    Characters,
    /// No whole number from 1 on, or above [`HIGHEST_FACE_VALUE`].
    Amount,
    /// More lines than the form has.
    Lines {
        /// At most.
        most: usize,
        /// What there are.
        has: usize,
    },
    /// A line with too few or too many characters.
    Line {
        /// Which, from 1.
        line: usize,
        /// What it may have.
        allowed: Length,
        /// What it has.
        has: usize,
    },
    /// 指定, and nothing named.
    NothingNamed,
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductFault {
    /// Where.
    pub field: ProductField,
    /// What.
    pub wrong: Wrong,
}

/// A product as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs)] // the fields of [`ProductField`]
pub struct ProductDraft {
    pub kind: Option<TicketKind>,
    pub name: String,
    pub own_number: String,
    pub face_value: String,
    pub terms: String,
    pub paper_terms: String,
    pub store_terms: String,
    pub proof: Option<ProofPolicies>,
}

/// A product whose every field may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the fields of [`ProductField`]
pub struct ProductFacts {
    pub kind: TicketKind,
    pub name: String,
    pub own_number: String,
    pub face_value: Dollars,
    pub terms: Vec<String>,
    pub paper_terms: Vec<String>,
    pub store_terms: Vec<String>,
    pub proof: ProofPolicies,
}

impl ProductFacts {
    /// Its terms, form by form.
    pub fn terms_of(&self, form: TermsForm) -> &[String] {
        match form {
            TermsForm::Electronic => &self.terms,
            TermsForm::Paper => &self.paper_terms,
            TermsForm::ConvenienceStore => &self.store_terms,
        }
    }

    /// The fields in which two differ.
    pub fn differences(&self, other: &Self) -> Vec<ProductField> {
        let fields = [
            (ProductField::Kind, self.kind != other.kind),
            (ProductField::Name, self.name != other.name),
            (ProductField::OwnNumber, self.own_number != other.own_number),
            (ProductField::FaceValue, self.face_value != other.face_value),
            (ProductField::Terms, self.terms != other.terms),
            (ProductField::PaperTerms, self.paper_terms != other.paper_terms),
            (ProductField::StoreTerms, self.store_terms != other.store_terms),
            (ProductField::Proof, self.proof != other.proof),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }
}

/// Reads a draft: all that is wrong, field by field, or the product.
pub fn check(draft: &ProductDraft) -> Result<ProductFacts, Vec<ProductFault>> {
    let mut faults = Vec::new();
    let mut note = |field, wrong| faults.push(ProductFault { field, wrong });
    if draft.kind.is_none() {
        note(ProductField::Kind, Wrong::Missing);
    }
    let name = draft.name.trim().to_owned();
    if let Some(wrong) = text_fault(&name, NAME) {
        note(ProductField::Name, wrong);
    }
    let own_number = draft.own_number.trim().to_owned();
    let plain = own_number.chars().all(|letter| letter.is_ascii_alphanumeric());
    if let Some(wrong) = text_fault(&own_number, OWN_NUMBER) {
        note(ProductField::OwnNumber, wrong);
    } else if !plain {
        note(ProductField::OwnNumber, Wrong::Characters);
    }
    let face_value = face_value(draft);
    if let Err(wrong) = face_value {
        note(ProductField::FaceValue, wrong);
    }
    let mut terms = |form: TermsForm, text: &str| {
        let lines = lines_of(text);
        if let Some(wrong) = terms_fault(form, &lines) {
            note(ProductField::of_terms(form), wrong);
        }
        lines
    };
    let electronic = terms(TermsForm::Electronic, &draft.terms);
    let paper = terms(TermsForm::Paper, &draft.paper_terms);
    let store = terms(TermsForm::ConvenienceStore, &draft.store_terms);
    if draft.proof.is_none() {
        note(ProductField::Proof, Wrong::Missing);
    }
    match (draft.kind, face_value, draft.proof) {
        (Some(kind), Ok(face_value), Some(proof)) if faults.is_empty() => Ok(ProductFacts {
            kind,
            name,
            own_number,
            face_value,
            terms: electronic,
            paper_terms: paper,
            store_terms: store,
            proof,
        }),
        _ => Err(faults),
    }
}

/// Of a gift there is none, whatever was typed.
fn face_value(draft: &ProductDraft) -> Result<Dollars, Wrong> {
    if draft.kind == Some(TicketKind::Gift) {
        return Ok(Dollars::ZERO);
    }
    match draft.face_value.trim() {
        "" => Err(Wrong::Missing),
        text if !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(Wrong::Amount),
        text => match text.parse() {
            Ok(amount) if (1..=HIGHEST_FACE_VALUE).contains(&amount) => Ok(Dollars(amount)),
            Ok(_) | Err(_) => Err(Wrong::Amount),
        },
    }
}

fn text_fault(text: &str, allowed: Length) -> Option<Wrong> {
    let has = text.chars().count();
    if has == 0 {
        Some(Wrong::Missing)
    } else if text.chars().any(is_unseen) {
        Some(Wrong::Characters)
    } else if !allowed.holds(has) {
        Some(Wrong::Length { allowed, has })
    } else {
        None
    }
}

/// What takes no room on a ticket, or turns what stands around it.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The lines of terms: trimmed, empty ones left out.
pub fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The first lines of other terms, as many as `form` takes: how one form's terms are copied into another's.
pub fn first_lines(form: TermsForm, text: &str) -> String {
    lines_of(text).into_iter().take(form.most_lines()).collect::<Vec<_>>().join("\n")
}

fn terms_fault(form: TermsForm, lines: &[String]) -> Option<Wrong> {
    if lines.is_empty() {
        return Some(Wrong::Missing);
    }
    if lines.len() > form.most_lines() {
        return Some(Wrong::Lines { most: form.most_lines(), has: lines.len() });
    }
    let allowed = form.line();
    (1..).zip(lines).find_map(|(line, text)| {
        let has = text.chars().count();
        if text.chars().any(is_unseen) {
            Some(Wrong::Characters)
        } else {
            (!allowed.holds(has)).then_some(Wrong::Line { line, allowed, has })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> ProductDraft {
        ProductDraft {
            kind: Some(TicketKind::Paid),
            name: "經典奶茶".to_owned(),
            own_number: "TEA01".to_owned(),
            face_value: "75".to_owned(),
            terms: "限門市現場兌換".to_owned(),
            paper_terms: "限門市現場兌換".to_owned(),
            store_terms: "限門市現場兌換".to_owned(),
            proof: Some(ProofPolicies::DEFAULT),
        }
    }

    fn wrong(change: impl FnOnce(&mut ProductDraft)) -> Vec<(ProductField, Wrong)> {
        let mut draft = draft();
        change(&mut draft);
        let faults = check(&draft).err().unwrap_or_default();
        faults.into_iter().map(|fault| (fault.field, fault.wrong)).collect()
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(wrong(|draft| draft.name = format!(" {} ", "茶".repeat(20))), []);
        let too_long = Wrong::Length { allowed: NAME, has: 21 };
        assert_eq!(wrong(|draft| draft.name = "茶".repeat(21)), [(ProductField::Name, too_long)]);
        let too_short = Wrong::Length { allowed: NAME, has: 3 };
        assert_eq!(wrong(|draft| draft.name = "奶茶券".to_owned()), [(ProductField::Name, too_short)]);
        assert_eq!(
            wrong(|draft| draft.name = "奶茶\u{202e}優惠".to_owned()),
            [(ProductField::Name, Wrong::Characters)]
        );
    }

    #[test]
    fn own_numbers_are_letters_and_digits() {
        let field = ProductField::OwnNumber;
        let too_long = Wrong::Length { allowed: OWN_NUMBER, has: 14 };
        for (text, expected) in [
            ("A234567890123", None),
            ("A2345678901234", Some(too_long)),
            ("", Some(Wrong::Missing)),
            ("TEA-01", Some(Wrong::Characters)),
            ("茶01", Some(Wrong::Characters)),
        ] {
            let expected: Vec<_> = expected.map(|wrong| (field, wrong)).into_iter().collect();
            assert_eq!(wrong(|draft| draft.own_number = text.to_owned()), expected, "{text}");
        }
    }

    #[test]
    fn a_paid_voucher_has_a_face_value_and_a_gift_none() {
        for (text, good) in [
            ("1", true),
            ("1000000", true),
            ("1000001", false),
            ("0", false),
            ("-5", false),
            ("7.5", false),
            ("", false),
        ] {
            assert_eq!(wrong(|draft| draft.face_value = text.to_owned()).is_empty(), good, "{text}");
        }
        let gift = ProductDraft { kind: Some(TicketKind::Gift), face_value: "75".to_owned(), ..draft() };
        assert_eq!(check(&gift).expect("a product").face_value, Dollars::ZERO);
    }

    #[test]
    fn terms_have_the_lines_of_their_form() {
        for &form in TermsForm::ALL {
            let field = ProductField::of_terms(form);
            let set = |text: String| {
                wrong(|draft| match form {
                    TermsForm::Electronic => draft.terms = text,
                    TermsForm::Paper => draft.paper_terms = text,
                    TermsForm::ConvenienceStore => draft.store_terms = text,
                })
            };
            let (most, allowed) = (form.most_lines(), form.line());
            let line = |count: usize| "券".repeat(count);
            assert_eq!(
                set(vec![line(allowed.most); most].join("\r\n\r\n")),
                [],
                "{form:?}: empty lines are none"
            );
            let many = Wrong::Lines { most, has: most + 1 };
            assert_eq!(set(vec![line(4); most + 1].join("\n")), [(field, many)]);
            let long = Wrong::Line { line: 2, allowed, has: allowed.most + 1 };
            assert_eq!(set(format!("{}\n{}", line(4), line(allowed.most + 1))), [(field, long)]);
            let short = Wrong::Line { line: 1, allowed, has: 3 };
            assert_eq!(set(line(3)), [(field, short)]);
            assert_eq!(set(" \n".to_owned()), [(field, Wrong::Missing)]);
        }
    }

    #[test]
    fn the_first_six_lines_go_into_the_electronic_terms() {
        let ten = (1..=10).map(|line| format!("第 {line} 行說明")).collect::<Vec<_>>().join("\n");
        let copied = first_lines(TermsForm::Electronic, &ten);
        assert_eq!(copied.lines().count(), 6);
        assert!(copied.ends_with("第 6 行說明"));
    }
}
