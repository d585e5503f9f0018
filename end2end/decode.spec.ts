import type { Page } from "@playwright/test";
import { counterTop, drawCode, grainy, type Picture } from "./decoder/pictures.mjs";
import { expect, test } from "./fixture/test.ts";

/** Frames that are measured, after as many as the compiler needs to warm up. */
const FRAMES = 60;
const WARM_UP = 10;
/** Other grain each time, as from a running camera. */
const GRAINS = 6;
const [WIDTH, HEIGHT] = [1280, 720];
const TARGET_MILLISECONDS = 12;
/** As long as the code of a wallet. */
const LINK = `HTTPS://PIAOJIA.EXAMPLE/R/${"0123456789ABCDEFGHJKMNPQRSTVWXYZ".repeat(10)}`.slice(0, 332);

/** Asked for by `./dev bench decode`: prints figures, and asserts only that every code was read. */
test("one frame of a camera in the decoder's worker", async ({ phone, server }) => {
  test.setTimeout(300_000);
  const page = await phone();
  await page.goto(`${server.url}/find`);
  const scene = counterTop(WIDTH, HEIGHT, 4);
  const empty = await timed(page, scene);
  expect(empty.every(({ text }) => text === null)).toBe(true);
  const code = await timed(page, drawCode(scene, LINK, { left: 470, top: 180, edge: 340, angle: 0.15 }));
  expect(code.every(({ text }) => text === LINK)).toBe(true);
  for (const [name, frames] of [["code", code], ["empty", empty]] as const) {
    const figure = frames.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other)[FRAMES >> 1] ?? Number.NaN;
    console.log(
      `decode frame-1280x720 ${name} figure=${figure.toFixed(2)} unit=ms baseline=${TARGET_MILLISECONDS} ratio=${(figure / TARGET_MILLISECONDS).toFixed(3)}`,
    );
  }
});

interface Answer {
  text: string | null;
  milliseconds: number;
}

/** Sends frames to a worker such as the desk's, one after the other, and keeps what it says of each. */
async function timed(page: Page, scene: Picture): Promise<Answer[]> {
  const frames = Array.from({ length: GRAINS }, (_, seed) => Buffer.from(grainy(scene, 12, seed).rgba).toString("base64"));
  return page.evaluate(
    async ({ frames, count, warmUp, width, height }) => {
      const build = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]')?.href;
      const worker = new Worker(new URL("decoder_worker.js", build), { type: "module" });
      const next = () =>
        new Promise<Answer & { kind: string; message?: string }>((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        });
      const ready = await next();
      if (ready.kind !== "ready") throw new Error(ready.message);
      const pictures = frames.map((frame) => Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0)));
      const answers = [];
      for (let id = 0; id < count + warmUp; id += 1) {
        const picture = pictures[id % pictures.length];
        if (!picture) throw new Error("no pictures");
        const buffer = picture.slice().buffer;
        const answer = next();
        worker.postMessage({ kind: "frame", id, width, height, buffer }, [buffer]);
        const { kind, message, text, milliseconds } = await answer;
        if (kind !== "result") throw new Error(message);
        if (id >= warmUp) answers.push({ text, milliseconds });
      }
      worker.terminate();
      return answers;
    },
    { frames, count: FRAMES, warmUp: WARM_UP, width: WIDTH, height: HEIGHT },
  );
}
