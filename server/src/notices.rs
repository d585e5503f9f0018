//! Notices (RULES §14) as mails: handed over to the mail server of the settings, or written as `.eml` files. Texts are
//! logged only: there is no SMS provider yet.

use crate::config::DataConfig;
use crate::dev_mailbox::DevMailbox;
use crate::mail::{self, Letter, compose, mailbox};
use crate::master_key::private_folder;
use crate::smtp::Smtp;
use app::language::Language;
use app::sentences::Sentence;
use app::text::{find, mail as text};
use domain::notice::{Channel, NoticeKind};
use lettre::Message;
use lettre::message::Mailbox;
use std::sync::Arc;
use store::notice::{CodeDelivery, Deliver, Delivery, NotDelivered};

/// Sends mails by the mail server of the settings, or writes them into the data folder where there is none.
#[derive(Debug, Clone)]
pub struct Mailer {
    data: DataConfig,
    from: Mailbox,
    smtp: Option<Smtp>,
    /// Where the demo shows them, too.
    mailbox: Option<Arc<DevMailbox>>,
}

impl Mailer {
    /// As the settings say; `Err` says what is wrong with them, without their secrets.
    pub fn new(data: DataConfig) -> Result<Self, String> {
        let from = mailbox(&data.mail_from).map_err(|error| format!("--mail-from {error}"))?;
        let smtp = data.smtp.as_ref().map(Smtp::open).transpose()?;
        Ok(Self { data, from, smtp, mailbox: None })
    }

    /// The same, and whoever tries the product on a desk of their own sees every mail in the browser.
    pub fn showing(self, mailbox: Arc<DevMailbox>) -> Self {
        Self { mailbox: Some(mailbox), ..self }
    }

    /// Where mails go, for people.
    pub fn place(&self) -> String {
        match self.smtp {
            Some(_) => "the mail server has them".to_owned(),
            None => format!("mails are in {}", mail::folder(&self.data).display()),
        }
    }

    fn message(&self, delivery: &Delivery) -> Result<Message, NotDelivered> {
        let nobody = || NotDelivered::Never("nobody is there any more".to_owned());
        let to = delivery.to.as_ref().ok_or_else(nobody)?;
        let key_address = self.data.key_address();
        let enquiry = delivery.about.enquiry.as_deref();
        let link = |token: &str| match enquiry {
            Some(id) => self.data.enquiry_link(token, id),
            None => self.data.wallet_link(token),
        };
        let mut letter = letter(delivery, link, &key_address).ok_or_else(nobody)?;
        if let (NoticeKind::EnquiryWritten, Some(id)) = (delivery.kind, enquiry) {
            let address = self.data.office_enquiry(id);
            letter.after.push(text::ENQUIRY_OFFICE.with(letter.language, &[("address", &address)]));
        }
        if let Some(mailbox) = &self.mailbox {
            mailbox.keep(&to.address, &letter);
        }
        let id = Some(format!("<{}@{}>", name(delivery), self.from.email.domain()));
        compose(&letter, &self.from, &to.address, delivery.about.at, id).map_err(NotDelivered::Never)
    }

    fn write(&self, name: &str, message: &Message) -> Result<String, NotDelivered> {
        let folder = mail::folder(&self.data);
        let later = |error: std::io::Error| NotDelivered::Later(error.to_string());
        private_folder(&folder).map_err(later)?;
        let file = format!("{name}.eml");
        std::fs::write(folder.join(&file), message.formatted()).map_err(later)?;
        Ok(file)
    }
}

impl Deliver for Mailer {
    async fn deliver(&self, delivery: &Delivery) -> Result<String, NotDelivered> {
        match delivery.channel {
            Channel::Mail => {}
            Channel::Sms => {
                tracing::info!(kind = delivery.kind.as_str(), "a text would go out here");
                return Ok("logged".to_owned());
            }
        }
        let message = self.message(delivery)?;
        match &self.smtp {
            Some(smtp) => smtp.send(message).await,
            None => self.write(&name(delivery), &message),
        }
    }

    async fn deliver_code(&self, code: &CodeDelivery) -> Result<String, NotDelivered> {
        let letter = code_letter(code);
        if let Some(mailbox) = &self.mailbox {
            mailbox.keep(code.reach.address(), &letter);
        }
        match code.reach.channel() {
            Channel::Mail => {}
            Channel::Sms => {
                tracing::info!("a text with a code would go out here");
                return Ok("logged".to_owned());
            }
        }
        let name = format!("code-{}", code.id);
        let id = Some(format!("<{name}@{}>", self.from.email.domain()));
        let message = compose(&letter, &self.from, code.reach.address(), code.asked_at, id)
            .map_err(NotDelivered::Never)?;
        match &self.smtp {
            Some(smtp) => smtp.send(message).await,
            None => self.write(&name, &message),
        }
    }
}

/// The same for each try, so that repetitions can be told apart.
fn name(delivery: &Delivery) -> String {
    format!("{}-{}", delivery.notice.merchant, delivery.notice.id)
}

