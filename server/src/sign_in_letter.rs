//! The mail about an account's door (RULES §14).

use crate::mail::Letter;
use app::language::Language;
use app::text::account;
use domain::sign_in::SignInMail;
use store::notice::SignInDelivery;

/// What an account is told of its door: Chinese first, English below, since an account speaks whatever its browser does.
pub fn letter(mail: &SignInDelivery, account_page: &str) -> Letter {
    let (subject, body) = match mail.kind {
        SignInMail::Failed => (account::MAIL_FAILED_SUBJECT, account::MAIL_FAILED),
        SignInMail::NewBrowser => (account::MAIL_NEW_SUBJECT, account::MAIL_NEW),
    };
    let lines = |language: Language| {
        let time = language.time(mail.at);
        let browser = match mail.browser.as_str() {
            "" => account::BROWSER_UNKNOWN.of(language),
            browser => browser,
        };
        let values = [
            ("time", time.as_str()),
            ("merchant", &mail.merchant_name),
            ("account", &mail.account_name),
            ("browser", browser),
            ("address", &mail.address),
            ("link", account_page),
        ];
        [body, account::MAIL_WHERE, account::MAIL_NOT_YOU].map(|line| line.with(language, &values)).to_vec()
    };
    Letter {
        language: Language::Chinese,
        subject: subject.with(Language::Chinese, &[("account", &mail.account_name)]),
        before: lines(Language::Chinese),
        link: None,
        after: lines(Language::English),
        last: None,
    }
}
