// Browser tests: Debian's Chromium against the release build, which scripts/e2e-server.sh serves with a new small book.
import { resolve } from "node:path";
import { defineConfig } from "@playwright/test";

// By a name: browsers give no passkeys to an address of numbers.
const address = "http://localhost:3100";

const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

const looks = [
  { name: "phone", use: phone },
  { name: "phone-nojs", use: { ...phone, javaScriptEnabled: false } },
  { name: "desktop", use: { viewport: { width: 1280, height: 800 } } },
];

export default defineConfig({
  testDir: ".",
  outputDir: "results",
  reporter: "list",
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  use: {
    baseURL: address,
    locale: "en-US",
    // What cannot be pressed says so before its journey's time is over.
    actionTimeout: 20_000,
    screenshot: "only-on-failure",
    launchOptions: {
      // Playwright's own browser is not used: it would be a download.
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // As root Chromium needs no-sandbox; the others keep it from talking to the network.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    ...looks.map((look) => ({ ...look, testIgnore: "sessions.spec.ts" })),
    // Last: these journeys end the sessions of the people whom the others sign in as.
    ...looks.map((look) => ({ ...look, name: `${look.name}-late`, testMatch: "sessions.spec.ts", dependencies: looks.map(({ name }) => name) })),
  ],
  globalTeardown: "./support/quiet-log.ts",
  webServer: [
    // Before the portal, which asks it when somebody signs in.
    {
      command: "node end2end/support/oidc-provider.mjs",
      cwd: resolve(import.meta.dirname, ".."),
      url: "http://127.0.0.1:3190/.well-known/openid-configuration",
      reuseExistingServer: false,
    },
    {
      command: 'scripts/gateway.sh "${CARGO_TARGET_DIR:-target}/release/stripe-double" 127.0.0.1:3180 http://127.0.0.1:3100',
      cwd: resolve(import.meta.dirname, ".."),
      url: "http://127.0.0.1:3180/v3/",
      reuseExistingServer: false,
    },
    {
      command: "scripts/e2e-server.sh",
      cwd: resolve(import.meta.dirname, ".."),
      url: address,
      timeout: 120_000,
      reuseExistingServer: false,
      gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
      stdout: "pipe",
      stderr: "pipe",
    },
  ],
});
