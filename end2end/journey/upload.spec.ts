import { expect, test } from "../fixture/test.ts";

const HEAD = "匯入單號,廠商訂單編號,贈品單號,購買人姓名,購買人手機,購買人email,購買人地址,商品編號,張數,可使用日期,贈品券到期日";

/** A batch of one order, in a file. */
function batchFile(number: string) {
  const row = `1,${number},,許功蓋,0912345678,hsu@example.com,,VAA00001,2,,`;
  return { name: `${number}.csv`, mimeType: "text/csv", buffer: Buffer.from(`${HEAD}\r\n${row}\r\n`) };
}

test("a file that is uploaded says how far it is, can be stopped, and is previewed once", async ({ clerk }) => {
  const { page } = await clerk({ account: "owner" });
  await page.goto("/office/issue");
  const drafts = page.locator("ul.entries > li");
  const before = await drafts.count();

  // The server takes its time over the first one, until it is stopped.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route("**/office/issue", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await held;
    // It never arrives, even where the browser has not yet called it back.
    return route.abort().catch(() => {});
  });
  const button = page.locator("form[action='/office/issue'] > button");
  await page.locator("#file").setInputFiles(batchFile(`S${Date.now()}`));
  await button.click();
  await expect(page.locator(".waiting progress")).toBeVisible();
  await expect(button).toBeDisabled();
  await page.locator(".waiting button").click();
  await expect(page.locator(".waiting")).toHaveCount(0);
  await expect(button).toBeEnabled();
  letGo();
  await page.unrouteAll({ behavior: "wait" });
  await page.reload();
  await expect(drafts).toHaveCount(before);

  const previews: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "GET" && /issue\/[0-9a-f-]{36}$/.test(pathname)) previews.push(pathname);
  });
  await page.locator("#file").setInputFiles(batchFile(`T${Date.now()}`));
  await button.click();
  await expect(page.locator("form[action$='/confirm']")).toBeVisible();
  expect(previews).toHaveLength(1);

  // What is wrong with a file is said by the page, as without scripts.
  await page.goto("/office/issue");
  await page.locator("#file").setInputFiles({ name: "orders.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004") });
  await button.click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.locator(".waiting")).toHaveCount(0);
});
