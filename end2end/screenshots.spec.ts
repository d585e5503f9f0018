import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { accountPages } from "./fixture/account_tour.ts";
import { consolePages } from "./fixture/console_tour.ts";
import { peoplePages } from "./fixture/people_tour.ts";
import { lifePages } from "./fixture/life_tour.ts";
import { test } from "./fixture/test.ts";
import { deskPages, holderPages, keptPages, type Visit } from "./fixture/tour.ts";
import { chinese, english } from "./fixture/words.ts";

/** For a person to look at; never committed, never compared. */
const FOLDER = fileURLToPath(new URL("screenshots", import.meta.url));

for (const words of [chinese, english]) {
  for (const colorScheme of ["light", "dark"] as const) {
    const look = { words, colorScheme };
    const visit: Visit = async (name, page) => {
      const path = join(FOLDER, words.locale, colorScheme, `${name}.png`);
      await page.screenshot({ path, animations: "disabled" });
    };
    test(`every page for a person to look at (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
      await holderPages({ server, phone, holder, clerk, look, visit });
      await deskPages({ server, phone, holder, clerk, look, visit });
      await lifePages({ server, phone, holder, clerk, look, visit });
      await keptPages({ server, phone, holder, clerk, look, visit });
      await accountPages({ server, phone, holder, clerk, look, visit });
      await peoplePages({ server, phone, holder, clerk, look, visit });
      await consolePages({ server, phone, holder, clerk, look, visit });
    });
  }
}

// Smaller, larger, and with letters of twice the size: the holder's pages.
for (const { name, viewport, scale } of [
  { name: "360x740", viewport: { width: 360, height: 740 }, scale: "100%" },
  { name: "768x1024", viewport: { width: 768, height: 1024 }, scale: "100%" },
  { name: "text-200", viewport: { width: 390, height: 844 }, scale: "200%" },
]) {
  for (const words of [chinese, english]) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`the holder's pages for a person to look at (${name}, ${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
        const prepare = (page: Page) =>
          page.addInitScript((scale) => {
            document.addEventListener("DOMContentLoaded", () => {
              document.documentElement.style.fontSize = scale;
            });
          }, scale);
        const look = { words, colorScheme, viewport, prepare };
        const visit: Visit = async (page_name, page) => {
          const path = join(FOLDER, name, words.locale, colorScheme, `${page_name}.png`);
          await page.screenshot({ path, animations: "disabled" });
        };
        await holderPages({ server, phone, holder, clerk, look, visit });
        await lifePages({ server, phone, holder, clerk, look, visit });
      });
    }
  }
}
