import type { Page } from "@playwright/test";
import { expect, test } from "../fixture/test.ts";

/** A finger goes from one side to the other, as the browser's debugging protocol has it. */
async function swipe(page: Page, from: number, to: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x?: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: x === undefined ? [] : [{ x, y: 420 }] });
  await touch("touchStart", from);
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await touch("touchMove", from + (to - from) * part);
  }
  await touch("touchEnd");
}

test("a finger turns to the next ticket and back", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001", tickets: 3 });
  const guest = await holder();
  const { page } = guest;
  await guest.openWallet(order.link);
  await page.getByRole("link", { name: "經典珍珠奶茶提貨券" }).first().click();
  await expect(page.getByText("1 / 3")).toBeVisible();
  await swipe(page, 320, 80);
  await expect(page.getByText("2 / 3")).toBeVisible();
  await swipe(page, 200, 180);
  await swipe(page, 80, 320);
  await expect(page.getByText("1 / 3")).toBeVisible();
  // Nothing comes before the first.
  await swipe(page, 80, 320);
  await expect(page.getByText("1 / 3")).toBeVisible();
});
