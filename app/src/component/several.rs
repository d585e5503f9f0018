//! Several tickets in one scan (RULES §3): the offer under the first one's verdict, and the card that answers for all.

use crate::component::tone::Tone;
use crate::component::verdict::stepper;
use crate::language::Language;
use crate::text::{desk, refusal, several as text};
use domain::identity::AttemptId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::command::redeem::{Receipt, TicketFace};
use store::query::several::Followers;

/// What became of one of them.
#[derive(Debug, Clone)]
pub enum Followed {
    /// Written.
    Redeemed(Receipt, Box<TicketFace>),
    /// Not, and why.
    Refused(Refusal),
}

/// How many more, and one button. `sealed` opens them, one after the other, with a dot between.
pub fn offer(
    language: Language,
    followers: &Followers,
    sealed: String,
    attempt: &AttemptId,
) -> impl IntoView + use<> {
    let count = u32::try_from(followers.presentations.len()).unwrap_or(u32::MAX);
    let title = text::OFFER.with(language, &[("count", &count.to_string())]);
    let note = (!followers.desk_note.is_empty())
        .then(|| view! { <p class="desk-note">{followers.desk_note.clone()}</p> });
    // One too few is redeemed with the next tap; one too many is a customer's loss.
    let quantity = (count > 1).then(|| stepper(language, text::HOW_MANY.of(language), 1, count));
    let single = (count == 1).then(|| view! { <input type="hidden" name="quantity" value="1" /> });
    view! {
        <form method="post" action="/desk/more" class="several" data-fragment="">
            <p><strong>{title}</strong></p>
            <p class="several-product">{followers.product_name.clone()}</p>
            {note}
            <input type="hidden" name="presentations" value=sealed />
            <input type="hidden" name="attempt" value=attempt.to_string() />
            {quantity}
            {single}
            <button class="button">{text::REDEEM.of(language)}</button>
        </form>
    }
}

/// All answers on one card: green only if every one is, and what is missing is said first.
pub fn answers(language: Language, all: &[Followed]) -> impl IntoView + use<> {
    let done = all.iter().filter(|one| matches!(one, Followed::Redeemed(..))).count();
    let (done_text, all_text) = (done.to_string(), all.len().to_string());
    let values = [("done", done_text.as_str()), ("all", all_text.as_str())];
    let (tone, title) = if done == all.len() {
        (Tone::Good, text::ALL_DONE)
    } else if done == 0 {
        (Tone::Bad, text::NONE_DONE)
    } else {
        (Tone::Ask, text::SOME_DONE)
    };
    let next = (done < all.len()).then(|| view! { <p class="next">{text::SOME_NEXT.of(language)}</p> });
    let lines = (1..).zip(all).map(|(number, one)| line(language, number, one)).collect_view();
    view! {
        <section class=format!("verdict {}", tone.name()) data-tone=tone.name() data-code="several" role="status" tabindex="-1" aria-labelledby="verdict-word">
            <span class="sign" aria-hidden="true"></span>
            <h2 id="verdict-word">{title.of(language)}</h2>
            <p class="reason">{text::DONE_OF.with(language, &values)}</p>
            {next}
            <ol class="answers">{lines}</ol>
            <p class="acts"><a class="button" data-next="" href="/desk">{desk::NEXT_CUSTOMER.of(language)}</a></p>
        </section>
    }
}

fn line(language: Language, number: u32, one: &Followed) -> AnyView {
    match one {
        Followed::Redeemed(receipt, face) => {
            let address = format!("/desk/use/{}/{}", face.merchant, receipt.use_id);
            let serial = face.serial.clone();
            view! { <li value=number.to_string()>"✓ "<a href=address>{serial}</a>" "{desk::REDEEMED_TITLE.of(language)}</li> }
                .into_any()
        }
        Followed::Refused(why) => {
            let words = refusal::of(why.code());
            let reason =
                refusal::facts(why, language).unwrap_or_else(|| words.reason.of(language).to_owned());
            view! { <li value=number.to_string()>"✕ "<strong>{words.word.of(language)}</strong>" "{reason}</li> }
                .into_any()
        }
    }
}
