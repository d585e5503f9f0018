// @ts-check
import QRCode from "qrcode";

/**
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array} rgba
 */

/**
 * A picture of one level of grey.
 * @param {number} width
 * @param {number} height
 * @param {number} level
 * @returns {Picture}
 */
export const plain = (width, height, level) => ({ width, height, rgba: new Uint8Array(width * height * 4).fill(level) });

/**
 * Random numbers from 0 up to 1 that are the same on every run (mulberry32).
 * @param {number} seed
 * @returns {() => number}
 */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Turned clockwise by a right angle.
 * @param {Picture} picture
 * @returns {Picture}
 */
export function quarterTurn({ width, height, rgba }) {
  const source = new Uint32Array(rgba.slice().buffer);
  const target = new Uint32Array(source.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) target[x * height + (height - 1 - y)] = source[y * width + x] ?? 0;
  return { width: height, height: width, rgba: new Uint8Array(target.buffer) };
}

/**
 * Every colour level through a function.
 * @param {Picture} picture
 * @param {(level: number) => number} level
 * @returns {Picture}
 */
export function relit(picture, level) {
  return { ...picture, rgba: picture.rgba.map((value, index) => (index % 4 === 3 ? value : level(value))) };
}

/**
 * Gaussian blur, in grey.
 * @param {Picture} picture
 * @param {number} sigma
 * @returns {Picture}
 */
export function blurred({ width, height, rgba }, sigma) {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  /** Along the rows; the answer has rows and columns exchanged, so that twice is both ways.
   * @param {Float32Array} source @param {number} wide @param {number} high */
  const pass = (source, wide, high) => {
    const target = new Float32Array(source.length);
    for (let y = 0; y < high; y += 1)
      for (let x = 0; x < wide; x += 1) {
        let sum = 0;
        for (const [i, weight] of weights.entries())
          sum += weight * (source[y * wide + Math.min(Math.max(x + i - reach, 0), wide - 1)] ?? 0);
        target[x * high + y] = sum / total;
      }
    return target;
  };
  const level = (/** @type {number} */ at) => rgba[at] ?? 0;
  const grey = Float32Array.from({ length: width * height }, (_, i) =>
    (level(4 * i) + 2 * level(4 * i + 1) + level(4 * i + 2)) / 4);
  const soft = pass(pass(grey, width, height), height, width);
  return { width, height, rgba: rgba.map((_, i) => (i % 4 === 3 ? 255 : Math.round(soft[i >> 2] ?? 0))) };
}

/**
 * A QR code drawn into a picture, turned by an angle, in black on whatever is there.
 * @param {Picture} picture
 * @param {string | Uint8Array} content text in the shortest mode, bytes as they are
 * @param {{ left: number, top: number, edge: number, angle?: number, level?: "L" | "M", dark?: number,
 *   light?: number }} how
 * @returns {Picture} the same picture
 */
export function drawCode(picture, content, { left, top, edge, angle = 0, level = "L", dark = 20, light = 235 }) {
  const data = typeof content === "string" ? content : [{ data: Buffer.from(content), mode: "byte" }];
  const { modules } = QRCode.create(/** @type {string} */ (data), { errorCorrectionLevel: level });
  const [quiet, sine, cosine] = [4, Math.sin(angle), Math.cos(angle)];
  const module = edge / (modules.size + 2 * quiet);
  const middle = edge / 2;
  for (let y = 0; y < picture.height; y += 1)
    for (let x = 0; x < picture.width; x += 1) {
      const [dx, dy] = [x + 0.5 - left - middle, y + 0.5 - top - middle];
      const column = Math.floor((dx * cosine + dy * sine + middle) / module);
      const row = Math.floor((dy * cosine - dx * sine + middle) / module);
      const all = modules.size + 2 * quiet;
      if (column < 0 || row < 0 || column >= all || row >= all) continue;
      const [i, j] = [row - quiet, column - quiet];
      const black = i >= 0 && j >= 0 && i < modules.size && j < modules.size && modules.get(i, j);
      picture.rgba.fill(black ? dark : light, (y * picture.width + x) * 4, (y * picture.width + x) * 4 + 3);
    }
  return picture;
}

/**
 * A counter top as a camera sees it: uneven light, things with edges, grain.
 * @param {number} width
 * @param {number} height
 * @param {number} seed
 * @returns {Picture}
 */
export function counterTop(width, height, seed) {
  const next = random(seed);
  const picture = plain(width, height, 255);
  const things = Array.from({ length: 40 }, () => ({
    left: next() * width, top: next() * height, wide: 10 + next() * 200, high: 10 + next() * 120, level: next() * 220,
  }));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      let level = 90 + (100 * x) / width + (40 * y) / height;
      for (const thing of things)
        if (x >= thing.left && y >= thing.top && x < thing.left + thing.wide && y < thing.top + thing.high)
          level = thing.level;
      picture.rgba.fill(level, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  return picture;
}

/**
 * The grain of a camera over a picture.
 * @param {Picture} picture
 * @param {number} strength largest difference
 * @param {number} seed
 * @returns {Picture}
 */
export function grainy(picture, strength, seed) {
  const next = random(seed);
  return relit(picture, (level) => Math.min(255, Math.max(0, level + (next() + next() - 1) * strength)));
}
