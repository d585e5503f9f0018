//! A product (RULES §7): its fields, their limits, and what may still change once a ticket was issued. What may be typed is in
//! [`draft`], what a product may say before it is published in [`policy`] and, word by word, in [`wording`], what it says at the counter in [`counter`].

pub mod counter;
pub mod draft;
pub mod policy;
pub mod wording;

use crate::refusal::Refusal;
use crate::ticket::TicketKind;

pub use draft::{ProductDraft, ProductFacts, ProductFault, Wrong, check, first_lines, lines_of};

/// Characters of a name.
pub const NAME: Length = Length { least: 4, most: 20 };
/// Letters and digits of 廠商貨號.
pub const OWN_NUMBER: Length = Length { least: 1, most: 13 };
/// The highest face value of one ticket, NT$.
pub const HIGHEST_FACE_VALUE: i64 = 1_000_000;
/// Fewer characters of a name find too much.
pub const SHORTEST_SEARCH: usize = 4;
/// A picture this wide or narrower is not taken.
pub const PICTURE_WIDER_THAN: u32 = 400;

/// How many characters a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// At least.
    pub least: usize,
    /// At most.
    pub most: usize,
}

impl Length {
    const fn holds(self, characters: usize) -> bool {
        self.least <= characters && characters <= self.most
    }
}

stated_enum! {
    /// The forms that have terms of their own.
    pub enum TermsForm {
        /// 電子票券
        Electronic = "electronic",
        /// 紙本票券
        Paper = "paper",
        /// 超商票券
        ConvenienceStore = "convenience_store",
    }
}

impl TermsForm {
    /// Lines of its terms, at most; the first is required.
    pub const fn most_lines(self) -> usize {
        match self {
            Self::Electronic => 6,
            Self::Paper => 10,
            Self::ConvenienceStore => 3,
        }
    }

    /// Characters of each line.
    pub const fn line(self) -> Length {
        match self {
            Self::Electronic => Length { least: 4, most: 100 },
            Self::Paper => Length { least: 4, most: 50 },
            Self::ConvenienceStore => Length { least: 4, most: 34 },
        }
    }
}

stated_enum! {
    /// What a product says.
    pub enum ProductField {
        /// 支援類型
        Kind = "kind",
        /// 商品名稱
        Name = "name",
        /// 廠商貨號
        OwnNumber = "own_number",
        /// 面額
        FaceValue = "face_value",
        /// 使用說明, electronic
        Terms = "terms",
        /// 使用說明, paper
        PaperTerms = "paper_terms",
        /// 使用說明, convenience store
        StoreTerms = "store_terms",
        /// What it asks for at each proof level.
        Proof = "proof",
        /// 商品圖片
        Picture = "picture",
        /// 核銷分店
        RedeemingBranches = "redeeming_branches",
        /// 退貨分店
        ReturnBranches = "return_branches",
        /// 跨店核銷
        Partners = "partners",
        /// Whether a recipient may give it away again (RULES §5).
        PassingOn = "passing_on",
        /// 上架
        Shelf = "shelf",
        /// What the staff is told at the desk.
        DeskNote = "desk_note",
        /// What a phone takes without network.
        OfflineLimits = "offline_limits",
    }
}

impl ProductField {
    /// Whether it may still change once a ticket of the product was issued: the three lists, the shelf, and what concerns the
    /// desk alone.
    pub const fn stays_open(self) -> bool {
        match self {
            Self::RedeemingBranches
            | Self::ReturnBranches
            | Self::Partners
            | Self::Shelf
            | Self::DeskNote
            | Self::OfflineLimits => true,
            Self::Kind
            | Self::Name
            | Self::OwnNumber
            | Self::FaceValue
            | Self::Terms
            | Self::PaperTerms
            | Self::StoreTerms
            | Self::Proof
            | Self::PassingOn
            | Self::Picture => false,
        }
    }

    /// The field of a form's terms.
    pub const fn of_terms(form: TermsForm) -> Self {
        match form {
            TermsForm::Electronic => Self::Terms,
            TermsForm::Paper => Self::PaperTerms,
            TermsForm::ConvenienceStore => Self::StoreTerms,
        }
    }
}

/// The lock: refuses what may not change any more.
pub fn may_change(issued: bool, fields: &[ProductField]) -> Result<(), Refusal> {
    if issued && fields.iter().any(|field| !field.stays_open()) {
        Err(Refusal::ProductLocked)
    } else {
        Ok(())
    }
}

/// 商品編號: three capital letters and five digits, made of the product's number (RULES §13). `None` where the numbers
/// are used up.
pub fn code(kind: TicketKind, number: u32) -> Option<String> {
    const PER_PAIR: u32 = 100_000;
    let pair = number / PER_PAIR;
    let letter = |at: u32| u8::try_from(at).ok().map(|at| char::from(b'A' + at));
    let (first, second) = (letter(pair / 26)?, letter(pair % 26)?);
    let kind = match kind {
        TicketKind::Paid => 'V',
        TicketKind::Gift => 'C',
    };
    (pair < 26 * 26).then(|| format!("{kind}{first}{second}{:05}", number % PER_PAIR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_issued_only_lists_and_shelf_change() {
        let lists = [ProductField::RedeemingBranches, ProductField::ReturnBranches, ProductField::Partners];
        assert_eq!(may_change(true, &lists), Ok(()));
        assert_eq!(may_change(true, &[ProductField::Shelf]), Ok(()));
        for &field in ProductField::ALL {
            assert_eq!(may_change(false, &[field]), Ok(()));
            assert_eq!(
                may_change(true, &[ProductField::Shelf, field]).is_ok(),
                field.stays_open(),
                "{field:?}"
            );
        }
    }

    #[test]
    fn codes_are_three_letters_and_five_digits() {
        assert_eq!(code(TicketKind::Paid, 1).as_deref(), Some("VAA00001"));
        assert_eq!(code(TicketKind::Gift, 99_999).as_deref(), Some("CAA99999"));
        assert_eq!(code(TicketKind::Paid, 100_000).as_deref(), Some("VAB00000"));
        assert_eq!(code(TicketKind::Paid, 67_599_999).as_deref(), Some("VZZ99999"));
        assert_eq!(code(TicketKind::Paid, 67_600_000), None);
    }
}
