// @ts-check

/**
 * Reads QR codes off the camera's picture: with the browser's own BarcodeDetector where there is one, otherwise with
 * our decoder in a Web Worker.
 *
 * @typedef {{ text: string | null, foreign: boolean }} Reading `foreign`: a code, but surely not one of ours
 * @typedef {{ kind: "detector" | "worker", read(video: HTMLVideoElement): Promise<Reading>,
 *   readStill(picture: ImageBitmap, edge: number): Promise<Reading> }} Reader `edge`: how large it is looked at
 */

const NOTHING = Object.freeze({ text: null, foreign: false });
/** Longest edge of the picture that is looked at: enough for a code at arm's length. */
const LONGEST_EDGE = 1280;

/** @returns {Promise<Reader>} */
export async function chooseReader() {
  const Detector = /** @type {any} */ (globalThis).BarcodeDetector;
  if (Detector) {
    try {
      /** @type {string[]} */
      const formats = await Detector.getSupportedFormats();
      if (formats.includes("qr_code")) {
        return detectorReader(new Detector({ formats: ["qr_code"] }));
      }
    } catch {
      // A detector that cannot even say what it reads: ours then.
    }
  }
  return workerReader();
}

/**
 * @param {{ detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> }} detector
 * @returns {Reader}
 */
function detectorReader(detector) {
  /** @param {CanvasImageSource} picture @returns {Promise<Reading>} */
  const read = async (picture) => {
    const [found] = await detector.detect(picture);
    return found ? { text: found.rawValue, foreign: false } : NOTHING;
  };
  return { kind: "detector", read, readStill: read };
}

/** @returns {Reader} */
function workerReader() {
  let worker = startWorker();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let asked = 0;

  /**
   * @param {CanvasImageSource} source
   * @param {number} sourceWidth
   * @param {number} sourceHeight
   * @param {number} edge
   * @param {boolean} still
   * @returns {Promise<Reading>}
   */
  const look = async (source, sourceWidth, sourceHeight, edge, still) => {
    const scale = Math.min(1, edge / Math.max(sourceWidth, sourceHeight, 1));
    const width = Math.round(sourceWidth * scale);
    const height = Math.round(sourceHeight * scale);
    if (!context || width === 0 || height === 0) {
      return NOTHING;
    }
    // A canvas that keeps its size is not made anew.
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.drawImage(source, 0, 0, width, height);
    const picture = context.getImageData(0, 0, width, height);
    asked += 1;
    try {
      return await ask(worker, { kind: "frame", id: asked, width, height, buffer: picture.data.buffer, still });
    } catch {
      worker.terminate();
      worker = startWorker();
      return NOTHING;
    }
  };
  return {
    kind: "worker",
    read: (video) => look(video, video.videoWidth, video.videoHeight, LONGEST_EDGE, false),
    readStill: (picture, edge) => look(picture, picture.width, picture.height, edge, true),
  };
}

function startWorker() {
  return new Worker(new URL("./decoder_worker.js", import.meta.url), { type: "module" });
}

/**
 * @param {Worker} worker
 * @param {{ kind: "frame", id: number, width: number, height: number, buffer: ArrayBufferLike, still: boolean }} frame
 * @returns {Promise<Reading>}
 */
function ask(worker, frame) {
  return new Promise((resolve, reject) => {
    const settle = () => {
      worker.removeEventListener("message", heard);
      worker.removeEventListener("error", failed);
    };
    /** @param {MessageEvent} event */
    const heard = ({ data }) => {
      if (data.kind === "result" && data.id === frame.id) {
        settle();
        resolve({ text: data.text, foreign: data.foreign });
      } else if (data.kind === "failed") {
        failed();
      }
    };
    const failed = () => {
      settle();
      reject(new Error("decoder"));
    };
    worker.addEventListener("message", heard);
    worker.addEventListener("error", failed);
    worker.postMessage(frame, [/** @type {ArrayBuffer} */ (frame.buffer)]);
  });
}
