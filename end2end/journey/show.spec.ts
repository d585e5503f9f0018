import type { Page } from "@playwright/test";
import { expect, test } from "../fixture/test.ts";
import { readQr } from "../fixture/qr.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

/** So large that a scanner reads it at arm's length, in CSS pixels. */
const LEAST_EDGE = 300;

interface Awake {
  asked: number;
  held: number;
}

declare global {
  interface Window {
    awake: Awake;
    /** What the phone does when its page is hidden: it takes the lock back. */
    hidePage: (hidden: boolean) => void;
  }
}

/** Stands in for the phone's lock of the screen. */
async function lock(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const awake: Awake = { asked: 0, held: 0 };
    const held = new Set<EventTarget>();
    let hidden = false;
    window.awake = awake;
    const request = async () => {
      const sentinel = new EventTarget();
      awake.asked += 1;
      held.add(sentinel);
      awake.held = held.size;
      return sentinel;
    };
    Object.defineProperty(navigator, "wakeLock", { value: { request } });
    Object.defineProperty(document, "hidden", { get: () => hidden });
    window.hidePage = (now) => {
      hidden = now;
      if (now) {
        for (const sentinel of held) sentinel.dispatchEvent(new Event("release"));
        held.clear();
        awake.held = 0;
      }
      document.dispatchEvent(new Event("visibilitychange"));
    };
  });
}

for (const words of [chinese, english]) {
  test(`the code is large, whole and on white, with nothing to scroll (${words.tag})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ words, colorScheme: "dark" });
    await guest.openTicket(order.link, TEA);
    const { page } = guest;
    const box = await guest.qr.boundingBox();
    if (!box) throw new Error("no code");
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(LEAST_EDGE);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(844);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
    // Dark all around, the field of the code is white.
    const field = await page.locator(".qr").evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(field).toBe("rgb(255, 255, 255)");
    expect(await page.locator("body").evaluate((element) => getComputedStyle(element).backgroundColor)).not.toBe(field);
    expect(await guest.codeLink()).toContain("/R/");
  });
}

test("the screen stays on while the code is shown, and again after the phone was away", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder({ prepare: lock });
  await guest.openTicket(order.link, TEA);
  const { page } = guest;
  await expect.poll(() => page.evaluate(() => window.awake)).toEqual({ asked: 1, held: 1 });
  await page.evaluate(() => window.hidePage(true));
  expect(await page.evaluate(() => window.awake)).toEqual({ asked: 1, held: 0 });
  await page.evaluate(() => window.hidePage(false));
  await expect.poll(() => page.evaluate(() => window.awake)).toEqual({ asked: 2, held: 1 });
  // Nothing of it on pages that show no code.
  await guest.openWallet(order.link);
  expect(await page.evaluate(() => window.awake)).toEqual({ asked: 0, held: 0 });
});

test("the code has a size of its own where no style sheet comes", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder({ javaScriptEnabled: false });
  await guest.page.route("**/*.css", (route) => route.abort());
  await guest.openTicket(order.link, TEA);
  const code = guest.page.locator('[role="img"] svg').first();
  const box = await code.boundingBox();
  expect(box?.width).toBeGreaterThanOrEqual(200);
  expect(box?.width).toBeLessThanOrEqual(390);
  expect(await readQr(await code.screenshot())).toContain("/R/");
});
