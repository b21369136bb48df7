// A policyholder opens their account by the facts on their policy, with and without JavaScript.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { letter } from "./support/letters";
import { hasScript, heading, ready } from "./support/portal";

const data = resolve(import.meta.dirname, "../data/e2e");
const password = "plinth gravel otter seventy";

type Newcomer = { policy_number: string; birth_on: string; postcode: string; email: string };

test.skip(({ isMobile }) => !isMobile, "the journey of the phone");

test("a policyholder registers with a password", async ({ page }, info) => {
  const newcomers: Newcomer[] = JSON.parse(readFileSync(join(data, "newcomers.json"), "utf8"));
  const newcomer = newcomers[hasScript(info) ? 0 : 1];
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Register" }).click();
  await expect(heading(page, "Open your account")).toBeVisible();
  await ready(page, info);

  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the five digits of your ZIP code");

  const [year, month, day] = newcomer.birth_on.split("-");
  await page.getByLabel("Policy number").fill(newcomer.policy_number);
  await page.getByLabel("Your birth date").fill(`${month}/${day}/${year}`);
  await page.getByLabel("ZIP code of your home").fill(newcomer.postcode);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(heading(page, "Look at your mail")).toBeVisible();

  await expect.poll(() => letter(newcomer.email), { timeout: 10_000 }).toBeTruthy();
  await page.goto(letter(newcomer.email)?.match(/\/register\/[0-9a-f]{64}/)?.[0] ?? "no link");
  await expect(heading(page, "Choose a password")).toBeVisible();
  await ready(page, info);
  await page.getByLabel("New password").fill("passwordpassword");
  await page.getByRole("button", { name: "Open my account" }).click();
  await expect(page.getByRole("alert")).toContainText("of a kind that is tried first");
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Open my account" }).click();
  await expect(page).toHaveURL(/\/account/);
  await page.goto("/more");
  await expect(page.getByText(newcomer.email)).toBeVisible();
});
