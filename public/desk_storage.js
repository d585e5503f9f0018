// @ts-check

/**
 * What a desk's phone keeps, about nobody: its key, what the server told it, the list of dead codes, and the scans that wait
 * to be sent. A database of its own: what the same phone keeps as a holder's is another one.
 *
 * @typedef {object} Own
 * @property {CryptoKeyPair} pair not extractable
 * @property {string} key the public half, compressed, in hexadecimal digits
 * @property {Record<string, number>} next the next number of each account's phone
 *
 * @typedef {object} Told What the server said when it was last heard.
 * @property {number} merchant
 * @property {string} phone
 * @property {boolean} headOffice
 * @property {string} hours when the account may redeem; empty = always
 * @property {boolean} whole
 * @property {number} heardAt by the server's clock
 * @property {number} ahead milliseconds that the server's clock is ahead of this phone's
 * @property {string} keys
 * @property {{ merchant: number, number: number, name: string, issuer: string, note: string, rule: string }[]} products
 * @property {string} cursor
 * @property {string} language
 *
 * @typedef {object} Waiting A scan that was taken here.
 * @property {number} merchant
 * @property {string} phone
 * @property {number} number
 * @property {string} attempt
 * @property {string} code
 * @property {number} units
 * @property {number} scanned_at
 * @property {number} ahead
 * @property {number} heard_at
 * @property {number} unchecked
 * @property {string} signature empty until it is signed
 * @property {string} ticket
 * @property {string} product
 * @property {string} step
 * @property {number} money
 * @property {string[]} names of what was not checked
 * @property {string} [refused] why the server does not take it: it stays here, to be looked at
 */

const NAME = "piaojia-desk";
const STORES = ["own", "told", "list", "queue"];

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @type {Promise<IDBDatabase> | undefined} */
let open;

function database() {
  open ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return open;
}

/**
 * All of `act` or nothing; done only when the disk has it.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: (name: string) => IDBObjectStore) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function within(mode, act) {
  const transaction = (await database()).transaction(STORES, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  done.catch(() => undefined);
  try {
    const result = await act((name) => transaction.objectStore(name));
    await done;
    return result;
  } catch (error) {
    if (transaction.error === null) try { transaction.abort(); } catch { /* It has ended. */ }
    throw error;
  }
}

/** @param {string} store @param {string} key */
export const read = (store, key) => within("readonly", (of) => answered(of(store).get(key)));

/** What waits, in the order of its numbers. @returns {Promise<Waiting[]>} */
export async function waiting() {
  /** @type {Waiting[]} */
  const all = await within("readonly", (of) => answered(of("queue").getAll()));
  return all.sort((one, other) => one.number - other.number);
}

/** @param {{ phone: string, number: number }} scan */
export const place = (scan) => `${scan.phone} ${String(scan.number).padStart(10, "0")}`;

/**
 * Gives the scan its number and keeps it, both or neither: a number that is given out without its scan would be a gap.
 * @param {Omit<Waiting, "number">} scan @returns {Promise<Waiting>}
 */
export const keepScan = (scan) =>
  within("readwrite", async (of) => {
    /** @type {Own} */
    const own = await answered(of("own").get("phone"));
    const number = own.next[scan.phone] ?? 1;
    const kept = { ...scan, number };
    await answered(of("queue").put(kept, place(kept)));
    await answered(of("own").put({ ...own, next: { ...own.next, [scan.phone]: number + 1 } }, "phone"));
    return kept;
  });
