// @ts-check

/**
 * The page that stands in for the wallet's without network: draws the list or a ticket from what this phone keeps, and
 * makes way for the real page as soon as the server answers.
 *
 * @typedef {Record<string, unknown> & { serial: string, usable: boolean, ends: number | null, state: string, remaining: number }} Ticket
 * @typedef {Record<string, unknown> & { form: number, tickets: Ticket[] }} Facts
 */

import { kept } from "./living.js";
import { offerRemoval } from "./removal.js";
import { erase, read, write } from "./storage.js";

/** app/src/facts.rs; another form is another build's. */
const FORM = 1;
const RETRY_MILLISECONDS = 15_000;
/** An answer that takes longer comes from a network on which a page would take too long, too. */
const QUICK_MILLISECONDS = 3_000;

const wallet = location.pathname.split("/").slice(0, 3).join("/");
const serial = location.pathname.split("/").slice(3).join("/");
let isRemoved = false;

/** @param {string} name */
const template = (name) =>
  /** @type {DocumentFragment} */ (/** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-${name}]`)).content.cloneNode(true));

/** @param {ParentNode} root @param {string} name @returns {HTMLElement[]} */
const all = (root, name) => [...root.querySelectorAll(`[data-${name}]`)].map((found) => /** @type {HTMLElement} */ (found));

/** @param {string} tag @param {string} text */
const element = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

/** @param {ParentNode} root @param {Record<string, unknown>} facts */
function fill(root, facts) {
  for (const slot of all(root, "slot").filter(({ dataset }) => dataset.slot && dataset.slot in facts)) {
    slot.textContent = String(facts[slot.dataset.slot ?? ""]);
    if (slot.dataset.slot === "chip") {
      slot.dataset.state = String(facts.state);
    }
  }
  for (const piece of all(root, "if")) {
    piece.hidden = !facts[piece.dataset.if ?? ""];
  }
  for (const list of all(root, "lines")) {
    const lines = /** @type {string[]} */ (facts[list.dataset.lines ?? ""] ?? []);
    list.append(...lines.map((line) => element("li", line)));
  }
  for (const list of all(root, "rows")) {
    for (const [name, value] of /** @type {[string, string][]} */ (facts[list.dataset.rows ?? ""] ?? [])) {
      const row = document.createElement("div");
      row.append(element("dt", name), element("dd", value));
      list.append(row);
    }
  }
}

/** A gift voucher may have ended since. @param {Ticket} ticket */
const isUsable = ({ usable, ends }) => usable && !(ends !== null && ends < Date.now());

/** @param {Ticket} ticket */
function card(ticket) {
  const kind = isUsable(ticket) ? "usable" : "spent";
  const piece = template("card");
  fill(piece, ticket);
  piece.querySelector("li")?.classList.add(kind);
  piece.querySelector("a")?.setAttribute("href", `${wallet}/${ticket.serial}`);
  all(piece, "act").forEach((act) => (act.hidden = act.dataset.act !== kind));
  return piece;
}

/** @param {Facts} facts */
function list(facts) {
  const page = template('page="list"');
  fill(page, facts);
  const [usable, spent] = ["usable", "spent"].map((kind) => /** @type {HTMLElement} */ (page.querySelector(`[data-tickets="${kind}"]`)));
  for (const ticket of facts.tickets) {
    (isUsable(ticket) ? usable : spent)?.append(card(ticket));
  }
  all(page, "empty").forEach((empty) => (empty.hidden = Boolean(usable?.children.length)));
  spent?.parentElement?.toggleAttribute("hidden", spent.children.length === 0);
  const main = /** @type {HTMLElement} */ (page.querySelector("main"));
  offerRemoval(main, wallet, async () => false, () => (isRemoved = true));
  place(page);
}

/** @param {Facts} facts @param {Ticket} ticket */
async function show(facts, ticket) {
  const page = template('page="ticket"');
  fill(page, { ...facts, ...ticket });
  const isSigned = isUsable(ticket) && ticket.serial in ((await kept(wallet))?.statements ?? {});
  const [paper] = all(page, "code");
  if (paper && isSigned) {
    Object.assign(paper.dataset, { wallet, serial, code: `${wallet}/${serial}/code` });
    // What wallet.js would show a moment later.
    [...all(paper, "alone"), ...all(paper, "living"), ...all(page, "wanted")].forEach((words) => (words.hidden = false));
    page.querySelector("[data-wanted] input")?.setAttribute("max", String(ticket.remaining));
  } else {
    paper?.remove();
  }
  if (!isSigned || ticket.remaining < 2) {
    all(page, "wanted").forEach((choice) => choice.remove());
  }
  all(page, "refused").forEach((words) => words.querySelector("a")?.setAttribute("href", `${wallet}/device`));
  all(page, "unsigned").forEach((words) => (words.hidden = isSigned || !isUsable(ticket)));
  all(page, "why").forEach((words) => (words.hidden = isUsable(ticket)));
  place(page);
  if (isSigned) {
    await Promise.all([import("./wallet.js"), import("./stepper.js")]);
  }
}

/** @param {boolean} isKept */
function nothing(isKept) {
  const page = template('page="nothing"');
  all(page, "kept").forEach((words) => (words.hidden = !isKept));
  all(page, "not-kept").forEach((words) => (words.hidden = isKept));
  place(page);
}

/** @param {DocumentFragment} page */
function place(page) {
  all(page, "back").forEach((link) => link.setAttribute("href", wallet));
  document.querySelector("[data-place]")?.replaceWith(page);
}

/** Whether the server is there again. */
async function look() {
  if (isRemoved || document.hidden) {
    return;
  }
  const asked = Date.now();
  try {
    const answer = await fetch(`${wallet}/facts`, { cache: "no-store", signal: AbortSignal.timeout?.(RETRY_MILLISECONDS) });
    if (answer.ok) {
      await write("facts", wallet, await answer.json());
    } else if (answer.status === 404) {
      // The wallet has another link now, and this one shows nothing to anybody.
      await erase(wallet);
    }
    if ((answer.ok && Date.now() - asked < QUICK_MILLISECONDS) || answer.status === 404) {
      location.reload();
    }
  } catch {
    // Still away.
  }
}

/** @type {Facts | undefined} */
const facts = await read("facts", wallet).catch(() => undefined);
const ticket = facts?.tickets.find((one) => one.serial === serial);
if (facts?.form !== FORM || (serial && !ticket)) {
  nothing(facts?.form === FORM);
} else if (ticket) {
  await show(facts, ticket);
} else {
  list(facts);
}
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
addEventListener("online", look);
document.addEventListener("visibilitychange", look);
setInterval(look, RETRY_MILLISECONDS);
