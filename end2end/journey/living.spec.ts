import { brotliCompressSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { violations } from "../fixture/accessibility.ts";
import type { Holder } from "../fixture/actors.ts";
import { isKept } from "../fixture/kept.ts";
import { expect, test } from "../fixture/test.ts";
import { sealed } from "../fixture/tour.ts";
import { TEA, TEN_CUPS } from "../fixture/workbook.ts";
import { chinese, english } from "../fixture/words.ts";

/** The first byte of a code: 8 of the 10 bits of its first two characters. */
function kind(link: string): number {
  const value = (at: number) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(link.slice(link.indexOf("/R/") + 3)[at] ?? "");
  return (value(0) << 3) | (value(1) >> 2);
}
const [MOMENT, LIVING] = [0x12, 0x13];

const kindOf = async (guest: Holder) => kind(await guest.codeLink());

/** The phone signs from now on. */
async function signs(guest: Holder): Promise<void> {
  await expect(guest.page.getByText(guest.words.signed)).toBeVisible();
  await expect.poll(() => kindOf(guest)).toBe(LIVING);
}

/** How the ticket's newest redemption was shown, out of its receipt. */
async function proofLevel({ page, words }: Holder): Promise<string> {
  // The page may be asking for itself at this moment: it has its network back.
  await expect(() => page.reload()).toPass();
  await page.getByRole("link", { name: words.receiptLink, exact: true }).first().click();
  await sealed(page, words);
  const address = await page.getByRole("link", { name: words.download }).getAttribute("href");
  const text = await (await page.request.get(address ?? "")).text();
  return /^shown-as (\S+)$/m.exec(text)?.[1] ?? text;
}

test("the phone signs its codes, without network too, and the counter takes them as living", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  const { page } = guest;
  await page.clock.install();
  await guest.openTicket(order.link, TEA);
  await signs(guest);
  const first = await guest.codeLink();

  await page.context().setOffline(true);
  await page.clock.fastForward(30_000);
  await expect(page.getByText(guest.words.aloneNoNetwork)).toBeVisible();
  await expect.poll(() => guest.codeLink()).not.toBe(first);
  expect(await kindOf(guest)).toBe(LIVING);
  const picture = await guest.picture();

  const counter = await clerk();
  await counter.scan(picture);
  await counter.expectVerdict("good", "redeemed");

  await page.context().setOffline(false);
  expect(await proofLevel(guest)).toBe("living");
});

test("a phone that is removed shows nothing that redeems, until it signs with a new key", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.proves(server, order);
  await guest.openTicket(order.link, TEA);
  await signs(guest);
  const picture = await guest.picture();

  // From another phone, and without scripts.
  const other = await holder({ javaScriptEnabled: false });
  await other.openWallet(order.link);
  await other.page.getByRole("link", { name: other.words.devices }).click();
  await expect(other.page.getByRole("listitem")).toHaveCount(1);
  await other.page.getByRole("button", { name: other.words.removeDevice }).click();
  await expect(other.page.getByRole("listitem")).toHaveCount(0);

  const counter = await clerk();
  await counter.scan(picture);
  await counter.expectVerdict("bad", "device_removed");
  await counter.camera.show(counter.page, () => counter.camera.putNothing());

  // The removed phone is told, and goes on with the server's code.
  const { page } = guest;
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByText("這支手機已從票夾移除")).toBeVisible();
  await expect.poll(() => kindOf(guest)).toBe(MOMENT);
  await page.getByRole("main").getByRole("link", { name: guest.words.devices }).click();
  await page.getByRole("button", { name: "讓這支手機再次簽署" }).click();
  await guest.ticket(TEA).click();
  await signs(guest);
  await counter.scan(await guest.picture());
  await counter.expectVerdict("good", "redeemed");
});

