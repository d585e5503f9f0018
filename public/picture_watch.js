// @ts-check

/**
 * Whether a picture that is said to be live still is: phones give frozen and black ones after a call, after a lock, or
 * when they are warm, and say nothing.
 */

/** Without a new picture for so long it stands still; each restart in vain doubles it. */
const STILL_MILLISECONDS = 3_000;
const LONGEST_STILL_MILLISECONDS = 24_000;
/** A black picture for so long is not a hand that passes. */
const DARK_MILLISECONDS = 5_000;
/** Black: no spot of it is lighter than this, of 255. */
const DARK_LEVEL = 10;
/** The picture is looked at this small. */
const SPOTS = 16;

export class Watch {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    this.patience = STILL_MILLISECONDS;
    this.progress = "";
    this.movedAt = 0;
    /** @type {number | null} since when it is black */
    this.darkSince = null;
    /** A phone on its face is dark, too: the camera is restarted once, then the person is told. */
    this.darkRestarted = false;
    const canvas = document.createElement("canvas");
    canvas.width = SPOTS;
    canvas.height = SPOTS;
    this.context = canvas.getContext("2d", { willReadFrequently: true });
  }

  /** The camera was opened. @param {number} now */
  begin(now) {
    this.progress = "";
    this.movedAt = now;
    this.darkSince = null;
  }

  /** @param {number} now @returns {"live" | "dark" | "restart"} */
  look(now) {
    const progress = framesOf(this.video);
    if (progress !== this.progress) {
      // The first frame alone proves nothing: a frozen camera gives one.
      if (this.progress !== "") this.patience = STILL_MILLISECONDS;
      this.progress = progress;
      this.movedAt = now;
    } else if (now - this.movedAt >= this.patience) {
      this.patience = Math.min(this.patience * 2, LONGEST_STILL_MILLISECONDS);
      return "restart";
    }
    if (!this.isDark()) {
      this.darkSince = null;
      this.darkRestarted = false;
      return "live";
    }
    this.darkSince ??= now;
    if (now - this.darkSince < DARK_MILLISECONDS) {
      return this.darkRestarted ? "dark" : "live";
    }
    if (this.darkRestarted) {
      return "dark";
    }
    this.darkRestarted = true;
    return "restart";
  }

  /** @private */
  isDark() {
    if (!this.context || this.video.videoWidth === 0) return false;
    this.context.drawImage(this.video, 0, 0, SPOTS, SPOTS);
    const { data } = this.context.getImageData(0, 0, SPOTS, SPOTS);
    return data.every((level, at) => at % 4 === 3 || level <= DARK_LEVEL);
  }
}

/**
 * What changes with each new picture. Browsers that count none let the time stand still instead.
 * @param {HTMLVideoElement} video
 */
function framesOf(video) {
  const frames = video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
  return frames > 0 ? `${frames} frames` : `${video.currentTime} seconds`;
}
