// @ts-check

/**
 * Notifications on this phone: asks its browser, tells the server where and under which key, and stops both again. The
 * service worker shows what comes.
 */

import { Refused, join, kept } from "./living.js";
import { notified, quieten, write } from "./storage.js";

const card = /** @type {HTMLElement | null} */ (document.querySelector("[data-push]"));
const wallet = card?.dataset.wallet ?? "";
const server = card?.dataset.push ?? "";

/** @param {string[]} names */
function show(...names) {
  card?.toggleAttribute("hidden", false);
  for (const part of card?.querySelectorAll("[data-off], [data-on], [data-blocked], [data-home-screen], [data-failed], [data-prove]") ?? []) {
    part.toggleAttribute("hidden", !names.some((name) => part.hasAttribute(`data-${name}`)));
  }
}

/** @param {string} path @param {Record<string, string>} fields */
async function post(path, fields) {
  const answer = await fetch(`${wallet}${path}`, { method: "POST", body: new URLSearchParams(fields), cache: "no-store" });
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
}

/** @param {ServiceWorkerRegistration} registration */
async function subscribed(registration) {
  const options = { userVisibleOnly: true, applicationServerKey: server };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (error) {
    // It was subscribed under another key of the house.
    const old = await registration.pushManager.getSubscription();
    if (!old) {
      throw error;
    }
    await old.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
}

async function begin() {
  if ((await Notification.requestPermission()) !== "granted") {
    return look();
  }
  await navigator.serviceWorker.register("/service_worker.js", { scope: "/w/" });
  // The one that notifies is one of the wallet's phones: seen and removed among them.
  const { key } = await join(wallet);
  const { endpoint, keys } = (await subscribed(await navigator.serviceWorker.ready)).toJSON();
  await write("facts", notified(wallet), { key, server });
  await post("/push", { ...keys, key, endpoint: endpoint ?? "" });
  location.assign(`${wallet}/notices`);
}

async function end() {
  const mine = await kept(wallet);
  await post("/push/remove", { key: mine?.key ?? "" });
  if (!(await quieten(wallet))) {
    const registration = await navigator.serviceWorker.getRegistration("/w/");
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
  }
  location.assign(`${wallet}/notices`);
}

/** What is so now. */
async function look() {
  if (!navigator.serviceWorker || !("PushManager" in window) || !("Notification" in window)) {
    if (/iPhone|iPad/.test(navigator.userAgent)) {
      show("home-screen");
    }
    return;
  }
  if (Notification.permission === "denied") {
    show("blocked");
    return;
  }
  const mine = await kept(wallet);
  const isTold = mine && Notification.permission === "granted" && card?.dataset.told?.split(" ").includes(mine.key);
  const registration = isTold && (await navigator.serviceWorker.getRegistration("/w/"));
  show(registration && (await registration.pushManager.getSubscription()) ? "on" : "off");
}

/** @param {string} name @param {() => Promise<void>} act */
function on(name, act) {
  const button = /** @type {HTMLButtonElement} */ (card?.querySelector(`button[data-${name}]`));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      const words = /** @type {HTMLElement} */ (card?.querySelector("[data-failed]"));
      if (error instanceof Refused) {
        words.textContent = error.message;
      }
      show(name, "failed", ...(error instanceof Refused ? ["prove"] : []));
    } finally {
      button.disabled = false;
    }
  });
}

if (card) {
  on("off", begin);
  on("on", end);
  // Where nothing can be kept, nothing is offered.
  look().catch(() => {});
}
