// Money: a card with the bank's question, a bank account by small deposits, paying, autopay, a card that fails and a link instead, and where claims are
// paid to. Against the gateway's double, with and without JavaScript.
import { expect, test, type Page, type TestInfo } from "@playwright/test";
import { CARD, GATEWAY, confirmAtBank, typeBank, typeCard } from "./support/gateway";
import { letter } from "./support/letters";
import { hasScript, heading, person, ready, signIn, signIns } from "./support/portal";
import { freshCode } from "./support/totp";

// One person has one set of cards and bills: these journeys follow one another.
test.describe.configure({ mode: "serial" });

// No card's number may reach our own origin, whatever is done here (PCI DSS SAQ A).
test.beforeEach(async ({ context }) => {
  context.on("request", (request) => {
    if (new URL(request.url()).port !== "3100") return;
    const sent = `${request.url()} ${request.postData() ?? ""}`.replaceAll(/[\s+-]|%20/g, "");
    for (const number of [...Object.values(CARD), "000123456789"]) expect(sent, request.url()).not.toContain(number);
  });
});

const onPayments = async (page: Page, info: TestInfo, to: string) => {
  await signIn(page, info);
  await page.goto(to);
  await ready(page, info);
};

async function addCard(page: Page, info: TestInfo, number: string) {
  await page.getByRole("link", { name: "Add a card or bank account" }).click();
  await expect(heading(page, "Add a card or bank account")).toBeVisible();
  await typeCard(page, info, number, "Save", "Save");
}

/** The first bill that is not paid, on its page. */
async function firstBill(page: Page, info: TestInfo) {
  await page.goto("/payments");
  await ready(page, info);
  await page.locator("main .bill a[href^='/payments/']").first().click();
  await expect(page.getByRole("link", { name: /^Pay \$/ })).toBeVisible();
}

async function payPart(page: Page, amount: string, method: string | RegExp) {
  await page.getByRole("link", { name: /^Pay \$/ }).click();
  await page.getByLabel("How much").fill(amount);
  await page.getByRole("radio", { name: method }).first().check();
  await page.getByRole("button", { name: "Pay now" }).click();
}

test("a card is added although the bank asks first, and is made the one that is used", async ({ page }, info) => {
  await onPayments(page, info, "/payments/methods");
  await addCard(page, info, CARD.works);
  await expect(page.getByRole("heading", { level: 1, name: /ending 4242 is saved/ })).toBeVisible();
  await page.goto("/payments/methods");
  await addCard(page, info, CARD.asksAtSetUp);
  await confirmAtBank(page);
  await expect(page.getByRole("heading", { level: 1, name: /ending 3155 is saved/ })).toBeVisible();
  await page.getByRole("link", { name: "See your cards and accounts" }).click();
  const card = page.getByRole("region", { name: /ending 3155/ });
  await ready(page, info);
  await card.getByRole("button", { name: "Use for my bills" }).click();
  await expect(page.getByText("Your bills are paid by this one from now on.")).toBeVisible();
  await expect(card.getByText("Used for your bills")).toBeVisible();
});

test("a bank account waits for two small deposits and can then be used", async ({ page }, info) => {
  await onPayments(page, info, "/payments/methods");
  await page.getByRole("link", { name: "Add a card or bank account" }).click();
  await typeBank(page, info);
  await expect(page.getByRole("heading", { level: 1, name: /is almost ready/ })).toBeVisible();
  await page.getByRole("link", { name: "Enter the amounts" }).click();
  await page.getByLabel("Or the first amount, in cents").fill("32");
  await page.getByLabel("And the second amount, in cents").fill("45");
  await page.getByRole("button", { name: "Verify" }).click();
  await page.goto("/payments/methods/added");
  await expect(page.getByRole("heading", { level: 1, name: /ending 6789 is saved/ })).toBeVisible();
});

