// axe on every page, light and dark; no sideways scrolling at 320 px; one heading of level 1.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { ready, signIn, signIns } from "./support/portal";

test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "axe is JavaScript");

async function links(page: Page, from: string, pattern: RegExp): Promise<string[]> {
  await page.goto(from);
  const all = await page.locator("a[href]").evaluateAll((found) => found.map((link) => link.getAttribute("href")!));
  return [...new Set(all.filter((href) => pattern.test(href)))];
}

/** Every kind of page that a policyholder can reach: the fixed ones, and some of each with an id. */
async function addresses(page: Page): Promise<string[]> {
  const pets = await links(page, "/pets", /^\/pets\/[0-9a-f-]{36}$/);
  const claims = await links(page, "/claims", /^\/claims\/[0-9a-f-]{36}$/);
  const policies = (await Promise.all([links(page, pets[0], /^\/policies\/[0-9a-f-]{36}$/)])).flat();
  const cards = await links(page, "/documents", /^\/documents\/id-card\//);
  return [
    "/", "/pets", "/pets/new", ...pets, `${pets[0]}/edit`, ...policies.slice(0, 2), "/claims", ...claims.slice(0, 6), "/claims/new", "/payments", "/documents",
    ...cards.slice(0, 2), "/help", "/more", "/account", "/account/email", "/account/email/none", "/account/phone", "/account/phone?sent=none", "/account/password",
    "/register", "/register?sent=1", "/register/none", "/reset", "/reset?sent=1", "/reset?done=1", "/reset/none", "/offline", "/styleguide", "/no-such-page",
  ];
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const who of ["robin@example.com", "alex@example.com", "sam@example.com"]) {
    test(`axe finds nothing on any page of ${who}, ${colorScheme}`, async ({ page }, info) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/sign-in");
      const problems: string[] = [];
      const look = async (address: string) => {
        await page.goto(address);
        // The style guide is drawn by the server alone.
        if (address !== "/styleguide") await ready(page, info);
        const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        problems.push(...found.violations.flatMap((rule) => rule.nodes.map((node) => `${address}: ${rule.id}: ${node.html.slice(0, 160)}`)));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) problems.push(`${address}: scrolls sideways by ${wide} px`);
        const headings = await page.locator("h1").count();
        if (headings !== 1) problems.push(`${address}: ${headings} headings of level 1`);
      };
      await look("/sign-in");
      await signIn(page, info, signIns().find((one) => one.email === who));
      for (const address of await addresses(page)) await look(address);
      expect(problems).toEqual([]);
    });
  }
}

for (const who of ["robin@example.com", "alex@example.com", "sam@example.com"]) {
  test(`every page of ${who} fits 320 px`, async ({ page }, info) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width: 320, height: 640 });
    await signIn(page, info, signIns().find((one) => one.email === who));
    const problems: string[] = [];
    for (const address of await addresses(page)) {
      await page.goto(address);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) problems.push(`${address}: scrolls sideways by ${wide} px`);
    }
    expect(problems).toEqual([]);
  });
}
