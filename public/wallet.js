// @ts-check

/**
 * The ticket page: shows the code that this phone signs (living.js), or, where the phone cannot, fetches the next one
 * before this one dies; keeps the screen awake, enlarges the QR on a tap. Without this script the page asks for itself
 * again every 25 seconds.
 *
 * @typedef {{ svg: string | null, lives_milliseconds: number }} FreshCode
 * @typedef {import("./living.js").Living} Living
 */

/** @param {unknown} error @returns {error is Error} */
const isRefused = (error) => error instanceof Error && error.name === "Refused";

/** The link died: the wallet has another one. @param {unknown} error */
const isGone = (error) => error instanceof Error && error.message === "404";

const paper = /** @type {HTMLElement | null} */ (document.querySelector("[data-code]"));
/** Tried again after this long when the network is away. */
const RETRY_MILLISECONDS = 3_000;
/** A code is asked for this long after the old one has ended, so that the server is surely in the next half minute. */
const SLACK_MILLISECONDS = 150;

if (paper) {
  const offline = /** @type {HTMLElement} */ (paper.querySelector("[data-offline]"));
  const picture = /** @type {HTMLElement} */ (paper.querySelector("[role=img]"));
  const clock = /** @type {HTMLElement} */ (paper.querySelector(".clock span"));
  const quiet = /** @type {HTMLElement} */ (paper.querySelector("[data-living]"));
  const alone = /** @type {HTMLElement} */ (paper.querySelector("[data-alone]"));
  const refused = /** @type {HTMLElement | null} */ (document.querySelector("[data-refused]"));
  const choice = /** @type {HTMLElement | null} */ (document.querySelector("[data-wanted]"));
  const field = choice?.querySelector("input");
  const serial = paper.dataset.serial ?? "";
  /** @type {Living | null} */
  let living = null;
  let timer = 0;

  /** @param {number} milliseconds */
  const waitFor = (milliseconds) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(renew, milliseconds);
  };

  /** @param {number} lives */
  const restart = (lives) => {
    clock.getAnimations().forEach((animation) => animation.cancel());
    const easing = matchMedia("(prefers-reduced-motion: reduce)").matches ? "steps(6)" : "linear";
    clock.animate([{ transform: `scaleX(${Math.min(1, lives / 30_000)})` }, { transform: "scaleX(0)" }], {
      easing,
      duration: lives,
      fill: "forwards",
    });
    waitFor(lives + SLACK_MILLISECONDS);
  };

  const renew = async () => {
    if (document.hidden) {
      return;
    }
    await (living ? renewLiving(living) : renewMoment());
  };

  const renewMoment = async () => {
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

  /** @param {Living} signing */
  const renewLiving = async (signing) => {
    await draw(signing);
    try {
      const other = await signing.refresh(serial);
      alone.hidden = true;
      if (other) {
        // Used, even in part, returned, given away or renewed meanwhile: the page says so.
        location.reload();
      }
    } catch (error) {
      // What is no answer at all is a TypeError.
      alone.hidden = !(error instanceof TypeError);
      if (isRefused(error)) {
        stopSigning(error.message);
      } else if (isGone(error)) {
        location.reload();
      }
    }
  };

  /** Signed and drawn here, whatever the network does. @param {Living} signing */
  const draw = async (signing) => {
    try {
      const wanted = Math.min(255, Math.max(0, Math.floor(Number(field?.value ?? 0)) || 0));
      picture.innerHTML = await signing.draw(serial, wanted);
      paper.classList.remove("stale");
      offline.hidden = true;
      restart(signing.left());
    } catch {
      stopSigning("");
    }
  };

  /** From now on the server signs. @param {string} why */
  const stopSigning = (why) => {
    living = null;
    show(false);
    tell(why);
    void renew();
  };

  /** @param {boolean} signs */
  const show = (signs) => {
    quiet.hidden = !signs;
    if (choice) {
      choice.hidden = !signs;
    }
    if (!signs) {
      alone.hidden = true;
    }
  };

  /** @param {string} why */
  const tell = (why) => {
    const words = refused?.querySelector("span");
    if (refused && words && why) {
      words.textContent = why;
      refused.hidden = false;
    }
  };

  const startSigning = async () => {
    try {
      const { Living, mayJoin } = await import("./living.js");
      if (!(await mayJoin(paper.dataset.wallet ?? ""))) {
        return;
      }
      living = await Living.open(paper.dataset.wallet ?? "");
      if (!living.shows(serial)) {
        throw new Error("not to be shown");
      }
      show(true);
      await draw(living);
    } catch (error) {
      // No WebCrypto, no place to keep a key, no network yet, or refused: the server's code is on the screen.
      living = null;
      tell(isRefused(error) ? error.message : "");
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
  field?.addEventListener("input", () => living && void draw(living));
  restart(Number(paper.dataset.lives));
  void stayAwake();
  void startSigning();
}
