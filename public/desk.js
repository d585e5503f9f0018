// @ts-check

import { post, resume, send } from "./attempts.js";
import { Camera } from "./camera.js";
import { allowSound, give } from "./feedback.js";
import { judge, prepare } from "./local_verdict.js";
import { chooseReader } from "./reader.js";
import "./stepper.js";
import "./undo.js";

/** The same ticket is not sent again while it stays in view, and this long after. */
const SAME_TICKET_PAUSE_MILLISECONDS = 4_000;
/** Between two looks at the picture. */
const LOOK_EVERY_MILLISECONDS = 90;

const scanner = /** @type {HTMLElement | null} */ (document.querySelector("[data-scanner]"));
const stage = /** @type {HTMLElement} */ (document.querySelector("[data-verdict]"));
const offline = /** @type {HTMLElement} */ (document.querySelector("[data-offline]"));
const todayList = /** @type {HTMLElement} */ (document.querySelector("[data-today]"));

/** @param {boolean} away */
const line = (away) => {
  offline.hidden = !away;
};

/** Which ticket was seen last, and when. Foreign codes have the empty name, so "never" must not look like "just now". */
let seen = { ticket: "", at: -Infinity };
/** A verdict is on its way: further codes wait, and the screen says so. */
let busy = false;

/** @param {boolean} on */
function setBusy(on) {
  busy = on;
  document.body.classList.toggle("busy", on);
}

/** @param {string} html a verdict from the server */
function show(html) {
  stage.innerHTML = html;
  const card = /** @type {HTMLElement | null} */ (stage.querySelector("[data-tone]"));
  document.body.classList.toggle("answered", card !== null);
  if (!card) {
    return;
  }
  give(card.dataset.tone ?? "bad");
  card.focus({ preventScroll: true });
  if (card.dataset.code === "redeemed") {
    void refreshToday();
  }
}

function clear() {
  stage.replaceChildren();
  document.body.classList.remove("answered");
}

async function refreshToday() {
  const answer = await fetch("/desk/today", { cache: "no-store" }).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    todayList.innerHTML = await answer.text();
  }
}

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

/** @param {string} text */
async function redeem(text) {
  setBusy(true);
  try {
    show(await send("/desk/scan", { code: text, attempt: crypto.randomUUID() }, line));
  } finally {
    setBusy(false);
    seen.at = performance.now();
  }
}

/**
 * A code is in view. Foreign and forged ones are answered at once; only what may be ours is sent.
 * @param {string} text
 * @param {string} keys
 */
async function saw(text, keys) {
  const { refused, ticket } = judge(text, keys);
  const now = performance.now();
  const again = ticket === seen.ticket && now - seen.at < SAME_TICKET_PAUSE_MILLISECONDS;
  seen = { ticket, at: now };
  if (again || busy) {
    return;
  }
  if (refused) {
    refuseHere(refused);
  } else {
    await redeem(text);
  }
}

/**
 * A scan whose answer never came, because the page was closed before: answered first. Its ticket, still in view, is
 * not scanned anew, since a second attempt would only be told "already redeemed".
 * @param {string} keys
 */
async function answerEarlier(keys) {
  setBusy(true);
  try {
    const earlier = await resume(line);
    if (earlier) {
      show(earlier.html);
      seen = { ticket: judge(earlier.fields.code ?? "", keys).ticket, at: performance.now() };
    }
  } finally {
    setBusy(false);
  }
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
    show(typed ? await post(path, fields) : await send(path, fields, line));
    form.reset();
  } catch {
    line(true);
    form.submit();
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

/** @param {HTMLElement} root */
async function scan(root) {
  const camera = new Camera(/** @type {HTMLVideoElement} */ (root.querySelector("video")));
  const blocked = /** @type {HTMLElement} */ (root.querySelector("[data-blocked]"));
  const start = /** @type {HTMLElement} */ (root.querySelector("[data-start]"));
  const reader = await chooseReader();
  const name = /** @type {HTMLElement} */ (root.querySelector("[data-reader]"));
  name.textContent = (reader.kind === "detector" ? root.dataset.detector : root.dataset.worker) ?? "";
  name.dataset.kind = reader.kind;

  const open = async () => {
    try {
      await camera.start();
      blocked.hidden = true;
      start.hidden = true;
      root.classList.add("live");
    } catch {
      blocked.hidden = false;
      start.hidden = false;
    }
  };
  start.addEventListener("click", () => {
    allowSound();
    void open();
  });
  document.addEventListener("pointerdown", allowSound, { once: true });
  await open();
  await prepare().catch(() => undefined);
  await answerEarlier(root.dataset.keys ?? "");

  const look = async () => {
    if (camera.ready && !busy && !document.hidden) {
      const { text, foreign } = await reader.read(camera.video).catch(() => ({ text: null, foreign: false }));
      if (text !== null || foreign) {
        await saw(text ?? "", root.dataset.keys ?? "");
      }
    }
    setTimeout(() => void look(), LOOK_EVERY_MILLISECONDS);
  };
  void look();
}

document.addEventListener("submit", (event) => void submitted(event));
document.addEventListener("click", clicked);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    clear();
  }
});
if (scanner) {
  void scan(scanner);
}
