// Without JavaScript: what stays behind in the browser, in the address and in the page cache.
import { expect, test } from "../../harness/test.ts";
import suite, { chromium } from "../../playwright.config.ts";

// Playwright switches the cache of whole pages off, which Back takes them from.
const launchOptions = { ...suite.use?.launchOptions, executablePath: chromium, ignoreDefaultArgs: ["--disable-back-forward-cache"] };
test.use({ javaScriptEnabled: false, kratos: "everything", launchOptions });

test("SR-24, T-16, T-17: after signing out, Back shows nothing of who was here", async ({ account, app, page }) => {
  await page.goto("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(account.email);
  await page.goto("/settings");
  await expect(app.field("traits.email")).toHaveValue(account.email);
  await page.goto("/");
  await page.getByTestId("logout").click();
  await expect(app.field("password")).toBeVisible();
  for (let step = 0; step < 2; step++) {
    await page.goBack();
    expect(await page.content()).not.toContain(account.email);
  }
});

test("SR-24: a session that is over leaves no cookie behind", async ({ account, admin, app, context, page }) => {
  await page.goto("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.field("password").press("Enter");
  await app.expectSignedIn(account.email);
  await admin.deleteSessions(account.id);
  await page.getByTestId("logout").click();
  await expect(app.field("password")).toBeVisible();
  expect((await context.cookies()).map(({ name }) => name)).not.toContain("ory_kratos_session");
});

test("SR-29, T-11: codes, tokens and addresses leave the address, and are nowhere in the page", async ({ baseURL, page }) => {
  for (const [asked, clean] of [
    ["/verification?code=CANARY&token=CANARY", "/verification"],
    ["/login?login_hint=CANARY%40example.com&return_to=%2Fwelcome", "/login?return_to=%2Fwelcome"],
    ["/error?id=unknown&code=CANARY", "/error?id=unknown"],
  ] as const) {
    await page.goto(asked);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(page.url()).toBe(`${baseURL}${clean}`);
    expect(await page.content()).not.toContain("CANARY");
  }
});
