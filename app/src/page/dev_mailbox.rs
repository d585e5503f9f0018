//! The mails that the demo would have sent.

use crate::language::Language;
use crate::text::dev as text;
use leptos::prelude::*;

/// One of them.
#[derive(Debug, Clone)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// What it says; a paragraph that is a link can be opened.
    pub paragraphs: Vec<String>,
}

/// The newest first.
pub fn page(language: Language, mails: Vec<Mail>) -> impl IntoView + use<> {
    let empty = mails.is_empty().then(|| view! { <p class="empty">{text::MAILBOX_EMPTY.of(language)}</p> });
    let mails: Vec<_> = mails
        .into_iter()
        .map(|mail| {
            let paragraphs: Vec<_> = mail.paragraphs.into_iter().map(paragraph).collect();
            view! {
                <section class="card">
                    <h2>{mail.subject}</h2>
                    <p class="muted small">{text::MAIL_TO.with(language, &[("address", &mail.to)])}</p>
                    {paragraphs}
                </section>
            }
        })
        .collect();
    view! {
        <header class="top">
            <h1>{text::MAILBOX.of(language)}</h1>
            <p class="muted">{text::MAILBOX_NOTE.of(language)}</p>
        </header>
        <main id="main">
            {empty}
            {mails}
        </main>
    }
}

fn paragraph(text: String) -> AnyView {
    let is_link = text.starts_with("http://") || text.starts_with("https://");
    if is_link && !text.contains(char::is_whitespace) {
        view! { <p class="break"><a href=text.clone()>{text.clone()}</a></p> }.into_any()
    } else {
        view! { <p class="break">{text}</p> }.into_any()
    }
}
