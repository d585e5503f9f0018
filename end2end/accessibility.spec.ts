import { accountPages } from "./fixture/account_tour.ts";
import { consolePages } from "./fixture/console_tour.ts";
import { violations } from "./fixture/accessibility.ts";
import { lifePages } from "./fixture/life_tour.ts";
import { standsOut } from "./fixture/reflow.ts";
import { peoplePages } from "./fixture/people_tour.ts";
import { expect, test } from "./fixture/test.ts";
import { deskPages, holderPages, keptPages, type Visit } from "./fixture/tour.ts";
import { chinese, english } from "./fixture/words.ts";

const seeAll: Visit = async (name, page) => {
  // Every state is looked at before the test says what is wrong.
  expect.soft(await violations(page), name).toEqual([]);
  expect.soft(await standsOut(page), name).toEqual([]);
};

// Both languages and both themes, each page twice; on the same walk, whether anything stands out of a small screen.
for (const { words, colorScheme } of [
  { words: chinese, colorScheme: "light" as const },
  { words: english, colorScheme: "dark" as const },
]) {
  const look = { words, colorScheme };
  test(`nothing is wrong with the holder's pages (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
    await holderPages({ server, phone, holder, clerk, look, visit: seeAll });
  });

  test(`nothing is wrong with the desk's pages and verdicts (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
    await deskPages({ server, phone, holder, clerk, look, visit: seeAll });
  });

  test(`nothing is wrong with the pages of a ticket's life (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
    await lifePages({ server, phone, holder, clerk, look, visit: seeAll });
  });

  test(`nothing is wrong with the pages of a wallet that a phone keeps (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
    await keptPages({ server, phone, holder, clerk, look, visit: seeAll });
  });

  test(`nothing is wrong with the pages of an account (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
    await accountPages({ server, phone, holder, clerk, look, visit: seeAll });
  });

  test(`nothing is wrong with the console and the platform's pages (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
    await consolePages({ server, phone, holder, clerk, look, visit: seeAll });
  });

  test(`nothing is wrong with the pages of sub-accounts (${words.tag}, ${colorScheme})`, async ({ server, phone, holder, clerk }) => {
    await peoplePages({ server, phone, holder, clerk, look, visit: seeAll });
  });
}
