import { violations } from "../fixture/accessibility.ts";
import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

for (const { words, colorScheme } of [
  { words: chinese, colorScheme: "dark" as const },
  { words: english, colorScheme: "light" as const },
]) {
  test(`axe finds nothing where a second phone is not let in (${words.tag}, ${colorScheme})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" });
    const first = await holder({ words, colorScheme });
    await first.openTicket(order.link, TEA);
    await expect(first.page.getByText(words.signed)).toBeVisible();
    const second = await holder({ words, colorScheme });
    await second.openTicket(order.link, TEA);
    await expect(second.page.locator("[data-refused]")).toBeVisible();
    expect(await violations(second.page)).toEqual([]);
  });

  test(`axe finds nothing where a gift's mail came back (${words.tag}, ${colorScheme})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" });
    const giver = await holder({ words, colorScheme });
    await giver.proves(server, order);
    await giver.openTicket(order.link, TEA);
    const address = `mei-${Date.now()}@exmaple.com`;
    await giver.give("Mei", address, "☺");
    const { page } = giver;
    const gift = page.url();
    await server.bounce("transfer_offered", address);
    for (const shown of [gift, order.link]) {
      await page.goto(shown);
      await expect(page.locator(".unreached")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    }
  });
}
