// @ts-check
// Prints the decoder's figures, one a line: `decode NAME figure=… unit=… baseline=… ratio=…` (figure / baseline).
import { loadCorpus } from "./corpus.mjs";
import { counterTop, drawCode, grainy } from "./pictures.mjs";
import { loadDecoder } from "./site.mjs";

const FRAMES = 60;
const LINK = `HTTPS://PIAOJIA.EXAMPLE/R/${"0123456789ABCDEFGHJKMNPQRSTVWXYZ".repeat(10)}`.slice(0, 332);

/** @param {string} name @param {number} figure @param {string} unit @param {number} baseline */
function report(name, figure, unit, baseline) {
  const shown = Number(figure.toFixed(2));
  console.log(`decode ${name} figure=${shown} unit=${unit} baseline=${baseline} ratio=${(figure / baseline).toFixed(3)}`);
}

/** @param {number[]} values */
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const decoder = await loadDecoder();

let read = 0;
for (const { rgba, width, height, content } of await loadCorpus()) {
  const bytes = decoder.decode_still(rgba, width, height);
  if (bytes && Buffer.compare(Buffer.from(bytes), Buffer.from(content)) === 0) read += 1;
}
report("corpus", read, "images", 81);

/**
 * The median over some frames, each with other grain, in the order of a running camera.
 * @param {string} name
 * @param {boolean} withCode
 */
function time(name, withCode) {
  const scene = counterTop(1280, 720, 4);
  if (withCode) drawCode(scene, LINK, { left: 470, top: 180, edge: 340, angle: 0.15 });
  const frames = Array.from({ length: 6 }, (_, seed) => grainy(scene, 12, seed));
  /** @type {number[]} */
  const times = [];
  for (let turn = -10; turn < FRAMES; turn += 1) {
    const { rgba, width, height } = frames[(turn + 12) % frames.length];
    const began = performance.now();
    const bytes = decoder.decode_frame(rgba, width, height, turn + 12);
    // The first rounds only warm the compiler up.
    if (turn >= 0) times.push(performance.now() - began);
    if (withCode !== Boolean(bytes)) throw new Error(`${name}: ${withCode ? "the code was not read" : "read a code"}`);
  }
  report(name, median(times), "ms", 12);
}

time("frame-1280x720-node", true);
time("frame-1280x720-empty-node", false);
