// @ts-check

import { Camera } from "./camera.js";
import { cameraTools, stayAwake } from "./camera_tools.js";
import { allowSound } from "./feedback.js";
import { listenToScanner } from "./hand_scanner.js";
import { Intake } from "./intake.js";
import { prepare } from "./local_verdict.js";
import { readPhotos } from "./photo.js";
import { chooseReader } from "./reader.js";

/** From one look at the picture to the next. */
const LOOK_EVERY_MILLISECONDS = 90;
/** While an answer is on its way and is shown, it goes before: looking takes the same thread. */
const LOOK_WHILE_BUSY_MILLISECONDS = 350;
/** The page's own thread breathes between two looks, however long they take. */
const LEAST_PAUSE_MILLISECONDS = 15;
const LOOK_FIRST = "piaojia.look_first";

/**
 * Everything that brings a code in, and how the camera is.
 * @param {HTMLElement} root
 * @param {Omit<import("./intake.js").Desk, "looksFirst">} desk
 */
export async function scan(root, desk) {
  const tools = /** @type {HTMLElement} */ (document.querySelector("[data-tools]"));
  const intake = new Intake({ ...desk, looksFirst: lookFirstSwitch(tools) }, root.dataset.keys ?? "");
  const start = /** @type {HTMLElement} */ (root.querySelector("[data-start]"));
  const photo = /** @type {HTMLElement} */ (tools.querySelector("[data-photo]"));
  const say = stateLine(root);
  tools.hidden = false;

  const video = /** @type {HTMLVideoElement} */ (root.querySelector("video"));
  const camera = new Camera(video, (state) => {
    const works = state === "live" || state === "dark";
    say(state);
    start.hidden = works || state === "frozen";
    photo.hidden = works || state === "frozen";
    if (works) {
      root.classList.add("live");
      void showTools();
    } else if (state !== "frozen") {
      root.classList.remove("live");
    }
  });
  const showTools = cameraTools(tools, camera);
  start.addEventListener("click", () => {
    allowSound();
    void camera.start();
  });
  document.addEventListener("pointerdown", allowSound, { once: true });
  stayAwake();

  // All at once: what reads and what verifies is fetched while the phone opens its camera.
  void camera.start();
  const prepared = prepare().catch(() => undefined);
  const reader = await chooseReader();
  const name = /** @type {HTMLElement} */ (root.querySelector("[data-reader]"));
  name.textContent = (reader.kind === "detector" ? root.dataset.detector : root.dataset.worker) ?? "";
  name.dataset.kind = reader.kind;
  listenToScanner((text) => intake.brought(text));
  readPhotos(/** @type {HTMLInputElement} */ (photo.querySelector("input")), reader, (text) => {
    say(text === null ? "unread" : camera.state);
    if (text !== null) {
      intake.brought(text);
    }
  });
  await prepared;
  await intake.answerEarlier();

  const look = async () => {
    const began = performance.now();
    if (camera.ready && !document.hidden) {
      const { text, foreign } = await reader.read(camera.video).catch(() => ({ text: null, foreign: false }));
      if (text !== null || foreign) {
        intake.seen(text ?? "");
      }
    }
    const every = desk.isBusy() ? LOOK_WHILE_BUSY_MILLISECONDS : LOOK_EVERY_MILLISECONDS;
    const rest = every - (performance.now() - began);
    setTimeout(() => void look(), Math.max(LEAST_PAUSE_MILLISECONDS, rest));
  };
  void look();
}

/** The sentence of this name; none while all is well. @param {HTMLElement} root @returns {(name: string | null) => void} */
function stateLine(root) {
  const line = /** @type {HTMLElement} */ (root.querySelector("[data-blocked]"));
  return (name) => {
    const sentence = line.dataset[name ?? "live"] ?? "";
    line.hidden = sentence === "";
    line.textContent = sentence;
  };
}

/** The switch keeps its place on this phone. @param {HTMLElement} tools @returns {() => boolean} */
function lookFirstSwitch(tools) {
  const box = /** @type {HTMLInputElement} */ (tools.querySelector("[data-look-first]"));
  box.checked = localStorage.getItem(LOOK_FIRST) === "yes";
  box.addEventListener("change", () => localStorage.setItem(LOOK_FIRST, box.checked ? "yes" : "no"));
  return () => box.checked;
}
