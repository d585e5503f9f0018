import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

/** A browser that calls itself nothing that browsers call themselves. */
const ODD = "NetSurf/3.11 (Linux)";

for (const words of [chinese, english]) {
  test(`an odd browser sees a page about nobody and opens the wallet by its button, once (${words.tag})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ words, userAgent: ODD, javaScriptEnabled: false });
    const page = guest.page;
    const answer = await page.goto(order.link);
    expect(answer?.status()).toBe(200);
    for (const secret of [order.number, TEA, "林小芳"]) {
      await expect(page.locator("body")).not.toContainText(secret);
    }
    await page.getByRole("button", { name: words.openLink }).click();
    await expect(page.getByRole("heading", { name: words.usableNow })).toBeVisible();
    await guest.openTicket(order.link, TEA);
    await page.goto(order.link);
    await expect(page.getByRole("heading", { name: words.usableNow })).toBeVisible();
  });
}

test("what a browser fetches ahead is thrown away, and a tap opens the wallet", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  const ahead = await guest.page.request.get(order.link, { headers: { "Sec-Purpose": "prefetch;prerender" } });
  expect(ahead.status()).toBe(403);
  expect(await ahead.text()).not.toContain(TEA);
  await guest.openTicket(order.link, TEA);
});
