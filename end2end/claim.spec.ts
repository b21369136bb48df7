// The main job: a claim with a photographed invoice in seven short screens, then the tracker. With and without JavaScript, at phone size.
import { basename } from "node:path";
import { expect, test, type Page, type TestInfo } from "@playwright/test";
import { clearInvoice, hasReader, hasScript, heading, ownInvoices, person, ready, receipts, signIn } from "./support/portal";

test.skip(({ isMobile }) => !isMobile, "the journey of the phone");
// One person has one draft: these journeys follow one another.
test.describe.configure({ mode: "serial" });

const next = (page: Page) => page.getByRole("button", { name: "Continue" }).click();

async function begin(page: Page, info: TestInfo) {
  await signIn(page, info);
  await page.getByRole("link", { name: "File a claim" }).first().click();
  await expect(page).toHaveURL(/\/claims\/new\//);
  // A draft of an earlier journey is resumed where it was; its first question can always be seen.
  await page.goto("/claims/new/pet");
  await expect(heading(page, "Which pet is this for?")).toBeVisible();
  await ready(page, info);
}

/** A living pet: the first of those listed may have died, and a visit after that is refused. */
async function choosePet(page: Page) {
  await page.getByRole("radio").last().check();
  await next(page);
  await expect(heading(page, "When was the visit?")).toBeVisible();
}

async function chooseDate(page: Page) {
  await page.getByRole("radio", { name: "Yesterday" }).check();
  await next(page);
  await expect(heading(page, "Add the invoice")).toBeVisible();
}

async function addInvoice(page: Page, info: TestInfo, file: string) {
  await page.getByLabel("Choose a file").setInputFiles(file);
  if (!hasScript(info)) await page.getByRole("button", { name: "Add what I chose" }).click();
  await expect(page.getByText("Page 1 received")).toBeVisible();
  await next(page);
  await expect(heading(page, "What was it for?")).toBeVisible();
}

async function chooseCondition(page: Page, info: TestInfo) {
  await page.getByRole("combobox").fill("ear infection");
  if (hasScript(info)) {
    await page.getByRole("option").first().click();
  } else {
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("radio").first().check();
  }
  await next(page);
  await expect(heading(page, "What was the total?")).toBeVisible();
}

async function typeTotal(page: Page, amount: string) {
  await page.getByLabel("Total of the invoice").fill(amount);
  await next(page);
  await expect(heading(page, "Anything else we should know?")).toBeVisible();
}

async function fileClaim(page: Page, info: TestInfo, file: string) {
  await begin(page, info);
  await choosePet(page);
  await chooseDate(page);
  await addInvoice(page, info, file);
  await chooseCondition(page, info);
  await typeTotal(page, "$1,486.40");
  await next(page);
  await expect(heading(page, "Check and submit")).toBeVisible();
  await expect(page.getByText("$1,486.40").first()).toBeVisible();
  await page.getByRole("button", { name: "Submit claim" }).click();
}

async function expectFiled(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/claims\/[0-9a-f-]{36}/);
  // The page before may name another claim of the same day.
  await expect(heading(page, "Check and submit")).toHaveCount(0);
  const number = await page.getByText(/C-[\d ]+-\d/).first().textContent();
  expect(number).toMatch(/C-\d{3} ?\d{3}-\d/);
  await expect(page.getByText("Received").first()).toBeVisible();
  return number!.match(/C-[\d ]+-\d/)![0];
}

for (const which of [0, 1, 2]) {
  test(`a claim is filed with invoice ${which + 1} of our own and seen in the tracker`, async ({ page }, info) => {
    await fileClaim(page, info, ownInvoices()[which]);
    const number = await expectFiled(page);
    const claim = new URL(page.url()).pathname;
    await page.goto("/claims");
    await page.locator(`a[href="${claim}"]`).click();
    await expect(page.getByText(number).first()).toBeVisible();
  });
}

for (const file of receipts()) {
  test(`a claim is filed with the scanned receipt ${basename(file)}`, async ({ page }, info) => {
    await fileClaim(page, info, file);
    await expectFiled(page);
  });
}

