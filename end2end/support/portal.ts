// What every journey does: sign in as somebody of the seeded book, and answer the wizard's questions, with and without JavaScript.
import { readFileSync, existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, type Page, type TestInfo } from "@playwright/test";

const root = resolve(import.meta.dirname, "../..");

export type SignIn = { role: string; email: string; password: string; totp_secret?: string };

/** The demo sign-ins, in the order of the file. */
export function signIns(): SignIn[] {
  return JSON.parse(readFileSync(join(root, "data/e2e/sign-ins.json"), "utf8"));
}

/** Each project has a person of its own, so that journeys which share a draft do not meet. */
export function person(info: TestInfo): SignIn {
  const all = signIns();
  const wanted = { phone: "robin@example.com", "phone-nojs": "alex@example.com", desktop: "sam@example.com" }[info.project.name.replace(/-late$/, "")];
  return all.find((one) => one.email === wanted) ?? all[0];
}

export const hasScript = (info: TestInfo) => info.project.use.javaScriptEnabled !== false;

/** Waits until the page's WebAssembly answers; without JavaScript the page is ready as it comes. */
export async function ready(page: Page, info: TestInfo) {
  if (hasScript(info)) await page.locator("html[data-ready]").waitFor({ state: "attached", timeout: 10_000 });
}

export async function signIn(page: Page, info: TestInfo, who: SignIn = person(info)) {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("link", { name: "File a claim" }).first()).toBeVisible();
}

export const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });

/** Invoices of our own generator, drawn by scripts/e2e-server.sh. */
export function ownInvoices(): string[] {
  const folder = join(root, "data/e2e/invoices");
  return readdirSync(folder).filter((name) => name.endsWith(".jpg")).sort().slice(0, 3).map((name) => join(folder, name));
}

/** Whether pictures of invoices are read at all: scripts/setup.sh fetches the engine where it can. */
export const hasReader = () => existsSync(join(resolve(root, process.env.PAWTAL_READER_DIR ?? "reader"), "read.onnx"));

/** What is on an invoice of our own generator. */
export type Label = { clinic: string; date: string; total: string; lines: { description: string; amount: string }[] };

/** An invoice for an ear infection whose lines a plan with exams covers whole, above its deductible. */
export function clearInvoice(info: TestInfo): { file: string; label: Label } {
  const file = join(root, `data/e2e/clear/${hasScript(info) ? 12 : 433}/invoice-1.jpg`);
  return { file, label: JSON.parse(readFileSync(file.replace(/jpg$/, "json"), "utf8")) };
}

/** Three of the shared receipts; none where the test data is absent. */
export function receipts(): string[] {
  const folder = join(resolve(root, process.env.PAWTAL_TEST_DATA ?? "../shared"), "receipts");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".jpg")).sort().slice(0, 3).map((name) => join(folder, name));
}
