import { violations } from "../fixture/accessibility.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA, TEN_CUPS } from "../fixture/workbook.ts";
import { chinese, english } from "../fixture/words.ts";

for (const { words, javaScriptEnabled } of [
  { words: chinese, javaScriptEnabled: true },
  { words: english, javaScriptEnabled: false },
]) {
  test(`somebody with a new phone finds every ticket by mail (${words.tag}, scripts: ${javaScriptEnabled})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" }, { product: "VAA00002", units: 10 });
    const guest = await holder({ words, javaScriptEnabled });
    const { page } = guest;
    await page.goto("/");
    await page.getByRole("link", { name: words.find }).click();
    await page.getByLabel(words.reach).fill(order.email.toUpperCase());
    await page.getByRole("button", { name: words.sendCode }).click();
    await guest.entersCode(server, order.email);
    await expect(page.getByRole("heading", { name: words.mine })).toBeVisible();
    await expect(guest.ticket(TEN_CUPS)).toBeVisible();
    await guest.ticket(TEA).click();
    await expect(guest.qr).toBeVisible();
    // The same proof opens what gives power away.
    await page.getByRole("link", { name: words.give }).click();
    await expect(page.getByRole("heading", { name: words.giveTitle })).toBeVisible();
    await page.goto("/my");
    await page.getByRole("button", { name: words.forget }).click();
    await expect(page.getByLabel(words.reach)).toBeVisible();
  });
}

test("a phone number alone shows nothing; the order number does", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  const { page, words } = guest;
  await page.goto("/find/1000001");
  await page.getByLabel(words.reach).fill("0912-345-678");
  await page.getByRole("button", { name: words.sendCode }).click();
  await guest.entersCode(server, "0912345678");
  await expect(page.getByLabel(words.matchField)).toBeVisible();
  await expect(guest.ticket(TEA)).toHaveCount(0);
  await page.getByLabel(words.matchField).fill("1234567890");
  await page.getByRole("button", { name: words.match }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel(words.matchField).fill(order.number);
  await page.getByRole("button", { name: words.match }).click();
  await guest.ticket(TEA).click();
  await expect(guest.qr).toBeVisible();
});
