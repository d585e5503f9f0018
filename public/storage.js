// @ts-check

/**
 * What this phone keeps, by the wallet's address: in "wallet" its key and statements, in "facts" what its pages say and,
 * under the address with /push, how it is notified.
 */

const NAME = "piaojia";
const STORES = ["wallet", "facts"];

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(transaction: IDBTransaction) => Promise<T>} act
 */
async function within(mode, act) {
  const request = indexedDB.open(NAME, 2);
  request.onupgradeneeded = () =>
    STORES.filter((name) => !request.result.objectStoreNames.contains(name)).forEach((name) => request.result.createObjectStore(name));
  const database = await answered(request);
  try {
    return await act(database.transaction(STORES, mode));
  } finally {
    // Open ones would be in the way of whoever erases it all.
    database.close();
  }
}

/** @param {string} store @param {string} wallet */
export const read = (store, wallet) => within("readonly", (all) => answered(all.objectStore(store).get(wallet)));

/** @param {string} store @param {string} wallet @param {unknown} value */
export const write = (store, wallet, value) =>
  within("readwrite", (all) => answered(all.objectStore(store).put(value, wallet)));

/** Writes only where nothing is, and returns what is there then. @param {string} wallet @param {unknown} value */
export const writeFirst = (wallet, value) =>
  within("readwrite", async (all) => {
    const store = all.objectStore("wallet");
    const there = await answered(store.get(wallet));
    return there ?? (await answered(store.put(value, wallet)), value);
  });

/** Writes only where something is: what was erased meanwhile stays away. @param {string} wallet @param {unknown} value */
export const rewrite = (wallet, value) =>
  within("readwrite", async (all) => {
    const store = all.objectStore("wallet");
    if (await answered(store.get(wallet))) {
      await answered(store.put(value, wallet));
    }
  });

/** How this phone is notified of a wallet. @param {string} wallet */
export const notified = (wallet) => `${wallet}/push`;

/** This phone is notified no more; whether it still is of another wallet. @param {string} wallet */
export const quieten = (wallet) =>
  within("readwrite", async (all) => {
    const facts = all.objectStore("facts");
    await answered(facts.delete(notified(wallet)));
    return (await answered(facts.getAllKeys())).some((key) => String(key).endsWith(notified("")));
  });

/** @param {string} wallet */
export const forget = (wallet) => within("readwrite", (all) => answered(all.objectStore("wallet").delete(wallet)));

/** Erases one wallet; with the last one everything else that is kept, too. @param {string} wallet */
export async function erase(wallet) {
  const left = await within("readwrite", async (all) => {
    const stores = STORES.map((name) => all.objectStore(name));
    await Promise.all(stores.flatMap((store) => [wallet, notified(wallet)].map((key) => answered(store.delete(key)))));
    return (await Promise.all(stores.map((store) => answered(store.count())))).some((count) => count > 0);
  });
  if (left) {
    return;
  }
  await answered(indexedDB.deleteDatabase(NAME));
  if (navigator.serviceWorker) {
    const workers = await navigator.serviceWorker.getRegistrations();
    // The same phone may stand at a counter: what it keeps there is another worker's.
    await Promise.all(workers.filter(({ scope }) => !scope.endsWith("/desk")).map((worker) => worker.unregister()));
    await Promise.all((await caches.keys()).filter((name) => !name.endsWith("-desk")).map((name) => caches.delete(name)));
  }
}
