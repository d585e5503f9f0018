import type { Page } from "@playwright/test";
import { expect, test } from "./fixture/test.ts";
import { chinese, english } from "./fixture/words.ts";
import { TEA } from "./fixture/workbook.ts";

/** More than any page here has to be tabbed through. */
const MOST_TABS = 60;

/** What a screen reader finds on the pages of showing, giving and returning, kept beside this file. */
for (const words of [chinese, english]) {
  test(`a screen reader walks through show, give and return (${words.tag})`, async ({ server, holder, phone }) => {
    const order = await server.issue({ product: "VAA00001", tickets: 2 });
    const guest = await holder({ words });
    const { page } = guest;
    const heard = async (name: string, on = page) =>
      expect(on.locator("body")).toMatchAriaSnapshot({ name: `${name}.${words.tag}.aria.yml` });
    await guest.proves(server, order);
    await heard("wallet");
    await guest.openTicket(order.link, TEA);
    await heard("show");

    await page.getByRole("link", { name: words.give }).click();
    await expect(page.getByRole("heading", { name: words.giveTitle })).toBeVisible();
    await heard("give");
    await page.getByLabel(words.recipientName).fill("Mei");
    await page.getByRole("button", { name: words.sendGift }).click();
    await expect(page.getByRole("heading", { name: words.giftReady })).toBeVisible();
    await heard("given");
    const recipient = await phone({ words });
    // The page tells a second after it is seen, and the giver's list names it: the walk goes on when it has been told.
    const told = recipient.waitForResponse((answer) => answer.url().endsWith("/opened"));
    await recipient.goto(await page.getByLabel(words.giftLink).inputValue());
    await heard("gift", recipient);
    await told;

    await guest.openTicket(order.link, TEA);
    await page.getByRole("link", { name: words.askReturn }).click();
    await heard("return");
    await page.getByRole("button", { name: words.sendRequest }).click();
    await expect(page.getByRole("heading", { name: words.requests })).toBeVisible();
    await heard("return-asked");
  });

  test(`a screen reader walks through accepting and declining a gift (${words.tag})`, async ({ server, holder, phone }) => {
    const order = await server.issue({ product: "VAA00001", tickets: 2 });
    const guest = await holder({ words });
    await guest.proves(server, order);
    for (const answer of [words.accept, words.declineGift]) {
      await guest.openTicket(order.link, TEA);
      await guest.page.getByRole("link", { name: words.give }).click();
      await guest.page.getByLabel(words.recipientName).fill("Mei");
      await guest.page.getByRole("button", { name: words.sendGift }).click();
      const recipient = await phone({ words });
      await recipient.goto(await guest.page.getByLabel(words.giftLink).inputValue());
      const heard = (name: string) => expect(recipient.locator("body")).toMatchAriaSnapshot({ name: `${name}.${words.tag}.aria.yml` });
      if (answer === words.accept) {
        await recipient.getByRole("button", { name: answer, exact: true }).click();
        await expect(recipient.getByRole("heading", { name: words.usableNow })).toBeVisible();
        await heard("accepted");
      } else {
        await recipient.locator("summary").filter({ hasText: answer }).click();
        await heard("decline");
        await recipient.getByRole("button", { name: answer, exact: true }).click();
        await expect(recipient.getByRole("button", { name: words.accept, exact: true })).toHaveCount(0);
        await heard("declined");
      }
    }
  });

  test(`show, give and return with a keyboard alone (${words.tag})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001", tickets: 2 });
    const guest = await holder({ words });
    const { page } = guest;
    await guest.proves(server, order);
    await page.goto(order.link);
    await goTo(page, TEA);
    await page.keyboard.press("Enter");
    await expect(guest.qr).toBeVisible();
    await goTo(page, words.give);
    await page.keyboard.press("Enter");
    await goTo(page, words.recipientName);
    await page.keyboard.type("Mei");
    await goTo(page, words.sendGift);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: words.giftReady })).toBeVisible();

    await page.goto(order.link);
    await goTo(page, TEA);
    await page.keyboard.press("Enter");
    await goTo(page, words.askReturn);
    await page.keyboard.press("Enter");
    await goTo(page, words.sendRequest);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: words.requests })).toBeVisible();
  });
}

/** Tabs to what is called so; whatever has the focus on the way is seen, and seen to have it. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.locator("body").waitFor();
  for (let tab = 0; tab < MOST_TABS; tab += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) {
        return null;
      }
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const labels = "labels" in element && element.labels instanceof NodeList ? [...element.labels].map((label) => label.textContent) : [];
      // A card that is chosen by a hidden field shows the focus itself.
      const seen = box.bottom > 0 && box.top < innerHeight;
      const marked = style.outlineStyle !== "none" || element.parentElement?.matches(":focus-within") === true;
      return { words: [element.getAttribute("aria-label") ?? "", element.textContent ?? "", ...labels].join(" "), seen, marked };
    });
    if (focus === null) {
      continue;
    }
    expect(focus).toMatchObject({ seen: true, marked: true });
    if (focus.words.includes(name)) {
      return;
    }
  }
  throw new Error(`no way to ${name} with ${MOST_TABS} tabs`);
}
