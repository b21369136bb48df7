// Every screen there is, by whoever sees it: for axe, for the narrowest phone, and for the pictures that somebody looks at.
import { expect, type Page, type TestInfo } from "@playwright/test";
import { letter } from "./letters";
import { hasReader, heading, ownInvoices, signIn, signIns } from "./portal";
import { freshCode } from "./totp";

/** A screen: its address, a name that says more than the address where that is needed, and what is to be done there first. */
export type Screen = { at: string; name?: string; open?: (page: Page) => Promise<void> };

/** Somebody who sees screens that others do not. */
export type Onlooker = { who: string; arrive: (page: Page, info: TestInfo) => Promise<void>; screens: (page: Page) => Promise<Screen[]> };

const ID = "[0-9a-f-]{36}";
const at = (...addresses: string[]): Screen[] => addresses.map((address) => ({ at: address }));
const opened = (address: string, name: string, summary: string): Screen => ({
  at: address,
  name,
  open: async (page) => {
    for (const one of await page.locator(`main ${summary} > summary`).all()) if (await one.isVisible()) await one.click();
  },
});

async function links(page: Page, from: string, pattern: string): Promise<string[]> {
  await page.goto(from);
  const all = await page.locator("a[href]").evaluateAll((found) => found.map((link) => link.getAttribute("href")!));
  return [...new Set(all.filter((href) => new RegExp(`^${pattern}$`).test(href)))];
}

const someone = (email: string) => signIns().find((one) => one.email === email)!;

async function withPassword(page: Page, email: string) {
  const who = someone(email);
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  return who;
}

/** Signs in with password and code; one step of the clock counts once, whoever else used it. */
async function withCode(page: Page, email: string) {
  const who = await withPassword(page, email);
  await expect(async () => {
    await page.getByLabel("Code").fill(freshCode(who.totp_secret!));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).not.toHaveURL(/sign-in/, { timeout: 3_000 });
  }).toPass({ intervals: [10_000], timeout: 100_000 });
}

/** Pages that a stranger sees. */
const stranger: Onlooker = {
  who: "a stranger",
  arrive: async () => {},
  screens: async () => [
    ...at("/sign-in", "/sign-in/code", "/register", "/register?sent=1", "/register/none", "/reset", "/reset?sent=1", "/reset?done=1", "/reset/none", "/sign-in/check"),
    ...at("/invitation/none", "/vet/none", "/pay/none", "/pay/back?payment=none", "/unsubscribe/none", "/offline", "/styleguide", "/help"),
    {
      at: "/sign-in?refused",
      name: "sign-in with something to mend",
      open: async (page) => {
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await expect(page.getByRole("alert").first()).toBeVisible();
      },
    },
    {
      at: "/register?refused",
      name: "register with something to mend",
      open: async (page) => {
        await page.getByRole("button", { name: "Send me the link" }).click();
        await expect(page.getByRole("alert").first()).toBeVisible();
      },
    },
  ],
};

/** Pages of somebody's own insurance. */
async function own(page: Page): Promise<Screen[]> {
  const pets = await links(page, "/pets", `/pets/${ID}`);
  const claims = await links(page, "/claims", `/claims/${ID}`);
  const policies = await links(page, pets[0], `/policies/${ID}`);
  const cards = await links(page, "/documents", `/documents/id-card/${ID}`);
  const explained: string[] = [];
  for (const claim of claims.slice(0, 8)) explained.push(...(await links(page, claim, `/claims/${ID}/eob`)));
  const estimate = `${pets[0]}/estimate`;
  const shares = [...pets.slice(0, 1), ...claims.slice(0, 1)].map((one) => `${one}/vet`);
  const bills = await links(page, "/payments", `/payments/${ID}`);
  const receipts = await links(page, bills[bills.length - 1] ?? "/payments", `/payments/receipts/${ID}`);
  const money = ["/payments/methods", "/payments/methods/new", "/payments/methods/added", "/payments/autopay", "/payments/payouts", "/payments/back?payment=none", "/payments?q=biscuit"];
  const toPay = bills.slice(0, 1).map((bill) => `${bill}/pay`);
  const appeals = claims.slice(-1).map((one) => `${one}/appeal/1`);
  return [
    ...at("/", "/pets", ...pets, ...policies.slice(0, 2), "/claims", ...claims.slice(0, 8), ...explained.slice(0, 2), ...shares, ...appeals, "/claims/new", "/payments", ...bills.slice(0, 2), ...toPay, ...receipts.slice(0, 1), ...money, "/documents", ...cards.slice(0, 2)),
    ...at(estimate, `${estimate}?on=1999-01-01`),
    opened(`${estimate}?what_1=X-rays&amount_1=1400&what_2=Nail+trim&amount_2=12,50&condition_search=ear`, "an estimate, worked out", "details"),
  ];
}

