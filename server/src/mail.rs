//! Mails, written as `.eml` files until a mail server is configured.

use crate::config::DataConfig;
use crate::master_key::private_folder;
use app::language::Language;
use app::text::mail as text;
use domain::calendar::Instant;
use lettre::Message;
use lettre::message::{MultiPart, header::ContentType};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use store::command::issue::IssuedOrder;

/// Where the files go.
pub fn folder(data: &DataConfig) -> PathBuf {
    data.data.join("mail")
}

/// 電子票券發行通知 to the purchaser (RULES §14).
pub fn write_issued(
    data: &DataConfig,
    issuer: &str,
    order: &IssuedOrder,
    link: &str,
    now: Instant,
) -> Result<(), String> {
    let message = issued(issuer, order, link, now)?;
    let folder = folder(data);
    private_folder(&folder).map_err(|error| error.to_string())?;
    let path = folder.join(format!("{}.eml", order.number));
    std::fs::write(path, message.formatted()).map_err(|error| error.to_string())
}

fn issued(issuer: &str, order: &IssuedOrder, link: &str, now: Instant) -> Result<Message, String> {
    let language = Language::parse(&order.language).unwrap_or(Language::Chinese);
    let tickets = order.tickets.to_string();
    let lines = [
        text::ISSUED_GREETING.with(language, &[("name", &order.purchaser_name)]),
        text::ISSUED_BODY.with(language, &[("issuer", issuer), ("count", &tickets)]),
        text::ISSUED_ORDER.with(language, &[("number", &order.number)]),
        text::ISSUED_WARNING.of(language).to_owned(),
    ];
    let letter = Letter {
        language,
        subject: text::ISSUED_SUBJECT.with(language, &[("issuer", issuer)]),
        before: vec![lines[0].clone(), lines[1].clone()],
        link: Some(link.to_owned()),
        after: vec![lines[2].clone(), lines[3].clone()],
    };
    compose(&letter, &order.purchaser_email, now, None)
}

/// What a mail says, in order.
pub(crate) struct Letter {
    pub language: Language,
    pub subject: String,
    pub before: Vec<String>,
    pub link: Option<String>,
    pub after: Vec<String>,
}

/// The same words as text and as HTML.
pub(crate) fn compose(
    letter: &Letter,
    to: &str,
    now: Instant,
    message_id: Option<String>,
) -> Result<Message, String> {
    let Letter { language, subject, before, link, after } = letter;
    let mut paragraphs = before.clone();
    paragraphs.extend(link.clone());
    paragraphs.extend(after.iter().cloned());
    let plain = paragraphs.join("\n\n") + "\n";
    let mut html = format!("<!doctype html><html lang=\"{}\"><body>", language.tag());
    for paragraph in before {
        html.push_str(&format!("<p>{}</p>", escape(paragraph)));
    }
    if let Some(link) = link {
        let button = text::ISSUED_BUTTON.of(*language);
        html.push_str(&format!("<p><a href=\"{}\">{button}</a></p>", escape(link)));
    }
    for paragraph in after {
        html.push_str(&format!("<p>{}</p>", escape(paragraph)));
    }
    html.push_str("</body></html>");
    let mailbox = |address: &str| address.parse().map_err(|error| format!("{address}: {error}"));
    let sent_at = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
    Message::builder()
        .from(mailbox("Piaojia <no-reply@piaojia.invalid>")?)
        .to(mailbox(to)?)
        .date(sent_at)
        .message_id(message_id)
        .subject(subject.clone())
        .multipart(
            MultiPart::alternative()
                .singlepart(
                    lettre::message::SinglePart::builder().header(ContentType::TEXT_PLAIN).body(plain),
                )
                .singlepart(lettre::message::SinglePart::builder().header(ContentType::TEXT_HTML).body(html)),
        )
        .map_err(|error| error.to_string())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::secret::Keyring;

    #[test]
    fn a_name_cannot_become_markup() {
        let keyring = Keyring::new(1, &[7; 32]).expect("keyring");
        let wallet = domain::identity::WalletId::parse("w").expect("wallet");
        let order = IssuedOrder {
            number: "2026112114050001".into(),
            link: keyring.link_token(&wallet, 1),
            purchaser_name: "<b>王</b>".into(),
            purchaser_email: "wang@example.com".into(),
            language: "zh-Hant-TW".into(),
            tickets: 2,
        };
        let message =
            issued("店", &order, "https://p.tw/w/abc?openExternalBrowser=1", Instant(0)).expect("message");
        let text = String::from_utf8(message.formatted()).expect("utf-8");
        assert!(text.contains("multipart/alternative"));
        assert!(text.contains("To: wang@example.com"));
        assert!(!text.contains("<b>"));
    }
}
