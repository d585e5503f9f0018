// @ts-check

/**
 * Who answers when the server does not: the desk without network (offline_desk.js) once it is ready, nobody before.
 *
 * @typedef {object} StandIn
 * @property {boolean} away the network is known to be away: the server is not asked first
 * @property {(path: string, fields: Record<string, string>) => boolean} knows whether it can answer this at all
 * @property {(path: string) => number | null} patience how many milliseconds the server is waited for; `null` = as long as it takes
 * @property {(path: string, fields: Record<string, string>, late?: Promise<string | null> | null, waited?: number) => Promise<string | null>}
 *   answer the card, or nothing; `late` is the server's own answer, which may still come; `waited` how long it did not
 */

/** A network that takes longer is as good as none where somebody else can answer. */
export const PATIENCE_MILLISECONDS = 1_500;

/** @type {StandIn} */
export const standIn = { away: false, knows: () => false, patience: () => null, answer: async () => null };
