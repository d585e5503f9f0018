// @ts-check

/**
 * Under the verdict of a ticket that was redeemed: how many more of its order may go with it. Asked for after the verdict
 * is on the screen, so that nobody waits for it; without network it is simply not offered.
 */

const stage = document.querySelector("[data-verdict]");
const today = document.querySelector("[data-today]");

/** @param {Element} card */
async function offer(card) {
  const detail = /** @type {HTMLAnchorElement | null} */ (card.querySelector("a[href^='/desk/use/']"));
  const path = detail?.getAttribute("href")?.replace("/desk/use/", "/desk/more/");
  if (!path) return;
  const answer = await fetch(path, { cache: "no-store", headers: { "x-fragment": "1" } }).catch(() => null);
  const html = answer?.ok && !answer.redirected ? await answer.text() : "";
  const before = card.querySelector(".undo, .acts");
  if (html.includes("data-fragment") && before && card.isConnected && !card.querySelector(".several")) {
    before.insertAdjacentHTML("beforebegin", html);
  }
}

async function refreshToday() {
  const answer = await fetch("/desk/today", { cache: "no-store" }).catch(() => null);
  if (today && answer?.ok && !answer.redirected) {
    today.innerHTML = await answer.text();
  }
}

function looked() {
  const card = stage?.querySelector("[data-code='redeemed']");
  if (card) void offer(card);
  if (stage?.querySelector("[data-code='several']")) void refreshToday();
}

if (stage) {
  new MutationObserver(looked).observe(stage, { childList: true });
}
