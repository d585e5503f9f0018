// @ts-check

/** A finger across the ticket turns to the one beside it: the same links as the arrows above. */

/** Shorter ones are shaky hands. */
const FAR_ENOUGH = 70;

/** @type {{ x: number, y: number } | undefined} */
let start;

/** @param {"prev" | "next"} which */
const neighbour = (which) => /** @type {HTMLAnchorElement | null} */ (document.querySelector(`.neighbours a[rel="${which}"]`));

document.addEventListener(
  "touchstart",
  ({ touches, target }) => {
    // Two fingers enlarge, and whoever has enlarged moves about in the page; sliders and numbers have uses of their own.
    const free = touches.length === 1 && (visualViewport?.scale ?? 1) === 1;
    const place = target instanceof Element && !target.closest("input, select, textarea, dialog");
    const [touch] = touches;
    start = free && place && touch ? { x: touch.clientX, y: touch.clientY } : undefined;
  },
  { passive: true },
);

document.addEventListener("touchend", ({ changedTouches }) => {
  const [touch] = changedTouches;
  if (!start || !touch) {
    return;
  }
  const across = touch.clientX - start.x;
  const down = touch.clientY - start.y;
  start = undefined;
  if (Math.abs(across) > FAR_ENOUGH && Math.abs(across) > 2 * Math.abs(down)) {
    neighbour(across < 0 ? "next" : "prev")?.click();
  }
});
