//! What handlers share.

use crate::config::{DataConfig, ServeConfig};
use crate::dev_mailbox::DevMailbox;
use crate::limit::Limits;
use crate::pass::Passes;
use crate::passkey::Passkeys;
use crate::print_font::PrintFont;
use crate::site::Site;
use std::sync::Arc;
use store::Store;

/// One server's state; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// The shared parts.
pub struct Shared {
    /// Rows.
    pub store: Store,
    /// The browser's files.
    pub site: Site,
    /// Guessing limits.
    pub limits: Limits,
    /// What the demo's mails said.
    pub mailbox: Arc<DevMailbox>,
    /// Passkeys, where the public address may have any.
    pub passkeys: Passkeys,
    /// What tickets of paper are written in.
    pub print_font: PrintFont,
    /// Keys for wallet apps, where the operator has any.
    pub passes: Passes,
    /// Settings of the server.
    pub serve: ServeConfig,
    /// Settings of the data.
    pub data: DataConfig,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(store: Store, site: Site, serve: ServeConfig, data: DataConfig) -> Self {
        Self::with_passes(store, site, serve, data, Passes::default())
    }

    /// The same, with keys for wallet apps.
    pub fn with_passes(
        store: Store,
        site: Site,
        serve: ServeConfig,
        data: DataConfig,
        passes: Passes,
    ) -> Self {
        let (limits, mailbox, print_font) = (Limits::new(), Arc::default(), PrintFont::default());
        let passkeys = Passkeys::of(&data.public_url);
        Self(Arc::new(Shared { store, site, limits, mailbox, passkeys, print_font, passes, serve, data }))
    }
}

impl Shared {
    /// Beginning of the links in QR codes.
    pub fn code_base(&self) -> &str {
        self.serve.code_url.as_deref().unwrap_or(&self.data.public_url).trim_end_matches('/')
    }
}

impl std::ops::Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
