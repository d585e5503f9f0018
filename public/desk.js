// @ts-check

import { ask, codeOf, send, whenLate } from "./attempts.js";
import { allowSound, give } from "./feedback.js";
import { begin, hearSoon } from "./offline_desk.js";
import { scan } from "./scanning.js";
import "./several.js";
import { standIn } from "./stand_in.js";
import "./stepper.js";
import { groupWhileTyping } from "./typed_code.js";
import "./undo.js";

const scanner = /** @type {HTMLElement | null} */ (document.querySelector("[data-scanner]"));
const stage = /** @type {HTMLElement} */ (document.querySelector("[data-verdict]"));
const offline = /** @type {HTMLElement} */ (document.querySelector("[data-offline]"));
const todayList = /** @type {HTMLElement | null} */ (document.querySelector("[data-today]"));
/** Nothing is written there: nothing is stored or sent again. */
const practice = document.querySelector("[data-practice]") !== null;

/** @param {boolean} away */
const line = (away) => {
  offline.hidden = !away;
};

/** A verdict is on its way: further codes wait, and the screen says so. */
let busy = false;

/** @param {boolean} on */
function setBusy(on) {
  busy = on;
  document.body.classList.toggle("busy", on);
}

/**
 * @param {string} html a verdict
 * @param {string} [attempt] whose answer it is
 * @returns {string} the card's code
 */
function show(html, attempt = "") {
  stage.innerHTML = html;
  stage.dataset.attempt = attempt;
  const card = /** @type {HTMLElement | null} */ (stage.querySelector("[data-tone]"));
  document.body.classList.toggle("answered", card !== null);
  if (!card) {
    return "";
  }
  give(card.dataset.tone ?? "bad");
  card.focus({ preventScroll: true });
  if (card.dataset.code === "redeemed") {
    void refreshToday();
    hearSoon();
  }
  return card.dataset.code ?? "";
}

/**
 * The server has answered after all. A yes is always news to whoever was told no; a no only while the card is looked at; a
 * card that asks is left to the clerk.
 */
whenLate((late, shown, attempt) => {
  const [before, now] = [codeOf(shown), codeOf(late)];
  const seen = stage.dataset.attempt === attempt && stage.childElementCount > 0;
  const nothingSeen = stage.childElementCount === 0;
  const news =
    before === "redeemed_offline" ? seen && now !== "redeemed" && now !== "confirm"
    : now === "redeemed" ? seen || nothingSeen
    : seen && before !== "confirm";
  if (news && !busy) show(late, attempt);
  else if (now === "redeemed") void refreshToday();
});

function clear() {
  stage.replaceChildren();
  document.body.classList.remove("answered");
}

async function refreshToday() {
  if (!todayList) return;
  const answer = await fetch("/desk/today", { cache: "no-store" }).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    todayList.innerHTML = await answer.text();
  }
}

/** @param {string} refusal */
const hasCard = (refusal) => document.querySelector(`template[data-refusal="${refusal}"]`) !== null;

/**
 * A refusal that needs no server: its card came with the page.
 * @param {string} refusal
 */
function refuseHere(refusal) {
  const template = /** @type {HTMLTemplateElement | null} */ (
    document.querySelector(`template[data-refusal="${refusal}"]`)
  );
  show(template?.innerHTML ?? "");
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const typed = form.hasAttribute("data-typed");
  if (!typed && !form.hasAttribute("data-fragment")) {
    return;
  }
  event.preventDefault();
  allowSound();
  if (busy) {
    return;
  }
  setBusy(true);
  const fields = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  const path = new URL(form.action).pathname;
  try {
    show(typed || practice ? await ask(path, fields) : await send(path, fields, line));
    line(false);
    form.reset();
  } catch {
    const card = await standIn.answer(path, fields).catch(() => null);
    if (card) {
      show(card);
    } else {
      // The desk stays: a page that does not come would take its place, and the camera's.
      line(true);
      if (hasCard("needs_network")) refuseHere("needs_network");
    }
  } finally {
    setBusy(false);
  }
}

/** @param {MouseEvent} event */
function clicked(event) {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("[data-next]") && scanner) {
    event.preventDefault();
    clear();
  }
}

document.addEventListener("submit", (event) => void submitted(event));
document.addEventListener("click", clicked);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    clear();
  }
});
const typed = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-typed] input"));
if (typed) {
  groupWhileTyping(typed);
}
if (scanner) {
  const card = () => /** @type {HTMLElement | null} */ (stage.querySelector("[data-tone]"))?.dataset.code ?? "";
  const begun = begin(scanner, show).catch(() => undefined);
  // The page that stands in without network has no keys of its own.
  void (scanner.dataset.keys ? Promise.resolve() : begun).then(() => scan(scanner, { show, refuseHere, line, setBusy, isBusy: () => busy, card, practice }));
}
