// @ts-check
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

/**
 * A photograph with the bytes that its code carries.
 * @typedef {import("./pictures.mjs").Picture & { name: string, content: Uint8Array }} Photograph
 */

/**
 * The folder with the photographs; it lies beside the repository.
 * @returns {string}
 */
export function corpusFolder() {
  return process.env.PIAOJIA_QR_CORPUS ?? fileURLToPath(new URL("../../../shared/qr-corpus", import.meta.url));
}

/**
 * All photographs. Throws if there are none: a test without pictures must not pass.
 * @returns {Promise<Photograph[]>}
 */
export async function loadCorpus() {
  const folder = corpusFolder();
  const files = await readdir(folder, { recursive: true }).catch((error) => {
    throw new Error(`the QR photographs are missing: ${folder} (set PIAOJIA_QR_CORPUS): ${error.message}`);
  });
  const names = files.filter((file) => /\.(png|jpe?g)$/i.test(file)).sort();
  if (names.length === 0) throw new Error(`no QR photographs in ${folder} (set PIAOJIA_QR_CORPUS)`);
  return Promise.all(names.map(async (name) => {
    const content = await readFile(join(folder, name.replace(/\.[^.]+$/, ".txt")));
    const { data, info } = await sharp(join(folder, name)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { name, content, width: info.width, height: info.height, rgba: new Uint8Array(data) };
  }));
}
