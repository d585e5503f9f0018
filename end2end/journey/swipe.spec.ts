import type { Page } from "@playwright/test";
import { expect, test } from "../fixture/test.ts";

/** A finger goes from one side to the other, as the browser's debugging protocol has it. */
async function swipe(page: Page, from: number, to: number): Promise<void> {
  // Fingers are slower than scripts that load, and than the picture after which the browser asks them of touches.
  await page.waitForLoadState("load");
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y: 420 }] });
  await touch("touchStart", from);
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await touch("touchMove", from + (to - from) * part);
  }
  await touch("touchEnd");
}

/** Swipes until it has turned: a busy browser may not hear the first touch of a page that has just come. */
async function turn(page: Page, from: number, to: number, position: string): Promise<void> {
  await expect(async () => {
    await swipe(page, from, to);
    await expect(page.getByText(position)).toBeVisible({ timeout: 5_000 });
  }).toPass();
}

test("a finger turns to the next ticket and back", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001", tickets: 3 });
  const guest = await holder();
  const { page } = guest;
  await guest.openWallet(order.link);
  await page.getByRole("link", { name: "經典珍珠奶茶提貨券" }).first().click();
  await expect(page.getByText("1 / 3")).toBeVisible();
  await turn(page, 320, 80, "2 / 3");
  await swipe(page, 200, 180);
  await turn(page, 80, 320, "1 / 3");
  // Nothing comes before the first.
  await swipe(page, 80, 320);
  await expect(page.getByText("1 / 3")).toBeVisible();
});
