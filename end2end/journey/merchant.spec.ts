import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { Clerk } from "../fixture/actors.ts";
import { withAuthenticator } from "../fixture/authenticator.ts";
import { expect, test } from "../fixture/test.ts";
import { WORK } from "../fixture/server.ts";
import { type Row, writeOrders } from "../fixture/workbook.ts";
import { chinese as words } from "../fixture/words.ts";

/** A desk, where a merchant's people sit. */
const DESK = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, isMobile: false, hasTouch: false };
const PHONE = { width: 390, height: 844 };
const PICTURES = join(WORK, "merchant");
const DRINK = "隔壁早餐店大冰奶提貨券";
const SECRET = "three words together";
const ROWS = 300;
/** Rows of the sheet that somebody typed wrong, the cell's column in the form, and what is right. */
const WRONG: readonly (readonly [row: number, column: number, wrong: Partial<Row>, right: string])[] = [
  [11, 4, { phone: "12" }, "0912345678"],
  [87, 5, { email: "nobody" }, "row86@merchant.example.com"],
  [150, 7, { product: "VZZ99999" }, ""],
  [301, 4, { phone: "０９１２" }, "0912345678"],
];

async function fill(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    await page.locator(`main [name="${name}"]`).first().fill(value);
  }
}

const press = (page: Page, within = "main") => page.locator(`${within} form button.button:not(.quiet)`).last().click();

