import { defineConfig } from "@playwright/test";

// The decoder that reads QR codes back in Node is the one that pages get.
process.env.PIAOJIA_SITE ??= new URL("../target/site", import.meta.url).pathname;

/** Every page is seen on a phone. Each worker starts its own server and camera: fixture/test.ts. */
export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  // Pictures for a person, of pages that the other tests open, too: ./dev screenshots. Figures: ./dev bench vitals scan decode.
  testIgnore: [
    ...(process.env.PIAOJIA_SCREENSHOTS ? [] : ["screenshots.spec.ts"]),
    ...(process.env.PIAOJIA_FIGURES ? [] : ["vitals.spec.ts", "scan.spec.ts", "decode.spec.ts"]),
  ],
  outputDir: ".work/results",
  reporter: [["list"]],
  // One browser, its server and its camera keep two cores busy.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Cameras and networks that are cut have their bad days on two busy cores: what passes the second time, on a server
  // of its own, stands in the table as flaky.
  retries: 1,
  timeout: 240_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: "zh-TW",
    timezoneId: "Asia/Taipei",
    // What is recorded of a test costs an eighth of its time: only its second try is.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    actionTimeout: 8_000,
    navigationTimeout: 20_000,
  },
});
