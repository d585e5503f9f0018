import type { Page } from "@playwright/test";
import { cannotKeep } from "../fixture/tour.ts";
import { cannotStandIn, expect, test } from "../fixture/test.ts";
import { TEA, TEN_CUPS } from "../fixture/workbook.ts";

/** Every attempt that a page sends, as often as it sends it. */
function attempts(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request) => {
    const attempt = new URLSearchParams(request.postData() ?? "").get("attempt");
    if (attempt) {
      sent.push(attempt);
    }
  });
  return sent;
}

/** The server gets the next request to this path and answers; the answer is lost on its way. */
async function loseNextAnswer(page: Page, path: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("Fetch.enable", { patterns: [{ urlPattern: `*${path}`, requestStage: "Response" }] });
  browser.once("Fetch.requestPaused", async ({ requestId, responseStatusCode }) => {
    expect(responseStatusCode).toBe(200);
    await browser.send("Fetch.failRequest", { requestId, errorReason: "ConnectionReset" });
    await browser.send("Fetch.disable");
  });
}

test("no network at the scan: the same attempt goes out again and redeems", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk({ prepare: cannotStandIn });
  const sent = attempts(counter.page);
  await counter.page.route("**/desk/scan", (route) => route.abort("internetdisconnected"));
  await counter.scan(await guest.picture());
  await expect(counter.page.getByText("沒有網路，正在重試…")).toBeVisible();
  await counter.page.unroute("**/desk/scan");
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.page.getByText("沒有網路，正在重試…")).toBeHidden();
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent).size).toBe(1);
});

test("the answer is lost after two of ten were redeemed: the retry redeems no more", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00002", units: 10 });
  const guest = await holder();
  await guest.openTicket(order.link, TEN_CUPS);
  const counter = await clerk();
  await counter.scan(await guest.picture());
  await counter.expectVerdict("ask", "confirm");
  await counter.choose(2);
  const sent = attempts(counter.page);
  await loseNextAnswer(counter.page, "/desk/redeem");
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.verdict.getByRole("heading", { name: "已核銷過（同一次掃描）" })).toBeVisible();
  expect(sent).toHaveLength(2);
  expect(new Set(sent).size).toBe(1);
  await guest.page.reload();
  await expect(guest.page.getByText("剩餘 8 / 10 次")).toBeVisible();
  await expect(guest.historyLine("於 日日好茶")).toHaveCount(1);
});

test("the page is closed before the answer: opened again it tells, and does not scan anew", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk({ prepare: cannotStandIn });
  const sent = attempts(counter.page);
  await loseNextAnswer(counter.page, "/desk/scan");
  await counter.page.route("**/desk/scan", (route) => (sent.length > 1 ? route.abort() : route.fallback()));
  await counter.scan(await guest.picture());
  await expect(counter.page.getByText("沒有網路，正在重試…")).toBeVisible();
  await expect.poll(() => sent.length).toBeGreaterThan(1);
  await counter.page.unroute("**/desk/scan");
  await counter.page.reload();
  await counter.expectVerdict("good", "redeemed");
  // The ticket is still in view and read again; the page has had time to look a few more times.
  await counter.camera.show(counter.page, () => counter.camera.putNothing());
  await counter.expectVerdict("good", "redeemed");
  expect(new Set(sent).size).toBe(1);
});

test("an old phone's wallet says that its code grows old, and renews it when the network is back", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder({ prepare: cannotKeep });
  await guest.openTicket(order.link, TEA);
  const warning = guest.page.getByText("沒有網路，畫面上的碼可能已過期。");
  await expect(warning).toBeHidden();
  const away = (route: { abort(): Promise<void> }) => route.abort();
  await guest.page.route("**/code", away);
  // The phone looks for a new code whenever it comes into view.
  await guest.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(warning).toBeVisible();
  await guest.page.unroute("**/code", away);
  await expect(warning).toBeHidden();
});
