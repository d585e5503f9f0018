//! How staff prove who they are (RULES §16): a passkey, or a password and, where it is switched on, the code of an
//! authenticator app or a recovery code.

use crate::calendar::Instant;
use crate::code::crockford;
use crate::reach::half_width;
use std::fmt;

/// Sign-ins that an account is shown.
pub const SIGN_INS_SHOWN: u32 = 20;
/// Seconds that an authenticator has for its answer.
pub const CEREMONY_SECONDS: i64 = 300;
/// Seconds between the right password and the code of the app.
pub const HALF_SIGN_IN_SECONDS: i64 = 300;
/// Codes that one right password may try.
pub const MOST_CODES_TRIED: u32 = 5;
/// Seconds after a sign-in in which an account may change how it signs in.
pub const FRESH_SECONDS: i64 = 900;
/// Recovery codes that an account gets at once.
pub const RECOVERY_CODES: usize = 10;
/// Seconds between two mails about failed sign-ins: whoever guesses must not fill a mailbox.
pub const FAILURE_MAIL_SECONDS: i64 = 3_600;
/// Passkeys of one account.
pub const MOST_PASSKEYS: usize = 10;

stated_enum! {
    /// What somebody proved a sign-in with.
    pub enum Way {
        /// The password alone.
        Password = "password",
        /// The password and the code of an authenticator app.
        AppCode = "app_code",
        /// The password and a recovery code.
        RecoveryCode = "recovery_code",
        /// A passkey.
        Passkey = "passkey",
    }
}

stated_enum! {
    /// What became of a try.
    pub enum Outcome {
        /// A session began.
        SignedIn = "signed_in",
        /// Password, code or passkey was wrong.
        Wrong = "wrong",
    }
}

stated_enum! {
    /// What an account is told of its door (RULES §14), each with its switch.
    pub enum SignInMail {
        /// A try failed.
        Failed = "failed",
        /// Somebody signed in from a browser that was not seen before.
        NewBrowser = "new_browser",
    }
}

/// Whether a session that began then may still change how its account signs in.
pub fn is_fresh(began: Instant, now: Instant) -> bool {
    (began..=began.plus_seconds(FRESH_SECONDS)).contains(&now)
}

/// Fewest and most characters of a password.
const PASSWORD_CHARACTERS: std::ops::RangeInclusive<usize> = 10..=200;

/// Whether somebody may sign in to the account of this name with this password.
pub fn is_fit_password(password: &str, account_name: &str) -> bool {
    PASSWORD_CHARACTERS.contains(&password.chars().count()) && password != account_name
}

const RECOVERY_SYMBOLS: usize = 10;

/// Ten symbols that stand in for a lost phone, once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// From ten random bytes, of which five bits each are used.
    pub fn draw(random: [u8; RECOVERY_SYMBOLS]) -> Self {
        Self(random.iter().map(|byte| char::from(crockford::ALPHABET[usize::from(byte & 31)])).collect())
    }

    /// As people copy it: small letters, spaces, hyphens, full-width characters and look-alikes do no harm.
    pub fn parse(text: &str) -> Option<Self> {
        let symbols: String = text
            .chars()
            .map(half_width)
            .filter(|character| !character.is_whitespace() && *character != '-')
            .map(|character| match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let of_form = symbols.len() == RECOVERY_SYMBOLS
            && symbols.bytes().all(|symbol| crockford::value(symbol).is_some());
        of_form.then_some(Self(symbols))
    }

    /// The ten symbols.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For people: `ABCDE-01234`.
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(RECOVERY_SYMBOLS / 2);
        format!("{first}-{second}")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryCode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_session_is_fresh_for_a_quarter_of_an_hour() {
        let began = Instant(1_000_000);
        assert!(is_fresh(began, began) && is_fresh(began, Instant(1_900_000)));
        assert!(!is_fresh(began, Instant(1_900_001)));
        assert!(!is_fresh(began, Instant(999_999)), "a clock that went back proves nothing");
    }

    #[test]
    fn a_password_is_long_enough_and_not_the_name() {
        assert!(is_fit_password("十個字的密碼夠長了嗎", "mei") && is_fit_password(&"x".repeat(200), "mei"));
        for weak in ["", "too short", &"x".repeat(201), "the-account"] {
            assert!(!is_fit_password(weak, "the-account"), "{weak}");
        }
    }

    #[test]
    fn six_digits_are_no_recovery_code() {
        assert_eq!(RecoveryCode::parse("123456"), None);
        assert_eq!(RecoveryCode::parse(""), None);
        assert_eq!(RecoveryCode::parse("ABCDE-0123U"), None);
        assert_eq!(
            RecoveryCode::parse("abcde 0i23o").map(|code| code.grouped()),
            Some("ABCDE-01230".to_owned())
        );
    }

    proptest! {
        #[test]
        fn what_is_drawn_is_read_again(random: [u8; 10]) {
            let code = RecoveryCode::draw(random);
            prop_assert_eq!(RecoveryCode::parse(&code.grouped().to_lowercase()), Some(code.clone()));
            let shown = format!("{code:?}");
            prop_assert!(!shown.contains(code.as_str()));
        }

        #[test]
        fn no_text_makes_it_fall(text: String) {
            let _ = RecoveryCode::parse(&text);
        }
    }
}
