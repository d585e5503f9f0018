// @ts-check

/** A button that prints, where there is a script to press it. */

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-print]"));

if (place) {
  place.hidden = false;
  place.querySelector("button")?.addEventListener("click", () => print());
}
