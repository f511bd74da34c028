// Signing out.
import { App } from "../harness/app.ts";
import { expect, newcomer, test } from "../harness/test.ts";

test("UX-44: signs out", async ({ account, app, page }) => {
  await app.signIn(account);
  await page.getByTestId("logout").click();

  await expect.poll(() => app.hasSession()).toBe(false);
  await expect(page.getByTestId("session-content")).toHaveCount(0);
  await expect(page.getByText(account.email)).toHaveCount(0);
  expect(["/", "/login"]).toContain(app.path());
});

test("the token is fetched right before it is used", async ({ account, app, page }) => {
  const calls: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/self-service/logout")) calls.push(pathname);
  });
  await app.signIn(account);
  expect(calls).toEqual([]);
  await page.getByTestId("logout").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  expect(calls).toEqual(["/self-service/logout/browser", "/self-service/logout"]);
});

for (const [name, call] of [
  ["does not begin", "**/self-service/logout/browser**"],
  ["does not end", "**/self-service/logout?**"],
] as const) {
  test(`F-79: a sign-out that ${name} is told as it is, without saying who, and can be tried again`, async ({ account, app, page, watch }) => {
    watch.allow(/^Failed to load resource: net::ERR_/);
    await app.signIn(account);
    await page.route(call, (route) => route.abort("connectionreset"));
    await page.getByTestId("logout").click();
    await expect(page.getByRole("alert").or(page.getByRole("status")).filter({ hasText: /signing out did not work|still signed in/i }).first()).toBeVisible();
    await expect(page.getByText(account.email)).toHaveCount(0);
    expect(await app.hasSession()).toBe(true);

    await page.unroute(call);
    await page.getByRole("button", { name: /again/i }).or(page.getByTestId("logout")).first().click();
    await expect.poll(() => app.hasSession()).toBe(false);
    await expect(page.getByText(account.email)).toHaveCount(0);
  });
}

test("somebody else signed in in another tab meanwhile", async ({ account, admin, app, context, page, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await app.signIn(account);

  const tab = new App(await context.newPage());
  await tab.page.goto("/");
  await tab.page.getByTestId("logout").click();
  await expect.poll(() => tab.hasSession()).toBe(false);
  // Its flow has come, and with it Kratos' cookie.
  await expect(tab.field("identifier")).toBeVisible();
  await tab.signIn(other);

  // The old page still works: what it signs out is the session there is.
  await page.getByTestId("logout").click();
  await expect.poll(() => app.hasSession()).toBe(false);
});

test("signed out in another tab already", async ({ account, app, context, page }) => {
  await app.signIn(account);
  const tab = new App(await context.newPage());
  await tab.page.goto("/");
  await tab.page.getByTestId("logout").click();
  await expect.poll(() => tab.hasSession()).toBe(false);

  await page.getByTestId("logout").click();
  await expect(page.getByText(account.email)).toHaveCount(0);
  await expect(page.getByTestId("session-content")).toHaveCount(0);
});

test("UX-44: Back after signing out shows nobody", async ({ account, app, page }) => {
  await app.signIn(account);
  await page.goto("/welcome");
  await expect(page.getByText(account.email).first()).toBeVisible();
  await page.getByTestId("logout").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  await expect(page.getByText(account.email)).toHaveCount(0);

  await page.goBack();
  await expect(page.locator("a[href*=login]").or(app.field("identifier")).first()).toBeVisible();
  await expect(page.getByText(account.email)).toHaveCount(0);
});

test("signs in again afterwards, as somebody else", async ({ account, admin, app, page, watch }) => {
  const other = newcomer(watch);
  await admin.createIdentity(other.email, other.password);
  await app.signIn(account);
  await page.getByTestId("logout").click();
  await expect.poll(() => app.hasSession()).toBe(false);
  await expect(app.field("identifier")).toBeVisible();
  await app.signIn(other);
});
