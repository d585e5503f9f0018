import type { Page } from "@playwright/test";
import { readyAlone as ready, standing, unsent } from "../fixture/alone.ts";
import { burst } from "../fixture/hand_scanner.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

/** What is taken meanwhile is not sent. */
const SCANS = "**/desk/phone/*/*/scans";

/** Whether the page asked that its store is kept. */
const asked = (page: Page) => page.evaluate(() => Reflect.get(globalThis, "askedToPersist") === true);

const noteWhoAsks = (page: Page) =>
  page.addInitScript(() => {
    navigator.storage.persist = async () => {
      Reflect.set(globalThis, "askedToPersist", true);
      return true;
    };
  });

test("a network that does not answer is waited for one and a half seconds, by the page's own clock", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const code = await guest.codeLink();
  await camera.putNothing();
  const counter = await clerk({
    prepare: async (page) => {
      await noteWhoAsks(page);
      await page.clock.install();
    },
  });
  await ready(counter);
  const { page } = counter;
  expect(await asked(page)).toBe(true);
  let sent = 0;
  await page.route("**/desk/scan", () => void (sent += 1));
  await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now() + 1_000)));
  await burst(page, { text: code });
  await expect.poll(() => sent).toBe(1);
  await page.clock.runFor(1_400);
  await expect(counter.verdict).toHaveCount(0);
  await page.clock.runFor(150);
  await expect(counter.verdict).toHaveAttribute("data-code", "redeemed_offline");
  await expect(standing(page)).toHaveAttribute("data-count", "1");
  await page.unroute("**/desk/scan");
  await page.clock.resume();
  await unsent(page, 0);
});

test("what waits is seen on every page of the staff, and what the server will not take stays to be looked at", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const code = await guest.codeLink();
  await camera.putNothing();
  const counter = await clerk();
  await ready(counter);
  const { page } = counter;
  await page.route(SCANS, (route) => route.abort());
  await page.route("**/desk/scan", (route) => route.abort());
  await burst(page, { text: code });
  await expect(counter.verdict).toHaveAttribute("data-code", "redeemed_offline");
  await unsent(page, 1);
  await page.goto("/desk/find");
  await expect(page.locator("[data-unsent-words]")).toHaveText("這支手機有 1 筆離線核銷未送出");
  await page.unroute("**/desk/scan");

  await page.unroute(SCANS);
  await page.route(SCANS, async (route) => {
    const [{ number }] = route.request().postDataJSON();
    await route.fulfill({ json: [{ number, outcome: "not_taken", refused: "forged" }] });
  });
  await page.locator("[data-unsent-words]").click();
  await expect(standing(page)).toContainText("1 筆無法送出");
  await expect(standing(page)).toHaveAttribute("data-count", "0");
  const list = page.locator("[data-stuck-list]");
  await expect(list.getByRole("listitem")).toContainText(TEA);
  await expect(list).toContainText("請把這份清單給主管看");
});

test("a list that was cut off while it was read goes on where it stood", async ({ clerk, camera }) => {
  await camera.putNothing();
  const cursors: string[] = [];
  let answers = 0;
  let given = "";
  const counter = await clerk({
    prepare: (page) =>
      page.route("**/desk/phone/*/news", async (route) => {
        cursors.push(new URLSearchParams(route.request().postData() ?? "").get("cursor") ?? "");
        answers += 1;
        if (answers === 2) return route.abort();
        const news = await (await route.fetch()).json();
        if (answers === 1) [given, news.more] = [news.cursor, true];
        return route.fulfill({ json: news });
      }),
  });
  await counter.openDesk();
  await expect.poll(() => answers).toBe(2);
  await counter.page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(standing(counter.page)).toHaveAttribute("data-state", "ready");
  expect(cursors.slice(0, 3)).toEqual(["", given, given]);
});
