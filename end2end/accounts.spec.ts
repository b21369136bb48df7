// What people prove themselves with, as one of the staff, so that no other journey's person is changed: password and app, then a passkey.
// Chromium's virtual authenticator answers at http://localhost only.
import { expect, test, type Page } from "@playwright/test";
import { heading, signIns } from "./support/portal";
import { freshCode } from "./support/totp";

test.skip(({ isMobile }) => isMobile, "one person, one journey at a time");
// A code counts once, so a journey may have to wait for the next one.
test.describe.configure({ mode: "serial", timeout: 120_000 });

const staff = () => {
  const found = signIns().find((one) => one.totp_secret);
  if (!found?.totp_secret) throw new Error("the demo has a member of staff with an app");
  return { ...found, totp_secret: found.totp_secret };
};

async function passwordAndCode(page: Page) {
  const who = staff();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(heading(page, "One more step")).toBeVisible();
  await page.getByLabel("Code").fill(freshCode(who.totp_secret));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

const signOut = (page: Page) =>
  page.evaluate(() => fetch("/api/auth/sign_out", { method: "POST", headers: { accept: "application/json" } }).then(() => {}));

async function authenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}

test("password, then the code of an app", async ({ page }) => {
  await passwordAndCode(page);
  await page.goto("/account/security");
  await expect(page.getByText("Authenticator app").first()).toBeVisible();
});

test("a wrong code says so and lets one try again", async ({ page }) => {
  const who = staff();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("does not fit");
  await page.getByLabel("Code").fill(freshCode(who.totp_secret));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
});

test("a passkey is made, then signs in alone, and is given up", async ({ page }) => {
  const { session, authenticatorId } = await authenticator(page);
  await passwordAndCode(page);
  await page.goto("/set-up");
  await page.getByLabel("Name").fill("Test key");
  await page.getByRole("button", { name: "Create a passkey" }).click();
  await expect(page).toHaveURL(/account\/security|set-up\/codes/);
  expect((await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials).toHaveLength(1);

  await signOut(page);
  // The button, not the offer in the e-mail field: with an authenticator that agrees to everything that would sign in at once.
  await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });
  await page.goto("/sign-in");
  await page.locator("html[data-passkeys]").waitFor({ state: "attached" });
  await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
  // The offer in the e-mail field may be faster than the button, and the page gone before it is pressed.
  await page.getByRole("button", { name: "Use a passkey" }).click({ timeout: 5_000 }).catch(() => {});
  await expect(page).not.toHaveURL(/sign-in/);

  await page.goto("/account/security");
  await page.getByRole("link", { name: /Test key/ }).click();
  await page.getByText("Remove", { exact: true }).click();
  await page.getByRole("button", { name: "Yes, remove it" }).click();
  await expect(page).toHaveURL(/account\/security$/);
  await expect(page.getByText("Test key")).toHaveCount(0);
});
