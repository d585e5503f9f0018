// @ts-check

/** Inside another app whose menu nobody finds: the page's link, to be pasted into the phone's own browser. */

const copy = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-copy-page]"));

if (copy && "clipboard" in navigator) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(new URL(copy.dataset.copyPage ?? "", location.href).href);
      copy.textContent = copy.dataset.copied ?? "";
    } catch {
      // Not allowed here: the app's own menu is left.
      copy.hidden = true;
    }
  });
}