test("a clear claim is read, confirmed, and decided as it is submitted", async ({ page }, info) => {
  test.skip(!hasReader(), "the reader of invoices is not set up (scripts/setup.sh reader)");
  const { file, label } = clearInvoice(info);
  await begin(page, info);
  // A plan that covers exams: one line less than all of them, and a person would look.
  await page.getByRole("radio", { name: hasScript(info) ? "Biscuit" : "Waffles" }).check();
  await next(page);
  await page.getByRole("radio", { name: "Another day" }).check();
  await page.locator("input[type=date]").fill(label.date);
  await next(page);
  await expect(heading(page, "Add the invoice")).toBeVisible();
  await page.getByLabel("Choose a file").setInputFiles(file);
  if (!hasScript(info)) await page.getByRole("button", { name: "Add what I chose" }).click();
  await expect(page.getByText("Page 1 received")).toBeVisible();
  // With WebAssembly what was read comes by itself; without, with the next look.
  const read = page.getByRole("region", { name: "What we read" });
  await expect(async () => {
    if (!hasScript(info)) await page.goto("/claims/new/invoice");
    await expect(read).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expect(read).toContainText(`$${label.total}`);
  await expect(read).toContainText(label.clinic);
  await expect(read.getByRole("img", { name: `The piece of your invoice that says $${label.total}` })).toBeVisible();
  await next(page);
  await expect(heading(page, "What was it for?")).toBeVisible();
  await chooseCondition(page, info);
  await expect(page.getByLabel("Total of the invoice")).toHaveValue(label.total);
  const confirm = page.getByRole("checkbox", { name: "Yes, this is what my invoice says" });
  await expect(confirm).not.toBeChecked();
  for (const line of label.lines) await expect(page.getByRole("listitem").filter({ hasText: line.description }).first()).toContainText(line.amount);
  await confirm.check();
  await next(page);
  await expect(heading(page, "Anything else we should know?")).toBeVisible();
  await next(page);
  await expect(heading(page, "Check and submit")).toBeVisible();
  await expect(page.getByText(/lines, confirmed/)).toBeVisible();
  await page.getByRole("button", { name: "Submit claim" }).click();
  await expect(page).toHaveURL(/\/claims\/[0-9a-f-]{36}/);
  await expect(page.getByText("Decided by the rules of your plan").first()).toBeVisible();
  await page.getByRole("link", { name: "See how each line came about" }).click();
  await expect(page).toHaveURL(/\/eob$/);
  await expect(page.getByRole("heading", { level: 1, name: /^We pay \$/ })).toBeVisible();
});

test("a closed tab loses nothing: the draft goes on where it was", async ({ page, context }, info) => {
  await begin(page, info);
  await choosePet(page);
  await chooseDate(page);
  await addInvoice(page, info, ownInvoices()[0]);
  await page.close();
  const again = await context.newPage();
  await again.goto("/claims/new");
  await expect(heading(again, "What was it for?")).toBeVisible();
  await again.goto("/claims/new/invoice");
  await expect(again.getByText("Page 1 received")).toBeVisible();
  await again.goto("/claims/new/check");
  await expect(heading(again, "What was it for?"), "a later screen is not reached before its turn").toBeVisible();
});

test("submitted twice, from two tabs, it is one claim", async ({ page, context }, info) => {
  await signIn(page, info);
  await page.goto("/claims/new");
  await ready(page, info);
  await chooseCondition(page, info);
  await typeTotal(page, "75.00");
  await next(page);
  await expect(heading(page, "Check and submit")).toBeVisible();
  const second = await context.newPage();
  await second.goto("/claims/new/check");
  await expect(heading(second, "Check and submit")).toBeVisible();
  await page.getByRole("button", { name: "Submit claim" }).click();
  const number = await expectFiled(page);
  await second.getByRole("button", { name: "Submit claim" }).click();
  expect(await expectFiled(second)).toBe(number);
});

test("what cannot be right is said at the field, and nothing is lost", async ({ page }, info) => {
  await begin(page, info);
  await choosePet(page);
  await page.getByRole("radio", { name: "Another day" }).check();
  await page.locator("input[type=date]").fill("2999-01-01");
  await next(page);
  await expect(page.getByRole("alert")).toContainText("future");
  await page.getByRole("radio", { name: "Today" }).check();
  await next(page);
  await expect(heading(page, "Add the invoice")).toBeVisible();
  await page.getByRole("link", { name: "Back" }).click();
  await expect(heading(page, "When was the visit?")).toBeVisible();
  await expect(page.getByRole("radio", { name: "Today" })).toBeChecked();
});

test("signed out in the middle: after signing in the draft goes on", async ({ page, context }, info) => {
  await begin(page, info);
  await choosePet(page);
  await context.clearCookies();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  const who = person(info);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(page, "When was the visit?")).toBeVisible();
});
