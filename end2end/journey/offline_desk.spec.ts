import type { Page } from "@playwright/test";
import { readyAlone as ready, standing, unsent } from "../fixture/alone.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

test("the network is cut: the desk answers by itself, is killed, opens again without network, and sends", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const other = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const second = await holder();
  await second.openTicket(other.link, TEA);
  const counter = await clerk();
  await ready(counter);
  await unsent(counter.page, 0);

  await counter.page.context().setOffline(true);
  const picture = await guest.picture();
  const began = Date.now();
  await counter.camera.show(counter.page, () => counter.camera.put(picture));
  await counter.expectVerdict("good", "redeemed_offline");
  console.log(`answered without network after ${Date.now() - began} ms, with the picture's way`);
  await expect(counter.verdict).toContainText(TEA);
  await unsent(counter.page, 1);
  await counter.camera.show(counter.page, () => counter.camera.putNothing());
  await counter.close();

  // Nobody signs out over it.
  await counter.page.getByRole("button", { name: "登出" }).click();
  await expect(counter.verdict).toHaveAttribute("data-code", "unsent_scans");

  // The phone kills the page; without network it opens again, with what waits.
  const { page } = counter;
  const again = await page.context().newPage();
  await page.close();
  await again.goto("/desk");
  await expect(standing(again)).toHaveAttribute("data-state", "away");
  await unsent(again, 1);
  const words = await again.content();
  expect(words).not.toContain("林小芳");
  const shown = await second.picture();
  await counter.camera.show(again, () => counter.camera.put(shown));
  await expect(again.locator("[data-tone]")).toHaveAttribute("data-code", "redeemed_offline");
  await unsent(again, 2);

  await again.context().setOffline(false);
  await unsent(again, 0);
  for (const wallet of [guest, second]) {
    await wallet.page.reload();
    await wallet.expectState("已使用");
  }
});

test("the server stands still: a scan and its repeat, a typed code, then everything is sent", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const picture = await guest.picture();
  const counter = await clerk();
  await ready(counter);
  server.pause();
  try {
    await counter.camera.show(counter.page, () => counter.camera.put(picture));
    await counter.expectVerdict("good", "redeemed_offline");
    await unsent(counter.page, 1);
    await counter.camera.show(counter.page, () => counter.camera.putNothing());
    await counter.close();
    await counter.lookUp("63OV ABCDE FGHJK MNPQ");
    await expect(counter.verdict).toHaveAttribute("data-code", "needs_network");
    await counter.close("關閉");
    await counter.page.waitForTimeout(4_500);
    await counter.camera.show(counter.page, () => counter.camera.put(picture));
    await expect(counter.verdict).toHaveAttribute("data-code", "already_queued");
  } finally {
    server.resume();
  }
  await unsent(counter.page, 0);
  await guest.page.reload();
  await guest.expectState("已使用");
});

test("two desks without network take one ticket: the head office sees both facts and decides", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const picture = await guest.picture();
  const pages: Page[] = [];
  for (const account of ["clerk001", "clerk002"]) {
    const counter = await clerk({ account });
    await ready(counter);
    await counter.page.context().setOffline(true);
    await counter.camera.show(counter.page, () => counter.camera.put(picture));
    await expect(counter.verdict).toHaveAttribute("data-code", "redeemed_offline");
    await unsent(counter.page, 1);
    await counter.camera.show(counter.page, () => counter.camera.putNothing());
    pages.push(counter.page);
  }
  for (const page of pages) {
    await page.context().setOffline(false);
    await unsent(page, 0);
  }
  const owner = await clerk({ account: "owner" });
  await owner.page.goto("/office");
  await owner.page.getByRole("link", { name: /離線核銷（1 筆/ }).click();
  const conflict = owner.page.locator(".conflict").first();
  await expect(conflict).toContainText(TEA);
  await expect(conflict).toContainText("已核銷過");
  await conflict.getByText("決定").click();
  await conflict.getByRole("button", { name: "由該分店負擔" }).click();
  await expect(owner.page.locator(".conflict").first()).toContainText("由該分店負擔");
  await guest.page.reload();
  await expect(guest.historyLine("於 日日好茶")).toHaveCount(1);
});

test("the network goes before the second tap: it says so at once, and the next code is answered", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const picture = await guest.picture();
  const other = await server.issue({ product: "VAA00001" });
  const friend = await holder();
  await friend.openTicket(other.link, TEA);
  const number = await friend.showNumber();
  const counter = await clerk();
  await ready(counter);
  await counter.lookUp(number);
  await counter.expectVerdict("ask", "confirm");
  await counter.page.context().setOffline(true);
  await counter.redeem();
  await expect(counter.verdict).toHaveAttribute("data-code", "needs_network");
  await counter.close("關閉");
  await counter.camera.show(counter.page, () => counter.camera.put(picture));
  await expect(counter.verdict).toHaveAttribute("data-code", "redeemed_offline");
  await counter.camera.show(counter.page, () => counter.camera.putNothing());
  await counter.page.context().setOffline(false);
  await unsent(counter.page, 0);
});

test("after signing out nobody goes on without network, until somebody signs in", async ({ clerk, sessions }) => {
  const counter = await clerk();
  await ready(counter);
  // Other tests must sign in anew.
  sessions.clear();
  await counter.page.getByRole("button", { name: "登出" }).click();
  await expect(counter.page.getByRole("heading", { name: "店員登入" })).toBeVisible();
  await counter.page.context().setOffline(true);
  await counter.page.goto("/desk");
  await expect(standing(counter.page)).toHaveAttribute("data-state", "unready");
  await counter.page.context().setOffline(false);
});
