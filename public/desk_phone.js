// @ts-check

/**
 * This phone's dealings with the server: its key joins, it fetches what is new, and sends what it took by itself.
 *
 * @typedef {import("./desk_storage.js").Own} Own
 * @typedef {import("./desk_storage.js").Told} Told
 * @typedef {import("./desk_storage.js").Waiting} Waiting
 */

import { answered, place, read, waiting, within } from "./desk_storage.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
const PATIENCE_MILLISECONDS = 6_000;
/** Scans of one request. */
const MOST = 15;

/** The server does not let this phone go on alone. */
export class Refused extends Error {
  name = "Refused";
}

/** @param {Uint8Array} bytes */
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** This phone's key; made once. @returns {Promise<Own>} */
async function own() {
  const there = await read("own", "phone");
  if (there) return there;
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = hex(Uint8Array.from([2 + ((point[64] ?? 0) & 1), ...point.subarray(1, 33)]));
  return within("readwrite", async (of) => {
    // Another tab may have been faster.
    const first = (await answered(of("own").get("phone"))) ?? { pair, key, next: {} };
    await answered(of("own").put(first, "phone"));
    return first;
  });
}

/** @param {string} path @param {BodyInit} body */
async function post(path, body) {
  const answer = await fetch(path, { method: "POST", body, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  if (answer.status === 409) throw new Refused((await answer.json()).refused);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Joins, or is known already; whoever is signed in now. @returns {Promise<{ merchant: number, phone: string }>} */
export async function join() {
  const mine = await own();
  const { merchant, phone, highest } = await post("/desk/phone", new URLSearchParams({ key: mine.key }));
  await within("readwrite", async (of) => {
    /** @type {Own} */
    const now = await answered(of("own").get("phone"));
    const next = Math.max(now.next[phone] ?? 1, highest + 1);
    await answered(of("own").put({ ...now, next: { ...now.next, [phone]: next } }, "phone"));
  });
  return { merchant, phone };
}

/**
 * Fetches what is new until there is no more; only then the phone counts as told. A reading that was cut off goes on where it
 * stood.
 * @param {string} phone
 */
export async function hear(phone) {
  /** @type {Told | undefined} */
  const before = (await read("told", "server")) ?? (await read("told", "half"));
  let cursor = before?.phone === phone ? before.cursor : "";
  let whole = before?.whole ?? false;
  for (let more = true; more; ) {
    const news = await post(`/desk/phone/${phone}/news`, new URLSearchParams({ cursor }));
    whole = news.begins_whole ?? whole;
    cursor = news.cursor;
    more = news.more;
    /** @type {Told} */
    const told = {
      merchant: news.merchant,
      phone,
      headOffice: news.head_office,
      hours: news.hours,
      whole,
      heardAt: news.now_milliseconds,
      ahead: news.now_milliseconds - Date.now(),
      keys: news.keys,
      products: news.products,
      cursor,
      language: document.documentElement.lang,
    };
    await within("readwrite", async (of) => {
      if (news.begins_whole !== undefined) of("list").clear();
      for (const [merchant, locator, generation, left] of news.lines) of("list").put([generation, left], `${merchant}-${locator}`);
      // A list that is half read is none.
      await answered(of("told").delete(more ? "server" : "half"));
      await answered(of("told").put(told, more ? "half" : "server"));
    });
  }
}

/** Sends what waits, the oldest first. Whether nothing is left of what can be sent. */
export async function sendWaiting() {
  const mine = await own();
  const all = (await waiting()).filter((scan) => !scan.refused);
  for (let at = 0; at < all.length; ) {
    const { merchant, phone } = /** @type {Waiting} */ (all[at]);
    const rest = all.slice(at, at + MOST);
    const end = rest.findIndex((scan) => scan.phone !== phone);
    const batch = await Promise.all((end < 0 ? rest : rest.slice(0, end)).map((scan) => signed(mine, scan)));
    const outcomes = await post(`/desk/phone/${merchant}/${phone}/scans`, JSON.stringify(batch.map(sent)));
    await within("readwrite", (of) => forget(of, batch, outcomes));
    at += batch.length;
  }
}

/** @param {Waiting} scan */
const sent = ({ number, attempt, code, units, scanned_at, ahead, heard_at, unchecked, signature }) => ({
  number, attempt, code, units, scanned_at, ahead, heard_at, unchecked, signature,
});

/**
 * What the server has is no longer kept here, and what it knows of the ticket is.
 * @param {(store: string) => IDBObjectStore} of @param {Waiting[]} batch
 * @param {{ number: number, outcome: string, refused?: string, generation?: number, left?: number }[]} outcomes
 */
async function forget(of, batch, outcomes) {
  for (const scan of batch) {
    const outcome = outcomes.find(({ number }) => number === scan.number);
    if (!outcome) continue;
    if (outcome.outcome === "not_taken") {
      await answered(of("queue").put({ ...scan, refused: outcome.refused }, place(scan)));
      continue;
    }
    if (outcome.outcome === "redeemed") await answered(of("list").put([outcome.generation, outcome.left], scan.ticket));
    await answered(of("queue").delete(place(scan)));
  }
}

/** Signs it, if the page was killed before it could. @param {Own} mine @param {Waiting} scan @returns {Promise<Waiting>} */
export async function signed(mine, scan) {
  if (scan.signature) return scan;
  const { scan_to_sign } = await import("./verifier.js");
  const { merchant, phone, number, attempt, code, units, scanned_at, ahead, heard_at, unchecked } = scan;
  const words = scan_to_sign(merchant, phone, number, attempt, code, units, scanned_at, ahead, heard_at, unchecked);
  const signature = new Uint8Array(await crypto.subtle.sign(SIGNATURE, mine.pair.privateKey, words));
  const done = { ...scan, signature: hex(signature) };
  await within("readwrite", (of) => answered(of("queue").put(done, place(done))));
  return done;
}

export { own };
