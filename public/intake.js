// @ts-check

import { ask, look, resume, send } from "./attempts.js";
import { judge } from "./local_verdict.js";
import { attemptFor } from "./open_attempts.js";
import { Sightings } from "./sightings.js";

/**
 * What comes in at the counter, by camera, photo or hand-held scanner, is answered one after the other. A code that
 * comes while another is on its way waits its turn; nothing is lost, and foreign codes need no network.
 *
 * @typedef {{ text: string, ticket: string, refused: string | null }} Code
 * @typedef {{ show(html: string, attempt?: string): string, refuseHere(refusal: string): void, line(away: boolean): void,
 *   setBusy(on: boolean): void, isBusy(): boolean, card(): string, looksFirst(): boolean,
 *   practice: boolean }} Desk
 *   `show` answers the card's code; so does `card`, of the one on the screen, empty where there is none
 */

/** More than these nobody holds out at once. */
const MOST_WAITING = 3;
/** A verdict is seen for so long before the code that waited takes its place. */
const SEEN_MILLISECONDS = 1_200;
const POLL_MILLISECONDS = 40;
/** A link with a code, whoever's; everything else from a hand-held scanner is a redemption code or nothing. */
const LINK = /^https?:\/\//i;

export class Intake {
  /** @param {Desk} desk @param {string} keys the issuer's public keys, one a line */
  constructor(desk, keys) {
    this.desk = desk;
    this.keys = keys;
    this.sightings = new Sightings();
    /** @type {Code[]} */
    this.waiting = [];
    /** @type {Code | null} */
    this.current = null;
    this.working = false;
  }

  /** The camera sees a code; as long as it stays in view it is one. @param {string} text */
  seen(text) {
    const { refused, ticket } = this.judge(text);
    if (this.sightings.see(ticket, text, performance.now(), this.desk.card())) {
      this.take({ text, ticket, refused });
    }
  }

  /** Somebody pulled a trigger or chose a photo: the same code as before is meant, too. @param {string} text */
  brought(text) {
    const typed = text !== "" && !LINK.test(text);
    const { refused, ticket } = typed ? { refused: null, ticket: text } : this.judge(text);
    this.sightings.see(ticket, text, performance.now(), "");
    this.take({ text, ticket, refused });
  }

  /**
   * A scan whose answer never came, because the page was closed before: answered first. Its ticket, still in view, is
   * not scanned anew, since a second attempt would only be told "already redeemed".
   */
  async answerEarlier() {
    if (this.desk.practice) return;
    this.desk.setBusy(true);
    try {
      const earlier = await resume((away) => this.desk.line(away));
      if (earlier) {
        const text = earlier.fields.code ?? "";
        const code = this.desk.show(earlier.html, earlier.fields.attempt);
        this.sightings.answered(judge(text, this.keys).ticket, text, code, performance.now());
      }
    } finally {
      this.desk.setBusy(false);
    }
  }

  /** In practice every code goes to the practice desk, which knows its own. @private @param {string} text */
  judge(text) {
    return this.desk.practice ? { refused: null, ticket: text } : judge(text, this.keys);
  }

  /** @private @param {Code} code */
  take(code) {
    const known = [this.current, ...this.waiting].some((other) => other?.ticket === code.ticket);
    if (!known && this.waiting.length < MOST_WAITING) {
      this.waiting.push(code);
      void this.work();
    }
  }

  /** @private */
  async work() {
    if (this.working) return;
    this.working = true;
    try {
      for (let code = this.waiting.shift(); code; code = this.waiting.shift()) {
        while (this.desk.isBusy()) await pause();
        this.current = code;
        await this.answer(code).catch(() => undefined);
        this.current = null;
        await this.untilSeen();
      }
    } finally {
      this.working = false;
    }
  }

  /** @private @param {Code} code */
  async answer({ text, ticket, refused }) {
    if (refused) {
      this.desk.refuseHere(refused);
      this.sightings.answered(ticket, text, refused, performance.now());
      return;
    }
    this.desk.setBusy(true);
    try {
      const line = /** @param {boolean} away */ (away) => this.desk.line(away);
      if (this.desk.practice) {
        const fields = { code: text, look: this.desk.looksFirst() ? "1" : "" };
        const html = await ask("/desk/practice/scan", fields).catch(() => null);
        line(html === null);
        if (html !== null) this.sightings.answered(ticket, text, this.desk.show(html), performance.now());
        return;
      }
      const looks = !LINK.test(text) || this.desk.looksFirst();
      const attempt = looks ? "" : attemptFor(ticket);
      const html = looks ? await look(text, line) : await send("/desk/scan", { code: text, attempt }, line);
      this.sightings.answered(ticket, text, this.desk.show(html, attempt), performance.now());
    } finally {
      this.desk.setBusy(false);
    }
  }

  /** Only a code that waited has to wait longer; a question is left alone until it is answered or more codes come. @private */
  async untilSeen() {
    const began = performance.now();
    const had = this.waiting.length;
    if (had === 0) return;
    const asks = () => this.desk.card() === "confirm" && this.waiting.length === had;
    while (this.desk.card() !== "" && (performance.now() - began < SEEN_MILLISECONDS || asks())) await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
