// @ts-check

/**
 * Keeps this build's public files and one page that stands in for the wallet's when there is no network. No answer that
 * is about anybody is ever kept here: what is known of a wallet lies in IndexedDB (storage.js), the page draws it.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** The server writes this build's folder here. */
const FOLDER = "/assets/build";
const FILES = ["style.css", "icon.svg", "shell.js", "storage.js", "removal.js", "living.js", "wallet.js", "stepper.js", "encoder.js", "encoder_bg.wasm"];
/** The desk's worker is this one with another scope, and keeps other files. */
const DESK = new URL(worker.registration.scope).pathname === "/desk";
const CACHE = DESK ? `${FOLDER}-desk` : FOLDER;
const DESK_FILES = ["style.css", "icon.svg", "desk.js", "attempts.js", "camera.js", "camera_tools.js", "desk_end.js", "desk_phone.js", "desk_storage.js", "feedback.js", "hand_scanner.js", "intake.js", "local_verdict.js", "offline_card.js", "offline_desk.js", "offline_verdict.js", "open_attempts.js", "photo.js", "picture_watch.js", "reader.js", "scanning.js", "several.js", "sightings.js", "stand_in.js", "stepper.js", "typed_code.js", "undo.js", "decoder_worker.js", "decoder.js", "decoder_bg.wasm", "verifier.js", "verifier_bg.wasm"];
const LANGUAGES = ["zh-Hant-TW", "en"];
/** A wallet that the phone keeps is not waited for longer. */
const PATIENCE_MILLISECONDS = 5_000;
/** A desk has a queue in front of it. */
const DESK_PATIENCE_MILLISECONDS = 2_500;

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
  } else if (request.mode === "navigate" && DESK && pathname === "/desk") {
    event.respondWith(desk(request));
  } else if (request.mode === "navigate" && pathname.startsWith("/w/")) {
    event.respondWith(page(request, pathname.split("/").slice(0, 3).join("/")));
  }
});

async function keep() {
  const cache = await caches.open(CACHE);
  const files = (DESK ? DESK_FILES : FILES).map((name) => `${FOLDER}/${name}`);
  await cache.addAll([...files, ...LANGUAGES.map((tag) => (DESK ? `/offline/${tag}/desk` : `/offline/${tag}`))]);
  await worker.skipWaiting();
}

async function tidy() {
  const others = (await caches.keys()).filter((name) => name !== CACHE && name.endsWith("-desk") === DESK);
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

/** The desk, or the page that goes on without network. @param {Request} request */
async function desk(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(DESK_PATIENCE_MILLISECONDS) });
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch {
    // No network, or as good as none.
  }
  const told = await kept((all) => all.get("server"), "piaojia-desk", "told");
  return (await caches.match(`/offline/${told?.language ?? LANGUAGES[0]}/desk`)) ?? Response.error();
}

/** The language of what this phone keeps of a wallet, if it keeps it. @param {string} wallet @returns {Promise<string | undefined>} */
const known = async (wallet) => (await kept((facts) => facts.get(wallet)))?.language;

/**
 * What this phone keeps, or nothing.
 * @param {(store: IDBObjectStore) => IDBRequest} ask @param {string} [name] @param {string} [store] @returns {Promise<any>}
 */
const kept = (ask, name = "piaojia", store = "facts") =>
  new Promise((resolve) => {
    const request = indexedDB.open(name);
    // What is not there is not made here.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => resolve(undefined);
    request.onsuccess = () => {
      const database = request.result;
      try {
        const facts = ask(database.transaction(store).objectStore(store));
        facts.onsuccess = () => resolve(facts.result);
        facts.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
      database.close();
    };
  });

/** Behind the wallet's address in what is kept: how this phone is notified of it (push.js). */
const NOTIFIED = "/push";

/** @param {string} wallet @param {string} path @param {Record<string, string>} fields */
const post = (wallet, path, fields) =>
  fetch(`${wallet}${path}`, { method: "POST", body: new URLSearchParams(fields), cache: "no-store" });

worker.addEventListener("push", (event) => event.waitUntil(notify(event.data?.json())));
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.wallet));
});
worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain()));

/**
 * News of a wallet (server/src/push/message.rs). The same news twice makes no second sound.
 * @param {{ title: string, body: string, language: string, wallet: string, topic: string, name: string, at: number, phone: string } | undefined} news
 */
async function notify(news) {
  if (!news?.wallet.startsWith("/w/")) {
    return;
  }
  const { title, body, language, wallet, topic, name, at, phone } = news;
  if (!(await kept((facts) => facts.get(`${wallet}${NOTIFIED}`)))) {
    // It was removed from this phone while the server could not be told.
    await post(wallet, "/push/remove", { key: phone }).catch(() => {});
    return;
  }
  const tag = `${wallet} ${topic}`;
  const there = await worker.registration.getNotifications({ tag });
  const options = {
    body,
    tag,
    lang: language,
    icon: `${FOLDER}/icon_192.png`,
    timestamp: at,
    renotify: there.every(({ data }) => data?.name !== name),
    data: { wallet, name },
  };
  await worker.registration.showNotification(title, options);
}

/** @param {string} wallet */
async function show(wallet) {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.filter(({ url }) => `${new URL(url).pathname}/`.startsWith(`${wallet}/`));
  const list = open.find(({ url }) => new URL(url).pathname === wallet);
  if (!list) {
    // A form that somebody fills in stays as it is.
    await (open[0] ? open[0].focus() : worker.clients.openWindow(wallet));
    return;
  }
  await list.focus();
  // What it shows is older than the news.
  await list.navigate(wallet).catch(() => {});
}

/** The browser has given this phone another address, or none. */
async function subscribeAgain() {
  const keys = /** @type {string[]} */ ((await kept((facts) => facts.getAllKeys())) ?? []).filter((key) => key.endsWith(NOTIFIED));
  for (const own of keys) {
    const wallet = own.slice(0, -NOTIFIED.length);
    const { key, server } = await kept((facts) => facts.get(own));
    try {
      const manager = worker.registration.pushManager;
      const subscription = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: server });
      const { endpoint, keys: secrets } = subscription.toJSON();
      await post(wallet, "/push", { ...secrets, key, endpoint: endpoint ?? "" });
    } catch {
      await post(wallet, "/push/remove", { key }).catch(() => {});
    }
  }
}