test("all scripts and wasm of a wallet weigh at most 35 KB", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  const { page } = guest;
  const seen = new Set<string>();
  // Those of the service worker, too, and what it keeps.
  page.context().on("requestfinished", (request) => {
    if (/\.(js|wasm)$/.test(request.url())) {
      seen.add(request.url());
    }
  });
  await guest.openWallet(order.link);
  await isKept(page);
  await guest.ticket(TEA).click();
  await signs(guest);
  await page.goto(`${new URL(order.link).pathname}/device`);
  await expect(page.getByText(guest.words.thisDevice, { exact: true })).toBeVisible();
  const worker = await (await page.request.get("/service_worker.js")).text();
  const folder = /"(\/assets\/[0-9a-f]{16})"/.exec(worker)?.[1];
  // Minified: what it keeps of a wallet and what it keeps of a desk are two lists.
  const lists = [...worker.matchAll(/\["style\.css"[^\]]*\]/g)].map(([list]) => list);
  const ofWallet = lists.find((list) => list.includes("shell.js")) ?? "";
  for (const [, name] of ofWallet.matchAll(/"(\w+\.(?:js|wasm))"/g)) {
    seen.add(`${server.url}${folder}/${name}`);
  }
  seen.add(`${server.url}/service_worker.js`);
  const names = [...seen].map((url) => url.split("/").at(-1)).sort();
  expect(names).toEqual([
    "devices.js",
    "encoder.js",
    "encoder_bg.wasm",
    "keep.js",
    "living.js",
    "opened.js",
    "removal.js",
    "service_worker.js",
    "shell.js",
    "stepper.js",
    "storage.js",
    "swipe.js",
    "wallet.js",
  ]);
  const weights = [...seen].map(async (url) => brotliCompressSync(await (await page.request.get(url)).body()).length);
  const bytes = (await Promise.all(weights)).reduce((sum, weight) => sum + weight, 0);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(35 * 1024);
});

test("what the holder chooses goes into the code", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00002", units: 10 });
  const guest = await holder();
  await guest.openTicket(order.link, TEN_CUPS);
  await signs(guest);
  const { page, words } = guest;
  const before = await guest.codeLink();
  for (const count of ["1", "2", "3"]) {
    await page.getByRole("button", { name: words.more }).click();
    await expect(page.getByLabel(words.wanted)).toHaveValue(count);
  }
  await expect.poll(() => guest.codeLink()).not.toBe(before);
  const counter = await clerk();
  await counter.scan(await guest.picture());
  await counter.expectVerdict("good", "redeemed");
  await page.reload();
  await expect(page.getByText("剩餘 7 / 10 次").first()).toBeVisible();
});

test("a fourth phone is told to remove one, and shows the server's code", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  for (const _ of [1, 2, 3]) {
    const guest = await holder();
    await guest.proves(server, order);
    await guest.openTicket(order.link, TEA);
    await signs(guest);
  }
  const fourth = await holder();
  await fourth.proves(server, order);
  await fourth.openTicket(order.link, TEA);
  await expect(fourth.page.getByText("這個票夾已有 3 支手機可簽署。")).toBeVisible();
  expect(await kindOf(fourth)).toBe(MOMENT);
});

test("a second phone joins once its holder has proven to be it", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const first = await holder();
  await first.openTicket(order.link, TEA);
  await signs(first);
  const second = await holder();
  const { page, words } = second;
  await second.openTicket(order.link, TEA);
  await expect(page.getByText("另一支手機已在簽署。")).toBeVisible();
  expect(await kindOf(second)).toBe(MOMENT);
  await page.goto(`${new URL(order.link).pathname}/device`);
  await page.getByRole("link", { name: "驗證後加入這支手機" }).click();
  await page.getByRole("button", { name: words.sendCode }).click();
  await second.entersCode(server, order.email);
  await second.openTicket(order.link, TEA);
  await signs(second);
});

for (const { title, spoil } of [
  { title: "no place to keep a key", spoil: () => Object.defineProperty(window, "indexedDB", { value: undefined }) },
  { title: "no WebCrypto", spoil: () => Object.defineProperty(window.crypto, "subtle", { value: undefined }) },
  { title: "no wasm", spoil: () => Object.defineProperty(window, "WebAssembly", { value: undefined }) },
]) {
  test(`the server's code stays where the phone cannot sign: ${title}`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ prepare: (page: Page) => page.addInitScript(spoil) });
    await guest.openTicket(order.link, TEA);
    await guest.page.waitForLoadState("networkidle");
    await expect(guest.page.getByText(guest.words.signed)).toBeHidden();
    expect(await kindOf(guest)).toBe(MOMENT);
    const counter = await clerk();
    await counter.scan(await guest.picture());
    await counter.expectVerdict("good", "redeemed");
  });
}

for (const words of [chinese, english]) {
  test(`the list of phones knows the one that looks (${words.tag})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ words });
    await guest.openTicket(order.link, TEA);
    await signs(guest);
    await guest.page.goto(`${new URL(order.link).pathname}/device`);
    await expect(guest.page.getByText(words.thisDevice, { exact: true })).toBeVisible();
    expect(await violations(guest.page)).toEqual([]);
  });
}
