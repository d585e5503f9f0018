//! The bytes of the three signed codes (CODES, layout). Numbers are big-endian; lengths are exact.

use super::crockford;
use super::step::Step;
use crate::calendar::Day;
use crate::identity::{MerchantNumber, ProductNumber};

/// In front of the issuer's signature.
pub const ISSUER_DOMAIN: &[u8] = b"piaojia/code/1";
/// In front of the holder's signature.
pub const HOLDER_DOMAIN: &[u8] = b"piaojia/show/1";

const HEAD_LENGTH: usize = 24;
const SIGNATURE_LENGTH: usize = 64;
const FIRST_DAY: u16 = 0;
const LAST_DAY: u16 = u16::MAX - 1;
const NO_DAY: u16 = u16::MAX;
/// Bytes of a living code's statement: everything up to and including the issuer's signature.
pub const STATEMENT_LENGTH: usize = HEAD_LENGTH + 4 + 33 + SIGNATURE_LENGTH;

stated_enum! {
    /// The three kinds of signed code.
    pub enum CodeKind {
        /// Static, on paper.
        Printed = "printed",
        /// Signed by the server for this half minute.
        Moment = "moment",
        /// Signed by the holder's phone for this half minute.
        Living = "living",
    }
}

impl CodeKind {
    /// Version 1 in the high half, kind in the low half of the first byte.
    pub const fn first_byte(self) -> u8 {
        match self {
            Self::Printed => 0x11,
            Self::Moment => 0x12,
            Self::Living => 0x13,
        }
    }

    /// Exact number of bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Printed => 88,
            Self::Moment => 92,
            Self::Living => 194,
        }
    }

    fn from_first_byte(byte: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.first_byte() == byte)
    }
}

/// The random public name of a ticket in codes (8 bytes); raising the generation kills older codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locator(pub [u8; 8]);

impl Locator {
    /// As the database keeps it.
    pub fn to_integer(self) -> i64 {
        i64::from_be_bytes(self.0)
    }

    /// Back from the database.
    pub fn from_integer(integer: i64) -> Self {
        Self(integer.to_be_bytes())
    }

    /// 13 characters for addresses of public pages.
    pub fn to_text(self) -> String {
        crockford::encode(&self.0)
    }

    /// Reads [`Self::to_text`].
    pub fn parse(text: &str) -> Option<Self> {
        crockford::decode(text)?.try_into().ok().map(Self)
    }
}

/// What the issuer states about a ticket in every kind of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// Number of the issuer key that signs.
    pub key: u8,
    /// 發行單位
    pub merchant: MerchantNumber,
    /// The product.
    pub product: ProductNumber,
    /// The ticket.
    pub locator: Locator,
    /// The ticket's generation when the code was made.
    pub generation: u8,
    /// Units left when the code was made.
    pub remaining: u8,
    /// 可使用日期
    pub usable_from: Option<Day>,
    /// 贈品券到期日
    pub usable_until: Option<Day>,
}

/// What a living code adds: the issuer's statement about the holder's key, and the holder's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HolderPart {
    /// Minutes since 2020-01-01 at which the statement was made.
    pub statement_minutes: u32,
    /// P-256 public key, compressed.
    pub holder_key: [u8; 33],
    /// Units the holder wants to use.
    pub wanted: u8,
    /// ES256 over [`HOLDER_DOMAIN`] ‖ SHA-256(statement) ‖ wanted ‖ step.
    pub signature: [u8; 64],
}

/// A code taken apart, nothing verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Which of the three.
    pub kind: CodeKind,
    /// The issuer's claims.
    pub claims: Claims,
    /// The half minute; a printed code has none.
    pub step: Option<Step>,
    /// The holder's part of a living code.
    pub holder: Option<HolderPart>,
    /// The bytes that the issuer signed (without the domain string).
    pub signed: Vec<u8>,
    /// The issuer's signature.
    pub issuer_signature: [u8; 64],
}

/// Takes a code's bytes apart. `None` is "not ours": wrong kind, wrong length.
pub fn parse(bytes: &[u8]) -> Option<Parsed> {
    let kind = CodeKind::from_first_byte(*bytes.first()?)?;
    if bytes.len() != kind.length() {
        return None;
    }
    let mut reader = Reader(bytes);
    reader.array::<1>()?;
    let claims = Claims {
        key: reader.byte()?,
        merchant: MerchantNumber(reader.number()?),
        product: ProductNumber(reader.number()?),
        locator: Locator(reader.array()?),
        generation: reader.byte()?,
        remaining: reader.byte()?,
        usable_from: day(reader.array()?),
        usable_until: day(reader.array()?),
    };
    match kind {
        CodeKind::Printed => Some(Parsed {
            kind,
            claims,
            step: None,
            holder: None,
            signed: signed_part(bytes, kind),
            issuer_signature: reader.array()?,
        }),
        CodeKind::Moment => Some(Parsed {
            kind,
            claims,
            step: Some(Step(reader.number()?)),
            holder: None,
            signed: signed_part(bytes, kind),
            issuer_signature: reader.array()?,
        }),
        CodeKind::Living => {
            let statement_minutes = reader.number()?;
            let holder_key = reader.array()?;
            let issuer_signature = reader.array()?;
            let wanted = reader.byte()?;
            let step = Some(Step(reader.number()?));
            let signature = reader.array()?;
            let holder = Some(HolderPart { statement_minutes, holder_key, wanted, signature });
            Some(Parsed { kind, claims, step, holder, signed: signed_part(bytes, kind), issuer_signature })
        }
    }
}

/// The bytes in front of the issuer's signature.
fn signed_part(bytes: &[u8], kind: CodeKind) -> Vec<u8> {
    let length = match kind {
        CodeKind::Printed | CodeKind::Moment => kind.length() - SIGNATURE_LENGTH,
        CodeKind::Living => STATEMENT_LENGTH - SIGNATURE_LENGTH,
    };
    bytes.iter().copied().take(length).collect()
}

/// Writes the claims as every kind begins.
pub fn head(kind: CodeKind, claims: &Claims) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(kind.length());
    bytes.push(kind.first_byte());
    bytes.push(claims.key);
    bytes.extend(claims.merchant.0.to_be_bytes());
    bytes.extend(claims.product.0.to_be_bytes());
    bytes.extend(claims.locator.0);
    bytes.push(claims.generation);
    bytes.push(claims.remaining);
    bytes.extend(day_bytes(claims.usable_from, NO_DAY, LAST_DAY));
    bytes.extend(day_bytes(claims.usable_until, FIRST_DAY, NO_DAY));
    bytes
}

fn day(bytes: [u8; 2]) -> Option<Day> {
    match u16::from_be_bytes(bytes) {
        NO_DAY => None,
        days => Some(Day::from_code_days(days)),
    }
}

/// Two bytes for a day, or what stands for a day before or after those that fit: never one that makes a ticket
/// usable which is not.
fn day_bytes(day: Option<Day>, before: u16, after: u16) -> [u8; 2] {
    let days = day.map_or(NO_DAY, |day| {
        let nearest = if day < Day::from_code_days(FIRST_DAY) { before } else { after };
        day.code_days().unwrap_or(nearest)
    });
    days.to_be_bytes()
}

/// Reads fields from the front; running out is `None`, never a panic.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        let (front, rest) = self.0.split_first_chunk::<LENGTH>()?;
        self.0 = rest;
        Some(*front)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }
}
