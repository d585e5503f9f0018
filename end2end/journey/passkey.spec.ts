import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { appCode, withAuthenticator } from "../fixture/authenticator.ts";
import { expect, test } from "../fixture/test.ts";
import { chinese, english, type Words } from "../fixture/words.ts";

const MERCHANT = "1000001";
const PASSWORD = "piaojia2026";

async function signIn(page: Page, words: Words, account: string): Promise<void> {
  for (const [label, value] of [[words.merchant, MERCHANT], [words.account, account], [words.password, PASSWORD]] as const) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  await page.getByRole("button", { name: words.signIn, exact: true }).click();
}

async function withPasskey(page: Page, words: Words, account: string): Promise<void> {
  await withAuthenticator(page);
  await page.goto("/desk/sign-in?next=/account");
  await signIn(page, words, account);
  await page.getByRole("button", { name: words.passkeyMake }).click();
  await expect(page.getByText(words.saved)).toBeVisible();
}

for (const words of [chinese, english]) {
  test(`a passkey is made, signs in without a name, and is removed (${words.tag})`, async ({ phone }) => {
    const page = await phone({ words });
    await withPasskey(page, words, "accountant");
    await page.context().clearCookies({ name: "__Host-session" });
    await page.goto("/desk/sign-in?next=/account");
    await page.getByRole("button", { name: words.passkeySignIn }).click();
    await expect(page.getByRole("heading", { name: words.accountSecurity })).toBeVisible();
    const history = page.getByRole("heading", { name: words.signInHistory }).locator("xpath=..");
    await expect(history.getByRole("listitem").first()).toContainText(words.passkey);
    await page.getByRole("button", { name: words.remove }).first().click();
    await expect(page.getByText(words.noPasskeys)).toBeVisible();
    await page.context().clearCookies({ name: "__Host-session" });
    await page.goto("/desk/sign-in");
    await page.getByRole("button", { name: words.passkeySignIn }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page).toHaveURL(/sign-in/);
  });
}

/** Asks the house who it is, from whatever page this is, and answers with the authenticator. */
const answerOf = (page: Page, options: unknown) =>
  page.evaluate(async (options: any) => {
    const publicKey = (PublicKeyCredential as any).parseRequestOptionsFromJSON(options.publicKey);
    const credential: any = await navigator.credentials.get({ publicKey });
    return credential.toJSON() as unknown;
  }, options);

const post = (page: Page, path: string, body: unknown) =>
  page.evaluate(
    async ([path, body]) => {
      const answer = await fetch(path as string, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as unknown };
    },
    [path, body] as const,
  );

test("an answer from another page, or a second time, signs nobody in", async ({ phone }) => {
  // The same name, another door: what a page of somebody else's on this machine would be.
  const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<p>elsewhere</p>"));
  elsewhere.listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  try {
    const page = await phone();
    await withPasskey(page, chinese, "accountant");
    await page.context().clearCookies({ name: "__Host-session" });

    await page.goto("/desk/sign-in");
    const { body: foreign } = await post(page, "/desk/passkey/ask", {});
    await page.goto(`http://localhost:${(elsewhere.address() as AddressInfo).port}/`);
    const stolen = await answerOf(page, foreign);
    await page.goto("/desk/sign-in");
    expect((await post(page, "/desk/passkey/answer", stolen)).status, "made on another page").toBe(422);

    const { body: asked } = await post(page, "/desk/passkey/ask", {});
    const cookies = await page.context().cookies();
    const own = await answerOf(page, asked);
    expect(await post(page, "/desk/passkey/answer", own)).toMatchObject({ status: 200, body: { next: "/desk" } });
    await page.context().clearCookies();
    await page.context().addCookies(cookies);
    expect((await post(page, "/desk/passkey/answer", own)).status, "a second time").toBe(422);
    const { body: other } = await post(page, "/desk/passkey/ask", {});
    expect(other).not.toEqual(asked);
    expect((await post(page, "/desk/passkey/answer", own)).status, "for another question").toBe(422);
    await page.goto("/desk");
    await expect(page).toHaveURL(/sign-in/);
  } finally {
    elsewhere.close();
  }
});

test("with an app the password is half of a sign-in, also without scripts", async ({ phone }) => {
  const words = chinese;
  const page = await phone({ words, javaScriptEnabled: false });
  await page.goto("/desk/sign-in?next=/account");
  await signIn(page, words, "accountant");
  await page.getByRole("link", { name: words.appSetUp }).click();
  const key = await page.locator("code.break").innerText();
  const paper = await page.locator(".recovery-codes code").first().innerText();
  await page.getByLabel(words.sixDigits).fill(appCode(key, Date.now()));
  await page.getByRole("button", { name: words.appSwitchOn }).click();
  await signIn(page, words, "accountant");
  await page.getByLabel(words.codeOrRecovery).fill(paper.toLowerCase());
  await page.getByRole("button", { name: words.signIn, exact: true }).click();
  await expect(page.getByRole("heading", { name: words.accountSecurity })).toBeVisible();
  await expect(page.getByText(words.recoveryLeft)).toBeVisible();
  // The half minute of the first code is spent; the next one's is taken early.
  await page.getByLabel(words.sixDigits).fill(appCode(key, Date.now() + 30_000));
  await page.getByRole("button", { name: words.appSwitchOff }).click();
  await expect(page.getByRole("link", { name: words.appSetUp })).toBeVisible();
});
