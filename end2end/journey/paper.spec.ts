import { expect, test } from "../fixture/test.ts";
import { readQr } from "../fixture/qr.ts";
import { chinese } from "../fixture/words.ts";
import { TEN_CUPS } from "../fixture/workbook.ts";

const PIXELS_A_MILLIMETRE = 96 / 25.4;

/** Points, as a PDF states them; a printer's page is never exact to the last one. */
const SIZES = { a4: [595, 842], a6: [298, 420] } as const;

for (const size of ["a4", "a6"] as const) {
  test(`a ticket printed on ${size.toUpperCase()} is one page of that size, and its code is read from it`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00002", units: 10 });
    const guest = await holder();
    const page = guest.page;
    await guest.openTicket(order.link, TEN_CUPS);
    await page.getByRole("link", { name: chinese.paper }).click();
    await page.locator("select").selectOption(size);
    await page.getByRole("button", { name: chinese.makeSheet }).click();
    const code = page.getByRole("img", { name: chinese.paperCode });
    await expect(code).toBeVisible();

    // The sheet says its size itself: nobody chooses one in the printer's window.
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: false })).toString("latin1");
    const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)];
    expect(boxes).toHaveLength(1);
    for (const [at, points] of SIZES[size].entries()) {
      expect(Math.abs(Number(boxes[0]?.[at + 1]) - points)).toBeLessThan(2);
    }

    // As the paper shows it, in its own width.
    await page.emulateMedia({ media: "print" });
    const margin = size === "a4" ? 15 : 6;
    const width = Math.round((SIZES[size][0] * 25.4) / 72 - 2 * margin);
    await page.setViewportSize({ width: Math.round(width * PIXELS_A_MILLIMETRE), height: 900 });
    const box = await code.boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(40 * PIXELS_A_MILLIMETRE);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await readQr(await code.screenshot({ animations: "disabled" }))).toContain("/R/");
  });
}
