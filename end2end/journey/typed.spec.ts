import { expect, test } from "../fixture/test.ts";
import { ONE_BRANCH, TEA, TEN_CUPS } from "../fixture/workbook.ts";

test("the number on the phone is typed at the desk, in small letters and with spaces", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const number = await guest.showNumber();
  await guest.page.getByRole("link", { name: "回到 QR 碼" }).click();
  await expect(guest.qr).toBeVisible();

  const counter = await clerk();
  await counter.openDesk();
  await counter.lookUp(`  ${number.toLowerCase()} `);
  await counter.expectVerdict("ask", "confirm");
  await expect(counter.verdict).toContainText(TEA);
  await expect(counter.verdict).toContainText("輸入代碼");
  // Looking redeems nothing.
  await guest.page.reload();
  await guest.expectState("未使用");

  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
  await guest.page.reload();
  await guest.expectState("已使用");
});

test("a number is grouped while it is typed, and full-width letters are taken", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const number = await guest.showNumber();
  const wide = [...number.replaceAll(" ", "").toLowerCase()].map((plain) => String.fromCharCode(plain.charCodeAt(0) + 0xfee0));

  const counter = await clerk();
  await camera.putNothing();
  await counter.openDesk();
  const field = counter.page.getByLabel(counter.words.typeCode);
  await field.pressSequentially(wide.join(""), { delay: 60 });
  await expect(field).toHaveValue(number);
  // A character in the middle is typed anew: the caret stays where it was.
  await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(6, 6));
  await field.press("Backspace");
  await field.press(number.charAt(5));
  await expect(field).toHaveValue(number);
  await counter.page.getByRole("button", { name: counter.words.lookUp }).click();
  await counter.expectVerdict("ask", "confirm");
});

test("a whole link is taken where a number is typed, in small letters, too", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const link = await guest.codeLink();
  const counter = await clerk({ javaScriptEnabled: false });
  await camera.putNothing();
  await counter.page.goto("/desk");
  await counter.lookUp(link.toLowerCase());
  await counter.expectVerdict("ask", "confirm");
  await expect(counter.verdict).toContainText(TEA);
});

test("two of ten cups are redeemed, then one is taken back", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00002", units: 10 });
  const guest = await holder();
  await guest.openTicket(order.link, TEN_CUPS);
  await guest.expectState("未使用");

  const counter = await clerk();
  await counter.scan(await guest.picture());
  await counter.expectVerdict("ask", "confirm");
  await counter.choose(2);
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.verdict).toContainText("2 次・剩餘 8");
  await guest.page.reload();
  await expect(guest.page.getByText("剩餘 8 / 10 次")).toBeVisible();

  await (await counter.lineOfToday()).click();
  await expect(counter.page.getByLabel("取消數量")).toHaveValue("2");
  await counter.choose(1, "取消數量");
  await counter.page.getByRole("button", { name: "取消這筆核銷" }).click();
  await expect(counter.page.getByRole("definition").filter({ hasText: "1 次" })).toBeVisible();
  await guest.page.reload();
  await expect(guest.page.getByText("剩餘 9 / 10 次")).toBeVisible();
});

test("a product that refuses typing shows no number, and only its branch takes it", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00003" });
  const guest = await holder();
  await guest.openTicket(order.link, ONE_BRANCH);
  await expect(guest.page.getByText("店員沒有掃描器？顯示代碼")).toHaveCount(0);
  const status = await guest.page.evaluate(async () => {
    return (await fetch(`${location.pathname}/number`, { method: "POST" })).status;
  });
  expect(status).toBe(404);

  const elsewhere = await clerk({ account: "clerk002" });
  await elsewhere.scan(await guest.picture());
  await elsewhere.expectVerdict("bad", "branch_not_listed");
  await elsewhere.page.close();
  const here = await clerk();
  await here.scan(await guest.picture());
  await here.expectVerdict("good", "redeemed");
});

test("what is no redemption code is refused, and nobody is accused", async ({ clerk }) => {
  const counter = await clerk();
  await counter.openDesk();
  for (const typed of ["12345", "歡迎光臨", "630V 01JZ5 6789A BCD?"]) {
    await counter.lookUp(typed);
    await counter.expectVerdict("foreign", "not_ours");
    await counter.close("關閉");
  }
});
