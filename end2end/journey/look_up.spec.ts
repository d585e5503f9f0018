import type { Page } from "@playwright/test";
import { Clerk } from "../fixture/actors.ts";
import { ISSUER } from "../fixture/server.ts";
import { expect, test } from "../fixture/test.ts";
import { sealed } from "../fixture/tour.ts";
import { ONE_BRANCH, TEA } from "../fixture/workbook.ts";
import { chinese as words } from "../fixture/words.ts";

/** What this account's redemptions of the product come to today; other tests redeem it, too. */
async function redeemedToday(page: Page): Promise<number> {
  await page.goto("/desk/shift");
  const [row] = await page.getByRole("row").filter({ hasText: TEA }).all();
  const sum = (await row?.getByRole("cell").last().innerText()) ?? "0";
  return Number(sum.replaceAll(/\D/g, ""));
}

test("a holder without a phone is looked up, and the ticket is redeemed by hand", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001", tickets: 2 }, { product: "VAA00003" });
  const counter = await clerk();
  const { page } = counter;
  const before = await redeemedToday(page);
  await counter.openDesk();
  await page.getByRole("link", { name: words.lookUpLink }).click();
  await expect(page.getByRole("heading", { level: 1, name: words.lookUpTitle })).toBeVisible();
  await page.getByRole("radio", { name: words.byOrder }).check();
  await page.getByLabel(words.lookUpWords).fill(order.number);
  await page.getByRole("button", { name: words.search, exact: true }).click();
  const tea = page.getByRole("listitem").filter({ hasText: TEA });
  await expect(tea).toContainText("林○芳・09••••5678");
  await expect(tea).toContainText("2 張");
  await expect(page.getByText("林小芳")).toHaveCount(0);
  // What was searched for does not stay in the address.
  expect(new URL(page.url()).search).toBe("");
  await expect(page.getByRole("listitem").filter({ hasText: ONE_BRANCH })).toBeVisible();

  await tea.getByRole("button", { name: words.openFound }).click();
  await counter.expectVerdict("ask", "confirm");
  await expect(counter.verdict).toContainText("查詢");
  await counter.redeem();
  await expect(page.getByRole("heading", { name: words.redemption })).toBeVisible();

  const guest = await holder();
  await guest.openWallet(order.link);
  const isUsed = guest.page.getByText(words.used, { exact: true });
  await guest.page.getByRole("link").filter({ has: isUsed }).first().click();
  await guest.page.getByRole("link", { name: words.receiptLink, exact: true }).click();
  await sealed(guest.page, words);
  await expect(guest.page.getByRole("definition").filter({ hasText: "查詢" })).toBeVisible();

  expect(await redeemedToday(page)).toBe(before + 75);
});

test("look-up and shift work without scripts", async ({ server, phone, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const page = await phone({ javaScriptEnabled: false });
  const counter = new Clerk(page, camera);
  await page.goto("/desk/find");
  await counter.signIn(ISSUER, "clerk002");
  await page.getByRole("radio", { name: words.byOrder }).check();
  await page.getByLabel(words.lookUpWords).fill(order.number.toLowerCase());
  await page.getByRole("button", { name: words.search, exact: true }).click();
  await page.getByRole("button", { name: words.openFound }).click();
  await counter.redeem();
  await expect(page.getByRole("heading", { name: words.redemption })).toBeVisible();
  await page.getByRole("link", { name: "回核銷台" }).click();
  await page.getByRole("link", { name: "當班紀錄" }).click();
  await expect(page.getByRole("row").filter({ hasText: TEA })).toBeVisible();
});

test("a redemption is undone in place, and only for a few seconds", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk();
  const undo = counter.verdict.getByRole("button", { name: words.undo });
  await counter.scan(await guest.picture());
  await counter.expectVerdict("good", "redeemed");
  const line = counter.page.getByRole("listitem").filter({ hasText: TEA }).first();
  await undo.click();
  await counter.expectVerdict("ask", "undone");
  await expect(undo).toHaveCount(0);
  await guest.page.reload();
  await guest.expectState("未使用");
  await counter.close();
  await expect(line).toContainText("已取消");
  await counter.page.goto("/desk/shift");
  await expect(counter.page.getByText("立即復原").first()).toBeVisible();

  // The same ticket again, with a code of another half minute: typed, so that nobody waits for one.
  const number = await guest.showNumber();
  await counter.camera.putNothing();
  await counter.openDesk();
  await counter.lookUp(number);
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
  await expect(undo).toBeVisible();
  await expect(undo).toHaveCount(0, { timeout: 12_000 });
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.verdict.getByRole("link", { name: words.detail })).toBeVisible();
});

test("a gift is final: nothing offers to undo it", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "CAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, "生日手作杯贈品券");
  const counter = await clerk();
  await counter.scan(await guest.picture());
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.verdict.getByRole("button", { name: words.undo })).toHaveCount(0);
});
