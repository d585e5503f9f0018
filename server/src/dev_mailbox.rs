//! The demo's mailbox: whoever tries the product on a desk of their own reads in the browser what would have gone out.

use crate::mail::Letter;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Mails that are kept, the newest first.
const KEPT: usize = 50;

/// A mail that would have gone out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// What it says, and the link in it.
    pub paragraphs: Vec<String>,
}

/// In memory only.
#[derive(Debug, Default)]
pub struct DevMailbox(Mutex<VecDeque<KeptMail>>);

impl DevMailbox {
    pub(crate) fn keep(&self, to: &str, letter: &Letter) {
        let mail =
            KeptMail { to: to.to_owned(), subject: letter.subject.clone(), paragraphs: letter.paragraphs() };
        let mut mails = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mails.push_front(mail);
        mails.truncate(KEPT);
    }

    /// What lies there now.
    pub fn mails(&self) -> Vec<KeptMail> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
