// @ts-check

/**
 * Which of the codes in view are taken. A camera sees the same code ten times a second, and two codes in turns; each
 * is taken once. A code counts as the same as long as it stays in view, and for a moment after: hands shake, and a
 * verdict in green must not be followed by "already redeemed" for that.
 */

/** Unseen for so long, a code has left the view. */
const LEFT_MILLISECONDS = 4_000;
/** The same where no card is on the screen: the clerk is done with it. */
const LEFT_WHEN_CLOSED_MILLISECONDS = 1_200;
/** The code was refused, not its ticket: the ticket's next code is another one. */
const NEXT_CODE_MAY_PASS = new Set(["code_too_old", "code_from_future", "code_already_presented", "code_renewed"]);

export class Sightings {
  constructor() {
    /** When each was last in view. @type {Map<string, number>} */
    this.last = new Map();
    /** Tickets that are told apart by their codes now. @type {Set<string>} */
    this.byCode = new Set();
    /** The ticket whose card waits for the clerk's second tap. @type {string | null} */
    this.asked = null;
  }

  /**
   * A code is in view.
   * @param {string} ticket the ticket behind ever-changing codes
   * @param {string} text the code itself
   * @param {number} now
   * @param {string} card the code of the card on the screen, empty where there is none
   * @returns {boolean} whether it is to be taken
   */
  see(ticket, text, now, card) {
    const name = this.name(ticket, text);
    const unseen = now - (this.last.get(name) ?? -Infinity);
    this.last.set(name, now);
    this.forgetOld(now);
    const waits = ticket === this.asked && card === "confirm";
    return !waits && unseen >= (card === "" ? LEFT_WHEN_CLOSED_MILLISECONDS : LEFT_MILLISECONDS);
  }

  /**
   * Its answer has come: what was in view until then is still the same.
   * @param {string} ticket
   * @param {string} text
   * @param {string} code of the card
   * @param {number} now
   */
  answered(ticket, text, code, now) {
    if (NEXT_CODE_MAY_PASS.has(code)) this.byCode.add(ticket);
    else this.byCode.delete(ticket);
    this.asked = code === "confirm" ? ticket : null;
    this.last.set(this.name(ticket, text), now);
  }

  /** @private @param {string} ticket @param {string} text */
  name(ticket, text) {
    return this.byCode.has(ticket) ? text : ticket;
  }

  /** @private @param {number} now */
  forgetOld(now) {
    for (const [name, at] of this.last) {
      if (now - at > LEFT_MILLISECONDS) this.last.delete(name);
    }
  }
}
