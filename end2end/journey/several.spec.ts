import { violations } from "../fixture/accessibility.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";
import { chinese, english } from "../fixture/words.ts";

for (const { words, said, colorScheme, viewport } of [
  { words: chinese, said: { offer: "同訂單還有 2 張可用", many: "再核銷幾張", redeem: "一併核銷", all: "全部核銷成功" }, colorScheme: "light" as const, viewport: { width: 390, height: 844 } },
  { words: english, said: { offer: "2 more of this order", many: "How many more", redeem: "Redeem these, too", all: "All redeemed" }, colorScheme: "dark" as const, viewport: { width: 360, height: 740 } },
]) {
  test(`one code, three tickets of the order (${words.tag})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001", tickets: 3 });
    const guest = await holder({ words });
    await guest.openTicket(order.link, TEA);
    const counter = await clerk({ words, colorScheme, viewport });
    const { page, verdict } = counter;
    await counter.scan(await guest.picture());
    await counter.expectVerdict("good", "redeemed");
    await expect(verdict.getByText(said.offer)).toBeVisible();
    expect.soft(await violations(page), "the offer").toEqual([]);
    // By keyboard alone.
    await expect(verdict.getByLabel(said.many)).toHaveValue("1");
    await verdict.getByLabel(said.many).press("ArrowUp");
    await expect(verdict.getByLabel(said.many)).toHaveValue("2");
    await verdict.getByRole("button", { name: said.redeem }).press("Enter");
    await counter.expectVerdict("good", "several");
    await expect(verdict.getByRole("heading", { name: said.all })).toBeVisible();
    await expect(verdict.getByRole("listitem")).toHaveCount(2);
    expect.soft(await violations(page), "the answers").toEqual([]);
    await counter.close();
    await guest.page.goto(order.link);
    await expect(guest.page.getByText(words.used, { exact: true })).toHaveCount(3);
  });
}

test("what a product tells the staff stands on the card before and after", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00002", units: 2 });
  const guest = await holder();
  await guest.openTicket(order.link, "冷泡茶十杯暢飲券");
  const counter = await clerk();
  await counter.scan(await guest.picture());
  await counter.expectVerdict("ask", "confirm");
  await expect(counter.verdict.getByText("可加價 10 元升級大杯")).toBeVisible();
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.verdict.getByText("可加價 10 元升級大杯")).toBeVisible();
});
