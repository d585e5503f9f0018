import { expect, test } from "../fixture/test.ts";
import { readQr } from "../fixture/qr.ts";
import { chinese } from "../fixture/words.ts";
import { TEN_CUPS } from "../fixture/workbook.ts";

const PIXELS_A_MILLIMETRE = 96 / 25.4;

/** Points, as a PDF states them; a printer's page is never exact to the last one. */
const SIZES = { a4: [595, 842], a6: [298, 420] } as const;
/** Everything that the law wants on a voucher, in letters that can be read, is more than one postcard holds. */
const PAGES = { a4: 1, a6: 2 } as const;

for (const size of ["a4", "a6"] as const) {
  test(`a ticket printed on ${size.toUpperCase()} has that size, and its code is read from it`, async ({ server, holder }) => {
    const order = await server.issue({ product: "VAA00002", units: 10 });
    const guest = await holder();
    const page = guest.page;
    await guest.openTicket(order.link, TEN_CUPS);
    await page.getByRole("link", { name: chinese.paper }).click();
    await page.locator("select").selectOption(size);
    await page.getByRole("button", { name: chinese.makeSheet }).click();
    const code = page.getByRole("img", { name: chinese.paperCode });
    await expect(code).toBeVisible();

    // The browser that runs here does not take the size from the sheet (`@page`): it is said to the printer.
    const millimetres = size === "a4" ? 15 : 6;
    const margin = { top: `${millimetres}mm`, right: `${millimetres}mm`, bottom: `${millimetres}mm`, left: `${millimetres}mm` };
    const pdf = (await page.pdf({ format: size === "a4" ? "A4" : "A6", margin })).toString("latin1");
    const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)];
    expect(boxes).toHaveLength(PAGES[size]);
    for (const [at, points] of SIZES[size].entries()) {
      expect(Math.abs(Number(boxes[0]?.[at + 1]) - points)).toBeLessThan(2);
    }

    // As the paper shows it, in its own width.
    await page.emulateMedia({ media: "print" });
    const width = (SIZES[size][0] * 25.4) / 72 - 2 * millimetres;
    await page.setViewportSize({ width: Math.round(width * PIXELS_A_MILLIMETRE), height: 900 });
    const box = await code.boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(40 * PIXELS_A_MILLIMETRE);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await readQr(await code.screenshot({ animations: "disabled" }))).toContain("/R/");
  });
}
