//! Notices (RULES §14): made from the sealed log in its order, delivered at least once.
//!
//! A notice holds no name and no address. Whose it is is looked up when it is sent, so that it goes to where people are
//! then, and nothing about them lies in one more table.

mod address;
mod code;
mod daily;
mod deliver;
mod due;
mod ending;
mod list;
mod make;
mod sealed;
mod sign_in_mail;
mod watch;

pub use code::CodeDelivery;
pub use deliver::{Deliver, NotDelivered, Round};
pub(crate) use list::try_again;
pub use list::{NoticeFilter, NoticeRow};
pub use sign_in_mail::SignInDelivery;
pub use watch::watch;

use crate::secret::LinkToken;
use domain::calendar::{Day, Instant};
use domain::identity::MerchantNumber;
use domain::money::Dollars;
use domain::notice::{Channel, NoticeKind, Recipient};
use domain::seal::SignedHead;

/// Names a notice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId {
    /// 發行單位
    pub merchant: MerchantNumber,
    /// Within the merchant.
    pub id: String,
}

/// A notice that is due, with everything that is said in it and to whom.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The notice. A deliverer that can tell repetitions apart (a Message-ID) should use it.
    pub notice: NoticeId,
    /// What is told.
    pub kind: NoticeKind,
    /// Which way.
    pub channel: Channel,
    /// Failed tries before this one.
    pub attempts: u32,
    /// To whom; `None` if nobody is there any more.
    pub to: Option<Addressee>,
    /// Of what.
    pub about: About,
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// In which role.
    pub recipient: Recipient,
    /// Name.
    pub name: String,
    /// E-mail address, or the phone number of an SMS.
    pub address: String,
    /// `zh-TW` or `en`.
    pub language: String,
    /// Opens what the notice is about: never for a former holder.
    pub link: Option<LinkToken>,
}

/// What happened, as far as a notice tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of tables merchant, event, ticket and product
pub struct About {
    pub merchant_name: String,
    pub event: String,
    pub event_kind: String,
    pub at: Instant,
    /// 票券序號
    pub serial: Option<String>,
    pub product_name: Option<String>,
    pub quantity: Option<u32>,
    /// ECT訂單編號; 廠商訂單編號 of an order that is not issued yet.
    pub order_number: Option<String>,
    /// The last day on which a paid order may be issued.
    pub last_day: Option<Day>,
    /// 轉贈單號
    pub transfer_number: Option<String>,
    /// What the giver wrote.
    pub message: Option<String>,
    /// Who gave.
    pub giver_name: Option<String>,
    /// To whom.
    pub recipient_name: Option<String>,
    /// The last day on which the recipient may answer.
    pub answer_by: Option<Day>,
    /// The enquiry that somebody wrote in.
    pub enquiry: Option<String>,
    /// 價金保管機構
    pub guarantee_bank: String,
    /// Who redeemed, and at which branch.
    pub used_where: Option<String>,
    /// The last day of what is about to end.
    pub ends_on: Option<Day>,
    /// What comes back for what was returned.
    pub refund: Option<Refund>,
    /// The request in which a holder asks for a return.
    pub request: Option<ReturnAsked>,
    /// Why a return was declined, in the merchant's words.
    pub answer: Option<String>,
    /// What was printed again, for the mail that tells of it.
    pub reprints: Vec<Reprint>,
    /// The head that a notice of the day's head brings.
    pub head: Option<SignedHead>,
}

/// A request, which may be of several tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnAsked {
    /// 申請退貨單號
    pub number: String,
    /// Tickets that were asked for together.
    pub tickets: u32,
}

/// A ticket that was printed again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Reprint {
    pub serial: String,
    pub product_name: String,
    /// The how manieth print it was.
    pub number: u32,
    pub at: Instant,
    /// Sign-in name.
    pub operator: String,
    pub reason: Option<String>,
}

/// The money of a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refund {
    /// Face value less the fee.
    pub amount: Dollars,
    /// The guarantee was over: the issuer pays it back itself.
    pub by_hand: bool,
}
