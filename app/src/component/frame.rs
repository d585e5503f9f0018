//! The frame of every page: head, language switch, main, footer.

use crate::component::in_app::in_app;
use crate::language::Language;
use crate::text::{common, offline, offline_desk};
use crate::visitor::App;
use leptos::prelude::*;

/// What a page needs beside its content.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Language of the page.
    pub language: Language,
    /// `<title>`, without the brand.
    pub title: String,
    /// Folder of this build's files, e.g. `/assets/3f9c…`.
    pub assets: String,
    /// Path of this page, for coming back after the language was switched. Empty where a page must not be asked
    /// for again (answers to a POST).
    pub path: String,
    /// Which look: `wallet` or `desk`.
    pub area: &'static str,
    /// ES modules of this page.
    pub scripts: &'static [&'static str],
    /// Without scripts the page asks for itself again after this many seconds.
    pub refresh_seconds: Option<u32>,
    /// Address of the manifest, where the page can be put on a home screen.
    pub manifest: Option<String>,
    /// The app that this page was opened in, where that is to be said.
    pub inside: Option<Inside>,
}

/// A page that was opened inside another app.
#[derive(Debug, Clone, Copy)]
pub enum Inside {
    /// Said above all else.
    Above(App),
    /// Said below: what the page is for must not move down.
    Below(App),
}

/// The whole document around `content`.
pub fn document(frame: Frame, content: impl IntoView + 'static) -> impl IntoView {
    let Frame { language, title, assets, path, area, scripts, refresh_seconds, manifest, inside } = frame;
    let modules = scripts
        .iter()
        .map(|script| {
            let address = format!("{assets}/{script}");
            view! { <script type="module" src=address></script> }
        })
        .collect_view();
    // Of whoever works with this phone.
    let unsent = matches!(area, "desk" | "console").then(|| {
        view! {
            <a class="unsent" href="/desk" hidden data-unsent-words=offline_desk::UNSENT_HERE.of(language)></a>
            <script type="module" src=format!("{assets}/unsent.js")></script>
        }
    });
    let refresh = refresh_seconds.map(|seconds| {
        view! { <noscript><meta http-equiv="refresh" content=seconds.to_string() /></noscript> }
    });
    // With the cookie that says which language.
    let manifest = manifest.map(|address| {
        view! {
            <link rel="manifest" crossorigin="use-credentials" href=address />
            <link rel="apple-touch-icon" href=format!("{assets}/icon_maskable_512.png") />
            <meta name="apple-mobile-web-app-title" content=offline::APP_SHORT.of(language) />
        }
    });
    let copies = inside.is_some().then(|| {
        view! { <script type="module" src=format!("{assets}/in_app.js")></script> }
    });
    let (above, below) = match inside {
        None => (None, None),
        Some(Inside::Above(app)) => (Some(in_app(language, app, &path)), None),
        Some(Inside::Below(app)) => (None, Some(in_app(language, app, &path))),
    };
    view! {
        <!DOCTYPE html>
        <html lang=language.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="robots" content="noindex" />
                <meta name="color-scheme" content="light dark" />
                <meta name="format-detection" content="telephone=no" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f2ea" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#171411" />
                {neutral(language)}
                <title>{format!("{title} · {}", common::BRAND.of(language))}</title>
                <link rel="icon" type="image/svg+xml" href=format!("{assets}/icon.svg") />
                <link rel="stylesheet" href=format!("{assets}/style.css") />
                {manifest}
                {refresh}
                {modules}
            </head>
            <body class=area>
                <a class="skip" href="#main">{common::SKIP.of(language)}</a>
                {above}
                {unsent}
                {content}
                {below}
                {copies}
                <footer class="foot">
                    <span class="brand">{common::BRAND.of(language)}</span>
                    {language_switch(language, path)}
                </footer>
            </body>
        </html>
    }
}

/// What a preview may say about any page of ours: nothing about whose it is.
fn neutral(language: Language) -> impl IntoView {
    let (brand, description) = (common::BRAND.of(language), common::TAGLINE.of(language));
    view! {
        <meta name="description" content=description />
        {open_graph("og:type", "website")}
        {open_graph("og:title", brand)}
        {open_graph("og:description", description)}
    }
}

fn open_graph(property: &'static str, content: &'static str) -> impl IntoView {
    leptos::html::meta().attr("property", property).content(content)
}

/// A form, because a GET changes nothing: it keeps the choice in a cookie and comes back.
fn language_switch(language: Language, path: String) -> impl IntoView {
    let other = match language {
        Language::Chinese => Language::English,
        Language::English => Language::Chinese,
    };
    (!path.is_empty()).then(|| {
        view! {
            <form method="post" action="/language">
                <input type="hidden" name="language" value=other.tag() />
                <input type="hidden" name="back" value=path />
                <button class="quiet" aria-label=common::CHANGE_LANGUAGE.of(language) lang=other.tag()>
                    {common::OTHER_LANGUAGE.of(language)}
                </button>
            </form>
        }
    })
}
