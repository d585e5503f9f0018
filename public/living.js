// @ts-check

/**
 * The living code (docs/CODES.md): the phone's own key, made here and never leaving here, signs each half minute. With
 * network the phone fetches the issuer's statements, one for each ticket; without it, it goes on with those it has.
 *
 * @typedef {object} Kept What this phone keeps of one wallet, by the wallet's address.
 * @property {CryptoKeyPair} pair not extractable
 * @property {string} key the public half, compressed, in hexadecimal digits
 * @property {boolean} joined
 * @property {string} base beginning of the links in codes
 * @property {number} ahead milliseconds that the server's clock is ahead of this phone's
 * @property {Record<string, string>} statements by serial
 */

import { read, rewrite, writeFirst } from "./storage.js";

const HALF_MINUTE = 30_000;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
/** Characters of a statement in which the ticket is the same as before: what follows is the time. */
const TICKET_PART = 38;

/** The house does not let this phone sign; the message is for its holder. */
export class Refused extends Error {
  name = "Refused";
}

/** @param {string} wallet @returns {Promise<Kept | undefined>} */
export const kept = (wallet) => read("wallet", wallet);

/** @returns {Promise<Kept>} */
async function made() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const compressed = [2 + ((point[64] ?? 0) & 1), ...point.subarray(1, 33)];
  const key = compressed.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { pair, key, joined: false, base: "", ahead: 0, statements: {} };
}

/**
 * Makes the key when there is none. Another tab may have made one at the same time: the one that is kept is the phone's.
 * @param {string} wallet @returns {Promise<Kept>}
 */
const own = async (wallet) => (await kept(wallet)) ?? (await writeFirst(wallet, await made()));

/** @param {string} address @param {string} key @returns {Promise<Response>} */
async function post(address, key) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams({ key }), cache: "no-store" });
  if (answer.status === 409) {
    throw new Refused((await answer.json()).reason);
  }
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  return answer;
}

/** @param {string} wallet @param {Kept} mine */
async function renew(wallet, mine) {
  const answer = await (await post(`${wallet}/statements`, mine.key)).json();
  mine.joined = true;
  mine.base = answer.base;
  mine.ahead = answer.now_milliseconds - Date.now();
  mine.statements = answer.statements;
  await rewrite(wallet, mine);
}

/**
 * Whether this browser may become one of the wallet's phones by itself. One inside another app keeps nothing for long: it
 * would take the place of the phone's own browser.
 * @param {string} wallet
 */
export const mayJoin = async (wallet) => !document.querySelector(".in-app") || (await kept(wallet))?.joined === true;

/** Joins the wallet's phones and fetches statements; those that are there do without network. @param {string} wallet */
export async function join(wallet) {
  const mine = await own(wallet);
  if (!mine.joined) {
    await post(`${wallet}/device`, mine.key);
  }
  await renew(wallet, mine).catch((error) => {
    if (error instanceof Refused || Object.keys(mine.statements).length === 0) {
      throw error;
    }
  });
  return mine;
}

/** One wallet's codes, signed by this phone. */
export class Living {
  /** @param {string} wallet @param {Kept} mine @param {typeof import("./encoder.js")} encoder */
  constructor(wallet, mine, encoder) {
    this.wallet = wallet;
    this.mine = mine;
    this.encoder = encoder;
  }

  /** Fails where the browser cannot. @param {string} wallet */
  static async open(wallet) {
    const encoder = await import("./encoder.js");
    await Promise.all([encoder.default(), own(wallet)]);
    return new Living(wallet, await join(wallet), encoder);
  }

  /**
   * Fetches statements anew. Whether a ticket's code is now another one for more reasons than the time.
   * @param {string} serial
   */
  async refresh(serial) {
    const before = this.mine.statements[serial]?.slice(0, TICKET_PART);
    await renew(this.wallet, this.mine);
    return before !== this.mine.statements[serial]?.slice(0, TICKET_PART);
  }

  /** Whether the ticket may be shown, as far as this phone knows. @param {string} serial */
  shows(serial) {
    return serial in this.mine.statements;
  }

  /** The server's clock, as it was when last heard. */
  now() {
    return Date.now() + this.mine.ahead;
  }

  /** Milliseconds until the next half minute. */
  left() {
    return HALF_MINUTE - (this.now() % HALF_MINUTE);
  }

  /**
   * The code of this half minute as SVG. Needs no network.
   * @param {string} serial
   * @param {number} wanted units; 0 leaves it to the staff
   * @returns {Promise<string>}
   */
  async draw(serial, wanted) {
    const statement = this.mine.statements[serial] ?? "";
    const step = Math.floor(this.now() / HALF_MINUTE);
    const words = this.encoder.words_to_sign(statement, wanted, step);
    if (!words) {
      throw new Error("no statement");
    }
    const signature = new Uint8Array(await crypto.subtle.sign(SIGNATURE, this.mine.pair.privateKey, words));
    const drawn = this.encoder.draw_living(this.mine.base, statement, wanted, step, signature);
    if (!drawn) {
      throw new Error("no code");
    }
    return drawn;
  }
}
