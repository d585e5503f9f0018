import type { Page } from "@playwright/test";
import { canvasCamera } from "./fixture/canvas_camera.ts";
import { expect, test } from "./fixture/test.ts";
import { TEA } from "./fixture/workbook.ts";

/** How many tickets are scanned; the middle one counts. */
const SCANS = 21;
/** A fourth of this machine. */
const SLOWER = 4;
const TARGET_MILLISECONDS = 400;

/** One scan, in the page's own time. */
interface Scan {
  /** From the first picture with the code to the first one with the verdict. */
  verdict: number;
  /** From there to the request: reading and judging. */
  read: number;
  /** How long the answer took. */
  answer: number;
}

/** Asked for by `./dev bench scan`: prints figures, and asserts only that there are some. */
test("from a code in view to the verdict on the screen", async ({ server, holder, clerk, camera }) => {
  test.setTimeout(600_000);
  const order = await server.issue({ product: "VAA00001", tickets: SCANS });
  const guest = await holder();
  await guest.openWallet(order.link);
  const addresses = await guest.page.getByRole("link", { name: TEA }).evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  expect(new Set(addresses).size).toBe(SCANS);

  const counter = await clerk({ prepare: (page) => canvasCamera(page) });
  const { page } = counter;
  await camera.putNothing();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await counter.openDesk();
  await expect(counter.reader).toHaveAttribute("data-kind", "worker");
  await expect.poll(() => page.evaluate(() => window.fakeCamera.opened)).toBe(1);

  const scans: Scan[] = [];
  for (const address of addresses) {
    // Made just before: a code lives for a minute or so. The page is left, so that it works no more meanwhile.
    await guest.page.goto(address);
    const picture = await guest.picture();
    await guest.page.goto("about:blank");
    scans.push(await scanned(page, picture));
    await counter.expectVerdict("good", "redeemed");
    await page.evaluate(() => window.fakeCamera.show(null));
    await counter.close();
  }
  const line = (name: string, figures: number[], target?: number) => {
    const figure = median(figures);
    const aim = target ? ` target=${target} ratio=${(figure / target).toFixed(2)}` : "";
    console.log(`${name} figure=${figure.toFixed(1)} unit=ms${aim}`);
  };
  line("median", scans.map(({ verdict }) => verdict), TARGET_MILLISECONDS);
  line("median-until-sent", scans.map(({ read }) => read));
  line("median-answer", scans.map(({ answer }) => answer));
  console.log(`slowest figure=${Math.max(...scans.map(({ verdict }) => verdict)).toFixed(1)} unit=ms`);
  expect(scans.every(({ verdict }) => verdict > 0)).toBe(true);
});

const median = (values: number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Holds the code before the camera and waits until the picture after the verdict's is painted. */
async function scanned(page: Page, picture: Buffer): Promise<Scan> {
  return page.evaluate(async (picture) => {
    performance.clearResourceTimings();
    const stage = document.querySelector("[data-verdict]");
    const painted = new Promise<number>((resolve) => {
      const watcher = new MutationObserver(() => {
        if (stage?.querySelector("[data-tone]")) {
          watcher.disconnect();
          requestAnimationFrame(() => {
            // The task after a frame: what was there is on the screen.
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now());
            port2.postMessage(null);
          });
        }
      });
      if (stage) watcher.observe(stage, { childList: true, subtree: true });
    });
    await window.fakeCamera.show(picture);
    const at = await painted;
    const shown = window.fakeCamera.shownAt ?? Number.NaN;
    const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const request = entries.find(({ name }) => name.endsWith("/desk/scan"));
    return {
      verdict: at - shown,
      read: (request?.startTime ?? Number.NaN) - shown,
      answer: (request?.responseEnd ?? Number.NaN) - (request?.startTime ?? Number.NaN),
    };
  }, picture.toString("base64"));
}
