import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { violations } from "./fixture/accessibility.ts";
import { standsOut } from "./fixture/reflow.ts";
import { cannotStandIn, expect, test } from "./fixture/test.ts";
import { everyCard, outOfReach } from "./fixture/verdict_cards.ts";
import { TEA, TEN_CUPS } from "./fixture/workbook.ts";
import { chinese, english } from "./fixture/words.ts";

/** For a person to look at (./dev screenshots); never committed, never compared. */
const FOLDER = process.env.PIAOJIA_SCREENSHOTS ? fileURLToPath(new URL("screenshots/desk", import.meta.url)) : undefined;

const letters = (size: string) => async (page: Page) => {
  await cannotStandIn(page);
  await page.addInitScript((size) => {
    document.addEventListener("DOMContentLoaded", () => {
      document.documentElement.style.fontSize = size;
    });
  }, size);
};

const LOOKS = [
  { words: chinese, colorScheme: "light" as const },
  { words: chinese, colorScheme: "dark" as const },
  { words: english, colorScheme: "light" as const },
  { words: english, colorScheme: "dark" as const },
];
const SCREENS = [
  { screen: "360x740", viewport: { width: 360, height: 740 }, size: "100%" },
  { screen: "390x844", viewport: { width: 390, height: 844 }, size: "100%" },
  { screen: "360x740-text-200", viewport: { width: 360, height: 740 }, size: "200%" },
];

/** Whoever looks sees them all; a test needs each language, each theme and each screen, and axe on two. */
const TESTED = ["zh-TW light 390x844", "en dark 390x844", "zh-TW dark 360x740-text-200", "en light 360x740"];
const ROUND = LOOKS.flatMap((look) => SCREENS.map((screen) => ({ ...look, ...screen }))).filter(
  ({ words, colorScheme, screen }) => FOLDER || TESTED.includes(`${words === chinese ? "zh-TW" : "en"} ${colorScheme} ${screen}`),
);

for (const { words, colorScheme, screen, viewport, size } of ROUND) {
  test(`every verdict is within a thumb's reach (${words.tag}, ${colorScheme}, ${screen})`, async ({ server, holder, clerk }) => {
    const look = { words, colorScheme, viewport, prepare: letters(size) };
    // Axe twice is enough: it looks at roles and colours, not at places.
    const asksAxe = screen === "390x844" && (words === chinese) === (colorScheme === "light");
    const see = async (page: Page, name: string) => {
      expect.soft(await outOfReach(page), name).toEqual([]);
      if (asksAxe) {
        expect.soft(await violations(page), name).toEqual([]);
        expect.soft(await standsOut(page), name).toEqual([]);
      }
      if (FOLDER) await page.screenshot({ path: join(FOLDER, words.locale, colorScheme, screen, `${name}.png`), animations: "disabled" });
    };
    const counter = await clerk(look);
    const { page, camera } = counter;
    await counter.openDesk();
    await everyCard(page, words === english ? "en" : "zh", (name) => see(page, name));

    const order = await server.issue({ product: "VAA00001" }, { product: "VAA00002", units: 10 });
    const guest = await holder({ words });
    await guest.openTicket(order.link, TEA);
    const picture = await guest.picture();
    await counter.scan(picture);
    await counter.expectVerdict("good", "redeemed");
    await see(page, "redeemed");
    await counter.scan(picture);
    await counter.expectVerdict("bad", "already_redeemed");
    await see(page, "already_redeemed-here");
    await guest.openTicket(order.link, TEN_CUPS);
    await counter.scan(await guest.picture());
    await counter.expectVerdict("ask", "confirm");
    await see(page, "confirm-ten");
    await camera.show(page, () => camera.putNothing());
  });
}

test("the desk by keyboard: a typed code, the second tap, the next customer, and nothing behind the card", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00002", units: 10 });
  const guest = await holder();
  await guest.openTicket(order.link, TEN_CUPS);
  const number = await guest.showNumber();
  const counter = await clerk();
  const { page } = counter;
  await counter.openDesk();
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute("name"));
  const tabTo = async (name: string) => {
    const seen: unknown[] = [];
    for (let tabs = 0; tabs < 40; tabs += 1) {
      await page.keyboard.press("Tab");
      seen.push(await focused());
      if (seen.at(-1) === name) return;
    }
    throw new Error(`no ${name} among ${seen.join(", ")}`);
  };
  await tabTo("code");
  await page.keyboard.type(number, { delay: 120 });
  await page.keyboard.press("Enter");
  await counter.expectVerdict("ask", "confirm");
  await expect(counter.verdict).toBeFocused();
  await tabTo("quantity");
  await page.keyboard.press("ArrowUp");
  await tabTo("核銷");
  await page.keyboard.press("Enter");
  await counter.expectVerdict("good", "redeemed");
  await expect(counter.verdict).toContainText("剩餘 8");
  // Round and round within the card.
  const inside = new Set<boolean>();
  for (let tabs = 0; tabs < 8; tabs += 1) {
    await page.keyboard.press("Tab");
    inside.add(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("[data-verdict], .several") !== null));
  }
  expect([...inside]).toEqual([true]);
  await page.keyboard.press("Escape");
  await expect(counter.verdict).toHaveCount(0);
  await tabTo("code");
});
