import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

const MERCHANT = "1000001";
const MONEY = /[\d,]+ 元|NT\$\s?[\d,]+/;
/** In the language of the order, whatever the phone speaks. */
const GIFT_USED = /用了您送的/;
const REFUNDED = /價金保管銀行已確認退款/;
const GIVEN_BACK = /辦理退貨 1 份。退款金額 \S*\d/;

/** One order from the mail to the refund: part of it is given away and used by a friend, the rest comes back. */
for (const words of [chinese, english]) {
  test(`issued, mailed, shown, given in part, used by a friend, told, returned, refunded (${words.tag})`, async ({ server, holder, phone, clerk }) => {
    const order = await server.issue({ product: "VAA00001", tickets: 3 });
    const wallet = await server.mailedLink(order.email);
    expect(wallet).toBe(order.link.split("?")[0]);

    const giver = await holder({ words });
    await giver.proves(server, order);
    await giver.openTicket(wallet, TEA);
    expect(await giver.codeLink()).toContain("/R/");

    const address = `friend-${words.tag}-${Date.now()}@example.com`.toLowerCase();
    await giver.give("Mei", address, "☺");
    const friend = await holder({ words });
    await friend.page.goto(await server.mailedLink(address));
    await friend.page.getByRole("button", { name: words.accept, exact: true }).click();
    await friend.openTicket(friend.page.url(), TEA);

    const counter = await clerk({ words });
    await counter.scan(await friend.picture());
    await counter.expectVerdict("good", "redeemed");
    await expect.poll(() => server.mailsTo(order.email), { timeout: 20_000 }).toContainEqual(expect.stringMatching(GIFT_USED));
    await giver.page.goto(wallet);
    await giver.page.getByRole("heading", { name: words.given }).locator("xpath=..").getByRole("link").first().click();
    await expect(giver.page.getByText(words.giftUsed)).toBeVisible();

    for (const place of [0, 1]) {
      await giver.openWallet(wallet);
      await giver.page.getByRole("link", { name: TEA }).nth(place).click();
      await giver.page.getByRole("link", { name: words.askReturn }).click();
      await expect(giver.page.getByRole("main").getByText(MONEY).first()).toBeVisible();
      await giver.page.getByRole("button", { name: words.sendRequest }).click();
      await expect(giver.page.getByRole("heading", { name: words.requests })).toBeVisible();
    }
    const office = await phone({ words });
    await office.goto("/desk/sign-in?next=/office");
    for (const [label, value] of [[words.merchant, MERCHANT], [words.account, "owner"], [words.password, "piaojia2026"]] as const) {
      await office.getByLabel(label, { exact: true }).fill(value);
    }
    await office.getByRole("button", { name: words.signIn, exact: true }).click();
    const ours = office.getByRole("listitem").filter({ hasText: order.number }).filter({ has: office.getByRole("button", { name: words.approve }) });
    for (const left of [1, 0]) {
      await ours.first().getByRole("button", { name: words.approve }).click();
      await expect(office).toHaveURL(/returns\/.*saved/);
      await office.goto("/office");
      await expect(ours).toHaveCount(left);
    }

    await giver.page.goto(wallet);
    const followed = giver.page.getByRole("heading", { name: words.requests }).locator("xpath=..");
    await expect(followed.locator("[data-state=return_pending]")).toHaveCount(2);
    await expect(giver.page.getByRole("main").getByText(MONEY).first()).toBeVisible();
    await expect(giver.page.getByText(words.nothingUsable)).toBeVisible();
    await expect.poll(() => server.mailsTo(order.email), { timeout: 20_000 }).toContainEqual(expect.stringMatching(GIVEN_BACK));

    // The night: the bank has paid, and the holder sees it.
    await server.nextNight();
    await expect(async () => {
      await giver.page.reload();
      await expect(followed.locator("[data-state=returned]")).toHaveCount(2, { timeout: 1_000 });
    }).toPass({ timeout: 90_000 });
    await expect.poll(() => server.mailsTo(order.email), { timeout: 20_000 }).toContainEqual(expect.stringMatching(REFUNDED));
  });
}
