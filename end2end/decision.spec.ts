// What was decided and why, what would be paid before treatment, and word of a change while a page is open. With and without JavaScript.
import { expect, test, type Page, type TestInfo } from "@playwright/test";
import { hasScript, heading, person, ready, signIn } from "./support/portal";

test.skip(({ isMobile }) => !isMobile, "the journey of the phone; on the desktop it is somebody without decided claims");

/** The first claim that is decided, opened from the list. */
async function openDecided(page: Page, info: TestInfo) {
  await page.goto("/claims");
  const claims = await page.locator('main a[href^="/claims/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  for (const claim of new Set(claims.filter((href) => /^\/claims\/[0-9a-f-]{36}$/.test(href)))) {
    await page.goto(claim);
    if (await page.getByRole("link", { name: "See how each line came about" }).isVisible()) return ready(page, info);
  }
  throw new Error("the book has no decided claim of this person");
}

test("a decision is opened to its arithmetic, worked out again and taken away", async ({ page }, info) => {
  await signIn(page, info);
  await openDecided(page, info);
  await page.getByRole("link", { name: "See how each line came about" }).click();
  const title = page.getByRole("heading", { level: 1, name: /Here is why\.$/ });
  await expect(title).toBeVisible();
  // Whoever cannot see that the page is another one is where it begins.
  if (hasScript(info)) await expect(title).toBeFocused();
  await expect(page.getByText(hasScript(info) ? "Your browser has just worked this out again" : "We worked this out again when we made this page")).toBeVisible();
  await expect(page.getByText("It agrees, to the cent.")).toBeVisible();
  const line = page.locator(".eob-line").first();
  await line.locator("summary").click();
  await expect(line.getByText("Paid for this line")).toBeVisible();
  const file = await page.getByRole("link", { name: "Download all of it (JSON)" }).getAttribute("href");
  const answer = await page.request.get(file!);
  expect(answer.status()).toBe(200);
  const { decided, worked_out } = await answer.json();
  expect(worked_out.payable_cents).toBe(decided.payable_cents);
});

test("before treatment, the clinic's lines show what would come back", async ({ page }, info) => {
  await signIn(page, info);
  await page.goto("/pets");
  const pets = await page.locator('main a[href^="/pets/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  const link = page.getByRole("link", { name: /What would I get back\?/ });
  for (const pet of pets.filter((href) => /^\/pets\/[0-9a-f-]{36}$/.test(href))) {
    await page.goto(pet);
    if (await link.isVisible()) break;
  }
  await ready(page, info);
  await link.click();
  await expect(heading(page, "What would I get back?")).toBeVisible();
  await ready(page, info);
  await page.getByLabel("Line 1: what for?").fill("X-rays, two views");
  await page.getByLabel("Amount of line 1").fill("$1,400.00");
  await page.getByLabel("Line 2: what for?").fill("Nail trim");
  await page.getByLabel("Amount of line 2").fill("25");
  if (!hasScript(info)) await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.getByRole("heading", { name: "You may get back" })).toBeVisible();
  await expect(page.getByText("of $1,425.00")).toBeVisible();
  await expect(page.getByText("This is no promise.")).toBeVisible();
  // A condition counts with its waiting period, and the lines stay.
  await page.getByRole("combobox").or(page.getByLabel("Condition")).first().fill("vomiting");
  if (hasScript(info)) {
    await page.getByRole("option").first().click();
  } else {
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("radio", { name: "Vomiting" }).first().check();
    await page.getByRole("button", { name: "Work it out" }).click();
  }
  await expect(page.locator("main").getByText(/: Vomiting/)).toBeVisible();
  await expect(page.getByLabel("Amount of line 1")).toHaveValue("$1,400.00");
  // What cannot be counted says so at its line.
  await page.getByLabel("Amount of line 2").fill("12,50");
  if (hasScript(info)) await page.getByLabel("Amount of line 2").blur();
  else await page.getByRole("button", { name: "Work it out" }).click();
  await expect(page.locator(".problem")).toBeVisible();
  await expect(page.getByText("of $1,400.00")).toBeVisible();
});

test("a claim that is open shows a change without being asked", async ({ page, context }, info) => {
  test.skip(!hasScript(info), "pages without JavaScript show it when they are opened again");
  await signIn(page, info);
  await page.goto("/claims");
  const claims = await page.locator('main a[href^="/claims/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  const withdraw = page.getByText("Withdraw this claim").first();
  for (const claim of new Set(claims.filter((href) => /^\/claims\/[0-9a-f-]{36}$/.test(href)))) {
    await page.goto(claim);
    if (await withdraw.isVisible()) break;
  }
  await ready(page, info);
  const other = await context.newPage();
  await other.goto(page.url());
  await ready(other, info);
  await other.getByText("Withdraw this claim").first().click();
  await other.locator("details[open], dialog[open]").getByRole("button", { name: /withdraw/i }).first().click();
  await expect(other.getByText("Withdrawn").first()).toBeVisible();
  await expect(page.getByText("Withdrawn").first(), `${person(info).email} sees it where the claim was open already`).toBeVisible({ timeout: 5_000 });
});
