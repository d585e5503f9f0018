import type { Page } from "@playwright/test";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

/** Between two keys, as a cheap scanner sends them. */
const KEY_MILLISECONDS = 8;

interface Burst {
  text: string;
  /** An input method is on: every key is "Process", only its place is right. */
  process?: boolean;
  every?: number;
  /** Where the keys go: the page, or the field that has the focus. */
  types?: boolean;
}

/** Keys as a scanner sends them, each with the time that the page reads; Playwright's own keyboard waits too long. */
async function burst(page: Page, { text, process = false, every = KEY_MILLISECONDS, types = false }: Burst): Promise<void> {
  await page.evaluate(
    ({ text, process, every, types }) => {
      const places: Record<string, string> = { ":": "Semicolon", "/": "Slash", ".": "Period", "-": "Minus" };
      let time = performance.now();
      const press = (key: string, code: string, shiftKey: boolean) => {
        time += every;
        const event = new KeyboardEvent("keydown", { key: process ? "Process" : key, code, shiftKey, isComposing: process, bubbles: true, cancelable: true });
        Object.defineProperty(event, "timeStamp", { value: time });
        const target = document.activeElement ?? document.body;
        const goesOn = target.dispatchEvent(event);
        if (goesOn && types && target instanceof HTMLInputElement && key.length === 1) {
          target.value += process ? "ㄅ" : key;
        }
        if (goesOn && key === "Enter" && target instanceof HTMLElement && target.matches("a, button")) {
          target.click();
        }
      };
      for (const key of text) {
        const digit = /[0-9]/.test(key);
        const letter = /[A-Za-z]/.test(key);
        const shifted = /[A-Z:]/.test(key);
        press(key, digit ? `Digit${key}` : letter ? `Key${key.toUpperCase()}` : (places[key] ?? ""), shifted);
      }
      press("Enter", "Enter", false);
    },
    { text, process, every, types },
  );
}

for (const { name, process } of [
  { name: "plain keys", process: false },
  { name: "a Chinese input method is on", process: true },
]) {
  test(`a hand-held scanner redeems, no field has the focus (${name})`, async ({ server, holder, clerk, camera }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder();
    await guest.openTicket(order.link, TEA);
    const counter = await clerk();
    await camera.putNothing();
    await counter.openDesk();
    await burst(counter.page, { text: await guest.codeLink(), process });
    await counter.expectVerdict("good", "redeemed");
    // The card has the focus, and the next scan's Enter does not press its button.
    await burst(counter.page, { text: "HTTPS://EXAMPLE.ORG/R/123", process });
    await counter.expectVerdict("foreign", "not_ours");
  });

  test(`a scan into the field of typed codes leaves it as it was (${name})`, async ({ server, holder, clerk, camera }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder();
    await guest.openTicket(order.link, TEA);
    const link = await guest.codeLink();
    const counter = await clerk();
    await camera.putNothing();
    await counter.openDesk();
    const field = counter.page.getByLabel(counter.words.typeCode);
    await field.fill("63OV");
    await burst(counter.page, { text: link, process, types: true });
    await counter.expectVerdict("good", "redeemed");
    await counter.close();
    await expect(field).toHaveValue("63OV");
  });
}

test("the bar code of a number is looked at, and fingers are never taken for a scanner", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const number = (await guest.showNumber()).replaceAll(" ", "");
  const counter = await clerk();
  await camera.putNothing();
  await counter.openDesk();
  await burst(counter.page, { text: number, every: 90 });
  await expect(counter.verdict).toHaveCount(0);
  await burst(counter.page, { text: number });
  await counter.expectVerdict("ask", "confirm");
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
});

test("real keys at a scanner's speed", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const link = await guest.codeLink();
  const counter = await clerk();
  await camera.putNothing();
  await counter.openDesk();
  await sendKeys(counter.page, link);
  await counter.expectVerdict("good", "redeemed");
});

/** Real keys through the browser, all at once: its own keyboard waits for the page between two of them. */
async function sendKeys(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const places: Record<string, string> = { ":": "Semicolon", "/": "Slash", ".": "Period" };
  const began = Date.now() / 1_000;
  const keys = [...text].map((key) => {
    const code = /[0-9]/.test(key) ? `Digit${key}` : /[A-Z]/.test(key) ? `Key${key}` : (places[key] ?? "");
    return { key, code, text: key, modifiers: /[A-Z:]/.test(key) ? 8 : 0 };
  });
  const all = [...keys, { key: "Enter", code: "Enter", text: "\r", modifiers: 0 }];
  await Promise.all(
    all.map((key, at) => session.send("Input.dispatchKeyEvent", { type: "keyDown", ...key, timestamp: began + (at * KEY_MILLISECONDS) / 1_000 })),
  );
}
