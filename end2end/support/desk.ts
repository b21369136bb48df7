// The desk's side of a journey: an adjuster in a browser of their own, a claim to talk about, and the two steps that stand on the desk's claim page.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { expect, type Browser, type Page, type TestInfo } from "@playwright/test";
import { signIns } from "./portal";
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
claim, what = sys.argv[2], sys.argv[3]
now = int(time.time() * 1000)
new = lambda: str(uuid.uuid4())
(maya,) = book.execute("SELECT id FROM person WHERE email = 'maya@pawtal.example'").fetchone()
def event(kind):
    book.execute("INSERT INTO claim_event (id, claim_id, at, kind, actor_kind, actor_id) VALUES (?, ?, ?, ?, 'staff', ?)", (new(), claim, now, kind, maya))
if what == "file":
    (person, household) = book.execute("""SELECT p.id, g.scope_id FROM person p JOIN "grant" g ON g.person_id = p.id AND g.role = 'policyholder' WHERE p.email = ?""", (sys.argv[4],)).fetchone()
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
    sys.exit()
if what == "pay_in_part":
    lines = book.execute("SELECT id, amount_cents FROM claim_line WHERE claim_id = ? ORDER BY position", (claim,)).fetchall()
    (sequence,) = book.execute("SELECT COALESCE(MAX(sequence), 0) + 1 FROM decision WHERE claim_id = ?", (claim,)).fetchone()
    decision, covered = new(), sum(cents for _, cents in lines) // 2
    book.execute("INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, taken, rule_version, inputs, decided_at, decided_by) VALUES (?, ?, ?, ?, 0, ?, '{}', '2026-11', '{}', ?, ?)", (decision, claim, sequence, covered, covered * 8 // 10, now, maya))
    for line, cents in lines:
        book.execute("INSERT INTO decision_line (id, decision_id, claim_line_id, eligible_cents, reason_code, payable_cents) VALUES (?, ?, ?, ?, 'cosmetic', ?)", (new(), decision, line, cents // 2, cents // 2 * 8 // 10))
    event("decided")
else:
    book.execute("UPDATE appeal SET state = 'upheld', answer = 'The record says so on page 2.', answered_at = ?, answered_by = ? WHERE claim_id = ? AND state = 'open'", (now, maya, claim))
book.execute("UPDATE claim SET state = 'decided' WHERE id = ?", (claim,))
book.execute("UPDATE task SET state = 'done', closed_at = ? WHERE subject_id = ? AND state = 'open'", (now, claim))
book.commit()
`;

const written = (claim: string, what: string, whose = "") => execFileSync("python3", ["-c", script, book, claim, what, whose]);

/** An unclear claim of this person, just filed: the wizard has a journey of its own, and one person has one draft. Gives its id. */
export function fileUnclear(email: string): string {
  const claim = randomUUID();
  written(claim, "file", email);
  return claim;
}

/** STEP OF THE DESK'S CLAIM PAGE (/desk/claims/{claim}): the adjuster pays half of each line. Written into the book; to be clicked once that page stands. */
export const payInPart = (claim: string) => written(claim, "pay_in_part");

/** STEP OF THE DESK'S CLAIM PAGE: the adjuster upholds the open appeal with a reason. Written into the book; to be clicked once that page stands. */
export const uphold = (claim: string) => written(claim, "uphold");
