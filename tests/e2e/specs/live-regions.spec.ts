// Live regions: what is said, is said in a region that was there before, or a screen reader would not hear it (WCAG 4.1.3).
import type { Page } from "@playwright/test";
import { expect, test, wrongCode } from "../harness/test.ts";

declare global {
  interface Window {
    /** What has been said in which kind of region, and whether that region was there before. */
    said: { role: string; text: string; before: boolean }[];
  }
}

/** Listens as a screen reader does: to what changes in regions. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.said = [];
    const known = new WeakSet<Element>();
    const regions = "[role=status], [role=alert]";
    new MutationObserver((changes) => {
      const spoken = new Set<Element>();
      for (const { target } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest(regions);
        if (region) spoken.add(region);
      }
      for (const region of document.querySelectorAll(regions)) if (!known.has(region)) spoken.add(region);
      for (const region of spoken) {
        const text = region.textContent?.trim() ?? "";
        if (text && region.isConnected) window.said.push({ role: region.getAttribute("role")!, text, before: known.has(region) });
        known.add(region);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
}

/** What was said of this, and how. */
async function heard(page: Page, text: string | RegExp): Promise<Window["said"]> {
  const said = () => page.evaluate(() => window.said);
  const matches = ({ text: one }: { text: string }) => (typeof text === "string" ? one.includes(text) : text.test(one));
  await expect.poll(async () => (await said()).some(matches), `"${text}" is said`).toBe(true);
  return (await said()).filter(matches);
}

test.beforeEach(({ page }) => listen(page));

test("A-08: a refusal is said at once, in a region that was there", async ({ app, page, person, watch }) => {
  await app.open("/login");
  await app.fill({ identifier: person.email, password: watch.secret("CANARY-wrong-password") });
  await app.method("password").click();
  const text = await app.message(4000006).innerText();
  expect(await heard(page, text)).toEqual([expect.objectContaining({ role: "alert", before: true })]);
});

test("A-08: that a code is sent, and sent again, is said politely, in a region that was there", async ({ account, admin, app, page }) => {
  await app.askForCode(account.email);
  const sent = await app.message(1010014).innerText();
  for (const one of await heard(page, sent)) expect(one).toMatchObject({ role: "status", before: true });
  const before = (await heard(page, sent)).length;
  await app.button("resend").click();
  await expect.poll(async () => (await admin.messages(account.email)).length).toBe(2);
  await expect.poll(async () => (await heard(page, /code|sent|mail/i)).length).toBeGreaterThan(before);
  for (const one of await heard(page, /code|sent|mail/i)) expect(one).toMatchObject({ role: "status", before: true });
});

test("A-08: a wrong code is said at once, in a region that was there", async ({ account, admin, app, page }) => {
  await app.askForCode(account.email);
  await app.enterCode(wrongCode(await admin.code(account.email)));
  const text = await app.message(4010008).innerText();
  for (const one of await heard(page, text)) expect(one).toMatchObject({ role: "alert", before: true });
});

test("A-08: that something is saved is said politely, every time, in a region that was there", async ({ account, app, page, selfService }) => {
  await selfService.signIn(account);
  await app.open("/settings");
  const save = async (last: string) => {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await app.fill({ "traits.name.last": last });
    await app.method("profile").click();
    await answer;
    return app.message(1050001).innerText();
  };
  const once = { role: "status", before: true };
  expect(await heard(page, await save("Lovelace"))).toEqual([expect.objectContaining(once)]);
  const text = await save("Byron");
  await expect.poll(async () => (await heard(page, text)).length).toBe(2);
  expect((await heard(page, text))[1]).toMatchObject(once);
});

test("A-08: a countdown is not said every second", async ({ account, app, page }) => {
  await page.clock.install();
  await app.askForCode(account.email);
  const before = await page.evaluate(() => window.said.length);
  await page.clock.runFor(29_000);
  await expect(page.getByTestId("another-code")).toHaveText(/0:01/);
  expect(await page.evaluate(() => window.said.length)).toBe(before);
});

test("A-08: that something takes long is said politely, in a region that was there", async ({ account, app, page }) => {
  await page.clock.install();
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  const line = await app.holdSubmits();
  await app.method("password").click();
  await expect(app.method("password")).toHaveAttribute("aria-disabled", "true");
  await page.clock.runFor(4_500);
  const text = await page.getByTestId("slow").innerText();
  expect(await heard(page, text)).toEqual([expect.objectContaining({ role: "status", before: true })]);
  line.release();
  await app.expectSignedIn(account.email);
});
