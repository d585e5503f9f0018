// @ts-check

/**
 * After a redemption the verdict offers to take it back, for a few seconds. Then the offer goes; the redemption's own
 * page still cancels. Without this script it stays as long as the card. After it was taken, today's list is asked again.
 */

/** As long as a look at the screen and a second thought take. The bar in verdict.css runs as long. */
const OFFERED_MILLISECONDS = 8_000;

const stage = document.querySelector("[data-verdict]");
const today = document.querySelector("[data-today]");

/** @param {HTMLElement} form */
function offer(form) {
  form.classList.add("running");
  setTimeout(() => end(form), OFFERED_MILLISECONDS);
}

/**
 * Whoever is on the button already keeps it until they leave: it must not go under a finger or a key.
 * @param {HTMLElement} form
 */
function end(form) {
  if (form.contains(document.activeElement)) {
    form.addEventListener("focusout", () => form.remove(), { once: true });
  } else {
    form.remove();
  }
}

async function refreshToday() {
  const answer = await fetch("/desk/today", { cache: "no-store" }).catch(() => null);
  if (today && answer?.ok && !answer.redirected) {
    today.innerHTML = await answer.text();
  }
}

function looked() {
  const form = /** @type {HTMLElement | null | undefined} */ (stage?.querySelector("[data-undo]:not(.running)"));
  if (form) {
    offer(form);
  }
  if (stage?.querySelector("[data-code='undone']")) {
    void refreshToday();
  }
}

if (stage) {
  new MutationObserver(looked).observe(stage, { childList: true });
}
