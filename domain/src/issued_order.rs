//! 已發行訂單管理 (RULES §6): what an order is found by, and what staff write down about it.

use crate::code::crockford;
use crate::code::layout::{self, Locator};
use crate::code::link::code_part;
use crate::code::redemption_code::RedemptionCode;
use crate::code::typing::{typed_link, typed_wallet};
use crate::event::EventKind;
use crate::field::{Fault, line};
use crate::identity::MerchantNumber;
use crate::notice::NoticeKind;
use crate::reach::{half_width, mail_address, mobile};

/// How long an account sees an order's people unmasked after it asked to, in seconds.
pub const SHOWN_SECONDS: i64 = 600;

/// Days after its mail from which an order counts as not opened.
pub const UNOPENED_AFTER_DAYS: u64 = 3;
/// Days after its issue until which it does: whoever buys for next year need not look.
pub const UNOPENED_UNTIL_DAYS: u64 = 90;
/// Days in which a mail that failed or came back is waited for.
pub const FAILED_DAYS: u64 = 90;
/// What brings the purchaser the link: the newest of them is the order's mail.
pub const LINK_MAILS: [NoticeKind; 3] =
    [NoticeKind::Issued, NoticeKind::PurchaserIsYou, NoticeKind::OrderResent];
/// What only whoever has the link or the ticket brings about: an order with one of these reached somebody, also where no
/// page could tell.
pub const SIGNS_OF_A_HOLDER: [EventKind; 11] = [
    EventKind::Redeemed,
    EventKind::GivenBack,
    EventKind::ReturnAsked,
    EventKind::TransferOffered,
    EventKind::TransferScheduled,
    EventKind::EnquiryOpened,
    EventKind::Split,
    EventKind::Merged,
    EventKind::NumberShown,
    EventKind::SheetPrinted,
    EventKind::PassMade,
];

/// One reading of what was typed. Most words have only one, some have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderKey {
    /// ECT訂單編號, 廠商訂單編號, 贈品單號, 轉贈單號, 票券序號, or the number of a return or of a request for one.
    Number(String),
    /// What stands in the QR of a ticket: whose it is, and which.
    Ticket(MerchantNumber, Locator),
    /// The token of a wallet's link, in capitals.
    Wallet(String),
    /// 核銷代碼
    Code(RedemptionCode),
    /// Ten digits of a purchaser, a holder or a recipient.
    Phone(String),
    /// In small letters, likewise.
    Mail(String),
    /// A name in full, or its beginning.
    Name(String),
}

impl OrderKey {
    /// Two characters are a whole name in Chinese.
    pub const SHORTEST_NAME: usize = 2;

    /// Everything that these words may be. None: nothing has such a name.
    pub fn readings(text: &str) -> Vec<Self> {
        if let Some(link) = typed_link(text) {
            return ticket_of(&link).into_iter().collect();
        }
        if let Some(token) = typed_wallet(text) {
            return vec![Self::Wallet(token)];
        }
        let words: String = text.trim().chars().map(half_width).collect();
        if words.is_empty() || words.chars().any(char::is_control) {
            return Vec::new();
        }
        if words.contains('@') {
            return mail_address(&words)
                .map(|address| Self::Mail(address.to_ascii_lowercase()))
                .into_iter()
                .collect();
        }
        let code = RedemptionCode::parse(&words).map(Self::Code);
        let phone = mobile(&words).map(Self::Phone);
        let has_form = words.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let number = has_form.then(|| Self::Number(words.clone()));
        let is_name = words.chars().count() >= Self::SHORTEST_NAME
            && !words.chars().any(|character| character.is_ascii_digit());
        let name = is_name.then_some(Self::Name(words));
        [code, phone, number, name].into_iter().flatten().collect()
    }
}

/// The ticket that a QR's text names. Nothing is shown for having it, so that its signatures and its half minute are nothing
/// to a search: a code of yesterday still names its ticket.
fn ticket_of(link: &str) -> Option<OrderKey> {
    let claims = layout::parse(&crockford::decode(code_part(link)?)?)?.claims;
    Some(OrderKey::Ticket(claims.merchant, claims.locator))
}

/// What somebody of the merchant writes down about an order: for its own people alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderNote(String);

impl OrderNote {
    /// Most characters.
    pub const LONGEST: usize = 200;

    /// One line, not empty.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        line(text, 1, Self::LONGEST).map(Self)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_everything_that_they_may_be() {
        let read = |text: &str| -> Vec<&str> {
            let kind = |key: &OrderKey| match key {
                OrderKey::Number(_) => "number",
                OrderKey::Ticket(..) => "ticket",
                OrderKey::Wallet(_) => "wallet",
                OrderKey::Code(_) => "code",
                OrderKey::Phone(_) => "phone",
                OrderKey::Mail(_) => "mail",
                OrderKey::Name(_) => "name",
            };
            OrderKey::readings(text).iter().map(kind).collect()
        };
        assert_eq!(read("  "), [""; 0]);
        assert_eq!(read("王"), [""; 0], "one character is nobody's name");
        assert_eq!(read("王小明"), ["name"]);
        assert_eq!(read("Lin Hsiao"), ["name"]);
        assert_eq!(read("Lin"), ["number", "name"]);
        assert_eq!(read("2026110614000001"), ["number"]);
        assert_eq!(read("0912-345-678"), ["phone", "number"]);
        assert_eq!(read("０９１２３４５６７８"), ["phone", "number"]);
        assert_eq!(read("ming@example.com"), ["mail"]);
        assert_eq!(read("ming@"), [""; 0]);
        assert_eq!(read("王\u{7}明"), [""; 0]);
        assert_eq!(read("https://p.tw/w/abc123/notices"), ["wallet"]);
        assert_eq!(read("HTTPS://P.TW/R/11AZ"), [""; 0], "no code of ours");
        assert_eq!(OrderKey::readings("MING@Example.com"), [OrderKey::Mail("ming@example.com".to_owned())]);
    }

    #[test]
    fn a_qr_names_its_ticket_whenever_it_was_drawn() {
        let (merchant, locator) = (MerchantNumber(1_000_001), Locator([1, 2, 3, 4, 5, 6, 7, 8]));
        let claims = layout::Claims {
            key: 1,
            merchant,
            product: crate::identity::ProductNumber(7),
            locator,
            generation: 1,
            remaining: 3,
            usable_from: None,
            usable_until: None,
        };
        let secret = crate::code::sign::IssuerSecret::new(1, &[7; 32]);
        let moment = secret.moment(&claims, crate::code::step::Step(9));
        for code in [secret.printed(&claims), moment] {
            let link = crate::code::link::link("https://p.tw", &code);
            for typed in [link.clone(), link.to_lowercase(), format!(" {link}\r\n")] {
                assert_eq!(OrderKey::readings(&typed), [OrderKey::Ticket(merchant, locator)], "{typed}");
            }
        }
    }

    #[test]
    fn a_note_is_one_line_with_words() {
        assert_eq!(OrderNote::parse(" 已電話聯絡 ").map(|note| note.0), Ok("已電話聯絡".to_owned()));
        assert_eq!(OrderNote::parse(" "), Err(Fault::Missing));
        assert_eq!(OrderNote::parse(&"字".repeat(201)), Err(Fault::TooLong(200)));
    }
}
