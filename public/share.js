// @ts-check

/** Passing a gift on: the phone's own share sheet and the clipboard, each shown only where there is one. */

const share = /** @type {HTMLElement | null} */ (document.querySelector("[data-share]"));

if (share) {
  const url = share.dataset.share ?? "";
  const sheet = /** @type {HTMLButtonElement | null} */ (share.querySelector("[data-sheet]"));
  const copy = /** @type {HTMLButtonElement | null} */ (share.querySelector("[data-copy]"));
  const copied = /** @type {HTMLElement | null} */ (share.querySelector("[data-copied]"));
  const field = /** @type {HTMLInputElement | null} */ (share.querySelector("[data-link]"));

  field?.addEventListener("focus", () => field.select());

  if (sheet && "share" in navigator) {
    sheet.hidden = false;
    sheet.addEventListener("click", async () => {
      try {
        await navigator.share({ text: share.dataset.words ?? "", url });
      } catch {
        // Closed without choosing anybody.
      }
    });
  }

  if (copy && copied && "clipboard" in navigator) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(url);
        copied.textContent = copied.dataset.copied ?? "";
      } catch {
        // Not allowed here: the link is selected, ready to be copied by hand.
        field?.focus();
      }
    });
  }
}
