// The desk's side of a journey: an adjuster in a browser of their own, a claim to talk about, and the steps of the desk's claim page.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { expect, type Browser, type Page, type TestInfo } from "@playwright/test";
import { ready, signIns } from "./portal";
import { freshCode } from "./totp";

/** Maya, the adjuster, signed in with her second factor. One step of the clock counts once, whoever else used it. */
export async function asAdjuster(browser: Browser, info: TestInfo): Promise<Page> {
  const maya = signIns().find((one) => one.email === "maya@pawtal.example")!;
  const context = await browser.newContext({ baseURL: info.project.use.baseURL, javaScriptEnabled: info.project.use.javaScriptEnabled });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(maya.email);
  await page.getByLabel("Password").fill(maya.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(async () => {
    await page.getByLabel("Code").fill(freshCode(maya.totp_secret!));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).not.toHaveURL(/sign-in/, { timeout: 3_000 });
  }).toPass({ intervals: [10_000], timeout: 100_000 });
  return page;
}

const book = join(resolve(import.meta.dirname, "../.."), "data/e2e/pawtal.db");
const script = `
import sqlite3, sys, time, uuid
book = sqlite3.connect(sys.argv[1], timeout=10)
claim, email = sys.argv[2], sys.argv[3]
now = int(time.time() * 1000)
new = lambda: str(uuid.uuid4())
(person, household) = book.execute("""SELECT p.id, g.scope_id FROM person p JOIN "grant" g ON g.person_id = p.id AND g.role = 'policyholder' WHERE p.email = ?""", (email,)).fetchone()
(pet, policy, term) = book.execute("SELECT y.pet_id, y.id, t.id FROM policy y JOIN pet a ON a.id = y.pet_id AND a.died_on IS NULL JOIN term t ON t.policy_id = y.id WHERE y.household_id = ? AND t.starts_on <= date('now') AND t.ends_on >= date('now', '-1 day') ORDER BY y.id LIMIT 1", (household,)).fetchone()
(serial,) = book.execute("UPDATE number_counter SET last = last + 1 WHERE kind = 'claim' RETURNING last").fetchone()
digits, product = str(serial).zfill(6), 10
for digit in digits:
    product = ((int(digit) + product) % 10 or 10) * 2 % 11
number = digits + str((11 - product) % 10)
book.execute("INSERT INTO claim (id, number, household_id, pet_id, policy_id, term_id, visit_on, condition_text, total_cents, currency, notes, state, answer_by, submitted_at, submitted_by) VALUES (?, ?, ?, ?, ?, ?, date('now', '-1 day'), 'limping since Sunday', 164000, 'USD', '', 'received', date('now', '+20 days'), ?, ?)", (claim, number, household, pet, policy, term, now, person))
book.execute("INSERT INTO claim_line (id, claim_id, position, description, amount_cents) VALUES (?, ?, 1, 'Examination', 24000), (?, ?, 2, 'X-ray of the hip', 140000)", (new(), claim, new(), claim))
book.execute("INSERT INTO claim_event (id, claim_id, at, kind, actor_kind, actor_id) VALUES (?, ?, ?, 'submitted', 'policyholder', ?)", (new(), claim, now, person))
book.commit()
`;

/** An unclear claim of this person, just filed: the wizard has a journey of its own, and one person has one draft. Gives its id. */
export function fileUnclear(email: string): string {
  const claim = randomUUID();
  execFileSync("python3", ["-c", script, book, claim, email]);
  return claim;
}

/** The adjuster declines the first line and pays the rest. */
export async function payInPart(maya: Page, claim: string, info: TestInfo) {
  await maya.goto(`/desk/claims/${claim}/decide`);
  await ready(maya, info);
  const line = maya.locator(".decide-line").first();
  await line.getByLabel("Decline").check();
  await line.getByLabel("Reason and clause").selectOption("cosmetic");
  await line.getByLabel("What shows it").selectOption({ index: 1 });
  await line.getByLabel("Why otherwise than the rules").fill("The record speaks of grooming.");
  for (const other of await maya.locator(".decide-refused").all()) await other.getByLabel("What shows it").selectOption({ index: 1 });
  await maya.getByRole("button", { name: "Send this decision" }).click();
  await expect(maya).toHaveURL(new RegExp(`desk/claims/${claim}$`));
  await expect(maya.getByText(/^Decided$/).first()).toBeVisible();
}

/** The adjuster upholds the open appeal with a reason. */
export async function uphold(maya: Page, claim: string, info: TestInfo, why: string) {
  await maya.goto(`/desk/claims/${claim}`);
  await ready(maya, info);
  await maya.locator("summary", { hasText: "Uphold the decision" }).click();
  await maya.getByLabel("What do you answer? The customer reads this.").fill(why);
  await maya.getByRole("button", { name: "Uphold the decision" }).click();
  await expect(maya.getByText(/^Decided$/).first()).toBeVisible();
}
