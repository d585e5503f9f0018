// @ts-check

/**
 * The desk goes on without network by itself: it answers when the server does not, asks for the server meanwhile, and sends
 * what it took as soon as the server is back.
 */

import { end, goOn, hasEnded } from "./desk_end.js";
import { Refused, hear, join, sendWaiting } from "./desk_phone.js";
import { read, waiting } from "./desk_storage.js";
import { askCard, refusedCard, takenCard } from "./offline_card.js";
import { take, taken, verdict, verifier } from "./offline_verdict.js";
import { sentAt, settled } from "./open_attempts.js";
import { PATIENCE_MILLISECONDS, standIn } from "./stand_in.js";
import { list } from "./stuck_scans.js";

const ASK_AGAIN_MILLISECONDS = 3_000;
const SOON_MILLISECONDS = 2_000;
/** After so long without an answer nobody is kept waiting for it. */
const ACT_MILLISECONDS = 2_500;
const NEWS_EVERY_MILLISECONDS = 60_000;
/** When this page last made way for the whole desk. */
const MADE_WAY = "piaojia.made_way";
const LINK = /^https?:\/\//i;
/** What the list of dead codes says of a ticket that this very scan may have used. */
const PERHAPS_OURS = new Set(["spent_as_listed", "not_enough_left"]);
/** What it can answer by itself. */
const PATHS = new Set(["/desk/scan", "/desk/look"]);
/** What only the server can do: asked again for a while, so that an answer which was lost is found. */
const ACTS = new Set(["/desk/redeem", "/desk/cancel", "/desk/more"]);
/** Answers to a whole lot of scans, not to one of them. */
const WHOLE = new Set(["404", "413", "422"]);

const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-standing]"));
let ready = false;
let revoked = false;
/** This page stands in for the desk's own, which could not be fetched. */
let isShell = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Puts a card on the screen, with what it sounds like. @type {(card: string) => void} */
let shown = () => undefined;

/**
 * Prepares; fills in the keys where the page came without network.
 * @param {HTMLElement} scanner
 * @param {(card: string) => void} put puts a card on the screen
 */
export async function begin(scanner, put) {
  shown = put;
  if (!line || !("indexedDB" in window) || !crypto.subtle) return;
  line.hidden = false;
  await verifier();
  const told = await read("told", "server");
  ready = told !== undefined && !hasEnded();
  if (told && !scanner.dataset.keys) {
    scanner.dataset.keys = told.keys;
    [standIn.away, isShell] = [true, true];
  }
  await show();
  void navigator.storage?.persist?.();
  void navigator.serviceWorker?.register("/service_worker.js", { scope: "/desk" }).catch(() => undefined);
  addEventListener("online", () => void meet());
  document.addEventListener("submit", (event) => void confirmed(event));
  document.addEventListener("submit", refuseSigningOut, true);
  void meet();
}

/** Hears the server and sends what waits; tries again soon where it does not answer, and now and then where it does. */
async function meet() {
  clearTimeout(timer);
  try {
    await sendWaiting().catch(unlessRefusedWhole);
    const { phone } = await join();
    await hear(phone);
    goOn();
    [ready, revoked, standIn.away] = [true, false, false];
    makeWay();
  } catch (error) {
    // Its hours are over: they begin again, without network, too.
    const closed = error instanceof Refused && error.message === "outside_hours";
    if (closed) standIn.away = false;
    if (error instanceof Refused && !closed) {
      end();
      [ready, revoked, standIn.away] = [false, true, false];
      // Whoever may not redeem has nothing to go on with.
      if (line) line.hidden = error.message !== "desk_phone_revoked";
    }
    // 401: somebody must sign in; the server is there all the same.
    if (error instanceof Error && error.message === "401") standIn.away = false;
  }
  await show();
  timer = setTimeout(() => void meet(), standIn.away ? ASK_AGAIN_MILLISECONDS : NEWS_EVERY_MILLISECONDS);
}

/**
 * For the whole desk, with its typed codes and today's list, once nobody looks at a card. Where the page does not come though
 * the rest does, this one stays: once a minute is often enough.
 */
function makeWay() {
  const last = Number(sessionStorage.getItem(MADE_WAY) ?? 0);
  if (!isShell || document.body.matches(".answered, .busy") || Date.now() - last < NEWS_EVERY_MILLISECONDS) return;
  sessionStorage.setItem(MADE_WAY, String(Date.now()));
  location.reload();
}

/**
 * A server that does not know this merchant or phone, or cannot read what was sent, is there all the same: what waits goes on
 * waiting, seen by its count, and stops nothing else.
 * @param {unknown} error
 */
function unlessRefusedWhole(error) {
  if (!(error instanceof Error && WHOLE.has(error.message))) throw error;
}

