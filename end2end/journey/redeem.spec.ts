import { standIn } from "../fixture/barcode_detector.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

const BRANCH = "日日好茶 永康店";

for (const { kind, title, detector } of [
  { kind: "worker", title: "our decoder in a worker", detector: false },
  { kind: "detector", title: "BarcodeDetector, a stand-in: Chromium on Linux has none", detector: true },
]) {
  test(`a ticket goes from the batch file over the counter and back (${title})`, async ({ server, holder, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    expect(order.tickets).toBe(1);

    const guest = await holder();
    await guest.openTicket(order.link, TEA);
    await guest.expectState("未使用");
    const picture = await guest.picture();

    const counter = await clerk({ prepare: async (page) => (detector ? standIn(page.context()) : undefined) });
    await counter.scan(picture);
    await counter.expectVerdict("good", "redeemed");
    await expect(counter.reader).toHaveAttribute("data-kind", kind);
    await expect(counter.verdict.getByRole("heading", { name: "核銷成功" })).toBeVisible();
    await expect(counter.verdict).toContainText(TEA);
    await expect(counter.verdict).toContainText("75 元");
    const line = await counter.lineOfToday();
    await expect(line).toContainText(TEA);
    await expect(line).toContainText("已使用");
    await line.click();
    await expect(counter.page.getByRole("heading", { name: "核銷紀錄" })).toBeVisible();

    // The same code at the next counter: who, when and where.
    const colleague = await clerk({ account: "clerk002" });
    await colleague.scan(picture);
    await colleague.expectVerdict("bad", "already_redeemed");
    await expect(colleague.verdict).toContainText(BRANCH);
    await expect(colleague.verdict).toContainText(/\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}/);
    await colleague.close("關閉");

    await guest.page.reload();
    await guest.expectState("已使用");
    await expect(guest.qr).toHaveCount(0);
    await expect(guest.historyLine(`於 日日好茶・1 次・已使用`)).toBeVisible();

    await counter.page.getByLabel("原因").fill("客人改點熱飲");
    await counter.page.getByRole("button", { name: "取消這筆核銷" }).click();
    await expect(counter.page.getByRole("heading", { name: "已取消核銷" })).toBeVisible();
    await expect(counter.page.getByRole("button", { name: "取消這筆核銷" })).toHaveCount(0);

    await guest.page.reload();
    await guest.expectState("未使用");
    await expect(guest.qr).toBeVisible();
    await expect(guest.historyLine("已取消核銷")).toBeVisible();
    await expect(guest.page.getByText("客人改點熱飲")).toHaveCount(0);
  });
}

test("a ticket page notices by itself that its ticket was used", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk();
  await counter.scan(await guest.picture());
  await counter.expectVerdict("good", "redeemed");
  // Nobody touches the phone: within half a minute it asks for the next code.
  await expect(guest.page.getByText("這張票券已全部使用。")).toBeVisible({ timeout: 40_000 });
});

test("a fresh code replaces the old one every half minute", async ({ server, holder }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const first = await guest.codeLink();
  await expect.poll(() => guest.codeLink(), { timeout: 40_000 }).not.toBe(first);
});
