import type { Locator, Page } from "@playwright/test";
import { violations } from "../fixture/accessibility.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";
import { chinese as words } from "../fixture/words.ts";

async function search(page: Page, number: string): Promise<Locator> {
  await page.goto("/desk/find");
  await page.getByRole("radio", { name: words.byOrder }).check();
  await page.getByLabel(words.lookUpWords).fill(number);
  await page.getByRole("button", { name: words.search, exact: true }).click();
  return page.getByRole("listitem").filter({ hasText: TEA }).getByRole("button", { name: /^按住核銷/ });
}

async function press(page: Page, button: Locator): Promise<void> {
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  await page.mouse.down();
}

test("a ticket in the list is redeemed by holding the button, not by touching it", async ({ server, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const { page } = await clerk();
  const button = await search(page, order.number);
  expect.soft(await violations(page)).toEqual([]);
  await button.click();
  await press(page, button);
  await expect(button).toHaveClass(/holding/);
  await page.mouse.up();
  await expect(button).not.toHaveClass(/holding/);
  await expect(page).toHaveURL(/\/desk\/find/);
  await press(page, button);
  await page.waitForURL(/\/desk\/use\//);
  await page.mouse.up();
  await expect(page.getByRole("heading", { name: words.redemption })).toBeVisible();
});

test("whoever presses a key is asked for the second tap", async ({ server, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const counter = await clerk();
  const button = await search(counter.page, order.number);
  await button.press("Enter");
  await counter.expectVerdict("ask", "confirm");
});
