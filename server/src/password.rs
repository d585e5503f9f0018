//! Passwords: argon2id, away from the threads that serve requests. A name that does not exist costs the same time.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use store::StoreError;

/// How many passwords are checked at once: each takes 19 MiB and a core.
static CHECKS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);
/// Checked for names that do not exist.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cGlhb2ppYS1ub2JvZHkh$0000000000000000000000000000000000000000000";

/// The PHC string to store.
pub fn hash(password: &str) -> Result<String, String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| error.to_string())
}

/// A password that is shown once.
pub struct OneTime {
    /// For the person.
    pub plain: String,
    /// To keep.
    pub hash: String,
}

/// Symbols that are not mistaken for others.
const SYMBOLS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Sixty bits: tries are slowed down.
const ONE_TIME_SYMBOLS: usize = 12;

/// A new password for somebody else, with letters and digits (RULES §8).
pub async fn one_time() -> Result<OneTime, StoreError> {
    let plain = loop {
        if let Some(drawn) = drawn(&store::secret_bytes()?) {
            break drawn;
        }
    };
    hashed(plain).await
}

/// The same from draws that somebody may repeat: the first of them that has letters and digits.
pub async fn repeatable(draw: impl Fn(u8) -> [u8; 32]) -> Result<OneTime, StoreError> {
    let plain = (0..=u8::MAX).find_map(|number| drawn(&draw(number)));
    hashed(plain.ok_or(StoreError::Corrupt("a password"))?).await
}

fn drawn(bytes: &[u8; 32]) -> Option<String> {
    let symbols = bytes.iter().take(ONE_TIME_SYMBOLS);
    let drawn: String = symbols.map(|byte| char::from(SYMBOLS[usize::from(byte & 31)])).collect();
    let has_both = drawn.contains(|symbol: char| symbol.is_ascii_digit())
        && drawn.contains(|symbol: char| symbol.is_ascii_alphabetic());
    has_both.then_some(drawn)
}

async fn hashed(plain: String) -> Result<OneTime, StoreError> {
    let text = plain.clone();
    let hash = tokio::task::spawn_blocking(move || hash(&text)).await.map_err(|_| StoreError::Closing)?;
    Ok(OneTime { plain, hash: hash.map_err(|_| StoreError::Corrupt("a password's hash"))? })
}

/// Whether `password` is the one behind `stored`; `None` = there is no such account.
pub async fn is_right(password: String, stored: Option<String>) -> bool {
    let Ok(permit) = CHECKS.acquire().await else {
        return false;
    };
    let known = stored.is_some();
    let stored = stored.unwrap_or_else(|| NOBODY.to_owned());
    let checked = tokio::task::spawn_blocking(move || {
        // The work's own: whoever hangs up does not make room for another while it goes on.
        let _permit = permit;
        PasswordHash::new(&stored)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    checked.await.unwrap_or(false) && known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_is_right() {
        let stored = hash("correct horse").expect("hash");
        assert!(is_right("correct horse".into(), Some(stored.clone())).await);
        assert!(!is_right("wrong".into(), Some(stored)).await);
        assert!(!is_right("anything".into(), None).await);
    }

    #[tokio::test]
    async fn the_same_draws_are_the_same_password() {
        let first = repeatable(|number| [number; 32]).await.map(|password| password.plain);
        let again = repeatable(|number| [number; 32]).await.map(|password| password.plain);
        // Every draw of equal bytes is one symbol twelve times: never letters and digits.
        assert!(first.is_err() && again.is_err());
        let draws = |number: u8| std::array::from_fn(|at| u8::try_from(at).unwrap_or(0).wrapping_add(number));
        let first = repeatable(draws).await.expect("a password");
        let again = repeatable(draws).await.expect("a password");
        assert_eq!(first.plain, again.plain);
        assert_ne!(first.hash, again.hash, "each with salt of its own");
        assert!(first.plain.chars().any(|symbol| symbol.is_ascii_digit()), "{}", first.plain);
    }

    #[test]
    fn nobody_costs_a_real_check() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
