// @ts-check

/** "Remove from this phone": erases what is kept of a wallet, tells the server when it can be reached, and says so. */

import { erase } from "./storage.js";

/** @param {ParentNode} root @param {string} name */
const part = (root, name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));

/**
 * @param {HTMLElement} main
 * @param {string} wallet
 * @param {() => Promise<boolean>} tell removes the phone's key from the server; whether the server knows
 * @param {() => void} [done]
 */
export function offerRemoval(main, wallet, tell, done) {
  const card = part(main, "removal");
  card.hidden = false;
  card.querySelector("button")?.addEventListener("click", async () => {
    const isTold = await tell().catch(() => false);
    try {
      await erase(wallet);
    } catch {
      part(card, "failed").hidden = false;
      return;
    }
    done?.();
    const removed = part(main, "removed");
    part(removed, "only-here").hidden = isTold;
    // Gone from the screen, too, names and all.
    main.replaceChildren(removed);
    document.querySelectorAll("header").forEach((header) => header.remove());
    removed.hidden = false;
    removed.focus();
  });
}
