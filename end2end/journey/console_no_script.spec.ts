import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { Clerk } from "../fixture/actors.ts";
import { ISSUER, type Order } from "../fixture/server.ts";
import { expect, test } from "../fixture/test.ts";
import { GIFT, TEA } from "../fixture/workbook.ts";

/** A desk whose browser runs no scripts. */
const SILENT = { javaScriptEnabled: false, viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, isMobile: false, hasTouch: false };

const rows = (page: Page) => page.locator("tbody tr");

async function search(page: Page): Promise<void> {
  await page.getByRole("search").getByRole("button", { name: "查詢", exact: true }).click();
}

/** One order is found by what stands in its mail, and not among those that are used up. */
async function filtersOrders(page: Page, order: Order): Promise<void> {
  await page.goto("/office/orders");
  await page.getByLabel("查詢內容").fill(order.email);
  await search(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(order.number);
  await expect(rows(page)).toContainText(TEA);

  await page.getByText("更多條件").click();
  await page.getByLabel("使用情形").selectOption({ label: "已全部用完" });
  await search(page);
  await expect(page.getByText("沒有符合條件的資料。")).toBeVisible();
  await expect(page.getByLabel("查詢內容")).toHaveValue(order.email);
  await expect(page.getByLabel("使用情形")).toHaveValue("nothing");
  await page.getByRole("link", { name: "清除條件" }).click();
  await expect(page.getByLabel("查詢內容")).toHaveValue("");
}

/** The newest first, and by a tap on the heading the oldest. */
async function sortsOrders(page: Page): Promise<void> {
  await page.getByLabel("查詢內容").fill("林小芳");
  await search(page);
  const heading = page.getByRole("columnheader", { name: "ECT 訂單編號" });
  for (const order of ["descending", "ascending"]) {
    await expect(heading).toHaveAttribute("aria-sort", order);
    const numbers = await page.getByRole("rowheader").allInnerTexts();
    expect(numbers.length).toBeGreaterThan(1);
    const sorted = [...numbers].sort();
    expect(numbers).toEqual(order === "ascending" ? sorted : sorted.reverse());
    await heading.getByRole("link").click();
  }
  await heading.getByRole("link").click();
  await expect(heading).toHaveAttribute("aria-sort", "ascending");
}

/** Two columns fewer; what is filtered and its order stay, and so they do in the file. */
async function choosesColumns(page: Page): Promise<void> {
  const column = (name: string) => page.getByRole("columnheader", { name, exact: true });
  await expect(column("購買人")).toBeVisible();
  await page.getByText("選擇欄位").click();
  for (const name of ["購買人", "商品"]) {
    await page.getByRole("checkbox", { name, exact: true }).uncheck();
  }
  await page.getByRole("button", { name: "顯示勾選的欄位" }).click();
  await expect(page).toHaveURL(/column=/);
  for (const name of ["購買人", "商品"]) {
    await expect(column(name)).toHaveCount(0);
  }
  await expect(column("金額")).toBeVisible();
  await expect(page.getByLabel("查詢內容")).toHaveValue("林小芳");
  await expect(page.getByRole("columnheader", { name: "ECT 訂單編號" })).toHaveAttribute("aria-sort", "ascending");
}

/** The list's file comes by a link alone. */
async function loadsFile(page: Page): Promise<void> {
  const loaded = page.waitForEvent("download");
  await page.getByRole("link", { name: "匯出 Excel" }).click();
  const download = await loaded;
  expect(download.suggestedFilename()).toMatch(/^issued_orders_.+\.xlsx$/);
  expect(decodeURIComponent(download.url())).toMatch(/\/office\/orders\/export\?words=林小芳&sort=issued/);
  const file = await readFile(await download.path());
  expect(file.subarray(0, 2).toString()).toBe("PK");
}

/** A branch whose name is too short: the form says so twice and keeps the rest. */
async function addsBranch(page: Page): Promise<void> {
  const number = `N${Date.now() % 1_000_000}`;
  await page.goto("/office/branches");
  await page.getByRole("link", { name: "新增票券分店" }).click();
  await page.getByLabel("分店編號").fill(number);
  await page.getByLabel("分店名稱").fill("店");
  await page.getByLabel("聯絡電話").fill("02-2345-6789");
  await page.getByLabel("分店地址").fill("臺北市大安區 1 號");
  await page.getByRole("button", { name: "新增", exact: true }).click();

  const summary = page.getByRole("alert");
  await expect(summary).toContainText("有欄位需要修正，尚未儲存任何變更：");
  await expect(summary.getByRole("listitem")).toHaveText(/^分店名稱\s*至少 2 個字。$/);
  await expect(page.getByLabel("分店名稱")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#name-fault")).toHaveText("至少 2 個字。");
  for (const [label, value] of [["分店編號", number], ["分店名稱", "店"], ["聯絡電話", "02-2345-6789"], ["分店地址", "臺北市大安區 1 號"]] as const) {
    await expect(page.getByLabel(label)).toHaveValue(value);
  }
  await summary.getByRole("link", { name: "分店名稱" }).click();
  await expect(page).toHaveURL(/#name$/);

  await page.getByLabel("分店名稱").fill("無腳本店");
  await page.getByRole("button", { name: "新增", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/office/branches/${number}\\?saved`));
  await expect(page.getByText("已儲存。", { exact: true })).toBeVisible();
  await page.goto("/office/branches");
  await page.getByLabel("分店名稱或編號").fill(number);
  await search(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("無腳本店");
  await expect(rows(page)).toContainText("啟用");
}

/** Ticked in the list, off the shelf and on again; without a tick nothing happens. */
async function shelves(page: Page): Promise<void> {
  await page.goto("/office/products");
  const product = rows(page).filter({ hasText: GIFT });
  await expect(product).toContainText("已上架");
  await page.getByRole("button", { name: "下架", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("請先勾選商品。");
  for (const [button, state] of [["下架", "未上架"], ["上架", "已上架"]] as const) {
    await page.getByRole("checkbox", { name: `選取 ${GIFT}` }).check();
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(product).toContainText(state);
    await expect(page.getByRole("alert")).toHaveCount(0);
  }
}

test("an owner works in the console without scripts", async ({ server, phone, camera }) => {
  const order = await server.issue({ product: "VAA00001", tickets: 2 });
  await server.issue({ product: "VAA00002", units: 10 });
  const page = await phone(SILENT);
  await page.goto("/desk/sign-in?next=/office");
  await new Clerk(page, camera).signIn(ISSUER, "owner");
  await expect(page).toHaveURL(/\/office$/);
  await filtersOrders(page, order);
  await sortsOrders(page);
  await choosesColumns(page);
  await loadsFile(page);
  await addsBranch(page);
  await shelves(page);
});
