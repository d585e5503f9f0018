import { withAuthenticator } from "../fixture/authenticator.ts";
import { readQr } from "../fixture/qr.ts";
import { expect, test } from "../fixture/test.ts";
import { chinese, english, type Words } from "../fixture/words.ts";
import type { Page } from "@playwright/test";

const MERCHANT = "1000001";

/** What the two languages say here and nowhere else. */
const OFFICE = {
  [chinese.tag]: { make: "建立帳號", name: "帳號名稱", enrol: "登記一支手機", qr: "登記手機的 QR 碼", join: "用這支手機的螢幕鎖登記", revoke: /^撤銷 / },
  [english.tag]: { make: "Make the account", name: "Name to sign in with", enrol: "Enrol a phone", qr: "QR code to enrol a phone", join: "Enrol with the screen lock", revoke: /^Revoke / },
};

async function signIn(page: Page, words: Words): Promise<void> {
  for (const [label, value] of [[words.merchant, MERCHANT], [words.account, "owner"], [words.password, "piaojia2026"]] as const) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByRole("button", { name: words.signIn, exact: true }).click();
}

for (const words of [chinese, english]) {
  test(`a clerk's phone is enrolled by a code and revoked (${words.tag})`, async ({ phone }) => {
    const said = OFFICE[words.tag];
    if (!said) throw new Error("no words");
    const office = await phone({ words });
    await office.goto("/desk/sign-in?next=/office/people/new");
    await signIn(office, words);
    await office.getByLabel(said.name).fill(`counter${Date.now() % 1_000_000}`);
    await office.locator("select[name=branch]").selectOption("001");
    await office.getByRole("button", { name: said.make }).click();
    await office.getByRole("button", { name: said.enrol }).click();
    const link = await readQr(await office.getByRole("img", { name: said.qr }).screenshot());

    const clerk = await phone({ words });
    await withAuthenticator(clerk);
    await clerk.goto(new URL(link).pathname);
    await clerk.getByRole("button", { name: said.join }).click();
    await expect(clerk).toHaveURL(/\/desk$/);
    // The passkey that was made signs in again.
    await clerk.context().clearCookies({ name: "__Host-session" });
    await clerk.goto("/desk/sign-in");
    await clerk.getByRole("button", { name: words.passkeySignIn }).click();
    await expect(clerk).toHaveURL(/\/desk$/);

    const second = await phone({ words });
    await second.goto(new URL(link).pathname);
    await expect(second.getByRole("alert")).toBeVisible();

    await office.getByRole("main").getByRole("link").last().click();
    await office.getByRole("button", { name: said.revoke }).click();
    await clerk.goto("/desk");
    await expect(clerk).toHaveURL(/sign-in/);
    await clerk.getByRole("button", { name: words.passkeySignIn }).click();
    await expect(clerk.getByRole("alert")).toBeVisible();
  });
}
