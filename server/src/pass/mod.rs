//! Tickets as cards in wallet apps, where the operator has keys (docs/PASSES.md): `.pkpass` files, signed as Apple wants
//! them, and "Save" links, signed as Google wants them. What the cards say stands in `app::pass`.

pub mod config;
mod der;
pub mod google;
pub mod network;
pub mod signature;
pub mod tell;
mod zip_file;

use crate::state::AppState;
use app::language::Language;
use app::pass::apple::{Identity, document};
use app::pass::{Card, Places, card};
use config::PassConfig;
use google::ServiceAccount;
use signature::PassSigner;
use std::sync::Arc;
use store::query::pass::Pass;

/// Where phones ask for changes; Apple adds `/v1/…`.
pub const WEB_SERVICE: &str = "/passes";

/// The keys there are. None: nobody sees anything of all this.
#[derive(Clone, Default)]
pub struct Passes {
    /// For `.pkpass` files.
    pub apple: Option<Arc<PassSigner>>,
    /// For "Save" links.
    pub google: Option<Arc<ServiceAccount>>,
}

impl Passes {
    /// Reads what is configured; half a set of keys is a mistake, not a choice.
    pub fn load(config: &PassConfig) -> Result<Self, String> {
        Ok(Self {
            apple: config.apple_files()?.map(PassSigner::load).transpose()?.map(Arc::new),
            google: config.google_files()?.map(ServiceAccount::load).transpose()?.map(Arc::new),
        })
    }

    /// Whether there is any.
    pub fn are_there(&self) -> bool {
        self.apple.is_some() || self.google.is_some()
    }
}

/// The card as it is now.
pub fn card_now(state: &AppState, pass: &Pass) -> Card {
    let language = Language::parse(&pass.language).unwrap_or(Language::Chinese);
    let house = state.data.public_url.trim_end_matches('/');
    card(language, pass, Places { codes: state.code_base(), house }, state.store.now().day())
}

/// The `.pkpass` file of a card as it is now.
pub fn apple_file(state: &AppState, signer: &PassSigner, pass: &Pass) -> Result<Vec<u8>, String> {
    let house = state.data.public_url.trim_end_matches('/');
    let identity = Identity {
        pass_type: signer.pass_type().to_owned(),
        team: signer.team().to_owned(),
        serial: pass.serial.to_string(),
        token: state.store.pass_token(&pass.serial),
        web_service: house.starts_with("https://").then(|| format!("{house}{WEB_SERVICE}")),
    };
    let document = document(&card_now(state, pass), identity);
    let document = serde_json::to_vec(&document).map_err(|error| error.to_string())?;
    zip_file::pack(document, |manifest| signer.sign(manifest, state.store.now()))
}
