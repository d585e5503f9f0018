// @ts-check

/**
 * Keeps this build's public files and one page that stands in for the wallet's when there is no network. No answer that
 * is about anybody is ever kept here: what is known of a wallet lies in IndexedDB (storage.js), the page draws it.
 */

/** The server writes this build's folder here. */
const FOLDER = "/assets/build";
const FILES = ["style.css", "icon.svg", "shell.js", "storage.js", "removal.js", "living.js", "wallet.js", "stepper.js", "encoder.js", "encoder_bg.wasm"];
const LANGUAGES = ["zh-Hant-TW", "en"];
/** A wallet that the phone keeps is not waited for longer. */
const PATIENCE_MILLISECONDS = 5_000;

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", (event) => event.waitUntil(keep()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) {
    return;
  }
  if (pathname.startsWith(`${FOLDER}/`)) {
    event.respondWith(caches.match(pathname).then((file) => file ?? fetch(request)));
  } else if (request.mode === "navigate" && pathname.startsWith("/w/")) {
    event.respondWith(page(request, pathname.split("/").slice(0, 3).join("/")));
  }
});

async function keep() {
  const cache = await caches.open(FOLDER);
  await cache.addAll([...FILES.map((name) => `${FOLDER}/${name}`), ...LANGUAGES.map((tag) => `/offline/${tag}`)]);
  await worker.skipWaiting();
}

async function tidy() {
  const others = (await caches.keys()).filter((name) => name !== FOLDER);
  await Promise.all(others.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {Request} request @param {string} wallet */
async function page(request, wallet) {
  const language = await known(wallet);
  const patience = new AbortController();
  const timer = language ? setTimeout(() => patience.abort(), PATIENCE_MILLISECONDS) : undefined;
  try {
    const answer = await fetch(request, language ? { signal: patience.signal } : {});
    // The gateways' words for "it is away".
    if (!language || ![502, 503, 504].includes(answer.status)) {
      return answer;
    }
  } catch {
    // No network, or as good as none.
  } finally {
    clearTimeout(timer);
  }
  const spoken = language ?? LANGUAGES.find((tag) => tag.slice(0, 2) === navigator.language.slice(0, 2)) ?? LANGUAGES[0];
  return (await caches.match(`/offline/${spoken}`)) ?? Response.error();
}

/** The language of what this phone keeps of a wallet, if it keeps it. @param {string} wallet @returns {Promise<string | undefined>} */
const known = (wallet) =>
  new Promise((resolve) => {
    const request = indexedDB.open("piaojia");
    // What is not there is not made here.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => resolve(undefined);
    request.onsuccess = () => {
      const database = request.result;
      try {
        const facts = database.transaction("facts").objectStore("facts").get(wallet);
        facts.onsuccess = () => resolve(facts.result?.language);
        facts.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
      database.close();
    };
  });
