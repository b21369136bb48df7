// What happens stands in the list of notices, and everyone chooses what else reaches them; with and without JavaScript.
import { expect, test, type Page } from "@playwright/test";
import { letter } from "./support/letters";
import { hasScript, heading, person, ready, signIn } from "./support/portal";

test.skip(({ isMobile }) => !isMobile, "the journey of the phone");

const bell = (page: Page) => page.getByRole("link", { name: /^Notices(, \d+ unread)?$/ }).first();

test("a new sign-in is told, read, and answered", async ({ page, browser }, info) => {
  await signIn(page, info);
  // Another browser of the same person: we have not seen it.
  const other = await browser.newContext({ ...info.project.use, baseURL: info.project.use.baseURL });
  const second = await other.newPage();
  await signIn(second, info);
  await other.close();

  await page.goto("/");
  await ready(page, info);
  await expect(bell(page)).toHaveAccessibleName(/unread/);
  await bell(page).click();
  await expect(heading(page, "Notices")).toBeVisible();
  await expect(page.getByRole("link", { name: /New sign-in to your account/ }).first()).toBeVisible();
  await page.getByRole("link", { name: /New sign-in to your account/ }).first().click();
  await expect(page).toHaveURL(/\/account\/sessions$/);

  await page.goto("/notices");
  await ready(page, info);
  const all = page.getByRole("button", { name: "Mark all as read" });
  if (await all.isVisible()) await all.click();
  await expect(all).toHaveCount(0);
  await expect(bell(page)).toHaveAccessibleName("Notices");
  // Read is not answered: Home still asks whether it was you.
  await page.goto("/");
  await expect(page.getByRole("button", { name: "That was me" }).first()).toBeVisible();

  // The letter about it cannot be ended: it is about the account's safety.
  await expect.poll(() => letter(person(info).email), { timeout: 10_000 }).toBeTruthy();
  expect(letter(person(info).email)).not.toContain("List-Unsubscribe");
});

test("what reaches somebody is switched cell by cell, and undone", async ({ page }, info) => {
  await signIn(page, info);
  await page.goto("/account/notifications");
  await ready(page, info);
  await expect(heading(page, "Notices")).toBeVisible();
  const cell = page.getByRole("switch", { name: /^Messages: Email/ });
  await expect(cell).toHaveAttribute("aria-checked", "true");
  await cell.click();
  await expect(page.getByText("Messages: no longer by email.")).toBeVisible();
  await expect(cell).toHaveAttribute("aria-checked", "false");
  await page.reload();
  await expect(cell).toHaveAttribute("aria-checked", "false");
  await ready(page, info);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(cell).toHaveAttribute("aria-checked", "true");
  // Decisions always come by email: there is nothing to press.
  await expect(page.getByRole("switch", { name: /^Decisions: Email/ })).toHaveCount(0);
  await expect(page.getByText("Always").first()).toBeVisible();
});

test("quiet hours are kept, and two equal hours are sent back", async ({ page }, info) => {
  await signIn(page, info);
  await page.goto("/account/notifications");
  await ready(page, info);
  await page.getByLabel("Keep quiet at these hours").check();
  await page.getByLabel("From").selectOption("8");
  await page.getByLabel("Until").selectOption("8");
  await page.getByRole("button", { name: "Save quiet hours" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Choose an hour that is not the first one.");
  await page.getByLabel("Keep quiet at these hours").check();
  await page.getByLabel("From").selectOption("22");
  await page.getByLabel("Until").selectOption("7");
  await page.getByRole("button", { name: "Save quiet hours" }).click();
  await expect(page.getByText("Your quiet hours are saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("From")).toHaveValue("22");
  await ready(page, info);
  await page.getByLabel("Keep quiet at these hours").uncheck();
  await page.getByRole("button", { name: "Save quiet hours" }).click();
  await expect(page.getByText("Your quiet hours are saved.")).toBeVisible();
});

test("a link that is none of ours ends nothing, and the worker is served", async ({ page, request }, info) => {
  await page.goto("/unsubscribe/none");
  await expect(heading(page, "This link does not work")).toBeVisible();
  const worker = await request.get("/sw.js");
  expect(worker.headers()["content-type"]).toContain("text/javascript");
  if (hasScript(info)) {
    // Browsers take workers from https and from this machine's own name.
    await page.goto("/sign-in");
    expect(await page.evaluate(() => navigator.serviceWorker.register("/sw.js").then((found) => found.scope.endsWith("/")))).toBe(true);
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.unregister());
  }
});