/// Subject and body of each kind.
const fn words(kind: NoticeKind) -> (Sentence, Sentence) {
    match kind {
        NoticeKind::Issued => (text::ISSUED_SUBJECT, text::ISSUED_BODY),
        NoticeKind::TransferOffered => (text::TRANSFER_OFFERED_SUBJECT, text::TRANSFER_OFFERED),
        NoticeKind::TransferReminded => (text::TRANSFER_REMINDED_SUBJECT, text::TRANSFER_REMINDED),
        NoticeKind::TransferOpened => (text::TRANSFER_OPENED_SUBJECT, text::TRANSFER_OPENED),
        NoticeKind::GiftIsYours => (text::GIFT_IS_YOURS_SUBJECT, text::GIFT_IS_YOURS),
        NoticeKind::GiftUsed => (text::GIFT_USED_SUBJECT, text::GIFT_USED),
        NoticeKind::TransferAccepted => (text::TRANSFER_ACCEPTED_SUBJECT, text::TRANSFER_ACCEPTED),
        NoticeKind::TransferDeclined => (text::TRANSFER_DECLINED_SUBJECT, text::TRANSFER_DECLINED),
        NoticeKind::TransferLapsed => (text::TRANSFER_LAPSED_SUBJECT, text::TRANSFER_LAPSED),
        NoticeKind::TransferCancelled => (text::TRANSFER_CANCELLED_SUBJECT, text::TRANSFER_CANCELLED),
        NoticeKind::PurchaserIsYou => (text::PURCHASER_IS_YOU_SUBJECT, text::PURCHASER_IS_YOU),
        NoticeKind::PurchaserWasYou => (text::PURCHASER_WAS_YOU_SUBJECT, text::PURCHASER_WAS_YOU),
        NoticeKind::OrderResent => (text::ORDER_RESENT_SUBJECT, text::ORDER_RESENT),
        NoticeKind::CodeRenewed => (text::CODE_RENEWED_SUBJECT, text::CODE_RENEWED),
        NoticeKind::Redeemed => (text::REDEEMED_SUBJECT, text::REDEEMED),
        NoticeKind::RedemptionCancelled => (text::REDEMPTION_CANCELLED_SUBJECT, text::REDEMPTION_CANCELLED),
        NoticeKind::GivenBack => (text::GIVEN_BACK_SUBJECT, text::GIVEN_BACK),
        NoticeKind::ReturnAsked => (text::RETURN_ASKED_SUBJECT, text::RETURN_ASKED),
        NoticeKind::EnquiryWritten => (text::ENQUIRY_WRITTEN_SUBJECT, text::ENQUIRY_WRITTEN),
        NoticeKind::EnquiryAnswered => (text::ENQUIRY_ANSWERED_SUBJECT, text::ENQUIRY_ANSWERED),
        NoticeKind::OrderReminded => (text::ORDER_REMINDED_SUBJECT, text::ORDER_REMINDED),
        NoticeKind::DailyHead => (text::DAILY_HEAD_SUBJECT, text::DAILY_HEAD),
    }
}

fn code_letter(code: &CodeDelivery) -> Letter {
    let language = Language::parse(&code.language).unwrap_or(Language::Chinese);
    let values = [("code", code.code.as_str())];
    Letter {
        language,
        subject: find::MAIL_SUBJECT.with(language, &values),
        before: vec![find::MAIL_BODY.with(language, &values), find::MAIL_WARNING.of(language).to_owned()],
        link: None,
        after: Vec::new(),
    }
}

