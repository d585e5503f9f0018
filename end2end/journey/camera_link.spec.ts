import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";
import { ISSUER } from "../fixture/server.ts";
import { Clerk } from "../fixture/actors.ts";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "JavaScript off";
  test(`staff open the code with the phone's own camera and redeem (${scripts})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder();
    await guest.openTicket(order.link, TEA);

    const counter = await clerk({ javaScriptEnabled });
    await counter.page.goto(await guest.codeLink());
    // The code stays in no address bar and no history.
    await expect(counter.page).toHaveURL("/desk/ticket");
    await counter.expectVerdict("ask", "confirm");
    await expect(counter.verdict).toContainText(TEA);
    await counter.redeem();
    await expect(counter.page.getByRole("heading", { name: "核銷紀錄" })).toBeVisible();
    await expect(counter.page.getByText("永康店", { exact: true })).toBeVisible();
    await guest.page.reload();
    await guest.expectState("已使用");
  });
}

test("a stranger sees what it is and no name; staff sign in from there", async ({ server, holder, phone, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);

  const page = await phone();
  await page.goto(await guest.codeLink());
  await expect(page.getByRole("heading", { name: "這是一張電子票券" })).toBeVisible();
  await expect(page.getByText(TEA)).toBeVisible();
  await expect(page).toHaveURL(/\/t\/1000001-[0-9A-Z]{13}$/);
  const source = await page.content();
  expect(source).not.toContain(order.purchaser);
  expect(source).not.toContain(order.number);
  expect(source).not.toContain("0912345678");

  await page.getByRole("link", { name: "店員登入核銷" }).click();
  const counter = new Clerk(page, camera);
  await counter.signIn(ISSUER, "clerk002");
  await counter.expectVerdict("ask", "confirm");
  await counter.redeem();
  await expect(page.getByRole("heading", { name: "核銷紀錄" })).toBeVisible();
  await expect(page.getByText("公館店", { exact: true })).toBeVisible();
});

test("a code that was changed leads nowhere", async ({ server, holder, phone }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const link = await guest.codeLink();
  const page = await phone();
  const answer = await page.goto(changed(link));
  expect(answer?.status()).toBe(404);
  await expect(page.getByText("這個碼已過期或無法辨識，請重新掃描。")).toBeVisible();
});

/** Another character near the end: the signature is wrong then. */
function changed(link: string): string {
  const at = link.length - 10;
  return link.slice(0, at) + (link[at] === "0" ? "1" : "0") + link.slice(at + 1);
}
