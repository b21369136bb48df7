// The adjusters' desk, with and without JavaScript: the queue, a claim with all that speaks for and against it, putting a line right, a record, a decision, a large one that
// waits for a second person, and two people at one claim. Maya and Grace are of the demo book; what lies on their desk is server/src/demo/desk.rs.
import { expect, test, type Browser, type Page, type TestInfo } from "@playwright/test";
import { hasScript, heading, ready, signIns } from "./support/portal";
import { freshCode } from "./support/totp";

// One step of the clock counts once, whoever used it: people sign in one after the other, and wait.
test.describe.configure({ mode: "serial", timeout: 180_000 });
// Without JavaScript on a phone, with JavaScript on a desktop: the same claims would be decided twice otherwise.
test.skip(({ isMobile, javaScriptEnabled }) => isMobile && javaScriptEnabled !== false, "the desk's journeys run on the desktop, and without JavaScript on the phone");

async function arrive(page: Page, email: string) {
  const who = signIns().find((one) => one.email === email)!;
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(async () => {
    await page.getByLabel("Code").fill(freshCode(who.totp_secret!));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).not.toHaveURL(/sign-in/, { timeout: 3_000 });
  }).toPass({ intervals: [10_000], timeout: 100_000 });
}

/** A page of somebody else, with a session of their own. */
async function another(browser: Browser, info: TestInfo, email: string) {
  const context = await browser.newContext({ baseURL: info.project.use.baseURL, javaScriptEnabled: hasScript(info) });
  const page = await context.newPage();
  await arrive(page, email);
  return page;
}

/** A claim of the queue that these filters leave: the last on the desktop, the first on the phone, so that the two do not decide the same one. */
async function oneOf(page: Page, info: TestInfo, filter: string) {
  await page.goto(`/desk/claims?${filter}`);
  const rows = page.locator("[data-row]");
  await (info.project.name === "desktop" ? rows.last() : rows.first()).click();
  await expect(page).toHaveURL(/desk\/claims\/[0-9a-f-]{36}$/);
}

test("the queue shows what the law wants first, and narrows", async ({ page }, info) => {
  await arrive(page, "maya@pawtal.example");
  await page.goto("/desk/claims");
  await ready(page, info);
  await expect(heading(page, "Claims to decide")).toBeVisible();
  expect(await page.locator("[data-row]").count()).toBeGreaterThan(3);
  await expect(page.locator(".queue-row").first()).toContainText(/late|left|today|rests/);
  await page.getByRole("link", { name: /^Flagged/ }).click();
  await expect(page).toHaveURL(/flagged=1/);
  await expect(page.locator(".queue-row").first()).toContainText("sign");
  await page.getByRole("link", { name: /^Flagged/ }).click();
  await expect(page).not.toHaveURL(/flagged=1/);
  await page.getByRole("search").getByRole("searchbox").fill("Nobody of this name");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("No open claim fits these filters.")).toBeVisible();
});

test("keys move through the queue and open a claim", async ({ page }, info) => {
  test.skip(!hasScript(info), "keys need the script; every link works without");
  await arrive(page, "maya@pawtal.example");
  await page.goto("/desk/claims");
  await ready(page, info);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(page.locator("[data-row]").nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(page.locator("[data-row]").first()).toBeFocused();
  await page.keyboard.press("?");
  await expect(page.getByText("Next claim")).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.locator("#q")).toBeFocused();
  await page.keyboard.press("j");
  await expect(page.locator("#q")).toHaveValue(/j$/);
  await page.locator("[data-row]").first().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/desk\/claims\/[0-9a-f-]{36}$/);
});

test("a claim shows its picture, what was read, and what speaks for and against it", async ({ page }, info) => {
  await arrive(page, "maya@pawtal.example");
  await oneOf(page, info, "flagged=1");
  await ready(page, info);
  await expect(page.getByRole("heading", { level: 2, name: /^Recommended/ })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Signs to look at" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Read and answered" })).toBeVisible();
  const picture = page.locator(".work-sheet img").first();
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
});

test("a line is put right, a condition recorded, and the claim decided line by line", async ({ page }, info) => {
  await arrive(page, "maya@pawtal.example");
  await oneOf(page, info, "waits=us&half=1");
  await page.getByRole("link", { name: /^Change/ }).first().click();
  await expect(heading(page, "Put a line right")).toBeVisible();
  await ready(page, info);
  await page.getByLabel("What it is").selectOption("treatment");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Say why.");
  await page.getByLabel("Why", { exact: true }).fill("As on the picture");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "What was put right" })).toBeVisible();

  await page.getByRole("link", { name: "Record a condition" }).click();
  await ready(page, info);
  await page.getByLabel("What it was for").selectOption({ index: 3 });
  await page.getByLabel("From which day").fill("2020-01-02");
  await page.getByLabel("Which record").fill("Harbour Animal Hospital");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Harbour Animal Hospital").first()).toBeVisible();

  await page.getByRole("link", { name: "Decide line by line" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "What comes out" })).toBeVisible();
  await ready(page, info);
  const line = page.locator(".decide-line").first();
  await line.getByLabel("Decline").check();
  await page.getByRole("button", { name: "Send this decision" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(line.getByLabel("Decline"), "what was chosen is still there").toBeChecked();
  await line.getByLabel("Reason and clause").selectOption("cosmetic");
  await line.getByLabel("What shows it").selectOption({ index: 1 });
  await line.getByLabel("Why otherwise than the rules").fill("It is grooming.");
  for (const other of await page.locator(".decide-refused").all()) await other.getByLabel("What shows it").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Send this decision" }).click();
  await expect(page).toHaveURL(/desk\/claims\/[0-9a-f-]{36}$/);
  await expect(page.getByText(/^Decided$|^Proposed/).first()).toBeVisible();
});

test("a large decision waits for a second person, and two at one claim see each other", async ({ page, browser }, info) => {
  test.skip(info.project.name !== "desktop", "it is decided once");
  await arrive(page, "maya@pawtal.example");
  await page.goto("/desk/claims?whose=mine");
  await page.locator(".queue-row", { hasText: "bloat" }).first().getByRole("link").click();
  await expect(page).toHaveURL(/desk\/claims\/[0-9a-f-]{36}$/);
  await page.getByRole("link", { name: "Decide line by line" }).click();
  await ready(page, info);
  for (const line of await page.locator(".decide-refused").all()) await line.getByLabel("What shows it").selectOption({ index: 1 });
  await expect(page.getByText("A second person confirms this")).toBeVisible();
  await page.getByRole("button", { name: "Send this decision" }).click();
  await expect(page.getByRole("heading", { name: /^Proposed: pay/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Confirm/ })).toHaveCount(0);

  const grace = await another(browser, info, "grace@pawtal.example");
  await grace.goto(page.url());
  await expect(grace.getByText(/Maya has this claim open since/)).toBeVisible();
  await ready(grace, info);
  await grace.getByRole("button", { name: /^Confirm: pay/ }).click();
  await expect(grace.getByText("Decided", { exact: true }).first()).toBeVisible();
  await grace.context().close();
});

test("the legal clocks are reported with their sources", async ({ page }, info) => {
  await arrive(page, "tomas@pawtal.example");
  await page.goto("/desk/clocks");
  await ready(page, info);
  await expect(heading(page, "Legal clocks")).toBeVisible();
  await expect(page.getByText("Reviewed by counsel: no")).toBeVisible();
  await expect(page.getByRole("row").nth(1)).toContainText("2026-11-20");
});
