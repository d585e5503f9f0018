// @ts-check

/**
 * Makes the wallet on the screen one that this phone keeps: its facts, its key with statements, and the worker that
 * stands in without network. Where a browser has no place for them, everything works as before.
 */

import { join, mayJoin } from "./living.js";
import { write } from "./storage.js";

const wallet = location.pathname.split("/").slice(0, 3).join("/");

async function keep() {
  const answer = await fetch(`${wallet}/facts`, { cache: "no-store" });
  if (!answer.ok) {
    return;
  }
  await write("facts", wallet, await answer.json());
  await navigator.serviceWorker.register("/service_worker.js", { scope: "/w/" });
  // Where a code is on the screen, wallet.js does it.
  if (!document.querySelector("[data-code]") && (await mayJoin(wallet))) {
    await join(wallet);
  }
}

const begin = () => {
  if (navigator.serviceWorker && "WebAssembly" in window) {
    keep().catch(() => {});
  }
};

if (document.readyState === "complete") {
  begin();
} else {
  // What is on the screen comes first.
  addEventListener("load", begin, { once: true });
}
