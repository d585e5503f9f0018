import { expect, test } from "../fixture/test.ts";
import { english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";
import { Clerk, Holder } from "../fixture/actors.ts";
import { ISSUER } from "../fixture/server.ts";

const SILENT = { javaScriptEnabled: false };

test("the wallet works without scripts, and its code stays fresh", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001", tickets: 2 });
  const guest = await holder(SILENT);
  const { page } = guest;
  await guest.openWallet(order.link);
  await expect(page.getByRole("heading", { name: "林小芳 的票券" })).toBeVisible();
  await expect(page.getByRole("link", { name: TEA })).toHaveCount(2);

  await guest.ticket(TEA).click();
  await expect(guest.qr).toBeVisible();
  await expect(page.getByText("第 1 張，共 2 張")).toHaveCount(0);
  await page.getByRole("link", { name: "下一張" }).click();
  await page.getByRole("link", { name: "上一張" }).click();
  const first = await guest.codeLink();
  expect(first).toMatch(/^HTTP:\/\/LOCALHOST:\d+\/R\/[0-9A-Z]+$/);
  // It asks for itself again, sooner than a code dies.
  await page.waitForEvent("load", { timeout: 35_000 });
  await expect(guest.qr).toBeVisible();
  // A picture that is taken while the page asks for itself again is none.
  await expect.poll(() => guest.codeLink().catch(() => first), { timeout: 40_000 }).not.toBe(first);

  await guest.showNumber();
  await page.getByRole("link", { name: "回到 QR 碼" }).click();
  await expect(guest.qr).toBeVisible();
});

test("notices are chosen without scripts, and the choice stays", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder(SILENT);
  const { page } = guest;
  await guest.openWallet(order.link);
  await page.getByRole("link", { name: "通知設定" }).click();
  const [used, gifts] = [page.getByRole("checkbox", { name: /^票券使用了/ }), page.getByRole("checkbox", { name: /^我送的禮物/ })];
  await expect(gifts).toBeChecked();
  const before = await used.isChecked();
  await used.setChecked(!before);
  await gifts.uncheck();
  await page.getByRole("button", { name: "儲存設定" }).click();
  await expect(page.getByRole("status")).toHaveText("已儲存。");
  await guest.openWallet(order.link);
  await page.getByRole("link", { name: "通知設定" }).click();
  await expect(page.getByRole("status")).toHaveCount(0);
  await expect(used).toBeChecked({ checked: !before });
  await expect(gifts).not.toBeChecked();
});

test("the language is switched without scripts and stays", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder(SILENT);
  const { page } = guest;
  await guest.openWallet(order.link);
  const address = page.url();
  await page.getByRole("button", { name: "切換語言：English" }).click();
  await expect(page.getByRole("heading", { name: english.usableNow })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(new URL(address).pathname);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const reader = new Holder(page, english);
  await reader.ticket(TEA).click();
  await expect(reader.qr).toBeVisible();
  await expect(page.getByText("NT$ 75")).toBeVisible();
  await page.getByRole("button", { name: english.switchLanguage }).click();
  await expect(guest.qr).toBeVisible();
});

test("the desk redeems a typed code and takes it back without scripts", async ({ server, holder, phone, camera }) => {
  const order = await server.issue({ product: "VAA00002", units: 10 });
  const guest = await holder(SILENT);
  await guest.openTicket(order.link, "冷泡茶十杯暢飲券");
  const number = await guest.showNumber();

  const page = await phone(SILENT);
  const counter = new Clerk(page, camera);
  await page.goto("/desk");
  await counter.signIn(ISSUER, "clerk002");
  // Playwright's own text search leaves noscript out; people do not.
  const remark = page.locator("noscript p");
  await expect(remark).toBeVisible();
  await expect(remark).toHaveText("相機需要 JavaScript；也可以直接輸入代碼。");
  await counter.lookUp(number);
  await counter.expectVerdict("ask", "confirm");
  await counter.verdict.getByLabel("核銷數量").fill("3");
  await counter.redeem();
  await expect(page.getByRole("heading", { name: "核銷紀錄" })).toBeVisible();
  await expect(page.getByText("3 次", { exact: true })).toBeVisible();

  await page.getByLabel("取消數量").fill("1");
  await page.getByLabel("原因").fill("少喝一杯");
  await page.getByRole("button", { name: "取消這筆核銷" }).click();
  await expect(page.getByText("2 次", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "回核銷台" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "冷泡茶十杯暢飲券" }).first()).toBeVisible();

  await page.getByRole("button", { name: "登出" }).click();
  await expect(page.getByRole("heading", { name: "店員登入" })).toBeVisible();
  await page.goto("/desk");
  await expect(page.getByRole("heading", { name: "店員登入" })).toBeVisible();
});
