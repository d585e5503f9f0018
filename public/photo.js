// @ts-check

/**
 * A photo instead of the camera's picture, where there is none or it may not be used. It is read here and never sent.
 */

/** Longest edges at which a photo is looked at: the first is enough for most, the second finds small codes. */
const EDGES = [1_280, 2_400];

/**
 * @param {HTMLInputElement} input
 * @param {import("./reader.js").Reader} reader
 * @param {(text: string | null) => void} found null: no code in it
 */
export function readPhotos(input, reader, found) {
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    // The same photo may be chosen again.
    input.value = "";
    if (file) {
      found(await read(file, reader).catch(() => null));
    }
  });
}

/** @param {File} file @param {import("./reader.js").Reader} reader @returns {Promise<string | null>} */
async function read(file, reader) {
  const bitmap = await createImageBitmap(file);
  try {
    const largest = Math.max(bitmap.width, bitmap.height);
    for (const edge of EDGES) {
      const { text, foreign } = await reader.readStill(bitmap, edge);
      if (text !== null || foreign) {
        return text ?? "";
      }
      if (edge >= largest) {
        break;
      }
    }
    return null;
  } finally {
    bitmap.close();
  }
}
