import { standIn } from "../fixture/barcode_detector.ts";
import { forge } from "../fixture/qr.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

const WIFI = "WIFI:T:WPA;S:日日好茶;P:12345678;;";

for (const { title, detector } of [
  { title: "our decoder in a worker", detector: false },
  { title: "BarcodeDetector, a stand-in", detector: true },
]) {
  test(`foreign codes are told apart and the camera goes on (${title})`, async ({ server, holder, clerk, camera }) => {
    const order = await server.issue({ product: "VAA00001" });
    const guest = await holder();
    await guest.openTicket(order.link, TEA);
    const counter = await clerk({ prepare: async (page) => (detector ? standIn(page.context()) : undefined) });
    const { page } = counter;
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/desk/scan")) {
        sent.push(request.url());
      }
    });
    await camera.putNothing();
    await counter.openDesk();

    for (const text of [WIFI, "HTTPS://EXAMPLE.ORG/R/123", "歡迎光臨，請先點餐"]) {
      await camera.show(page, () => camera.putText(text));
      await counter.expectVerdict("foreign", "not_ours");
      await expect(counter.verdict.getByRole("heading", { name: "不是票夾的碼" })).toBeVisible();
      await camera.show(page, () => camera.putNothing());
      await counter.close("關閉");
    }

    // One character of a real code is changed: forged, and said without asking the server.
    const link = await guest.codeLink();
    const forged = forge(link);
    await camera.show(page, () => camera.putText(forged));
    await counter.expectVerdict("bad", "forged");
    expect(sent).toEqual([]);

    // Nobody closes the red screen: the next good code works all the same.
    const picture = await guest.picture();
    await camera.show(page, () => camera.put(picture));
    await counter.expectVerdict("good", "redeemed");
    expect(sent).toHaveLength(1);
  });
}

test("the camera comes back after the phone was locked", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk();
  const { page } = counter;
  await camera.putNothing();
  await counter.openDesk();
  // Playwright keeps every page visible: what the browser says of visibility is a stand-in.
  const turn = (hidden: boolean) =>
    page.evaluate((now) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => now });
      document.dispatchEvent(new Event("visibilitychange"));
      return document.querySelector("video")?.srcObject === null;
    }, hidden);
  await camera.show(page, () => camera.putNothing());
  expect(await turn(true), "a hidden page has given the camera back").toBe(true);
  await camera.put(await guest.picture());
  await turn(false);
  await counter.expectVerdict("good", "redeemed");
});

test("a phone that gives no camera says so, and typing works", async ({ server, holder, clerk }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const number = await guest.showNumber();
  const counter = await clerk({
    prepare: (page) =>
      page.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = async () => {
          throw new DOMException("no", "NotAllowedError");
        };
      }),
  });
  await counter.openDesk();
  await expect(counter.page.getByText("無法使用相機。")).toBeVisible();
  await expect(counter.page.getByRole("button", { name: "開始掃描" })).toBeVisible();
  await counter.lookUp(number);
  await counter.redeem();
  await counter.expectVerdict("good", "redeemed");
});
