import type { Page } from "@playwright/test";
import { KEY_MILLISECONDS, burst } from "../fixture/hand_scanner.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

for (const { name, process } of [
  { name: "plain keys", process: false },
  { name: "a Chinese input method is on", process: true },
]) {
  test(`a hand-held scanner redeems, no field has the focus (${name})`, async ({ server, holder, clerk, camera }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder();
    await guest.openTicket(order.link, TEA);
    const counter = await clerk();
    await camera.putNothing();
    await counter.openDesk();
    await burst(counter.page, { text: await guest.codeLink(), process });
    await counter.expectVerdict("good", "redeemed");
    // The card has the focus, and the next scan's Enter does not press its button.
    await burst(counter.page, { text: "HTTPS://EXAMPLE.ORG/R/123", process });
    await counter.expectVerdict("foreign", "not_ours");
  });

  test(`a scan into the field of typed codes leaves it as it was (${name})`, async ({ server, holder, clerk, camera }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder();
    await guest.openTicket(order.link, TEA);
    const link = await guest.codeLink();
    const counter = await clerk();
    await camera.putNothing();
    await counter.openDesk();
    const field = counter.page.getByLabel(counter.words.typeCode);
    await field.fill("63OV");
    await burst(counter.page, { text: link, process, types: true });
    await counter.expectVerdict("good", "redeemed");
    await counter.close();
    await expect(field).toHaveValue("63OV");
  });
}

test("the bar code of a number is looked at, and fingers are never taken for a scanner", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const number = (await guest.showNumber()).replaceAll(" ", "");
  const counter = await clerk();
  await camera.putNothing();
  await counter.openDesk();
  await burst(counter.page, { text: number, every: 90 });
  await expect(counter.verdict).toHaveCount(0);
  await burst(counter.page, { text: number });
  await counter.expectVerdict("ask", "confirm");
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
});

test("real keys at a scanner's speed", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const link = await guest.codeLink();
  const counter = await clerk();
  await camera.putNothing();
  await counter.openDesk();
  await sendKeys(counter.page, link);
  await counter.expectVerdict("good", "redeemed");
});

/** Real keys through the browser, all at once: its own keyboard waits for the page between two of them. */
async function sendKeys(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const places: Record<string, string> = { ":": "Semicolon", "/": "Slash", ".": "Period" };
  const began = Date.now() / 1_000;
  const keys = [...text].map((key) => {
    const code = /[0-9]/.test(key) ? `Digit${key}` : /[A-Z]/.test(key) ? `Key${key}` : (places[key] ?? "");
    return { key, code, text: key, modifiers: /[A-Z:]/.test(key) ? 8 : 0 };
  });
  const all = [...keys, { key: "Enter", code: "Enter", text: "\r", modifiers: 0 }];
  await Promise.all(
    all.map((key, at) => session.send("Input.dispatchKeyEvent", { type: "keyDown", ...key, timestamp: began + (at * KEY_MILLISECONDS) / 1_000 })),
  );
}

test("at the counter that returns tickets a scan finds the order, whatever the input method makes of it", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const link = await guest.codeLink();
  const { page } = await clerk({ account: "owner" });
  await page.goto("/office/returns/counter");
  await page.locator("input[name=words]").focus();
  await burst(page, { text: link, process: true, types: true });
  await expect(page.locator("input[name=ticket]")).toHaveCount(1);
});
