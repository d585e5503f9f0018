import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
    });
  }
}
