import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { violations } from "../fixture/accessibility.ts";
import { expect, test } from "../fixture/test.ts";
import { sealed } from "../fixture/tour.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

const BINARY = process.env.PIAOJIA_BINARY ?? new URL("../../target/debug/piaojia", import.meta.url).pathname;

// Both languages, with scripts and without.
for (const { words, javaScriptEnabled } of [
  { words: chinese, javaScriptEnabled: true },
  { words: english, javaScriptEnabled: false },
]) {
  test(`the holder keeps a receipt that anybody can check (${words.tag}, scripts: ${javaScriptEnabled})`, async ({ server, holder, phone, clerk }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ words, javaScriptEnabled });
    await guest.openTicket(order.link, TEA);
    const counter = await clerk();
    await counter.scan(await guest.picture());
    await counter.expectVerdict("good", "redeemed");

    const { page } = guest;
    await page.reload();
    await page.getByRole("link", { name: words.receiptLink, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: words.receipt })).toBeVisible();
    await sealed(page, words);
    await expect(page.getByRole("heading", { name: words.sealedFacts })).toBeVisible();
    if (javaScriptEnabled) {
      expect(await violations(page)).toEqual([]);
    }

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: words.download }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^piaojia-receipt-1000001-\d+\.txt$/);
    const path = await download.path();
    const text = await readFile(path, "utf8");
    expect(text).toMatch(/^piaojia-receipt-1\n/);
    expect(text).toContain(TEA);

    // Somebody else, who knows the house's key and nothing more.
    const stranger = await phone({ words });
    const published = await stranger.request.get("/.well-known/piaojia-seal-key.txt");
    const [name, key] = (await published.text()).trim().split(" ");
    expect(name).toBe("piaojia-seal-key-1");
    const { stdout } = await promisify(execFile)(BINARY, ["check-receipt", path, "--key", key ?? ""]);
    expect(stdout).toContain(TEA);

    await stranger.goto("/receipts");
    for (const [pasted, outcome] of [
      [text, words.holds],
      [text.replace("units 1", "units 2"), words.broken],
    ] as const) {
      await stranger.getByLabel(words.pasteReceipt).fill(pasted);
      await stranger.getByRole("button", { name: words.check, exact: true }).click();
      await expect(stranger.getByRole("heading", { name: outcome })).toBeVisible();
      expect(await violations(stranger)).toEqual([]);
    }
  });
}

test("the desk has the receipt of what it redeemed", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk();
  await counter.scan(await guest.picture());
  await counter.expectVerdict("good", "redeemed");
  await (await counter.lineOfToday()).click();
  await counter.page.getByRole("link", { name: "核銷收據" }).click();
  await sealed(counter.page, chinese);
  await expect(counter.page.getByText("林小芳")).toHaveCount(0);
});
