import type { Page } from "@playwright/test";
import { violations } from "../fixture/accessibility.ts";
import type { Holder } from "../fixture/actors.ts";
import { isKept } from "../fixture/kept.ts";
import { type News, PushService, delivered, shown, subscribesTo } from "../fixture/push.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";
import { chinese, english } from "../fixture/words.ts";

test.use({ whole: true });

let service: PushService;
test.beforeEach(async () => {
  service = await PushService.open();
});
test.afterEach(() => service.close());

/** From the wallet to its settings, and the tap that lets this phone be notified. */
async function notifies(guest: Holder, link: string): Promise<void> {
  const { page, words } = guest;
  await guest.openWallet(link);
  await isKept(page);
  await page.getByRole("link", { name: words.notices }).click();
  await page.getByRole("button", { name: words.notifyHere }).click();
  await expect(page.getByText(words.isNotified)).toBeVisible();
}

/** Where the service worker would bring its phone. */
async function clicked(page: Page, open: string[]): Promise<{ opened: string[]; focused: string[] }> {
  const [worker] = page.context().serviceWorkers();
  if (!worker) {
    throw new Error("no service worker");
  }
  return worker.evaluate(async (open) => {
    const scope = self as unknown as EventTarget & { registration: { getNotifications(): Promise<Notification[]> } };
    const [notification] = await scope.registration.getNotifications();
    const [opened, focused]: [string[], string[]] = [[], []];
    // Only a finger lets a worker open or focus a page: what it asks for is written down.
    const clients = {
      matchAll: async () =>
        open.map((url) => ({ url, focus: async () => focused.push(url), navigate: async (to: string) => opened.push(to) })),
      openWindow: async (url: string) => opened.push(url),
    };
    Object.defineProperty(scope, "clients", { value: clients, configurable: true });
    let done: Promise<unknown> = Promise.resolve();
    const event = Object.assign(new Event("notificationclick"), { notification, waitUntil: (work: Promise<unknown>) => (done = work) });
    scope.dispatchEvent(event);
    await done;
    return { opened, focused };
  }, open);
}

for (const words of [chinese, english]) {
  test(`a phone is notified of a use, and the tap leads to the wallet (${words.tag})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ words, prepare: (page) => subscribesTo(page, service) });
    const { page } = guest;
    await notifies(guest, order.link);
    expect(await violations(page)).toEqual([]);
    const phones = page.getByRole("checkbox", { name: words.byPhone });
    await expect(phones).toHaveCount(5);
    await expect(phones.first()).toBeChecked();

    const wallet = new URL(order.link).pathname;
    const other = await holder();
    await other.openTicket(order.link, TEA);
    const counter = await clerk();
    await counter.scan(await other.picture());
    await counter.expectVerdict("good", "redeemed");

    const text = await service.news();
    const news: News = JSON.parse(text);
    expect(news).toMatchObject({ wallet, topic: "redeemed" });
    for (const secret of [TEA, order.number, order.purchaser, "林小芳"]) {
      expect(text).not.toContain(secret);
    }
    await delivered(page, text);
    await expect.poll(() => shown(page)).toHaveLength(1);
    await delivered(page, text);
    const [notification, ...more] = await shown(page);
    expect(more).toEqual([]);
    expect(notification).toMatchObject({ title: news.title, body: news.body, tag: `${wallet} redeemed`, data: { wallet } });

    expect(await clicked(page, [])).toEqual({ opened: [wallet], focused: [] });
    expect(await shown(page)).toEqual([]);
  });
}

test("the tap goes to a page of the wallet that is open, and disturbs no form", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder({ prepare: (page) => subscribesTo(page, service) });
  const { page } = guest;
  await notifies(guest, order.link);
  const { origin, pathname: wallet } = new URL(order.link);
  const text = JSON.stringify({ title: "t", body: "b", language: "en", wallet, topic: "gifts", name: "n", at: Date.now(), phone: "" });
  for (const [open, expected] of [
    [[`${origin}/desk`, `${origin}${wallet}x`], { opened: [wallet], focused: [] }],
    [[`${origin}${wallet}/give?step=2`], { opened: [], focused: [`${origin}${wallet}/give?step=2`] }],
    [[`${origin}${wallet}/give`, `${origin}${wallet}?a=1`], { opened: [wallet], focused: [`${origin}${wallet}?a=1`] }],
  ] as const) {
    await delivered(page, text);
    await expect.poll(() => shown(page)).toHaveLength(1);
    expect(await clicked(page, [...open])).toEqual(expected);
  }
});

test("a phone stops, and one that keeps the wallet no more shows nothing", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder({ prepare: (page) => subscribesTo(page, service) });
  const { page, words } = guest;
  await notifies(guest, order.link);
  await page.getByRole("button", { name: words.notifyHereNoMore }).click();
  await expect(page.getByRole("button", { name: words.notifyHere })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: words.byPhone })).toHaveCount(0);
  const wallet = new URL(order.link).pathname;
  const asked = page.context().waitForEvent("request", (request) => request.url().endsWith("/push/remove"));
  const text = { title: "t", body: "b", language: "en", wallet, topic: "gifts", name: "n", at: 0, phone: "02".padEnd(66, "0") };
  await delivered(page, JSON.stringify(text));
  await asked;
  expect(await shown(page)).toEqual([]);
});

test("a browser that is not let says so", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const denied = (page: Page) =>
    page.addInitScript(() => Object.defineProperty(Notification, "permission", { get: () => "denied" }));
  const { page, words } = await holder({ prepare: denied });
  await page.goto(`${new URL(order.link).pathname}/notices`);
  await expect(page.getByText(words.blocked)).toBeVisible();
  await expect(page.getByRole("button", { name: words.notifyHere })).toBeHidden();
});
