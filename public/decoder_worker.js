// @ts-check

/**
 * Reads QR codes off camera frames, away from the page's own thread. The page sends `frame` messages and gets one
 * answer for each, in order, with the frame's buffer back for the next picture.
 *
 * @typedef {{ kind: "frame", id: number, width: number, height: number, buffer: ArrayBuffer, still?: boolean }} Frame
 *   `buffer` is RGBA, transferred; `still` marks a single picture (an upload), which is looked at in every way.
 * @typedef {{ kind: "ready" }} Ready
 * @typedef {{ kind: "result", id: number, text: string | null, foreign: boolean, milliseconds: number,
 *   buffer: ArrayBuffer }} Result `foreign`: a code was read, but it is not ASCII text, so it is not ours.
 * @typedef {{ kind: "failed", message: string, id?: number, buffer?: ArrayBuffer }} Failed
 * @typedef {{ default: (source: { module_or_path: WebAssembly.Module }) => Promise<unknown>,
 *   decode_frame: (rgba: Uint8Array, width: number, height: number, turn: number) => Uint8Array | undefined,
 *   decode_still: (rgba: Uint8Array, width: number, height: number) => Uint8Array | undefined,
 *   is_ascii_text: (bytes: Uint8Array) => boolean }} Decoder what wasm-bindgen makes of the crate `decoder`
 */

/** @type {{ postMessage(message: Result | Ready | Failed, transfer: ArrayBuffer[]): void }} */
const page = /** @type {any} */ (globalThis);
/** A dead instance is never freed; pictures that kill one after the other must not eat the phone's memory. */
const MOST_INSTANCES = 8;
let instances = 0;
let imports = 0;
let turn = 0;
/** @type {WebAssembly.Module | undefined} kept, so that a new instance needs no network */
let compiled;
/** @type {Decoder | undefined} */
let decoder;

/** @returns {Promise<WebAssembly.Module>} */
async function compile() {
  const answer = await fetch(new URL("./decoder_bg.wasm", import.meta.url));
  if (!answer.ok) throw new Error(`decoder_bg.wasm: ${answer.status}`);
  return WebAssembly.compile(await answer.arrayBuffer());
}

/** A fresh instance. The glue keeps its instance for good, so every further start imports the glue anew: the
 * fragment makes it another module, while network and caches see the same file.
 * @returns {Promise<Decoder>} */
async function start() {
  if (instances === MOST_INSTANCES) throw new Error("the decoder keeps failing");
  compiled ??= await compile();
  imports += 1;
  /** @type {Decoder} */
  const glue = await import(imports === 1 ? "./decoder.js" : `./decoder.js#${imports}`);
  await glue.default({ module_or_path: compiled });
  instances += 1;
  return glue;
}

/** @param {Frame} frame @returns {Promise<Result>} */
async function read({ id, width, height, buffer, still }) {
  const glue = (decoder ??= await start());
  const began = performance.now();
  const rgba = new Uint8Array(buffer);
  const bytes = still ? glue.decode_still(rgba, width, height) : glue.decode_frame(rgba, width, height, turn++);
  const text = bytes && glue.is_ascii_text(bytes) ? new TextDecoder().decode(bytes) : null;
  const foreign = bytes !== undefined && text === null;
  return { kind: "result", id, text, foreign, milliseconds: performance.now() - began, buffer };
}

/** @param {Result | Ready | Failed} message @param {Frame} [frame] */
const answer = (message, frame) => page.postMessage(message, frame ? [frame.buffer] : []);

/** After any error the instance may be broken, so the next frame gets a new one. @param {Frame} [frame] */
const fail = (/** @type {unknown} */ error, frame) => {
  decoder = undefined;
  answer({ kind: "failed", message: String(error), id: frame?.id, buffer: frame?.buffer }, frame);
};

let queue = start().then((glue) => { decoder = glue; answer({ kind: "ready" }); }).catch((error) => fail(error));
addEventListener("message", (/** @type {MessageEvent<Frame>} */ { data: frame }) => {
  if (frame.kind !== "frame") return;
  queue = queue.then(() => read(frame)).then((result) => answer(result, frame)).catch((error) => fail(error, frame));
});
