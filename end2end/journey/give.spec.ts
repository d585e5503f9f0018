import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

// Both languages, with scripts and without: a gift opens inside any app.
for (const { words, javaScriptEnabled } of [
  { words: chinese, javaScriptEnabled: true },
  { words: english, javaScriptEnabled: false },
]) {
  test(`a ticket is given by its holder and redeemed by the recipient (${words.tag}, scripts: ${javaScriptEnabled})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    const giver = await holder({ words, javaScriptEnabled });
    await giver.proves(server, order);
    await giver.openTicket(order.link, TEA);
    const shownBefore = await giver.picture();
    const address = `mei-${Date.now()}@example.com`;
    await giver.give("Mei", address, "☺");
    await giver.page.goto(order.link);
    await expect(giver.page.getByText(words.offered, { exact: true })).toBeVisible();

    const recipient = await holder({ words, javaScriptEnabled });
    const link = await server.mailedLink(address);
    await recipient.page.goto(link);
    await expect(recipient.page.getByText("☺")).toBeVisible();
    await recipient.page.getByRole("button", { name: words.accept, exact: true }).click();
    await recipient.openTicket(link, TEA);

    const counter = await clerk();
    await counter.scan(shownBefore);
    await counter.expectVerdict("bad", "code_renewed");
    await counter.scan(await recipient.picture());
    await counter.expectVerdict("good", "redeemed");
  });
}
