// @ts-check

/**
 * What the browser can tell without the network: whether a scanned text is one of our codes at all, and whose ticket
 * it names. The very rules of the server, as a small wasm module. Clocks on phones are wrong: what is too old is left
 * to the server.
 *
 * @typedef {{ refused: string | null, ticket: string }} Judgement `ticket` names the ticket behind ever-changing codes
 */

/** Refusals that no server would decide otherwise. */
const CERTAIN = new Set(["not_ours", "forged"]);

/** @type {((text: string, keys: string, now: number) => string) | null} */
let verify = null;

/** Fetches the module; until it is here, every code goes to the server. */
export async function prepare() {
  const module = await import("./verifier.js");
  await module.default();
  verify = module.verify_code;
}

/**
 * @param {string} text
 * @param {string} keys the issuer's public keys, one a line
 * @returns {Judgement}
 */
export function judge(text, keys) {
  if (!verify) {
    return { refused: null, ticket: text };
  }
  const [outcome, ...rest] = verify(text, keys, Date.now()).split(" ");
  if (outcome === "ok") {
    const [, merchant, , locator] = rest;
    return { refused: null, ticket: `${merchant}-${locator}` };
  }
  const refusal = rest[0] ?? "not_ours";
  return { refused: CERTAIN.has(refusal) ? refusal : null, ticket: text };
}
