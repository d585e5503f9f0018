//! People as forms and the command line name them.

use domain::refusal::Refusal;
use store::StoreError;
use store::command::contact::{Contact, ContactFault};

/// Whoever a gift is for; phone and address may be missing (RULES §5).
pub fn recipient(name: &str, phone: &str, email: &str, language: &str) -> Result<Contact, StoreError> {
    Contact::parse_recipient(name, phone, email, language).map_err(refused)
}

/// A person, or which part of what was written cannot be so.
pub fn contact(name: &str, phone: &str, email: &str, language: &str) -> Result<Contact, StoreError> {
    Contact::parse(name, phone, email, language).map_err(refused)
}

fn refused(fault: ContactFault) -> StoreError {
    StoreError::Refused(match fault {
        ContactFault::Name => Refusal::NameWrong,
        ContactFault::Phone => Refusal::PhoneWrong,
        // A language that nobody speaks comes from a form that nobody made.
        ContactFault::Email | ContactFault::Language => Refusal::EmailWrong,
    })
}
