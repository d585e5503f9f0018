//! Web application manifests: what a phone needs to put a wallet, or the desk, on its home screen.

use app::language::Language;
use app::sentences::Sentence;
use serde::Serialize;

/// Content type of a manifest.
pub const KIND: &str = "application/manifest+json";

/// What is put on the home screen.
pub struct App<'a> {
    /// Where it starts; also its name among all apps.
    pub start: &'a str,
    /// Pages that belong to it.
    pub scope: &'a str,
    /// Its name.
    pub name: String,
    /// Its name under the icon.
    pub short_name: Sentence,
}

/// The members of a manifest.
#[derive(Serialize)]
pub struct Manifest {
    id: String,
    start_url: String,
    scope: String,
    name: String,
    short_name: &'static str,
    lang: &'static str,
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: [Icon; 4],
}

#[derive(Serialize)]
struct Icon {
    src: String,
    sizes: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
}

impl App<'_> {
    /// Its manifest; `assets` is the folder of the icons.
    pub fn manifest(self, language: Language, assets: &str) -> Manifest {
        let icon =
            |name: &str, sizes, kind, purpose| Icon { src: format!("{assets}/{name}"), sizes, kind, purpose };
        Manifest {
            id: self.start.to_owned(),
            start_url: self.start.to_owned(),
            scope: self.scope.to_owned(),
            name: self.name,
            short_name: self.short_name.of(language),
            lang: language.tag(),
            display: "standalone",
            background_color: "#f6f2ea",
            theme_color: "#f6f2ea",
            icons: [
                icon("icon_192.png", "192x192", "image/png", "any"),
                icon("icon_512.png", "512x512", "image/png", "any"),
                icon("icon_maskable_512.png", "512x512", "image/png", "maskable"),
                icon("icon.svg", "any", "image/svg+xml", "any"),
            ],
        }
    }
}
