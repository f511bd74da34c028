// The page that lists where one is signed in.
import type { APIRequestContext, Browser } from "@playwright/test";
import { SelfService } from "../harness/self-service.ts";
import { expect, test } from "../harness/test.ts";

/** Signs in somewhere else; gives back that session's id and a way to ask whether it still holds. */
async function elsewhere(browser: Browser, baseURL: string, person: { email: string; password: string }) {
  const context = await browser.newContext({ baseURL, userAgent: "A telephone" });
  const request: APIRequestContext = context.request;
  const selfService = new SelfService(request);
  await selfService.signIn(person);
  const { id } = await selfService.whoami();
  return { id, holds: async () => (await request.get("/sessions/whoami")).ok(), close: () => context.close() };
}

test("lists this session and the others, and revokes one", async ({ account, app, baseURL, browser, page, selfService }) => {
  await selfService.signIn(account);
  const { id } = await selfService.whoami();
  const first = await elsewhere(browser, baseURL!, account);
  const second = await elsewhere(browser, baseURL!, account);
  await page.goto("/");
  await page.locator("a[href*=sessions]").click();

  const own = page.getByTestId(`session/${id}`);
  await expect(own.getByTestId("session-current")).toHaveCount(1);
  await expect(own).toContainText(/this/i);
  await expect(page.getByTestId("session-current")).toHaveCount(1);
  await expect(page.getByTestId(`revoke/${id}`)).toHaveCount(0);
  const other = page.getByTestId(`session/${first.id}`);
  await expect(other).toContainText("A telephone");
  await expect(other).toContainText("127.0.0.1");
  await expect(other).not.toContainText(/127\.0\.0\.1:\d/);
  await expect(other.locator("time").first()).toHaveAttribute("datetime", /^\d{4}-/);
  expect(app.path()).toBe("/sessions");

  await page.getByTestId(`revoke/${first.id}`).click();
  await expect(other).toHaveCount(0);
  await expect(page.getByTestId(`session/${second.id}`)).toBeVisible();
  expect(await first.holds()).toBe(false);
  expect(await second.holds()).toBe(true);
  expect(await app.hasSession()).toBe(true);
  await Promise.all([first.close(), second.close()]);
});

test("UX-44: revokes all others", async ({ account, app, baseURL, browser, page, selfService }) => {
  await selfService.signIn(account);
  const others = [await elsewhere(browser, baseURL!, account), await elsewhere(browser, baseURL!, account)];
  await page.goto("/sessions");
  await page.getByTestId("revoke-others").click();
  for (const other of others) {
    await expect(page.getByTestId(`session/${other.id}`)).toHaveCount(0);
    expect(await other.holds()).toBe(false);
  }
  await expect(page.getByTestId("revoke-others")).toHaveCount(0);
  await expect(page.getByTestId("session-current")).toHaveCount(1);
  expect(await app.hasSession()).toBe(true);
  await Promise.all(others.map((other) => other.close()));
});

test("alone there is nothing to revoke", async ({ account, page, selfService }) => {
  await selfService.signIn(account);
  await page.goto("/sessions");
  await expect(page.getByTestId("session-current")).toHaveCount(1);
  await expect(page.getByTestId("revoke-others")).toHaveCount(0);
  await expect(page.getByTestId(/^revoke\//)).toHaveCount(0);
});

test("signed out: signs in first, and comes back", async ({ account, app, page }) => {
  await page.goto("/sessions");
  await expect(app.field("identifier")).toBeVisible();
  expect(app.path()).toBe("/login");
  await app.fill({ identifier: account.email, password: account.password });
  await app.method("password").click();
  await expect(page.getByTestId("session-current")).toHaveCount(1);
  expect(app.path()).toBe("/sessions");
});

test("a revocation that fails is said, and the session stays listed", async ({ account, baseURL, browser, page, selfService, watch }) => {
  watch.allow(/status of 503/);
  await selfService.signIn(account);
  const other = await elsewhere(browser, baseURL!, account);
  await page.goto("/sessions");
  await page.route(`**/sessions/${other.id}`, (route) => route.fulfill({ status: 503, json: {} }));
  await page.getByTestId(`revoke/${other.id}`).click();
  await expect(page.getByRole("alert").or(page.getByRole("status").filter({ hasText: /\w/ })).first()).toBeVisible();
  await expect(page.getByTestId(`session/${other.id}`)).toBeVisible();
  expect(await other.holds()).toBe(true);

  await page.unroute(`**/sessions/${other.id}`);
  await page.getByTestId(`revoke/${other.id}`).click();
  await expect(page.getByTestId(`session/${other.id}`)).toHaveCount(0);
  await other.close();
});
