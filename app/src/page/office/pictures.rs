//! 自訂圖片: the merchant's logo and banner (RULES §8).

use crate::component::console::{Place, console};
use crate::component::picture::image;
use crate::language::Language;
use crate::text::picture as text;
use domain::picture::{NotTaken, Picture, PictureKind};
use leptos::prelude::*;
use store::query::session::SignedIn;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// LOGO
    pub logo: Option<Picture>,
    /// 橫幅
    pub banner: Option<Picture>,
    /// Whether the account may change them.
    pub changeable: bool,
    /// What was sent and not taken.
    pub not_taken: Option<(PictureKind, NotTaken)>,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let sections = PictureKind::ALL.iter().map(|&kind| section(language, kind, shown)).collect_view();
    let content = view! {
        <h1>{text::TITLE.of(language)}</h1>
        {sections}
    };
    console(language, signed_in, Place::Pictures, content)
}

fn section(language: Language, kind: PictureKind, shown: &Shown) -> impl IntoView + use<> {
    let (picture, class) = match kind {
        PictureKind::Logo => (shown.logo.as_ref(), "logo"),
        PictureKind::Banner => (shown.banner.as_ref(), "banner"),
    };
    let name = text::name(kind).of(language);
    let now = match picture {
        Some(picture) => view! { <p>{image(picture, name.to_owned(), class)}</p> }.into_any(),
        None => view! { <p class="empty">{text::none(kind).of(language)}</p> }.into_any(),
    };
    let why = shown.not_taken.filter(|(of, _)| *of == kind).map(|(_, why)| {
        let (why, kept) = (text::not_taken(why).of(language), text::UNCHANGED.of(language));
        view! { <div class="error" role="alert"><p>{why}</p><p>{kept}</p></div> }
    });
    let forms = shown.changeable.then(|| forms(language, kind, picture.is_some()));
    view! {
        <section class="card">
            <h2>{name}</h2>
            <p class="muted small">{text::place(kind).of(language)}</p>
            <p class="muted small">{text::FORMATS.of(language)}</p>
            {why}
            {now}
            {forms}
        </section>
    }
}

fn forms(language: Language, kind: PictureKind, removable: bool) -> impl IntoView + use<> {
    let address = format!("/office/pictures/{}", kind.as_str());
    let remove = removable.then(|| {
        view! {
            <form method="post" action=format!("{address}/remove")>
                <button class="button quiet">{text::REMOVE.of(language)}</button>
            </form>
        }
    });
    view! {
        <form method="post" action=address enctype="multipart/form-data">
            <label>
                <span>{text::FILE.of(language)}</span>
                <input type="file" name="file" accept="image/png,image/jpeg" required />
            </label>
            <button class="button">{text::UPLOAD.of(language)}</button>
        </form>
        {remove}
    }
}
