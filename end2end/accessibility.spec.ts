// Every screen, as whoever sees it: axe, light and dark; one heading of level 1; no sideways scrolling, not at 320 px either; buttons a thumb can hit.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { ready } from "./support/portal";
import { onlookers } from "./support/screens";

test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "axe is JavaScript");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What is pressed alone, not a word among words, and lower than 44 px. */
const tooSmall = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, .button, summary, .line, .line-link, .choice, .icon-link, .back, nav a, select, input:not([type=hidden], [type=radio], [type=checkbox])")]
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.getBoundingClientRect().height < 43.5)
      .map((one) => `${one.outerHTML.slice(0, 100)} is ${Math.round(one.getBoundingClientRect().height)} px high`),
  );

for (const onlooker of onlookers) {
  test(`every screen of ${onlooker.who} is fit for everyone`, async ({ page, isMobile }, info) => {
    test.setTimeout(400_000);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await onlooker.arrive(page, info);
    const problems: string[] = [];
    for (const screen of await onlooker.screens(page)) {
      const say = (...found: string[]) => problems.push(...found.map((one) => `${screen.name ?? screen.at}: ${one}`));
      await page.goto(screen.at);
      // The style guide is drawn by the server alone.
      if (screen.at !== "/styleguide") await ready(page, info);
      await screen.open?.(page);
      const axe = async (of: AxeBuilder) =>
        say(...(await of.analyze()).violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`)));
      await axe(new AxeBuilder({ page }).withTags(RULES));
      await page.emulateMedia({ colorScheme: "dark" });
      await axe(new AxeBuilder({ page }).withRules(["color-contrast"]));
      await page.emulateMedia({ colorScheme: "light" });

      const headings = await page.locator("h1:visible").count();
      if (headings !== 1) say(`${headings} headings of level 1`);
      say(...(await tooSmall(page)));
      const size = page.viewportSize()!;
      if ((await tooWide(page)) > 0) say("scrolls sideways");
      if (!isMobile) continue;
      await page.setViewportSize({ width: 320, height: 640 });
      const wide = await tooWide(page);
      if (wide > 0) say(`at 320 px it scrolls sideways by ${wide} px`);
      await page.setViewportSize(size);
    }
    expect(problems).toEqual([]);
  });
}
