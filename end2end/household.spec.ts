// A policyholder lets somebody file claims and nothing else, and takes it back; with and without JavaScript.
import { expect, test } from "@playwright/test";
import { letter } from "./support/letters";
import { heading, ready, signIn } from "./support/portal";

test.skip(({ isMobile }) => !isMobile, "the journey of the phone");

test("a household member with 'File claims' only", async ({ page, browser }, info) => {
  const email = `helper-${info.project.name}@example.com`;
  await signIn(page, info);
  await page.goto("/account/household");
  await ready(page, info);
  await page.getByLabel("Name", { exact: true }).fill("Kit Helper");
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose at least one");
  await page.getByLabel("Name", { exact: true }).fill("Kit Helper");
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("group", { name: "What they may do" }).last().getByLabel("File claims").check();
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByRole("status").first()).toContainText("The invitation is on its way");

  await expect.poll(() => letter(email), { timeout: 10_000 }).toBeTruthy();
  const link = letter(email)?.match(/\/invitation\/[0-9a-f]{64}/)?.[0] ?? "no link";
  const theirs = await browser.newContext({ ...info.project.use, baseURL: info.project.use.baseURL });
  const helper = await theirs.newPage();
  await helper.goto(link);
  await ready(helper, info);
  await helper.getByLabel("Password").fill("gravel otter plinth seventy");
  await helper.getByRole("button", { name: "Accept and sign in" }).click();
  await expect(helper).not.toHaveURL(/invitation/);

  // What they may do, and no more: neither menu nor address leads further.
  await helper.goto("/claims");
  await expect(helper.getByRole("link", { name: "File a claim" }).first()).toBeVisible();
  await expect(helper.getByRole("link", { name: "Payments" })).toHaveCount(0);
  for (const closed of ["/payments", "/documents", "/pets"]) {
    const answer = await helper.goto(closed);
    expect(answer?.status(), closed).toBe(403);
  }
  await helper.goto("/claims/new");
  await expect(heading(helper, "Which pet is this for?").or(heading(helper, "When was the visit?"))).toBeVisible();

  // What is granted meanwhile shows in the menu without a reload by hand.
  await helper.goto("/claims");
  await ready(helper, info);
  await expect(helper.getByRole("navigation").getByRole("link", { name: "Pets" })).toHaveCount(0);
  await page.goto("/account/household");
  await ready(page, info);
  const theirLine = page.getByRole("listitem").filter({ hasText: "Kit Helper" });
  await theirLine.getByText("Kit Helper").first().click();
  await theirLine.getByLabel("See everything").check();
  await theirLine.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("See everything · File claims").first()).toBeVisible();
  await helper.getByRole("navigation").getByRole("link", { name: "More" }).click();
  await expect(helper.getByRole("navigation").getByRole("link", { name: "Pets" })).toBeVisible();

  await page.goto("/account/household");
  await ready(page, info);
  await theirLine.getByText("Kit Helper").first().click();
  await theirLine.getByText("Take access away", { exact: true }).first().click();
  await page.getByRole("button", { name: "Yes, take it away" }).and(page.locator(":visible")).click();
  await expect(page.getByText("has no access any more")).toBeVisible();
  const gone = await helper.goto("/claims");
  expect(gone?.status()).toBe(403);
  await theirs.close();
});
