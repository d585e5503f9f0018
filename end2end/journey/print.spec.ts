import { readFile } from "node:fs/promises";
import { expect, test } from "../fixture/test.ts";

const HEAD = "匯入單號,廠商訂單編號,贈品單號,購買人姓名,購買人手機,購買人email,購買人地址,商品編號,張數,可使用日期,贈品券到期日";

test("tickets of paper: issued from a file, columns chosen, ticked, printed as one PDF, and marked as printed", async ({ clerk }) => {
  const { page } = await clerk({ account: "owner" });
  const number = `PAPER${Date.now()}`;
  const row = `1,${number},,許功蓋,0912345678,,臺北市南港區三重路19-2號,VAA00001,2,,`;
  await page.goto("/office/issue");
  await page.locator("select[name=form]").selectOption("paper");
  await page.locator("input[type=file]").setInputFiles({ name: "paper.csv", mimeType: "text/csv", buffer: Buffer.from(`${HEAD}\r\n${row}\r\n`) });
  await page.locator("form[action='/office/issue'] button").click();
  await page.locator("form[action$='/confirm'] input[name=read]").check();
  await page.locator("form[action$='/confirm'] button").click();
  await expect(async () => {
    await page.goto(`/office/paper?words=${number}`);
    await expect(page.locator("input[name=ticket]")).toHaveCount(2);
  }).toPass();

  // A list within a form keeps its ticks, whatever stands beside it.
  await page.getByText("選擇欄位").click();
  await page.locator("input[name=column][value=purchaser]").uncheck();
  await page.locator("details.columns button").click();
  await expect(page).toHaveURL(/column=/);
  await expect(page.locator("input[name=ticket]")).toHaveCount(2);
  await expect(page.locator("th", { hasText: "購買人" })).toHaveCount(0);

  for (const box of await page.locator("input[name=ticket]").all()) {
    await box.check();
  }
  await page.locator("form[action='/office/paper/choose'] button").click();
  const loaded = page.waitForEvent("download");
  await page.locator("form[action$='/print'] button").last().click();
  const file = await readFile(await (await loaded).path());
  expect(file.subarray(0, 5).toString()).toBe("%PDF-");
  await page.goto(`/office/paper?words=${number}&printed=yes`);
  await expect(page.locator("tbody tr")).toHaveCount(2);
});
