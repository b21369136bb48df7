// Staying signed in, being signed out in the middle of something, and what is left after signing out. With and without JavaScript.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { hasScript, heading, person, ready, signIn } from "./support/portal";
import { idleFor } from "./support/time";

// What the browser does itself when the cookie's 13 minutes are over.
const timeToWarn = (page: Page) => page.context().clearCookies({ name: "awake" });
const awake = async (page: Page) => (await page.context().cookies()).some((cookie) => cookie.name === "awake");

// One person's sessions are made old together.
test.describe.configure({ mode: "serial" });

test("whoever is still there says so with one press, and goes on where they were", async ({ page }, info) => {
  test.skip(!hasScript(info), "without JavaScript the session simply ends; see below");
  await signIn(page, info);
  await page.goto("/pets/new?species=cat");
  await ready(page, info);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Juno");
  for (let times = 0; times < 10; times++) {
    await timeToWarn(page);
    const warning = page.getByRole("alertdialog", { name: "Are you still there?" });
    await expect(warning).toBeVisible();
    await expect(warning.getByRole("button", { name: "Stay signed in" })).toBeFocused();
    if (!times) expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    // A key is as good as the button.
    if (times % 2) await page.keyboard.press("Escape");
    else await page.keyboard.press("Enter");
    await expect(warning).toBeHidden();
    await expect.poll(() => awake(page)).toBe(true);
    await expect(name).toBeFocused();
  }
  await expect(name).toHaveValue("Juno");
});

test("a form that was being filled in when the session ended is there after signing in", async ({ page }, info) => {
  const who = person(info);
  await signIn(page, info);
  await page.goto("/pets/new?species=cat");
  await ready(page, info);
  await page.getByLabel("Name", { exact: true }).fill("Juno of the Hill");
  idleFor(16, who.email);
  if (hasScript(info)) await timeToWarn(page);
  else await page.locator("main form button[type=submit]").last().click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/pets\/new/);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Juno of the Hill");
  await expect(page.getByText("What you typed is here")).toBeVisible();
});

test("a form that is sent too late by the running app is there after signing in", async ({ page, isMobile }, info) => {
  test.skip(!hasScript(info), "the same as above without JavaScript");
  test.skip(!isMobile, "of somebody who is asked which pet it is");
  const who = person(info);
  await signIn(page, info);
  await page.getByRole("link", { name: "File a claim" }).first().click();
  await expect(page).toHaveURL(/\/claims\/new\//);
  await page.goto("/claims/new/pet");
  await ready(page, info);
  await page.getByRole("radio").last().check();
  const chosen = await page.getByRole("radio").last().inputValue();
  idleFor(16, who.email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/claims\/new\//);
  await page.goto("/claims/new/pet");
  await expect(page.locator(`input[value="${chosen}"]`)).toBeChecked();
});

test("Back shows nothing after signing out", async ({ page }, info) => {
  await signIn(page, info);
  await page.goto("/payments");
  await expect(heading(page, "Payments")).toBeVisible();
  await page.goto("/more");
  await ready(page, info);
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(heading(page, "Sign in")).toBeVisible();
  for (let times = 0; times < 2; times++) {
    await page.goBack();
    await expect(heading(page, "Sign in")).toBeVisible();
  }
});

test("a page that comes back from the browser's memory asks the server first", async ({ page }, info) => {
  test.skip(!hasScript(info), "without JavaScript there is only no-store");
  await signIn(page, info);
  await page.goto("/payments");
  await ready(page, info);
  idleFor(16, person(info).email);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await expect(page).toHaveURL(/\/sign-in\?next=\/payments/);
});

test("another browser is seen, told and signed out", async ({ page, browser, baseURL }, info) => {
  await signIn(page, info);
  const elsewhere = await browser.newContext({ ...info.project.use, baseURL, userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1" });
  const other = await elsewhere.newPage();
  await signIn(other, info);
  await page.goto("/");
  await ready(page, info);
  await expect(page.getByText("New sign-in: Safari on iPhone").first()).toBeVisible();
  await page.getByRole("link", { name: "New sign-in: Safari on iPhone" }).first().click();
  await expect(heading(page, "Sessions")).toBeVisible();
  await page.getByRole("button", { name: "End the session of Safari on iPhone" }).first().click();
  await expect(heading(page, "Sessions")).toBeVisible();
  await other.goto("/pets");
  await expect(heading(other, "Sign in")).toBeVisible();
  while (await page.getByRole("button", { name: "That was me" }).count()) {
    const before = await page.getByRole("button", { name: "That was me" }).count();
    await page.getByRole("button", { name: "That was me" }).first().click();
    await expect(page.getByRole("button", { name: "That was me" })).toHaveCount(before - 1);
  }
  await elsewhere.close();
});
