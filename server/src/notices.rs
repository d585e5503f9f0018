//! Notices (RULES §14) as mails and texts; what they say stands in `notice_letter`. They are handed over to the mail
//! server and the gateway of the settings, or written as files. A text is the mail's subject and its link: it brings
//! the link, and nothing that a giver wrote.

use crate::config::DataConfig;
use crate::dev_mailbox::DevMailbox;
use crate::mail::{self, Letter, compose, mailbox};
use crate::master_key::private_folder;
use crate::notice_letter::letter;
use crate::sign_in_letter;
use crate::sms::{Sms, Text};
use crate::smtp::Smtp;
use app::language::Language;
use app::text::{find, mail as text};
use domain::calendar::Instant;
use domain::notice::{Channel, NoticeKind};
use lettre::Message;
use lettre::message::Mailbox;
use std::sync::Arc;
use store::notice::{Addressee, CodeDelivery, Deliver, Delivery, NotDelivered, SignInDelivery};

/// Sends mails by the mail server of the settings, or writes them into the data folder where there is none.
#[derive(Debug, Clone)]
pub struct Mailer {
    data: DataConfig,
    from: Mailbox,
    smtp: Option<Smtp>,
    sms: Sms,
    /// Where the demo shows them, too.
    mailbox: Option<Arc<DevMailbox>>,
}

impl Mailer {
    /// As the settings say; `Err` says what is wrong with them, without their secrets.
    pub fn new(data: DataConfig) -> Result<Self, String> {
        let from = mailbox(&data.mail_from).map_err(|error| format!("--mail-from {error}"))?;
        let smtp = data.smtp.as_ref().map(Smtp::open).transpose()?;
        let sms = Sms::open(&data)?;
        Ok(Self { data, from, smtp, sms, mailbox: None })
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

    /// What it says, and to whom.
    fn written<'d>(&self, delivery: &'d Delivery) -> Result<(&'d Addressee, Letter), NotDelivered> {
        let nobody = || NotDelivered::Never("nobody is there any more".to_owned());
        let to = delivery.to.as_ref().ok_or_else(nobody)?;
        let key_address = self.data.key_address();
        let enquiry = delivery.about.enquiry.as_deref();
        let link = |token: &str, page: &str| match enquiry {
            Some(id) if page.is_empty() => self.data.enquiry_link(token, id),
            Some(_) | None => self.data.wallet_page(token, page),
        };
        let mut letter = letter(delivery, link, &key_address).ok_or_else(nobody)?;
        if let (NoticeKind::EnquiryWritten, Some(id)) = (delivery.kind, enquiry) {
            let address = self.data.office_enquiry(id);
            letter.after.push(text::ENQUIRY_OFFICE.with(letter.language, &[("address", &address)]));
        }
        Ok((to, letter))
    }

    async fn send_mail(&self, delivery: &Delivery) -> Result<String, NotDelivered> {
        let (to, letter) = self.written(delivery)?;
        if let Some(mailbox) = &self.mailbox {
            mailbox.keep(&to.address, &letter);
        }
        self.send(&name(delivery), &letter, &to.address, delivery.about.at).await
    }

    async fn send_text(&self, delivery: &Delivery) -> Result<String, NotDelivered> {
        let (to, letter) = self.written(delivery)?;
        let mut words = letter.subject;
        if let Some(link) = &letter.link {
            words.push(' ');
            words.push_str(link);
        }
        self.sms.send(&Text { id: &name(delivery), to: &to.address, text: &words }).await
    }

    async fn send(&self, name: &str, letter: &Letter, to: &str, at: Instant) -> Result<String, NotDelivered> {
        let id = Some(format!("<{name}@{}>", self.from.email.domain()));
        let message = compose(letter, &self.from, to, at, id).map_err(NotDelivered::Never)?;
        match &self.smtp {
            Some(smtp) => smtp.send(message).await,
            None => self.write(name, &message),
        }
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
            Channel::Mail => self.send_mail(delivery).await,
            Channel::Sms => self.send_text(delivery).await,
        }
    }

    async fn deliver_code(&self, code: &CodeDelivery) -> Result<String, NotDelivered> {
        let letter = code_letter(code);
        if let Some(mailbox) = &self.mailbox {
            mailbox.keep(code.reach.address(), &letter);
        }
        let (id, to) = (format!("code-{}", code.id), code.reach.address());
        match code.reach.channel() {
            Channel::Mail => self.send(&id, &letter, to, code.asked_at).await,
            Channel::Sms => {
                let words = find::MAIL_BODY.with(letter.language, &[("code", code.code.as_str())]);
                self.sms.send(&Text { id: &id, to, text: &words }).await
            }
        }
    }

    async fn deliver_sign_in(&self, mail: &SignInDelivery) -> Result<String, NotDelivered> {
        let letter = sign_in_letter::letter(mail, &self.data.account_page());
        if let Some(mailbox) = &self.mailbox {
            mailbox.keep(&mail.to, &letter);
        }
        self.send(&format!("sign-in-{}", mail.id), &letter, &mail.to, mail.at).await
    }
}

/// The same for each try, so that repetitions can be told apart.
fn name(delivery: &Delivery) -> String {
    format!("{}-{}", delivery.notice.merchant, delivery.notice.id)
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
        last: None,
    }
}
