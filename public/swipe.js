// @ts-check

/** A finger across the ticket turns to the one beside it: the same links as the arrows above. */

/** Shorter ones are shaky hands. */
const FAR_ENOUGH = 70;

/** Where the finger came down, and where it was last. @type {{ x: number, y: number, lastX: number, lastY: number } | undefined} */
let finger;

/** @param {"prev" | "next"} which */
const neighbour = (which) => /** @type {HTMLAnchorElement | null} */ (document.querySelector(`.neighbours a[rel="${which}"]`));

document.addEventListener(
  "touchstart",
  ({ touches, target }) => {
    // Two fingers enlarge, and whoever has enlarged moves about in the page; sliders and numbers have uses of their own.
    const free = touches.length === 1 && (visualViewport?.scale ?? 1) === 1;
    const place = target instanceof Element && !target.closest("input, select, textarea, dialog");
    const [touch] = touches;
    finger = free && place && touch ? { x: touch.clientX, y: touch.clientY, lastX: touch.clientX, lastY: touch.clientY } : undefined;
  },
  { passive: true },
);

// Browsers tell the end of a touch without its place where nobody asked for the way there.
document.addEventListener(
  "touchmove",
  ({ touches }) => {
    const [touch] = touches;
    if (finger && touch) {
      finger = { ...finger, lastX: touch.clientX, lastY: touch.clientY };
    }
  },
  { passive: true },
);

document.addEventListener("touchend", () => {
  if (!finger) {
    return;
  }
  const across = finger.lastX - finger.x;
  const down = finger.lastY - finger.y;
  finger = undefined;
  if (Math.abs(across) > FAR_ENOUGH && Math.abs(across) > 2 * Math.abs(down)) {
    neighbour(across < 0 ? "next" : "prev")?.click();
  }
});
