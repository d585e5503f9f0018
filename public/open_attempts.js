// @ts-check

/**
 * Attempts that got no answer from the server yet, each with its ticket: whoever scans the ticket again asks the same, so
 * that a lost or late answer is found again instead of "already redeemed". Kept where a killed page finds it.
 *
 * @typedef {{ ticket: string, attempt: string, made: number, sent: number | null, account: string }} Open
 *   `sent`: when it first went to the server, by this phone's clock
 */

const KEY = "piaojia.open_attempts";
/** After this long nobody stands at the counter any more. */
export const FORGOTTEN_MILLISECONDS = 10 * 60_000;

/** Whose desk this is; empty without network, where nobody is signed in to a server. */
export const accountHere = () =>
  /** @type {HTMLElement | null} */ (document.querySelector("[data-account]"))?.dataset.account ?? "";

/** Attempts are an account's: the next person on the same phone sends none of the one before. @param {{ account: string }} one */
export const isOurs = ({ account }) => account === accountHere() || account === "" || accountHere() === "";

/** @returns {Open[]} */
function all() {
  /** @type {Open[]} */
  const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
  return stored.filter(({ made }) => Date.now() - made <= FORGOTTEN_MILLISECONDS);
}

/** @param {Open[]} open */
function keep(open) {
  if (open.length > 0) localStorage.setItem(KEY, JSON.stringify(open));
  else localStorage.removeItem(KEY);
}

/** The attempt of this ticket that is still open, or a new one. @param {string} ticket */
export function attemptFor(ticket) {
  const open = all();
  const earlier = open.find((one) => one.ticket === ticket && isOurs(one));
  if (earlier) return earlier.attempt;
  const attempt = crypto.randomUUID();
  keep([...open, { ticket, attempt, made: Date.now(), sent: null, account: accountHere() }]);
  return attempt;
}

/** It goes to the server: from now on nobody knows whether it did something. @param {string} attempt */
export function goesOut(attempt) {
  keep(all().map((one) => (one.attempt === attempt && one.sent === null ? { ...one, sent: Date.now() } : one)));
}

/** When it first went out; `null` = never, or it is settled. @param {string} attempt */
export const sentAt = (attempt) => all().find((one) => one.attempt === attempt)?.sent ?? null;

/** What became of it is known: the ticket's next scan is another one. @param {string} attempt */
export function settled(attempt) {
  keep(all().filter((one) => one.attempt !== attempt));
}
