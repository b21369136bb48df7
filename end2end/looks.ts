// Pictures of every screen in end2end/pictures: not a test of anything but of the eye.
import { join } from "node:path";
import { test } from "@playwright/test";
import { ready } from "./support/portal";
import { onlookers, type Screen } from "./support/screens";

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const fileName = (screen: Screen) => (screen.name ?? screen.at).replace(/[0-9a-f]{64}|[0-9a-f-]{36}/g, "id").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";

for (const onlooker of onlookers) {
  test(`what ${onlooker.who} sees`, async ({ page }, info) => {
    test.setTimeout(1_200_000);
    await onlooker.arrive(page, info);
    for (const [nth, screen] of (await onlooker.screens(page)).entries()) {
      await page.setViewportSize(sizes.phone);
      await page.goto(screen.at);
      if (screen.at !== "/styleguide") await ready(page, info);
      await screen.open?.(page);
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          const name = `${String(nth).padStart(2, "0")}-${fileName(screen)}-${size}-${colorScheme}.png`;
          await page.screenshot({ path: join(import.meta.dirname, "pictures", onlooker.who.replace(/[^a-z]+/gi, "-"), name), fullPage: true });
        }
      }
    }
  });
}