/** Pages that look alike for every policyholder. */
const common = [
  "/pets/new", "/pets/new?species=cat", "/help", "/more", "/no-such-page", "/desk", "/account", "/account/email", "/account/email/none", "/account/phone", "/account/phone?sent=none", "/account/password", "/account/security", "/account/sessions",
  "/account/household", "/notices", "/account/notifications", "/account/notifications?topic=messages&channel=email&on=false", "/account/notifications?saved=quiet", "/sign-in/second", "/sign-in/recovered", "/set-up", "/set-up/app", "/set-up/phone", "/set-up/codes", "/prove",
];

const policyholder = (email: string): Onlooker => ({ who: email, arrive: (page, info) => signIn(page, info, someone(email)), screens: own });

/** The policyholder who lets others in. */
const host: Onlooker = {
  ...policyholder("robin@example.com"),
  screens: async (page) => [
    ...(await own(page)),
    ...at(...common, `${(await links(page, "/pets", `/pets/${ID}`))[0]}/edit`),
    opened("/account/household", "household, opened", "details:not(.confirm)"),
    opened("/pets/new", "a new pet, opened", "details"),
    {
      at: "/set-up",
      name: "set up an app",
      open: async (page) => {
        if (!page.url().endsWith("/app")) await page.getByRole("button", { name: "Set up an app" }).click();
        await expect(page.locator(".qr")).toBeVisible();
      },
    },
  ],
};

/** A question of the wizard: the one before it is answered first, since a later screen is not reached before its turn. */
const asked = (before: string, title: string, answer: (page: Page) => Promise<void>): Screen => ({
  at: `/claims/new/${before}`,
  name: title,
  open: async (page) => {
    if (new URL(page.url()).pathname === `/claims/new/${before}`) {
      await answer(page);
      await page.getByRole("button", { name: "Continue" }).click();
    }
    await expect(heading(page, title)).toBeVisible();
  },
});

/** One person has one draft: on a phone it is the member's, on a desktop that of Sam, who is not asked which pet it is. */
const onPhone = (page: Page) => page.viewportSize()!.width < 600;

const wizard: Screen[] = [
  asked("pet", "When was the visit?", (page) => page.getByRole("radio").last().check()),
  asked("date", "Add the invoice", (page) => page.getByRole("radio", { name: "Yesterday" }).check()),
  asked("invoice", "What was it for?", async (page) => {
    if (!(await page.getByText("Page 1 received").isVisible())) await page.getByLabel("Choose a file").setInputFiles(ownInvoices()[0]);
    await expect(page.getByText("Page 1 received")).toBeVisible();
  }),
  {
    at: "/claims/new/invoice",
    name: "Add the invoice, with a page",
    // What was read stands there once it is; without the reader nothing comes.
    open: async (page) => {
      if (hasReader()) await expect(page.getByRole("region", { name: "What we read" })).toBeVisible({ timeout: 60_000 });
    },
  },
  {
    at: "/claims/new/condition",
    name: "What was it for? With suggestions",
    open: async (page) => {
      await page.getByRole("combobox").fill("ear");
      await expect(page.getByRole("option").first()).toBeVisible();
    },
  },
  asked("condition", "What was the total?", async (page) => {
    await page.getByRole("combobox").fill("ear infection");
    await page.getByRole("option").first().click();
  }),
  opened("/claims/new/total", "What was the total? A line to correct", "section details"),
  {
    at: "/claims/new/total",
    name: "What was the total? With something to mend",
    open: async (page) => {
      await page.getByLabel("Total of the invoice").fill("12,50");
      await page.getByRole("button", { name: "Continue" }).click();
      await expect(page.getByRole("alert").first()).toBeVisible();
    },
  },
  asked("total", "Anything else we should know?", (page) => page.getByLabel("Total of the invoice").fill("486.40")),
  asked("notes", "Check and submit", async () => {}),
];

/** Somebody who may file claims in another's household. */
const member: Onlooker = {
  who: "kim@example.com",
  // The book does not say that Kim was asked for a second step: from the second sign-in on the portal asks.
  arrive: async (page) => {
    await withPassword(page, "kim@example.com");
    const file = page.getByRole("link", { name: "File a claim" }).first();
    const notNow = page.getByRole("button", { name: "Not now" });
    await expect(file.or(notNow)).toBeVisible();
    if (await notNow.isVisible()) await notNow.click();
    await expect(file).toBeVisible();
  },
  screens: async (page) => [
    ...at("/claims", ...(await links(page, "/claims", `/claims/${ID}`)).slice(0, 1), "/claims/new/pet"),
    ...(onPhone(page) ? wizard : []),
    ...at("/claims", "/more", "/account", "/account/household", "/payments"),
  ],
};

