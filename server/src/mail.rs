//! How mails look, and where they lie while no mail server is configured.

use crate::config::DataConfig;
use app::language::Language;
use app::text::mail as text;
use domain::calendar::Instant;
use lettre::Message;
use lettre::message::{Mailbox, MultiPart, header::ContentType};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// Where the files go.
pub fn folder(data: &DataConfig) -> PathBuf {
    data.data.join("mail")
}

/// What a mail says, in order.
pub(crate) struct Letter {
    pub language: Language,
    pub subject: String,
    pub before: Vec<String>,
    pub link: Option<String>,
    pub after: Vec<String>,
    pub last: Option<LastLine>,
}

/// How to get no such letter any more: words, and the page where that is chosen, if its reader may open it.
pub(crate) struct LastLine {
    pub words: String,
    pub link: Option<String>,
}

impl Letter {
    /// Everything it says, in order, the link as a paragraph of its own.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        let last = self.last.iter().flat_map(|last| std::iter::once(&last.words).chain(&last.link));
        self.before.iter().chain(&self.link).chain(&self.after).chain(last).cloned().collect()
    }
}

/// The same words as text and as HTML.
pub(crate) fn compose(
    letter: &Letter,
    from: &Mailbox,
    to: &str,
    now: Instant,
    message_id: Option<String>,
) -> Result<Message, String> {
    let plain = letter.paragraphs().join("\n\n") + "\n";
    let Letter { language, subject, before, link, after, last } = letter;
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
    if let Some(LastLine { words, link }) = last {
        let link = link.as_deref().map(escape);
        let link = link.map(|link| format!(" <a href=\"{link}\">{link}</a>")).unwrap_or_default();
        html.push_str(&format!("<p><small>{}{link}</small></p>", escape(words)));
    }
    html.push_str("</body></html>");
    let sent_at = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
    Message::builder()
        .from(from.clone())
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

/// An address, with or without a name.
pub(crate) fn mailbox(address: &str) -> Result<Mailbox, String> {
    address.parse().map_err(|error| format!("{address}: {error}"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
