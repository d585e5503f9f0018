//! What stands on one ticket of paper, in words: no layout, no font.

use domain::print::SheetField;

/// A piece of text, and what it is, so that a character that cannot be printed is found by people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it is.
    pub field: SheetField,
    /// For people.
    pub text: String,
}

impl Words {
    /// A piece of text.
    pub fn new(field: SheetField, text: impl Into<String>) -> Self {
        Self { field, text: text.into() }
    }
}

/// Dark and light, row by row: a QR, or a barcode of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Modules of a row.
    pub width: usize,
    /// All rows, one after the other.
    pub dark: Vec<bool>,
}

/// A picture, four bytes a pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Red, green, blue, and how much of it.
    pub pixels: Vec<u8>,
}

/// One ticket on paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Face {
    /// Its product, to name it where something cannot be printed.
    pub product: String,
    /// The issuer's logo; without one its name stands there.
    pub logo: Option<Picture>,
    /// Beside the logo, or instead of it.
    pub issuer: Option<Words>,
    /// 商品名稱
    pub title: Option<Words>,
    /// Kind, face value, how many units: what must be seen at once.
    pub front: Vec<Words>,
    /// The static code, if the product takes one.
    pub qr: Option<Symbol>,
    /// The redemption code's bars, if the product takes one that is typed.
    pub bars: Option<Symbol>,
    /// Under the bars, for people.
    pub code: Option<Words>,
    /// Serial, order, dates.
    pub facts: Vec<Words>,
    /// Heading of the terms.
    pub heading: Option<Words>,
    /// 使用說明 and 退貨權益
    pub terms: Vec<Words>,
    /// What the law wants: issuer and guarantee.
    pub foot: Vec<Words>,
    /// Across the sheet, so that nobody takes it for a ticket.
    pub mark: Option<Words>,
}

impl Face {
    /// Everything that is written on it.
    pub fn words(&self) -> impl Iterator<Item = &Words> {
        let few = [&self.issuer, &self.title, &self.code, &self.heading, &self.mark];
        let many = [&self.front, &self.facts, &self.terms, &self.foot];
        few.into_iter().flatten().chain(many.into_iter().flatten())
    }
}
