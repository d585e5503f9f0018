import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

// Both languages, with scripts and without.
for (const { words, javaScriptEnabled } of [
  { words: chinese, javaScriptEnabled: true },
  { words: english, javaScriptEnabled: false },
]) {
  test(`a use is reported by its holder, answered and closed by the issuer (${words.tag}, scripts: ${javaScriptEnabled})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ words, javaScriptEnabled });
    const { page } = guest;
    await guest.openTicket(order.link, TEA);
    const counter = await clerk();
    await counter.scan(await guest.picture());
    await counter.expectVerdict("good", "redeemed");

    await guest.openTicket(order.link, TEA);
    await page.getByRole("link", { name: words.reportUse }).click();
    const question = `☹ ${Date.now()}`;
    await page.getByLabel(words.enquiryField).fill(question);
    await page.getByRole("button", { name: words.sendEnquiry, exact: true }).dblclick();
    await expect(page.getByText(question)).toHaveCount(1);
    await expect(page.getByText(words.enquiryWaiting, { exact: true })).toBeVisible();
    const thread = page.url();

    const office = (await clerk({ words, javaScriptEnabled, account: "owner" })).page;
    await office.goto("/office");
    await office.getByRole("link", { name: words.readEnquiry }).first().click();
    await expect(office.getByText(question)).toBeVisible();
    await office.getByLabel(words.answerField).fill("☺");
    await office.getByRole("button", { name: words.sendAnswer }).click();
    await expect(office.getByText("☺")).toBeVisible();
    await page.goto(thread);
    await expect(page.getByText("☺")).toBeVisible();
    await expect(page.getByText(words.enquiryAnswered, { exact: true })).toBeVisible();
    await office.getByRole("button", { name: words.closeEnquiry, exact: true }).click();
    await expect(office.getByText(words.enquiryClosed, { exact: true })).toBeVisible();

    await guest.openWallet(order.link);
    await expect(page.getByRole("heading", { name: words.myEnquiries })).toBeVisible();
    await page.locator(`[href="${new URL(thread).pathname}"]`).click();
    await expect(page.getByText(words.enquiryClosed, { exact: true })).toBeVisible();
    await page.getByLabel(words.enquiryAgain).fill("☹☹");
    await page.getByRole("button", { name: words.sendEnquiry, exact: true }).click();
    await expect(page.getByText("☹☹")).toBeVisible();
    await expect(page.getByText(words.enquiryWaiting, { exact: true })).toBeVisible();
    await office.goto("/office");
    await expect(office.locator(`[href$="${thread.split("/").at(-1)}"]`)).toBeVisible();
  });
}