/** Something was redeemed with network: the list is to say so before the network goes. */
export function hearSoon() {
  if (!ready || standIn.away) return;
  clearTimeout(timer);
  timer = setTimeout(() => void meet(), SOON_MILLISECONDS);
}

standIn.knows = (path) => ready && PATHS.has(path);

standIn.patience = (path) => (!ready ? null : PATHS.has(path) ? PATIENCE_MILLISECONDS : ACTS.has(path) ? ACT_MILLISECONDS : null);

standIn.answer = async (path, fields, late, waited = 0) => {
  if (ACTS.has(path)) return ready && (standIn.away || waited >= ACT_MILLISECONDS) ? refusedCard("needs_network") : null;
  if (!standIn.knows(path, fields)) return null;
  if (!standIn.away) {
    standIn.away = true;
    clearTimeout(timer);
    timer = setTimeout(() => void meet(), ASK_AGAIN_MILLISECONDS);
  }
  const { code = "", attempt } = fields;
  try {
    const before = attempt ? await taken(attempt) : undefined;
    if (before) return takenCard(before, await products());
    if (!LINK.test(code)) return refusedCard("needs_network");
    const judged = await verdict(code, 0, false);
    if (judged.kind === "refused") return refused(judged.code, attempt, late);
    if (judged.kind === "ask" || !attempt) return askCard(judged, code, attempt ?? crypto.randomUUID(), await products());
    return takenCard(await takeOnce(code, attempt, judged), await products());
  } finally {
    await show();
  }
};

/**
 * Where the list was fetched after this attempt had gone to the server, only the server knows whose use stands in it.
 * @param {string} code @param {string} [attempt] @param {Promise<string | null> | null} [late]
 */
async function refused(code, attempt = "", late = null) {
  const sent = sentAt(attempt);
  /** @type {import("./desk_storage.js").Told | undefined} */
  const told = await read("told", "server");
  const ours = PERHAPS_OURS.has(code) && sent !== null && told !== undefined && told.heardAt >= sent + told.ahead;
  return ours ? ((await late) ?? refusedCard("needs_network")) : refusedCard(code);
}

/** Stored: the queue brings it to the server, and the ticket's next scan is another one. @type {typeof take} */
async function takeOnce(code, attempt, judged) {
  const kept = await take(code, attempt, judged);
  settled(attempt);
  return kept;
}

/** The second tap. @param {SubmitEvent} event */
async function confirmed(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.hasAttribute("data-offline-confirm")) return;
  event.preventDefault();
  const { code, attempt, quantity } = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  const before = await taken(attempt ?? "");
  const judged = before ? undefined : await verdict(code ?? "", Number(quantity), true);
  const card =
    judged?.kind === "refused"
      ? await refused(judged.code, attempt)
      : takenCard(before ?? (await takeOnce(code ?? "", attempt ?? "", /** @type {any} */ (judged))), await products());
  shown(card);
  await show();
}

/** @param {SubmitEvent} event */
function refuseSigningOut(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (new URL(form.action).pathname !== "/desk/sign-out" || document.cookie.includes(`${UNSENT}=0`) || !document.cookie.includes(`${UNSENT}=`)) return;
  event.preventDefault();
  event.stopPropagation();
  const stage = document.querySelector("[data-verdict]");
  if (stage) {
    stage.innerHTML = refusedCard("unsent_scans");
    document.body.classList.add("answered");
  }
}

const products = async () => (await read("told", "server"))?.products ?? [];

/** The server is told by each form, so that nobody signs out over what waits. */
const UNSENT = "__Host-unsent";

/** How many wait is always seen. */
async function show() {
  if (!line) return;
  const all = await waiting();
  const stuck = all.filter((scan) => scan.refused);
  const count = all.length - stuck.length;
  document.cookie = `${UNSENT}=${count}; Path=/; Secure; SameSite=Strict; Max-Age=${count > 0 ? 34_560_000 : 60}`;
  const told = await read("told", "server");
  const time = told ? new Date(told.heardAt).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Taipei" }) : "";
  const { unsent = "", stuck: kept = "", away = "", unready = "", revoked: ended = "" } = line.dataset;
  const words = revoked ? ended : !ready ? unready : standIn.away ? away.replace("{time}", time) : (line.dataset.ready ?? "");
  const counts = [unsent.replace("{count}", String(count)), ...(stuck.length > 0 ? [kept.replace("{count}", String(stuck.length))] : [])];
  line.textContent = [...counts, words].join("・");
  list(stuck, told?.products ?? []);
  line.dataset.count = String(count);
  line.dataset.state = revoked ? "revoked" : !ready ? "unready" : standIn.away ? "away" : "ready";
}
