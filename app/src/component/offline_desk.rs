//! What the desk's scripts need without network: the line that says how it stands, and the cards, to be filled in. There is
//! nothing in it about anybody.

use crate::component::verdict::{self, stepper};
use crate::language::Language;
use crate::text::{desk, offline_desk as text};
use domain::offline::judge::Unchecked;
use domain::refusal::Refusal;
use leptos::prelude::*;

/// Refusals that the browser gives by itself; the first two with network, too.
const LOCAL: [Refusal; 23] = [
    Refusal::NotOurs,
    Refusal::Forged,
    Refusal::KeyUnknown,
    Refusal::OutsideHours { opens: None },
    Refusal::OtherMerchant,
    Refusal::RelationEnded,
    Refusal::ProductNotOpen,
    Refusal::BranchNotListed,
    Refusal::HolderSignatureWrong,
    Refusal::CodeRenewed,
    Refusal::Expired { last_day: None },
    Refusal::NotYetUsable { first_day: None },
    Refusal::NotEnoughLeft { remaining: 0 },
    Refusal::ProofRefused,
    Refusal::HeadOfficeOnly,
    Refusal::CodeAlreadyPresented,
    Refusal::NeedsNetwork,
    Refusal::ClockWrong,
    Refusal::StatementTooOld,
    Refusal::SpentAsListed,
    Refusal::AlreadyQueued,
    Refusal::OfflineBudgetSpent,
    Refusal::UnsentScans,
];

/// How the phone stands: always seen, how many scans wait to be sent.
pub fn standing(language: Language) -> impl IntoView {
    view! {
        <p
            class="standing"
            role="status"
            hidden
            data-standing=""
            data-unsent=text::UNSENT.of(language)
            data-ready=text::READY.of(language)
            data-unready=text::NOT_READY.of(language)
            data-away=text::AWAY.of(language)
            data-revoked=text::REVOKED.of(language)
            data-stuck=text::STUCK.of(language)
        ></p>
        <section class="card stuck" hidden data-stuck-list="">
            <h2>{text::STUCK_TITLE.of(language)}</h2>
            <p class="small">{text::STUCK_NEXT.of(language)}</p>
            <ul></ul>
        </section>
    }
}

/// The cards that the browser shows by itself.
pub fn cards(language: Language) -> impl IntoView {
    let refusals = LOCAL
        .map(|refusal| {
            let card = verdict::refused(language, &refusal, None);
            view! { <template data-refusal=refusal.code().as_str()>{card}</template> }
        })
        .collect_view();
    view! {
        {refusals}
        <template data-offline-card="good">{taken(language, "good", text::TAKEN_GREEN.of(language))}</template>
        <template data-offline-card="ask">{taken(language, "ask", text::TAKEN_AMBER.of(language))}</template>
        <template data-offline-card="confirm">{confirm(language)}</template>
    }
}

fn not_checked(language: Language) -> impl IntoView {
    let lines = Unchecked::ALL
        .iter()
        .map(|one| view! { <li data-unchecked=one.as_str()>{text::unchecked(*one).of(language)}</li> })
        .collect_view();
    view! { <div data-not-checked=""><p class="next">{text::NOT_CHECKED.of(language)}</p><ul class="not-checked">{lines}</ul></div> }
}

fn taken(language: Language, tone: &'static str, title: &'static str) -> impl IntoView {
    view! {
        <section class=format!("verdict {tone}") data-tone=tone data-code="redeemed_offline" role="status" tabindex="-1">
            <span class="sign" aria-hidden="true"></span>
            <h2>{title}</h2>
            <p class="product" data-slot="product"></p>
            <p class="details" data-slot="issuer"></p>
            <p class="desk-note" data-slot="note"></p>
            <p class="reason" data-words=text::TAKEN_REASON.of(language)></p>
            {not_checked(language)}
            <p class="next">{text::NEXT.of(language)}</p>
            <p class="next">{text::CANCEL_LATER.of(language)}</p>
            <p class="acts"><a class="button" data-next="" href="/desk">{desk::NEXT_CUSTOMER.of(language)}</a></p>
        </section>
    }
}

fn confirm(language: Language) -> impl IntoView {
    view! {
        <section class="verdict ask" data-tone="ask" data-code="confirm" role="status" tabindex="-1">
            <span class="sign" aria-hidden="true"></span>
            <h2>{desk::CONFIRM_TITLE.of(language)}</h2>
            <p class="product" data-slot="product"></p>
            <p class="details" data-slot="issuer"></p>
            <p class="desk-note" data-slot="note"></p>
            <p class="reason">{text::ASK_HINT.of(language)}</p>
            {not_checked(language)}
            <form method="post" action="/desk/look" class="confirm" data-offline-confirm="">
                <input type="hidden" name="code" />
                <input type="hidden" name="attempt" />
                {stepper(language, desk::QUANTITY.of(language), 1, 255)}
                <p class="acts">
                    <button class="button large">{desk::REDEEM.of(language)}</button>
                    <a class="button quiet" data-next="" href="/desk">{desk::CLOSE.of(language)}</a>
                </p>
            </form>
        </section>
    }
}
