// @ts-check

/**
 * The page of a gift, and of a wallet that nobody opened yet: tells once that it was looked at, after it was visible for a
 * second. A preview, a mail scanner and whoever only asks for the page never get here.
 */

const SECOND = 1_000;
const main = /** @type {HTMLElement | null} */ (document.querySelector("[data-opened]"));

if (main) {
  let timer = 0;
  const watch = () => {
    window.clearTimeout(timer);
    if (!document.hidden) {
      timer = window.setTimeout(tell, SECOND);
    }
  };
  const tell = async () => {
    document.removeEventListener("visibilitychange", watch);
    try {
      await fetch(main.dataset.opened ?? "", { method: "POST", keepalive: true });
    } catch {
      // A wallet tells it the next time; of a gift the giver hears when it is accepted.
    }
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}
