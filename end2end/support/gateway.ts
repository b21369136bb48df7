// The payment gateway as people meet it: its form in a frame on our page where scripts run, its own page where they do not. Both are the double's
// (server/src/double), which scripts/gateway.sh starts.
import { expect, type FrameLocator, type Page, type TestInfo } from "@playwright/test";
import { hasScript } from "./portal";

export const GATEWAY = "http://127.0.0.1:3180";

/** Cards that the gateway documents for tests. */
export const CARD = {
  works: "4242424242424242",
  asksAtSetUp: "4000002500003155",
  failsWhenCharged: "4000000000000341",
};

type Place = Page | FrameLocator;

/** Where a card is typed: the frame, or the gateway's page after the button that leads there. */
async function place(page: Page, info: TestInfo): Promise<Place> {
  if (hasScript(info)) {
    await expect(page.locator('html[data-pays="form"]')).toBeAttached({ timeout: 10_000 });
    return page.frameLocator('iframe[title="Secure payment input frame"]');
  }
  await page.getByRole("button", { name: "Continue on the secure page" }).click();
  await expect(page).toHaveURL(new RegExp(`^${GATEWAY}/`));
  return page;
}

async function send(page: Page, info: TestInfo, where: Place, ours: string | RegExp, theirs: string) {
  if (hasScript(info)) {
    const button = page.getByRole("button", { name: ours });
    // The frame is drawn by another process of the browser, which hears of scrolling a moment later: a press at once would land in the frame.
    await button.scrollIntoViewIfNeeded();
    await page.waitForTimeout(400);
    await button.click();
  } else await where.getByRole("button", { name: theirs, exact: true }).click();
}

export async function typeCard(page: Page, info: TestInfo, number: string, ours: string | RegExp, theirs: string) {
  const where = await place(page, info);
  await where.getByLabel("Card number").fill(number);
  await where.getByLabel("Expiry").fill("12 / 34");
  await where.getByLabel("CVC").fill("123");
  await send(page, info, where, ours, theirs);
}

/** A bank account that two small deposits will confirm. */
export async function typeBank(page: Page, info: TestInfo) {
  const where = await place(page, info);
  await where.getByText("Use a bank account instead").click();
  await where.getByLabel("Routing number").fill("110000000");
  await where.getByLabel("Account number").fill("000123456789");
  await where.getByLabel("How to confirm").selectOption("microdeposits");
  await send(page, info, where, "Save", "Save");
}

/** The bank's own question (3-D Secure), on a page of the gateway's. */
export async function confirmAtBank(page: Page) {
  await expect(page).toHaveURL(new RegExp(`^${GATEWAY}/authenticate/`));
  await page.getByRole("button", { name: "Complete authentication" }).click();
}
