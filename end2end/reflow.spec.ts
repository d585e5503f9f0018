import type { Page } from "@playwright/test";
import { lifePages } from "./fixture/life_tour.ts";
import { expect, test } from "./fixture/test.ts";
import { deskPages, holderPages, type Visit } from "./fixture/tour.ts";
import { chinese, english } from "./fixture/words.ts";

/** Whoever enlarges all letters to twice their size. */
const twice = (page: Page) =>
  page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => {
      document.documentElement.style.fontSize = "200%";
    });
  });

/** How far the page stands out of the screen, and what does. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    // A verdict fills the screen and would hide what stands out of it.
    const card = document.querySelector(".verdict");
    if (card && card.scrollWidth > card.clientWidth + 1) {
      return [`verdict ${card.getAttribute("data-code")}: ${card.scrollWidth} > ${card.clientWidth}`];
    }
    if (document.documentElement.scrollWidth <= width) {
      return [];
    }
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 1);
    return wide.slice(-3).map((element) => `${element.tagName}.${element.className}: ${element.textContent?.slice(0, 40)}`);
  });
}

for (const { title, words, viewport, prepare } of [
  { title: "the smallest phone", words: english, viewport: { width: 360, height: 740 }, prepare: undefined },
  { title: "letters of twice the size", words: chinese, viewport: { width: 390, height: 844 }, prepare: twice },
]) {
  test(`nothing stands out of the screen: ${title}`, async ({ server, phone, holder, clerk }) => {
    const look = { words, viewport, ...(prepare ? { prepare } : {}) };
    const found: string[] = [];
    const visit: Visit = async (name, page) => {
      found.push(...(await overflow(page)).map((what) => `${name}: ${what}`));
    };
    await holderPages({ server, phone, holder, clerk, look, visit });
    await lifePages({ server, phone, holder, clerk, look, visit });
    expect(found).toEqual([]);
  });

  test(`nothing stands out of the screen at the desk: ${title}`, async ({ server, phone, holder, clerk }) => {
    const look = { words, viewport, ...(prepare ? { prepare } : {}) };
    const found: string[] = [];
    const visit: Visit = async (name, page) => {
      if (process.env.PIAOJIA_SCREENSHOTS) await page.screenshot({ path: `screenshots/reflow-${viewport.width}/${name}.png` });
      found.push(...(await overflow(page)).map((what) => `${name}: ${what}`));
    };
    await deskPages({ server, phone, holder, clerk, look, visit });
    expect(found).toEqual([]);
  });
}
