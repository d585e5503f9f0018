// @ts-check

import { Watch } from "./picture_watch.js";

/**
 * A camera that stays alive for a whole shift: taken again after the page was in the background, after a lock, after
 * another program had it, after a cable came out, after the permission was given; and restarted when its picture
 * stands still.
 *
 * @typedef {"live" | "denied" | "missing" | "taken" | "frozen" | "dark"} CameraState what the person is told
 */

const LENS = "piaojia.lens";
/** Between two looks at whether the camera still does its work. */
const CHECK_EVERY_MILLISECONDS = 1_000;
/** A camera that is gone is asked for again this often. */
const AGAIN_MILLISECONDS = 3_000;
/** A phone that mutes the track for a call or for a moment is given this long. */
const MUTED_MILLISECONDS = 2_000;
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

export class Camera {
  /**
   * @param {HTMLVideoElement} video where the picture is shown
   * @param {(state: CameraState) => void} told
   */
  constructor(video, told) {
    this.video = video;
    this.told = told;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.wanted = false;
    /** @type {CameraState | null} */
    this.state = null;
    /** @type {Promise<void> | null} */
    this.opening = null;
    this.triedAt = -Infinity;
    this.mutedAt = Infinity;
    this.watch = new Watch(video);
    document.addEventListener("visibilitychange", () => this.turned());
    addEventListener("pageshow", () => this.turned());
    navigator.mediaDevices?.addEventListener("devicechange", () => {
      if (this.wanted && !this.alive) void this.start();
    });
    void this.followPermission();
    setInterval(() => this.check(), CHECK_EVERY_MILLISECONDS);
  }

  /** Takes the camera. What came of it is told, never thrown. */
  start() {
    this.wanted = true;
    this.opening ??= this.open().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  /** Another lens, kept on this phone. @param {string} lens its device id */
  async choose(lens) {
    localStorage.setItem(LENS, lens);
    await this.opening;
    this.release();
    await this.start();
  }

  /** Gives the camera back; the phone's light goes out. */
  release() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
    this.state = null;
    this.mutedAt = Infinity;
  }

  get alive() {
    return this.stream?.active === true && this.track?.readyState === "live";
  }

  /** @returns {MediaStreamTrack | undefined} */
  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  /** Whether there is a picture to read. */
  get ready() {
    return this.alive && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  /** @private */
  async open() {
    if (this.alive || document.hidden) return;
    this.release();
    this.triedAt = performance.now();
    try {
      const stream = await take();
      this.stream = stream;
      const [track] = stream.getVideoTracks();
      track?.addEventListener("ended", () => this.lost(stream));
      track?.addEventListener("mute", () => {
        this.mutedAt = performance.now();
      });
      track?.addEventListener("unmute", () => {
        this.mutedAt = Infinity;
      });
      this.video.srcObject = stream;
      this.watch.begin(performance.now());
      await this.video.play();
      this.tell("live");
    } catch (error) {
      this.release();
      this.tell(stateOf(error));
    }
    // The phone was locked while it asked.
    if (document.hidden) this.release();
  }

  /** @private @param {CameraState} state */
  tell(state) {
    if (state !== this.state) {
      this.state = state;
      this.told(state);
    }
  }

  /** @private */
  turned() {
    if (document.hidden) this.release();
    else if (this.wanted) void this.start();
  }

  /** The phone has given it to somebody else, or it was unplugged. @private @param {MediaStream} stream */
  lost(stream) {
    if (stream === this.stream && this.wanted && !document.hidden) void this.start();
  }

  /** @private */
  async followPermission() {
    try {
      const permission = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("camera") });
      permission.addEventListener("change", () => {
        if (permission.state === "denied") {
          this.release();
          this.tell("denied");
        } else if (this.wanted) {
          void this.start();
        }
      });
    } catch {
      // This browser does not tell of permissions: the button stays.
    }
  }

  /** @private */
  check() {
    if (!this.wanted || document.hidden || this.opening) return;
    const now = performance.now();
    if (!this.alive) {
      // Who said no is not asked again and again.
      if (this.state !== "denied" && now - this.triedAt >= AGAIN_MILLISECONDS) void this.start();
    } else if (now - this.mutedAt >= MUTED_MILLISECONDS) {
      this.restart("taken");
    } else {
      const found = this.watch.look(now);
      if (found === "restart") this.restart("frozen");
      else this.tell(found);
    }
  }

  /** @private @param {CameraState} why */
  restart(why) {
    this.tell(why);
    this.release();
    void this.start();
  }
}

/** The lens that was chosen on this phone, else the one at its back. */
async function take() {
  const { mediaDevices } = navigator;
  if (!mediaDevices) throw new DOMException("no camera", "NotFoundError");
  const lens = localStorage.getItem(LENS);
  if (lens) {
    try {
      return await mediaDevices.getUserMedia({ audio: false, video: { deviceId: { exact: lens }, ...SIZE } });
    } catch (error) {
      // That lens is gone: any other.
      if (!["OverconstrainedError", "NotFoundError"].includes(nameOf(error))) throw error;
    }
  }
  return mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, ...SIZE } });
}

/** @param {unknown} error */
const nameOf = (error) => (error instanceof Error || error instanceof DOMException ? error.name : "");

/** @param {unknown} error @returns {CameraState} */
function stateOf(error) {
  const name = nameOf(error);
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "taken";
}