fn letter(delivery: &Delivery, link: impl Fn(&str) -> String, key_address: &str) -> Option<Letter> {
    let (to, about) = (delivery.to.as_ref()?, &delivery.about);
    let language = Language::parse(&to.language).unwrap_or(Language::Chinese);
    let time = language.time(about.at);
    let count = about.quantity.unwrap_or(1).to_string();
    let message = about.message.as_deref().filter(|message| !message.is_empty());
    let message = message
        .map(|message| text::MESSAGE_OF_GIVER.with(language, &[("message", message)]))
        .unwrap_or_default();
    let day = language.day(about.at.day());
    let last_day = about.last_day.map(|day| language.day(day)).unwrap_or_default();
    let answer_by = about.answer_by.map(|day| language.day(day)).unwrap_or_default();
    let number = about.head.map_or_else(String::new, |head| head.head.number.to_string());
    let values = [
        ("issuer", about.merchant_name.as_str()),
        ("serial", about.serial.as_deref().unwrap_or_default()),
        ("product", about.product_name.as_deref().unwrap_or_default()),
        ("order", about.order_number.as_deref().unwrap_or_default()),
        ("transfer", about.transfer_number.as_deref().unwrap_or_default()),
        ("time", time.as_str()),
        ("count", count.as_str()),
        ("message", message.as_str()),
        ("giver", about.giver_name.as_deref().unwrap_or_default()),
        ("recipient", about.recipient_name.as_deref().unwrap_or_default()),
        ("answer_by", answer_by.as_str()),
        ("day", day.as_str()),
        ("last_day", last_day.as_str()),
        ("number", number.as_str()),
    ];
    let (subject, body) = words(delivery.kind);
    let link = to.link.as_ref().map(|token| link(token.as_str()));
    let mut after = Vec::new();
    if delivery.kind == NoticeKind::Issued {
        let order = about.order_number.as_deref().unwrap_or_default();
        after.push(text::ISSUED_ORDER.with(language, &[("number", order)]));
    }
    if link.is_some() {
        after.push(text::ISSUED_WARNING.of(language).to_owned());
    }
    if let Some(head) = about.head {
        after.push(head.text());
        after.push(text::DAILY_HEAD_CHECK.with(language, &[("address", key_address)]));
    }
    Some(Letter {
        language,
        subject: subject.with(language, &values),
        before: vec![
            text::ISSUED_GREETING.with(language, &[("name", &to.name)]),
            body.with(language, &values),
        ],
        link,
        after,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::Instant;
    use domain::identity::{MerchantNumber, WalletId};
    use domain::notice::Recipient;
    use domain::seal::{Head, SignedHead};
    use store::notice::{About, Addressee, NoticeId};
    use store::secret::Keyring;

    fn from() -> Mailbox {
        mailbox("Piaojia <no-reply@piaojia.invalid>").expect("an address")
    }

    fn head() -> SignedHead {
        Head { number: 42, ..Head::empty(MerchantNumber(1_000_001), Instant(1_790_000_000_000)) }
            .sign(&[7; 32])
    }

    fn delivery(kind: NoticeKind, language: &str) -> Delivery {
        Delivery {
            notice: NoticeId { merchant: MerchantNumber(1_000_001), id: "n".to_owned() },
            kind,
            channel: Channel::Mail,
            attempts: 0,
            to: Some(Addressee {
                recipient: Recipient::Holder,
                name: "王小明".to_owned(),
                address: "wang@example.com".to_owned(),
                language: language.to_owned(),
                link: None,
            }),
            about: About {
                merchant_name: "幸福果茶".to_owned(),
                event: "e".to_owned(),
                event_kind: kind.as_str().to_owned(),
                at: Instant(1_790_000_000_000),
                serial: Some("A63OV00000000001".to_owned()),
                product_name: Some("水果茶".to_owned()),
                quantity: Some(2),
                last_day: None,
                order_number: Some("2026112114050001".to_owned()),
                transfer_number: Some("2026112114050001001".to_owned()),
                message: Some("生日快樂".to_owned()),
                giver_name: Some("王小明".to_owned()),
                recipient_name: Some("林小美".to_owned()),
                answer_by: None,
                enquiry: None,
                head: (kind == NoticeKind::DailyHead).then(head),
            },
        }
    }

    #[test]
    fn every_kind_fills_every_blank_in_both_languages() {
        for kind in NoticeKind::ALL {
            for language in ["zh-TW", "en"] {
                let letter =
                    letter(&delivery(*kind, language), str::to_owned, "https://p.tw/key").expect("a letter");
                let all = format!("{} {}", letter.subject, letter.before.join(" "));
                assert!(!all.contains('{'), "{}: {all}", kind.as_str());
                compose(&letter, &from(), "wang@example.com", Instant(0), None).expect("a mail");
            }
        }
    }

    #[test]
    fn the_mail_of_an_issue_says_what_it_always_said() {
        let mut issued = delivery(NoticeKind::Issued, "zh-Hant-TW");
        let link = issued.to.as_mut().map(|to| {
            let wallet = WalletId::parse("w").expect("a wallet");
            to.link = Some(Keyring::new(1, &[7; 32]).expect("a keyring").link_token(&wallet, 1));
            to.name = "<b>王</b>".to_owned();
            "https://p.tw/w/abc?openExternalBrowser=1"
        });
        let letter = letter(&issued, |_| link.unwrap_or_default().to_owned(), "").expect("a letter");
        assert_eq!(letter.subject, "【幸福果茶】電子票券發行通知");
        let body = "幸福果茶 已為您發行 2 張電子票券。請點下方連結開啟電子票夾，出示 QR 碼即可使用。";
        assert_eq!(letter.before, ["<b>王</b> 您好：", body]);
        assert_eq!(letter.link.as_deref(), link);
        assert_eq!(letter.after, ["訂單編號：2026112114050001", "連結就是票券，請勿轉傳給不認識的人。"]);
        let message = compose(&letter, &from(), "wang@example.com", Instant(0), None).expect("a mail");
        let text = String::from_utf8(message.formatted()).expect("utf-8");
        assert!(text.contains("multipart/alternative"));
        assert!(text.contains("To: wang@example.com"));
        assert!(!text.contains("<b>"), "a name cannot become markup");
    }

    #[test]
    fn the_days_head_stands_in_its_mail_whole() {
        let letter = letter(&delivery(NoticeKind::DailyHead, "zh-TW"), str::to_owned, "https://p.tw/key");
        let letter = letter.expect("a letter");
        assert_eq!(letter.after, [head().text(), "查驗用的公開金鑰：https://p.tw/key".to_owned()]);
        assert!(letter.subject.contains("2026/09/21") && letter.before[1].contains("第 42 號"));
    }
}