const alone: Onlooker = {
  ...policyholder("sam@example.com"),
  screens: async (page) => [...(await own(page)), ...(onPhone(page) ? [] : wizard.slice(1))],
};

const agent: Onlooker = { who: "ana@agency.example", arrive: (page) => withCode(page, "ana@agency.example"), screens: async () => at("/agency", "/more", "/account", "/account/security", "/desk") };

const agencyAdmin: Onlooker = {
  who: "bruno@agency.example",
  arrive: (page) => withCode(page, "bruno@agency.example"),
  screens: async () => [...at("/agency"), opened("/agency", "agency, opened", "details:not(.confirm)")],
};

const support: Onlooker = {
  who: "daniel@pawtal.example",
  arrive: (page) => withCode(page, "daniel@pawtal.example"),
  screens: async (page) => {
    const found = "/desk?q=robin%40example.com";
    const customers = await links(page, found, `/desk/customers/${ID}`);
    const talks = await links(page, customers[0], `/desk/claims/${ID}/conversation`);
    const paid = await links(page, customers[0], `/desk/payments/${ID}`);
    return at("/desk", found, "/desk?q=nobody%40example.com", ...customers, "/desk/money", ...paid.slice(0, 1), ...talks.slice(0, 2), "/desk/customers/none", "/desk/audit", "/more");
  },
};

const adjuster: Onlooker = {
  who: "grace@pawtal.example",
  arrive: (page) => withCode(page, "grace@pawtal.example"),
  screens: async (page) => {
    const claims = await links(page, "/desk/claims?flagged=1", `/desk/claims/${ID}`);
    const lines = await links(page, claims[0], `/desk/claims/${ID}/lines/${ID}`);
    const below = [`${claims[0]}/decide`, `${claims[0]}/record`, ...lines.slice(0, 1)];
    return [
      ...at("/desk/claims", "/desk/claims?q=nobody", "/desk/claims?half=1", ...claims.slice(0, 2), ...below, "/desk/claims/none", "/desk/clocks"),
      opened(claims[0], "claim, opened", "details"),
    ];
  },
};

const ops: Onlooker = {
  who: "tomas@pawtal.example",
  arrive: (page) => withCode(page, "tomas@pawtal.example"),
  screens: async (page) => {
    const factors = await links(page, "/account/security", `/account/security/${ID}`);
    return [
      ...at("/desk", "/desk/clocks", "/desk/deliveries", "/desk/money", "/desk/staff", "/desk/audit", "/desk/audit?action=nothing.like.it", "/account/security", ...factors.slice(0, 1), "/account/sessions", "/set-up", "/prove"),
      opened("/desk/staff", "staff, opened", "details:not(.confirm)"),
    ];
  },
};

/** The second step of a sign-in, begun and not ended. */
const halfway: Onlooker = {
  who: "maya@pawtal.example, halfway in",
  arrive: async (page) => {
    await withPassword(page, "maya@pawtal.example");
    await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  },
  screens: async () => at("/sign-in/code", "/sign-in/code?by=recovery"),
};

/** Whoever opens an invitation that was sent a moment ago: first as somebody else, then as nobody. */
const invited: Onlooker = {
  who: "somebody invited",
  arrive: (page, info) => signIn(page, info, someone("sam@example.com")),
  screens: async (page) => {
    const email = `invited-${Date.now()}@example.com`;
    await page.goto("/account/household");
    await page.getByLabel("Name", { exact: true }).fill("Kit Helper");
    await page.getByLabel("Email", { exact: true }).fill(email);
    await page.getByRole("group", { name: "What they may do" }).last().getByLabel("See everything").check();
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await expect.poll(() => letter(email), { timeout: 10_000 }).toBeTruthy();
    const link = letter(email)?.match(/\/invitation\/[0-9a-f]{64}/)?.[0] ?? "no link";
    const asNobody = async () => {
      await page.context().clearCookies();
      await page.reload();
      await expect(page.getByLabel("Password")).toBeVisible();
    };
    return [...at("/account/household", link), { at: link, name: "invitation, to a stranger", open: asNobody }];
  },
};

export const onlookers: Onlooker[] = [
  stranger, host, alone, policyholder("alex@example.com"), member, agent, agencyAdmin, adjuster, support, ops, halfway, invited,
];
