//! The font of the sheets: a file of the machine's, read when somebody prints for the first time.

use domain::refusal::Refusal;
use paper::Font;
use std::path::Path;
use store::StoreError;
use tokio::sync::OnceCell;

/// Where Debian's `fonts-noto-cjk` puts it.
pub const USUAL: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// Kept once it is read. A missing one is looked for again: installing it needs no new start.
#[derive(Debug, Default)]
pub struct PrintFont(OnceCell<Font>);

impl PrintFont {
    /// The font in this file.
    pub async fn read(&self, path: &Path) -> Result<Font, StoreError> {
        self.0.get_or_try_init(|| load(path)).await.cloned()
    }
}

async fn load(path: &Path) -> Result<Font, StoreError> {
    let missing = |reason: String| {
        tracing::error!(path = %path.display(), reason, "no font for printing: PIAOJIA_PRINT_FONT");
        StoreError::Refused(Refusal::FontMissing)
    };
    let bytes = tokio::fs::read(path).await.map_err(|error| missing(error.to_string()))?;
    let font = tokio::task::spawn_blocking(move || Font::read(bytes)).await;
    font.map_err(|error| missing(error.to_string()))?.map_err(|error| missing(format!("{error:?}")))
}
