import type { Page } from "@playwright/test";
import { violations } from "../fixture/accessibility.ts";
import { expect, test } from "../fixture/test.ts";
import { chinese as words } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

/** The server does what the next form asks for, and its answer is lost on the way. */
async function loseTheAnswer(page: Page, address: string): Promise<{ lost: () => boolean }> {
  let lost = false;
  await page.route(
    address,
    async (route) => {
      if (route.request().method() !== "POST" || lost) return route.fallback();
      lost = true;
      await route.fetch({ maxRedirects: 0 });
      return route.abort("connectionreset");
    },
  );
  return { lost: () => lost };
}

/** What a person does then: the browser's own "try again", which sends the same form once more. */
async function sendTwice(page: Page, button: string, address: string): Promise<void> {
  const { lost } = await loseTheAnswer(page, address);
  await page.getByRole("button", { name: button, exact: true }).click();
  await expect.poll(lost).toBe(true);
  await expect(page.getByRole("button", { name: button, exact: true })).toHaveCount(0);
  await page.reload();
}

test("a gift and its acceptance whose answers are lost happen once", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001", tickets: 2 });
  const giver = await holder();
  await giver.proves(server, order);
  await giver.openTicket(order.link, TEA);
  const { page } = giver;
  await page.getByRole("link", { name: words.give }).click();
  await page.getByLabel(words.recipientName).fill("Mei");
  await sendTwice(page, words.sendGift, "**/give");
  await expect(page.getByRole("heading", { name: words.giftReady })).toBeVisible();
  const link = await page.getByLabel(words.giftLink).inputValue();
  await giver.openWallet(order.link);
  await expect(page.getByRole("heading", { name: words.given }).locator("xpath=..").getByRole("link")).toHaveCount(1);

  const recipient = await holder();
  await recipient.page.goto(link);
  await sendTwice(recipient.page, words.accept, "**/accept");
  await expect(recipient.page.getByRole("heading", { name: words.usableNow })).toBeVisible();
  await expect(recipient.page.getByRole("link", { name: TEA })).toHaveCount(1);

  // Whoever came by a passed-on link alone can be reached once they say where.
  await recipient.page.goto(`${new URL(recipient.page.url()).pathname}/notices`);
  expect(await violations(recipient.page)).toEqual([]);
  await recipient.page.locator("input[name=email]").fill(`mei-${Date.now()}@example.com`);
  await recipient.page.getByRole("button", { name: "留下電子信箱" }).click();
  await expect(recipient.page.locator("input[name=email]")).toHaveCount(0);
});

test("a request for a return whose answer is lost is made once", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.proves(server, order);
  await guest.openTicket(order.link, TEA);
  const { page } = guest;
  await page.getByRole("link", { name: words.askReturn }).click();
  await sendTwice(page, words.sendRequest, "**/return");
  const requests = page.getByRole("heading", { name: words.requests }).locator("xpath=..");
  await expect(requests.getByRole("listitem").filter({ hasText: TEA })).toHaveCount(1);
});

test("the QR fills the screen on a tap, and makes way on another one or on Escape", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const { page } = guest;
  const enlarge = page.locator("[data-enlarge]");
  const paper = page.locator("[data-code]");
  const size = async () => (await paper.locator("svg").first().boundingBox())?.width ?? 0;
  const before = await size();
  await enlarge.click();
  await expect(enlarge).toHaveAttribute("aria-pressed", "true");
  await expect.poll(size).toBeGreaterThanOrEqual(before);
  const box = await paper.boundingBox();
  const screen = page.viewportSize();
  expect(box?.x).toBeLessThanOrEqual(0);
  expect(box?.width).toBeGreaterThanOrEqual(screen?.width ?? 0);
  expect(box?.height).toBeGreaterThanOrEqual(screen?.height ?? 0);
  await enlarge.click();
  await expect(enlarge).toHaveAttribute("aria-pressed", "false");
  await enlarge.click();
  await page.keyboard.press("Escape");
  await expect(enlarge).toHaveAttribute("aria-pressed", "false");
});

test("some units of one ticket are given in one form", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001", units: 5 });
  const giver = await holder();
  await giver.proves(server, order);
  await giver.openTicket(order.link, TEA);
  const { page } = giver;
  await page.getByRole("link", { name: words.give }).click();
  await page.locator("select[name=serial]").selectOption({ label: "2 次" });
  await page.getByLabel(words.recipientName).fill("Mei");
  await page.getByRole("button", { name: words.sendGift }).click();
  await expect(page.getByRole("heading", { name: words.giftReady })).toBeVisible();
  const link = await page.getByLabel(words.giftLink).inputValue();
  const recipient = await holder();
  await recipient.page.goto(link);
  await recipient.page.getByRole("button", { name: words.accept, exact: true }).click();
  await expect(recipient.page.getByRole("link", { name: TEA })).toHaveCount(2);
  await giver.openWallet(order.link);
  await expect(page.getByRole("main").getByText("3 / 3 次")).toBeVisible();
});
