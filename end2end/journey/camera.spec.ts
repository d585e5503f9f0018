import type { Page } from "@playwright/test";
import { canvasCamera } from "../fixture/canvas_camera.ts";
import { expect, test } from "../fixture/test.ts";
import { TEA } from "../fixture/workbook.ts";

const stateLine = (page: Page) => page.getByRole("alert");

test("a camera that was unplugged, taken away or stands still comes back by itself", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk({ prepare: (page) => canvasCamera(page) });
  const { page } = counter;
  await camera.putNothing();
  await counter.openDesk();
  const opened = () => page.evaluate(() => window.fakeCamera.opened);
  await expect.poll(opened).toBe(1);

  // The cable came out: the track ends, and for a while nobody gives a camera.
  await page.evaluate(() => {
    window.fakeCamera.fails = "NotReadableError";
    window.fakeCamera.track?.stop();
    window.fakeCamera.track?.dispatchEvent(new Event("ended"));
  });
  await expect(stateLine(page)).toContainText("相機被其他程式占用");
  await expect(page.getByText("用照片掃描")).toBeVisible();
  await page.evaluate(() => {
    window.fakeCamera.fails = null;
  });
  await expect.poll(opened).toBe(2);
  await expect(stateLine(page)).toHaveCount(0);
  await expect(page.getByText("用照片掃描")).toBeHidden();

  // It gives the same picture for ever.
  await page.evaluate(() => {
    window.fakeCamera.frozen = true;
  });
  await expect.poll(opened).toBe(3);
  await page.evaluate(() => {
    window.fakeCamera.frozen = false;
  });

  // A call mutes it.
  await page.evaluate(() => window.fakeCamera.track?.dispatchEvent(new Event("mute")));
  await expect.poll(opened).toBeGreaterThanOrEqual(4);

  const picture = await guest.picture();
  await page.evaluate((code) => window.fakeCamera.show(code), picture.toString("base64"));
  await counter.expectVerdict("good", "redeemed");
});

test("a black picture is said", async ({ clerk, camera }) => {
  const counter = await clerk({ prepare: (page) => canvasCamera(page) });
  await camera.putNothing();
  await counter.openDesk();
  await counter.page.evaluate(() => {
    window.fakeCamera.level = 0;
  });
  await expect(stateLine(counter.page)).toContainText("畫面全黑", { timeout: 20_000 });
  await counter.page.evaluate(() => {
    window.fakeCamera.level = 120;
  });
  await expect(stateLine(counter.page)).toHaveCount(0);
});

test("light, zoom and lens where the phone has them", async ({ clerk, camera }) => {
  const counter = await clerk({
    prepare: (page) => canvasCamera(page, { torch: true, zoom: { min: 1, max: 8 }, lenses: ["Front camera", "Back camera 2"] }),
  });
  const { page } = counter;
  await camera.putNothing();
  await counter.openDesk();
  const settings = () => page.evaluate(() => window.fakeCamera.settings);
  const light = page.getByRole("button", { name: "補光燈" });
  await light.click();
  await expect(light).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "2×" }).click();
  await expect(page.getByRole("button", { name: "2×" })).toHaveAttribute("aria-pressed", "true");
  expect(await settings()).toEqual({ torch: true, zoom: 2 });

  const lens = page.getByLabel("鏡頭");
  await expect(lens.getByRole("option")).toHaveText(["Back camera 2", "Front camera"]);
  await lens.selectOption("Front camera");
  await expect.poll(() => page.evaluate(() => window.fakeCamera.lens)).toBe("lens-0");
  // A new track is lit and zoomed as the old one was.
  await expect.poll(settings).toEqual({ torch: true, zoom: 2 });
  await counter.openDesk();
  await expect.poll(() => page.evaluate(() => window.fakeCamera.lens)).toBe("lens-0");
});

test("a camera without light, zoom or a second lens shows no buttons for them", async ({ clerk, camera }) => {
  const counter = await clerk({ prepare: (page) => canvasCamera(page) });
  await camera.putNothing();
  await counter.openDesk();
  await expect(counter.page.getByRole("switch")).toBeVisible();
  await expect.poll(() => counter.page.evaluate(() => window.fakeCamera.opened)).toBe(1);
  for (const name of ["補光燈", "2×"]) {
    await expect(counter.page.getByRole("button", { name })).toBeHidden();
  }
  await expect(counter.page.getByLabel("鏡頭")).toBeHidden();
});

test("where the camera is blocked a photo is read on the phone and never sent", async ({ server, holder, clerk, camera }) => {
  const order = await server.issue({ product: "VAA00001" });
  const guest = await holder();
  await guest.openTicket(order.link, TEA);
  const counter = await clerk({ prepare: (page) => canvasCamera(page, { fails: "NotAllowedError" }) });
  const { page } = counter;
  await camera.putNothing();
  const bodies: number[] = [];
  page.on("request", (request) => bodies.push(request.postDataBuffer()?.length ?? 0));
  await counter.openDesk();
  const photo = page.getByLabel("用照片掃描");
  const nothing = await page.locator("h1").screenshot();
  await photo.setInputFiles({ name: "counter.png", mimeType: "image/png", buffer: nothing });
  await expect(stateLine(page)).toContainText("照片裡找不到 QR 碼");
  await photo.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: await guest.picture() });
  await counter.expectVerdict("good", "redeemed");
  expect(Math.max(...bodies)).toBeLessThan(1_000);
});

test("a permission that is given later is noticed", async ({ clerk, camera }) => {
  const counter = await clerk({ prepare: (page) => canvasCamera(page, { fails: "NotAllowedError" }) });
  const { page } = counter;
  await camera.putNothing();
  await counter.openDesk();
  await expect(stateLine(page)).toContainText("無法使用相機");
  await page.evaluate(() => {
    window.fakeCamera.fails = null;
    window.fakeCamera.permission.dispatchEvent(new Event("change"));
  });
  await expect(stateLine(page)).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => window.fakeCamera.opened)).toBe(1);
});

test("the screen stays on, also after the phone was locked", async ({ clerk, camera }) => {
  const counter = await clerk({
    prepare: async (page) => {
      await canvasCamera(page);
      await page.addInitScript(() => {
        Object.defineProperty(navigator, "wakeLock", {
          value: {
            async request(kind: string) {
              document.documentElement.dataset.awake = `${document.documentElement.dataset.awake ?? ""}${kind} `;
            },
          },
        });
      });
    },
  });
  await camera.putNothing();
  await counter.openDesk();
  const root = counter.page.locator("html");
  await expect(root).toHaveAttribute("data-awake", "screen ");
  await counter.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(root).toHaveAttribute("data-awake", "screen screen ");
});