test("a part of a bill is paid now, with a receipt to take away", async ({ page }, info) => {
  await signIn(page, info);
  await firstBill(page, info);
  await payPart(page, "1.00", /ending 4242/);
  await expect(heading(page, "$1.00 is paid")).toBeVisible();
  await page.getByRole("link", { name: "Receipt" }).click();
  await expect(heading(page, "Receipt for $1.00")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as PDF" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
});

test("a debit from a bank is on its way and is not said to be paid", async ({ page }, info) => {
  await signIn(page, info);
  await firstBill(page, info);
  await payPart(page, "1.00", /ending 6789/);
  await expect(heading(page, "$1.00 is on its way")).toBeVisible();
  await expect(page.getByText("is paid")).toHaveCount(0);
  await page.goto("/payments");
  await expect(page.getByText("Payment on its way").first()).toBeVisible();
  // Business days pass at the bank, and the portal hears of it.
  await page.request.post(`${GATEWAY}/_double/advance`, { data: { seconds: 8 * 24 * 60 * 60 } });
  await expect(async () => {
    await page.goto("/payments");
    await expect(page.getByText("Payment on its way")).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
});

test("autopay is switched on with its words, which come by mail, and off again", async ({ page }, info) => {
  await onPayments(page, info, "/payments/autopay");
  await expect(page.getByText(/I allow .* to charge/)).toBeVisible();
  await page.getByRole("button", { name: "Switch autopay on" }).click();
  await expect(page.getByRole("alert")).toContainText("Tick the box");
  await page.getByLabel("I have read this and agree").check();
  await page.getByRole("button", { name: "Switch autopay on" }).click();
  await expect(page.getByText("Paid by themselves")).toBeVisible();
  await expect.poll(() => letter(person(info).email)?.includes("what you agreed to"), { timeout: 10_000 }).toBe(true);
  await page.getByRole("button", { name: "Switch autopay off" }).click();
  await expect(page.getByText("Autopay is off. Nothing more is taken by itself.")).toBeVisible();
});

test("a card fails, the desk sends a link, and whoever has it pays", async ({ page, browser }, info) => {
  test.setTimeout(180_000);
  await onPayments(page, info, "/payments/methods");
  await addCard(page, info, CARD.failsWhenCharged);
  await expect(page.getByRole("heading", { level: 1, name: /ending 0341 is saved/ })).toBeVisible();
  await firstBill(page, info);
  await payPart(page, "1.00", /ending 0341/);
  await expect(heading(page, "$1.00 did not go through")).toBeVisible();
  await page.getByRole("link", { name: "See the bill" }).click();
  await expect(page.getByText(/did not go through/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay \$.* with .*4242/ })).toBeVisible();

  const daniel = signIns().find((one) => one.email === "daniel@pawtal.example")!;
  const desk = await (await browser.newContext({ baseURL: info.project.use.baseURL, javaScriptEnabled: info.project.use.javaScriptEnabled })).newPage();
  await desk.goto("/sign-in");
  await desk.getByLabel("Email").fill(daniel.email);
  await desk.getByLabel("Password").fill(daniel.password);
  await desk.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(async () => {
    await desk.getByLabel("Code").fill(freshCode(daniel.totp_secret!));
    await desk.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(desk).not.toHaveURL(/sign-in/, { timeout: 3_000 });
  }).toPass({ intervals: [10_000], timeout: 100_000 });
  await desk.goto(`/desk?q=${encodeURIComponent(person(info).email)}`);
  await desk.locator("a[href^='/desk/customers/']").first().click();
  await expect(desk.getByText("Begun, not finished").first()).toBeVisible();
  await ready(desk, info);
  await desk.getByRole("button", { name: "Send a payment link" }).first().click();
  await expect(desk.getByText("The link is on its way")).toBeVisible();

  const link = () => letter(person(info).email)?.match(/\/pay\/[0-9a-f]{64}/)?.[0];
  await expect.poll(link, { timeout: 10_000 }).toBeTruthy();
  const stranger = await (await browser.newContext({ baseURL: info.project.use.baseURL, javaScriptEnabled: info.project.use.javaScriptEnabled })).newPage();
  const address = link()!;
  await stranger.goto(address);
  await expect(stranger.getByRole("heading", { level: 1, name: /^Pay for .*'s cover$/ })).toBeVisible();
  await typeCard(stranger, info, CARD.works, /^Pay \$/, "Pay");
  await expect(stranger.getByRole("heading", { level: 1, name: /is paid$/ })).toBeVisible();
  await stranger.goto(address);
  await expect(heading(stranger, "It is paid")).toBeVisible();
});

test("the form that does not come leads to the gateway's page", async ({ page }, info) => {
  test.skip(!hasScript(info), "without scripts there is nothing else anyway");
  await page.route(`${GATEWAY}/v3/**`, (route) => route.abort());
  await onPayments(page, info, "/payments/methods/new");
  await expect(page.getByText("The form did not come.")).toBeVisible({ timeout: 10_000 });
  await page.getByRole("button", { name: "Continue on the secure page" }).click();
  await expect(page).toHaveURL(new RegExp(`^${GATEWAY}/`));
});

test("a bank account for claims is set up at the gateway", async ({ page }, info) => {
  await onPayments(page, info, "/payments/payouts");
  await page.getByRole("button", { name: "Set up my bank account" }).click();
  await expect(page).toHaveURL(new RegExp(`^${GATEWAY}/setup/`));
  await page.getByLabel("Routing number").fill("110000000");
  await page.getByLabel("Account number").fill("000123456789");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Ready")).toBeVisible();
  await expect(page.getByText(/ending 6789/)).toBeVisible();
});
