// @ts-check

/** Marks the phone that looks at the list of phones, lets one that was removed sign again with a new key, and forgets. */

import { kept } from "./living.js";
import { offerRemoval } from "./removal.js";
import { forget, read } from "./storage.js";

const main = /** @type {HTMLElement | null} */ (document.querySelector("[data-wallet]"));
const again = /** @type {HTMLElement | null} */ (document.querySelector("[data-again]"));

if (main && again) {
  const wallet = main.dataset.wallet ?? "";
  // Where nothing can be kept, nothing is marked.
  const mine = await kept(wallet).catch(() => undefined);
  const entry = mine && main.querySelector(`[data-key="${mine.key}"]`);
  const mark = /** @type {HTMLElement | null | undefined} */ (entry?.querySelector("[data-this]"));
  if (mark) {
    mark.hidden = false;
    main.querySelector("[data-join]")?.remove();
  } else if (mine?.joined) {
    again.hidden = false;
    again.querySelector("button")?.addEventListener("click", async () => {
      await forget(wallet);
      location.assign(wallet);
    });
  }
  if (mine || (await read("facts", wallet).catch(() => undefined))) {
    const form = entry?.querySelector("form");
    offerRemoval(main, wallet, async () => !form || (await fetch(form.action, { method: "POST" })).ok);
  }
}
