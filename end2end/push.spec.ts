// A message of a push service becomes a notification of the real browser, by the portal's own worker; and a browser whose key is not ours any more asks
// whether to go on. Chromium's own tools deliver what a push service would, already opened: that only the browser can open it is tested in app/src/notify.
import { expect, test, type CDPSession, type Page } from "@playwright/test";
import { hasScript, ready, signIn } from "./support/portal";

test.skip(({ isMobile }) => !isMobile, "the journey of the phone");

/** Our worker, as Chromium's tools know it. */
async function worker(page: Page): Promise<{ tools: CDPSession; registrationId: string }> {
  await page.evaluate(() => navigator.serviceWorker.register("/sw.js").then(() => navigator.serviceWorker.ready));
  const tools = await page.context().newCDPSession(page);
  const found = new Promise<string>((take) =>
    tools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const ours = registrations.find((one) => !one.isDeleted);
      if (ours) take(ours.registrationId);
    }),
  );
  await tools.send("ServiceWorker.enable");
  return { tools, registrationId: await found };
}

/** The notifications that the browser shows for us. */
const shown = (page: Page) =>
  page.evaluate(async () => {
    const ours = await navigator.serviceWorker.getRegistration();
    const all = (await ours?.getNotifications()) ?? [];
    return all.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  });

test("a push is shown with its title and its words, a later one in its place", async ({ page, context, baseURL }, info) => {
  test.skip(!hasScript(info), "a worker is a script");
  await context.grantPermissions(["notifications"], { origin: baseURL });
  await page.goto("/sign-in");
  const { tools, registrationId } = await worker(page);
  const deliver = (says: object) => tools.send("ServiceWorker.deliverPushMessage", { origin: baseURL!, registrationId, data: JSON.stringify(says) });

  const decided = { title: "Pawtal", body: "A claim is decided.", url: "/claims/1", tag: "one" };
  await deliver(decided);
  await expect.poll(() => shown(page)).toEqual([{ title: "Pawtal", body: "A claim is decided.", tag: "one", data: "/claims/1" }]);

  await deliver({ ...decided, body: "Su reclamo está decidido." });
  await expect.poll(() => shown(page)).toEqual([{ title: "Pawtal", body: "Su reclamo está decidido.", tag: "one", data: "/claims/1" }]);

  await deliver({ title: "Pawtal", body: "A message waits for you.", url: "/notices", tag: "two" });
  await expect.poll(async () => (await shown(page)).map(({ body }) => body).sort()).toEqual(["A message waits for you.", "Su reclamo está decidido."]);
});

/** Lets the browser say that it listens, with this key: asking a push service would leave this machine. */
function listening(key: number[]) {
  const ours = { options: { applicationServerKey: new Uint8Array(key).buffer }, unsubscribe: async () => Boolean((globalThis as any).gone = true) };
  PushManager.prototype.getSubscription = async () => ((globalThis as any).gone ? null : (ours as unknown as PushSubscription));
}

test("a browser whose key is not ours any more asks once, and takes no for an answer", async ({ page, context, baseURL }, info) => {
  test.skip(!hasScript(info), "a worker is a script");
  await context.grantPermissions(["notifications"], { origin: baseURL });
  await signIn(page, info);
  await worker(page);
  await page.addInitScript(listening, [4, 1, 2, 3]);
  await page.goto("/pets");
  await ready(page, info);
  const question = page.getByRole("region", { name: /how notices reach this browser/ });
  await expect(question).toBeVisible();
  await expect(question.getByRole("button", { name: "Show them again" })).toBeVisible();
  await question.getByRole("button", { name: "No, thanks" }).click();
  await expect(question).toHaveCount(0);
  expect(await page.evaluate(() => (globalThis as any).gone)).toBe(true);
  await page.goto("/claims");
  await ready(page, info);
  await expect(question).toHaveCount(0);
});
