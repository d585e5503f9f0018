import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

for (const words of [chinese, english]) {
  test(`a gift with a card is passed on by link, opened, accepted and used, and its giver sees it (${words.tag})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    const giver = await holder({ words });
    await giver.proves(server, order);
    await giver.openTicket(order.link, TEA);
    await giver.page.getByRole("link", { name: words.give }).click();
    await giver.page.getByRole("radio").nth(1).check();
    await giver.page.getByLabel(words.recipientName).fill("Mei");
    await giver.page.getByLabel(words.giveMessage).fill("☺");
    await giver.page.getByRole("button", { name: words.sendGift }).click();
    await expect(giver.page.getByRole("heading", { name: words.giftReady })).toBeVisible();
    await expect(giver.page.getByText(words.giftNotOpened)).toBeVisible();
    const line = await giver.page.getByRole("link", { name: /LINE/ }).getAttribute("href");
    const link = await giver.page.getByLabel(words.giftLink).inputValue();
    expect(decodeURIComponent(line ?? "")).toContain(link);

    // A preview asks for the page and stays nobody.
    await giver.page.request.get(link);
    await giver.page.reload();
    await expect(giver.page.getByText(words.giftNotOpened)).toBeVisible();

    const recipient = await holder({ words });
    const opened = recipient.page.waitForResponse((answer) => answer.url().endsWith("/opened"));
    await recipient.page.goto(link);
    await expect(recipient.page.getByText("☺")).toBeVisible();
    expect((await opened).status()).toBe(204);
    await giver.page.reload();
    await expect(giver.page.getByText(words.giftOpened, { exact: true })).toBeVisible();

    // Two tabs, a double tap and the way back are one acceptance.
    const other = await recipient.page.context().newPage();
    await other.goto(link);
    await recipient.page.getByRole("button", { name: words.accept, exact: true }).dblclick();
    await expect(recipient.page.getByRole("heading", { name: words.usableNow })).toBeVisible();
    const mine = recipient.page.url();
    expect(new URL(mine).pathname).not.toBe(new URL(link).pathname);
    await other.getByRole("button", { name: words.accept, exact: true }).click();
    await expect(other).toHaveURL(new URL(mine).pathname);
    await other.goBack();
    await expect(other.getByRole("heading", { name: words.usableNow })).toBeVisible();
    await giver.page.reload();
    await expect(giver.page.locator(".progress").getByText(words.giftAccepted, { exact: true })).toBeVisible();
    await expect(giver.page.getByLabel(words.giftLink)).toHaveCount(0);

    await recipient.openTicket(mine, TEA);
    const counter = await clerk();
    await counter.scan(await recipient.picture());
    await counter.expectVerdict("good", "redeemed");
    await giver.page.reload();
    await expect(giver.page.getByText(words.giftUsed)).toBeVisible();
  });
}
