// @ts-check

/**
 * A camera that stays alive: taken again after the page was in the background, after a lock, after the phone has
 * given it to somebody else.
 */
export class Camera {
  /** @param {HTMLVideoElement} video where the picture is shown */
  constructor(video) {
    this.video = video;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.wanted = false;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        this.release();
      } else if (this.wanted) {
        void this.start().catch(() => undefined);
      }
    });
  }

  /** Takes the back camera. Throws where there is none or the person said no. */
  async start() {
    this.wanted = true;
    if (this.stream?.active) {
      return;
    }
    this.release();
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.stream = stream;
    for (const track of stream.getVideoTracks()) {
      track.addEventListener("ended", () => {
        if (this.wanted && !document.hidden) {
          void this.start().catch(() => undefined);
        }
      });
    }
    this.video.srcObject = stream;
    await this.video.play();
  }

  /** Gives the camera back; the phone's light goes out. */
  release() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  /** Whether there is a picture to read. */
  get ready() {
    return this.stream?.active === true && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }
}
