import type { Page } from "@playwright/test";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

interface Felt {
  buzzes: number[][];
  tones: number[];
}

declare global {
  interface Window {
    felt: Felt;
  }
}

/** Keeps what the page makes the phone do: how it shakes, and each tone that is really begun. */
async function feel(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const felt: Felt = { buzzes: [], tones: [] };
    window.felt = felt;
    navigator.vibrate = (pattern) => {
      felt.buzzes.push([pattern].flat() as number[]);
      return true;
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      felt.tones.push(this.frequency.value);
      start.call(this, when);
    };
  });
}

const felt = (page: Page) => page.evaluate(() => window.felt);

test("a verdict is heard and felt: good and bad are never the same", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const picture = await guest.picture();

  const counter = await clerk({ prepare: feel });
  const { page } = counter;
  await counter.openDesk();
  // Browsers let a page make sounds after a tap.
  await page.getByLabel(counter.words.typeCode).tap();
  await camera.show(page, () => camera.put(picture));
  await counter.expectVerdict("good", "redeemed");
  const good = await felt(page);
  expect(good.buzzes).toEqual([[90]]);
  expect(good.tones).toEqual([880, 1320]);

  await camera.show(page, () => camera.putNothing());
  await counter.close();
  const colleague = await clerk({ account: "clerk002", prepare: feel });
  await colleague.openDesk();
  await colleague.page.getByLabel(colleague.words.typeCode).tap();
  await camera.show(colleague.page, () => camera.put(picture));
  await colleague.expectVerdict("bad", "already_redeemed");
  const bad = await felt(colleague.page);
  expect(bad.buzzes).toEqual([[250, 90, 250]]);
  expect(bad.tones).toEqual([220, 165]);
});
