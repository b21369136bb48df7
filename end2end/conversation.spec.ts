// An unclear claim: the desk asks for the record, the clinic sends it by a link, the owner confirms, half is paid, a line is appealed and upheld.
// With and without JavaScript.
import { expect, test, type Page, type TestInfo } from "@playwright/test";
import { asAdjuster, fileUnclear, payInPart, uphold } from "./support/desk";
import { hasScript, heading, ownInvoices, person, ready, signIn } from "./support/portal";

test.skip(({ isMobile }) => !isMobile, "the journey of the phone");
test.describe.configure({ mode: "serial", timeout: 240_000 });

/** Adds a file to the form below an item. */
async function add(page: Page, info: TestInfo, label: RegExp, file: string) {
  await page.getByLabel(label).first().setInputFiles(file);
  if (!hasScript(info)) await page.locator("form", { has: page.getByLabel(label).first() }).getByRole("button", { name: "Add what I chose" }).click();
}

test("asked, sent by the clinic, confirmed, paid in part, appealed, upheld", async ({ page, browser }, info) => {
  await signIn(page, info);
  const claim = fileUnclear(person(info).email);
  const maya = await asAdjuster(browser, info);

  await test.step("the desk asks for the record and writes a note", async () => {
    await maya.goto(`/desk/claims/${claim}/conversation`);
    await ready(maya, info);
    await maya.getByLabel("What", { exact: true }).selectOption("medical_record");
    await maya.getByLabel("From whom").selectOption("vet");
    await maya.getByLabel(/^Why \(the customer reads it\)/).fill("When did it begin?");
    await maya.getByRole("button", { name: "Ask for it" }).click();
    await expect(maya.getByText("Waiting", { exact: true })).toBeVisible();
    await maya.getByLabel("New note").fill("Compare with the visit in spring.");
    await maya.getByRole("button", { name: "Keep the note" }).click();
    await expect(maya.getByText("Compare with the visit in spring.")).toBeVisible();
  });

  const link = await test.step("the owner sees it and makes a link", async () => {
    await page.goto(`/claims/${claim}`);
    await ready(page, info);
    await expect(page.getByText("Waiting for your vet").first()).toBeVisible();
    await expect(page.getByText("When did it begin?")).toBeVisible();
    await expect(page.getByText("Compare with the visit in spring.")).toHaveCount(0);
    await page.getByRole("link", { name: "Make a link for your clinic" }).click();
    await ready(page, info);
    await page.getByRole("button", { name: "Make the link" }).click();
    await expect(page.locator("svg.qr")).toBeVisible();
    return (await page.getByText(/\/vet\/[0-9a-f]{64}/).textContent())!.trim().replace(/^https?:\/\/[^/]+/, "");
  });

  await test.step("the clinic sends the record without an account", async () => {
    const theirs = await browser.newContext({ ...info.project.use, baseURL: info.project.use.baseURL });
    const clinic = await theirs.newPage();
    await clinic.goto(link);
    await ready(clinic, info);
    await expect(clinic.getByText("When did it begin?")).toBeVisible();
    await add(clinic, info, /^Add: The record of the visit/, ownInvoices()[0]);
    await expect(clinic.getByText("Received, thank you")).toBeVisible();
    await theirs.close();
  });

  await test.step("the owner looks at it and confirms", async () => {
    await page.goto(`/claims/${claim}`);
    await ready(page, info);
    await page.getByRole("button", { name: "Yes, use it" }).click();
    await expect(page.getByText("In review").first()).toBeVisible();
    await expect(page.getByText("What we asked for came in").first()).toBeVisible();
  });

  await test.step("both sides write, and each sees that it was seen", async () => {
    await page.getByLabel("Your message").fill("Is <b>that</b> enough?");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByText("Sent, not opened yet")).toBeVisible();
    await maya.goto(`/desk/claims/${claim}/conversation`);
    await ready(maya, info);
    await expect(maya.getByText("Is <b>that</b> enough?")).toBeVisible();
    await maya.getByRole("button", { name: "Accept" }).click();
    await expect(maya.getByText("Accepted", { exact: true })).toBeVisible();
    await maya.getByLabel("Message to the customer").fill("It is, thank you.");
    await maya.getByRole("button", { name: "Send", exact: true }).click();
    await expect(maya.getByText("It is, thank you.")).toBeVisible();
    await page.goto("/claims");
    await expect(page.getByText("1 new message").first()).toBeVisible();
    await page.goto(`/claims/${claim}`);
    await expect(page.getByText("It is, thank you.")).toBeVisible();
    await expect(page.getByText(/Seen by Maya/)).toBeVisible();
  });

  await test.step("the adjuster pays in part, and the owner sees it without asking", async () => {
    await payInPart(maya, claim, info);
    if (!hasScript(info)) await page.reload();
    await expect(page.getByText("Decided").first()).toBeVisible({ timeout: 10_000 });
  });

  await test.step("the owner appeals the line", async () => {
    await page.goto(`/claims/${claim}`);
    await ready(page, info);
    await page.getByRole("link", { name: /^See it differently\?/ }).first().click();
    await expect(heading(page, "Look at this line again")).toBeVisible();
    await ready(page, info);
    await add(page, info, /^Choose a file/, ownInvoices()[2]);
    await expect(page.getByText("Received and checked")).toBeVisible();
    await page.getByLabel("What do you see differently?").fill("It was an injury, see page 2.");
    await page.getByRole("button", { name: "Send the appeal" }).click();
    await expect(page.getByText("Being looked at")).toBeVisible();
    await expect(page.getByText("In review").first()).toBeVisible();
  });

  await uphold(maya, claim, info, "The record says so on page 2.");
  if (!hasScript(info)) await page.reload();
  await expect(page.getByText("The decision stands", { exact: true })).toBeVisible({ timeout: 10_000 });
  await expect(page.getByText("The record says so on page 2.")).toBeVisible();
});

test("a link taken back opens nothing", async ({ page, browser }, info) => {
  await signIn(page, info);
  await page.goto("/pets");
  // Not every pet is insured.
  const pets = await page.locator("main a[href^='/pets/']:not([href*='new'])").evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
  const share = page.getByRole("link", { name: "Share with your vet" });
  for (const pet of pets) {
    await page.goto(pet);
    if (await share.isVisible()) break;
  }
  await ready(page, info);
  await share.click();
  await ready(page, info);
  await page.getByRole("button", { name: /^Make (the|a new) link/ }).click();
  const link = (await page.getByText(/\/vet\/[0-9a-f]{64}/).textContent())!.trim().replace(/^https?:\/\/[^/]+/, "");
  const theirs = await browser.newContext({ baseURL: info.project.use.baseURL, javaScriptEnabled: info.project.use.javaScriptEnabled });
  const clinic = await theirs.newPage();
  await clinic.goto(link);
  await expect(clinic.getByRole("heading", { level: 1 })).toContainText("Documents for");
  await page.getByText("Take the link back", { exact: true }).click();
  await page.getByRole("button", { name: "Yes, take it back" }).click();
  await expect(page.getByText("Taken back", { exact: true })).toBeVisible();
  await clinic.goto(link);
  await expect(heading(clinic, "This link does not open anything")).toBeVisible();
  await theirs.close();
});
