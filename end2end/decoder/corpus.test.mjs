// @ts-check
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { loadCorpus } from "./corpus.mjs";
import { blurred, drawCode, grainy, plain, quarterTurn, random, relit } from "./pictures.mjs";
import { loadDecoder } from "./site.mjs";

/** @typedef {import("./pictures.mjs").Picture} Picture */

/** @type {import("./site.mjs").Decoder} */
let decoder;
/** @type {import("./corpus.mjs").Photograph[]} */
let corpus;

before(async () => {
  decoder = await loadDecoder();
  corpus = await loadCorpus();
});

/** @param {Picture} picture */
const readStill = ({ rgba, width, height }) => decoder.decode_still(rgba, width, height);

/**
 * How many of the photographs are read right, changed in some way. A wrong reading is worse than none.
 * @param {(picture: Picture) => Picture} change
 * @param {(picture: Picture) => Uint8Array | undefined} [read]
 */
function countRead(change, read = readStill) {
  return corpus.filter((photograph) => {
    const bytes = read(change(photograph));
    if (bytes) assert.deepEqual(Buffer.from(bytes), Buffer.from(photograph.content), photograph.name);
    return bytes !== undefined;
  }).length;
}

describe("the photographs, through the shipped wasm", () => {
  /** @type {[string, number, (picture: Picture) => Picture][]} */
  const changes = [
    ["upright", 81, (picture) => picture],
    ["turned by 90°", 81, quarterTurn],
    ["turned by 180°", 81, (picture) => quarterTurn(quarterTurn(picture))],
    ["turned by 270°", 81, (picture) => quarterTurn(quarterTurn(quarterTurn(picture)))],
    ["in low light (level × 0.15 + 10)", 81, (picture) => relit(picture, (level) => level * 0.15 + 10)],
    ["out of focus (Gaussian, σ 1.5)", 75, (picture) => blurred(picture, 1.5)],
    ["white on black", 81, (picture) => relit(picture, (level) => 255 - level)],
  ];
  for (const [name, floor, change] of changes) {
    test(`${name}: at least ${floor}`, (context) => {
      const count = countRead(change);
      context.diagnostic(`${name}: ${count} of ${corpus.length}`);
      assert.equal(corpus.length, 81, "the corpus has 81 photographs");
      assert.ok(count >= floor, `${count} read, ${floor} expected`);
    });
  }

  test("upright, as the first camera frame: 81", () => {
    assert.equal(countRead((picture) => picture, ({ rgba, width, height }) => decoder.decode_frame(rgba, width, height, 0)), 81);
  });
});

describe("codes of others", () => {
  /** @type {[string, Uint8Array][]} */
  const foreign = [
    ["Chinese in UTF-8", Buffer.from("歡迎光臨，請出示票券", "utf8")],
    ["Chinese in Big5", Buffer.from("c577aaefa5fac17bb2bca7a8", "hex")],
    ["Latin-1", Buffer.from("Café à la crème, größe 5 £", "latin1")],
    ["binary", Uint8Array.from({ length: 200 }, (_, index) => (index * 73 + 5) % 256)],
    ["every byte", Uint8Array.from({ length: 256 }, (_, index) => index)],
    ["zeros", new Uint8Array(40)],
    ["a large binary one", Uint8Array.from({ length: 1500 }, (_, index) => (index * index * 31) % 256)],
  ];
  for (const [name, content] of foreign) {
    test(`${name}: bytes as they are, not text`, () => {
      const picture = drawCode(plain(640, 640, 235), content, { left: 20, top: 20, edge: 600 });
      const bytes = readStill(picture);
      assert.deepEqual(Buffer.from(bytes ?? []), Buffer.from(content));
      assert.equal(decoder.is_ascii_text(content), false);
    });
  }

  test("our own link is text", () => {
    const link = `HTTPS://PIAOJIA.EXAMPLE/R/${"0123456789ABCDEFGHJKMNPQRSTVWXYZ".repeat(9)}`;
    const picture = drawCode(plain(400, 400, 235), link, { left: 30, top: 50, edge: 300, angle: 0.2 });
    const bytes = readStill(picture);
    assert.equal(Buffer.from(bytes ?? []).toString("latin1"), link);
    assert.equal(bytes && decoder.is_ascii_text(bytes), true);
  });
});

describe("frames that hold no code", () => {
  /** A trap kills the instance for good, so that this last reading tells that none happened. */
  const stillAlive = () =>
    assert.ok(readStill(drawCode(plain(200, 200, 235), "ALIVE", { left: 0, top: 0, edge: 200 })), "the decoder is dead");

  test("2,000 random frames of random sizes", () => {
    const next = random(20261121);
    for (let round = 0; round < 2000; round += 1) {
      const [width, height] = [Math.floor(next() * 161), Math.floor(next() * 121)];
      const picture = plain(width, height, Math.floor(next() * 256));
      const kind = round % 4;
      if (kind === 0) picture.rgba.forEach((_, index, rgba) => { rgba[index] = next() * 256; });
      if (kind === 1) picture.rgba.forEach((_, index, rgba) => { rgba[index] = index >> 2 & 3 && next() < 0.7 ? 255 : 0; });
      // Nearly a code: drawn over the edges, turned, spoilt.
      if (kind >= 2) drawCode(picture, "X".repeat(1 + next() * 200), {
        left: (next() - 0.3) * width, top: (next() - 0.3) * height, edge: 20 + next() * 150, angle: next() * 7 });
      if (kind === 3) for (let spot = 0; spot < width * height / 8; spot += 1) {
        picture.rgba[Math.floor(next() * picture.rgba.length)] = next() * 256;
      }
      if (round % 2) readStill(picture); else decoder.decode_frame(picture.rgba, width, height, round >> 1);
    }
    stillAlive();
  });

  test("buffers that do not fit the sizes give nothing", () => {
    for (const [width, height, length] of [
      [0, 0, 0], [0, 0, 4], [1, 1, 4], [1, 1, 0], [1, 1, 3], [1, 1, 5], [640, 480, 0], [640, 480, 1228799],
      [640, 480, 1228801], [640, 480, 307200], [480, 0, 0], [65536, 65536, 0], [4294967295, 4294967295, 4],
      [-1, -1, 4], [1.5, 2.5, 8], [Number.NaN, 3, 12], [9000, 1, 36000], [8192, 8192, 16],
    ]) {
      const buffer = new Uint8Array(length).fill(128);
      assert.equal(decoder.decode_still(buffer, width, height), undefined, `${width} × ${height}, ${length} bytes`);
      for (let turn = 0; turn < 5; turn += 1) {
        assert.equal(decoder.decode_frame(buffer, width, height, turn), undefined, `${width} × ${height}, ${length}`);
      }
    }
    stillAlive();
  });

  test("a sheet full of corner marks is given up in time", () => {
    const picture = plain(1280, 720, 255);
    for (let y = 0; y < 720; y += 1) for (let x = 0; x < 1280; x += 1) {
      const ring = Math.max(Math.abs(x % 18 - 8), Math.abs(y % 18 - 8));
      if (ring < 3 || (ring > 4 && ring < 7)) picture.rgba.fill(0, (y * 1280 + x) * 4, (y * 1280 + x) * 4 + 3);
    }
    const began = performance.now();
    decoder.decode_frame(picture.rgba, 1280, 720, 0);
    assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`);
    stillAlive();
  });

  test("noise", () => {
    decoder.decode_still(grainy(plain(1280, 720, 128), 120, 7).rgba, 1280, 720);
    stillAlive();
  });
});
