// Faults of history and of several tabs: whoever comes back to a page finds what is true now, and no secret of before.
// F-70 without the browser's page cache is in social.spec.ts, F-71 in identifier-first.spec.ts.
import type { Page } from "@playwright/test";
import { App } from "../../harness/app.ts";
import { expect, test } from "../../harness/test.ts";
import suite, { chromium } from "../../playwright.config.ts";

// Playwright switches the cache of whole pages off, which Back takes them from.
const launchOptions = { ...suite.use?.launchOptions, executablePath: chromium, ignoreDefaultArgs: ["--disable-back-forward-cache"] };
test.use({ kratos: "everything", launchOptions });

/** A person looks at the tab again. */
async function look(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
}

/**
 * Notes in every document from now on whether it came back as it was. Chromium, unlike others, does not take a page back whose
 * answers said no-store, or that waits for a passkey or a text message: they do not say it here, and there is neither.
 */
async function watchReturns(page: Page): Promise<() => Promise<boolean>> {
  await page.route("**/*", async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    const { "cache-control": _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, "PublicKeyCredential");
    Reflect.deleteProperty(window, "OTPCredential");
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) document.documentElement.dataset.returned = "";
    });
  });
  return () => page.evaluate(() => "returned" in document.documentElement.dataset);
}

/** Back, to a page that comes back as it was and not by loading. */
async function goBack(page: Page, returned: () => Promise<boolean>): Promise<void> {
  await page.goBack({ waitUntil: "commit" });
  await expect.poll(returned, "the page comes back as it was").toBe(true);
}

/** Everything of a document in which somebody's name could stand. */
const everything = (page: Page) =>
  page.evaluate(() => document.documentElement.outerHTML + [...document.querySelectorAll("input")].map(({ value }) => value).join(" "));

test("F-67: signed in in another tab, and a look at this one", async ({ account, app, context, page, watch }) => {
  await app.open("/login");
  const other = new App(await context.newPage());
  await other.signIn(account);

  await look(page);
  await expect(page.getByTestId("session-content")).toContainText(account.email, { timeout: 1_500 });
  expect(app.path()).toBe("/");
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(watch.posts).toHaveLength(1);
});

test("F-67: signed in in another tab, and a submit in this one", async ({ account, app, context, page }) => {
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  const other = new App(await context.newPage());
  await other.signIn(account);

  await app.method("password").click();
  await app.expectSignedIn(account.email);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

for (const [name, act] of [
  ["a look", async (app: App) => look(app.page)],
  ["a save", async (app: App) => app.method("profile").click()],
] as const) {
  test(`F-68: signed out in another tab, and ${name} at the settings`, async ({ account, app, context, page }) => {
    await app.signIn(account);
    await app.open("/settings");
    await app.fill({ "traits.name.last": "Lovelace" });
    const other = new App(await context.newPage());
    await other.page.goto("/");
    await other.page.getByTestId("logout").click();
    await expect.poll(() => other.hasSession()).toBe(false);

    await act(app);
    await expect.poll(() => app.path()).toBe("/login");
    await expect(app.field("password")).toBeVisible();
    expect(await everything(page)).not.toContain(account.email);
    expect(await everything(page)).not.toContain("Lovelace");
    await app.fill({ identifier: account.email, password: account.password });
    await app.method("password").click();
    await expect.poll(() => app.path()).toBe("/settings");
  });
}

test("F-69: Back after a sign-in shows who is signed in, and no password", async ({ account, app, page, watch }) => {
  await app.expectSignedOut();
  await app.signIn(account);
  await page.goto("/welcome");
  await expect(page.getByText(account.email).first()).toBeVisible();
  await page.goBack({ waitUntil: "commit" });
  await expect(page.getByText(account.email).first()).toBeVisible();
  await page.goBack({ waitUntil: "commit" });
  await expect(page.getByText(account.email).first()).toBeVisible();
  await expect(page.locator("input[type=password]")).toHaveCount(0);
  expect(watch.posts).toHaveLength(1);
});

test("F-69, T-16: Back to a form that was left takes up no password, and signs in", async ({ account, app, page }) => {
  const returned = await watchReturns(page);
  await app.open("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await page.goto("/error");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await goBack(page, returned);
  await expect(app.field("password")).toHaveValue("");
  await expect(app.field("identifier")).toHaveValue(account.email);
  await app.fill({ password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
});

test("T-16, UX-44: Back to the settings of somebody who was signed out shows nothing of them", async ({ account, admin, app, page }) => {
  const returned = await watchReturns(page);
  await app.signIn(account);
  await app.open("/settings");
  await expect(app.field("traits.email")).toHaveValue(account.email);
  await page.goto("/error");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await admin.deleteSessions(account.id);
  await goBack(page, returned);
  await expect.poll(() => app.path()).toBe("/login");
  expect(await everything(page)).not.toContain(account.email);
});

test("T-16: Back to a code that was typed finds the field empty", async ({ account, admin, app, page, watch }) => {
  const returned = await watchReturns(page);
  await app.askForCode(account.email);
  const code = await admin.code(account.email);
  await app.fill({ code });
  await page.goto("/error");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await goBack(page, returned);
  await expect(app.field("code")).toHaveValue("");
  await app.enterCode(code);
  await app.expectSignedIn(account.email);
  expect(watch.posts).toHaveLength(2);
});

test("F-70: Back from the provider, to the page as it was: it can be used again", async ({ account, app, page, provider, watch }) => {
  const returned = await watchReturns(page);
  await app.open("/login");
  await app.fill({ identifier: account.email });
  await page.locator("button[name=provider][value=acme]").click();
  await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
  expect(provider.asked.get("client_id")).toBe("vestibule");
  await goBack(page, returned);
  await expect(app.field("identifier")).toHaveValue(account.email);
  for (const button of await page.locator("form button[type=submit]:visible").all()) await expect(button).not.toHaveAttribute("aria-disabled", "true");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await app.expectSignedIn(account.email);
  expect(watch.posts).toHaveLength(2);
});

test("T-32, UX-06: a code is sent once, however often Enter is pressed, and never by Back", async ({ account, admin, app, page, watch }) => {
  await app.expectSignedOut();
  await app.askForCode(account.email);
  await app.fill({ code: await admin.code(account.email) });
  const line = await app.holdSubmits();
  for (let times = 0; times < 3; times++) await app.field("code").press("Enter");
  await app.method("code").dblclick({ force: true });
  await expect.poll(() => watch.posts.length).toBe(2);
  line.release();
  await app.expectSignedIn(account.email);

  await page.goBack({ waitUntil: "commit" });
  await expect(page.getByText(account.email).first()).toBeVisible();
  await page.goForward({ waitUntil: "commit" });
  await expect(page.getByText(account.email).first()).toBeVisible();
  expect(watch.posts).toHaveLength(2);
});
