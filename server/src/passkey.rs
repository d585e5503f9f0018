//! Passkeys (RULES §16), spoken by `webauthn-rs`: what a browser is asked and how its answer is checked. Passkeys belong to
//! the name in the public address, so there are none where that is a bare number.

use base64ct::{Base64UrlUnpadded, Encoding};
use domain::sign_in::CEREMONY_SECONDS;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;
use store::command::passkey::PasskeyOwner;
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder,
};

const NAME: &str = "Piaojia";

/// The house as authenticators know it.
#[derive(Debug, Clone)]
pub struct Passkeys(Option<Webauthn>);

/// A question for the browser, and what its answer is checked against.
#[derive(Debug)]
pub struct Question {
    /// What `navigator.credentials` takes.
    pub options: Value,
    /// Never leaves the house.
    pub state: String,
}

/// A passkey that was made.
#[derive(Debug)]
pub struct Made {
    /// As the browser says it.
    pub credential_id: String,
    /// To keep.
    pub credential: String,
}

/// Why there is no passkey at the end. What was wrong is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAccepted;

impl Passkeys {
    /// Of the house at this address.
    pub fn of(public_url: &str) -> Self {
        let made = Url::parse(public_url).ok().and_then(|url| {
            let domain = url.domain()?.to_owned();
            let secure = url.scheme() == "https" || domain == "localhost";
            let builder = WebauthnBuilder::new(&domain, &url).ok().filter(|_| secure)?;
            builder.rp_name(NAME).timeout(Duration::from_secs(CEREMONY_SECONDS.unsigned_abs())).build().ok()
        });
        Self(made)
    }

    /// Whether there are any.
    pub fn are_open(&self) -> bool {
        self.0.is_some()
    }

    /// Asks for a new one that finds its account by itself.
    pub fn ask_to_make(&self, owner: &PasskeyOwner) -> Result<Question, NotAccepted> {
        let webauthn = self.0.as_ref().ok_or(NotAccepted)?;
        let account = Uuid::parse_str(owner.account.as_str()).map_err(refused)?;
        let shown = format!("{} · {}", owner.account_name, owner.merchant_name);
        let has = owner.has.iter().filter_map(|id| Base64UrlUnpadded::decode_vec(id).ok()).collect();
        let (options, state) =
            webauthn.start_passkey_registration(account, &shown, &shown, Some(has)).map_err(refused)?;
        let mut options = written(&options)?;
        // Found without a name typed first: the authenticator must keep it.
        if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
            selection["residentKey"] = json!("required");
            selection["requireResidentKey"] = json!(true);
        }
        Ok(Question { options, state: text(&state)? })
    }

    /// Checks the answer to [`Self::ask_to_make`].
    pub fn make(&self, state: &str, answer: &[u8]) -> Result<Made, NotAccepted> {
        let webauthn = self.0.as_ref().ok_or(NotAccepted)?;
        let state: PasskeyRegistration = serde_json::from_str(state).map_err(refused)?;
        let answer: RegisterPublicKeyCredential = parsed(answer)?;
        let passkey = webauthn.finish_passkey_registration(&answer, &state).map_err(refused)?;
        let credential_id = Base64UrlUnpadded::encode_string(passkey.cred_id());
        Ok(Made { credential_id, credential: text(&passkey)? })
    }

    /// Asks who it is.
    pub fn ask_who(&self) -> Result<Question, NotAccepted> {
        let webauthn = self.0.as_ref().ok_or(NotAccepted)?;
        let (mut options, state) = webauthn.start_discoverable_authentication().map_err(refused)?;
        // A button asks, not a form that fills itself.
        options.mediation = None;
        Ok(Question { options: written(&options)?, state: text(&state)? })
    }

    /// Which passkey answers, before it is checked.
    pub fn answering(answer: &[u8]) -> Result<String, NotAccepted> {
        let answer: PublicKeyCredential = parsed(answer)?;
        Ok(answer.id)
    }

    /// Checks the answer to [`Self::ask_who`] by this passkey of this account. `Some` where its counter is to be kept.
    pub fn is_it(
        &self,
        state: &str,
        answer: &[u8],
        credential: &str,
        account: &str,
    ) -> Result<Option<String>, NotAccepted> {
        let webauthn = self.0.as_ref().ok_or(NotAccepted)?;
        let state: DiscoverableAuthentication = serde_json::from_str(state).map_err(refused)?;
        let answer: PublicKeyCredential = parsed(answer)?;
        let mut passkey: Passkey = serde_json::from_str(credential).map_err(refused)?;
        let (named, _) = webauthn.identify_discoverable_authentication(&answer).map_err(refused)?;
        if Uuid::parse_str(account).ok() != Some(named) {
            return Err(NotAccepted);
        }
        let result = webauthn
            .finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&passkey))
            .map_err(refused)?;
        if !result.user_verified() {
            return Err(NotAccepted);
        }
        let changed = passkey.update_credential(&result).unwrap_or(false);
        changed.then(|| text(&passkey)).transpose()
    }
}

fn refused(error: impl std::fmt::Display) -> NotAccepted {
    tracing::info!(%error, "a passkey was not accepted");
    NotAccepted
}

fn parsed<T: DeserializeOwned>(answer: &[u8]) -> Result<T, NotAccepted> {
    serde_json::from_slice(answer).map_err(refused)
}

fn written(value: &impl Serialize) -> Result<Value, NotAccepted> {
    serde_json::to_value(value).map_err(refused)
}

fn text(value: &impl Serialize) -> Result<String, NotAccepted> {
    serde_json::to_string(value).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_a_name_and_need_a_safe_line() {
        for (address, open) in [
            ("https://piaojia.example", true),
            ("http://localhost:3000", true),
            ("http://127.0.0.1:3000", false),
            ("https://192.0.2.7", false),
            ("http://piaojia.example", false),
            ("nonsense", false),
        ] {
            assert_eq!(Passkeys::of(address).are_open(), open, "{address}");
        }
    }

    #[test]
    fn who_it_is_must_be_proven_by_a_person() {
        let question = Passkeys::of("https://piaojia.example").ask_who().expect("a question");
        assert_eq!(question.options["publicKey"]["userVerification"], "required");
        assert_eq!(question.options["publicKey"]["rpId"], "piaojia.example");
        assert!(question.options.get("mediation").is_none_or(Value::is_null));
    }
}
