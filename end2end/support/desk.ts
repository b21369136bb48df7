// The desk's side of a journey: an adjuster in a browser of their own, and the two steps that stand on the desk's claim page.
import { execFileSync } from "node:child_process";
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
if what == "pay_in_part":
    lines = book.execute("SELECT id, amount_cents FROM claim_line WHERE claim_id = ? ORDER BY position", (claim,)).fetchall()
    (sequence,) = book.execute("SELECT COALESCE(MAX(sequence), 0) + 1 FROM decision WHERE claim_id = ?", (claim,)).fetchone()
    decision, covered = new(), sum(cents for _, cents in lines) // 2
    book.execute("INSERT INTO decision (id, claim_id, sequence, eligible_cents, deductible_cents, payable_cents, rule_version, inputs, decided_at, decided_by) VALUES (?, ?, ?, ?, 0, ?, '2026-11', '{}', ?, ?)", (decision, claim, sequence, covered, covered * 8 // 10, now, maya))
    for line, cents in lines:
        book.execute("INSERT INTO decision_line (id, decision_id, claim_line_id, eligible_cents, reason_code, payable_cents) VALUES (?, ?, ?, ?, 'cosmetic', ?)", (new(), decision, line, cents // 2, cents // 2 * 8 // 10))
    event("decided")
else:
    book.execute("UPDATE appeal SET state = 'upheld', answer = 'The record says so on page 2.', answered_at = ?, answered_by = ? WHERE claim_id = ? AND state = 'open'", (now, maya, claim))
book.execute("UPDATE claim SET state = 'decided' WHERE id = ?", (claim,))
book.execute("UPDATE task SET state = 'done', closed_at = ? WHERE subject_id = ? AND state = 'open'", (now, claim))
book.commit()
`;

const written = (claim: string, what: string) => execFileSync("python3", ["-c", script, book, claim, what]);

/** STEP OF THE DESK'S CLAIM PAGE (/desk/claims/{claim}): the adjuster pays half of each line. Written into the book; to be clicked once that page stands. */
export const payInPart = (claim: string) => written(claim, "pay_in_part");

/** STEP OF THE DESK'S CLAIM PAGE: the adjuster upholds the open appeal with a reason. Written into the book; to be clicked once that page stands. */
export const uphold = (claim: string) => written(claim, "uphold");
