// What moves: nothing jumps from one state of the page to the next, and who wants motion gets it between steps.
import type { Page } from "@playwright/test";
import { shiftsOf, unasked, watchShifts } from "../harness/shifts.ts";
import { test as base, expect } from "../harness/test.ts";

declare global {
  interface Window {
    /** How many transitions between steps there were. */
    __transitions?: number;
  }
}

/** An answer takes this long, so that what moves is not put down to the press: Chromium forgives half a second. */
const LATE = 700;

const test = base.extend<{ still: void }>({
  // Follows every shift of the layout, and fails if they come to more than a fiftieth (UX-45).
  still: [
    async ({ page }, use) => {
      await watchShifts(page);
      await page.route("**/self-service/**", async (route) => {
        if (route.request().method() === "POST") {
          const response = await route.fetch();
          await new Promise((done) => setTimeout(done, LATE));
          return route.fulfill({ response });
        }
        return route.fallback();
      });
      await use();
      const shifts = await shiftsOf(page);
      expect(unasked(shifts), JSON.stringify(shifts)).toBeLessThan(0.02);
    },
    { auto: true },
  ],
});

for (const [name, viewport] of [
  ["phone", { width: 360, height: 640 }],
  ["desk", { width: 1280, height: 800 }],
] as const) {
  test.describe(`UX-45: nothing jumps on a ${name}`, () => {
    test.use({ viewport });

    test("from the empty page to the form, and on to sign-up", async ({ app, page }) => {
      await app.open("/login");
      await page.getByTestId("cta-link").click();
      await expect(app.field("traits.email")).toBeVisible();
      await page.getByTestId("cta-link").click();
      await expect(app.field("password")).toBeVisible();
      await page.getByTestId("forgot-password").click();
      await expect(app.field("email")).toBeVisible();
    });

    test("when a password is refused", async ({ account, app }) => {
      await app.open("/login");
      await app.fill({ identifier: account.email, password: "not the password" });
      await app.method("password").click();
      await expect(app.message(4000006)).toBeVisible();
    });

    test("when fields are refused", async ({ account, app }) => {
      await app.enterTraits(account);
      await app.fill({ password: "123" });
      await app.method("password").click();
      await expect(app.field("password")).toHaveAttribute("aria-invalid", "true");
    });

    test("to the code, and when it is refused", async ({ account, app }) => {
      await app.askForCode(account.email);
      await app.enterCode("000000");
      await expect(app.message(4010008)).toBeVisible();
    });

    test("in recovery", async ({ account, app }) => {
      await app.open("/recovery");
      await app.fill({ email: account.email });
      await app.method("code").click();
      await expect(app.field("code")).toBeVisible();
    });
  });
}

test.describe("transitions", () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      window.__transitions = 0;
      const start = document.startViewTransition;
      document.startViewTransition = function (...given) {
        window.__transitions = (window.__transitions ?? 0) + 1;
        return start.apply(this, given);
      };
    });
  });

  const transitions = (page: Page) => page.evaluate(() => window.__transitions);

  test("the next step comes with a transition, with the focus where it belongs", async ({ account, app, page }) => {
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await app.askForCode(account.email);
    expect(await transitions(page)).toBe(1);
    await expect(app.field("code")).toBeFocused();
    await expect(page.locator("form")).not.toHaveAttribute("aria-busy", "true");
  });

  test("A-17: who wants no motion gets none", async ({ account, app, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await app.askForCode(account.email);
    expect(await transitions(page)).toBe(0);
    await expect(app.field("code")).toBeFocused();
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving).toBe(0);
  });

  test("a refused code is said without one", async ({ account, app, page }) => {
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await app.askForCode(account.email);
    await app.enterCode("000000");
    await expect(app.message(4010008)).toBeVisible();
    expect(await transitions(page)).toBe(1);
  });
});
