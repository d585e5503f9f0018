// @ts-check

/**
 * The ticket page: fetches the next code before this one dies, keeps the screen awake, enlarges the QR on a tap.
 * Without this script the page asks for itself again every 25 seconds.
 *
 * @typedef {{ svg: string | null, lives_milliseconds: number }} FreshCode
 */

const paper = /** @type {HTMLElement | null} */ (document.querySelector("[data-code]"));
/** Tried again after this long when the network is away. */
const RETRY_MILLISECONDS = 3_000;
/** A code is asked for this long after the old one has ended, so that the server is surely in the next half minute. */
const SLACK_MILLISECONDS = 150;

if (paper) {
  const offline = /** @type {HTMLElement} */ (paper.querySelector("[data-offline]"));
  const picture = /** @type {HTMLElement} */ (paper.querySelector("[role=img]"));
  const clock = /** @type {HTMLElement} */ (paper.querySelector(".clock span"));
  let timer = 0;

  /** @param {number} milliseconds */
  const waitFor = (milliseconds) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(renew, milliseconds);
  };

  /** @param {number} lives */
  const restart = (lives) => {
    clock.getAnimations().forEach((animation) => animation.cancel());
    clock.animate([{ transform: `scaleX(${Math.min(1, lives / 30_000)})` }, { transform: "scaleX(0)" }], {
      duration: lives,
      fill: "forwards",
    });
    waitFor(lives + SLACK_MILLISECONDS);
  };

  const renew = async () => {
    if (document.hidden) {
      return;
    }
    try {
      const answer = await fetch(paper.dataset.code ?? "", { cache: "no-store" });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      /** @type {FreshCode} */
      const fresh = await answer.json();
      if (fresh.svg === null) {
        // Used, returned or given away meanwhile: the page says so.
        location.reload();
        return;
      }
      picture.innerHTML = fresh.svg;
      offline.hidden = true;
      paper.classList.remove("stale");
      restart(fresh.lives_milliseconds);
    } catch {
      offline.hidden = false;
      paper.classList.add("stale");
      waitFor(RETRY_MILLISECONDS);
    }
  };

  /** @type {WakeLockSentinel | null} */
  let awake = null;
  const stayAwake = async () => {
    try {
      awake ??= await navigator.wakeLock.request("screen");
      awake.addEventListener("release", () => (awake = null), { once: true });
    } catch {
      // Old phones and low batteries say no; the QR is shown all the same.
    }
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      void renew();
      void stayAwake();
    }
  });
  window.addEventListener("online", () => void renew());
  const enlarge = paper.querySelector("[data-enlarge]");
  /** @param {boolean} large */
  const setLarge = (large) => {
    paper.classList.toggle("large", large);
    enlarge?.setAttribute("aria-pressed", String(large));
  };
  enlarge?.addEventListener("click", () => setLarge(!paper.classList.contains("large")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      setLarge(false);
    }
  });
  restart(Number(paper.dataset.lives));
  void stayAwake();
}
