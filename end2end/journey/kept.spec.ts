import { createServer } from "node:http";
import type { Page } from "@playwright/test";
import { violations } from "../fixture/accessibility.ts";
import type { Holder } from "../fixture/actors.ts";
import { isKept, keeping } from "../fixture/kept.ts";
import { Server } from "../fixture/server.ts";
import { expect, test } from "../fixture/test.ts";
import { INSIDE_LINE } from "../fixture/tour.ts";
import { TEA, TEN_CUPS } from "../fixture/workbook.ts";
import { chinese, english } from "../fixture/words.ts";

const NOTHING = { databases: 0, caches: 0, workers: 0 };

/** Whether the page on the screen came from the service worker. */
async function reloadedByTheWorker(page: Page): Promise<boolean> {
  const answer = await page.reload();
  return answer?.fromServiceWorker() ?? false;
}

/** The list without network, with its age. */
async function expectKeptList({ page, words }: Holder): Promise<void> {
  await expect(page.getByText(words.away, { exact: true })).toBeVisible();
  await expect(page.getByText(words.asOf)).toBeVisible();
  await expect(page.getByRole("link", { name: TEA }).first()).toBeVisible();
}

/** Sums what jumps while the page is there. */
const watchJumps = (page: Page) =>
  page.addInitScript(() => {
    const seen = Object.assign(window, { jumped: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen.jumped += (entry as PerformanceEntry & { value: number }).value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
const jumped = (page: Page) => page.evaluate(() => (window as Window & { jumped?: number }).jumped ?? -1);

for (const words of [chinese, english]) {
  test(`opened once, the wallet shows its tickets and living codes without network (${words.tag})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" }, { product: "VAA00002", units: 10 }, { product: "VAA00001", usableFrom: 14 });
    const guest = await holder({ words, prepare: watchJumps });
    const { page } = guest;
    await guest.openWallet(order.link);
    await isKept(page);

    await page.context().setOffline(true);
    await expect(page.evaluate(() => fetch("/healthz").then(() => "there", () => "away"))).resolves.toBe("away");
    expect(await reloadedByTheWorker(page)).toBe(true);
    await expectKeptList(guest);
    expect(await violations(page)).toEqual([]);
    expect(await jumped(page)).toBeLessThanOrEqual(0.01);

    await guest.ticket(TEN_CUPS).click();
    await expect(page.getByRole("heading", { level: 1, name: TEN_CUPS })).toBeVisible();
    await expect(page.getByText(words.signed)).toBeVisible();
    await expect(page.getByText(words.asOf)).toBeVisible();
    const before = await guest.codeLink();
    await page.getByRole("button", { name: words.more }).click();
    await expect.poll(() => guest.codeLink()).not.toBe(before);
    expect(await violations(page)).toEqual([]);
    expect(await jumped(page)).toBeLessThanOrEqual(0.01);

    const counter = await clerk({ words });
    await counter.scan(await guest.picture());
    await counter.expectVerdict("good", "redeemed");

    // What is not there says so, and the way back leads to what is.
    await page.goto(`${new URL(order.link).pathname}/give`);
    await expect(page.getByText(words.needsNetwork)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: words.allTickets }).click();
    await expectKeptList(guest);

    // By itself, with nobody touching it.
    await page.context().setOffline(false);
    await expect(page.getByText(words.away, { exact: true })).toBeHidden();
    await expect(page.getByRole("link", { name: words.devices })).toBeVisible();
    await expect(page.getByText(/9 (\/ 10 次|of 10)/)).toBeVisible();
  });
}

test("the server is gone: the same, until it is back", async ({ holder }) => {
  const own = await Server.start("kept");
  try {
    const order = await own.issue({ product: "VAA00001" });
    const guest = await holder();
    const { page } = guest;
    await guest.openTicket(order.link, TEA);
    await isKept(page);
    await own.stop();
    expect(await reloadedByTheWorker(page)).toBe(true);
    await expect(page.getByText(guest.words.signed)).toBeVisible();
    await page.getByRole("link", { name: guest.words.allTickets }).click();
    await expectKeptList(guest);
    // A wallet that this phone never opened.
    await page.goto(`${own.url}/w/0000000000000000000000000A`);
    await expect(page.getByText(guest.words.notKept)).toBeVisible();
  } finally {
    await own.stop();
  }
});

test("a network as good as none: the phone's own page comes, and the link's end is heard", async ({ holder }) => {
  const own = await Server.start("kept-slow");
  const order = await own.issue({ product: "VAA00001" });
  const guest = await holder();
  const { page } = guest;
  await guest.openWallet(order.link);
  await isKept(page);
  await own.stop();
  // In its place something that takes the request and never answers, then a gateway without a server, then a server
  // that knows no such link.
  let status = 0;
  const other = createServer((_, answer) => {
    if (status > 0) {
      answer.writeHead(status, { "content-type": "text/html" }).end("<!doctype html>");
    }
  }).listen(Number(new URL(own.url).port), "127.0.0.1");
  try {
    await page.reload();
    await expectKeptList(guest);
    status = 502;
    await page.reload();
    await expectKeptList(guest);
    status = 404;
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(page.getByText(guest.words.away, { exact: true })).toBeHidden();
    expect(await keeping(page)).toEqual(NOTHING);
  } finally {
    other.closeAllConnections();
    other.close();
  }
});

test("removed from this phone: nothing is left, and the server knows", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  const { page, words } = guest;
  await guest.openWallet(order.link);
  await isKept(page);
  expect(await keeping(page)).toEqual({ databases: 1, caches: 1, workers: 1 });
  await page.getByRole("link", { name: words.devices }).click();
  await page.getByRole("button", { name: words.removeHere }).click();
  await expect(page.getByRole("heading", { name: words.removedHere })).toBeVisible();
  await expect(page.getByText(words.onlyHere)).toBeHidden();
  expect(await violations(page)).toEqual([]);
  expect(await keeping(page)).toEqual(NOTHING);
  const other = await holder({ javaScriptEnabled: false });
  await other.page.goto(`${new URL(order.link).pathname}/device`);
  await expect(other.page.getByRole("listitem")).toHaveCount(0);

  await page.context().setOffline(true);
  await expect(page.goto(order.link)).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
});

test("removed without network: the phone is empty, and says that the server does not know yet", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  const { page, words } = guest;
  await guest.openWallet(order.link);
  await isKept(page);
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("button", { name: words.removeHere }).click();
  await expect(page.getByRole("heading", { name: words.removedHere })).toBeVisible();
  await expect(page.getByText(words.onlyHere)).toBeVisible();
  expect(await keeping(page)).toEqual(NOTHING);
});

test("one of two wallets is removed: the other one is still there without network", async ({ server, holder }) => {
  const [first, second] = [await server.issue({ product: "VAA00001" }), await server.issue({ product: "VAA00002", units: 10 })];
  const guest = await holder();
  const { page, words } = guest;
  for (const order of [first, second]) {
    await guest.openWallet(order.link);
    await isKept(page);
  }
  await page.getByRole("link", { name: words.devices }).click();
  await page.getByRole("button", { name: words.removeHere }).click();
  await expect(page.getByRole("heading", { name: words.removedHere })).toBeVisible();
  await page.context().setOffline(true);
  await page.goto(second.link);
  await expect(page.getByText(words.notKept)).toBeVisible();
  await page.goto(first.link);
  await expectKeptList(guest);
});

for (const { title, key = false, spoil } of [
  { title: "no service worker", key: true, spoil: () => Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined }) },
  { title: "no IndexedDB", spoil: () => Object.defineProperty(window, "indexedDB", { value: undefined }) },
  { title: "a private window that refuses both", spoil: () => {
    IDBFactory.prototype.open = () => { throw new DOMException("no", "InvalidStateError"); };
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("no", "SecurityError"));
  } },
]) {
  test(`nothing is kept and nothing breaks: ${title}`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ prepare: (page) => page.addInitScript(spoil) });
    const { page, words } = guest;
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(error.message));
    await guest.openTicket(order.link, TEA);
    await page.waitForLoadState("networkidle");
    await expect(guest.qr).toBeVisible();
    await page.goto(`${new URL(order.link).pathname}/device`);
    await page.waitForLoadState("networkidle");
    // A key can be kept without a worker, and then be removed.
    await expect(page.getByRole("button", { name: words.removeHere })).toBeVisible({ visible: key });
    expect(thrown).toEqual([]);
  });
}

test("inside LINE the wallet works, keeps nothing, and says how to keep it", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder({ userAgent: INSIDE_LINE });
  const { page, words } = guest;
  await guest.openWallet(order.link);
  await expect(page.getByText(words.insideLine)).toBeVisible();
  const way = page.getByRole("link", { name: words.openOutside });
  await expect(way).toHaveAttribute("href", `${new URL(order.link).pathname}?openExternalBrowser=1`);
  expect(await violations(page)).toEqual([]);
  await page.waitForLoadState("networkidle");
  expect(await keeping(page)).toEqual(NOTHING);
  // The server signs there: the place of the wallet's phone stays free for the phone's own browser.
  await guest.ticket(TEA).click();
  await expect(guest.qr).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(page.getByText(words.signed)).toBeHidden();
  const own = await holder();
  await own.openTicket(order.link, TEA);
  await expect(own.page.getByText(words.signed)).toBeVisible();
});

test("the wallet can be put on the home screen", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  const { page } = guest;
  await guest.openWallet(order.link);
  await isKept(page);
  const browser = await page.context().newCDPSession(page);
  const { errors, data } = await browser.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "");
  expect(manifest.start_url).toBe(new URL(order.link).pathname);
  expect(manifest.name).toBe("日日好茶 票夾");
  for (const { src } of manifest.icons) {
    expect((await page.request.get(src)).status()).toBe(200);
  }
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});
