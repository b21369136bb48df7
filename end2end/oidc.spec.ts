// Signing in at an OpenID provider (npm oidc-provider): the first time with the identity check, then without, and out at both.
import { expect, test, type Page } from "@playwright/test";
import { heading, ready, signIn } from "./support/portal";
import { unopened } from "./support/unopened";

/** The provider's own screens: whoever names themselves there is who they say. */
async function named(page: Page, email: string) {
  await expect(page).toHaveURL(/127\.0\.0\.1:3190/);
  await page.getByPlaceholder("Enter any login").fill(email);
  await page.getByPlaceholder("and password").fill("anything");
  await page.getByRole("button", { name: "Sign-in" }).click();
}

/** As `named`, and they let us know who they are. */
async function atTheProvider(page: Page, email: string) {
  await named(page, email);
  await page.getByRole("button", { name: "Continue" }).click();
}

test("a round trip to the OpenID provider", async ({ page }, info) => {
  const people = unopened();
  // Each project takes somebody of its own from the end, since registering takes the first.
  const who = people[people.length - 1 - ["phone", "phone-nojs", "desktop"].indexOf(info.project.name)];
  await page.goto("/sign-in?next=/pets");
  await page.getByRole("link", { name: "Sign in with Test ID" }).click();
  await atTheProvider(page, who.email);
  await expect(heading(page, "Which policy is yours?")).toBeVisible();
  await page.getByLabel("Policy number").fill(who.number);
  await page.getByLabel("Your birth date").fill(who.birthOn);
  await page.getByLabel("ZIP code of your home").fill(who.postcode);
  await page.getByRole("button", { name: "Open my account" }).click();
  await expect(page).toHaveURL(/:3100\/pets$/);

  await page.goto("/more");
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(/127\.0\.0\.1:3190\/session\/end/);
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();

  // The provider has forgotten them, we know whose they are.
  await page.getByRole("link", { name: "Sign in with Test ID" }).click();
  await atTheProvider(page, who.email);
  await expect(page.getByRole("link", { name: "File a claim" }).first()).toBeVisible();

  // A change that wants a fresh proof: the provider, which knows them still, asks them anew, and they are back where they were.
  await page.goto("/prove?next=/account/security");
  await ready(page, info);
  await page.getByRole("button", { name: "Confirm with Test ID" }).click();
  await named(page, who.email);
  await expect(page).toHaveURL(/:3100\/account\/security$/);
});

test("who is refused by the provider is not signed in", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Sign in with Test ID" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByText("Test ID did not sign you in.")).toBeVisible();
  await page.goto("/pets");
  await expect(heading(page, "Sign in")).toBeVisible();
});

test("an account is linked with the provider, and the link is given up", async ({ page }, info) => {
  await signIn(page, info);
  await page.goto("/account/security");
  await ready(page, info);
  await page.getByRole("button", { name: "Link with Test ID" }).click();
  await atTheProvider(page, `linked-${info.project.name}@example.com`);
  await expect(page).toHaveURL(/:3100\/account\/security/);
  await expect(page.getByText("Your account is linked with Test ID.")).toBeVisible();
  await ready(page, info);
  await expect(page.getByRole("button", { name: "Link with Test ID" })).toHaveCount(0);
  await page.getByRole("link", { name: /Test ID/ }).click();
  await expect(heading(page, "Test ID")).toBeVisible();
  await page.getByText("Remove", { exact: true }).first().click();
  await page.getByRole("button", { name: "Yes, remove it" }).and(page.locator(":visible")).click();
  await expect(page.getByRole("button", { name: "Link with Test ID" })).toBeVisible();
});
