import { cannotStandIn, expect, test } from "../fixture/test.ts";
import { TEA, TEN_CUPS } from "../fixture/workbook.ts";

test("each code in view is taken once; the same one again after it was away", async ({ clerk, camera }) => {
  const counter = await clerk();
  await camera.putNothing();
  await counter.openDesk();
  const taken = await counter.page.evaluate(async () => {
    const script = document.querySelector<HTMLScriptElement>("script[src]");
    const { Sightings } = await import(new URL("sightings.js", script?.src).href);
    const seen = new Sightings();
    const told: [string, boolean][] = [];
    const look = (name: string, text: string, now: number, card = "redeemed") => told.push([name, seen.see(text.charAt(0), text, now, card)]);
    look("first", "a1", 0, "");
    seen.answered("a", "a1", "redeemed", 300);
    look("still in view", "a1", 400);
    look("another, beside it", "b1", 500);
    look("in turns", "a1", 600);
    look("in turns, too", "b1", 700);
    look("the same ticket, its next code", "a2", 3_000);
    look("a shaking hand", "a2", 6_500);
    look("away for four seconds", "a2", 10_500);
    look("card closed, in view all the time", "a2", 10_600, "");
    look("card closed, away for a moment", "a2", 11_900, "");
    seen.answered("a", "a2", "confirm", 12_000);
    look("waits for the second tap", "a2", 30_000, "confirm");
    look("long after it was redeemed", "a2", 60_000);
    seen.answered("a", "a2", "code_too_old", 60_000);
    look("refused for its age", "a2", 60_100);
    look("its next code", "a3", 60_200);
    return told.filter(([, took]) => took).map(([name]) => name);
  });
  expect(taken).toEqual([
    "first",
    "another, beside it",
    "away for four seconds",
    "card closed, away for a moment",
    "long after it was redeemed",
    "its next code",
  ]);
});

test("a second code while the first is on its way is taken after it", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const other = await server.issue({ product: "VAA00002", units: 10 });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const first = await guest.picture();
  const friend = await holder();
  await friend.openTicket(other.link, TEN_CUPS);
  const second = await friend.picture();

  // A desk that goes on alone would not wait for the first answer.
  const counter = await clerk({ prepare: cannotStandIn });
  const { page } = counter;
  await camera.putNothing();
  await counter.openDesk();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let sent = 0;
  await page.route("**/desk/scan", async (route) => {
    sent += 1;
    if (sent === 1) await held;
    await route.continue();
  });
  await camera.show(page, () => camera.put(first));
  await expect.poll(() => sent).toBe(1);
  await camera.show(page, () => camera.put(second));
  // Long enough for several looks at it, and then it is gone.
  await page.waitForTimeout(1_500);
  await camera.show(page, () => camera.putNothing());
  release();
  await counter.expectVerdict("good", "redeemed");
  // The first verdict is seen, then the code that waited.
  await counter.expectVerdict("ask", "confirm");
  await expect(counter.verdict).toContainText(TEN_CUPS);
  expect(sent).toBe(2);
});

test("look first: a scan shows the ticket, and only the button redeems", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk();
  const { page } = counter;
  await camera.putNothing();
  await counter.openDesk();
  const lookFirst = page.getByRole("switch", { name: counter.words.lookFirst });
  await lookFirst.check();
  // Kept on this phone.
  await counter.openDesk();
  await expect(lookFirst).toBeChecked();
  await camera.show(page, async () => camera.put(await guest.picture()));
  await counter.expectVerdict("ask", "confirm");
  await expect(counter.verdict).toContainText(TEA);
  await guest.page.reload();
  await guest.expectState("未使用");
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
});
