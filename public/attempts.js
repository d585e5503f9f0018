// @ts-check

/**
 * Sends what was scanned, exactly once in effect: the attempt is made at the moment of the scan and stored before the
 * first send; every repeat carries the same one, so that the server answers the same.
 *
 * @typedef {{ path: string, fields: Record<string, string>, made: number, account: string }} Pending
 * @typedef {{ answer: Promise<string | null> | null }} Late the server's answer, where it was not waited for; nothing if it
 *   never came
 */

import { FORGOTTEN_MILLISECONDS, accountHere, goesOut, isOurs, settled } from "./open_attempts.js";
import { standIn } from "./stand_in.js";

const KEY = "piaojia.attempt";
const FIRST_WAIT_MILLISECONDS = 400;
const LONGEST_WAIT_MILLISECONDS = 4_000;
/** An answer is waited for so long where nobody else can give one. */
const LONGEST_MILLISECONDS = 8_000;
/** Answers that say nothing about what the attempt did before. */
const SAYS_NOTHING = new Set(["signed_out", "unavailable"]);

/** @type {(late: string, shown: string, attempt: string) => void} */
let hearLate = () => undefined;

/**
 * Whoever wants the server's answer where somebody else has answered meanwhile.
 * @param {(late: string, shown: string, attempt: string) => void} hear the card that came late, and the one shown before
 */
export const whenLate = (hear) => {
  hearLate = hear;
};

/** The code of a card. @param {string} html */
export const codeOf = (html) => /data-code="([a-z_]+)"/.exec(html)?.[1] ?? "";

/**
 * @param {string} path
 * @param {Record<string, string>} fields with `attempt`
 * @param {(offline: boolean) => void} line told when the network goes and comes
 * @returns {Promise<string>} the verdict's HTML
 */
export async function send(path, fields, line) {
  const pending = { path, fields, made: Date.now(), account: accountHere() };
  localStorage.setItem(KEY, JSON.stringify(pending));
  return finish(pending, line);
}

/**
 * A scan whose answer never came because the page was closed: asked again, by whoever asked first. Under another account it
 * would be another attempt, and redeem once more.
 * @param {(offline: boolean) => void} line
 * @returns {Promise<{ html: string, fields: Record<string, string> } | null>}
 */
export async function resume(line) {
  const stored = localStorage.getItem(KEY);
  if (!stored) {
    return null;
  }
  /** @type {Pending} */
  const pending = JSON.parse(stored);
  if (Date.now() - pending.made > FORGOTTEN_MILLISECONDS) {
    localStorage.removeItem(KEY);
    return null;
  }
  if (!isOurs(pending)) {
    return null;
  }
  return { html: await finish(pending, line), fields: pending.fields };
}

/**
 * Looking changes nothing: asked until there is an answer, and never stored.
 * @param {string} code
 * @param {(offline: boolean) => void} line
 */
export async function look(code, line) {
  return untilAnswered("/desk/look", { code }, line);
}

/**
 * @param {Pending} pending
 * @param {(offline: boolean) => void} line
 */
async function finish(pending, line) {
  const html = await untilAnswered(pending.path, pending.fields, line);
  localStorage.removeItem(KEY);
  return html;
}

/**
 * @param {string} path
 * @param {Record<string, string>} fields
 * @param {(offline: boolean) => void} line
 */
async function untilAnswered(path, fields, line) {
  const began = performance.now();
  for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS)) {
    /** @type {Late} */
    const late = { answer: null };
    try {
      const html = await ask(path, fields, late);
      line(false);
      return html;
    } catch {
      const card = await standIn.answer(path, fields, late.answer, performance.now() - began).catch(() => null);
      if (card) {
        line(false);
        void late.answer?.then((html) => html && html !== card && hearLate(html, card, fields.attempt ?? ""));
        return card;
      }
      line(true);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/**
 * One request. Where somebody else can answer, the network is not waited for long, or not at all while it is away. What
 * changes something is not called back then, since nobody could tell whether it had arrived: its answer may still come.
 * @param {string} path
 * @param {Record<string, string>} fields
 * @param {Late} [late]
 */
export async function ask(path, fields, late) {
  const patience = standIn.patience(path);
  if (patience === null) return post(path, fields);
  if (standIn.away && standIn.knows(path, fields)) throw new Error("away");
  if (!late || !fields.attempt) return post(path, fields, patience);
  const answer = post(path, fields);
  late.answer = answer.catch(() => null);
  return Promise.race([answer, tooLong(patience)]);
}

/** @param {number} patience @returns {Promise<never>} */
const tooLong = (patience) =>
  new Promise((_, reject) => setTimeout(() => reject(new Error("too long")), patience));

/**
 * @param {string} path
 * @param {Record<string, string>} fields
 * @param {number} [patience]
 */
async function post(path, fields, patience = LONGEST_MILLISECONDS) {
  if (fields.attempt) goesOut(fields.attempt);
  const answer = await fetch(path, {
    method: "POST",
    headers: { "x-fragment": "1" },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(patience),
  });
  if (answer.status >= 500) {
    throw new Error(String(answer.status));
  }
  const html = await answer.text();
  if (fields.attempt && !SAYS_NOTHING.has(codeOf(html))) settled(fields.attempt);
  return html;
}
