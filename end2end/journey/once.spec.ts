import { setTimeout as after } from "node:timers/promises";
import type { Page, Route } from "@playwright/test";
import { readyAlone, standing, unsent } from "../fixture/alone.ts";
import type { Clerk, Holder } from "../fixture/actors.ts";
import type { Server } from "../fixture/server.ts";
import { cannotStandIn, expect, test } from "../fixture/test.ts";
import { TEA, TEN_CUPS } from "../fixture/workbook.ts";

/** Longer than the desk waits, shorter than it listens. */
const LATE_MILLISECONDS = 3_000;

const attemptOf = (route: Route) => new URLSearchParams(route.request().postData() ?? "").get("attempt");

/** The desk hears the server: the list of dead codes is as new as can be. */
async function hears(page: Page): Promise<void> {
  const heard = page.waitForResponse(/\/desk\/phone\/.*\/news$/);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await heard;
}

/** Whether the ticket was used, once. */
async function usedOnce(guest: Holder): Promise<void> {
  await guest.page.reload();
  await guest.expectState("已使用");
  await expect(guest.historyLine("於 日日好茶")).toHaveCount(1);
}

type House = { server: Server; holder: () => Promise<Holder>; clerk: () => Promise<Clerk> };

/** A ticket in its holder's hand, and a desk that can go on alone. */
async function atTheCounter({ server, holder, clerk }: House, product: "VAA00001" | "VAA00002", name: string) {
  const order = await server.issue({ product, ...(product === "VAA00002" ? { units: 10 } : {}) });
  const guest = await holder();
  await guest.openTicket(order.link, name);
  const picture = await guest.picture();
  const counter = await clerk();
  await readyAlone(counter);
  const show = () => counter.camera.show(counter.page, () => counter.camera.put(picture));
  const takeAway = () => counter.camera.show(counter.page, () => counter.camera.putNothing());
  return { guest, counter, page: counter.page, show, takeAway };
}

test("a late answer whose use stands on the list already reads redeemed, not used before", async ({ server, holder, clerk }) => {
  const { guest, counter, page, show } = await atTheCounter({ server, holder, clerk }, "VAA00001", TEA);
  await page.route("**/desk/scan", async (route) => {
    const answer = await route.fetch();
    await hears(page);
    await after(LATE_MILLISECONDS);
    await route.fulfill({ response: answer });
  });
  await show();
  await counter.expectVerdict("good", "redeemed");
  await usedOnce(guest);
});

test("an answer that is lost is found when the ticket is scanned again", async ({ server, holder, clerk }) => {
  const { guest, counter, page, show, takeAway } = await atTheCounter({ server, holder, clerk }, "VAA00001", TEA);
  const attempts: (string | null)[] = [];
  await page.route("**/desk/scan", async (route) => {
    attempts.push(attemptOf(route));
    if (attempts.length > 1) return route.continue();
    await route.fetch();
    await hears(page);
    await after(LATE_MILLISECONDS);
    await route.abort();
  });
  await show();
  // The server alone knows; nobody is told that somebody else was faster.
  await counter.expectVerdict("foreign", "needs_network");
  await takeAway();
  await counter.close("關閉");
  await expect(standing(page)).toHaveAttribute("data-state", "ready");
  await show();
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.verdict).toContainText("同一次掃描");
  expect(attempts[1]).toBe(attempts[0]);
  await usedOnce(guest);
});

test("a slow answer: the desk says yes by itself, and the use is one", async ({ server, holder, clerk }) => {
  const { guest, counter, page, show } = await atTheCounter({ server, holder, clerk }, "VAA00001", TEA);
  await page.route("**/desk/scan", async (route) => {
    const answer = await route.fetch();
    await after(LATE_MILLISECONDS);
    await route.fulfill({ response: answer });
  });
  await show();
  const sent = page.waitForResponse(/\/scans$/);
  await counter.expectVerdict("good", "redeemed_offline");
  expect(await (await sent).json()).toMatchObject([{ outcome: "redeemed" }]);
  await unsent(page, 0);
  await usedOnce(guest);
});

test("a double tap and a lost answer to the second tap change things once", async ({ server, holder, clerk }) => {
  const { guest, counter, page, show } = await atTheCounter({ server, holder, clerk }, "VAA00002", TEN_CUPS);
  await show();
  await counter.expectVerdict("ask", "confirm");
  await counter.choose(3);
  const attempts: (string | null)[] = [];
  await page.route("**/desk/redeem", async (route) => {
    attempts.push(attemptOf(route));
    if (attempts.length > 1) return route.continue();
    // Slow, and then lost on its way back.
    await route.fetch();
    await after(1_000);
    await route.abort();
  });
  await counter.verdict.getByRole("button", { name: "核銷", exact: true }).dblclick();
  await counter.expectVerdict("good", "redeemed");
  expect(attempts).toEqual([attempts[0], attempts[0]]);
  await guest.page.reload();
  await expect(guest.page.getByText("剩餘 7 / 10 次").first()).toBeVisible();
});

test("a second tap whose page is killed before the answer is answered by the next page", async ({ server, holder, clerk }) => {
  const { guest, counter, page, show, takeAway } = await atTheCounter({ server, holder, clerk }, "VAA00002", TEN_CUPS);
  await show();
  await counter.expectVerdict("ask", "confirm");
  // The next page must not see it again.
  await takeAway();
  await counter.choose(3);
  const arrived = new Promise<void>((resolve) => {
    void page.route("**/desk/redeem", async (route) => {
      await route.fetch();
      resolve();
    });
  });
  await counter.redeem();
  await arrived;
  const again = await page.context().newPage();
  await page.close();
  await again.goto("/desk");
  await expect(again.locator("[data-tone]")).toHaveAttribute("data-code", "redeemed");
  await guest.page.reload();
  await expect(guest.page.getByText("剩餘 7 / 10 次").first()).toBeVisible();
});

test("two desks with network race for one ticket: one redeems, the other hears who, when and where", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const picture = await guest.picture();
  const desks: Clerk[] = [];
  const held: Route[] = [];
  // A desk that waits long asks again.
  const waiting = (): number => new Set(held.map((route) => route.request().frame().page())).size;
  for (const account of ["clerk001", "clerk002"]) {
    // Desks that cannot go on alone wait for the server's word.
    const desk = await clerk({ account, prepare: cannotStandIn });
    await desk.page.route("**/desk/scan", async (route) => void held.push(route));
    await desk.camera.put(picture);
    await desk.openDesk();
    desks.push(desk);
    await expect.poll(waiting).toBe(desks.length);
  }
  await Promise.all(held.map((route) => route.continue().catch(() => undefined)));
  for (const desk of desks) await expect(desk.verdict).toBeVisible();
  const codes = await Promise.all(desks.map((desk) => desk.verdict.getAttribute("data-code")));
  expect([...codes].sort()).toEqual(["already_redeemed", "redeemed"]);
  const loser = desks[codes.indexOf("already_redeemed")] as Clerk;
  const winner = ["永康店", "公館店"][codes.indexOf("redeemed")] ?? "";
  await expect(loser.verdict).toContainText(`日日好茶 ${winner}`);
  await expect(loser.verdict).toContainText(/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}/);
  await guest.page.reload();
  await expect(guest.historyLine("於 日日好茶")).toHaveCount(1);
});
