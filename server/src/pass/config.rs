//! Where the operator's keys for wallet apps lie. Without them nothing of it is there.

use clap::Args;
use std::path::{Path, PathBuf};

/// Keys for wallet apps: all of a wallet app's, or none.
#[derive(Debug, Clone, Default, Args)]
pub struct PassConfig {
    /// Apple's Pass Type ID certificate (PEM). It names pass type and team.
    #[arg(long, env = "PIAOJIA_APPLE_PASS_CERTIFICATE")]
    pub apple_pass_certificate: Option<PathBuf>,
    /// Its RSA key (PEM, without a password).
    #[arg(long, env = "PIAOJIA_APPLE_PASS_KEY")]
    pub apple_pass_key: Option<PathBuf>,
    /// Apple's intermediate certificate, WWDR (PEM).
    #[arg(long, env = "PIAOJIA_APPLE_WWDR")]
    pub apple_wwdr: Option<PathBuf>,
    /// Issuer ID of the Google Wallet account, digits.
    #[arg(long, env = "PIAOJIA_GOOGLE_WALLET_ISSUER")]
    pub google_wallet_issuer: Option<String>,
    /// Key file (JSON) of a Google service account that may write to it.
    #[arg(long, env = "PIAOJIA_GOOGLE_WALLET_ACCOUNT")]
    pub google_wallet_account: Option<PathBuf>,
}

/// What signs `.pkpass` files.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)] // the settings of the same names
pub struct AppleFiles<'a> {
    pub certificate: &'a Path,
    pub key: &'a Path,
    pub wwdr: &'a Path,
}

/// What signs "Save" links.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)] // the settings of the same names
pub struct GoogleFiles<'a> {
    pub issuer: &'a str,
    pub account: &'a Path,
}

impl PassConfig {
    /// All three, or none.
    pub fn apple_files(&self) -> Result<Option<AppleFiles<'_>>, String> {
        match (&self.apple_pass_certificate, &self.apple_pass_key, &self.apple_wwdr) {
            (Some(certificate), Some(key), Some(wwdr)) => Ok(Some(AppleFiles { certificate, key, wwdr })),
            (None, None, None) => Ok(None),
            (..) => {
                Err("Apple's cards need --apple-pass-certificate, --apple-pass-key and --apple-wwdr"
                    .to_owned())
            }
        }
    }

    /// Both, or none.
    pub fn google_files(&self) -> Result<Option<GoogleFiles<'_>>, String> {
        match (&self.google_wallet_issuer, &self.google_wallet_account) {
            (Some(issuer), Some(account)) => Ok(Some(GoogleFiles { issuer, account })),
            (None, None) => Ok(None),
            (..) => Err("Google's cards need --google-wallet-issuer and --google-wallet-account".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_set_of_keys_is_a_mistake() {
        let path = || Some(PathBuf::from("x"));
        let none = PassConfig::default();
        assert!(none.apple_files().is_ok_and(|files| files.is_none()));
        assert!(none.google_files().is_ok_and(|files| files.is_none()));
        let half = PassConfig { apple_pass_key: path(), google_wallet_account: path(), ..none };
        assert!(half.apple_files().is_err() && half.google_files().is_err());
    }
}
