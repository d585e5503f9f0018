//! A merchant's pictures on a page. The room is kept free before they come, and a logo with clear parts stands on a plate
//! where it is seen by day and by night.

use domain::picture::Picture;
use leptos::prelude::*;

/// The logo, `name` for whoever does not see it; the name itself where there is none.
pub fn issuer(logo: Option<&Picture>, name: &str) -> impl IntoView + use<> {
    let name = name.to_owned();
    let shown = match logo {
        Some(logo) => image(logo, name, "logo").into_any(),
        None => name.into_any(),
    };
    view! { <p class="issuer">{shown}</p> }
}

/// One picture.
pub fn image(picture: &Picture, words: String, class: &'static str) -> impl IntoView + use<> {
    view! {
        <img
            class=class
            data-plate=picture.plate.as_str()
            src=picture.address()
            width=picture.size.width.to_string()
            height=picture.size.height.to_string()
            alt=words
        />
    }
}
