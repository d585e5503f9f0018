// @ts-check

/**
 * Whether the desk of this browser may go on without network: not after somebody signed out here or was sent away, until
 * the server has let somebody in again. What waits to be sent stays, and so does the phone's key.
 */

const KEY = "piaojia.desk_ended";

/** Nobody may go on. */
export const end = () => localStorage.setItem(KEY, "yes");

/** The server lets somebody go on. */
export const goOn = () => localStorage.removeItem(KEY);

export const hasEnded = () => localStorage.getItem(KEY) !== null;
