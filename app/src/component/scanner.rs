//! The camera at the counter and what belongs to it: lens, light, zoom, a photo instead, looking first. Scripts show
//! what the phone has; without them only the typed code is there.

use crate::language::Language;
use crate::text::desk as text;
use leptos::prelude::*;

/// The picture with its frame. `issuer_keys` are the public keys that the browser verifies with.
pub fn scanner(language: Language, issuer_keys: String) -> impl IntoView {
    view! {
        <div
            class="scanner"
            data-scanner=""
            data-keys=issuer_keys
            data-detector=text::READER_DETECTOR.of(language)
            data-worker=text::READER_WORKER.of(language)
        >
            <video playsinline muted aria-hidden="true" tabindex="-1"></video>
            <div class="aim" aria-hidden="true"></div>
            <p class="hint" data-hint="">{text::CAMERA_HINT.of(language)}</p>
            {state_line(language)}
            <p class="reader" data-reader=""></p>
            <button type="button" class="button large" data-start="" hidden>{text::START.of(language)}</button>
            <noscript><p class="blocked">{text::CAMERA_NEEDED.of(language)}</p></noscript>
        </div>
        {tools(language)}
    }
}

/// What is wrong with the camera and what to do; the script picks the sentence by its name.
fn state_line(language: Language) -> impl IntoView {
    view! {
        <p
            class="blocked"
            role="alert"
            hidden
            data-blocked=""
            data-denied=text::CAMERA_BLOCKED.of(language)
            data-missing=text::CAMERA_MISSING.of(language)
            data-taken=text::CAMERA_TAKEN.of(language)
            data-frozen=text::CAMERA_FROZEN.of(language)
            data-dark=text::CAMERA_DARK.of(language)
            data-unread=text::PHOTO_UNREAD.of(language)
        ></p>
    }
}

/// In reach of the thumb, under the picture. Each is hidden until the phone is known to have it.
fn tools(language: Language) -> impl IntoView {
    view! {
        <div class="tools" data-tools="" hidden>
            <label class="look-first">
                <input type="checkbox" role="switch" data-look-first="" />
                <span>{text::LOOK_FIRST.of(language)}</span>
            </label>
            <button type="button" class="button quiet" data-torch="" aria-pressed="false" hidden>{text::TORCH.of(language)}</button>
            <div class="zoom" role="group" aria-label=text::ZOOM.of(language) data-zoom="" hidden>
                <button type="button" class="button quiet" data-factor="1" aria-pressed="true">"1×"</button>
                <button type="button" class="button quiet" data-factor="2" aria-pressed="false">"2×"</button>
            </div>
            <label class="lens" data-lens="" hidden>
                <span>{text::LENS.of(language)}</span>
                <select data-name=text::LENS_NUMBER.of(language)></select>
            </label>
            <label class="photo" data-photo="" hidden>
                <span class="button">{text::PHOTO.of(language)}</span>
                <input type="file" accept="image/*" capture="environment" aria-describedby="photo-stays" />
                <small id="photo-stays">{text::PHOTO_STAYS.of(language)}</small>
            </label>
        </div>
    }
}
