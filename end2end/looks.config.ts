// `make looks`: pictures of every screen, on a phone and on a desktop, light and dark, for somebody to look at.
import { defineConfig } from "@playwright/test";
import suite from "./playwright.config";

export default defineConfig({
  ...suite,
  testMatch: "looks.ts",
  projects: [{ name: "looks", use: { viewport: { width: 390, height: 844 }, reducedMotion: "reduce" } as object }],
});