/** The page on a desk and on a phone. */
async function pictures(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}-desk.png`), fullPage: true });
  await page.setViewportSize(PHONE);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, `${name} is no wider than a phone`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: join(PICTURES, `${name}-phone.png`), fullPage: true });
  await page.setViewportSize(DESK.viewport);
}

/** The operator makes a merchant; its number and the link of its owner's invitation. */
async function makesMerchant(page: Page): Promise<{ merchant: string; invitation: string }> {
  await page.goto("/operator/sign-in");
  await fill(page, { account: "operator", password: "piaojia2026" });
  await page.locator("main form button").first().click();
  await page.goto("/operator/merchants/new");
  await fill(page, {
    issuer_code: "8ABC",
    name: "隔壁早餐",
    responsible_person: "林老闆",
    tax_id: "97025978",
    address: "臺北市信義區市府路 1 號",
    from: "2026-01-01",
    guarantee_bank: "玉山商業銀行",
    guarantee_days: "365",
    payout_days: "7",
    fee_cap: "3",
  });
  for (const value of ["paid", "electronic_at_once", "after_use"]) {
    await page.locator(`input[value="${value}"]`).check();
  }
  await page.locator('input[name="issue_open"]').check();
  await press(page);
  await expect(page).toHaveURL(/operator\/merchant\/\d+\?saved/);
  const merchant = /merchant\/(\d+)/.exec(page.url())?.[1] ?? "";
  const invite = page.locator("form[action$='/invite']");
  await invite.locator("input[name=account]").fill("owner1");
  await invite.locator("button").click();
  const invitation = await page.locator(".saved code").innerText();
  await pictures(page, "1-operator");
  return { merchant, invitation };
}

/** The owner chooses a password, adds a passkey, and comes back by it alone. */
async function ownersWayIn(page: Page, invitation: string): Promise<void> {
  await withAuthenticator(page);
  await page.goto(invitation);
  await fill(page, { password: SECRET });
  await page.locator("main form button").click();
  await page.getByRole("button", { name: words.passkeyMake }).click();
  await expect(page.getByText(words.saved)).toBeVisible();
  await page.context().clearCookies({ name: "__Host-session" });
  await page.goto("/desk/sign-in?next=/office");
  await page.getByRole("button", { name: words.passkeySignIn }).click();
  // The address of the sign-in ends like this, too.
  await page.waitForURL(({ pathname }) => pathname === "/office");
}

async function setsUp(page: Page): Promise<void> {
  await page.goto("/office/set-up");
  await fill(page, { service_phone: "02-2655-1775", service_email: "help@breakfast.example.com", return_rights: "未使用可全額退貨", request_fee: "2" });
  await page.locator("input[name=requests_open]").check();
  await press(page);
  await expect(page).toHaveURL(/saved/);
  for (const [number, name] of [["001", "市府店"], ["002", "永春店"]] as const) {
    await page.goto("/office/branches/new");
    await fill(page, { number, name });
    await press(page);
    await expect(page).toHaveURL(new RegExp(`branches/${number}`));
  }
  await page.goto("/office/branches");
  await pictures(page, "2-branches");
}

/** A clerk of a branch; the password that is shown once. */
async function makesClerk(page: Page, name: string, branch: string): Promise<string> {
  await page.goto("/office/people/new");
  await page.locator("input[name=name]").fill(name);
  await page.locator("select[name=branch]").selectOption(branch);
  await page.locator("input[name=role][value=clerk]").check();
  await page.locator("input[name=sign_in][value=password]").check();
  await page.locator("main form button.large").click();
  return page.locator("code.once").innerText();
}

/** A product with a picture, for branch 001 alone, on the shelf; its code. */
async function makesProduct(page: Page): Promise<string> {
  await page.goto("/office/products/new");
  await page.locator("input[name=kind][value=paid]").check();
  await fill(page, {
    name: DRINK,
    own_number: "MILKTEA1",
    face_value: "100",
    terms: "憑券兌換大杯冰奶茶一杯",
    paper_terms: "憑券兌換大杯冰奶茶一杯",
    store_terms: "憑券兌換大杯冰奶茶一杯",
  });
  await page.locator("input[name=redeeming_branches][value=named]").check();
  await page.locator("input[name=redeeming_branch][value='001']").check();
  await page.locator("main form button.large").click();
  await expect(page).toHaveURL(/products\/\d+/);
  const photo = await sharp({ create: { width: 900, height: 900, channels: 3, background: "#c96" } }).jpeg().toBuffer();
  await page.locator("#picture input[type=file]").setInputFiles({ name: "tea.jpg", mimeType: "image/jpeg", buffer: photo });
  await page.locator("#picture form button.button:not(.quiet)").click();
  await expect(page.locator(".product-picture, #picture img").first()).toBeVisible();
  await page.locator("#policy form button[name=on][value='1']").click();
  await expect(page.locator("#policy form button[name=on][value='0']")).toBeVisible();
  await pictures(page, "3-product");
  return /V[A-Z]{2}\d{5}/.exec(await page.locator("main").innerText())?.[0] ?? "";
}

/** 300 rows, four of them wrong, put right in the page and issued. */
async function issuesBatch(page: Page, product: string): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, place) => {
    const number = place + 1;
    return { number, phone: "0912345678", email: `row${number}@merchant.example.com`, product };
  });
  for (const [row, , wrong] of WRONG) Object.assign(rows[row - 2] ?? {}, wrong);
  await mkdir(WORK, { recursive: true });
  const file = join(WORK, "merchant.xlsx");
  await writeOrders(file, "BK", rows);
  await page.goto("/office/issue");
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator("form[action='/office/issue'] button").click();
  await expect(page.locator("fieldset.bad-row")).toHaveCount(WRONG.length);
  await pictures(page, "4-bad-rows");
  for (const [row, column, , right] of WRONG) {
    const cell = page.locator(`[name="cell-${row}-${column}"]`);
    await expect(cell).toHaveAttribute("aria-invalid", "true");
    await cell.fill(right || product);
  }
  await page.locator("form[action$='/mend'] button").click();
  await expect(page.locator("fieldset.bad-row")).toHaveCount(0);
  await page.locator("form[action$='/confirm'] input[name=read]").check();
  await page.locator("form[action$='/confirm'] button").click();
  await expect(page.getByText(`${ROWS} 筆訂單、${ROWS} 張票券已發行`)).toBeVisible({ timeout: 60_000 });
  await pictures(page, "5-issued");
}

test("a merchant from its contract to its first refund", async ({ server, phone, holder, camera }) => {
  test.setTimeout(480_000);
  const { merchant, invitation } = await makesMerchant(await phone(DESK));
  const office = await phone(DESK);
  await ownersWayIn(office, invitation);
  await setsUp(office);
  const secrets = [await makesClerk(office, "clerk0001", "001"), await makesClerk(office, "clerk0002", "002")];
  await issuesBatch(office, await makesProduct(office));

  // The clerk of the branch redeems; the other branch's is refused.
  const guest = await holder({ words });
  await guest.openTicket(await server.mailedLink("row1@merchant.example.com"), DRINK);
  for (const [place, tone, code] of [[1, "bad", "branch_not_listed"], [0, "good", "redeemed"]] as const) {
    const counter = new Clerk(await phone({ words }), camera, words);
    await camera.putNothing();
    await counter.page.goto("/desk/sign-in");
    await counter.signIn(merchant, `clerk000${place + 1}`, secrets[place]);
    await counter.page.waitForURL("/desk");
    await counter.scan(await guest.picture());
    await counter.expectVerdict(tone, code);
    // A desk that goes on looking takes the time of the next one.
    await counter.page.context().close();
  }

  // Another holder asks for a return and is told of the fee.
  const asking = await holder({ words });
  const link = await server.mailedLink("row86@merchant.example.com");
  await asking.proves(server, { number: "", tickets: 1, purchaser: "", email: "row86@merchant.example.com", link });
  await asking.openTicket(link, DRINK);
  await asking.page.getByRole("link", { name: words.askReturn }).click();
  await expect(asking.page.getByRole("main")).toContainText("98 元");
  await asking.page.getByRole("button", { name: words.sendRequest }).click();
  await expect(asking.page.getByRole("heading", { name: words.requests })).toBeVisible();

  // The office finds it, approves it, and another order is returned at the counter with live sums.
  await office.goto("/office/returns?state=asked");
  await expect(office.locator("tbody tr")).toHaveCount(1);
  await pictures(office, "6-requests");
  await office.locator("tbody th a").click();
  await pictures(office, "7-request");
  await office.locator("form[action$='/approve'] button").click();
  await expect(office.getByRole("status")).toBeVisible();
  await office.goto("/office/returns/counter");
  await office.locator("input[name=words]").fill("BK7");
  await office.locator("form[action$='/find'] button").click();
  await office.locator("input[name=ticket]").check();
  await office.locator("input[name=fee]").fill("3%");
  await expect(office.locator("[data-sums-here]")).toContainText("97 元");
  await pictures(office, "8-counter");
  await office.locator("button[name=step][value=do]").click();
  await expect(office.getByRole("status")).toBeVisible();
  await expect(office.locator("tbody tr")).toHaveCount(1);
  await office.goto("/office/returns/made");
  await expect(office.locator("tbody tr")).toHaveCount(2);
  await pictures(office, "9-returned");

  // The night: the bank confirms what was used and returned, and the first page shows it.
  await server.nextNight();
  await office.goto("/office/returns/made?state=returned");
  await expect(async () => {
    await office.reload();
    await expect(office.locator("tbody tr")).toHaveCount(2, { timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
  await office.goto("/office");
  await expect(office.locator(".tiles .issued")).toContainText(`${ROWS}`);
  await expect(office.locator(".tiles .redeemed")).toContainText("1");
  await expect(office.locator(".tiles .returned")).toContainText("2");
  await pictures(office, "10-home");
});
