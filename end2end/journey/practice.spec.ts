import { violations } from "../fixture/accessibility.ts";
import { expect, test } from "../fixture/test.ts";
import { chinese, english } from "../fixture/words.ts";

for (const { words, said, colorScheme, viewport } of [
  { words: chinese, said: { band: "練習模式・不會核銷任何票券", link: "練習模式", codes: "練習用 QR 碼", try: "試試看：已核銷過", end: "結束練習" }, colorScheme: "light" as const, viewport: { width: 390, height: 844 } },
  { words: english, said: { band: "Practice · nothing is redeemed", link: "Practice", codes: "Practice codes", try: "Try: Already redeemed", end: "End practice" }, colorScheme: "dark" as const, viewport: { width: 360, height: 740 } },
]) {
  test(`a new clerk practises with the camera, and nothing is redeemed (${words.tag})`, async ({ clerk }) => {
    const look = { words, colorScheme, viewport };
    const trainer = await clerk({ ...look, account: "clerk002" });
    await trainer.page.goto("/desk/practice/codes");
    expect.soft(await violations(trainer.page)).toEqual([]);
    const pictures = await trainer.page.locator(".practice-qr").all();
    const [redeemable, five, , used] = await Promise.all(pictures.slice(0, 4).map((one) => one.screenshot()));

    const counter = await clerk(look);
    const { page, camera } = counter;
    for (const [picture, tone, code] of [
      [redeemable, "good", "redeemed"],
      [used, "bad", "already_redeemed"],
      [five, "ask", "confirm"],
    ] as const) {
      await camera.put(picture as Buffer);
      await page.goto("/desk/practice");
      await expect(page.getByText(said.band)).toBeVisible();
      await counter.expectVerdict(tone, code);
      await expect(page.getByText(said.band)).toBeVisible();
      expect.soft(await violations(page), code).toEqual([]);
    }
    await counter.choose(2);
    await counter.redeem();
    await counter.expectVerdict("good", "redeemed");
    await page.goto("/desk");
    await expect(page.getByText(said.band)).toHaveCount(0);
    await counter.expectVerdict("foreign", "not_ours");
  });

  test(`practice needs neither camera nor scripts (${words.tag})`, async ({ clerk }) => {
    const { storageState } = { storageState: await (await clerk({ words })).page.context().storageState() };
    const { page, verdict } = await clerk({ words, colorScheme, viewport, storageState, javaScriptEnabled: false });
    await page.goto("/desk");
    await page.getByRole("link", { name: said.link }).click();
    await page.getByRole("link", { name: said.codes }).click();
    await page.getByRole("button", { name: said.try }).click();
    await expect(verdict).toHaveAttribute("data-code", "already_redeemed");
    await expect(page.getByText(said.band)).toBeVisible();
    await page.getByRole("link", { name: said.end }).click();
    await expect(page).toHaveURL(/\/desk$/);
  });
}
