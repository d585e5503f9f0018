//! What a phone is given and asks with, as lines of text: how a script hands it to [`super::judge`] without knowing what
//! it means. `-` stands for "none".

use super::judge::{Known, Listed, OfflineProduct, OfflineVerdict, Snapshot, Taken};
use super::limits::{OfflineLimits, Spent};
use super::scan::bits;
use crate::calendar::Instant;
use crate::hours::Hours;
use crate::identity::{MerchantNumber, ProductNumber};
use crate::refusal::RefusalCode;
use std::str::{FromStr, SplitAsciiWhitespace};

fn maybe<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

/// The next field.
fn next<T: FromStr>(fields: &mut SplitAsciiWhitespace<'_>) -> Option<T> {
    fields.next()?.parse().ok()
}

/// The next field, or `-`.
fn next_maybe<T: FromStr>(fields: &mut SplitAsciiWhitespace<'_>) -> Option<Option<T>> {
    match fields.next()? {
        "-" => Some(None),
        text => text.parse().ok().map(Some),
    }
}

fn flag(fields: &mut SplitAsciiWhitespace<'_>) -> Option<bool> {
    next::<u8>(fields).map(|flag| flag != 0)
}

impl OfflineProduct {
    /// `MERCHANT PRODUCT BARRED VALUE LIVING MOMENT PRINTED UNITS MONEY MINUTES HOURS`
    pub fn to_line(&self) -> String {
        let OfflineProduct { merchant, product, barred, face_value, living, moment, printed, limits } = self;
        let OfflineLimits { units, money, minutes, statement_hours } = limits;
        let barred = maybe(barred.map(RefusalCode::as_str));
        let policies = [living, moment, printed].map(|policy| policy.as_str()).join(" ");
        format!(
            "{merchant} {product} {barred} {face_value} {policies} {units} {money} {minutes} {statement_hours}"
        )
    }

    fn read(line: &str) -> Option<Self> {
        use crate::proof::ProofPolicy;
        let fields = &mut line.split_ascii_whitespace();
        Some(Self {
            merchant: MerchantNumber(next(fields)?),
            product: ProductNumber(next(fields)?),
            barred: match fields.next()? {
                "-" => None,
                code => Some(RefusalCode::parse(code)?),
            },
            face_value: next(fields)?,
            living: ProofPolicy::parse(fields.next()?)?,
            moment: ProofPolicy::parse(fields.next()?)?,
            printed: ProofPolicy::parse(fields.next()?)?,
            limits: OfflineLimits {
                units: next(fields)?,
                money: next(fields)?,
                minutes: next(fields)?,
                statement_hours: next(fields)?,
            },
        })
    }
}

impl Snapshot {
    /// `MERCHANT HEAD_OFFICE WHOLE HEARD_AT` and the hours of the account, if it has any; then a product a line.
    pub fn from_lines(lines: &str) -> Option<Self> {
        let mut lines = lines.lines();
        let fields = &mut lines.next()?.split_ascii_whitespace();
        Some(Self {
            merchant: MerchantNumber(next(fields)?),
            head_office: flag(fields)?,
            whole: flag(fields)?,
            heard_at: Instant(next(fields)?),
            hours: Hours::parse(&fields.collect::<Vec<_>>().join(" ")).ok()?,
            products: lines.map(OfflineProduct::read).collect::<Option<_>>()?,
        })
    }
}

impl Known {
    /// `GENERATION LEFT QUEUED STEP_QUEUED UNITS MONEY`; the first two are `-` where the ticket is not listed.
    pub fn from_line(line: &str) -> Option<Self> {
        let fields = &mut line.split_ascii_whitespace();
        let (generation, left) = (next_maybe(fields)?, next_maybe(fields)?);
        Some(Self {
            listed: generation.zip(left).map(|(generation, left)| Listed { generation, left }),
            queued: next(fields)?,
            step_queued: flag(fields)?,
            spent: Spent { units: next(fields)?, money: next(fields)? },
        })
    }
}

impl OfflineVerdict {
    /// `take …` and `ask LEFT …` with `PROOF MERCHANT PRODUCT LOCATOR GENERATION STEP UNITS MONEY BITS NAMES`, or
    /// `refused CODE`. NAMES are those of [`super::judge::Unchecked`] with commas between.
    pub fn to_line(&self) -> String {
        match self {
            Self::Take(taken) => format!("take {}", taken_fields(taken)),
            Self::Ask { left, taken } => format!("ask {left} {}", taken_fields(taken)),
            Self::Refuse(code) => format!("refused {}", code.as_str()),
        }
    }
}

fn taken_fields(taken: &Taken) -> String {
    let Taken { claims, proof, step, units, money, unchecked } = taken;
    let names: Vec<_> = unchecked.iter().map(|one| one.as_str()).collect();
    let names = maybe((!names.is_empty()).then(|| names.join(",")));
    format!(
        "{} {} {} {} {} {} {units} {money} {} {names}",
        proof.as_str(),
        claims.merchant,
        claims.product,
        claims.locator.to_text(),
        claims.generation,
        maybe(step.map(|step| step.0)),
        bits(unchecked),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::ProofPolicy;

    #[test]
    fn what_the_server_writes_the_phone_reads() {
        let product = |barred| OfflineProduct {
            merchant: MerchantNumber(1_000_001),
            product: ProductNumber(7),
            barred,
            face_value: 200,
            living: ProofPolicy::Accept,
            moment: ProofPolicy::HeadOfficeOnly,
            printed: ProofPolicy::Refuse,
            limits: OfflineLimits::DEFAULT,
        };
        let products = vec![product(None), product(Some(RefusalCode::BranchNotListed))];
        let lines: Vec<_> = products.iter().map(OfflineProduct::to_line).collect();
        let text = format!("1000001 0 1 1795000000000\n{}", lines.join("\n"));
        let read = Snapshot::from_lines(&text).expect("a snapshot");
        assert_eq!(read.products, products);
        assert!(read.whole && !read.head_office && read.hours == Hours::ALWAYS);
        let hours = "12345 09:00-22:00;67 10:00-02:00";
        let read = Snapshot::from_lines(&format!("1000001 0 1 1795000000000 {hours}")).expect("a snapshot");
        assert_eq!((read.hours.to_text().as_str(), read.products.len()), (hours, 0));
        assert_eq!(Snapshot::from_lines(""), None);
        let known = Known::from_line("- - 0 0 3 600").expect("known");
        assert_eq!((known.listed, known.spent), (None, Spent { units: 3, money: 600 }));
        let listed = Known::from_line("2 0 1 1 0 0").and_then(|known| known.listed);
        assert_eq!(listed, Some(Listed { generation: 2, left: 0 }));
    }
}
