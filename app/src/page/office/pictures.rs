//! 自訂圖片: the merchant's logo and banner (RULES §8).

use crate::component::console::{Place, console};
use crate::component::picture::image;
use crate::component::refused::refused;
use crate::language::Language;
use crate::text::picture as text;
use domain::picture::{NotTaken, Picture, PictureKind};
use domain::refusal::Refusal;
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
    /// Why nothing was done.
    pub refusal: Option<Refusal>,
}

/// The page.
pub fn page(language: Language, signed_in: &SignedIn, shown: &Shown) -> impl IntoView + use<> {
    let sections = PictureKind::ALL.iter().map(|&kind| section(language, kind, shown)).collect_view();
    let content = view! {
        <h1>{text::TITLE.of(language)}</h1>
        {refused(language, shown.refusal.as_ref())}
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
    let not_taken = shown.not_taken.filter(|(of, _)| *of == kind).map(|(_, why)| why);
    let why = not_taken.map(|why| {
        let (why, kept) = (text::not_taken(why).of(language), text::UNCHANGED.of(language));
        let field = format!("#{}", id_of(kind));
        view! { <div class="error" role="alert"><p><a href=field>{text::FILE.of(language)}</a>" "{why}</p><p>{kept}</p></div> }
    });
    let forms = shown.changeable.then(|| forms(language, kind, picture, not_taken));
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

/// Of the field for the file.
fn id_of(kind: PictureKind) -> String {
    format!("file-{}", kind.as_str())
}

/// Both forms say which picture they were shown beside.
fn forms(
    language: Language,
    kind: PictureKind,
    picture: Option<&Picture>,
    not_taken: Option<NotTaken>,
) -> impl IntoView + use<> {
    let (address, id) = (format!("/office/pictures/{}", kind.as_str()), id_of(kind));
    let shown = picture.map(|picture| picture.name.to_string()).unwrap_or_default();
    let remove = picture.is_some().then(|| {
        view! {
            <form method="post" action=format!("{address}/remove")>
                <input type="hidden" name="shown" value=shown.clone() />
                <button class="button quiet">{text::REMOVE.of(language)}</button>
            </form>
        }
    });
    let described = format!("{id}-fault");
    let (invalid, described) =
        if not_taken.is_some() { (Some("true"), Some(described)) } else { (None, None) };
    let why = not_taken.map(|why| {
        view! { <p class="fault" id=format!("{id}-fault")>{text::not_taken(why).of(language)}</p> }
    });
    view! {
        <form method="post" action=address enctype="multipart/form-data">
            <input type="hidden" name="shown" value=shown.clone() />
            <div class="field" class:wrong=not_taken.is_some()>
                <label for=id.clone()><span>{text::FILE.of(language)}</span></label>
                <input id=id.clone() type="file" name="file" accept="image/png,image/jpeg" required aria-invalid=invalid aria-describedby=described />
                {why}
            </div>
            <button class="button">{text::UPLOAD.of(language)}</button>
        </form>
        {remove}
    }
}
