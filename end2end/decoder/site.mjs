// @ts-check
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * @typedef {object} Decoder the shipped wasm, see decoder/src/export.rs
 * @property {(rgba: Uint8Array, width: number, height: number, turn: number) => Uint8Array | undefined} decode_frame
 * @property {(rgba: Uint8Array, width: number, height: number) => Uint8Array | undefined} decode_still
 * @property {(bytes: Uint8Array) => boolean} is_ascii_text
 */

/**
 * The folder with the built `decoder.js` and `decoder_bg.wasm`.
 * @returns {string}
 */
export function siteFolder() {
  const folder = process.env.PIAOJIA_SITE;
  if (!folder) throw new Error("PIAOJIA_SITE must name the folder with the built decoder.js and decoder_bg.wasm");
  return folder;
}

/**
 * The decoder as the browser gets it.
 * @returns {Promise<Decoder>}
 */
export async function loadDecoder() {
  const folder = siteFolder();
  const bytes = await readFile(join(folder, "decoder_bg.wasm"));
  // Node takes a .js file for CommonJS unless a package.json says otherwise; the copy leaves no doubt.
  const copies = await mkdtemp(join(tmpdir(), "piaojia-decoder-"));
  const glue = join(copies, "decoder.mjs");
  await copyFile(join(folder, "decoder.js"), glue);
  const decoder = await import(pathToFileURL(glue).href);
  await rm(copies, { recursive: true });
  await decoder.default({ module_or_path: bytes });
  return decoder;
}
