import { readFile } from "node:fs/promises";
import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";
import { TEA } from "../fixture/workbook.ts";

// Both languages, with scripts and without.
for (const { words, javaScriptEnabled } of [
  { words: chinese, javaScriptEnabled: true },
  { words: english, javaScriptEnabled: false },
]) {
  test(`a ticket becomes a card for wallet apps (${words.tag}, scripts: ${javaScriptEnabled})`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder({ words, javaScriptEnabled });
    const { page } = guest;
    await guest.openTicket(order.link, TEA);
    await page.getByRole("link", { name: words.passLink }).click();
    const answered = page.waitForResponse((response) => response.url().endsWith("/pass.pkpass"));
    const downloaded = page.waitForEvent("download");
    await page.getByRole("button", { name: words.addToApple }).click();
    const [answer, download] = await Promise.all([answered, downloaded]);
    expect(answer.headers()["content-type"]).toBe("application/vnd.apple.pkpass");
    expect(answer.headers()["cache-control"]).toBe("no-store");
    const file = await readFile(await download.path());
    expect(file.subarray(0, 2).toString()).toBe("PK");
    for (const name of ["pass.json", "manifest.json", "signature", "icon@2x.png"]) {
      expect(file.includes(name), name).toBe(true);
    }

    await page.getByRole("button", { name: words.makeForGoogle }).click();
    const save = page.getByRole("link", { name: words.saveAtGoogle });
    await expect(save).toHaveAttribute("href", /^https:\/\/pay\.google\.com\/gp\/v\/save\/[\w-]+\.[\w-]+\.[\w-]+$/);
  });
}
