import { expect, test } from "../fixture/test.ts";

/** As it stands in every order of ours: 0912-345-678. */
const [RIGHT, WRONG] = ["678", "123"];
const NAME = "末三碼測試券";

test("a scanned code asks for the last digits of the phone, where the product says so", async ({ server, holder, clerk, camera }) => {
  const owner = await clerk({ account: "owner" });
  const { page: office } = owner;
  await office.goto("/office/products/new?copy=1");
  await office.locator('[name="name"]').fill(NAME);
  await office.locator('[name="own_number"]').fill("PHONE1");
  for (const terms of ["paper_terms", "store_terms"]) {
    await office.locator(`[name="${terms}"]`).fill("憑券可兌換指定商品乙份。");
  }
  for (const level of ["proof_living", "proof_moment"]) {
    await office.locator(`[name="${level}"]`).selectOption({ label: "確認手機末三碼後核銷" });
  }
  await office.getByRole("button", { name: "建立商品" }).click();
  await expect(office.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
  const product = /VAA\d{5}/.exec(await office.getByRole("main").innerText())?.[0];
  if (!product) throw new Error("the product has no number");
  await office.getByRole("button", { name: "上架" }).click();
  await expect(office.getByText("已上架").first()).toBeVisible();

  const order = await server.issue({ product });
  const guest = await holder();
  await guest.openTicket(order.link, NAME);
  const counter = await clerk();
  await counter.scan(await guest.picture());
  await camera.putNothing();
  await counter.expectVerdict("ask", "confirm");
  // Nothing that names the holder, and no digit of the phone, is on the desk.
  await expect(counter.page.locator("body")).not.toContainText(RIGHT);
  await expect(counter.page.locator("body")).not.toContainText(order.purchaser);

  const digits = counter.verdict.getByLabel("持有人手機末三碼");
  await digits.fill(WRONG);
  await counter.redeem();
  await expect(counter.verdict.getByRole("alert")).toContainText("與登記的手機不符");
  await guest.page.reload();
  await guest.expectState("未使用");
  await digits.fill(RIGHT);
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
  await guest.page.reload();
  await guest.expectState("已使用");
});
