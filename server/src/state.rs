//! What handlers share.

use crate::config::{DataConfig, ServeConfig};
use crate::dev_mailbox::DevMailbox;
use crate::limit::Limits;
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
    /// Settings of the server.
    pub serve: ServeConfig,
    /// Settings of the data.
    pub data: DataConfig,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(store: Store, site: Site, serve: ServeConfig, data: DataConfig) -> Self {
        Self(Arc::new(Shared { store, site, limits: Limits::new(), mailbox: Arc::default(), serve, data }))
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
