// @ts-check
import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { drawCode, plain } from "./pictures.mjs";
import { siteFolder } from "./site.mjs";

/** Makes Node's worker look like the browser's to public/decoder_worker.js, which runs unchanged. */
const BROWSER = `
  import { parentPort, workerData } from "node:worker_threads";
  import { readFile } from "node:fs/promises";
  globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
  globalThis.addEventListener = (kind, listener) => parentPort.on(kind, (data) => listener({ data }));
  globalThis.fetch = async (url) => new Response(await readFile(url));
  await import(workerData);
`;

/** A decoder that dies for good when the first byte of a frame is 1, and otherwise says which instance it is. */
const MORTAL = `
  const instance = globalThis.instances = (globalThis.instances ?? 0) + 1;
  let dead = false;
  export default async () => {};
  export const decode_still = () => undefined;
  export const is_ascii_text = () => true;
  export const decode_frame = (rgba) => {
    dead ||= rgba[0] === 1;
    if (dead) throw new WebAssembly.RuntimeError("unreachable");
    return new TextEncoder().encode("instance " + instance);
  };
`;

/** @type {Worker[]} */
const workers = [];
after(() => Promise.all(workers.map((worker) => worker.terminate())));

/** @param {Worker} worker @returns {Promise<any>} the worker's next message */
const next = async (worker) => (await once(worker, "message", { signal: AbortSignal.timeout(20_000) }))[0];

/** @param {Worker} worker @param {{ id: number, still?: boolean } & import("./pictures.mjs").Picture} frame */
function ask(worker, { id, still, width, height, rgba }) {
  const buffer = new Uint8Array(rgba).buffer;
  worker.postMessage({ kind: "frame", id, still, width, height, buffer }, [buffer]);
  return next(worker);
}

/**
 * The worker in a folder of its own.
 * @param {(folder: string) => Promise<unknown>} furnish puts the decoder beside it
 */
async function start(furnish) {
  const folder = await mkdtemp(join(tmpdir(), "piaojia-worker-"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "browser.js"), BROWSER);
  const source = fileURLToPath(new URL("../../public/decoder_worker.js", import.meta.url));
  await copyFile(source, join(folder, "decoder_worker.js"));
  await furnish(folder);
  const worker = new Worker(join(folder, "browser.js"), {
    workerData: pathToFileURL(join(folder, "decoder_worker.js")).href,
  });
  workers.push(worker);
  return { worker, folder };
}

/** @param {string} folder */
const shipped = (folder) => Promise.all(["decoder.js", "decoder_bg.wasm"].map((name) =>
  copyFile(join(siteFolder(), name), join(folder, name))));

/** An empty wasm module: its magic number and version. */
const NO_CODE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** @param {string} folder */
const mortal = (folder) => Promise.all([
  writeFile(join(folder, "decoder.js"), MORTAL), writeFile(join(folder, "decoder_bg.wasm"), NO_CODE)]);

test("frames are answered in order, with their buffers", async () => {
  const { worker } = await start(shipped);
  assert.deepEqual(await next(worker), { kind: "ready" });

  const ours = drawCode(plain(300, 300, 235), "HTTPS://A.TW/R/0123", { left: 20, top: 20, edge: 260 });
  const { milliseconds, buffer, ...answer } = await ask(worker, { id: 7, ...ours });
  assert.deepEqual(answer, { kind: "result", id: 7, text: "HTTPS://A.TW/R/0123", foreign: false });
  assert.ok(milliseconds > 0);
  assert.equal(buffer.byteLength, 300 * 300 * 4);

  const theirs = drawCode(plain(300, 300, 235), Buffer.from("票夾"), { left: 20, top: 20, edge: 260 });
  const foreign = await ask(worker, { id: 8, still: true, ...theirs });
  assert.deepEqual([foreign.id, foreign.text, foreign.foreign], [8, null, true]);

  const none = await ask(worker, { id: 9, ...plain(64, 48, 100) });
  assert.deepEqual([none.id, none.text, none.foreign], [9, null, false]);
  const odd = await ask(worker, { id: 10, width: 65, height: 48, rgba: new Uint8Array(3) });
  assert.deepEqual([odd.kind, odd.id, odd.text, odd.foreign], ["result", 10, null, false]);
});

test("a dead decoder is replaced, a few times", async () => {
  const { worker } = await start(mortal);
  assert.deepEqual(await next(worker), { kind: "ready" });
  for (let instance = 1; instance <= 8; instance += 1) {
    assert.equal((await ask(worker, { id: 0, ...plain(2, 2, 0) })).text, `instance ${instance}`);
    const { buffer, ...failed } = await ask(worker, { id: instance, ...plain(2, 2, 1) });
    assert.deepEqual(failed, { kind: "failed", id: instance, message: "RuntimeError: unreachable" });
    assert.equal(buffer.byteLength, 16);
  }
  assert.match((await ask(worker, { id: 0, ...plain(2, 2, 0) })).message, /keeps failing/);
});

test("a decoder that could not be fetched is fetched again", async () => {
  const { worker, folder } = await start(async (folder) => writeFile(join(folder, "decoder.js"), MORTAL));
  const failed = await next(worker);
  assert.equal(failed.kind, "failed");
  assert.match(failed.message, /decoder_bg\.wasm/);
  assert.equal((await ask(worker, { id: 1, ...plain(2, 2, 0) })).kind, "failed");
  await writeFile(join(folder, "decoder_bg.wasm"), NO_CODE);
  assert.equal((await ask(worker, { id: 2, ...plain(2, 2, 0) })).text, "instance 1");
});
